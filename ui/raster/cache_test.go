package raster_test

import (
	"image"
	"slices"
	"testing"

	"tiepdan/ui/raster"
)

// counting is a face that counts how often an outline is asked for.
type counting struct{ asked map[uint32]int }

func (f *counting) Outline(glyph uint32) *raster.Path {
	f.asked[glyph]++
	p := &raster.Path{}
	p.Circle(raster.Pt(0.5, -0.5), 0.4)
	return p
}

func TestMasksAreBoundedAndThoseInUseStay(t *testing.T) {
	t.Parallel()
	p := raster.NewPicture(image.Pt(200, 100))
	c := raster.NewCanvas(p)
	face := &counting{asked: map[uint32]int{}}
	icon := &raster.Path{}
	icon.Circle(raster.Pt(12, 12), 9)
	draw := func(glyph uint32) {
		c.Text(raster.Pt(10, 90), raster.Run{Face: face, Size: 80, Glyphs: []raster.Glyph{{ID: glyph}}}, red)
	}
	most := 0
	for glyph := range uint32(2000) { // of 4 KiB each
		draw(glyph + 1)
		draw(0)
		c.Stamp(icon, image.Pt(100, 10), 3, 2, red)
		c.Rounded(image.Rect(0, 0, 60, 60), 20+int(glyph%3), red)
		most = max(most, raster.Kept(c))
	}
	if most > raster.KeptBytes || most < raster.KeptBytes/2 {
		t.Errorf("kept: got %d bytes at most, want %d to %d", most, raster.KeptBytes/2, raster.KeptBytes)
	}
	if got := face.asked[0]; got != 1 {
		t.Errorf("a glyph that is drawn all the time: got its outline asked for %d times, want once", got)
	}
	fresh := raster.NewPicture(p.Rect.Size())
	other := raster.NewCanvas(fresh)
	for _, canvas := range []*raster.Canvas{c, other} {
		canvas.Rect(p.Rect, black)
		canvas.Text(raster.Pt(10, 90), raster.Run{Face: face, Size: 80, Glyphs: []raster.Glyph{{ID: 1}}}, red)
	}
	if !slices.Equal(p.Pix, fresh.Pix) {
		t.Error("a glyph that was forgotten: got another picture than a new canvas makes, want the same")
	}
}
