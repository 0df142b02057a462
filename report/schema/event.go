package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Clock says how far a time stamp can be trusted.
type Clock string

// The qualities of a clock.
const (
	ClockNTP   Clock = "ntp"   // the system clock was synchronised
	ClockUnset Clock = "unset" // it was not, or nobody knows
)

// Header begins every event. Epoch and Seq name the event; TS is for people
// and never decides order or identity.
type Header struct {
	V     int       `json:"v"`
	ID    string    `json:"id"`    // UUID version 7
	Epoch string    `json:"epoch"` // of the robot's outbox; drawn when the outbox was made
	Seq   uint64    `json:"seq"`   // 1, 2, 3, … without holes within the epoch
	TS    time.Time `json:"ts"`    // with zone
	Clock Clock     `json:"clock"`
}

func (h Header) check(p *problems) {
	p.version(h.V)
	p.uuid7("id", h.ID)
	p.epoch(h.Epoch)
	between(p, "seq", h.Seq, 1, maxSeq)
	if h.TS.IsZero() {
		p.add("ts is missing")
	} else if y := h.TS.Year(); y < firstYear || y > lastYear {
		p.add("ts is in the year %d, want %d to %d", y, firstYear, lastYear)
	}
	oneOf(p, "clock", h.Clock, ClockNTP, ClockUnset)
}

// Years that a time stamp can be in. They are so far apart because a robot whose
// clock is not set sends it as it is; beyond the year 9999 there is no such text.
const (
	firstYear = 1900
	lastYear  = 2199
)

// Body is what one kind of event says.
type Body interface {
	Kind() Kind
	check(p *problems)
}

// Rating is one press of a face. A rating of a closed visit (source "ticket")
// has all fields; a press of the panel (source "panel") belongs to no visit
// and has only Face, Burst and NoVisit. The two are never merged.
type Rating struct {
	Face    string `json:"face"`   // very-satisfied, satisfied, neutral, dissatisfied
	Source  string `json:"source"` // ticket, panel
	Service string `json:"service,omitempty"`
	Door    int    `json:"door,omitempty"`
	Lang    string `json:"lang,omitempty"`     // vi, en
	WaitS   *int   `json:"wait_s,omitempty"`   // seconds from joining the line to the call
	ServeS  *int   `json:"serve_s,omitempty"`  // seconds from the call to the end
	Burst   bool   `json:"burst,omitempty"`    // panel: one of many presses in a short time
	NoVisit bool   `json:"no_visit,omitempty"` // panel: no visit had ended shortly before
}

// Call is one call of a number to a door, as the screen shows it in public.
type Call struct {
	Number  string `json:"number"`
	Service string `json:"service"`
	Door    int    `json:"door"`
	Calls   int    `json:"calls"` // 1 for the first call
}

// Visit is the end of one visit.
type Visit struct {
	Service  string `json:"service"`
	Door     int    `json:"door"`
	Priority bool   `json:"priority"`
	Outcome  string `json:"outcome"` // closed, no-show
	WaitS    *int   `json:"wait_s"`  // seconds from joining the line to the call
	ServeS   *int   `json:"serve_s"` // seconds from the call to the end
}

// Fault is a part that failed or works again.
type Fault struct {
	Part   string `json:"part"`
	Up     bool   `json:"up"`
	Detail string `json:"detail,omitempty"` // for technicians; never about a person
}

// Kind is KindRating.
func (Rating) Kind() Kind { return KindRating }

// Kind is KindCall.
func (Call) Kind() Kind { return KindCall }

// Kind is KindVisit.
func (Visit) Kind() Kind { return KindVisit }

// Kind is KindFault.
func (Fault) Kind() Kind { return KindFault }

func (r Rating) check(p *problems) {
	oneOf(p, "face", r.Face, faces()...)
	oneOf(p, "source", r.Source, "ticket", "panel")
	if r.Source == "panel" {
		if r.Service != "" || r.Door != 0 || r.Lang != "" || r.WaitS != nil || r.ServeS != nil {
			p.add("a rating of the panel belongs to no visit, want only face, burst and no_visit")
		}
		return
	}
	if r.Burst {
		p.add("burst is set, want it for the panel only")
	}
	if r.NoVisit {
		p.add("no_visit is set, want it for the panel only")
	}
	p.text("service", r.Service)
	between(p, "door", r.Door, 1, maxDoor)
	oneOf(p, "lang", r.Lang, "vi", "en")
	p.seconds("wait_s", r.WaitS)
	p.seconds("serve_s", r.ServeS)
}

func faces() []string { return []string{"very-satisfied", "satisfied", "neutral", "dissatisfied"} }

const maxDoor = 999

func (c Call) check(p *problems) {
	p.text("number", c.Number)
	p.text("service", c.Service)
	between(p, "door", c.Door, 1, maxDoor)
	between(p, "calls", c.Calls, 1, 1000)
}

func (v Visit) check(p *problems) {
	p.text("service", v.Service)
	between(p, "door", v.Door, 1, maxDoor)
	oneOf(p, "outcome", v.Outcome, "closed", "no-show")
	p.seconds("wait_s", v.WaitS)
	p.seconds("serve_s", v.ServeS)
}

