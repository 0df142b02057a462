package eta

import (
	"math"
	"slices"
	"time"

	"tiepdan/queue"
)

// stander is one who waits, or who is yet to come.
type stander struct {
	// place is in the order of joining: less than 0 for who waits, the minutes
	// until then for who comes.
	place float64
	first float64 // minutes from now until she counts as one of the first class
	seed  uint32
	wait  int // where her wait is written down, -1 of who is yet to come
}

// part is some of the line: of one service and class, for the same doors.
// Nobody in it ever goes before somebody who stands in front of her.
type part struct {
	service  string
	to, lane int
	samples  []time.Duration
	all      []stander
	ends     []int // where each run's end in all; nil of those who wait now
}

// of are those of a run.
func (p *part) of(run int) []stander {
	switch {
	case p.ends == nil:
		return p.all
	case run == 0:
		return p.all[:p.ends[0]]
	}
	return p.all[p.ends[run-1]:p.ends[run]]
}

// stand puts all who wait into parts.
func (o *Outlook) stand() {
	standing := o.line.Standing()
	minutes := make([]float64, runs*len(standing))
	for i := range standing {
		t := &standing[i]
		lane, s := o.line.Policy.Lane(t), stander{place: float64(i - len(standing)), first: o.first(t), seed: hash(t.ID), wait: len(o.byPlace)}
		at := slices.IndexFunc(o.parts, func(p part) bool {
			return p.service == t.Service && p.to == t.To && p.lane == lane && (lane == 0 || p.all[len(p.all)-1].first <= s.first)
		})
		if at < 0 {
			at = o.open(t, lane)
		}
		if at < 0 {
			continue // no door calls her as things stand
		}
		o.parts[at].all = append(o.parts[at].all, s)
		waits := minutes[i*runs : (i+1)*runs]
		o.byPlace, o.waits[t.ID] = append(o.byPlace, waits), waits
	}
}

// open begins a part with tickets of a kind, -1 when no door calls them.
func (o *Outlook) open(t *queue.Ticket, lane int) int {
	at := -1
	for _, d := range o.line.DoorsFor(*t) {
		i := slices.IndexFunc(o.doors, func(o door) bool { return o.number == d })
		if i < 0 {
			continue
		}
		if at < 0 {
			at = len(o.parts)
			o.parts = append(o.parts, part{service: t.Service, to: t.To, lane: lane, samples: o.samplesOf(t.Service)})
		}
		o.doors[i].parts = append(o.doors[i].parts, at)
	}
	return at
}

// first is FirstFrom in minutes from now.
func (o *Outlook) first(t *queue.Ticket) float64 {
	if at, ever := o.line.Policy.FirstFrom(t); ever {
		return at.Sub(o.at).Minutes()
	}
	return math.Inf(1)
}
