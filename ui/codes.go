package ui

import (
	"image"
	"image/color"

	"github.com/skip2/go-qrcode"
)

// codes keeps the picture of the QR code shown last: making one costs more
// than drawing the rest of the screen.
type codes struct {
	text string
	img  *image.RGBA
}

// picture gives the code of a text, one pixel per module without quiet zone.
// It reports false for a text that does not fit a QR code.
func (q *codes) picture(text string) (*image.RGBA, bool) {
	if q.text == text && text != "" {
		return q.img, true
	}
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, false
	}
	code.DisableBorder = true
	bits := code.Bitmap()
	img := image.NewRGBA(image.Rect(0, 0, len(bits), len(bits)))
	for y, row := range bits {
		for x, dark := range row {
			v := color.RGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
			if dark {
				v = color.RGBA{A: 0xFF}
			}
			img.SetRGBA(x, y, v)
		}
	}
	q.text, q.img = text, img
	return q.img, true
}

// code draws the QR code of a text on white, with its quiet zone of four
// modules, centred in a square. Modules are whole pixels, or scanners blur.
func (c *canvas) code(at image.Rectangle, text string) {
	img, ok := c.codes.picture(text)
	if !ok {
		return
	}
	n := img.Rect.Dx()
	dots := max(1, min(at.Dx(), at.Dy())/(n+8))
	side := (n + 8) * dots
	quiet := middleOf(at, side, side)
	c.box(quiet, 12, rgb(0xFFFFFF))
	c.picture(quiet.Min.Add(image.Pt(4*dots, 4*dots)), img, dots, text)
}
