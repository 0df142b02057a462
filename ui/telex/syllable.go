package telex

import "slices"

// syllable is a word taken apart: w.letters[:nucleus], [nucleus:coda], [coda:].
type syllable struct{ nucleus, coda int }

// split finds the parts of a syllable. ok says whether it is one, or on the way
// to be one.
func (w *word) split() (s syllable, ok bool) {
	s.nucleus = w.onset()
	s.coda = s.nucleus
	for s.coda < len(w.letters) && w.letters[s.coda].isVowel() {
		s.coda++
	}
	onset := spelling(w.letters[:s.nucleus])
	if s.nucleus == s.coda {
		return s, s.coda == len(w.letters) && isOnset(onset)
	}
	return s, isOnset(onset) &&
		isNucleus(spelling(w.letters[s.nucleus:s.coda])) &&
		isCoda(spelling(w.letters[s.coda:]))
}

// onset counts the letters before the nucleus; qu and gi belong to them before
// a vowel.
func (w *word) onset() int {
	n := slices.IndexFunc(w.letters, letter.isVowel)
	switch {
	case n < 0:
		return len(w.letters)
	case n != 1 || w.letters[1].mark != bare:
		return n
	case w.letters[0].base == 'q' && w.letters[1].base == 'u':
		return 2
	case w.letters[0].base == 'g' && w.letters[1].base == 'i' && len(w.letters) > 2 && w.letters[2].isVowel():
		return 2
	default:
		return n
	}
}

func (l letter) isVowel() bool {
	switch l.base {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	default:
		return false
	}
}

// spelling writes letters in lower case, without tone.
func spelling(letters []letter) string {
	runes := make([]rune, len(letters))
	for i, l := range letters {
		l.isUpper = false
		runes[i] = l.compose(level)
	}
	return string(runes)
}

func isOnset(s string) bool {
	switch s {
	case "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh",
		"p", "ph", "q", "qu", "r", "s", "t", "th", "tr", "v", "x":
		return true
	default:
		return false
	}
}

// isNucleus knows the vowels of Vietnamese, and those on the way to one: "uye"
// becomes "uyê" with the next key.
func isNucleus(s string) bool {
	switch s {
	case "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y",
		"ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iê", "iu", "oa", "oă", "oe", "oi", "ôi", "ơi", "oo",
		"ua", "uâ", "uê", "ui", "uô", "uơ", "uy", "ưa", "ưi", "ươ", "ưu", "yê",
		"iêu", "oai", "oao", "oay", "oeo", "uây", "uôi", "uya", "uyê", "uyu", "ươi", "ươu", "yêu":
		return true
	case "eu", "ie", "ieu", "ue", "uo", "uoi", "uou", "uơi", "uơu", "uu", "uay", "uye", "ưo", "ưoi", "ưou", "ye", "yeu":
		return true
	default:
		return false
	}
}

// isCoda takes k too, for places such as Đắk Lắk.
func isCoda(s string) bool {
	switch s {
	case "", "c", "ch", "k", "m", "n", "ng", "nh", "p", "t":
		return true
	default:
		return false
	}
}

// isStop says whether a coda lets a syllable have two tones only.
func isStop(s string) bool {
	switch s {
	case "c", "ch", "k", "p", "t":
		return true
	default:
		return false
	}
}

// tonePlace returns the letter that carries the tone: the last one with a mark;
// else the last vowel before a coda, the middle one of three, the first one of
// two. Of a word that is no syllable it is the last vowel.
func (w *word) tonePlace() int {
	s, ok := w.split()
	if !ok || s.nucleus == s.coda {
		for i, l := range slices.Backward(w.letters) {
			if l.isVowel() {
				return i
			}
		}
		return -1
	}
	for i := s.coda - 1; i >= s.nucleus; i-- {
		if w.letters[i].mark != bare {
			return i
		}
	}
	switch {
	case s.coda < len(w.letters):
		return s.coda - 1
	case s.coda-s.nucleus == 3:
		return s.nucleus + 1
	default:
		return s.nucleus
	}
}
