package ui

import (
	"fmt"
	"math"

	giofont "gioui.org/font"
	"gioui.org/font/opentype"
	"gioui.org/io/system"
	"gioui.org/text"
	"golang.org/x/image/math/fixed"

	"tiepdan/ui/font"
)

const typeface = "Be Vietnam Pro"

// typesetter breaks texts into lines of glyphs. It is not safe for concurrent use.
type typesetter struct {
	shaper *text.Shaper
}

// line is one line of a set text.
type line struct {
	glyphs []text.Glyph
	width  int
	first  fixed.Int26_6 // x of the first glyph's dot
}

// block is a text broken into lines.
type block struct {
	style  style
	lines  []line
	width  int // of the widest line
	height int
}

func newTypesetter() (*typesetter, error) {
	cuts := []struct {
		weight giofont.Weight
		ttf    []byte
	}{{regular, font.Regular()}, {medium, font.Medium()}, {semiBold, font.SemiBold()}, {bold, font.Bold()}}
	faces := make([]text.FontFace, 0, len(cuts))
	for _, c := range cuts {
		face, err := opentype.Parse(c.ttf)
		if err != nil {
			return nil, fmt.Errorf("cannot read the built-in font: %w", err)
		}
		faces = append(faces, text.FontFace{Font: giofont.Font{Typeface: typeface, Weight: c.weight}, Face: face})
	}
	return &typesetter{shaper: text.NewShaper(text.NoSystemFonts(), text.WithCollection(faces))}, nil
}

// set breaks a text at words so that lines are at most width wide. A single
// word that is wider makes a wider block; the caller steps the style down.
func (t *typesetter) set(s style, width int, str string) block {
	b := block{style: s}
	if str == "" {
		return b
	}
	t.shaper.LayoutString(text.Parameters{
		Font:       giofont.Font{Typeface: typeface, Weight: s.weight},
		PxPerEm:    fixed.I(s.size),
		MaxWidth:   width,
		WrapPolicy: text.WrapWords,
		Locale:     system.Locale{Language: "vi", Direction: system.LTR},
	}, str)
	var cur line
	for g, ok := t.shaper.NextGlyph(); ok; g, ok = t.shaper.NextGlyph() {
		if len(cur.glyphs) == 0 {
			cur.first = g.X
		}
		cur.glyphs = append(cur.glyphs, g)
		cur.width = max(cur.width, int(math.Ceil(float64(g.X+g.Advance-cur.first)/64)))
		if g.Flags&text.FlagLineBreak != 0 {
			b.add(cur)
			cur = line{}
		}
	}
	if len(cur.glyphs) > 0 {
		b.add(cur)
	}
	return b
}

func (b *block) add(l line) {
	b.lines = append(b.lines, l)
	b.width = max(b.width, l.width)
	b.height += b.style.lineHeight()
}

// fit sets a text as large as the box allows, from the style's size down. It
// reports false when even the smallest size does not fit.
func (t *typesetter) fit(s style, width, height int, str string) (block, bool) {
	for size := s.size; ; size -= max(2, size/24) {
		b := t.set(s.sized(max(size, sizeFloor)), width, str)
		if b.width <= width && b.height <= height {
			return b, true
		}
		if size <= sizeFloor {
			return b, false
		}
	}
}

// balance sets a text so that its lines are of like length, with as many
// lines as it needs at width.
func (t *typesetter) balance(s style, width int, str string) block {
	b := t.set(s, width, str)
	if len(b.lines) < 2 {
		return b
	}
	low, high := width/len(b.lines)/2, width
	for high-low > 8 {
		mid := (low + high) / 2
		if c := t.set(s, mid, str); len(c.lines) == len(b.lines) && c.width <= mid {
			b, high = c, mid
		} else {
			low = mid
		}
	}
	return b
}
