package raster_test

import (
	"image"
	"testing"

	"tiepdan/ui/raster"
)

var hd = image.Pt(1920, 1080)

func BenchmarkFillScreen(b *testing.B) {
	p := raster.NewPicture(hd)
	c := raster.NewCanvas(p)
	b.SetBytes(int64(4 * len(p.Pix)))
	for b.Loop() {
		c.Rect(p.Rect, red)
	}
}

func BenchmarkMixScreen(b *testing.B) {
	x, y, to := raster.NewPicture(hd), raster.NewPicture(hd), raster.NewPicture(hd)
	c := raster.NewCanvas(y)
	c.Rect(y.Rect, red)
	b.SetBytes(int64(4 * len(to.Pix)))
	for b.Loop() {
		to.Mix(x, y, to.Rect, 100)
	}
}

func BenchmarkBGRXScreen(b *testing.B) {
	p := raster.NewPicture(hd)
	var buf []byte
	b.SetBytes(int64(4 * len(p.Pix)))
	for b.Loop() {
		buf = p.BGRX(buf[:0], p.Rect)
	}
}

func BenchmarkStroke(b *testing.B) {
	c := raster.NewCanvas(raster.NewPicture(hd))
	p := &raster.Path{}
	p.Circle(raster.Pt(100, 100), 20)
	for b.Loop() {
		c.Stroke(p, 4, red)
	}
}
