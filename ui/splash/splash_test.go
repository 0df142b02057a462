package splash_test

import (
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"tiepdan/ui/splash"
)

// TestPicture: on every screen there are words, whole, on the ground, and so little of the
// brand's colour that nobody takes it for a screen of the agent's.
func TestPicture(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1920, 1080}, {1080, 1920}, {3840, 2160}, {1024, 768}, {800, 480}} {
		img, err := splash.Picture(size)
		if err != nil {
			t.Fatal(err)
		}
		if dir := os.Getenv("KEEP"); dir != "" {
			f, _ := os.Create(filepath.Join(dir, "splash-"+size.String()+".png"))
			_ = png.Encode(f, img)
			f.Close()
		}
		ground := img.RGBAAt(0, 0)
		inked := 0
		var ink image.Rectangle
		for y := range size.Y {
			for x := range size.X {
				if img.RGBAAt(x, y) != ground {
					inked++
					ink = ink.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		if part := float64(inked) / float64(size.X*size.Y); part < 0.004 || part > 0.03 {
			t.Errorf("%v: %.4f of it is ink, want words and no more", size, part)
		}
		if inner := img.Rect.Inset(size.X / 30); !ink.In(inner) || ink.Dx() < size.X/4 {
			t.Errorf("%v: the ink is in %v, want it within %v", size, ink, inner)
		}
		if middle := (ink.Min.X + ink.Max.X) / 2; middle < size.X/2-size.X/100 || middle > size.X/2+size.X/100 {
			t.Errorf("%v: the middle of the ink is at %d", size, middle)
		}
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	img := image.NewRGBA(image.Rect(0, 0, 2, 2))
	img.SetRGBA(1, 1, color.RGBA{0xff, 0x80, 0x08, 0xff})
	for name, tt := range map[string]struct {
		f    splash.Format
		at   int
		want []byte
	}{
		"XRGB 32": {splash.Format{Size: image.Pt(2, 2), Stride: 12, Bits: 32, Red: splash.Channel{Offset: 16, Length: 8}, Green: splash.Channel{Offset: 8, Length: 8}, Blue: splash.Channel{Offset: 0, Length: 8}}, 12 + 4, []byte{0x08, 0x80, 0xff, 0}},
		"BGR 24":  {splash.Format{Size: image.Pt(2, 2), Stride: 6, Bits: 24, Red: splash.Channel{Offset: 0, Length: 8}, Green: splash.Channel{Offset: 8, Length: 8}, Blue: splash.Channel{Offset: 16, Length: 8}}, 6 + 3, []byte{0xff, 0x80, 0x08}},
		"RGB 565": {splash.Format{Size: image.Pt(2, 2), Stride: 4, Bits: 16, Red: splash.Channel{Offset: 11, Length: 5}, Green: splash.Channel{Offset: 5, Length: 6}, Blue: splash.Channel{Offset: 0, Length: 5}}, 4 + 2, []byte{0x01, 0xfc}},
	} {
		got, err := tt.f.Encode(img)
		if err != nil || len(got) != tt.f.Stride*2 || string(got[tt.at:tt.at+len(tt.want)]) != string(tt.want) {
			t.Errorf("%s: got %x, %v, want %x at %d", name, got, err, tt.want, tt.at)
		}
		// A larger screen than the picture, and one row that does not fit.
		tt.f.Stride--
		tt.f.Size.X++
		if _, err := tt.f.Encode(img); err == nil {
			t.Errorf("%s: got no error of rows that are too short", name)
		}
	}
}

func TestShowNowhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := splash.Show(filepath.Join(dir, "fb0")); !errors.Is(err, splash.ErrNone) {
		t.Errorf("got %v, want that there is none", err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := splash.Show(file); err == nil {
		t.Error("got no error of a file that is no framebuffer")
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "precious" {
		t.Errorf("got %q, %v, want the file as it was", text, err)
	}
}
