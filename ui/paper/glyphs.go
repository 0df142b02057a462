package paper

import (
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// glyphs remembers the letters of one face: the tickets of a day are made of the
// same few hundred, and drawing one from its outline costs as much as a hundred
// copies of it.
type glyphs struct {
	font.Face

	known map[rune]*glyph
}

type glyph struct {
	bounds  fixed.Rectangle26_6
	advance fixed.Int26_6
	ok      bool

	drawn bool
	mask  *image.Alpha
	at    image.Rectangle // of the mask, for a pen at 0,0
}

func remember(f font.Face) *glyphs { return &glyphs{f, make(map[rune]*glyph)} }

func (g *glyphs) of(r rune) *glyph {
	if k, ok := g.known[r]; ok {
		return k
	}
	k := &glyph{}
	k.bounds, k.advance, k.ok = g.Face.GlyphBounds(r)
	g.known[r] = k
	return k
}

// GlyphBounds implements [font.Face].
func (g *glyphs) GlyphBounds(r rune) (bounds fixed.Rectangle26_6, advance fixed.Int26_6, ok bool) {
	k := g.of(r)
	return k.bounds, k.advance, k.ok
}

// GlyphAdvance implements [font.Face].
func (g *glyphs) GlyphAdvance(r rune) (advance fixed.Int26_6, ok bool) {
	k := g.of(r)
	return k.advance, k.ok
}

// letter is the letter's cover for a pen at a whole dot, where fully hinted
// advances leave it.
func (g *glyphs) letter(r rune) *glyph {
	k := g.of(r)
	if k.drawn {
		return k
	}
	k.drawn = true
	at, mask, from, advance, ok := g.Glyph(fixed.Point26_6{}, r)
	source, isAlpha := mask.(*image.Alpha)
	if !ok || !isAlpha {
		return k
	}
	// The face draws its next letter over the same memory.
	k.advance, k.at, k.mask = advance, at, image.NewAlpha(image.Rectangle{Max: at.Size()})
	for y := range at.Dy() {
		copy(k.mask.Pix[y*k.mask.Stride:(y+1)*k.mask.Stride], source.Pix[source.PixOffset(from.X, from.Y+y):])
	}
	return k
}