func (f Fault) check(p *problems) {
	p.text("part", f.Part)
	p.optional("detail", f.Detail, MaxDetail)
}

// EncodeBody gives the JSON object of a body, to be joined to its Header by
// Join when it is sent. It refuses a body that the ward would refuse.
func EncodeBody(b Body) (json.RawMessage, error) {
	var p problems
	b.check(&p)
	if err := p.err(); err != nil {
		return nil, fmt.Errorf("cannot encode %s: %w", b.Kind(), err)
	}
	return json.Marshal(b)
}

// Join puts the fields of a header before those of a body. It checks neither:
// the reader does, and an event that it refuses still has its place in the
// sequence, which one that was never sent would not.
func Join(h Header, body json.RawMessage) ([]byte, error) {
	body = bytes.TrimSpace(body)
	if len(body) < 2 || body[0] != '{' {
		return nil, errors.New("cannot join event: the body is not a JSON object")
	}
	const most = 200 // bytes of a usual header
	data, err := h.append(make([]byte, 0, most+len(body)))
	if err != nil {
		return nil, fmt.Errorf("cannot join event: %w", err)
	}
	if rest := bytes.TrimSpace(body[1:]); rest[0] != '}' {
		data[len(data)-1] = ','
		data = append(data, rest...)
	}
	return data, nil
}

// append writes a header as encoding/json does, and faster: a backlog has a
// hundred thousand of them.
func (h Header) append(data []byte) ([]byte, error) {
	data = strconv.AppendInt(append(data, `{"v":`...), int64(h.V), 10)
	data = appendText(append(data, `,"id":`...), h.ID)
	data = appendText(append(data, `,"epoch":`...), h.Epoch)
	data = strconv.AppendUint(append(data, `,"seq":`...), h.Seq, 10)
	data, err := h.TS.AppendText(append(data, `,"ts":"`...))
	if err != nil {
		return nil, err
	}
	data = appendText(append(data, `","clock":`...), string(h.Clock))
	return append(data, '}'), nil
}

// appendText writes a JSON text.
func appendText(data []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			quoted, _ := json.Marshal(text) // a string has no error
			return append(data, quoted...)
		}
	}
	data = append(append(data, '"'), text...)
	return append(data, '"')
}

// Event is a whole event.
type Event struct {
	Header
	Body Body
}

// DecodeEvent reads an event of the kind that its topic names.
func DecodeEvent(kind Kind, data []byte) (Event, error) {
	e, taken := quick(kind, data)
	if !taken || len(data) > MaxBytes {
		var err error
		if e, err = decodeKind(kind, data); err != nil {
			return Event{}, fmt.Errorf("cannot decode %s: %w", kind, err)
		}
	}
	var p problems
	e.check(&p)
	e.Body.check(&p)
	if err := p.err(); err != nil {
		return Event{}, fmt.Errorf("cannot decode %s: %w", kind, err)
	}
	return e, nil
}

// decodeKind reads header and body, whose fields stand side by side.
func decodeKind(kind Kind, data []byte) (e Event, err error) {
	switch kind {
	case KindRating:
		var whole struct {
			Header
			Rating
		}
		err = decode(data, &whole)
		e = Event{whole.Header, whole.Rating}
	case KindFault:
		var whole struct {
			Header
			Fault
		}
		err = decode(data, &whole)
		e = Event{whole.Header, whole.Fault}
	case KindCall:
		var whole struct {
			Header
			Call
		}
		err = decode(data, &whole)
		e = Event{whole.Header, whole.Call}
	case KindVisit:
		var whole struct {
			Header
			Visit
		}
		err = decode(data, &whole)
		e = Event{whole.Header, whole.Visit}
	case KindReasons:
		var whole struct {
			Header
			Reasons
		}
		err = decode(data, &whole)
		e = Event{whole.Header, whole.Reasons}
	case KindHelp:
		var whole struct {
			Header
			Help
		}
		err = decode(data, &whole)
		e = Event{whole.Header, whole.Help}
	case KindHelpRaise:
		var whole struct {
			Header
			HelpRaise
		}
		err = decode(data, &whole)
		e = Event{whole.Header, whole.HelpRaise}
	case KindHelpEnd:
		var whole struct {
			Header
			HelpEnd
		}
		err = decode(data, &whole)
		e = Event{whole.Header, whole.HelpEnd}
	case KindResult:
		var whole struct {
			Header
			Result
		}
		err = decode(data, &whole)
		e = Event{whole.Header, whole.Result}
	default:
		return Event{}, errors.New("the contract has no such kind")
	}
	return e, err
}

// SniffHeader reads what it can of the header of an event that DecodeEvent
// refused, so that a refused event still has its place in the sequence. Its
// fields are not checked but for Epoch and Seq.
func SniffHeader(data []byte) (epoch string, seq uint64, ok bool) {
	var h struct {
		Epoch string `json:"epoch"`
		Seq   uint64 `json:"seq"`
	}
	if len(data) > MaxBytes || json.Unmarshal(data, &h) != nil {
		return "", 0, false
	}
	var p problems
	p.epoch(h.Epoch)
	between(&p, "seq", h.Seq, 1, maxSeq)
	if p.err() != nil {
		return "", 0, false
	}
	return h.Epoch, h.Seq, true
}
