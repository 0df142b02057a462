package ui_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui/raster"
	"tiepdan/ui/uitest"
)

// sheet is one screen in its looks, small: the sizes of text in a row, and below
// them the other theme, reach and the voice guide. Large texts in the other theme
// lie as they do in the usual one: their sums do.
type sheet struct {
	img  *image.RGBA
	cell image.Point
}

const (
	sheetShrink = 5 // of each side
	sheetBits   = 4 // of each channel
	sheetGap    = 4
	sheetCols   = 3
)

// sheetLooks lists what is on a sheet, row by row. In English it is what shows
// whether texts have room.
func sheetLooks(s uitest.Screen) []kiosk.Looks {
	if s.View.Lang != kiosk.Vi {
		return []kiosk.Looks{{}, {Text: kiosk.TextLargest}}
	}
	out := []kiosk.Looks{{}, {Text: kiosk.TextLarge}, {Text: kiosk.TextLargest}, {Contrast: true}}
	for _, l := range variants(s) {
		if l.Reach || l.Guided {
			out = append(out, l)
		}
	}
	return out
}

func newSheet(size image.Point, n int) *sheet {
	cell := size.Div(sheetShrink)
	cols, rows := min(n, sheetCols), (n+sheetCols-1)/sheetCols
	img := image.NewRGBA(image.Rect(0, 0, cols*(cell.X+sheetGap)-sheetGap, rows*(cell.Y+sheetGap)-sheetGap))
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 0xFF
	}
	return &sheet{img, cell}
}

// put averages a picture into a place of the sheet.
func (s *sheet) put(place int, from *raster.Picture) {
	at := image.Pt(place%sheetCols*(s.cell.X+sheetGap), place/sheetCols*(s.cell.Y+sheetGap))
	for y := range s.cell.Y {
		for x := range s.cell.X {
			var r, g, b uint32
			for dy := range sheetShrink {
				first := (y*sheetShrink+dy)*from.Stride + x*sheetShrink
				for _, v := range from.Pix[first : first+sheetShrink] {
					r, g, b = r+(v>>16&0xFF), g+(v>>8&0xFF), b+(v&0xFF)
				}
			}
			px := s.img.Pix[s.img.PixOffset(at.X+x, at.Y+y):]
			px[0], px[1], px[2] = coarse(r), coarse(g), coarse(b)
		}
	}
}

// coarse rounds the average of a channel to a few bits, so that sheets pack well.
func coarse(sum uint32) byte {
	const n, most = sheetShrink * sheetShrink * 255, 1<<sheetBits - 1
	step := (sum*most + n/2) / n
	return byte((step*255 + most/2) / most)
}

// oneStep is the most that a step of coarse changes a channel.
const oneStep = (255 + 1<<sheetBits - 2) / (1<<sheetBits - 1)

// compare holds a sheet against its golden; changed lists its pictures whose
// sums are other ones. Off amd64 a channel may be off by a step: a difference of
// 4 in 255, which other rounding makes, can be one. On a difference it leaves got-NAME
// and diff-NAME beside the golden.
func (s *sheet) compare(t *testing.T, name string, changed []string) {
	t.Helper()
	path := filepath.Join(*goldens, name+".png")
	if *update {
		write(t, path, s.img)
		return
	}
	if exact() && len(changed) == 0 {
		return
	}
	want, err := read(path)
	if err != nil {
		t.Errorf("got no golden of %s (run with -update and look at it): %v", name, err)
		return
	}
	if want.Rect != s.img.Rect {
		t.Errorf("%s: got a sheet of %v, want %v", name, s.img.Rect.Max, want.Rect.Max)
		return
	}
	most := oneStep
	if exact() {
		most = 0
	}
	diff, n := difference(s.img, want, most)
	if n == 0 && !exact() {
		return
	}
	got, off := filepath.Join(*goldens, "got-"+name+".png"), filepath.Join(*goldens, "diff-"+name+".png")
	write(t, got, s.img)
	write(t, off, diff)
	t.Errorf("%s: got other pixels in %q, %d channels off on the sheet, want none; see %s", name, changed, n, off)
}

// difference marks in red where two sheets differ by more than most.
func difference(got, want *image.RGBA, most int) (*image.RGBA, int) {
	diff, n := image.NewRGBA(got.Rect), 0
	for i := range got.Pix {
		if d := int(got.Pix[i]) - int(want.Pix[i]); d > most || d < -most {
			n++
			diff.SetRGBA(i/4%got.Rect.Dx(), i/4/got.Rect.Dx(), color.RGBA{R: 0xFF, A: 0xFF})
		}
	}
	return diff, n
}

func read(path string) (*image.RGBA, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	decoded, err := png.Decode(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	img := image.NewRGBA(decoded.Bounds())
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			img.Set(x, y, decoded.At(x, y))
		}
	}
	return img, nil
}

// write writes a picture, with a palette when it has few colours.
func write(t *testing.T, path string, img *image.RGBA) {
	t.Helper()
	var out image.Image = img
	if p, ok := paletted(img); ok {
		out = p
	}
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&b, out); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// paletted gives a picture of at most 256 colours a palette, in the order in
// which they come. Of a sheet with more, the rare ones become those most alike:
// within the step by which sheets may differ.
func paletted(img *image.RGBA) (*image.Paletted, bool) {
	index := map[color.RGBA]uint8{}
	out := image.NewPaletted(img.Rect, nil)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			c := img.RGBAAt(x, y)
			i, ok := index[c]
			if !ok {
				if len(out.Palette) == 256 {
					return nil, false
				}
				i = uint8(len(out.Palette))
				index[c] = i
				out.Palette = append(out.Palette, c)
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out, true
}
