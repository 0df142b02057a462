package assist

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
	mostOffered = 3
)

// judged is what one part of a sentence means.
type judged struct {
	Need
	talk    Talk
	outside float64 // probability of no procedure
	near    float64 // of the best, likeness to something that was learnt
	cover   float64 // and share of the sentence that was ever said for it
}

// Understand says what a sentence may mean. Nothing in it is kept.
func (u *Understander) Understand(text string) Understanding {
	s := u.language.read(text, u.knows)
	if len(s.words) == 0 || u.model == nil {
		return Understanding{Kind: OutOfScope}
	}
	q := u.asking.find(s)
	if q.only && q.question != QuestionNone {
		return Understanding{Kind: FollowUp, Question: q.question, Age: q.age}
	}
	whole := u.judge(q.without(s))
	if needs := u.several(text, whole); needs != nil {
		return Understanding{Kind: needs[0].Kind, Needs: needs, Question: q.question, Age: q.age}
	}
	switch {
	case whole.talk.FetchesPerson():
		return Understanding{Kind: Staff, Talk: whole.talk}
	case whole.talk != TalkNone:
		return Understanding{Kind: SmallTalk, Talk: whole.talk}
	case whole.Kind == OutOfScope:
		return Understanding{Kind: OutOfScope}
	default:
		return Understanding{Kind: whole.Kind, Needs: []Need{whole.Need}, Question: q.question, Age: q.age}
	}
}

// judge decides what a sentence means if it is about one thing.
func (u *Understander) judge(s sentence) judged {
	all := u.rank(s)
	var j judged
	talk := 0.0
	for _, r := range all {
		switch c := u.classes[r.class]; {
		case c.procedure == nil && c.talk == TalkNone:
			j.outside += r.p
		case c.procedure == nil:
			j.outside += r.p
			talk += r.p
		case len(j.Candidates) < mostOffered:
			j.Candidates = append(j.Candidates, Candidate{Code: c.procedure.Code, P: r.p})
			if len(j.Candidates) == 1 {
				j.near, j.cover = r.near, u.cover(s, r.class)
				if mended, ok := u.mending.mend(s); ok {
					u.language.mark(&mended)
					j.cover = max(j.cover, u.cover(mended, r.class))
				}
			}
		}
	}
	j.Kind = Choose
	switch best := u.classes[all[0].class]; {
	case best.talk != TalkNone && talk >= talkP:
		j.talk, j.Kind = best.talk, SmallTalk
	case j.outside >= outP:
		j.Kind = OutOfScope
	case len(j.Candidates) == 0:
		j.Kind = OutOfScope
	case j.Candidates[0].P >= directP && j.near >= directNear && j.cover >= directCover:
		j.Kind = Direct
	case len(j.Candidates) > 1 && j.Candidates[0].P+j.Candidates[1].P >= clarifyP:
		if j.Attribute = u.telling(j.Candidates); j.Attribute != "" {
			j.Kind = Clarify
		}
	}
	return j
}
