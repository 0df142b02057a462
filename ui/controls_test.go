package ui_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image"
	"image/color"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// everyScene calls check for every screen in both languages and orientations.
func everyScene(t *testing.T, check func(t *testing.T, v kiosk.View, size image.Point, s *ui.Scene)) {
	t.Helper()
	for orientation, size := range uitest.Sizes() {
		for _, l := range uitest.Languages() {
			for _, s := range uitest.Screens(l) {
				t.Run(fmt.Sprintf("%s-%s-%s", s.Name, orientation, l), func(t *testing.T) {
					t.Parallel()
					u, err := ui.New(ui.Options{})
					if err != nil {
						t.Fatal(err)
					}
					check(t, s.View, size, u.Scene(s.View, uitest.Noon(), size))
				})
			}
		}
	}
}

func TestControlsAreLargeApartAndInReach(t *testing.T) {
	t.Parallel()
	everyScene(t, func(t *testing.T, v kiosk.View, size image.Point, s *ui.Scene) {
		t.Helper()
		controls := s.Controls()
		if len(controls) == 0 && v.Screen != kiosk.ScreenOut {
			t.Error("got no controls, want some: no screen may be a dead end")
		}
		for i, c := range controls {
			if c.Bounds.Dx() < 80 || c.Bounds.Dy() < 80 {
				t.Errorf("%q: got %v, want at least 80×80", c.Label, c.Bounds.Size())
			}
			if !c.Bounds.In(image.Rectangle{Max: size}) {
				t.Errorf("%q: got place %v, want it on the screen", c.Label, c.Bounds)
			}
			if top := size.Y * 33 / 100; size == uitest.Portrait() && c.Bounds.Min.Y < top {
				t.Errorf("%q: got top %d, want it in the lower 67 %%, below %d", c.Label, c.Bounds.Min.Y, top)
			}
			for _, d := range controls[:i] {
				if c.Bounds.Overlaps(d.Bounds) {
					t.Errorf("%q and %q overlap: %v, %v", c.Label, d.Label, c.Bounds, d.Bounds)
				}
			}
			if found, ok := s.At(c.Bounds.Min.Add(c.Bounds.Size().Div(2))); !ok || found.Label != c.Label {
				t.Errorf("at the middle of %q: got %q, want it", c.Label, found.Label)
			}
		}
	})
}

func TestTextsFitAndAreLargeEnough(t *testing.T) {
	t.Parallel()
	everyScene(t, func(t *testing.T, _ kiosk.View, _ image.Point, s *ui.Scene) {
		t.Helper()
		for _, m := range s.Misfits() {
			t.Errorf("got a text without room, want all to fit: %s", m)
		}
		for _, w := range s.Spill() {
			t.Errorf("%q: got it beyond the screen's edge", w)
		}
		for _, w := range s.Written() {
			if w.Size < 30 {
				t.Errorf("%q: got %d px, want at least 30", w.Text, w.Size)
			}
		}
	})
}

func TestTextsStandOut(t *testing.T) {
	t.Parallel()
	everyScene(t, func(t *testing.T, _ kiosk.View, _ image.Point, s *ui.Scene) {
		t.Helper()
		for _, w := range s.Written() {
			if got := contrast(w.Ink, w.Ground); got < 4.5 {
				t.Errorf("%q: got contrast %.1f of %v on %v, want at least 4.5", w.Text, got, w.Ink, w.Ground)
			}
		}
	})
}

// contrast is the ratio of WCAG 2.2, 1.4.3.
func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	part := func(v byte) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

// phrases reads every text of the screen from the source.
func phrases(t *testing.T) (vi, en []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if id, ok := lit.Type.(*ast.Ident); !ok || id.Name != "phrase" {
				return true
			}
			text := map[string]string{}
			for _, e := range lit.Elts {
				kv := e.(*ast.KeyValueExpr)
				s, err := strconv.Unquote(kv.Value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				text[kv.Key.(*ast.Ident).Name] = s
			}
			vi, en = append(vi, text["Vi"]), append(en, text["En"])
			return true
		})
	}
	return vi, en
}

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	t.Parallel()
	vi, en := phrases(t)
	if len(vi) < 150 {
		t.Fatalf("got %d texts of the screen, want at least 150", len(vi))
	}
	for i := range vi {
		if vi[i] == "" || en[i] == "" {
			t.Errorf("text %d: got %q and %q, want both", i, vi[i], en[i])
		}
		if !norm.NFC.IsNormalString(vi[i]) {
			t.Errorf("%q: got letters with marks apart, want NFC", vi[i])
		}
		for _, verb := range []string{"%d", "%s"} {
			if got, want := strings.Count(en[i], verb), strings.Count(vi[i], verb); got != want {
				t.Errorf("%q: got %d of %s, want %d as in %q", en[i], got, verb, want, vi[i])
			}
		}
	}
}

func TestEveryServiceCanBeReached(t *testing.T) {
	t.Parallel()
	for name, size := range uitest.Sizes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			picked := map[string]bool{}
			u, err := ui.New(ui.Options{Post: func(m kiosk.Msg) {
				if p, ok := m.(kiosk.ServicePicked); ok {
					picked[p.Service] = true
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			v := uitest.Crowded(kiosk.Vi)
			for range len(v.Services) {
				var turn ui.Control
				for _, c := range u.Scene(v, uitest.Noon(), size).Controls() {
					switch c.Msg.(type) {
					case kiosk.ServicePicked:
						tap(u, c)
					case nil:
						turn = c
					}
				}
				tap(u, turn)
			}
			if got, want := len(picked), len(v.Services); got != want {
				t.Errorf("turning all pages: got %d services, want %d", got, want)
			}
		})
	}
}

func TestOddScreens(t *testing.T) {
	t.Parallel()
	u, err := ui.New(ui.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []image.Point{{1280, 1024}, {1366, 768}, {3840, 2160}, {800, 1280}, {1080, 1080}} {
		for _, s := range uitest.Screens(kiosk.Vi) {
			scene := u.Scene(s.View, uitest.Noon(), size)
			if m := scene.Misfits(); len(m) > 0 {
				t.Errorf("%s at %v: got misfits %q, want none", s.Name, size, m)
			}
			for _, c := range scene.Controls() {
				if !c.Bounds.In(image.Rectangle{Max: size.Add(image.Pt(1, 1))}) {
					t.Errorf("%s at %v: got %q at %v, want it on the screen", s.Name, size, c.Label, c.Bounds)
				}
			}
		}
	}
}

func TestViewsWithHolesAreDrawn(t *testing.T) {
	t.Parallel()
	u, err := ui.New(ui.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []kiosk.Screen{"", kiosk.ScreenHome, kiosk.ScreenTicket, kiosk.ScreenCalled, kiosk.ScreenRating, kiosk.ScreenOut, "unheard-of"} {
		for _, size := range uitest.Sizes() {
			if got := len(u.Scene(kiosk.View{Screen: s}, uitest.Noon(), size).Damage(nil)); got != 1 {
				t.Errorf("empty view of %q: got %d rectangles to draw, want 1", s, got)
			}
		}
	}
}
