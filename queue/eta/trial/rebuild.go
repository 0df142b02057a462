package trial

import (
	"cmp"
	"slices"
)

// Ticket is one ticket as the snapshots tell of it. Times are minutes since
// midnight.
type Ticket struct {
	Number int
	Came   float64
	Called float64
	// Seen is when the call could be read: at the snapshot that shows it.
	Seen float64
	// hidden says that nobody saw when it came or was called.
	hidden bool
}

// Waited is how long the ticket waited, in minutes.
func (t Ticket) Waited() float64 { return t.Called - t.Came }

// Queue is one queue's day.
type Queue struct {
	ID      string
	Office  string
	Rows    []Row    // in time's order, one a minute at most
	Tickets []Ticket // by number; only those called that day, and not in a gap
}

const (
	// A gap in the snapshots up to this long is interpolated.
	gapMin = 15
	// jump is how many more tickets than were seen waiting can be called
	// between two snapshots; more is a jump in the numbers.
	jump = 15
	// lapse is how many waiting tickets may vanish without a call.
	lapse = 6
)

// Rebuild makes queues of one day's rows. Queues whose numbers jump are left
// out, and counted.
func Rebuild(rows []Row) (queues []Queue, dropped int) {
	by := map[string][]Row{}
	for _, r := range rows {
		by[r.Queue] = append(by[r.Queue], r)
	}
	for id, rows := range by {
		slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Minute, b.Minute) })
		rows = slices.CompactFunc(rows, func(a, b Row) bool { return a.Minute == b.Minute })
		marks, ok := count(rows)
		if !ok {
			dropped++
			continue
		}
		queues = append(queues, Queue{ID: id, Office: rows[0].Office, Rows: rows, Tickets: tickets(marks)})
	}
	slices.SortFunc(queues, func(a, b Queue) int { return cmp.Compare(a.ID, b.ID) })
	return queues, dropped
}

// mark is how many tickets were called and issued at one moment.
type mark struct {
	at             float64
	called, issued int
}

// unseen says that the snapshots before a mark are too far back to tell when
// something happened between them.
func (m mark) unseen(before mark) bool { return m.at-before.at > gapMin }

// count adds the snapshots up; false says that the numbers jump.
func count(rows []Row) ([]mark, bool) {
	out := make([]mark, 0, len(rows))
	var m mark
	for _, r := range rows {
		before := m
		m.at = r.Minute
		if r.Serving > 0 {
			m.called = r.Serving
		}
		waited := before.issued - before.called
		if m.called < before.called || m.called-before.called > waited+jump {
			return nil, false
		}
		issued := m.called + r.Waiting
		if issued < before.issued-lapse {
			return nil, false
		}
		m.issued = max(issued, before.issued)
		out = append(out, m)
	}
	return out, true
}

// tickets interpolates between the marks.
func tickets(marks []mark) []Ticket {
	last := marks[len(marks)-1].called
	out := make([]Ticket, last)
	var before mark
	for i, m := range marks {
		if i == 0 {
			before.at = m.at
		}
		hidden := i == 0 || m.unseen(before)
		for n := before.issued + 1; n <= min(m.issued, last); n++ {
			out[n-1].Number, out[n-1].hidden = n, hidden
			out[n-1].Came = between(before.at, m.at, n-before.issued, m.issued-before.issued)
		}
		for n := before.called + 1; n <= m.called; n++ {
			t := &out[n-1]
			t.Called = max(t.Came, between(before.at, m.at, n-before.called, m.called-before.called))
			t.Seen = m.at
			t.hidden = t.hidden || hidden
		}
		before = m
	}
	return slices.DeleteFunc(out, func(t Ticket) bool { return t.hidden })
}

// between puts the i-th of n events evenly between two moments.
func between(from, to float64, i, n int) float64 {
	return from + (to-from)*(float64(i)-0.5)/float64(n)
}
