package assist

import (
	"slices"
	"strings"
)

// longestGap are the words that may stand where a cue has "..".
const longestGap = 3

// cue is some words in a row that tell something: one phrase of the table.
type cue struct {
	does, kind string // the name of its row
	parts      []part
	words      int  // parts that are words
	spelt      bool // only spelt like this
	likely     bool // tones may be wrong, or one word misheard
}

// part is a step of a cue: a word, one of a class of words, or a gap.
type part struct {
	word   token
	likely []string
	class  string
	gap    bool
}

// hit is where a cue, or a word of a class, stands in a sentence.
type hit struct {
	*cue
	from, to int
}

// cueIndex finds the cues of a sentence by the words that they may begin with.
type cueIndex struct {
	first  map[string][]*cue // by the plain word, or the first word of the class, that a cue begins with
	second map[string][]*cue // by its second word, where the first may have been misheard
	member map[string][]*cue // words of classes, by their first plain word

	known func(plain string) bool
}

func newCueIndex(text string, known func(plain string) bool) *cueIndex {
	x := &cueIndex{map[string][]*cue{}, map[string][]*cue{}, map[string][]*cue{}, known}
	begins := map[string][]string{} // plain words that members of a class begin with
	var all []*cue
	for _, r := range table(text) {
		for _, p := range r.phrases {
			c := newCue(r.name, p)
			if !strings.HasPrefix(r.name, "<") {
				all = append(all, c)
				continue
			}
			begin := c.parts[0].word.plain
			x.member[begin] = append(x.member[begin], c)
			if !slices.Contains(begins[r.name], begin) {
				begins[r.name] = append(begins[r.name], begin)
			}
		}
	}
	for _, c := range all {
		begin := begins[c.parts[0].class]
		if c.parts[0].class == "" {
			begin = []string{c.parts[0].word.plain}
		}
		for _, b := range begin {
			x.first[b] = append(x.first[b], c)
		}
		if c.guessable() && c.parts[0].class == "" && c.parts[1].class == "" && !c.parts[1].gap {
			second := c.parts[1].word.plain
			x.second[second] = append(x.second[second], c)
		}
	}
	return x
}

func newCue(row, phrase string) *cue {
	does, kind, _ := strings.Cut(row, " ")
	text, spelt := strings.CutPrefix(phrase, "=")
	text, likely := strings.CutPrefix(text, "~")
	c := &cue{does: does, kind: kind, spelt: spelt}
	plainly := true
	for f := range strings.FieldsSeq(text) {
		switch {
		case f == "..":
			c.parts, plainly = append(c.parts, part{gap: true}), false
		case strings.HasPrefix(f, "<"):
			c.parts, plainly = append(c.parts, part{class: f}), false
		default:
			for _, w := range spell(f) {
				t := newToken(w)
				c.parts, c.words = append(c.parts, part{word: t, likely: t.likely()}), c.words+1
			}
		}
	}
	c.likely = likely || plainly && c.words > 2 && !spelt
	return c
}

// guessable reports whether one word of the cue may have been misheard. What
// calms must be certain.
func (c *cue) guessable() bool {
	return c.likely && (c.does == cueNow || c.does == cueEvent || c.does == cueAlone)
}

// scan is a sentence while cues are looked for.
type scan struct {
	words   []token
	bare    bool
	guess   bool
	members [][]hit // of classes, by the word they begin at
}

// find lists the cues of a sentence, as they stand in it.
func (x *cueIndex) find(words []token, bare, guess bool) []hit {
	t := &scan{words: words, bare: bare, guess: guess, members: make([][]hit, len(words))}
	for i := range words {
		for _, m := range x.member[words[i].plain] {
			if end, ok := x.fit(m, m.parts, t, i, true); ok {
				t.members[i] = append(t.members[i], hit{m, i, end})
			}
		}
	}
	var all []hit
	look := func(cues []*cue, at int, but string) {
		for _, c := range cues {
			if c.parts[0].word.plain == but {
				continue
			}
			if end, ok := x.fit(c, c.parts, t, at, false); ok {
				all = append(all, hit{c, at, end})
			}
		}
	}
	for i := range words {
		look(x.first[words[i].plain], i, apartWord)
		if guess && i > 0 {
			look(x.second[words[i].plain], i-1, words[i-1].plain)
		}
	}
	return all
}

// fit compares what is left of a cue with the words from one on, and says where
// it ends. odd tells that a word was taken for another already, or none may be.
func (x *cueIndex) fit(c *cue, left []part, t *scan, at int, odd bool) (end int, ok bool) {
	if len(left) == 0 {
		return at, true
	}
	switch p := &left[0]; {
	case p.gap:
		return x.skip(c, left[1:], t, at, odd)
	case at >= len(t.words):
		return 0, false
	case p.class != "":
		return x.oneOf(c, left, t, at, odd)
	case !c.is(&t.words[at], &p.word, t.bare):
		if odd || !t.guess || !c.guessable() || !x.alike(&t.words[at], p, c) {
			return 0, false
		}
		odd = true
	}
	return x.fit(c, left[1:], t, at+1, odd)
}

// skip lets a gap be as short as what is left of the cue allows.
func (x *cueIndex) skip(c *cue, left []part, t *scan, at int, odd bool) (end int, ok bool) {
	for n := 0; n <= longestGap && at+n <= len(t.words); n++ {
		if n > 0 && t.words[at+n-1].plain == apartWord {
			break
		}
		if end, ok = x.fit(c, left, t, at+n, odd); ok {
			return end, true
		}
	}
	return 0, false
}

// oneOf goes on behind a word of the class that the cue has here.
func (x *cueIndex) oneOf(c *cue, left []part, t *scan, at int, odd bool) (end int, ok bool) {
	for _, m := range t.members[at] {
		if m.does == left[0].class {
			if end, ok = x.fit(c, left[1:], t, m.to, odd); ok {
				return end, true
			}
		}
	}
	return 0, false
}

// is reports whether a word is that of a cue. In a sentence with diacritics it
// must be spelt right, but for the tones of a cue that is told by its other words.
func (c *cue) is(has, want *token, bare bool) bool {
	return has.is(want, c.spelt || !bare && !c.likely)
}

// alike reports whether a word may be one of a cue that was misheard. What is a
// word itself is taken for another only among several.
func (x *cueIndex) alike(has *token, p *part, c *cue) bool {
	if has.sound == p.word.sound && has.plain != p.word.plain && len(c.parts) > 2 {
		return true
	}
	if x.known(has.plain) {
		return false
	}
	return has.rough == p.word.rough || slices.ContainsFunc(has.likely(), func(part string) bool { return slices.Contains(p.likely, part) })
}

func (t *token) is(other *token, spelt bool) bool {
	return t.plain == other.plain && (!spelt || t.spelt == other.spelt)
}
