package ui

import (
	"math"
	"strings"
	"unicode/utf8"

	"tiepdan/ui/raster"
)

// typesetter breaks texts into lines of glyphs. It is not safe for concurrent use.
type typesetter struct {
	cuts   *cuts
	texts  map[wording]*text
	blocks map[setting]block
}

// wording is a text in a weight: what is shaped once for all sizes.
type wording struct {
	weight weight
	text   string
}

// setting is what a block depends on; colour and place are not part of it.
type setting struct {
	wording
	size, width int
	tight       bool
}

// What is kept at most. A screen needs 130 texts and 640 blocks at most, others a
// third of that; more would only make memory go up and down.
const (
	keptTexts  = 256
	keptBlocks = 1024
)

// line is one line of a set text.
type line struct {
	glyphs []raster.Glyph
	face   raster.Face
	begin  float32 // of the line, where its glyphs are, in ems
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
	cuts, err := newCuts()
	if err != nil {
		return nil, err
	}
	return &typesetter{cuts: cuts, texts: map[wording]*text{}, blocks: map[setting]block{}}, nil
}

// set breaks a text at words so that lines are at most width wide. A single
// word that is wider breaks after a slash or a dash; one without makes a wider
// block, and the caller steps the style down. A screen is laid out again on
// every touch, so blocks are kept.
func (t *typesetter) set(s style, width int, str string) block {
	at := setting{wording{s.weight, str}, s.size, width, s.tight}
	b, ok := t.blocks[at]
	if !ok {
		if len(t.blocks) >= keptBlocks {
			clear(t.blocks)
		}
		b = t.lay(s, width, str)
		t.blocks[at] = b
	}
	b.style = s
	return b
}

// lay fills lines with words, as many as each holds.
func (t *typesetter) lay(s style, width int, str string) block {
	b := block{style: s}
	all := t.text(wording{s.weight, str})
	em := float32(s.size)
	room := float32(width) / em
	for i := 0; i < len(all.words); {
		first := all.words[i]
		end := i + 1
		for end < len(all.words) && !all.words[end-1].last && all.words[end].end-first.begin <= room {
			end++
		}
		if end == i+1 && first.end-first.begin > room {
			for _, w := range all.pieces(first, room) {
				b.add(all.line(w, w, em))
			}
		} else {
			b.add(all.line(first, all.words[end-1], em))
		}
		i = end
	}
	return b
}

func (t *typesetter) text(w wording) *text {
	all, ok := t.texts[w]
	if !ok {
		if len(t.texts) >= keptTexts {
			clear(t.texts)
			clear(t.blocks)
		}
		all = newText(t.cuts.shape(w.weight, w.text), w.text)
		all.face = t.cuts.face(w.weight)
		t.texts[w] = all
	}
	return all
}

func (b *block) add(l line) {
	b.lines = append(b.lines, l)
	b.width = max(b.width, l.width)
	b.height += b.style.lineHeight()
}

// text is a text as glyphs, at one pixel to the em: without hinting, every size
// is a multiple of it.
type text struct {
	face   raster.Face
	glyphs []raster.Glyph
	places []shaped
	words  []word
}

// word is glyphs that stay together.
type word struct {
	glyphs     span
	runes      span
	begin, end float32 // of its ink, in ems from the beginning of the text
	last       bool    // a line ends after it
}

type span struct{ from, to int }

// newText finds the words.
func newText(all []shaped, str string) *text {
	t := &text{places: all, glyphs: make([]raster.Glyph, len(all))}
	for i, g := range all {
		t.glyphs[i] = g.Glyph
	}
	runes := []rune(str)
	for from, i := 0, 0; i < len(all); {
		// One word: its letters, then the spaces after it.
		end := i
		for end < len(all) && !spaceAt(runes, all[end].rune) {
			end++
		}
		next := end
		last := false
		for next < len(all) && spaceAt(runes, all[next].rune) && !last {
			last = runes[all[next].rune] == '\n'
			next++
		}
		to := len(runes)
		if next < len(all) {
			to = all[next].rune
		}
		t.words = append(t.words, word{span{i, end}, span{from, to}, t.x(i), t.x(end), last})
		from, i = to, next
	}
	return t
}

// spaceAt reports whether lines break at a rune. A no-break space is none.
func spaceAt(runes []rune, i int) bool {
	switch runes[i] {
	case ' ', '\n', '\t', '\u2009':
		return true
	}
	return false
}

// x is where a glyph begins, or where the text ends.
func (t *text) x(i int) float32 {
	if i < len(t.places) {
		return t.places[i].x
	}
	if len(t.places) == 0 {
		return 0
	}
	g := t.places[len(t.places)-1]
	return g.x + g.advance
}

// line makes a line of the words from one to another.
func (t *text) line(from, to word, em float32) line {
	return line{
		glyphs: t.glyphs[from.glyphs.from:to.glyphs.to], face: t.face, begin: from.begin,
		width: int(math.Ceil(float64((to.end-from.begin)*em) - 1.0/64)),
		from:  from.runes.from, runes: to.runes.to - from.runes.from,
	}
}

// pieces breaks a word that is wider than a line after slashes and dashes.
func (t *text) pieces(w word, room float32) []word {
	var out []word
	from := w.glyphs.from
	cut := func(to, end int) {
		out = append(out, word{
			glyphs: span{from, to}, runes: span{w.runes.from, end},
			begin: t.x(from), end: t.x(to),
		})
		from, w.runes.from = to, end
	}
	fits := from // the last place to break at
	for i := from; i < w.glyphs.to; i++ {
		if fits > from && t.x(i+1)-t.x(from) > room {
			cut(fits, t.places[fits].rune)
		}
		if t.places[i].breaks && i+1 < w.glyphs.to {
			fits = i + 1
		}
	}
	if fits > from && w.end-t.x(from) > room {
		cut(fits, t.places[fits].rune)
	}
	cut(w.glyphs.to, w.runes.to)
	return out
}

// breaksAfter reports whether a long word may go on in the next line after a rune.
func breaksAfter(r rune) bool {
	return r != utf8.RuneError && strings.ContainsRune("/-–", r)
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
