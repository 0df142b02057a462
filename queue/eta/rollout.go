package eta

import (
	"math"
	"slices"
	"time"

	"tiepdan/queue"
)

const (
	// runs is how often the line is played on.
	runs = 48
	// rest is what a visit that already took longer than any seen before is
	// thought to take yet, as a share of what it took.
	rest = 0.25
)

// Outlook is how the line may go on: the real order of the dispatcher, the
// doors as they stand, and service times drawn from those that were measured,
// played many times. It is the same for the same line.
type Outlook struct {
	line    queue.Line
	at      time.Time
	breaks  []Break
	order   []queue.Ticket
	doors   []int
	free    map[int][]float64 // of every door: when it is free, for each run
	pooled  []time.Duration
	waits   map[string][]float64 // of every ticket: minutes from now, for each run
	samples int                  // that a service must have
	// coming are, for every run, those who are yet to come and may go first;
	// begun is the same before anybody went.
	coming, begun [][]newcomer
	lines         []comers
}

// Play plays a line on from a moment, with those who come meanwhile and go
// first by their class.
func Play(l queue.Line, at time.Time, breaks []Break, crowd Crowd) *Outlook {
	o := &Outlook{line: l, at: at, breaks: breaks, order: l.Outlook(), free: map[int][]float64{}, waits: map[string][]float64{}, samples: max(2, l.Policy.MinSamples)}
	for _, s := range l.Services {
		o.pooled = append(o.pooled, l.Samples[s.ID]...)
		for _, d := range s.Doors {
			if !slices.Contains(o.doors, d) {
				o.doors = append(o.doors, d)
			}
		}
	}
	slices.Sort(o.doors)
	if len(o.pooled) < o.samples {
		return o
	}
	for _, d := range o.doors {
		o.free[d] = o.begin(d)
	}
	if len(crowd) > 0 {
		o.expect(crowd)
	}
	for i := range o.order {
		o.waits[o.order[i].ID] = o.serve(&o.order[i])
	}
	return o
}

// begin is when a door is free first, in each run; nil when it calls nobody.
func (o *Outlook) begin(door int) []float64 {
	desk := o.line.Desk(door)
	var from float64
	switch desk.State {
	case queue.DoorClosed:
		return nil
	case queue.DoorPaused:
		if desk.Back.IsZero() {
			return nil
		}
		from = max(0, desk.Back.Sub(o.at).Minutes())
	case queue.DoorOpen:
	}
	out := make([]float64, runs)
	t, busy := o.line.At(door)
	var left []float64
	if busy {
		left = o.left(&t)
	}
	seed := hash(t.ID)
	for r := range out {
		if busy {
			out[r] = left[pick(seed, r, len(left))]
		}
		out[r] = o.after(max(from, out[r]))
	}
	return out
}

// left is how long a visit under way may go on, by those that took longer, in
// minutes.
func (o *Outlook) left(t *queue.Ticket) []float64 {
	spent := max(0, o.at.Sub(t.Last))
	var out []float64
	for _, s := range o.samplesOf(t.Service) {
		if s > spent {
			out = append(out, (s - spent).Minutes())
		}
	}
	if len(out) == 0 {
		return []float64{rest * spent.Minutes()}
	}
	return out
}

// serve lets a ticket have the first of its doors that is free, in each run,
// and returns when. Nil says that no door takes it as things stand.
func (o *Outlook) serve(t *queue.Ticket) []float64 {
	samples, seed := o.samplesOf(t.Service), hash(t.ID)
	lane, most := lane(&o.line.Policy, t.Class, t.Priority), passing(&o.line.Policy)
	doors, free := o.open(t)
	if len(doors) == 0 {
		return nil
	}
	aged, waits := o.aged(t), make([]float64, runs)
	for r := range runs {
		best := first(free, r)
		if o.coming != nil {
			for n := 0; n < most && free[best][r] < aged && o.overtake(lane, r, doors[best]); n++ {
				best = first(free, r)
			}
		}
		waits[r] = free[best][r]
		free[best][r] = o.after(waits[r] + samples[pick(seed, r, len(samples))].Minutes())
	}
	return waits
}

// open are the doors that may call a ticket, and when they are free.
func (o *Outlook) open(t *queue.Ticket) (doors []int, free [][]float64) {
	for _, d := range o.line.DoorsFor(*t) {
		if f := o.free[d]; f != nil {
			doors, free = append(doors, d), append(free, f)
		}
	}
	return doors, free
}

// first is the place of the door that is free first in a run.
func first(free [][]float64, run int) int {
	best := 0
	for i := range free {
		if free[i][run] < free[best][run] {
			best = i
		}
	}
	return best
}

// after is the first moment from one on, in minutes from now, that is in no
// break.
func (o *Outlook) after(minutes float64) float64 {
	for _, b := range o.breaks {
		from, to := b.From.Sub(o.at).Minutes(), b.To.Sub(o.at).Minutes()
		if minutes >= from && minutes < to {
			minutes = to
		}
	}
	return minutes
}

func (o *Outlook) samplesOf(service string) []time.Duration {
	if own := o.line.Samples[service]; len(own) >= o.samples {
		return own
	}
	return o.pooled
}

// Of is how long a waiting ticket waits from now on, as logarithms; false says
// that it cannot be told.
func (o *Outlook) Of(t queue.Ticket) (Raw, bool) {
	if !o.enough(t.Service) {
		return Raw{}, false
	}
	return raw(o.waits[t.ID])
}

// enough reports whether a service has been measured often enough that
// anything can be said of it.
func (o *Outlook) enough(service string) bool { return len(o.line.Samples[service]) >= o.samples }

// Ghost is Of for a ticket that would join now.
func (o *Outlook) Ghost(t queue.Ticket) (Raw, bool) {
	if !o.enough(t.Service) {
		return Raw{}, false
	}
	t.ID = "new " + t.Service
	ahead := slices.IndexFunc(o.line.With(t).Outlook(), func(x queue.Ticket) bool { return x.ID == t.ID })
	again := &Outlook{line: o.line, at: o.at, breaks: o.breaks, free: map[int][]float64{}, pooled: o.pooled, samples: o.samples, lines: o.lines}
	if ahead == len(o.order) { // behind all: the doors are as this outlook leaves them
		for d, f := range o.free {
			again.free[d] = slices.Clone(f)
		}
		again.coming = clones(o.coming)
		return raw(again.serve(&t))
	}
	for _, d := range o.doors {
		again.free[d] = again.begin(d)
	}
	again.coming = clones(o.begun)
	for i := range o.order[:max(0, ahead)] {
		again.serve(&o.order[i])
	}
	return raw(again.serve(&t))
}

func clones(of [][]newcomer) [][]newcomer {
	if of == nil {
		return nil
	}
	out := make([][]newcomer, len(of))
	for i := range of {
		out[i] = slices.Clone(of[i])
	}
	return out
}

func raw(waits []float64) (Raw, bool) {
	if len(waits) == 0 {
		return Raw{}, false
	}
	waits = slices.Sorted(slices.Values(waits))
	at := func(q float64) float64 { return clean(math.Log1p(max(0, waits[int(q*float64(len(waits)-1))]))) }
	return Raw{Low: at(0.1), Point: at(0.5), High: at(0.9)}, true
}

// Wait is an estimate as the line tells it.
func (e Estimate) Wait() queue.Wait {
	d := func(minutes float64) time.Duration {
		return time.Duration(math.Round(minutes*60)) * time.Second
	}
	return queue.Wait{Known: true, Min: d(e.Low), Mid: d(e.Point), Max: d(e.High)}
}
