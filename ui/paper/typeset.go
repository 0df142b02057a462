package paper

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"

	beviet "tiepdan/ui/font"
)

type weight uint8

const (
	regular weight = iota
	medium
	semiBold
	bold
	weights
)

// typeface makes faces of one size; a face is used by one goroutine.
type typeface struct {
	cuts  [weights]*sfnt.Font
	faces map[faceKey]*glyphs
}

type faceKey struct {
	weight weight
	px     int
}

func newTypeface() (*typeface, error) {
	t := &typeface{faces: make(map[faceKey]*glyphs)}
	for w, ttf := range [weights][]byte{beviet.Regular(), beviet.Medium(), beviet.SemiBold(), beviet.Bold()} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			return nil, fmt.Errorf("cannot read font weight %d: %w", w, err)
		}
		t.cuts[w] = f
	}
	return t, nil
}

// face has a body of px dots.
func (t *typeface) face(w weight, px int) (*glyphs, error) {
	key := faceKey{w, px}
	if f, ok := t.faces[key]; ok {
		return f, nil
	}
	f, err := opentype.NewFace(t.cuts[w], &opentype.FaceOptions{Size: float64(px), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, fmt.Errorf("cannot make a face of %d dots: %w", px, err)
	}
	t.faces[key] = remember(f)
	return t.faces[key], nil
}

// line is one line of text with its measures in dots.
type line struct {
	text         string
	face         *glyphs
	left, width  int // of the ink; left may be negative
	above, below int // ink above and below the baseline
	dot          int // 2 where each dot of the letters is printed two by two
}

func measure(f *glyphs, text string) line {
	b, _ := font.BoundString(f, text)
	return line{
		text: text, face: f,
		left: b.Min.X.Floor(), width: b.Max.X.Ceil() - b.Min.X.Floor(),
		above: -b.Min.Y.Floor(), below: b.Max.Y.Ceil(), dot: 1,
	}
}

// times is the line with each dot as large as that.
func (l line) times(dot int) line {
	l.left, l.width, l.above, l.below, l.dot = dot*l.left, dot*l.width, dot*l.above, dot*l.below, dot
	return l
}

// draw puts the ink's left edge at x.
func (l line) draw(dst sheet, x, baseline int) {
	if l.dot == 1 {
		dst.letters(l.face, l.text, x-l.left, baseline)
		return
	}
	small := newSheet((l.width+1)/2, (l.above+l.below)/2)
	small.letters(l.face, l.text, -l.left/2, l.above/2)
	dst.twice(small, x&^1, baseline-l.above)
}

// word is a piece of a line with its advance in dots; the space before it is
// blank where the word goes on from the line above.
type word struct {
	text  string
	width int
	space int
}

// wrap breaks text into as few lines of at most width dots as it can, and makes
// them about equally long: that reads better, and leaves more of the rows blank.
func wrap(f *glyphs, text string, width int) []line {
	words := split(f, text, width)
	lines := fill(words, width)
	for narrow := width - 1; len(lines) > 1 && narrow > width/2; narrow-- {
		more := fill(words, narrow)
		if len(more) > len(lines) {
			break
		}
		lines = more
	}
	out := make([]line, len(lines))
	for i, text := range lines {
		out[i] = measure(f, text)
	}
	return out
}

// split measures the words; one that is wider than the paper is broken where it
// must be.
func split(f *glyphs, text string, width int) []word {
	var words []word
	space := font.MeasureString(f, " ").Ceil()
	for whole := range strings.FieldsSeq(norm.NFC.String(text)) {
		before := space
		for part := whole; part != ""; before = 0 {
			head := fit(f, part, width)
			words = append(words, word{part[:head], font.MeasureString(f, part[:head]).Ceil(), before})
			part = part[head:]
		}
	}
	return words
}

// fit is how many bytes of text stand in width; at least one letter.
func fit(f *glyphs, text string, width int) int {
	end, used := 0, fixed.I(0)
	for i, r := range text {
		a, _ := f.GlyphAdvance(r)
		if used += a; used.Ceil() > width && i > 0 {
			return i
		}
		end = i + utf8.RuneLen(r)
	}
	return end
}

// fill breaks before each word that does not fit.
func fill(words []word, width int) []string {
	var lines []string
	used := 0
	for _, w := range words {
		last := len(lines) - 1
		switch {
		case last < 0 || used+w.space+w.width > width:
			lines = append(lines, w.text)
			used = w.width
		case w.space > 0:
			lines[last] += " " + w.text
			used += w.space + w.width
		default:
			lines[last] += w.text
			used += w.width
		}
	}
	return lines
}
