package assist

import "strings"

// Weights of where a word stands. A procedure's short everyday name says best
// what it is about; the official title names much besides.
const (
	weightPlain   = 1.0
	weightCode    = 1.0
	weightSay     = 0.9
	weightTitle   = 0.8
	weightPlainEn = 0.9
	weightTitleEn = 0.7
	weightGroup   = 0.3
)

// index is what Search looks at.
type index struct {
	vocabulary []word
	entries    []entry // of the procedures, in the same order
}

// word is one word of the catalogue.
type word struct{ spelt, plain string }

// entry is one procedure.
type entry struct {
	words   []weighed // each once
	phrases []phrase
	length  int // letters of its short name
}

type weighed struct {
	id     int // in the vocabulary
	weight float64
}

// phrase is one text of a procedure: " dang ky khai sinh".
type phrase struct {
	text   string
	weight float64
}

func newIndex(c *Catalogue) index {
	var x index
	ids := map[string]int{}
	groups := make(map[string]Text, len(c.Groups))
	for _, g := range c.Groups {
		groups[g.ID] = g.Name
	}
	for i := range c.Procedures {
		p := &c.Procedures[i]
		group := groups[p.Group]
		var e entry
		at := map[int]int{} // vocabulary to e.words
		add := func(text string, weight float64) {
			spelt := spell(text)
			for _, w := range spelt {
				id, ok := ids[w]
				if !ok {
					id = len(x.vocabulary)
					ids[w] = id
					x.vocabulary = append(x.vocabulary, word{spelt: w, plain: plain(w)})
				}
				if k, ok := at[id]; ok {
					e.words[k].weight = max(e.words[k].weight, weight)
					continue
				}
				at[id] = len(e.words)
				e.words = append(e.words, weighed{id, weight})
			}
			if len(spelt) > 0 {
				e.phrases = append(e.phrases, phrase{" " + plain(strings.Join(spelt, " ")), weight})
			}
		}
		add(p.Plain.Vi, weightPlain)
		add(p.Title.Vi, weightTitle)
		add(p.Plain.En, weightPlainEn)
		add(p.Title.En, weightTitleEn)
		add(p.Code, weightCode)
		for _, s := range p.Say {
			add(s, weightSay)
		}
		add(group.Vi, weightGroup)
		add(group.En, weightGroup)
		e.length = len(Fold(p.Plain.Vi))
		x.entries = append(x.entries, e)
	}
	return x
}
