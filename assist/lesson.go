package assist

import (
	"cmp"
	"slices"
	"strings"
)

// lesson is a sentence to learn from.
type lesson struct {
	sentence
	class  int
	weight float32
}

// What a lesson counts. Titles name much besides what is wanted.
const (
	weighSay   = 1.0
	weighTitle = 0.6
)

// Example is a sentence of the program's own, and what it is.
type Example struct {
	Talk Talk // none for what is out of scope
	Text string
}

// Talks are the program's own examples of talk.
func Talks() []Example {
	var all []Example
	for _, r := range table(talkText) {
		for _, s := range r.phrases {
			all = append(all, Example{Talk(r.name), s})
		}
	}
	return all
}

// Others are the program's own examples of what is out of scope.
func Others() []Example {
	var all []Example
	for _, s := range sentences(otherText) {
		all = append(all, Example{Text: s})
	}
	return all
}

// lessons names the classes and collects what is said for each.
func (u *Understander) lessons(talks, others []Example) []lesson {
	type text struct {
		text   string
		class  int
		weight float32
	}
	var texts []text
	add := func(s string, weight float32) {
		if s != "" {
			texts = append(texts, text{s, len(u.classes) - 1, weight})
		}
	}
	for _, p := range u.byCode() {
		u.classes = append(u.classes, class{procedure: p, several: strings.Contains(p.Title.Vi, "iên thông")})
		for _, s := range p.Say {
			add(s, weighSay)
		}
		add(p.Plain.Vi, weighSay)
		add(p.Plain.En, weighSay)
		add(p.Title.Vi, weighTitle)
		add(p.Title.En, weighTitle)
	}
	talk := TalkNone
	for _, e := range talks {
		if e.Talk != talk {
			talk = e.Talk
			u.classes = append(u.classes, class{talk: talk})
		}
		add(e.Text, weighSay)
	}
	u.classes = append(u.classes, class{})
	for _, e := range others {
		add(e.Text, weighSay)
	}
	for _, t := range texts {
		for _, w := range spell(t.text) {
			u.known[plain(w)] = true
		}
	}
	lessons := make([]lesson, len(texts))
	for i, t := range texts {
		lessons[i] = lesson{u.language.read(t.text, u.knows), t.class, t.weight}
	}
	return lessons
}

// byCode lists the procedures in the order of their codes, each code once, so
// that the catalogue's own order does not matter.
func (u *Understander) byCode() []*Procedure {
	var all []*Procedure
	for i := range u.catalogue.Procedures {
		p := &u.catalogue.Procedures[i]
		if first, _ := u.catalogue.Find(p.Code); first == p {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *Procedure) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

// stripped is the sentence without its diacritics.
func (s sentence) stripped(l *language) sentence {
	out := sentence{bare: true, words: slices.Clone(s.words)}
	for i := range out.words {
		out.words[i].spelt = out.words[i].plain
	}
	l.mark(&out)
	return out
}
