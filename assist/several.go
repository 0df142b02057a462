package assist

import (
	"math"
	"slices"
)

// How sure a sentence must be to have two needs, and how much is tried.
// Cross-validation: of a hundred sentences with one need, one is parted.
const (
	mostNeeds = 4
	mostCuts  = 4
)

// What a side must have at least.
const (
	sideP     = 0.35
	sideCover = 0.55
)

// A cut that is not made for it is not tried in a sentence that is clear and
// leaves little unexplained.
const (
	wholeP     = 0.90
	wholeCover = 0.80
)

// A cut at a word that joins needs gains bothClear when each side alone would be
// answered directly and is as like what was learnt as clearNear.
const (
	bothClear = 1.0
	clearNear = 0.7
)

// halves are what the sides of a cut mean.
type halves struct {
	cut
	a, b           judged
	aOther, bOther float64 // cover of a side by what the other side is about
}

// several returns the needs of a sentence that has more than one, in the order
// said, without those that it denies; nil if it has one.
func (u *Understander) several(s sentence, at []cut, whole judged) []Need {
	s.calm = whole.calm
	if len(s.words) == 0 {
		return nil
	}
	at = u.cuts(s, at)
	if len(at) == 0 || len(whole.Candidates) == 0 {
		return nil
	}
	var needs []Need
	denied := false
	for _, j := range u.apart(s, whole, at, mostNeeds) {
		if j.denied {
			denied = true
			continue
		}
		if n := len(needs); n == 0 || needs[n-1].Code() != j.Code() {
			needs = append(needs, j.Need)
		}
	}
	if len(needs) < 2 && !denied {
		return nil
	}
	return needs
}

// apart takes a sentence apart at the best cut, and what is left of it again.
func (u *Understander) apart(s sentence, whole judged, at []cut, most int) []judged {
	if most < 2 {
		return []judged{whole}
	}
	var best halves
	surest := 0.0
	for _, c := range likeliest(at, whole) {
		h, ok := u.halves(s, c)
		if !ok {
			continue
		}
		if score := h.score(whole) - c.joint.least(); score > surest {
			best, surest = h, score
		}
	}
	if best.to == 0 {
		return []judged{whole}
	}
	var before, after []cut
	for _, c := range at {
		switch {
		case c.to < best.from:
			before = append(before, c)
		case c.from > best.to:
			after = append(after, cut{c.from - best.to, c.to - best.to, c.joint})
		}
	}
	first := u.apart(u.piece(s, 0, best.from), best.a, before, most-1)
	return append(first, u.apart(u.piece(s, best.to, len(s.words)), best.b, after, most-len(first))...)
}

// likeliest are the cuts to try: at those that are made for it, if there are any.
func likeliest(at []cut, whole judged) []cut {
	isClear := whole.Candidates[0].P >= wholeP && whole.cover >= wholeCover
	at = slices.DeleteFunc(slices.Clone(at), func(c cut) bool {
		return isClear && c.joint < jointWith || c.joint == jointVerb && at[0].joint >= jointAnd
	})
	return at[:min(len(at), mostCuts)]
}

// halves judges both sides of a cut; ok is false if they are about the same.
func (u *Understander) halves(s sentence, c cut) (h halves, ok bool) {
	one, other := u.piece(s, 0, c.from), u.piece(s, c.to, len(s.words))
	h.cut, h.a = c, u.judge(u.asking.find(one).without(one))
	if !h.a.may() {
		return h, false
	}
	h.b = u.judge(u.asking.find(other).without(other))
	if shared, is := u.sharing(one, other); is {
		h.b = shared
	}
	if !h.b.may() || h.a.Code() == h.b.Code() {
		return h, false
	}
	h.a.denied, h.b.denied = u.denies(one), u.denies(other)
	h.aOther, h.bOther = u.cover(one, h.b.class), u.cover(other, h.a.class)
	return h, true
}

// score weighs whether the sides of a cut are needs of their own: what each is
// about, how surely, how much of it the other side explains, and what the whole
// is about. The weights are of a logistic regression over pairs of the
// catalogue's phrases that were held back, and over the phrases alone.
func (h *halves) score(whole judged) float64 {
	weigh := func(a, b, least, most float64) float64 { return least*min(a, b) + most*max(a, b) }
	score := -1.35 - 0.36*logit(whole.Candidates[0].P) - 1.02*whole.cover - 1.09*whole.near
	score += weigh(logit(h.a.Candidates[0].P), logit(h.b.Candidates[0].P), 0.72, 0.38)
	score += weigh(h.a.near, h.b.near, -0.27, -1.00)
	score += weigh(h.a.cover, h.b.cover, 1.03, -0.89)
	score += weigh(h.a.cover-h.aOther, h.b.cover-h.bOther, 2.66, 0.58)
	if code := whole.Code(); code == h.a.Code() || code == h.b.Code() {
		score += 1.04
	}
	if h.joint >= jointAnd && !whole.several && min(h.a.near, h.b.near) >= clearNear && h.a.isClear() && h.b.isClear() {
		score += bothClear
	}
	return score
}

// may reports whether a side can be a need at all.
func (j *judged) may() bool {
	return len(j.Candidates) > 0 && j.Candidates[0].P >= sideP && j.cover >= sideCover
}

// logit is the logarithm of the odds, kept from the infinite.
func logit(p float64) float64 { return math.Log((p + 0.02) / (1.02 - p)) }
