package telex

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Method is a way of typing.
type Method int

// The ways of typing.
const (
	Plain Method = iota // every key is itself
	Telex
	VNI
)

// longest is more letters than any Vietnamese syllable has (nghiêng: 7). Longer
// words are foreign, and their keys are letters.
const longest = 10

// Apply returns the text after a key was struck, composed (NFC).
func Apply(m Method, text string, key rune) string {
	text = composed(text)
	literal := norm.NFC.String(text + string(key))
	if m != Telex && m != VNI {
		return literal
	}
	start := lastWord(text)
	w, ok := parse(text[start:])
	if !ok || len(w.letters) > longest {
		return literal
	}
	if !w.press(m, key) {
		return literal
	}
	return text[:start] + w.String()
}

// Backspace returns the text without its last letter and the letter's marks.
func Backspace(text string) string {
	text = composed(text)
	for text != "" {
		r, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
		if !unicode.Is(unicode.Mn, r) {
			break
		}
	}
	return text
}

// composed brings a text into NFC, which is defined for valid texts only.
func composed(text string) string {
	return norm.NFC.String(strings.ToValidUTF8(text, string(utf8.RuneError)))
}

// lastWord returns where the word begins that the text ends with.
func lastWord(text string) int {
	start := len(text)
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if !unicode.IsLetter(r) {
			break
		}
		start -= size
	}
	return start
}
