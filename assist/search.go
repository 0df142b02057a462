package assist

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Hit is a procedure that was found.
type Hit struct {
	Procedure *Procedure
	Score     float64 // higher is better; only comparable within one search
}

// maxWords of a query are looked at: nobody types more into a search.
const maxWords = 16

// Shares of a query's words that a procedure must have to be shown when none
// has them all: of the whole query, and of what the best has.
const (
	leastCover = 0.4
	nearBest   = 0.6
)

// Search finds procedures while a person types: words in any order, the last
// one perhaps unfinished, with or without diacritics, as letters or as the keys
// of Telex and VNI. The best come first, at most as many as asked for. If some
// procedures have all the words, only those are found. The same query always
// finds the same.
func (c *Catalogue) Search(query string, most int) []Hit {
	asked := c.index.ask(query)
	if len(asked.terms) == 0 || most <= 0 {
		return nil
	}
	type found struct {
		Hit
		cover float64
	}
	all := make([]found, 0, len(c.index.entries))
	best := 0.0
	for i := range c.index.entries {
		score, cover := asked.score(i, &c.index.entries[i])
		if cover < leastCover {
			continue
		}
		best = max(best, cover)
		all = append(all, found{Hit{&c.Procedures[i], score}, cover})
	}
	need := best * nearBest
	if best >= 1 {
		need = 1
	}
	hits := make([]Hit, 0, min(most, len(all)))
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Procedure.Code, b.Procedure.Code))
	})
	for _, f := range all {
		if f.cover >= need && len(hits) < most {
			hits = append(hits, f.Hit)
		}
	}
	if len(hits) == 0 {
		return nil
	}
	return hits
}

// asked is a query against an index.
type asked struct {
	terms  []term
	phrase string  // " khai sinh c", without diacritics
	total  float64 // weight of the terms
	needed float64 // weight of those that say what is needed
}

// term is one word of a query.
type term struct {
	best   []float64 // by procedure: how well it has the word, 0 not at all
	weight float64   // rare words say more; 0 at first if the catalogue does not have it
	filler bool      // says nothing of what is needed
	joined string    // without spaces between its words, if nothing else matched
}

func (x *index) ask(query string) asked {
	spelt := spell(query)
	if len(spelt) > maxWords {
		spelt = spelt[:maxWords]
	}
	var a asked
	meant := make([]string, len(spelt))
	isAllFiller := true
	for i, w := range spelt {
		t, word := x.term(w, i == len(spelt)-1)
		t.filler = filler(word)
		isAllFiller = isAllFiller && t.filler
		meant[i] = word
		a.terms = append(a.terms, t)
	}
	a.weighUnknown()
	for i := range a.terms {
		t := &a.terms[i]
		if t.filler = t.filler && !isAllFiller; t.filler {
			t.weight *= fillerWeight
		} else {
			a.needed += t.weight
		}
		a.total += t.weight
		if !t.filler || a.phrase != "" {
			a.phrase += " " + meant[i]
		}
	}
	return a
}

// unknownWeight is what a word counts that the catalogue does not have, beside
// the mean of those that it has: some of a request may be strange to it, but
// not most.
const unknownWeight = 0.8

func (a *asked) weighUnknown() {
	sum, known := 0.0, 0
	for i := range a.terms {
		if a.terms[i].weight > 0 {
			sum += a.terms[i].weight
			known++
		}
	}
	if known == 0 {
		sum, known = 1, 1
	}
	for i := range a.terms {
		if a.terms[i].weight == 0 {
			a.terms[i].weight = unknownWeight * sum / float64(known)
		}
	}
}

// term matches a word against the vocabulary. Of the readings of a word, the
// first that the catalogue has counts: the keys themselves before what Telex
// makes of them. meant is that reading without diacritics.
func (x *index) term(spelt string, last bool) (t term, meant string) {
	t.best = make([]float64, len(x.entries))
	for _, reading := range readings(spelt) {
		bare, known := plain(reading), 0
		for id := range x.vocabulary {
			v := &x.vocabulary[id]
			m := alike(bare, v.plain, last)
			if m == 0 {
				continue
			}
			if m *= agreement(reading, bare, v); m > 0 {
				known += t.take(v, m)
			}
		}
		if known > 0 {
			t.weight = math.Log(1 + float64(len(x.entries)+1)/float64(known+1))
			return t, bare
		}
	}
	meant = plain(spelt)
	if len(meant) >= leastJoined {
		t.joined = meant
	}
	return t, meant
}

// leastJoined is how long a word must be to be two without a space.
const leastJoined = 5

// agreement compares the diacritics of words that are alike without. Who types
// them means them, though they may be wrong; who types none says nothing.
func agreement(reading, bare string, v *word) float64 {
	switch {
	case reading == bare, reading == v.spelt:
		return 1
	case v.plain != bare && strings.HasPrefix(v.spelt, strings.TrimRight(reading, tones)):
		return 1 // unfinished, so far the same
	case v.plain != bare:
		return 0
	case strings.HasPrefix(v.spelt, strings.TrimRight(reading, tones)):
		return 0.8
	default:
		return 0.6
	}
}

// alike compares words without diacritics.
func alike(asked, has string, last bool) float64 {
	switch {
	case asked == has:
		return 1
	case last && strings.HasPrefix(has, asked):
		return 0.7 + 0.25*float64(len(asked))/float64(len(has))
	default:
		return 0
	}
}

// take notes the procedures that have a word, and returns how many are new.
func (t *term) take(v *word, match float64) int {
	known := 0
	for _, p := range v.in {
		if t.best[p.entry] == 0 {
			known++
		}
		t.best[p.entry] = max(t.best[p.entry], p.weight*match)
	}
	return known
}

// score says how well a procedure answers, and which share of the query's words
// it has.
func (a *asked) score(i int, e *entry) (score, cover float64) {
	for n := range a.terms {
		t := &a.terms[n]
		if best := max(t.best[i], e.joined(t.joined)); best > 0 {
			score += t.weight * best
			if !t.filler {
				cover += t.weight
			}
		}
	}
	// The terms were added up in the same order, so that all of them make 1.
	if cover /= a.needed; cover == 0 {
		return 0, 0
	}
	score = score / a.total * cover
	near := 0.0
	for _, p := range e.phrases {
		if strings.Contains(p.text, a.phrase) {
			near = max(near, p.weight*(0.6+0.4*float64(len(a.phrase))/float64(len(p.text))))
		}
	}
	return score + near + 1/float64(50+e.length), cover
}

// joined finds words that were typed without the spaces between them.
func (e *entry) joined(word string) float64 {
	if word == "" {
		return 0
	}
	best := 0.0
	for _, p := range e.phrases {
		if strings.Contains(strings.ReplaceAll(p.text, " ", ""), word) {
			best = max(best, 0.8*p.weight)
		}
	}
	return best
}

// fillerWeight is what a word counts that says nothing of what is needed.
const fillerWeight = 0.05

// filler says whether a word is one of those around a request: "tôi muốn làm
// thủ tục …", "I want to …".
func filler(plain string) bool {
	switch plain {
	case "toi", "muon", "xin", "lam", "thu", "tuc", "cho", "cua", "ve", "va", "nhu", "the", "nao", "gi", "can",
		"i", "want", "to", "my", "a", "an", "for", "of", "how":
		return true
	default:
		return false
	}
}
