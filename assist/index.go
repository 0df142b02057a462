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
type word struct {
	spelt, plain string
	in           []place // one for each procedure that has it
}

// place is where a procedure has a word: the weightiest one.
type place struct {
	entry  int
	weight float64
}

// entry is one procedure.
type entry struct {
	phrases []phrase
	length  int // letters of its short name
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
		add := func(text string, weight float64) {
			spelt := spell(text)
			for _, w := range spelt {
				id, ok := ids[w]
				if !ok {
					id = len(x.vocabulary)
					ids[w] = id
					x.vocabulary = append(x.vocabulary, word{spelt: w, plain: plain(w)})
				}
				x.vocabulary[id].stands(i, weight)
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

// stands notes that a procedure has the word. Procedures come in order.
func (w *word) stands(entry int, weight float64) {
	if last := len(w.in) - 1; last >= 0 && w.in[last].entry == entry {
		w.in[last].weight = max(w.in[last].weight, weight)
		return
	}
	w.in = append(w.in, place{entry, weight})
}
