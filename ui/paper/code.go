package paper

import (
	"fmt"
	"image"

	"github.com/skip2/go-qrcode"
)

// leastModule is half a millimetre at 203 dpi; a phone reads it from the hand.
const leastModule = 4

// leastCode is about 18 mm, for codes of few modules on narrow paper.
const leastCode = 148

// code is a QR code whose modules are whole dots.
type code struct {
	modules [][]bool
	px      int // a module's side in dots
}

// qr makes the code about want dots wide, and larger when its modules would
// become too small. Level M bears a scratch of 15 %.
func qr(content string, want, most int) (code, error) {
	q, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return code{}, fmt.Errorf("cannot make a QR code of %d bytes: %w", len(content), err)
	}
	q.DisableBorder = true // the paper around is blank
	c := code{modules: q.Bitmap()}
	// Modules of an even number of dots cost a quarter of the bytes.
	c.px = max(leastModule, want/len(c.modules)&^1)
	if c.dots() > most {
		return code{}, fmt.Errorf("QR code of %d bytes is %d dots wide, want at most %d", len(content), c.dots(), most)
	}
	return c, nil
}

func (c code) dots() int { return len(c.modules) * c.px }

// quiet is the blank margin that the standard (ISO/IEC 18004) wants around.
func (c code) quiet() int { return 4 * c.px }

func (c code) draw(dst sheet, x, y int) {
	for row, modules := range c.modules {
		for col, dark := range modules {
			if dark {
				at := image.Pt(x+col*c.px, y+row*c.px)
				dst.fill(image.Rectangle{at, at.Add(image.Pt(c.px, c.px))})
			}
		}
	}
}
