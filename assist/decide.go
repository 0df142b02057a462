package assist

import "slices"

// Thresholds, chosen by cross-validation on the catalogue's own phrases and the
// program's own examples of what is out of scope, so that no more than 3 % of
// either are answered directly and wrongly. A test holds them to it.
const (
	directP     = 0.82 // probability for a direct answer,
	directNear  = 0.45 // likeness to something that was learnt,
	directCover = 0.65 // and share of the words that were ever said for it
	outP        = 0.80 // probability of being none of ours
	talkP       = 0.40
	clarifyP    = 0.70 // the two candidates together
	sideNamed   = 0.50 // names a procedure beside what may be a question
	mostOffered = 3
	offeredP    = 0.005 // a second and a third are at least so probable
	guessP      = 0.05  // what is less probable
	guessNear   = 0.50  // and less like anything learnt is no more than a guess
)

// judged is what one part of a sentence means.
type judged struct {
	Need
	talk    Talk
	outside float64 // probability of no procedure
	talking float64 // of that, of talk
	near    float64 // of the best, likeness to something that was learnt
	cover   float64 // and share of the sentence that was ever said for it
	class   int     // of the best procedure
	calm    bool
	several bool // the best procedure does the work of several at once
	denied  bool // said not to be wanted
}

// Understand says what a sentence may mean. Nothing in it is kept.
func (u *Understander) Understand(text string) Understanding {
	s := u.language.read(text, u.knows)
	alarm := u.alarming(s)
	if alarm.on {
		return Understanding{Kind: Staff, Talk: TalkEmergency, Discreet: alarm.discreet}
	}
	s.calm = alarm.calm
	if len(s.words) == 0 || u.model == nil {
		return Understanding{Kind: OutOfScope}
	}
	parts, commas, left := u.clausesOf(text, &s)
	if left.wanted == wantedNothing {
		return Understanding{Kind: OutOfScope}
	}
	return u.meant(s, parts, commas, left)
}

// meant says what a sentence without emergencies may mean; parts is the same with
// its commas.
func (u *Understander) meant(s, parts sentence, commas []cut, left want) Understanding {
	q := u.asking.find(s)
	if q.question != QuestionNone && (q.only || u.asking.find(q.without(s)).only) { // one question, or two
		return Understanding{Kind: FollowUp, Question: q.question, Age: q.age}
	}
	whole, q := u.whole(s, q)
	if left.wanted == wantedUnsure { // and what is not wanted is not several things
		parts.words, commas = nil, nil
		if s.bare { // its words may be others: what it seems to deny is still offered
			left.not = ""
		}
		whole.leave(left.not)
	}
	if needs := u.several(parts, commas, whole); needs != nil {
		return Understanding{Kind: needs[0].Kind, Needs: needs, Question: q.question, Age: q.age}
	}
	// A question stays with what is taken for none of ours: asked about the
	// procedure at hand it may well be one.
	got := Understanding{Kind: whole.Kind, Talk: whole.talk, Question: q.question, Age: q.age}
	switch {
	case whole.talk.FetchesPerson():
		got.Kind = Staff
	case whole.Kind != SmallTalk && whole.Kind != OutOfScope:
		got.Needs = []Need{whole.Need}
	}
	return got
}

// whole judges a sentence without its question. What may be a question is none if
// the sentence with its words names a procedure.
func (u *Understander) whole(s sentence, q found) (judged, found) {
	if q.weak {
		if j := u.judge(s); j.namesOne() {
			return j, found{}
		}
	}
	rest := q.without(s)
	if more := u.asking.find(rest); len(rest.words) < len(s.words) && !more.weak { // "mất bao lâu và bao nhiêu tiền"
		rest = more.without(rest)
	}
	return u.judge(rest), q
}

