package schema

import (
	"strconv"
	"time"
)

// slot is a field of a message, and where its value goes.
type slot struct {
	name string
	into any // *int, **int, *uint64, *bool, *time.Time, *Clock, *string
	seen bool
}

// quick reads the commonest events, in the plain form in which robots write
// them, in a fraction of the time that encoding/json takes: a ward reads tens of
// thousands a second. Where it is in doubt it says false, and decodeKind tells
// what is wrong; what it takes it takes as decodeKind does.
func quick(kind Kind, data []byte) (e Event, ok bool) {
	switch kind {
	case KindRating:
		var b Rating
		ok = fill(data, append(headerSlots(&e.Header), []slot{
			{name: "face", into: &b.Face},
			{name: "source", into: &b.Source},
			{name: "service", into: &b.Service},
			{name: "door", into: &b.Door},
			{name: "lang", into: &b.Lang},
			{name: "wait_s", into: &b.WaitS},
			{name: "serve_s", into: &b.ServeS},
			{name: "burst", into: &b.Burst},
			{name: "no_visit", into: &b.NoVisit},
		}...))
		e.Body = b
	case KindCall:
		var b Call
		ok = fill(data, append(headerSlots(&e.Header), []slot{
			{name: "number", into: &b.Number}, {name: "service", into: &b.Service}, {name: "door", into: &b.Door}, {name: "calls", into: &b.Calls},
		}...))
		e.Body = b
	case KindVisit:
		var b Visit
		ok = fill(data, append(headerSlots(&e.Header), []slot{
			{name: "service", into: &b.Service},
			{name: "door", into: &b.Door},
			{name: "priority", into: &b.Priority},
			{name: "outcome", into: &b.Outcome},
			{name: "wait_s", into: &b.WaitS},
			{name: "serve_s", into: &b.ServeS},
		}...))
		e.Body = b
	case KindFault, KindReasons, KindHelp, KindHelpRaise, KindHelpEnd, KindResult:
	}
	return e, ok
}

// headerSlots has room for those of a body.
func headerSlots(h *Header) []slot {
	const most = 16
	return append(make([]slot, 0, most), []slot{
		{name: "v", into: &h.V},
		{name: "id", into: &h.ID},
		{name: "epoch", into: &h.Epoch},
		{name: "seq", into: &h.Seq},
		{name: "ts", into: &h.TS},
		{name: "clock", into: &h.Clock},
	}...)
}

// fill reads one object whose fields are among the slots.
func fill(data []byte, slots []slot) bool {
	w := walker{data: data}
	if !w.take('{') {
		return false
	}
	next := 0
	for more := true; more; more = w.take(',') {
		name, ok := w.text()
		if !ok || !w.take(':') {
			return false
		}
		i := find(slots, next, name)
		if i < 0 || slots[i].seen || !slots[i].set(&w) {
			return false
		}
		slots[i].seen, next = true, i+1
	}
	return w.take('}') && w.ended()
}

// find looks for a name, first where it comes in its turn.
func find(slots []slot, next int, name []byte) int {
	for n := range slots {
		i := (next + n) % len(slots)
		if slots[i].name == string(name) {
			return i
		}
	}
	return -1
}

// set reads the value that comes.
func (s *slot) set(w *walker) bool {
	switch into := s.into.(type) {
	case *string:
		text, ok := w.text()
		*into = word(text)
		return ok
	case *Clock:
		text, ok := w.text()
		*into = Clock(word(text))
		return ok
	case *time.Time:
		text, ok := w.text()
		return ok && into.UnmarshalText(text) == nil
	case *int:
		n, ok := w.number()
		*into = n
		return ok
	case **int:
		n, ok := w.number()
		*into = &n
		return ok
	case *uint64:
		n, ok := w.number()
		*into = uint64(n) // #nosec G115 -- no number that it takes is below 0
		return ok
	case *bool:
		flag := string(w.plain())
		*into = flag == "true"
		return *into || flag == "false"
	}
	return false
}

// number goes over a whole number that is not below 0.
func (w *walker) number() (n int, ok bool) {
	const most = 15 // digits; what is longer is not for here to judge
	digits := w.plain()
	if len(digits) == 0 || len(digits) > most || digits[0] == '0' && len(digits) > 1 {
		return 0, false
	}
	n, err := strconv.Atoi(string(digits))
	return n, err == nil
}

// word makes a text, and none anew of those that are in every other event.
func word(text []byte) string {
	switch string(text) {
	case "ntp":
		return "ntp"
	case "unset":
		return "unset"
	case "ticket":
		return "ticket"
	case "panel":
		return "panel"
	case "vi":
		return "vi"
	case "en":
		return "en"
	case "closed":
		return "closed"
	case "no-show":
		return "no-show"
	}
	for _, face := range faces() {
		if string(text) == face {
			return face
		}
	}
	return string(text)
}
