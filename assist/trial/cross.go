package trial

import (
	"slices"

	"tiepdan/assist"
)

// CrossValidate tries the catalogue's own phrases, and the program's own
// examples of what is out of scope: a part of them at a time, on an Understander
// that learnt from the others.
func CrossValidate(c *assist.Catalogue, parts int, o Options) Result {
	t := tally{fields: map[string]*tally{}, mixed: map[[2]string]*Mixed{}}
	for part := range parts {
		without, lines := hold(c, part, parts)
		talks, _ := holdExamples(assist.Talks(), part, parts)
		others, out := holdExamples(assist.Others(), part, parts)
		for _, e := range out {
			lines = append(lines, Line{OutOfScope, e.Text})
		}
		t.all(without, assist.Learn(without, talks, others), lines, o)
	}
	return t.result()
}

// hold keeps every so-maniest phrase of each procedure back.
func hold(c *assist.Catalogue, part, parts int) (without *assist.Catalogue, back []Line) {
	procedures := slices.Clone(c.Procedures)
	for i := range procedures {
		p := &procedures[i]
		var say []string
		for n, s := range p.Say {
			if n%parts == part {
				back = append(back, Line{p.Code, s})
			} else {
				say = append(say, s)
			}
		}
		p.Say = say
	}
	return assist.New(c.Groups, procedures), back
}

func holdExamples(all []assist.Example, part, parts int) (left, back []assist.Example) {
	for i, e := range all {
		if i%parts == part {
			back = append(back, e)
		} else {
			left = append(left, e)
		}
	}
	return left, back
}
