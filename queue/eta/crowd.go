package eta

import (
	"cmp"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"tiepdan/queue"
)

const (
	slots    = 48 // half hours of a day
	slotLong = 24 * 60 / slots
	// horizon is how far ahead people are thought to come, in minutes.
	horizon = 240
)

// Crowd is how many come on a day in each half hour, by the line they stand
// in (see key).
type Crowd map[string][]float64

// comers are those of one line who may come and go first.
type comers struct {
	service string
	doors   []int
	lane    int
}

// newcomer is one of them, in one run.
type newcomer struct {
	at     float64 // minutes from now
	id     uint32
	line   uint16
	served bool
}

// expect draws those who will come and go before some who wait, for every
// run. The same half hour of the same day brings the same people whenever it
// is asked, so that an estimate moves with the line and not by chance.
func (o *Outlook) expect(c Crowd) {
	last := ordinary(&o.line.Policy)
	o.coming = make([][]newcomer, runs)
	for _, name := range slices.Sorted(maps.Keys(c)) {
		service, class := unkey(name)
		l := comers{service: service, lane: lane(&o.line.Policy, class, class == legacyPriority)}
		l.doors = o.line.DoorsFor(queue.Ticket{Service: service})
		if l.lane < last && len(l.doors) > 0 && len(c[name]) == slots {
			o.lines = append(o.lines, l)
			o.draw(name, c[name])
		}
	}
	for _, list := range o.coming {
		slices.SortFunc(list, func(a, b newcomer) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	}
	o.begun = clones(o.coming)
}

// draw draws those of the last one of the lines.
func (o *Outlook) draw(name string, perSlot []float64) {
	y, mo, d := o.at.Date()
	now := o.at.Sub(time.Date(y, mo, d, 0, 0, 0, 0, o.at.Location())).Minutes()
	n := newcomer{line: uint16(len(o.lines) - 1)}
	for slot := min(max(0, int(now)/slotLong), slots); slot < slots && float64(slot*slotLong) < now+horizon; slot++ {
		mean := perSlot[slot]
		if mean <= 0 {
			continue
		}
		seed := hash(name) + uint32(slot)*0x9e3779b9 + uint32(d)
		for r := range runs {
			for i := range poisson(mean, uniform(seed, r)) {
				n.id = seed + uint32(i+1)*0x85ebca6b
				n.at = (float64(slot)+uniform(n.id, r))*slotLong - now
				if n.at > 0 {
					o.coming[r] = append(o.coming[r], n)
				}
			}
		}
	}
}

// overtake lets the first one go who comes before a ticket's turn at a door and
// goes first, and reports whether there was one.
func (o *Outlook) overtake(lane, run, door int) bool {
	start, list := o.free[door][run], o.coming[run]
	for i := range list {
		n := &list[i]
		if n.at > start {
			return false
		}
		l := &o.lines[n.line]
		if n.served || l.lane >= lane || !slices.Contains(l.doors, door) {
			continue
		}
		n.served = true
		for len(list) > 0 && list[0].served {
			list = list[1:]
		}
		o.coming[run] = list
		samples := o.samplesOf(l.service)
		o.free[door][run] = o.after(start + samples[pick(n.id, run, len(samples))].Minutes())
		return true
	}
	return false
}

// aged is when nobody who comes goes before a ticket any more, in minutes from
// now.
func (o *Outlook) aged(t *queue.Ticket) float64 {
	if a := o.line.Policy.AgeAfter; a > 0 {
		joined := t.Joined
		if t.State != queue.Waiting {
			joined = o.at // would join now
		}
		return joined.Add(a).Sub(o.at).Minutes()
	}
	return math.Inf(1)
}

// passing is how many may go before one ticket that come after it.
func passing(p *queue.Policy) int {
	if p.Strict || len(p.Classes) == 0 && p.Share < 1 {
		return math.MaxInt
	}
	n := 0
	for _, c := range p.Classes {
		if c.Weight < 1 {
			c.Weight = max(1, p.Share)
		}
		n += c.Weight
	}
	return max(n, p.Share, 1)
}

const legacyPriority = "priority"

// lane is where a class stands in the order of the ward.
func lane(p *queue.Policy, class string, priority bool) int {
	for i, c := range p.Classes {
		if c.ID == class && class != "" {
			return i
		}
	}
	if priority && (len(p.Classes) == 0 || class == "" || class == legacyPriority) {
		return 0
	}
	return ordinary(p)
}

// ordinary is the place of those who go last.
func ordinary(p *queue.Policy) int { return max(1, len(p.Classes)) }

// unkey is the service and the class of a line's name.
func unkey(name string) (service, class string) {
	i := strings.LastIndexByte(name, ' ')
	if i < 0 {
		return name, ""
	}
	return name[:i], name[i+1:]
}

func poisson(mean, u float64) int {
	p := math.Exp(-mean)
	n := 0
	for sum := p; u > sum && n < 30; sum += p {
		n++
		p *= mean / float64(n)
	}
	return n
}

func hash(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s)) // never fails, by its documentation
	return h.Sum32()
}

func scramble(seed uint32, run int) uint64 {
	x := uint64(seed)<<16 + uint64(run)
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

func pick(seed uint32, run, n int) int { return int(scramble(seed, run) % uint64(n)) }

func uniform(seed uint32, run int) float64 { return float64(scramble(seed, run)>>11) / (1 << 53) }
