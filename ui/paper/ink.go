package paper

import (
	"image"

	"golang.org/x/image/math/fixed"
)

// sheet is the paper while it is drawn: how much of each dot is covered. Package
// draw takes the general way for this kind of picture, which is five times
// slower than these loops.
type sheet struct{ *image.Alpha }

func newSheet(wide, high int) sheet { return sheet{image.NewAlpha(image.Rect(0, 0, wide, high))} }

// fill covers a box.
func (s sheet) fill(r image.Rectangle) {
	r = r.Intersect(s.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := s.Pix[s.PixOffset(r.Min.X, y):s.PixOffset(r.Max.X, y)]
		for i := range row {
			row[i] = 0xFF
		}
	}
}

// letters sets text with its pen at a dot.
func (s sheet) letters(f *glyphs, text string, x, baseline int) {
	pen := fixed.I(x)
	before := rune(-1)
	for _, r := range text {
		if before >= 0 {
			pen += f.Kern(before, r)
		}
		g := f.letter(r)
		if g.mask != nil {
			s.cover(g.mask, g.at.Min.Add(image.Pt(pen.Round(), baseline)))
		}
		pen += g.advance
		before = r
	}
}

// cover lays a letter over what is there.
func (s sheet) cover(letter *image.Alpha, at image.Point) {
	visible := letter.Rect.Add(at).Intersect(s.Rect)
	for y := visible.Min.Y; y < visible.Max.Y; y++ {
		row := s.Pix[s.PixOffset(visible.Min.X, y):s.PixOffset(visible.Max.X, y)]
		ink := letter.Pix[letter.PixOffset(visible.Min.X-at.X, y-at.Y):]
		for x := range row {
			// Two letters that touch add up.
			row[x] = uint8(min(0xFF, int(row[x])+int(ink[x])))
		}
	}
}

// twice copies a sheet with dots twice as large, each of them ink or paper.
func (s sheet) twice(small sheet, x, y int) {
	for row := range small.Rect.Dy() {
		for col := range small.Rect.Dx() {
			if small.Pix[row*small.Stride+col] >= threshold {
				at := image.Pt(x+2*col, y+2*row)
				s.fill(image.Rectangle{at, at.Add(image.Pt(2, 2))})
			}
		}
	}
}

// put copies a picture of one bit a dot.
func (s sheet) put(p *image.Paletted, x, y int) {
	for row := range p.Rect.Dy() {
		for col := range p.Rect.Dx() {
			if at := image.Pt(x+col, y+row); p.Pix[row*p.Stride+col] == 1 && at.In(s.Rect) {
				s.Pix[s.PixOffset(at.X, at.Y)] = 0xFF
			}
		}
	}
}
