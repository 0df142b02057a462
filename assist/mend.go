package assist

// mending guesses what a word was before it was misheard or mistyped, by the
// words beside it: no phrase has "khai xanh", many have "khai sinh".
type mending struct {
	id     map[string]int32   // of plain words
	words  []mendable         // by id
	pairs  map[[2]int32]int32 // words side by side, and how often
	likely map[string][]int32 // words by what they share of their sound
}

// mendable is a word that may be what was meant.
type mendable struct {
	plain string
	spelt string // as usual
}

func newMending(learnt []lesson) *mending {
	m := &mending{id: map[string]int32{}, pairs: map[[2]int32]int32{}, likely: map[string][]int32{}}
	for _, s := range learnt {
		before := int32(-1)
		for _, w := range s.words {
			id, ok := m.id[w.plain]
			if !ok {
				id = int32(len(m.words))
				m.id[w.plain] = id
				m.words = append(m.words, mendable{w.plain, w.spelt})
				for _, key := range w.likely() {
					m.likely[key] = append(m.likely[key], id)
				}
			} else if had := &m.words[id]; had.spelt == had.plain {
				had.spelt = w.spelt
			}
			if before >= 0 {
				m.pairs[[2]int32{before, id}]++
			}
			before = id
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
	b := beside{m: m, left: -1, right: -1}
	if i > 0 {
		b.left = m.known(words[i-1].plain)
	}
	if i+1 < len(words) {
		b.right = m.known(words[i+1].plain)
	}
	if b.left < 0 && b.right < 0 || words[i].plain[0] <= '9' {
		return token{}, false
	}
	least := int32(enoughUnknown)
	if own := m.known(words[i].plain); own >= 0 {
		if b.count(own) > 0 {
			return token{}, false
		}
		least = enoughKnown
	}
	best := b.best(words[i].likely(), least)
	if best < 0 {
		return token{}, false
	}
	return newToken(m.words[best].spelt), true
}

// beside are the neighbours of a word; -1 is none that is known.
type beside struct {
	m           *mending
	left, right int32
}

// count is how often a word stood beside them.
func (b beside) count(id int32) int32 {
	n := int32(0)
	if b.left >= 0 {
		n = b.m.pairs[[2]int32{b.left, id}]
	}
	if b.right >= 0 {
		n += b.m.pairs[[2]int32{id, b.right}]
	}
	return n
}

// best is the word that sounds so and stood beside them most often; -1 if none did
// often enough.
func (b beside) best(likely []string, least int32) int32 {
	best, most := int32(-1), least-1
	for _, key := range likely {
		for _, id := range b.m.likely[key] {
			if n := b.count(id); n > most && b.m.words[id].plain[0] > '9' {
				best, most = id, n
			}
		}
	}
	return best
}

// known is the id of a plain word; -1 of one that is nowhere.
func (m *mending) known(plain string) int32 {
	if id, ok := m.id[plain]; ok {
		return id
	}
	return -1
}
