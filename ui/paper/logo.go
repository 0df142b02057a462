package paper

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// bayer is the ordered dither of 8 by 8 dots: a printer's dots are seen as a
// regular screen, not as noise.
func bayer(x, y int) int {
	rank := 0
	for bit := range 3 {
		xb, yb := x>>bit&1, y>>bit&1
		rank |= ((xb^yb)<<1 | yb) << (2 * (2 - bit))
	}
	return rank // 0 to 63
}

// dithered is a picture made fit for a box, in dots that are ink or paper; nil
// for none.
func dithered(img image.Image, wide, high int) *image.Paletted {
	if img == nil || img.Bounds().Empty() {
		return nil
	}
	b := img.Bounds()
	if b.Dx()*high < b.Dy()*wide {
		wide = max(1, b.Dx()*high/b.Dy())
	} else {
		high = max(1, b.Dy()*wide/b.Dx())
	}
	grey := image.NewGray(image.Rect(0, 0, wide, high))
	draw.Draw(grey, grey.Rect, image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(grey, grey.Rect, img, b, draw.Over, nil)
	out := image.NewPaletted(grey.Rect, color.Palette{color.White, color.Black})
	for i, g := range grey.Pix {
		x, y := i%grey.Stride, i/grey.Stride
		if int(g) < bayer(x, y)*4+2 {
			out.Pix[i] = 1
		}
	}
	return out
}

// masthead says whose paper this is: the logo, and the ward's name beside it.
func (l *layout) masthead(vi, en string) {
	if vi == "" && l.logo == nil {
		return
	}
	side, top := l, l.y
	if l.logo != nil {
		logo, at := l.logo, image.Pt(l.left, l.y)
		l.op(func(dst sheet) { dst.put(logo, at.X, at.Y) })
		side = l.column(l.left+logo.Rect.Dx()+l.dots(20), l.right)
	}
	side.text(semiBold, 24, vi)
	if en != "" {
		side.space(4)
		side.text(regular, 20, en)
	}
	if side != l {
		l.take(side)
		l.y = max(side.y, top+l.logo.Rect.Dy())
	}
	l.rule(4, 18, 22)
}
