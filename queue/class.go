package queue

import "time"

// Class is one group of people who go before others.
type Class struct {
	ID string `json:"id"`
	// Weight is how many of the class are called in a round in which each of
	// the others has its own; 0 is the policy's Share.
	Weight int `json:"weight,omitempty"`
}

// Policy is the ward's choice.
type Policy struct {
	Strict      bool `json:"strict"`       // an earlier class always goes first
	Share       int  `json:"share"`        // else: the usual weight of a class; the ordinary one has weight 1
	RecallLimit int  `json:"recall_limit"` // recalls after the first call
	MinSamples  int  `json:"min_samples"`  // visits measured before a wait is estimated

	// Classes are those that go before the ordinary one, the first one first.
	// Without any there is one, for tickets that say Priority.
	Classes []Class `json:"classes,omitempty"`
	// AgeAfter is the wait after which a ticket counts as one of the first
	// class, so that nobody waits for ever; 0 is never.
	AgeAfter time.Duration `json:"age_after,omitempty"`
	// ReturnWithin is how long a missed ticket may come back; 0 is never.
	ReturnWithin time.Duration `json:"return_within,omitempty"`
	// ReturnBehind is how many of its class go before one that came back.
	ReturnBehind int `json:"return_behind,omitempty"`
	// CheckInEarly and CheckInLate are how long before and after an
	// appointment's time its visitor may check in by herself.
	CheckInEarly time.Duration `json:"check_in_early,omitempty"`
	CheckInLate  time.Duration `json:"check_in_late,omitempty"`
}

// legacyClass is the one class of a policy without classes.
const legacyClass = "priority"

// lanes are the classes in order, with their weights; the ordinary one is last.
func (p *Policy) lanes() []Class {
	share := max(1, p.Share)
	if len(p.Classes) == 0 {
		return []Class{{ID: legacyClass, Weight: share}, {Weight: 1}}
	}
	out := make([]Class, 0, len(p.Classes)+1)
	for _, c := range p.Classes {
		if c.Weight < 1 {
			c.Weight = share
		}
		out = append(out, c)
	}
	return append(out, Class{Weight: 1})
}

// strict reports whether an earlier class always goes first.
func (p *Policy) strict() bool { return p.Strict || len(p.Classes) == 0 && p.Share < 1 }

// Lane is the place of a ticket's class among the lanes. A class that the ward
// gave up is the ordinary one.
func (p *Policy) Lane(t *Ticket) int {
	for i, c := range p.Classes {
		if c.ID == t.Class && t.Class != "" {
			return i
		}
	}
	switch {
	case len(p.Classes) == 0 && t.Priority:
		return 0
	case len(p.Classes) == 0:
		return 1
	case t.Class == "" && t.Priority: // of a journal from before there were classes
		return 0
	}
	return len(p.Classes)
}

// Knows reports whether a class can be given to a ticket.
func (p *Policy) Knows(class string) bool {
	if class == "" {
		return true
	}
	for _, c := range p.lanes() {
		if c.ID == class {
			return true
		}
	}
	return false
}
