package telex

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// press applies a key. It returns false if the key is a letter like any other,
// and the word is as it was.
func (w *word) press(m Method, key rune) bool {
	if _, ok := w.split(); !ok || key >= utf8.RuneSelf {
		return false
	}
	if m == Telex && w.telex(unicode.ToLower(key), key) || m == VNI && w.vni(key) {
		return true
	}
	return w.extend(key)
}

// Keys of the tones, from grave to dot.
const (
	telexTones = "fsrxj"
	vniTones   = "21345"
)

// telex applies a key with a meaning. The word must be a syllable.
func (w *word) telex(lower, key rune) bool {
	if i := strings.IndexRune(telexTones, lower); i >= 0 {
		return w.setTone(grave+tone(i), key)
	}
	switch lower {
	case 'z':
		return w.clearTone()
	case 'd':
		return w.setStroke(key)
	case 'a', 'e', 'o':
		return w.setMark(circumflex, string(lower), key)
	case 'w':
		return w.setHorn(key) || w.setMark(breve, "a", key) || w.addHornU(key)
	default:
		return false
	}
}

func (w *word) vni(key rune) bool {
	if i := strings.IndexRune(vniTones, key); i >= 0 {
		return w.setTone(grave+tone(i), key)
	}
	switch key {
	case '0':
		return w.clearTone()
	case '6':
		return w.setMark(circumflex, "aeo", key)
	case '7':
		return w.setHorn(key)
	case '8':
		return w.setMark(breve, "a", key)
	case '9':
		return w.setStroke(key)
	default:
		return false
	}
}

// setTone gives the syllable a tone, or takes it back and leaves the key.
func (w *word) setTone(t tone, key rune) bool {
	s, _ := w.split()
	if s.nucleus == s.coda {
		return false
	}
	if isStop(spelling(w.letters[s.coda:])) && t != acute && t != dot {
		return false
	}
	if w.tone == t {
		w.tone = level
		return w.keep(key)
	}
	w.tone = t
	return true
}

func (w *word) clearTone() bool {
	hadTone := w.tone != level
	w.tone = level
	return hadTone
}

func (w *word) setStroke(key rune) bool {
	if len(w.letters) == 0 || w.letters[0].base != 'd' {
		return false
	}
	if w.letters[0].mark == stroke {
		w.letters[0].mark = bare
		return w.keep(key)
	}
	w.letters[0].mark = stroke
	return true
}

// setMark marks the last of some vowels that can have the mark.
func (w *word) setMark(m mark, bases string, key rune) bool {
	s, _ := w.split()
	for i := s.coda - 1; i >= s.nucleus; i-- {
		if !strings.ContainsRune(bases, w.letters[i].base) {
			continue
		}
		if w.letters[i].mark == m {
			w.letters[i].mark = bare
			return w.keep(key)
		}
		if w.tryMarks(s, func(nucleus []letter) {
			nucleus[i-s.nucleus].mark = m
		}) {
			return true
		}
		// From "ươ" to "uô" both change.
		if i > s.nucleus && w.letters[i].base == 'o' && w.tryMarks(s, func(nucleus []letter) {
			nucleus[i-s.nucleus-1].mark, nucleus[i-s.nucleus].mark = bare, m
		}) {
			return true
		}
	}
	return false
}

// setHorn marks u, o or both: "uo" becomes "ươ", but "uơ" where the syllable
// may end so, as "thuở" and "huơ".
func (w *word) setHorn(key rune) bool {
	s, _ := w.split()
	nucleus := w.letters[s.nucleus:s.coda]
	isUO := len(nucleus) > 1 && nucleus[0].base == 'u' && nucleus[1].base == 'o'
	if isUO && nucleus[1].mark != horn {
		nucleus[1].mark = horn
		if !w.mayEndInUO(s) || nucleus[0].mark != bare {
			nucleus[0].mark = horn
		}
		return true
	}
	if slices.ContainsFunc(nucleus, func(l letter) bool { return l.mark == horn }) {
		return w.takeHornBack(s, key)
	}
	for i := range nucleus {
		if b := nucleus[i].base; (b == 'u' || b == 'o') &&
			w.tryMarks(s, func(nucleus []letter) { nucleus[i].mark = horn }) {
			return true
		}
	}
	return false
}

func (w *word) mayEndInUO(s syllable) bool {
	switch spelling(w.letters[:s.nucleus]) {
	case "h", "kh", "th":
		return s.coda == len(w.letters) && s.coda-s.nucleus == 2
	default:
		return false
	}
}

// takeHornBack undoes a horn. A lone ư was typed as w, most likely: "ww" is
// "w", for foreign words.
func (w *word) takeHornBack(s syllable, key rune) bool {
	if unicode.ToLower(key) == 'w' && s.coda-s.nucleus == 1 && s.coda == len(w.letters) && w.letters[s.nucleus].base == 'u' {
		w.letters = w.letters[:s.nucleus]
		return w.keep(key)
	}
	for i := s.nucleus; i < s.coda; i++ {
		if w.letters[i].mark == horn {
			w.letters[i].mark = bare
		}
	}
	return w.keep(key)
}

// addHornU is Telex's w without a vowel to mark: ư, also after gi.
func (w *word) addHornU(key rune) bool {
	s, _ := w.split()
	onset := spelling(w.letters)
	if s.nucleus < s.coda && onset != "gi" || onset == "q" || onset == "qu" {
		return false
	}
	w.letters = append(w.letters, letter{base: 'u', mark: horn, isUpper: unicode.IsUpper(key)})
	if _, ok := w.split(); !ok {
		w.letters = w.letters[:len(w.letters)-1]
		return false
	}
	return true
}

// tryMarks changes the nucleus if that makes a vowel of Vietnamese.
func (w *word) tryMarks(s syllable, change func(nucleus []letter)) bool {
	nucleus := slices.Clone(w.letters[s.nucleus:s.coda])
	change(nucleus)
	if !isNucleus(spelling(nucleus)) {
		return false
	}
	copy(w.letters[s.nucleus:], nucleus)
	return true
}

// keep leaves a key as it is, after what it did was taken back.
func (w *word) keep(key rune) bool {
	w.tail = string(key)
	return true
}

// extend adds a letter, which may move the tone ("hòa", "hoàn") or show that
// "uơ" was on the way to "ươ".
func (w *word) extend(key rune) bool {
	before := len(w.letters)
	if !w.key(key) {
		return false
	}
	s, ok := w.split()
	if !ok {
		w.letters = w.letters[:before]
		return false
	}
	nucleus := w.letters[s.nucleus:s.coda]
	isEnd := s.coda == len(w.letters) && len(nucleus) == 2
	if len(nucleus) > 1 && nucleus[0].base == 'u' && nucleus[1].base == 'o' && nucleus[1].mark == horn && !isEnd {
		nucleus[0].mark = horn
	}
	return true
}
