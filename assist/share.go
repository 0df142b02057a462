package assist

import "slices"

// sharedP is how probable a side must be with the action of the other.
const sharedP = 0.60

// sharing judges the second of two sides with the action of the first, if it has
// none of its own.
func (u *Understander) sharing(one, other sentence) (judged, bool) {
	action, ok := u.action(one)
	if !ok || u.does(other) {
		return judged{}, false
	}
	both := sentence{bare: other.bare, calm: other.calm}
	both.words = append(both.words, one.words[action.from:action.to]...)
	both.words = append(both.words, other.words...)
	u.language.mark(&both)
	j := u.judge(u.asking.find(both).without(both))
	return j, j.may() && j.Candidates[0].P >= sharedP
}

// action finds what is done with what a sentence begins with.
func (u *Understander) action(s sentence) (span, bool) {
	first := slices.IndexFunc(s.words, func(w token) bool { return !w.filler })
	for _, f := range s.found {
		if f.from <= first && first < f.to && u.isAction(f.concept) {
			return span{f.from, f.to}, true
		}
	}
	return span{}, false
}

// does reports whether a sentence says by itself what is to be done: "giấy khai
// sinh" does not, though "khai" is done.
func (u *Understander) does(s sentence) bool {
	for i := range s.words {
		if j, ok := u.joins(s, i); ok && j.joint == jointVerb && (len(j.words) > 1 || !s.inside(i)) {
			return true
		}
	}
	return slices.ContainsFunc(s.found, func(f sighting) bool { return u.isAction(f.concept) })
}

// inside reports whether a word is part of a concept of several words.
func (s sentence) inside(at int) bool {
	return slices.ContainsFunc(s.found, func(f sighting) bool { return f.from <= at && at < f.to && f.to > f.from+1 })
}

// isAction tells the concepts of what is done with a thing. Said once, they may be
// meant of what is named after them, too: "mất căn cước với bằng lái".
func (u *Understander) isAction(concept int) bool {
	switch u.language.concepts.names[concept] {
	case "matgiay", "hong", "hethan", "giahan", "doi", "sua", "bosung", "xoa", "lai", "saoy", "khoa", "mokhoa", "xacnhan", "tuchoi", "sangten", "chia", "dich":
		return true
	default:
		return false
	}
}
