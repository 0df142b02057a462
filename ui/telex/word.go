package telex

import (
	"strings"
	"unicode"
)

// mark is what distinguishes a letter from the plain one.
type mark byte

const (
	bare       mark = iota
	circumflex      // â ê ô
	breve           // ă
	horn            // ơ ư
	stroke          // đ
)

// tone is one of the six, in the order of the alphabet's rows below.
type tone byte

const (
	level tone = iota
	grave
	acute
	hook
	tilde
	dot
)

// letter is a letter without its tone.
type letter struct {
	base    rune // a to z
	mark    mark
	isUpper bool
}

// word is a word of Vietnamese letters with at most one tone.
type word struct {
	letters []letter
	tone    tone
	tail    string // a key that took back what it had done: "ass" is "as"
}

// rows are the vowels with their tones, by letter and mark.
func rows() []struct {
	letter
	tones string
} {
	return []struct {
		letter
		tones string
	}{
		{letter{base: 'a'}, "aàáảãạ"},
		{letter{base: 'a', mark: breve}, "ăằắẳẵặ"},
		{letter{base: 'a', mark: circumflex}, "âầấẩẫậ"},
		{letter{base: 'e'}, "eèéẻẽẹ"},
		{letter{base: 'e', mark: circumflex}, "êềếểễệ"},
		{letter{base: 'i'}, "iìíỉĩị"},
		{letter{base: 'o'}, "oòóỏõọ"},
		{letter{base: 'o', mark: circumflex}, "ôồốổỗộ"},
		{letter{base: 'o', mark: horn}, "ơờớởỡợ"},
		{letter{base: 'u'}, "uùúủũụ"},
		{letter{base: 'u', mark: horn}, "ưừứửữự"},
		{letter{base: 'y'}, "yỳýỷỹỵ"},
		{letter{base: 'd', mark: stroke}, "đ"},
	}
}

// parse takes a word apart. It fails if a letter is none of Vietnamese, or if
// two have tones.
func parse(s string) (word, bool) {
	var w word
	for _, r := range s {
		l, t, ok := apart(r)
		if !ok || t != level && w.tone != level {
			return word{}, false
		}
		w.letters = append(w.letters, l)
		w.tone = max(w.tone, t)
	}
	return w, true
}

func apart(r rune) (letter, tone, bool) {
	lower := unicode.ToLower(r)
	if lower >= 'a' && lower <= 'z' {
		// Only A to Z themselves: the sign for kelvin becomes a k too.
		return letter{base: lower, isUpper: lower != r}, level, r < 0x80
	}
	for _, row := range rows() {
		t := level
		for _, v := range row.tones {
			if v == lower {
				l := row.letter
				l.isUpper = lower != r
				return l, t, true
			}
			t++
		}
	}
	return letter{}, level, false
}

// compose is the letter with a tone.
func (l letter) compose(t tone) rune {
	r := l.base
	for _, row := range rows() {
		if row.base != l.base || row.mark != l.mark {
			continue
		}
		n := level
		for _, v := range row.tones {
			if n == level || n == t {
				r = v // a letter that takes no tone stays without
			}
			n++
		}
	}
	if l.isUpper {
		return unicode.ToUpper(r)
	}
	return r
}

// String composes the word with its tone where it belongs.
func (w *word) String() string {
	at := w.tonePlace()
	var b strings.Builder
	for i, l := range w.letters {
		t := level
		if i == at {
			t = w.tone
		}
		b.WriteRune(l.compose(t))
	}
	return b.String() + w.tail
}

// key adds a key as a letter. It fails if the key is none of Vietnamese.
func (w *word) key(r rune) bool {
	l, t, ok := apart(r)
	if !ok || t != level && w.tone != level {
		return false
	}
	w.letters = append(w.letters, l)
	w.tone = max(w.tone, t)
	return true
}
