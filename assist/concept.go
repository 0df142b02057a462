package assist

// concepts find words that mean the same, one or several at a time.
type concepts struct {
	bySound map[string][]variant // of the first word
	names   []string
}

// variant is one way to say a concept.
type variant struct {
	words   []token
	concept int
}

// sighting is a concept in a sentence.
type sighting struct {
	concept  int
	from, to int // words
}

func newConcepts() concepts {
	c := concepts{bySound: map[string][]variant{}}
	for i, row := range table(lexiconText) {
		c.names = append(c.names, row.name)
		for _, p := range row.phrases {
			s := sentence{}
			for _, w := range spell(p) {
				s.words = append(s.words, newToken(w))
			}
			s.words = numbered(s.words) // as sentences are read
			first := s.words[0].sound
			c.bySound[first] = append(c.bySound[first], variant{s.words, i})
		}
	}
	return c
}

// find returns every concept of a sentence, each once, in the order of its words.
func (c *concepts) find(s sentence) []sighting {
	var found []sighting
	seen := make([]bool, len(c.names))
	for i := range s.words {
		for _, v := range c.bySound[s.words[i].sound] {
			if !seen[v.concept] && v.matches(s.words[i:], s.bare) {
				seen[v.concept] = true
				found = append(found, sighting{v.concept, i, i + len(v.words)})
			}
		}
	}
	return found
}

// matches compares a variant with the words at hand. One word alone needs its
// diacritics if the sentence has any: "mất" is no "mặt". Of several, one may
// have been misheard.
func (v *variant) matches(words []token, bare bool) bool {
	if len(words) < len(v.words) {
		return false
	}
	if len(v.words) == 1 {
		return words[0].plain == v.words[0].plain && (bare || words[0].spelt == v.words[0].spelt)
	}
	exact := 0
	for i := range v.words {
		switch has, want := &words[i], &v.words[i]; {
		case has.plain == want.plain:
			exact++
		case has.sound == want.sound:
		case has.rough == want.rough:
			exact--
		default:
			return false
		}
	}
	return exact >= 0
}
