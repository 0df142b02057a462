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

// Outlook is how the line may go on: the dispatcher's own order at every moment
// to come, the doors as they stand, and service times drawn from those that
// were measured, played many times. It is the same for the same line.
type Outlook struct {
	line    queue.Line
	at      time.Time
	breaks  []Break
	spans   []span // of the breaks
	samples int    // that a service must have
	pooled  []time.Duration
	doors   []door
	parts   []part
	waits   map[string][]float64 // of every ticket: minutes from now, for each run
	byPlace [][]float64          // the same in the order of joining
	offers  [runs][]offer
}

// door is one that calls.
type door struct {
	number int
	begin  []float64 // when it is free first, for each run
	parts  []int     // that it calls from
}

// Play plays a line on from a moment, with those who come meanwhile and go
// first by their class.
func Play(l queue.Line, at time.Time, breaks []Break, crowd Crowd) *Outlook {
	o := &Outlook{line: l, at: at, breaks: breaks, waits: map[string][]float64{}, samples: max(2, l.Policy.MinSamples)}
	var doors []int
	for _, s := range l.Services {
		o.pooled = append(o.pooled, l.Samples[s.ID]...)
		doors = append(doors, s.Doors...)
	}
	if len(o.pooled) < o.samples {
		return o
	}
	for _, b := range breaks {
		o.spans = append(o.spans, span{from: b.From.Sub(at).Minutes(), to: b.To.Sub(at).Minutes()})
	}
	slices.Sort(doors)
	for _, d := range slices.Compact(doors) {
		if begin := o.begin(d); begin != nil {
			o.doors = append(o.doors, door{number: d, begin: begin})
		}
	}
	o.stand()
	o.expect(crowd)
	o.play()
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

// span is a break in minutes from now.
type span struct{ from, to float64 }

// after is the first moment from one on, in minutes from now, that is in no
// break.
func (o *Outlook) after(minutes float64) float64 {
	for _, s := range o.spans {
		if minutes >= s.from && minutes < s.to {
			minutes = s.to
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
	t.Joined = o.at
	lane, first, doors := o.line.Policy.Lane(&t), o.first(&t), o.line.DoorsFor(t)
	waits := make([]float64, runs)
	for r := range waits {
		i := slices.IndexFunc(o.offers[r], func(f offer) bool {
			return f.takes(lane, first) && slices.Contains(doors, o.doors[f.door].number)
		})
		if i < 0 {
			return Raw{}, false
		}
		waits[r] = o.offers[r][i].at
	}
	return raw(waits)
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
