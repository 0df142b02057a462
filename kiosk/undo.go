package kiosk

import (
	"maps"
	"reflect"
	"slices"
	"time"

	"tiepdan/queue"
)

// undoFor is how long an official may take an act back.
const undoFor = 10 * time.Second

// ActKind is an act of an official that may be undone.
type ActKind string

// The acts.
const (
	ActCall     ActKind = "call"
	ActClose    ActKind = "close"
	ActNoShow   ActKind = "no-show"
	ActTransfer ActKind = "transfer"
	ActHold     ActKind = "hold"
)

// Act is the last act of a door, while it may be undone. What it means for the
// day's figures and the ward waits until it may not.
type Act struct {
	Door   int            `json:"door"`
	Kind   ActKind        `json:"kind"`
	Until  time.Time      `json:"until"`
	Before queue.Ticket   `json:"before"`
	After  queue.Ticket   `json:"after"`
	Ended  queue.Ticket   `json:"ended,omitzero"` // a close: the service that ended
	Turns  map[string]int `json:"turns,omitempty"`
	Dealt  map[string]int `json:"dealt,omitempty"` // a call: the turns after it
	Call   *Call          `json:"call,omitempty"`  // on display before
	Place  int            `json:"place,omitempty"` // among the calls
}

// acted notes an act; the one before it at the door is final now. was is the
// state before the act.
func (s *step) acted(a Act, was Model) {
	s.settleDoor(a.Door)
	a.Until = s.at.Add(undoFor)
	after, _ := s.Line.Find(a.Before.ID)
	a.After = after
	if a.Kind == ActCall {
		a.Turns, a.Dealt = was.Line.Turns, s.Line.Turns
	}
	if i := slices.IndexFunc(was.Calls, func(c Call) bool { return c.Ticket == a.Before.ID }); i >= 0 {
		call := was.Calls[i]
		a.Call, a.Place = &call, i
	}
	s.Acts = append(slices.Clip(s.Acts), a)
}

// settleDoor makes the last act of a door final.
func (s *step) settleDoor(door int) {
	s.settleActs(func(a Act) bool { return a.Door == door })
}

// settleActs makes acts final: they are counted, and the ward learns of them.
func (s *step) settleActs(which func(Act) bool) {
	var kept []Act
	for _, a := range s.Acts {
		if !which(a) {
			kept = append(kept, a)
			continue
		}
		switch a.Kind {
		case ActClose:
			s.ended(a.Ended)
		case ActTransfer:
			s.Line = s.Line.Moved(a.Before)
		case ActCall, ActHold, ActNoShow: // a missed ticket may come back: see settleMissed
		}
	}
	s.Acts = kept
}

// settleMissed ends the visits of those who did not come back in time.
func (s *step) settleMissed(all bool) {
	if s.Member != nil { // the keeper does
		return
	}
	end := s.at
	if all {
		end = s.at.Add(s.Setup.Rules.ReturnWithin)
		for _, t := range s.Line.Live { // whatever the clock did since
			if t.State == queue.NoShow {
				end = latest(end, s.Line.Returnable(t))
			}
		}
	}
	for _, t := range s.Line.Lapsed(end) {
		if !slices.ContainsFunc(s.Acts, func(a Act) bool { return a.After.ID == t.ID }) {
			s.ended(t)
		}
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// ended counts a visit that is over for good and tells the ward.
func (s *step) ended(t queue.Ticket) {
	s.Line = s.Line.Settle(t)
	s.publish(VisitEnded{
		Service: t.Service, Door: t.Door, Priority: t.Priority, Outcome: string(t.State), Wait: t.Waited(), Serve: served(t),
	})
}

// served is 0 for who never came.
func served(t queue.Ticket) time.Duration {
	if t.State == queue.NoShow {
		return t.ServedYet
	}
	return t.Served()
}

// undo takes the door's last act back. A rating that was given confirms the
// end of its visit.
func (s *step) undo(msg Undo) error {
	if err := s.current(msg.Door, msg.Seen); err != nil {
		return err
	}
	i := slices.IndexFunc(s.Acts, func(a Act) bool { return a.Door == msg.Door })
	if i < 0 || s.due(s.Acts[i].Until) {
		return ErrNothingToUndo
	}
	a := s.Acts[i]
	o := slices.IndexFunc(s.Offers, func(o Offer) bool { return o.Ticket == a.Before.ID })
	if a.Kind == ActClose && (o >= 0 && s.Offers[o].Chosen != "" || s.ratedElsewhere(a.Before.ID)) {
		return ErrRated
	}
	line, err := s.Line.Restore(a.Before, a.After)
	if err != nil {
		return err
	}
	s.Line = line
	s.Acts = slices.Delete(slices.Clone(s.Acts), i, i+1)
	if len(s.Acts) == 0 {
		s.Acts = nil
	}
	if a.Kind == ActClose && o >= 0 {
		s.Offers = slices.Delete(slices.Clone(s.Offers), o, o+1)
	}
	s.unoffer(func(o Offer) bool { return o.Ticket == a.Before.ID })
	s.undoCall(a)
	return nil
}

// undoCall puts the display back to what it was.
func (s *step) undoCall(a Act) {
	s.dropCall(a.Before.ID)
	if a.Call != nil {
		s.Calls = slices.Insert(slices.Clone(s.Calls), min(a.Place, len(s.Calls)), *a.Call)
	}
	if a.Kind != ActCall {
		return
	}
	if maps.Equal(s.Line.Turns, a.Dealt) { // else another door has called since: its turn stands
		s.Line.Turns = a.Turns
	}
	if s.Errand != nil && s.Errand.Ticket == a.Before.ID {
		s.cancelErrand()
	}
	lang := Lang(a.Before.Lang)
	s.do(Speak{ID: "uncall/" + a.Before.ID + "/" + s.at.UTC().Format(time.RFC3339), Lang: lang.known(), Text: sayUncalled(lang, a.Before.Number)})
}

// known is the language, or Vietnamese for one that is not known.
func (l Lang) known() Lang {
	if l == En {
		return En
	}
	return Vi
}

// keptHandled is how many requests are remembered: more than pages are open.
const keptHandled = 64

// repeated reports whether a request was done before; it is answered again
// then, and not done again.
func (s *step) repeated(msg Msg) bool {
	request := RequestOf(msg)
	if request == "" || !slices.Contains(s.Handled, handled(msg, request)) {
		return false
	}
	s.reply(request, nil)
	return true
}

func handled(msg Msg, request string) string { return reflect.TypeOf(msg).Name() + "/" + request }

// note remembers a request that was done.
func (s *step) note(msg Msg) {
	request := RequestOf(msg)
	for _, e := range s.effects {
		if r, ok := e.(Reply); ok && r.Request == request && request != "" && r.Err == nil {
			all := append(slices.Clone(s.Handled), handled(msg, request))
			s.Handled = all[max(0, len(all)-keptHandled):]
			return
		}
	}
}
