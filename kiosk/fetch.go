package kiosk

import (
	"slices"
	"time"

	"tiepdan/queue"
)

// Times and bounds of a call for a responsible official.
const (
	// fetchStep is how long who is called may not answer before the next one is.
	fetchStep = time.Minute
	// fetchLater is in how long she comes who says "in five minutes".
	fetchLater = 5 * time.Minute
	// missedAgain is how long the ward's leaders are not told again that an
	// official is missed.
	missedAgain = 30 * time.Minute
	// latersMost and redirectsMost keep a visitor from being put off for ever.
	latersMost    = 2
	redirectsMost = 4
	// askedMost bounds a code or a group, in bytes.
	askedMost = 64
)

// askOfficial calls the official who is responsible for a procedure. A call
// that stands already is the same call.
func (s *step) askOfficial(msg AskOfficial) {
	if !s.atVisitor() || !msg.Topic.known() || len(msg.Procedure) > askedMost || len(msg.Group) > askedMost {
		return
	}
	s.Spot = Spot{Screen: ScreenHelp, Group: msg.Group, Code: msg.Procedure}
	s.Listen, s.CheckIn, s.Absent = nil, nil, nil
	s.touched()
	if s.Help != nil {
		return
	}
	o, absent := s.duty(msg.Procedure, msg.Group)
	if absent != nil {
		s.missed(msg, *absent)
		return
	}
	s.call(Help{Procedure: msg.Procedure, Group: msg.Group, Topic: msg.Topic, Rung: s.at}.ringing(o))
}

// missed tells the visitor that neither the responsible official nor a deputy
// is there, and the ward's leaders if that is in the Center's hours.
func (s *step) missed(msg AskOfficial, a Absent) {
	if o, ok := s.Setup.official(a.Official); ok && !o.NoAlert && s.working() {
		recent := slices.DeleteFunc(slices.Clone(s.Missed), func(m Missed) bool { return m.At.After(s.at) || s.at.Sub(m.At) >= missedAgain })
		if !slices.ContainsFunc(recent, func(m Missed) bool { return m.Official == o.ID }) {
			recent = append(recent, Missed{Official: o.ID, At: s.at})
			s.publish(HelpCalled{Procedure: msg.Procedure, Topic: msg.Topic, Lang: s.Lang, Priority: s.Priority})
			s.publish(HelpRaised{Procedure: msg.Procedure, Topic: msg.Topic})
			s.publish(HelpEnded{Outcome: "nobody"})
		}
		s.Missed = recent
		a.Raised = s.Links[PartWard].Up
	}
	s.Absent = &a
	words := sayAbsent(s.Lang, a.Words(s.at, s.Setup.location()))
	s.do(Speak{ID: "absent/" + s.at.UTC().Format(time.RFC3339Nano), Lang: s.Lang, Text: words})
}

// working reports whether somebody should be at the doors: by the Center's
// hours, or by an open door where it has none.
func (s *step) working() bool {
	if week := s.Setup.Rules.Hours; week.Set() && !unset(s.Line.Now) {
		return week.At(s.Line.Now.In(s.Setup.location()), s.Setup.Rules.DaysOff...).Phase == queue.PhaseOpen
	}
	return slices.ContainsFunc(s.Setup.Doors, func(d Door) bool { return s.attended(d.Number) })
}

// ringing has the doors of an official ring.
func (h Help) ringing(o Official) Help {
	h.Official, h.Title, h.Doors = o.ID, o.Title, o.Doors
	if o.ID != "" {
		h.Tried = append(slices.Clone(h.Tried), o.ID)
	}
	return h
}

// waiting refuses what comes from no door, or for a call that is over or has
// its answer, and returns the call.
func (s *step) waiting(door int, help string) (Help, error) {
	if err := s.knownDoor(door); err != nil {
		return Help{}, err
	}
	if s.Help == nil || s.Help.ID != help || s.Help.Door != 0 {
		return Help{}, ErrNoHelp
	}
	return *s.Help, nil
}

