package assist

import (
	"cmp"
	"slices"
)

// Understander finds out what a sentence means. It learns from the catalogue
// once, by itself, and does not change after that: the same catalogue and the
// same sentence always give the same, whatever the order of the catalogue.
type Understander struct {
	catalogue  *Catalogue
	classes    []class
	known      map[string]bool // plain words of what it learnt from
	language   *language
	mending    *mending
	words      *vocabulary
	in         map[string]int    // classes that have a plain word
	own        []map[string]bool // by class: plain words of its lessons
	model      *softmax          // nil if there was nothing to learn
	near       neighbours
	asking     *asking
	alarms     *alarms
	attributes []attribute

	joints      []joining
	paired      [][2]token
	corrections corrections
}

// class is what a sentence is put into: a procedure, a talk, or none of ours.
type class struct {
	procedure *Procedure
	talk      Talk
	several   bool // a procedure that does the work of several others at once
}

// NewUnderstander learns from a catalogue. That takes about a quarter of a second.
func NewUnderstander(c *Catalogue) *Understander { return Learn(c, Talks(), Others()) }

// Learn makes an Understander with other examples of talk and of what is out of
// scope than the program's own. Examples of one talk stand together.
func Learn(c *Catalogue, talks, others []Example) *Understander {
	u := &Understander{
		catalogue: c, known: map[string]bool{}, language: newLanguage(), asking: newAsking(), attributes: newAttributes(),
	}
	u.alarms = newAlarms(u.knows)
	u.joints, u.paired = newJoints(), newPaired()
	u.corrections = newCorrections()
	lessons := u.lessons(talks, others)
	u.mending = newMending(lessons)
	u.learnOwn(lessons)
	learnt := make([][]feature, len(lessons))
	for i, l := range lessons {
		learnt[i] = u.language.features(l.sentence)
	}
	u.words = newVocabulary(learnt)
	var examples []example
	for i, l := range lessons {
		examples = append(examples, example{u.words.vector(learnt[i]), l.class, l.weight, false})
		if !l.bare { // and as it would be typed in haste
			bare := u.language.features(l.stripped(u.language))
			examples = append(examples, example{u.words.vector(bare), l.class, l.weight, true})
		}
	}
	if len(c.Procedures) > 0 {
		u.model = fit(len(u.words.idf), len(u.classes), examples)
		u.near = newNeighbours(len(u.words.idf), examples)
	}
	return u
}

// ranked is a class that a sentence may belong to.
type ranked struct {
	class int
	p     float64 // calibrated probability
	near  float64 // likeness to the most similar example of the class
}

// Shares of the models in the score, and the temperature that makes it a
// probability, found by cross-validation.
const (
	shareSoftmax = 1.0
	shareNear    = 1.0
	shareSecond  = 1.0
	temperature  = 1.0
	never        = -1e3 // a score that leaves no probability
)

// rank lists all classes, the most probable first, as far as they may be offered;
// those behind are in no order. A guess at what was misheard adds to what was
// heard and replaces nothing.
func (u *Understander) rank(s, mended sentence, isMended bool) []ranked {
	fs := u.language.features(s)
	if isMended {
		fs = append(fs, u.language.features(mended)...)
	}
	x := u.words.vector(fs)
	score := make([]float32, len(u.classes))
	u.model.scores(x, score)
	best, second := u.near.likeness(x, len(u.classes))
	for c := range score {
		score[c] = (shareSoftmax*score[c] + shareNear*best[c] + shareSecond*second[c]) / temperature
		if s.calm && u.classes[c].talk == TalkEmergency {
			score[c] = never
		}
	}
	normalise(score)
	all := make([]ranked, len(u.classes))
	for c := range all {
		all[c] = ranked{c, float64(score[c]), float64(best[c])}
	}
	u.order(all)
	return all
}

// seldomP is less than what any class has that is worth its place in the order.
const seldomP = 0.002

// order puts the classes first that are probable, in their order; all of them if
// these have too few procedures to offer.
func (u *Understander) order(all []ranked) {
	n, procedures := 0, 0
	for i, r := range all {
		if r.p < seldomP {
			continue
		}
		if u.classes[r.class].procedure != nil {
			procedures++
		}
		all[n], all[i] = r, all[n]
		n++
	}
	if procedures < mostOffered {
		n = len(all)
	}
	slices.SortFunc(all[:n], func(a, b ranked) int { return cmp.Or(cmp.Compare(b.p, a.p), cmp.Compare(a.class, b.class)) })
}

// knows reports whether a plain word is in anything that it learnt from.
func (u *Understander) knows(plain string) bool { return u.known[plain] }
