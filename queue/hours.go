package queue

import (
	"slices"
	"time"
)

// Span is a part of a day, from midnight of the day on which it begins. One
// that crosses midnight ends after 24 hours.
type Span struct{ From, To time.Duration }

// Week has the spans of each day, Sunday first, in their order. Without any
// span at all it is always open.
type Week [7][]Span

// Set reports whether there are any hours.
func (w Week) Set() bool {
	for _, day := range w {
		if len(day) > 0 {
			return true
		}
	}
	return false
}

// Phase is where a moment lies in the week's hours.
type Phase string

// The phases.
const (
	PhaseOpen   Phase = "open"
	PhaseEarly  Phase = "not-yet" // before the day's first span
	PhaseLunch  Phase = "lunch"   // between two spans of a day
	PhaseOver   Phase = "over"    // after the day's last span
	PhaseDayOff Phase = "day-off"
)

// Moment is what a week's hours say of a time.
type Moment struct {
	Phase Phase
	// Until is when the span under way ends; set when open.
	Until time.Time
	// Last says that no other span follows on the same day.
	Last bool
	// Opens is when the next span begins; zero when there is none in a month.
	Opens time.Time
}

// spell is a span at its date.
type spell struct {
	from, to time.Time
	last     bool
}

// At says where a local time lies. Nothing is open on the days off, which are
// dates as 2006-01-02.
func (w Week) At(local time.Time, off ...string) Moment {
	if !w.Set() {
		return Moment{Phase: PhaseOpen, Last: true}
	}
	m := Moment{Phase: PhaseDayOff}
	if len(w.on(local, 0, off)) > 0 {
		m.Phase = PhaseEarly
	}
	for day := -1; day <= 7 || m.Opens.IsZero() && day <= furthest; day++ { // yesterday's may not be over
		for _, s := range w.on(local, day, off) {
			m.meet(local, s, day == 0)
		}
	}
	return m
}

// meet takes the next span in the order of time into account.
func (m *Moment) meet(local time.Time, s spell, today bool) {
	switch {
	case local.Before(s.from):
		if m.Opens.IsZero() {
			m.Opens = s.from
		}
	case local.Before(s.to):
		m.Phase, m.Until, m.Last = PhaseOpen, s.to, s.last
	case today && m.Phase != PhaseOpen:
		m.Phase = PhaseLunch
		if s.last {
			m.Phase = PhaseOver
		}
	}
}

// furthest is how many days ahead the next span is looked for: beyond the
// longest row of days off, Tết.
const furthest = 31

// on lists the spans that begin some days after a local time's date, by the
// wall clock, whatever summer time does.
func (w Week) on(local time.Time, day int, off []string) []spell {
	y, mo, d := local.Date()
	at := func(t time.Duration) time.Time {
		return time.Date(y, mo, d+day, int(t/time.Hour), int(t%time.Hour/time.Minute), 0, 0, local.Location())
	}
	noon := at(12 * time.Hour)
	if slices.Contains(off, noon.Format(time.DateOnly)) {
		return nil
	}
	spans := w[noon.Weekday()]
	out := make([]spell, len(spans))
	for i, s := range spans {
		out[i] = spell{from: at(s.From), to: at(s.To), last: i == len(spans)-1}
	}
	return out
}
