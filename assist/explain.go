package assist

// Reasons say how a sentence was read, for people who tend the catalogue.
type Reasons struct {
	Words    []string `json:"words"`    // that count, without diacritics
	Fillers  []string `json:"fillers"`  // that say nothing
	Mended   []string `json:"mended"`   // guesses for words misheard
	Concepts []string `json:"concepts"` // of the lexicon
	Outside  float64  `json:"outside"`  // probability of no procedure
	Near     float64  `json:"near"`     // likeness of the best to something that was learnt: 1 is the same
}

// Explain says why a sentence is understood as it is.
func (u *Understander) Explain(text string) Reasons {
	s := u.language.read(text, u.knows)
	s = u.asking.find(s).without(s)
	r := Reasons{Words: []string{}, Fillers: []string{}, Mended: []string{}, Concepts: []string{}}
	for _, w := range s.words {
		if w.filler {
			r.Fillers = append(r.Fillers, w.plain)
		} else {
			r.Words = append(r.Words, w.plain)
		}
	}
	if mended, ok := u.mending.mend(s); ok {
		for i, w := range mended.words {
			if w.plain != s.words[i].plain {
				r.Mended = append(r.Mended, s.words[i].plain+"→"+w.plain)
			}
		}
	}
	for _, f := range s.found {
		r.Concepts = append(r.Concepts, u.language.concepts.names[f.concept])
	}
	if len(s.words) > 0 && u.model != nil {
		j := u.judge(s)
		r.Outside, r.Near = j.outside, j.near
	}
	return r
}
