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

	"tiepdan/ui"
	"tiepdan/ui/raster"
	"tiepdan/ui/uitest"
)

var (
	update   = flag.Bool("update", false, "rewrite the golden pictures")
	pictures = flag.String("pictures", "", "also write every screen in full size into this directory")
)

// tolerance is what a channel may differ: nothing on the processors that the
// goldens are made on; others may round once where these round twice.
func tolerance() int {
	if runtime.GOARCH == "amd64" {
		return 0
	}
	return 2
}

func TestScreensLookAsReviewed(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("draws a hundred screens")
	}
	for orientation, size := range uitest.Sizes() {
		t.Run(orientation, func(t *testing.T) {
			t.Parallel()
			img := raster.NewPicture(size)
			canvas := raster.NewCanvas(img)
			u, err := ui.New(ui.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range uitest.Languages() {
				for _, s := range uitest.Screens(l) {
					u.Scene(s.View, uitest.Noon(), size).Draw(canvas, img.Rect)
					name := fmt.Sprintf("%s-%s-%s", s.Name, orientation, l)
					got := img.RGBA()
					if *pictures != "" {
						write(t, filepath.Join(*pictures, name+".png"), got)
					}
					compare(t, name, uitest.Halved(got))
				}
			}
		})
	}
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
	t.Errorf("%s: got %d channels off by more than %d, want 0; see %s", name, n, tolerance(), diffPath)
}

// difference marks in red where two pictures differ, and counts it.
func difference(got, want *image.RGBA) (*image.RGBA, int) {
	diff, n, most := image.NewRGBA(got.Rect), 0, tolerance()
	for i := range got.Pix {
		d := int(got.Pix[i]) - int(want.Pix[i])
		if d > most || d < -most {
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
