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

// expect draws those who will come and go before some who wait, for every
// run. The same half hour of the same day brings the same people whenever it
// is asked, so that an estimate moves with the line and not by chance.
func (o *Outlook) expect(c Crowd) {
	p := &o.line.Policy
	for _, name := range slices.Sorted(maps.Keys(c)) {
		t := o.comer(name)
		lane := p.Lane(&t)
		if lane == ordinary(p) || len(c[name]) != slots {
			continue // nobody goes first there
		}
		if i := o.open(&t, lane); i >= 0 {
			o.draw(&o.parts[i], hash(name), c[name])
		}
	}
}

// draw draws those who come into a part.
func (o *Outlook) draw(p *part, name uint32, perSlot []float64) {
	y, mo, d := o.at.Date()
	now := o.at.Sub(time.Date(y, mo, d, 0, 0, 0, 0, o.at.Location())).Minutes()
	from := min(max(0, int(now)/slotLong), slots)
	to := min(slots, int(now+horizon)/slotLong+1)
	first := o.line.Policy.AgeAfter.Minutes()
	if first <= 0 {
		first = math.Inf(1)
	}
	p.ends = make([]int, runs)
	var nobody [slots]float64 // how probable it is that nobody comes
	for slot := from; slot < to; slot++ {
		nobody[slot] = math.Exp(-perSlot[slot])
	}
	for r := range runs {
		begin := len(p.all)
		for slot := from; slot < to; slot++ {
			seed := name + uint32(slot)*0x9e3779b9 + uint32(d)
			for i := range poisson(perSlot[slot], nobody[slot], uniform(seed, r)) {
				id := seed + uint32(i+1)*0x85ebca6b
				if at := (float64(slot)+uniform(id, r))*slotLong - now; at > 0 {
					p.all = append(p.all, stander{place: at, first: at + first, seed: id, wait: -1})
				}
			}
		}
		slices.SortFunc(p.all[begin:], func(a, b stander) int { return cmp.Compare(a.place, b.place) })
		p.ends[r] = len(p.all)
	}
}

// ordinary is the lane of those who go last.
func ordinary(p *queue.Policy) int { return max(1, len(p.Classes)) }

const legacyPriority = "priority"

// comer is one of a line by its name.
func (o *Outlook) comer(name string) queue.Ticket {
	service, class := unkey(name)
	t := queue.Ticket{Service: service, Class: class, Priority: class == legacyPriority}
	if !o.line.Policy.Knows(class) {
		t.Class = ""
	}
	return t
}

// unkey is the service and the class of a line's name.
func unkey(name string) (service, class string) {
	i := strings.LastIndexByte(name, ' ')
	if i < 0 {
		return name, ""
	}
	return name[:i], name[i+1:]
}

// poisson draws how many come of a mean; p is how probable it is that nobody does.
func poisson(mean, p, u float64) int {
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