// laterHelp tells the visitor to wait, and rings again when the time is over.
func (s *step) laterHelp(msg LaterHelp) error {
	h, err := s.waiting(msg.Door, msg.Help)
	switch {
	case err != nil:
		return err
	case !h.Back.IsZero():
		return ErrNoHelp // another door has promised it
	case h.Laters >= latersMost:
		return ErrLaterAgain
	}
	h.Later, h.Back, h.Late = msg.Door, s.at.Add(fetchLater), false
	h.Laters++
	s.told(h, "later", sayHelpLater(msg.Door))
	return nil
}

// redirectHelp sends a call on; the door that has answered it may do so too.
func (s *step) redirectHelp(msg RedirectHelp) error {
	h, err := s.redirectable(msg)
	if err != nil {
		return err
	}
	to := Official{Doors: []int{msg.ToDoor}}
	if msg.ToOfficial != "" {
		var ok bool
		if to, ok = s.Setup.official(msg.ToOfficial); !ok {
			return ErrNoOfficial
		}
	} else if err := s.knownDoor(msg.ToDoor); err != nil {
		return err
	}
	switch here, _ := s.onDuty(to); {
	case !here:
		return ErrOffDuty
	case msg.ToOfficial == "" && msg.ToDoor == msg.Door:
		return ErrSamePlace
	}
	h.Door, h.Answered, h.Later, h.Back, h.Late, h.Stood, h.Rung = 0, time.Time{}, 0, time.Time{}, false, false, s.at
	h.Redirects++
	h = h.ringing(to)
	s.told(h, "redirected", sayHelpRedirected(to, msg.ToDoor))
	return nil
}

func (s *step) redirectable(msg RedirectHelp) (Help, error) {
	if s.Help != nil && s.Help.ID == msg.Help && s.Help.Door != 0 && s.Help.Door == msg.Door {
		h := *s.Help
		h.Door = 0
		return h, redirected(h)
	}
	h, err := s.waiting(msg.Door, msg.Help)
	if err != nil {
		return h, err
	}
	return h, redirected(h)
}

func redirected(h Help) error {
	if h.Redirects >= redirectsMost {
		return ErrRedirects
	}
	return nil
}

// told puts a call in place of the one before and tells its visitor.
func (s *step) told(h Help, what string, words Text) {
	h.Told++
	s.Help = &h
	if s.spot() == ScreenHelp && s.Tech == nil { // there is something new to read
		s.touched()
	}
	s.do(Speak{ID: h.ID + "/" + what + "/" + itoa(h.Told), Lang: h.Lang, Text: words.In(h.Lang), Chime: true})
}

// escalate goes on with a call that nobody answers: to the deputy, then to the
// ward's leaders.
func (s *step) escalate() {
	h := *s.Help
	if !h.Back.IsZero() { // the five minutes are over
		h.Later, h.Back, h.Stood, h.Rung = 0, time.Time{}, false, s.at
		s.told(h, "again", sayHelpAgain())
		return
	}
	if o, ok := s.Setup.official(h.Official); ok && !h.Stood {
		if d, ok := s.deputy(o, h.Tried[:len(h.Tried)-1]); ok {
			doors := append(slices.Clone(h.Doors), d.Doors...)
			slices.Sort(doors)
			h = h.ringing(d)
			h.Doors, h.Stood, h.Rung = slices.Compact(doors), true, s.at
			s.told(h, "deputy", sayHelpDeputy(d))
			return
		}
	}
	h.Late = true
	if o, _ := s.Setup.official(h.Official); !o.NoAlert && !h.Raised {
		h.Raised = true
		s.publish(HelpRaised{Procedure: h.Procedure, Topic: h.Topic, Waited: s.at.Sub(h.At)})
	}
	s.told(h, "late", sayHelpLate(h.Raised && s.Links[PartWard].Up))
}

// forgetAbsent takes back that nobody can be called once the visitor is gone.
func (s *step) forgetAbsent() {
	if s.Absent != nil && s.spot() != ScreenHelp {
		s.Absent = nil
	}
}
