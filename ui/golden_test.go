package ui_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"image"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/raster"
	"tiepdan/ui/uitest"
)

var (
	update   = flag.Bool("update", false, "rewrite the golden sums and sheets, and remove those of screens that are gone")
	pictures = flag.String("pictures", "", "also write every screen in full size into this directory")
	only     = flag.String("only", "", "look only at the screens whose names match this regular expression; the goldens of others stay")
	goldens  = flag.String("goldens", "testdata", "the directory of the golden sums and sheets")
)

// sumsName is the file with one line for each picture: the SHA-256 of its
// pixels in full size, and its name.
const sumsName = "screens.sum"

// A golden is the sum of the pixels in full size of each picture, which tells of
// any pixel that changed; and a sheet of small pictures, one for each screen,
// orientation and language, to be looked at. Sums hold for amd64: other processors
// round differently, and the sheets decide there.
func exact() bool { return runtime.GOARCH == "amd64" }

// variants lists the looks in which a screen is kept.
func variants(s uitest.Screen) []kiosk.Looks {
	var out []kiosk.Looks
	for _, contrast := range []bool{false, true} {
		for _, text := range []kiosk.TextSize{kiosk.TextNormal, kiosk.TextLarge, kiosk.TextLargest} {
			out = append(out, kiosk.Looks{Contrast: contrast, Text: text})
		}
	}
	if s.View.Lang == kiosk.Vi {
		out = append(out, kiosk.Looks{Reach: true})
		if s.Do == nil { // nobody writes or unlocks by listening
			out = append(out, kiosk.Looks{Guided: true})
		}
	}
	return out
}

// variantName ends the name of a picture; the usual looks have none.
func variantName(l kiosk.Looks) string {
	name := ""
	for _, part := range []struct {
		on   bool
		name string
	}{{l.Text != kiosk.TextNormal, "-" + string(l.Text)}, {l.Contrast, "-contrast"}, {l.Reach, "-reach"}, {l.Guided, "-guided"}} {
		if part.on {
			name += part.name
		}
	}
	return name
}

func TestScreensLookAsReviewed(t *testing.T) {
	t.Parallel()
	if testing.Short() || racing {
		t.Skip("draws more than two thousand screens")
	}
	g := &gallery{want: readSums(t), sums: map[string]string{}, sheets: map[string]bool{}}
	t.Cleanup(func() { g.settle(t) })
	for orientation, size := range uitest.Sizes() {
		for _, l := range uitest.Languages() {
			t.Run(fmt.Sprintf("%s-%s", orientation, l), func(t *testing.T) {
				t.Parallel()
				g.draw(t, l, orientation, size)
			})
		}
	}
}

// drawn lists the screens that are looked at.
func drawn(l kiosk.Lang) []uitest.Screen {
	pick := regexp.MustCompile(*only)
	return slices.DeleteFunc(uitest.Screens(l), func(s uitest.Screen) bool { return !pick.MatchString(s.Name) })
}

// gallery is all that was drawn.
type gallery struct {
	want   map[string]string
	mu     sync.Mutex
	sums   map[string]string
	sheets map[string]bool
}

// easel is what one goroutine draws with.
type easel struct {
	ui     *ui.UI
	size   image.Point
	img    *raster.Picture
	canvas *raster.Canvas
	bytes  []byte
}

// draw draws a screen in some looks.
func (e *easel) draw(t *testing.T, s uitest.Screen, l kiosk.Looks) {
	t.Helper()
	scene, err := s.Looked(l).Show(e.ui, e.size)
	if err != nil {
		t.Error(err)
		return
	}
	scene.Draw(e.canvas, e.img.Rect)
}

// sum is the SHA-256 of the picture.
func (e *easel) sum() string {
	e.bytes = e.img.BGRX(e.bytes[:0], e.img.Rect)
	sum := sha256.Sum256(e.bytes)
	return hex.EncodeToString(sum[:])
}

// draw draws every screen of one language and orientation.
func (g *gallery) draw(t *testing.T, l kiosk.Lang, orientation string, size image.Point) {
	t.Helper()
	img := raster.NewPicture(size)
	e := &easel{ui: newScreen(t, uitest.Options()), size: size, img: img, canvas: raster.NewCanvas(img)}
	for _, s := range drawn(l) {
		name := fmt.Sprintf("%s-%s-%s", s.Name, orientation, l)
		var changed []string
		for _, looks := range variants(s) {
			e.draw(t, s, looks)
			full := name + variantName(looks)
			if *pictures != "" {
				write(t, filepath.Join(*pictures, full+".png"), img.RGBA())
			}
			if !g.matches(full, e.sum()) {
				changed = append(changed, full)
			}
		}
		if !s.Alike {
			g.sheet(t, e, s, name, changed)
		} else if len(changed) > 0 && exact() && !*update {
			t.Errorf("%s: got other pixels in %q, want none; -pictures shows them", name, changed)
		}
	}
}

// sheet draws a screen's sheet where it is needed, and holds it against its golden.
func (g *gallery) sheet(t *testing.T, e *easel, s uitest.Screen, name string, changed []string) {
	t.Helper()
	g.mu.Lock()
	g.sheets[name+".png"] = true
	g.mu.Unlock()
	if exact() && len(changed) == 0 && !*update {
		return
	}
	all := sheetLooks(s)
	sheet := newSheet(e.size, len(all))
	for place, looks := range all {
		e.draw(t, s, looks)
		sheet.put(place, e.img)
	}
	sheet.compare(t, name, changed)
}

// matches notes the sum of a picture and reports whether it is the golden one.
func (g *gallery) matches(name, sum string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sums[name] = sum
	return g.want[name] == sum
}

// settle looks for goldens without a screen, or rewrites the sums.
func (g *gallery) settle(t *testing.T) {
	t.Helper()
	if *only != "" { // nothing is known of the others
		if *update {
			maps.Copy(g.want, g.sums)
			writeSums(t, g.want)
		}
		return
	}
	if *update {
		writeSums(t, g.sums)
	}
	for name := range g.want {
		if _, ok := g.sums[name]; !ok && !*update {
			t.Errorf("got a sum of %s and no such screen, want it removed with -update", name)
		}
	}
	files, err := filepath.Glob(filepath.Join(*goldens, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		if g.sheets[name] || !*update && (strings.HasPrefix(name, "got-") || strings.HasPrefix(name, "diff-")) {
			continue
		}
		if !*update {
			t.Errorf("got a sheet %s and no such screen, want it removed with -update", path)
			continue
		}
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}

func readSums(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	text, err := os.ReadFile(filepath.Join(*goldens, sumsName))
	if err != nil {
		if !*update {
			t.Errorf("got no golden sums (run with -update and look at the sheets): %v", err)
		}
		return out
	}
	for line := range bytes.Lines(text) {
		var sum, name string
		if _, err := fmt.Sscan(string(line), &sum, &name); err != nil {
			t.Fatalf("cannot read %q of %s: %v", line, sumsName, err)
		}
		out[name] = sum
	}
	return out
}

func writeSums(t *testing.T, sums map[string]string) {
	t.Helper()
	var b strings.Builder
	for _, name := range slices.SortedFunc(maps.Keys(sums), cmp.Compare[string]) {
		fmt.Fprintf(&b, "%s  %s\n", sums[name], name)
	}
	if err := os.WriteFile(filepath.Join(*goldens, sumsName), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
