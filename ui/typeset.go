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
	blocks map[setting]block
}

// setting is what a block depends on; colour and place are not part of it.
type setting struct {
	size, width int
	weight      giofont.Weight
	tight       bool
	text        string
}

// keptBlocks bounds the blocks that are kept: some twenty screens of them.
const keptBlocks = 4096

// line is one line of a set text.
type line struct {
	glyphs []text.Glyph
	width  int
	from   int // runes of the text before it
	runes  int
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
	return &typesetter{
		shaper: text.NewShaper(text.NoSystemFonts(), text.WithCollection(faces)),
		blocks: map[setting]block{},
	}, nil
}

// set breaks a text at words so that lines are at most width wide. A single
// word that is wider makes a wider block; the caller steps the style down.
// A screen is laid out again on every touch, so blocks are kept.
func (t *typesetter) set(s style, width int, str string) block {
	at := setting{s.size, width, s.weight, s.tight, str}
	b, ok := t.blocks[at]
	if !ok {
		if len(t.blocks) >= keptBlocks {
			clear(t.blocks)
		}
		b = t.shape(s, width, str)
		t.blocks[at] = b
	}
	b.style = s
	return b
}

func (t *typesetter) shape(s style, width int, str string) block {
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
		cur.glyphs = append(cur.glyphs, g)
		cur.runes += int(g.Runes)
		cur.width = max(cur.width, int(math.Ceil(float64(g.X+g.Advance-cur.glyphs[0].X)/64)))
		if g.Flags&text.FlagLineBreak != 0 {
			b.add(cur)
			cur = line{from: cur.from + cur.runes}
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
