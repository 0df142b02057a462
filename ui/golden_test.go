package ui_test

import (
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"gioui.org/gpu/headless"
	"gioui.org/op"

	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

var (
	update   = flag.Bool("update", false, "rewrite the golden pictures")
	pictures = flag.String("pictures", "", "also write every screen in full size into this directory")
)

// tolerance is what a channel may differ: rasterisers of different processors
// round differently.
const tolerance = 4

func TestMain(m *testing.M) {
	// Goldens are drawn in software, without a display, so that every machine
	// draws the same picture.
	for name, value := range map[string]string{
		"EGL_PLATFORM": "surfaceless", "LIBGL_ALWAYS_SOFTWARE": "1", "GALLIUM_DRIVER": "llvmpipe",
	} {
		if err := os.Setenv(name, value); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func TestScreensLookAsReviewed(t *testing.T) {
	if testing.Short() {
		t.Skip("draws a hundred screens")
	}
	for orientation, size := range uitest.Sizes() {
		t.Run(orientation, func(t *testing.T) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			w, err := headless.NewWindow(size.X, size.Y)
			if err != nil {
				t.Fatalf("cannot draw without a display: %v", err)
			}
			defer w.Release()
			for _, l := range uitest.Languages() {
				for _, s := range uitest.Screens(l) {
					u, err := ui.New(ui.Options{})
					if err != nil {
						t.Fatal(err)
					}
					name := fmt.Sprintf("%s-%s-%s", s.Name, orientation, l)
					img := picture(t, w, u.Scene(s.View, uitest.Noon(), size))
					if *pictures != "" {
						write(t, filepath.Join(*pictures, name+".png"), img)
					}
					compare(t, name, uitest.Halved(img))
				}
			}
		})
	}
}

// picture draws a scene in full.
func picture(t *testing.T, w *headless.Window, s *ui.Scene) *image.RGBA {
	t.Helper()
	var ops op.Ops
	whole := image.Rectangle{Max: s.Size()}
	s.Draw(&ops, whole)
	if err := w.Frame(&ops); err != nil {
		t.Fatalf("cannot draw: %v", err)
	}
	img := image.NewRGBA(whole)
	if err := w.Screenshot(img); err != nil {
		t.Fatalf("cannot read the picture: %v", err)
	}
	return img
}

// compare holds a picture against its golden. On a difference it leaves
// got-NAME and diff-NAME beside the golden.
func compare(t *testing.T, name string, got *image.RGBA) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	gotPath, diffPath := filepath.Join("testdata", "got-"+name+".png"), filepath.Join("testdata", "diff-"+name+".png")
	if *update {
		write(t, path, got)
		return
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatalf("no golden (run with -update and look at it): %v", err)
	}
	defer f.Close()
	decoded, err := png.Decode(f)
	if err != nil {
		t.Fatalf("cannot read %s: %v", path, err)
	}
	want := image.NewRGBA(decoded.Bounds())
	draw.Draw(want, want.Rect, decoded, want.Rect.Min, draw.Src)
	if got.Rect != want.Rect {
		t.Errorf("%s: got size %v, want %v", name, got.Rect.Max, want.Rect.Max)
		return
	}
	diff, n := difference(got, want)
	if n == 0 {
		return
	}
	write(t, gotPath, got)
	write(t, diffPath, diff)
	t.Errorf("%s: got %d channels off by more than %d, want 0; see %s", name, n, tolerance, diffPath)
}

// difference marks in red where two pictures differ, and counts it.
func difference(got, want *image.RGBA) (*image.RGBA, int) {
	diff, n := image.NewRGBA(got.Rect), 0
	for i := range got.Pix {
		d := int(got.Pix[i]) - int(want.Pix[i])
		if d > tolerance || d < -tolerance {
			n++
			diff.SetRGBA(i/4%got.Rect.Dx(), i/4/got.Rect.Dx(), color.RGBA{R: 0xFF, A: 0xFF})
		}
	}
	return diff, n
}

func write(t *testing.T, path string, img image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
