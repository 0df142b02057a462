package assist

import (
	"strings"
	"unicode"
)

// Fold makes texts comparable that mean the same: lower case without
// diacritics, words apart by one space, no punctuation. "Đăng ký" and "dang
// KY" both become "dang ky", whether composed (NFC) or not (NFD).
func Fold(s string) string {
	spelt := spell(s)
	for i, w := range spelt {
		spelt[i] = plain(w)
	}
	return strings.Join(spelt, " ")
}

// Marks of a spelt word. Letters are in lower case there, so that capitals are
// free: the mark of a letter follows it, the tone comes at the end. "Giấy" is
// "giayS" with a circumflex after the a. So a word has one form, however its
// tone is placed ("hoà", "hòa") and its letters are composed.
const (
	circumflex = 'A' // â ê ô
	breve      = 'B' // ă
	stroke     = 'D' // đ
	horn       = 'H' // ơ ư

	grave = 'F' // the tones, as Telex types them
	acute = 'S'
	hook  = 'R'
	tilde = 'X'
	dot   = 'J'

	tones = "FSRXJ"
)

// spell splits a text into words at what is neither letter nor digit.
func spell(s string) []string {
	var found []string
	var word []rune
	var tone rune
	end := func() {
		if tone != 0 && len(word) > 0 {
			word = append(word, tone)
		}
		if len(word) > 0 {
			found = append(found, string(word))
		}
		word, tone = word[:0], 0
	}
	for _, r := range s {
		if unicode.Is(unicode.Mn, r) {
			mark, t := combining(r)
			if mark != 0 {
				word = append(word, mark)
			}
			tone = max(tone, t)
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			end()
			continue
		}
		letter, mark, t := apart(unicode.ToLower(r))
		word = append(word, letter)
		if mark != 0 {
			word = append(word, mark)
		}
		tone = max(tone, t)
	}
	end()
	return found
}

// plain takes the marks out of a spelt word.
func plain(spelt string) string {
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, spelt)
}

func isMark(r rune) bool { return r >= 'A' && r <= 'Z' }

// apart takes a letter in lower case apart. What is no letter of Vietnamese
// stays as it is.
func apart(r rune) (letter, mark, tone rune) {
	if r < 0x80 {
		return r, 0, 0
	}
	if r == 'đ' || r == 'ð' { // the Icelandic letter looks the same, and old files have it
		return 'd', stroke, 0
	}
	for _, row := range [...]struct {
		letters      string
		letter, mark rune
	}{
		{"aàáảãạ", 'a', 0},
		{"ăằắẳẵặ", 'a', breve},
		{"âầấẩẫậ", 'a', circumflex},
		{"eèéẻẽẹ", 'e', 0},
		{"êềếểễệ", 'e', circumflex},
		{"iìíỉĩị", 'i', 0},
		{"oòóỏõọ", 'o', 0},
		{"ôồốổỗộ", 'o', circumflex},
		{"ơờớởỡợ", 'o', horn},
		{"uùúủũụ", 'u', 0},
		{"ưừứửữự", 'u', horn},
		{"yỳýỷỹỵ", 'y', 0},
	} {
		n := 0
		for _, l := range row.letters {
			if l == r {
				return row.letter, row.mark, [...]rune{0, grave, acute, hook, tilde, dot}[n]
			}
			n++
		}
	}
	return r, 0, 0
}

// combining says what a mark that stands apart from its letter does.
func combining(r rune) (mark, tone rune) {
	switch r {
	case '\u0302':
		return circumflex, 0
	case '\u0306':
		return breve, 0
	case '\u031b':
		return horn, 0
	case '\u0300', '\u0340':
		return 0, grave
	case '\u0301', '\u0341':
		return 0, acute
	case '\u0309':
		return 0, hook
	case '\u0303':
		return 0, tilde
	case '\u0323':
		return 0, dot
	default:
		return 0, 0
	}
}
