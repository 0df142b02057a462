package splash

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"tiepdan/ui/font"
)

// The colours of the agent's screens: its first picture comes without a flash.
func ground() color.RGBA { return color.RGBA{0xf4, 0xf1, 0xea, 0xff} }
func ink() color.RGBA    { return color.RGBA{0x0d, 0x2b, 0x4b, 0xff} }
func low() color.RGBA    { return color.RGBA{0x4a, 0x5a, 0x6b, 0xff} }

// line is a line of text; its size is in parts of the screen's shorter side.
type line struct {
	text  string
	cut   []byte
	part  int
	below int // to the line before, in the same parts
	ink   color.RGBA
}

func lines() []line {
	return []line{
		{"Robot đang khởi động", font.SemiBold(), 16, 0, ink()},
		{"Xin vui lòng chờ trong giây lát", font.Regular(), 27, 14, ink()},
		{"The robot is starting. One moment, please.", font.Regular(), 36, 18, low()},
	}
}

// Picture is the picture for a screen of a size in pixels: some lines on the ground,
// above its middle, with a stroke of the brand's colour before them.
func Picture(size image.Point) (*image.RGBA, error) {
	img := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(img, img.Rect, image.NewUniform(ground()), image.Point{}, draw.Src)
	short := min(size.X, size.Y)
	y := size.Y*2/5 - short/12
	bar := image.Rect(size.X/2-short/24, y, size.X/2+short/24, y+max(1, short/120))
	draw.Draw(img, bar, image.NewUniform(ink()), image.Point{}, draw.Src)
	y += short / 10
	for _, l := range lines() {
		if l.below > 0 {
			y += short / l.below
		}
		if err := put(img, l, short, y); err != nil {
			return nil, fmt.Errorf("cannot draw the picture of the start: %w", err)
		}
	}
	return img, nil
}

// put writes a line in the middle of the picture, as small as it must be.
func put(img *image.RGBA, l line, short, y int) error {
	f, err := opentype.Parse(l.cut)
	if err != nil {
		return err
	}
	for size := float64(short) / float64(l.part); ; size *= 0.9 {
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: max(size, 1), DPI: 72, Hinting: xfont.HintingNone})
		if err != nil {
			return err
		}
		wide := xfont.MeasureString(face, l.text).Ceil()
		if wide > img.Rect.Dx()*9/10 && size > 4 {
			continue
		}
		d := xfont.Drawer{Dst: img, Src: image.NewUniform(l.ink), Face: face, Dot: fixed.P((img.Rect.Dx()-wide)/2, y)}
		d.DrawString(l.text)
		return nil
	}
}
