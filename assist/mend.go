package assist

// mending guesses what a word was before it was misheard or mistyped, by the
// words beside it: no phrase has "khai xanh", many have "khai sinh".
type mending struct {
	pairs  map[string]int      // plain words side by side, and how often
	spelt  map[string]string   // the usual spelling of a plain word
	likely map[string][]string // plain words by what they share of their sound
}

func newMending(learnt []lesson) *mending {
	m := &mending{pairs: map[string]int{}, spelt: map[string]string{}, likely: map[string][]string{}}
	for _, s := range learnt {
		for i, w := range s.words {
			if i > 0 {
				m.pairs[s.words[i-1].plain+" "+w.plain]++
			}
			if had, ok := m.spelt[w.plain]; !ok {
				for _, key := range w.likely() {
					m.likely[key] = append(m.likely[key], w.plain)
				}
				m.spelt[w.plain] = w.spelt
			} else if had == w.plain {
				m.spelt[w.plain] = w.spelt
			}
		}
	}
	return m
}

// likely lists parts of a word's sound: words that share one of them are easily
// taken for each other.
func (t *token) likely() []string {
	initial, rest := cutInitial(t.plain)
	rime, final := cutFinal(rest)
	if rime == "" {
		return nil
	}
	return []string{"." + rime + final, initial + "." + final, initial + rime + "."}
}

// How often a guess must stand beside the same neighbours: for a word that is in
// no phrase, and for one that is, but not here.
const (
	enoughUnknown = 2
	enoughKnown   = 5
)

// mend returns the sentence with words put right that stand beside nothing
// known; ok tells whether there were any.
func (m *mending) mend(s sentence) (mended sentence, ok bool) {
	mended = sentence{bare: s.bare, calm: s.calm}
	for i := range s.words {
		if w, found := m.guess(s.words, i); found {
			if !ok {
				mended.words, ok = append(mended.words, s.words...), true
			}
			mended.words[i] = w
		}
	}
	return mended, ok
}

func (m *mending) guess(words []token, i int) (token, bool) {
	count := func(plain string) int {
		n := 0
		if i > 0 {
			n += m.pairs[words[i-1].plain+" "+plain]
		}
		if i+1 < len(words) {
			n += m.pairs[plain+" "+words[i+1].plain]
		}
		return n
	}
	if len(words) < 2 || words[i].plain[0] <= '9' || count(words[i].plain) > 0 {
		return token{}, false
	}
	best, most := "", enoughUnknown-1
	if _, known := m.spelt[words[i].plain]; known {
		most = enoughKnown - 1
	}
	for _, key := range words[i].likely() {
		for _, c := range m.likely[key] {
			if n := count(c); n > most && c[0] > '9' {
				best, most = c, n
			}
		}
	}
	if best == "" {
		return token{}, false
	}
	return newToken(m.spelt[best]), true
}
