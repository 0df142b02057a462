package speech

import (
	"regexp"
	"strings"
)

// What is written alike in both languages: codes, documents, addresses.
var (
	procedureCode = regexp.MustCompile(`([1-9])\.([0-9]{3})([0-9]{3})((?:\.[0-9A-Z]{2,4})*)`)
	dossierCode   = regexp.MustCompile(`[0-9A-Z]{2,4}(?:\.[0-9A-Z]{2,4})*-[0-9]{6}-[0-9]{4,6}`)
	document      = regexp.MustCompile(`([0-9]+)(?:/([0-9]{4}))?/([A-ZĐ]{2,}[0-9]*(?:-[A-ZĐ]+)*)`)
	address       = regexp.MustCompile(`(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|net|org))(?:/[^\s,;]*)?`)
	blankDash     = regexp.MustCompile(`(?:^| )[-–—−]+(?: |$)`)
)

// pauses puts marks that are heard in the place of signs that are not. A point
// between two facts is a stop: after a comma, "Cửa 1, 3 · 6 người chờ" would
// sound like three doors.
func pauses(text string) string {
	text = strings.NewReplacer("·", ". ", "•", ". ", "…", ". ", "→", ", ").Replace(text)
	return blankDash.ReplaceAllString(text, ", ")
}

// digitwise reads a code sign by sign, with dot's word for its dots and a
// pause for its other signs.
func digitwise(code, dot string, digit func(byte) string) string {
	var words []string
	for i := range len(code) {
		switch c := code[i]; {
		case c >= '0' && c <= '9':
			words = append(words, digit(c))
		case c == '.':
			words = append(words, dot)
		case c >= 'A' && c <= 'Z':
			words = append(words, string(c))
		default:
			words = append(words, ",")
		}
	}
	return strings.Join(words, " ")
}

// procedure reads the code of a procedure as people write it down: a pause
// before the last three digits.
func procedure(m []string, dot string, digit func(byte) string) string {
	return digitwise(m[1]+"."+m[2]+","+m[3]+m[4], dot, digit)
}

// letters reads "NĐ-CP" and "QH13".
func letters(s string) string {
	head := strings.TrimRight(s, "0123456789")
	return strings.TrimSpace(spelled(strings.ReplaceAll(head, "-", "")) + " " + s[len(head):])
}

// roman reads the small numerals of grades and annexes; 0 is none.
func roman(s string) int {
	return map[string]int{"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}[s]
}
