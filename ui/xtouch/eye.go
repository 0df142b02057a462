package xtouch

import (
	"errors"
	"fmt"
	"image"

	"github.com/jezek/xgb/xproto"
)

// Capture is the screen as it is now, every window in it, without the pointer.
// It asks for the whole picture at once: a reply may hold 16 GiB, and stripes
// could show two different moments.
func (d *Display) Capture() (*image.RGBA, error) {
	// The screen may have turned since the last look.
	is, err := xproto.GetGeometry(d.conn, xproto.Drawable(d.root)).Reply()
	if err != nil || is == nil {
		return nil, d.fail("look at the screen", err)
	}
	size := image.Pt(int(is.Width), int(is.Height))
	d.mu.Lock()
	d.size = size
	d.mu.Unlock()

	return d.Look(image.Rectangle{Max: size})
}

// Look is a part of the screen as it is now; a small one comes much sooner than
// the whole. The part must lie on the screen.
func (d *Display) Look(part image.Rectangle) (*image.RGBA, error) {
	if !part.In(image.Rectangle{Max: d.Size()}) || part.Empty() {
		return nil, d.fail("look at the screen", fmt.Errorf("%v is not on it", part))
	}
	const allPlanes = 0xffffffff
	got, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.root),
		int16(part.Min.X), int16(part.Min.Y), uint16(part.Dx()), uint16(part.Dy()), allPlanes).Reply()
	if err != nil || got == nil {
		return nil, d.fail("look at the screen", err)
	}
	img, err := decode(got.Data, part.Size(), d.order)
	if err != nil {
		return nil, d.fail("look at the screen", err)
	}
	return img, nil
}

// errShort is a picture with fewer bytes than pixels need.
var errShort = errors.New("its picture is cut short")

// decode turns pixels of 32 bits, x8r8g8b8 in the byte order of the server, into a
// picture.
func decode(data []byte, size image.Point, order byte) (*image.RGBA, error) {
	img := image.NewRGBA(image.Rectangle{Max: size})
	if len(data) < len(img.Pix) {
		return nil, fmt.Errorf("%w: got %d bytes, want %d", errShort, len(data), len(img.Pix))
	}
	r, g, b := 2, 1, 0
	if order == xproto.ImageOrderMSBFirst {
		r, g, b = 1, 2, 3
	}
	for i := 0; i < len(img.Pix); i += 4 {
		from, to := data[i:i+4:i+4], img.Pix[i:i+4:i+4]
		to[0], to[1], to[2], to[3] = from[r], from[g], from[b], 0xff
	}
	return img, nil
}
