package assist

import (
	"slices"
	"strings"
	"unicode"
)

// Offers are the candidates that a visitor is to choose from: of one need, and
// only when neither a direct answer nor a question does better.
func (u Understanding) Offers() []Candidate {
	if u.Kind != Choose || len(u.Needs) != 1 || u.Needs[0].Kind != Choose || len(u.Needs[0].Candidates) < 2 {
		return nil
	}
	return u.Needs[0].Candidates
}

// Prefer puts one of the candidates that are offered first. Nothing comes or
// goes, and what was to be chosen stays the visitor's to choose. A code that is
// not offered changes nothing.
func (u Understanding) Prefer(code string) Understanding {
	offers := u.Offers()
	i := slices.IndexFunc(offers, func(c Candidate) bool { return c.Code == code })
	if i < 1 {
		return u
	}
	first := []Candidate{offers[i]}
	n := u.Needs[0]
	n.Candidates = slices.Concat(first, offers[:i], offers[i+1:])
	u.Needs = []Need{n}
	return u
}

// mostNumerals in a row are said of an age or a number of children; more are read
// out of a telephone or an identity card.
const mostNumerals = 2

// Impersonal leaves of a sentence the words that the catalogue and the program's
// own examples have, without digits and without numbers that are read out digit by
// digit: no telephone number, and few names. A name made of common words stays.
func (u *Understander) Impersonal(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	})
	words = words[:min(len(words), mostWords)]
	kept := make([]string, 0, len(words))
	for i := 0; i < len(words); {
		n := 0
		for i+n < len(words) && isNumeral(words[i+n]) {
			n++
		}
		if n > mostNumerals {
			i += n
			continue
		}
		if w := words[i]; !strings.ContainsFunc(w, unicode.IsDigit) && u.hasLearnt(w) {
			kept = append(kept, w)
		}
		i++
	}
	return strings.Join(kept, " ")
}

func (u *Understander) hasLearnt(word string) bool {
	spelt := spell(word)
	return len(spelt) == 1 && (u.knows(plain(spelt[0])) || u.language.fillers[spelt[0]])
}

func isNumeral(word string) bool {
	if !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsDigit(r) }) {
		return true
	}
	spelt := spell(word)
	if len(spelt) != 1 {
		return false
	}
	switch p := plain(spelt[0]); p {
	case "khong", "muoi", "linh", "le", "tram", "nghin", "ngan":
		return true
	default:
		return digitOf(p) >= 0
	}
}
