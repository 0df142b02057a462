package queue

import (
	"math"
	"slices"
	"time"
)

// odd is a time at a door or in the line that only a clock that was set can
// have made; it is in no figure.
const odd = 12 * time.Hour

// keptTimes bounds the times kept for a quantile; counts and means are of the
// whole day.
const keptTimes = 500

// Tally is what one door did today for one service. Door 0 is for tickets
// that ended at none.
type Tally struct {
	Door    int    `json:"door"`
	Service string `json:"service"`
	Served  int    `json:"served,omitempty"`
	NoShows int    `json:"no_shows,omitempty"`
	Left    int    `json:"left,omitempty"`
	Moved   int    `json:"moved,omitempty"` // sent to another door or service
	Wait    Times  `json:"wait,omitzero"`
	Serve   Times  `json:"serve,omitzero"`
}

// Times sums up durations, in whole seconds.
type Times struct {
	N    int     `json:"n,omitempty"`
	Sum  int64   `json:"sum,omitempty"`
	Last []int32 `json:"last,omitempty"` // the latest, at most keptTimes
}

func (t Times) add(d time.Duration) Times {
	if d >= odd {
		return t
	}
	s := int32(d / time.Second)
	t.N, t.Sum = t.N+1, t.Sum+int64(s)
	t.Last = append(slices.Clone(t.Last), s)
	t.Last = t.Last[max(0, len(t.Last)-keptTimes):]
	return t
}

// Plus sums up two.
func (t Times) Plus(o Times) Times {
	return Times{N: t.N + o.N, Sum: t.Sum + o.Sum, Last: slices.Concat(t.Last, o.Last)}
}

// Mean is the mean, 0 of none.
func (t Times) Mean() time.Duration {
	if t.N == 0 {
		return 0
	}
	return time.Duration(t.Sum) * time.Second / time.Duration(t.N)
}

// Quantile is the value that a share p of the latest times does not exceed, 0
// of none.
func (t Times) Quantile(p float64) time.Duration {
	if len(t.Last) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t.Last))
	i := int(math.Ceil(p*float64(len(sorted)))) - 1
	return time.Duration(sorted[min(max(i, 0), len(sorted)-1)]) * time.Second
}

// count writes an end down.
func (l Line) count(t Ticket) Line {
	door := t.Door
	if t.State == Left {
		door = 0
	}
	return l.tally(door, t.Service, func(y *Tally) {
		switch t.State {
		case Closed:
			y.Served++
			y.Wait, y.Serve = y.Wait.add(t.Waited()), y.Serve.add(t.Served())
		case NoShow:
			y.NoShows++
			y.Wait = y.Wait.add(t.Waited())
		case Left:
			y.Left++
		case Reserved, Waiting, Called, Held:
		}
	})
}

// Moved counts a ticket that was at a door and was sent elsewhere from there.
func (l Line) Moved(t Ticket) Line {
	return l.tally(t.Door, t.Service, func(y *Tally) { y.Moved++ })
}

func (l Line) tally(door int, service string, f func(*Tally)) Line {
	l.Tallies = slices.Clone(l.Tallies)
	i := slices.IndexFunc(l.Tallies, func(y Tally) bool { return y.Door == door && y.Service == service })
	if i < 0 {
		i = len(l.Tallies)
		l.Tallies = append(l.Tallies, Tally{Door: door, Service: service})
	}
	f(&l.Tallies[i])
	return l
}
