package speech

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Style says how ticket numbers are read.
type Style string

// The styles of reading "A012".
const (
	Digits  Style = "digits"  // "A không một hai"
	Grouped Style = "grouped" // "A mười hai"
)

// Normalise turns written text into the words to be spoken: NFC, numbers,
// ticket codes, dates, times and money in words, abbreviations in full. For
// "en" the numbers that espeak-ng reads well stay.
func Normalise(text, lang string, style Style) string {
	text = clean(text)
	if lang == "en" {
		for _, r := range english(style) {
			text = replace(text, r.find, r.say)
		}
		text = englishEither.ReplaceAllString(text, "$1 or $2")
		return tidy(strings.NewReplacer("–", ", ", "—", ", ").Replace(pauses(text)))
	}
	for _, r := range rules(style) {
		text = replace(text, r.find, r.say)
	}
	text = slashList.ReplaceAllString(pauses(text), ", $1")
	text = strings.NewReplacer("≥", " từ ", "≤", " không quá ", "×", " nhân ", "&", " và ", "+", " cộng ", "=", " bằng ", "@", " a còng ", "°C", " độ xê ", "°", " độ ",
		"/", " ", "(", ", ", ")", ", ", "–", ", ", "—", ", ").Replace(text)
	return tidy(leftover.ReplaceAllStringFunc(text, func(s string) string { return " " + integer(s, style) + " " }))
}

// leftover digits stand inside words, as in "m2".
var leftover = regexp.MustCompile(`[0-9]+`)

// clean brings text to NFC and drops what cannot be spoken.
func clean(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, " "))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r), unicode.IsControl(r), strings.ContainsRune("\"“”„«»[]{}<>*_#|~^\\`", r):
			return ' '
		}
		return r
	}, text)
}

var (
	spaces      = regexp.MustCompile(`\s+`)
	beforeStop  = regexp.MustCompile(` +([,.;:!?])`)
	doubleComma = regexp.MustCompile(`[,;:](?:\s*[,;:])+`)
	commaStop   = regexp.MustCompile(`[,;:]\s*([.!?])`)
	doubleStop  = regexp.MustCompile(`([.!?])(?:\s*[.,;:])+`)
	smallStart  = regexp.MustCompile(`[.!?] \p{Ll}`)
)

// tidy puts blanks and commas where they belong after all the replacing.
func tidy(text string) string {
	text = strings.TrimSpace(spaces.ReplaceAllString(text, " "))
	text = beforeStop.ReplaceAllString(text, "$1")
	text = doubleComma.ReplaceAllString(text, ",")
	text = commaStop.ReplaceAllString(text, "$1")
	text = doubleStop.ReplaceAllString(text, "$1")
	// espeak-ng makes no pause at all before a small letter.
	text = smallStart.ReplaceAllStringFunc(text, strings.ToUpper)
	return norm.NFC.String(strings.TrimLeft(strings.TrimRight(text, " ,;:"), " ,;:.!?"))
}

// replace puts say's words in place of each match that stands by itself: no
// letter or digit touches it. (The \b of regexp knows ASCII only.) An empty
// answer leaves the match as it is.
func replace(text string, find *regexp.Regexp, say func(groups []string) string) string {
	var b strings.Builder
	done := 0
	for _, at := range find.FindAllStringSubmatchIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		after, _ := utf8.DecodeRuneInString(text[at[1]:])
		if wordy(before) || wordy(after) {
			continue
		}
		groups := make([]string, len(at)/2)
		for i := range groups {
			if at[2*i] >= 0 {
				groups[i] = text[at[2*i]:at[2*i+1]]
			}
		}
		words := say(groups)
		if words == "" {
			continue
		}
		b.WriteString(text[done:at[0]])
		b.WriteString(words)
		done = at[1]
	}
	b.WriteString(text[done:])
	return b.String()
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// spelled puts blanks between letters, so that each is read by its name.
func spelled(letters string) string {
	return strings.Join(strings.Split(letters, ""), " ")
}

// integer reads digits: a number, unless it is a code (a leading zero, in the
// digits style) or too long to be a number.
func integer(s string, style Style) string {
	if len(s) > 8 || len(s) > 1 && s[0] == '0' && (style != Grouped || len(s) > 4) {
		return digitByDigit(s)
	}
	return cardinal(s)
}
