package eta

import (
	"math"
	"slices"
	"time"

	"tiepdan/queue"
)

// The facts of a ticket, as log(1+minutes) or log(1+count).
const (
	tLow = iota // of the line played on
	tPoint
	tHigh
	tQL     // its place, by the calls of the last 45 minutes at its doors
	tHOL    // how long the oldest of its line has waited
	tLES    // what the one called last from its line has waited
	tHourly // the mean wait of its line at this hour, on other days
	tAhead
	tDoors // that are open to it
	tFirst // 1 if its class goes before the ordinary one
	facts
)

// Facts is what is known of a ticket when it joins.
type Facts [facts]float64

// Simple lists what the simple predictors and the line played on say, in
// minutes, in a fixed order.
func (f *Facts) Simple() []Simple {
	out := []Simple{{"played on", f[tPoint]}, {"ql_45min", f[tQL]}, {"hol", f[tHOL]}, {"les", f[tLES]}, {"history", f[tHourly]}}
	for i := range out {
		out[i].Minutes = math.Expm1(out[i].Minutes)
	}
	return out
}

// Spoken is one call, for what the next tickets are told.
type Spoken struct {
	At     time.Time `json:"at"`
	Door   int       `json:"door"`
	Key    string    `json:"key"`
	Waited float64   `json:"waited"` // log(1+minutes)
}

// keptSpoken bounds the calls that are remembered.
const keptSpoken = 120

func (l Ledger) spoke(s Spoken) Ledger {
	kept := slices.DeleteFunc(slices.Clone(l.Spoken), func(o Spoken) bool { return s.At.Sub(o.At) > 12*time.Hour })
	kept = append(kept, s)
	l.Spoken = kept[max(0, len(kept)-keptSpoken):]
	return l
}

// Facts tells what is known of a ticket that joins, or would join, at a time
// of the ward's clock.
func (l Ledger) Facts(line queue.Line, t queue.Ticket, r Raw, at time.Time) Facts {
	name, doors := key(&t), line.DoorsFor(t)
	f := Facts{tLow: r.Low, tPoint: r.Point, tHigh: r.High}
	open := 0
	for _, d := range doors {
		if line.Desk(d).State == queue.DoorOpen {
			open++
		}
	}
	ahead := line.Ahead(t)
	f[tHourly] = r.Point
	if by := l.Blend.Hourly[name]; len(by) == hours {
		f[tHourly] = by[at.Hour()]
	}
	f[tLES] = f[tHourly]
	for _, s := range l.Spoken {
		if s.Key == name {
			f[tLES] = s.Waited
		}
	}
	f[tQL] = r.Point
	if pace := l.pace(doors, at); pace > 0 {
		f[tQL] = log1p(float64(ahead+1) * pace)
	}
	f[tHOL] = oldest(&line, name, at)
	f[tAhead], f[tDoors] = log1p(float64(ahead)), log1p(float64(open))
	if line.Policy.Lane(&t) < ordinary(&line.Policy) {
		f[tFirst] = 1
	}
	for i := range f {
		f[i] = math.Round(clean(f[i])*factScale) / factScale
	}
	return f
}

// pace is the minutes between two of the last calls at some doors, 0 of too few.
func (l Ledger) pace(doors []int, at time.Time) float64 {
	called, since := 0, at
	for _, s := range l.Spoken {
		if slices.Contains(doors, s.Door) && at.Sub(s.At).Minutes() <= recent {
			called++
			if s.At.Before(since) {
				since = s.At
			}
		}
	}
	if called < 2 {
		return 0
	}
	return max(1, at.Sub(since).Minutes()) / float64(called)
}

// oldest is the longest that anybody of a line has waited.
func oldest(line *queue.Line, name string, at time.Time) float64 {
	longest := 0.0
	for i := range line.Live {
		t := &line.Live[i]
		if t.State == queue.Waiting && key(t) == name {
			longest = max(longest, log1p(at.Sub(t.Since()).Minutes()))
		}
	}
	return longest
}

// factScale is how finely facts are kept.
const factScale = 8000
