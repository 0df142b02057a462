package assist

import (
	"slices"
	"strings"
)

// alarms finds words that tell of an emergency. What it finds no classifier may
// overrule: a person who comes for nothing costs a minute, one who does not come
// may cost a life.
type alarms struct {
	now, unless, alone, papers, not []cue

	known func(plain string) bool
}

// urgentWords are how many a cry for help has at most; in more of them no word is
// taken for another.
const urgentWords = 8

// cue is some words in a row.
type cue struct {
	words  []token
	spelt  bool       // only spelt like this
	likely [][]string // by word
	sure   bool       // no word of it was misheard: what calms must be certain
}

func newAlarms(known func(plain string) bool) *alarms {
	a := &alarms{known: known}
	into := map[string]*[]cue{"now": &a.now, "unless": &a.unless, "alone": &a.alone, "papers": &a.papers, "not": &a.not}
	for _, r := range table(emergencyText) {
		for _, p := range r.phrases {
			text, strict := strings.CutPrefix(p, "=")
			c := cue{spelt: strict, sure: r.name == "not" || r.name == "papers"}
			for _, w := range spell(text) {
				t := newToken(w)
				c.words, c.likely = append(c.words, t), append(c.likely, t.likely())
			}
			*into[r.name] = append(*into[r.name], c)
		}
	}
	return a
}

// in reports whether a sentence tells of an emergency; not, that its words look
// like one and it is none.
func (a *alarms) in(s sentence) (alarm, not bool) {
	heard := s
	heard.words = a.without(s)
	if a.find(a.now, heard) || a.isAlone(heard) {
		return true, false
	}
	if a.find(a.unless, heard) {
		papers := a.find(a.papers, s)
		return !papers, papers
	}
	return false, slices.ContainsFunc(heard.words, func(w token) bool { return w.plain == apartWord })
}

// apartWord stands for a word of a phrase that is about no emergency.
const apartWord = "-"

func (a *alarms) isAlone(heard sentence) bool {
	said := heard.content()
	for _, c := range a.alone {
		if (len(said) == len(c.words) || len(heard.words) == len(c.words)) && a.has(&c, sentence{words: said, bare: heard.bare}) {
			return true
		}
	}
	return false
}

// without leaves out the phrases that are about no emergency. What stood before
// and after them is kept apart.
func (a *alarms) without(s sentence) []token {
	words := slices.Clone(s.words)
	for _, c := range a.not {
		for i := 0; i+len(c.words) <= len(s.words); i++ {
			if a.at(&c, s.words[i:], s.bare, false) {
				for j := range c.words {
					words[i+j] = newToken(apartWord)
				}
			}
		}
	}
	return words
}

func (a *alarms) find(cues []cue, s sentence) bool {
	return slices.ContainsFunc(cues, func(c cue) bool { return a.has(&c, s) })
}

func (a *alarms) has(c *cue, s sentence) bool {
	for i := 0; i+len(c.words) <= len(s.words); i++ {
		if a.at(c, s.words[i:], s.bare, len(s.words) <= urgentWords) {
			return true
		}
	}
	return false
}

// at compares a cue with the words at hand. One word alone must be spelt right
// if the sentence has diacritics. Of several, tones may be wrong, and one word
// may only sound alike.
func (a *alarms) at(c *cue, words []token, bare, guess bool) bool {
	strict := c.spelt || !bare && len(c.words) == 1
	guess = guess && !strict && !c.sure && len(c.words) > 1
	odd := -1
	for i := range c.words {
		if words[i].is(&c.words[i], strict) {
			continue
		}
		if odd >= 0 || !guess {
			return false
		}
		odd = i
	}
	return odd < 0 || a.alike(&words[odd], c, odd)
}

func (t *token) is(other *token, spelt bool) bool {
	return t.plain == other.plain && (!spelt || t.spelt == other.spelt)
}

// alike reports whether a word may be one of a cue that was misheard. What is a
// word itself is taken for another only among several.
func (a *alarms) alike(has *token, c *cue, at int) bool {
	want := &c.words[at]
	if has.sound == want.sound && len(c.words) > 2 {
		return true
	}
	if a.known(has.plain) {
		return false
	}
	return has.rough == want.rough || slices.ContainsFunc(has.likely(), func(part string) bool { return slices.Contains(c.likely[at], part) })
}
