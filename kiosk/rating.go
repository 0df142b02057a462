package kiosk

import "slices"

// facePicked takes the rating of the visit that the rating screen offers. It
// goes to the ward at once; reasons may follow.
func (s *step) facePicked(msg FacePicked) {
	if s.screen() != ScreenRating || s.Offers[0].Ticket != msg.Ticket || s.Offers[0].Chosen != "" || !known(msg.Face) {
		return
	}
	s.settleTicket(msg.Ticket) // who rates has ended the visit
	s.ratedHere(msg.Ticket)
	s.Offers = slices.Clone(s.Offers)
	o := &s.Offers[0]
	o.Chosen, o.Until = msg.Face, s.at.Add(thanksShow)
	if slices.Contains(s.Setup.ReasonsFor, msg.Face) {
		o.Asking, o.Until = true, s.at.Add(s.Setup.RatingShow)
	}
	s.publish(RatingGiven{
		Face: msg.Face, Source: "ticket", Service: o.Service, Door: o.Door, Lang: o.Lang, Wait: o.Wait, Serve: o.Serve,
	})
	text := sayThanks(o.Lang)
	if o.Asking {
		text = sayWhy(o.Lang)
	}
	s.do(Speak{ID: "thanks/" + o.Ticket, Lang: o.Lang, Text: text})
}

// reasonPicked puts a reason to the rating, or takes it back.
func (s *step) reasonPicked(msg ReasonPicked) {
	if !s.asking(msg.Ticket) || !slices.Contains(Reasons(), msg.Reason) {
		return
	}
	s.Offers = slices.Clone(s.Offers)
	o := &s.Offers[0]
	if i := slices.Index(o.Reasons, msg.Reason); i >= 0 {
		o.Reasons = slices.Delete(slices.Clone(o.Reasons), i, i+1)
	} else {
		o.Reasons = append(slices.Clone(o.Reasons), msg.Reason)
	}
	o.Until = s.at.Add(s.Setup.RatingShow)
}

func (s *step) reasonsSent(msg ReasonsSent) {
	if !s.asking(msg.Ticket) {
		return
	}
	s.Offers = slices.Clone(s.Offers)
	o := &s.Offers[0]
	s.explain(*o)
	o.Asking, o.Until = false, s.at.Add(thanksShow)
	s.do(Speak{ID: "thanks/" + o.Ticket + "/2", Lang: o.Lang, Text: sayThanks(o.Lang)})
}

// asking reports whether the screen asks for reasons to this ticket's rating.
func (m Model) asking(ticket string) bool {
	return m.screen() == ScreenRating && m.Offers[0].Ticket == ticket && m.Offers[0].Asking
}

// explain tells the ward the reasons, if there are any.
func (s *step) explain(o Offer) {
	if o.Asking && len(o.Reasons) > 0 {
		s.publish(RatingExplained{Face: o.Chosen, Service: o.Service, Door: o.Door, Reasons: o.Reasons})
	}
}

// settleOffers drops offers that ended and starts the clock of the one that
// has just come on screen. Reasons picked and not sent are not lost.
func (s *step) settleOffers() {
	s.Offers = slices.DeleteFunc(slices.Clone(s.Offers), func(o Offer) bool {
		if s.due(o.ends()) {
			s.explain(o)
			return true
		}
		return false
	})
	if len(s.Offers) == 0 {
		s.Offers = nil
		return
	}
	if s.screen() == ScreenRating && s.Offers[0].Until.IsZero() {
		s.Offers[0].Until = s.at.Add(s.Setup.RatingShow)
	}
}

func known(f Face) bool { return slices.Contains(faces(), f) }

func faces() []Face { return []Face{VerySatisfied, Satisfied, Neutral, Dissatisfied} }

// Reasons lists the reasons that are offered.
func Reasons() []Reason {
	return []Reason{ReasonWait, ReasonManner, ReasonUnclear, ReasonPapers, ReasonPlace, ReasonOther}
}
