package assist

import (
	"slices"
	"strings"
)

// readings returns the words that somebody may have meant who typed a spelt
// word: the word itself, and what the keys of Telex and VNI make of it if the
// keyboard did not. "nguyeenx" and "nguye6n4" both mean "nguyễn".
func readings(spelt string) []string {
	found := []string{spelt}
	if strings.ContainsFunc(spelt, func(r rune) bool { return r >= 0x80 || isMark(r) }) {
		return found
	}
	for _, read := range []func([]byte, byte) ([]byte, byte){telexKey, vniKey} {
		if word := unconverted(spelt, read); word != spelt {
			found = append(found, word)
		}
	}
	return found
}

// unconverted replays the keys of a word. press returns the word after a key,
// and the tone if the key was one.
func unconverted(keys string, press func(word []byte, key byte) ([]byte, byte)) string {
	var word []byte
	var tone byte
	for i := range len(keys) {
		var t byte
		if word, t = press(word, keys[i]); t != 0 {
			tone = t
		}
	}
	if tone != 0 {
		word = append(word, tone)
	}
	return string(word)
}

func telexKey(word []byte, key byte) ([]byte, byte) {
	switch key {
	case 's', 'f', 'r', 'x', 'j':
		if hasVowel(word) {
			return word, key - 'a' + 'A'
		}
	case 'd':
		if marked, ok := mark(word, "d", stroke); ok {
			return marked, 0
		}
	case 'a', 'e', 'o':
		if marked, ok := mark(word, string(key), circumflex); ok {
			return marked, 0
		}
	case 'w':
		if marked, ok := hornOrBreve(word); ok {
			return marked, 0
		}
		return append(word, 'u', horn), 0
	}
	return append(word, key), 0
}

func vniKey(word []byte, key byte) ([]byte, byte) {
	var marked []byte
	ok := false
	switch key {
	case '1', '2', '3', '4', '5':
		if hasVowel(word) {
			return word, [...]byte{acute, grave, hook, tilde, dot}[key-'1']
		}
	case '6':
		marked, ok = mark(word, "aeo", circumflex)
	case '7':
		if marked, ok = mark(word, "ou", horn); ok {
			marked = hornBefore(marked)
		}
	case '8':
		marked, ok = mark(word, "a", breve)
	case '9':
		marked, ok = mark(word, "d", stroke)
	}
	if ok {
		return marked, 0
	}
	return append(word, key), 0
}

// hornOrBreve is what Telex's w does to the last vowel that can take it.
func hornOrBreve(word []byte) ([]byte, bool) {
	marked, ok := mark(word, "ou", horn)
	if ok {
		return hornBefore(marked), true
	}
	return mark(word, "a", breve)
}

// hornBefore marks the u of "uơ" too: one key makes "ươ".
func hornBefore(word []byte) []byte {
	before, after, found := strings.Cut(string(word), "uo"+string(rune(horn)))
	if !found {
		return word
	}
	return []byte(before + "u" + string(rune(horn)) + "o" + string(rune(horn)) + after)
}

// mark puts a mark on the last of the letters that has none.
func mark(word []byte, letters string, m byte) ([]byte, bool) {
	for i, letter := range slices.Backward(word) {
		if strings.IndexByte(letters, letter) < 0 {
			continue
		}
		if i+1 < len(word) && isMark(rune(word[i+1])) {
			return word, false
		}
		marked := append([]byte{}, word[:i+1]...)
		marked = append(marked, m)
		return append(marked, word[i+1:]...), true
	}
	return word, false
}

func hasVowel(word []byte) bool {
	return strings.ContainsAny(string(word), "aeiouy")
}
