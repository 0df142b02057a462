package ui

import (
	"bytes"
	"fmt"

	"github.com/go-text/typesetting/di"
	gofont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"tiepdan/ui/font"
	"tiepdan/ui/raster"
)

// weight is one cut of the typeface.
type weight int

// The weights.
const (
	regular weight = iota
	medium
	semiBold
	bold
)

// cuts are the cuts of the typeface, with the shaper that they share.
type cuts struct {
	faces  [4]*cut
	shaper shaping.HarfbuzzShaper
}

// cut gives the outlines of one weight.
type cut struct {
	face *gofont.Face
	em   float32 // units
}

func newCuts() (*cuts, error) {
	c := &cuts{}
	for w, ttf := range [...][]byte{regular: font.Regular(), medium: font.Medium(), semiBold: font.SemiBold(), bold: font.Bold()} {
		face, err := gofont.ParseTTF(bytes.NewReader(ttf))
		if err != nil {
			return nil, fmt.Errorf("cannot read the built-in font: %w", err)
		}
		c.faces[w] = &cut{face, float32(face.Upem())}
	}
	return c, nil
}

// face gives what draws a weight.
func (c *cuts) face(w weight) *cut { return c.faces[w] }

// shaped is a glyph at its place, all measures in ems.
type shaped struct {
	raster.Glyph
	x, advance float32 // of its pen, before the glyph is moved to its place
	rune       int     // the first of the runes that it is part of
	breaks     bool    // a long word may break after it
}

// shape turns a text into glyphs: kerning, and marks on their letters.
func (c *cuts) shape(w weight, str string) []shaped {
	f := c.faces[w]
	runes := []rune(str)
	out := c.shaper.ShapeNoExtents(shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Face: f.face,
		Size: fixed.I(int(f.em)), Script: language.Latin, Language: language.NewLanguage("vi"),
	})
	all := make([]shaped, len(out.Glyphs))
	pen := float32(0)
	ems := func(v fixed.Int26_6) float32 { return float32(v) / 64 / f.em }
	for i, g := range out.Glyphs {
		at := g.TextIndex()
		advance := ems(g.Advance)
		all[i] = shaped{
			Glyph: raster.Glyph{ID: uint32(g.GlyphID), X: pen + ems(g.XOffset), Y: -ems(g.YOffset)},
			x:     pen, advance: advance, rune: at, breaks: breaksAfter(runes[at]),
		}
		pen += advance
	}
	return all
}

// Outline is a glyph's shape in ems, with y downwards.
func (f *cut) Outline(glyph uint32) *raster.Path {
	o, ok := f.face.GlyphDataOutline(gofont.GID(glyph))
	if !ok || len(o.Segments) == 0 {
		return nil
	}
	p := &raster.Path{}
	at := func(s opentype.SegmentPoint) raster.Point { return raster.Pt(s.X/f.em, -s.Y/f.em) }
	for _, s := range o.Segments {
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			p.MoveTo(at(s.Args[0]))
		case opentype.SegmentOpLineTo:
			p.LineTo(at(s.Args[0]))
		case opentype.SegmentOpQuadTo:
			p.QuadTo(at(s.Args[0]), at(s.Args[1]))
		case opentype.SegmentOpCubeTo:
			p.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	return p
}
