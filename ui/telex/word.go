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

// vowels are the rows of the alphabet: each with its six tones, in the order of
// row.
const vowels = "aàáảãạ" + "ăằắẳẵặ" + "âầấẩẫậ" + "eèéẻẽẹ" + "êềếểễệ" + "iìíỉĩị" +
	"oòóỏõọ" + "ôồốổỗộ" + "ơờớởỡợ" + "uùúủũụ" + "ưừứửữự" + "yỳýỷỹỵ"

const tones = 6

// row is the letter of a row of vowels.
func row(n int) letter {
	return [...]letter{
		{base: 'a'},
		{base: 'a', mark: breve},
		{base: 'a', mark: circumflex},
		{base: 'e'},
		{base: 'e', mark: circumflex},
		{base: 'i'},
		{base: 'o'},
		{base: 'o', mark: circumflex},
		{base: 'o', mark: horn},
		{base: 'u'},
		{base: 'u', mark: horn},
		{base: 'y'},
	}[n]
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
	l, t, ok := letter{base: 'd', mark: stroke}, level, lower == 'đ'
	n := 0
	for _, v := range vowels {
		if v == lower {
			l, t, ok = row(n/tones), tone(n%tones), true
			break
		}
		n++
	}
	l.isUpper = lower != r
	return l, t, ok
}

// compose is the letter with a tone.
func (l letter) compose(t tone) rune {
	r := l.base
	switch {
	case l.mark == stroke:
		r = 'đ'
	case l.mark != bare || t != level:
		r = l.vowel(t)
	}
	if l.isUpper {
		return unicode.ToUpper(r)
	}
	return r
}

// vowel looks a vowel up; what is none takes no tone.
func (l letter) vowel(t tone) rune {
	plain := letter{base: l.base, mark: l.mark}
	n := 0
	for _, v := range vowels {
		if tone(n%tones) == t && row(n/tones) == plain {
			return v
		}
		n++
	}
	return l.base
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
