package assist

import "slices"

// alarms finds words that tell of an emergency. What it finds no classifier may
// overrule: a person who comes for nothing costs a minute, one who does not come
// may cost a life.
//
// Many words of an emergency are also those of a paper about one: an allowance
// after an accident, a death certificate of who drowned. The rule is what a
// person at the door goes by:
//
//  1. A call for help (gọi cấp cứu, call the police), and what is said only of
//     this moment (đang cháy), is an emergency whatever else is said.
//  2. What happens to somebody (bị ngã, đột quỵ) is one too, unless it is told for
//     a paper, or as the past. It is told for a paper if the paper is about it
//     (trợ cấp tai nạn, khai tử cho người chết đuối, giấy chứng tử vì …), or if a
//     paper is named and nothing says that it happens here and now.
//  3. It happens here and now if that is said beside it (kìa, bên cạnh, đang, tự
//     nhiên, có người …), or if the paper is only what somebody was waiting for or
//     doing when it happened (đang chờ làm thẻ thì …).
//  4. The past calms only what is over: not violence, threats, thoughts of death
//     and who is missing.
//
// A phrase that holds such words and is about nothing of the kind (phòng cháy
// chữa cháy, chờ muốn chết) is left out before.
type alarms struct{ cues *cueIndex }

// What a cue does: the first word of its row's name.
const (
	cueNow    = "now"    // always
	cueEvent  = "event"  // unless it is told for a paper, or as the past
	cueSeen   = "seen"   // only if it is said to be here and now
	cueAlone  = "alone"  // if nothing else is said
	cuePaper  = "papers" // what people come for
	cueHere   = "here"   // it happens here and now
	cueJust   = "just"   // the same, right before it
	cuePast   = "past"   // it is over
	cueFor    = "for"    // between a paper and what it is about
	cueDoing  = "doing"  // before a paper that somebody is busy with
	cueWait   = "wait"   // the same, and it is surely no more than that
	cueThen   = "then"   // between that and what happened meanwhile
	cueNot    = "not"    // is about no emergency, whatever it holds
	cuePerson = "person" // somebody it may happen to
)

const (
	// urgentWords are how many a cry for help has at most; in more of them no word
	// is taken for another.
	urgentWords = 8
	// besideWords are how far from what happens "here" may stand.
	besideWords = 2
)

func newAlarms(known func(plain string) bool) *alarms {
	return &alarms{newCueIndex(emergencyText, known)}
}

// alarm is what a sentence tells of an emergency.
type alarm struct {
	on       bool
	calm     bool // its words look like one and it is none
	discreet bool // not for the whole room to hear
}

// in tells whether a sentence is about an emergency.
func (a *alarms) in(s sentence) alarm {
	said := a.cues.find(s.words, s.bare, len(s.words) <= urgentWords)
	words := without(s.words, said)
	heard := said
	isMasked := slices.ContainsFunc(words, func(w token) bool { return w.plain == apartWord })
	if isMasked {
		heard = a.cues.find(words, s.bare, len(words) <= urgentWords)
	}
	papers := only(said, cuePaper)
	got := alarm{calm: isMasked}
	for _, p := range heard {
		switch {
		case p.does == cueNow, (p.does == cueEvent || p.does == cueSeen) && happens(p, heard, papers):
			got.on, got.discreet = true, got.discreet || p.isDiscreet()
		case p.does == cueEvent:
			got.calm = true
		}
	}
	got.on = got.on || a.isAlone(sentence{words: words, bare: s.bare})
	got.calm = !got.on && (got.calm || len(papers) > 0 && !between(heard, 0, len(words), cueHere, cueThen, cueWait))
	return got
}

// apartWord stands for a word of a phrase that is about no emergency.
const apartWord = "-"

// without leaves out the phrases that are about no emergency. What stood before
// and after them is kept apart.
func without(words []token, said []hit) []token {
	var left []token
	for _, p := range said {
		if p.does != cueNot {
			continue
		}
		if left == nil {
			left = slices.Clone(words)
		}
		for i := p.from; i < p.to; i++ {
			left[i] = newToken(apartWord)
		}
	}
	if left == nil {
		return words
	}
	return left
}

func only(all []hit, does string) []hit {
	var found []hit
	for _, p := range all {
		if p.does == does {
			found = append(found, p)
		}
	}
	return found
}

func (h hit) overlaps(other hit) bool { return h.from < other.to && other.from < h.to }

// between reports whether a cue that does so stands from one word to another.
func between(all []hit, from, to int, does ...string) bool {
	return slices.ContainsFunc(all, func(p hit) bool { return p.from >= from && p.to <= to && slices.Contains(does, p.does) })
}

// happens reports whether what is told happens, and is no matter for a paper.
func happens(event hit, all, papers []hit) bool {
	before, named := lastBefore(papers, event.from)
	if named && isAbout(before, event, all) {
		return false
	}
	if isHere(event, all, papers) || named && isMeanwhile(before, event, all) {
		return true
	}
	if event.does == cueSeen || len(papers) > 0 {
		return false
	}
	return event.isLasting() || len(only(all, cuePast)) == 0
}

// lastBefore is the last of the papers that ends before a word.
func lastBefore(papers []hit, word int) (last hit, ok bool) {
	for _, p := range papers {
		if p.to <= word && (!ok || p.to > last.to) {
			last, ok = p, true
		}
	}
	return last, ok
}

// isAbout reports whether a paper that is named before what happens is about it.
func isAbout(paper, event hit, all []hit) bool {
	if between(all, paper.to, event.from, cueThen) {
		return false
	}
	if between(all, paper.to, event.from, cueFor) {
		return true
	}
	return paper.to == event.from && event.parts[0].class == "" && !between(all, 0, paper.from, cueWait)
}

// isMeanwhile reports whether a paper that is named before is only what somebody
// was busy with.
func isMeanwhile(paper, event hit, all []hit) bool {
	if !between(all, 0, paper.from, cueDoing, cueWait) {
		return false
	}
	return between(all, paper.to, event.from, cueThen) || between(all, 0, paper.from, cueWait) || between(all, paper.to, event.to, cuePerson)
}

// isHere reports whether it is said beside what happens that it does so here and now.
func isHere(event hit, all, papers []hit) bool {
	return slices.ContainsFunc(all, func(p hit) bool {
		switch {
		case p.does == cueJust:
			return p.to == event.from
		case p.does != cueHere || slices.ContainsFunc(papers, p.overlaps):
			return false
		case p.from >= event.to:
			return p.from-event.to <= besideWords && !between(papers, event.to, p.from, cuePaper)
		default:
			return event.from-p.to <= besideWords && !between(papers, p.to, event.from, cuePaper)
		}
	})
}

func (a *alarms) isAlone(heard sentence) bool {
	for _, words := range [...][]token{heard.words, heard.content()} {
		for _, p := range a.cues.find(words, heard.bare, true) {
			if p.does == cueAlone && p.from == 0 && p.to == len(words) {
				return true
			}
		}
	}
	return false
}

// isLasting tells what a day more or less does not make harmless.
func (c *cue) isLasting() bool {
	switch c.kind {
	case "violence", "threat", "abuse", "suicide", "lost":
		return true
	default:
		return false
	}
}

// isDiscreet tells what nobody wants to be cried out.
func (c *cue) isDiscreet() bool {
	return c.kind == "violence" || c.kind == "abuse" || c.kind == "suicide"
}