// leave takes what is not wanted from what may be: never directly to the rest.
func (j *judged) leave(not string) {
	if j.Kind != Direct && j.Kind != Choose && j.Kind != Clarify {
		return
	}
	j.Candidates = slices.DeleteFunc(j.Candidates, func(c Candidate) bool { return c.Code == not })
	if not == "" && j.Kind != Direct {
		return
	}
	j.Kind, j.Attribute = Choose, ""
	if len(j.Candidates) == 0 || j.Candidates[0].P < guessP {
		j.Kind = OutOfScope
	}
}

// clausesOf reads a text between its commas, without what was taken back in it;
// then s is so too.
func (u *Understander) clausesOf(text string, s *sentence) (parts sentence, commas []cut, left want) {
	if !u.corrections.may(*s) {
		parts, commas = u.clauses(text, *s)
		return parts, commas, want{}
	}
	parts, commas, changed, left := u.setRight(text, *s)
	if changed {
		calm := s.calm
		*s = parts
		s.calm = calm
	}
	return parts, commas, left
}

// alarming tells whether a sentence is about an emergency, as it was heard or
// with what was misheard put right.
func (u *Understander) alarming(s sentence) alarm {
	heard := u.alarms.in(s)
	if heard.on || heard.calm || len(s.words) > urgentWords {
		return heard
	}
	if mended, isMended := u.mended(s); isMended {
		return u.alarms.in(mended)
	}
	return heard
}

// judge decides what a sentence means if it is about one thing.
func (u *Understander) judge(s sentence) judged {
	j, all := u.weigh(s)
	switch best := u.classes[all[0].class]; {
	case best.talk != TalkNone && j.talking >= talkP:
		j.talk, j.Kind = best.talk, SmallTalk
	case j.outside >= outP || j.isGuess():
		j.Kind = OutOfScope
	case j.isClear():
		j.Kind = Direct
	default:
		j.Kind = Choose
		if len(j.Candidates) > 1 && j.Candidates[0].P+j.Candidates[1].P >= clarifyP {
			if j.Attribute = u.telling(j.Candidates); j.Attribute != "" {
				j.Kind = Clarify
			}
		}
	}
	return j
}

// isGuess reports whether the best procedure is too unlikely to be offered: three
// buttons out of the blue help less than to be asked again.
func (j *judged) isGuess() bool {
	return len(j.Candidates) == 0 || j.Candidates[0].P < guessP && j.near < guessNear
}

// namesOne reports whether a procedure is named.
func (j *judged) namesOne() bool {
	return j.Kind != SmallTalk && j.Kind != OutOfScope && (j.near >= directNear || j.Candidates[0].P >= sideNamed)
}

func (j *judged) isClear() bool {
	return j.Candidates[0].P >= directP && j.near >= directNear && j.cover >= directCover
}

// weigh collects the candidates and what speaks for and against them.
func (u *Understander) weigh(s sentence) (j judged, all []ranked) {
	j.calm = s.calm
	mended, isMended := u.mended(s)
	all = u.rank(s, mended, isMended)
	for _, r := range all {
		switch c := u.classes[r.class]; {
		case c.procedure == nil:
			j.outside += r.p
			if c.talk != TalkNone {
				j.talking += r.p
			}
		case len(j.Candidates) == 0 || len(j.Candidates) < mostOffered && r.p >= offeredP:
			if len(j.Candidates) == 0 {
				j.class, j.near, j.cover, j.several = r.class, r.near, u.cover(s, r.class), c.several
				if isMended {
					j.cover = max(j.cover, u.cover(mended, r.class))
				}
			}
			j.Candidates = append(j.Candidates, Candidate{Code: c.procedure.Code, Group: c.procedure.Group, P: r.p})
		}
	}
	return j, all
}

// mended is a sentence with what was misheard put right; ok tells if anything was.
func (u *Understander) mended(s sentence) (mended sentence, ok bool) {
	if mended, ok = u.mending.mend(s); ok {
		u.language.mark(&mended)
	}
	return mended, ok
}
