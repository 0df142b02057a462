package assist

import (
	"slices"
	"strings"
)

// attribute is a question that tells procedures apart.
type attribute struct {
	id         Attribute
	question   Text
	yes, no    Text
	has, lacks []string // codes
}

func newAttributes() []attribute {
	var all []attribute
	for _, line := range sentences(attributeText) {
		if f := strings.Split(line, "\t"); len(f) == 6 {
			all = append(all, attribute{
				id: Attribute(f[0]), has: strings.Fields(f[1]), lacks: strings.Fields(f[2]),
				question: bilingual(f[3]), yes: bilingual(f[4]), no: bilingual(f[5]),
			})
		}
	}
	return all
}

func bilingual(s string) Text {
	vi, en, _ := strings.Cut(s, " | ")
	return Text{Vi: vi, En: en}
}

// parts reports whether a question tells two procedures apart.
func (a *attribute) parts(one, other string) bool {
	return slices.Contains(a.has, one) && slices.Contains(a.lacks, other) ||
		slices.Contains(a.has, other) && slices.Contains(a.lacks, one)
}

// telling returns the attribute to ask about: one that parts the two most
// probable candidates, so that either answer is a step on.
func (u *Understander) telling(all []Candidate) Attribute {
	for i := range u.attributes {
		if a := &u.attributes[i]; len(all) > 1 && a.parts(all[0].Code, all[1].Code) {
			return a.id
		}
	}
	return ""
}

// Ask returns the question of an attribute, and its answers: first the one for
// those that have it.
func (u *Understander) Ask(id Attribute) (question, yes, no Text, ok bool) {
	for _, a := range u.attributes {
		if a.id == id {
			return a.question, a.yes, a.no, true
		}
	}
	return Text{}, Text{}, Text{}, false
}

// Narrow leaves the candidates that fit the answer to a question.
func (u *Understander) Narrow(all []Candidate, id Attribute, isSo bool) []Candidate {
	for _, a := range u.attributes {
		if a.id != id {
			continue
		}
		out := a.has
		if isSo {
			out = a.lacks
		}
		return slices.DeleteFunc(slices.Clone(all), func(c Candidate) bool { return slices.Contains(out, c.Code) })
	}
	return all
}
