package music

import (
	"math"
	"math/rand/v2"
)

// pluck is one plucked string, after Karplus and Strong: a burst of noise that
// goes round in a line as long as the tone's period, and loses its edge with
// each turn.
type pluck struct {
	line  []float64
	at    int
	allow float64 // of the allpass that makes the line's length a fraction
	x, y  float64 // what went into it and came out of it last
	prev  float64
	loss  float64 // of each turn
	soft  float64 // 0.5 dulls most
	rise  float64 // of the first samples: a fingertip, no plectrum
	left  int     // samples still to sound
}

// newPluck is a string of hz that sounds for about ring seconds, as loud as
// velocity.
func newPluck(r *rand.Rand, hz, velocity, ring float64) *pluck {
	const soft = 0.5
	period := Rate/hz - soft // what dulls it delays it too
	n := int(period - 0.2)
	frac := period - float64(n)
	p := &pluck{
		line: make([]float64, n), allow: (1 - frac) / (1 + frac), soft: soft,
		loss: math.Pow(10, -3/(hz*ring)), left: int(ring * Rate),
	}
	// Dull noise sounds like a finger's flesh, bright noise like wire. Taking
	// away what is a fifth of the string on makes it plucked near its end.
	last := 0.0
	for i := range p.line {
		last += 0.2 * (2*r.Float64() - 1 - last)
		p.line[i] = last
	}
	shift := max(n/5, 1)
	sum, most := 0.0, 0.0
	burst := make([]float64, n)
	for i := range burst {
		burst[i] = p.line[i] - p.line[(i+n-shift)%n]
		sum += burst[i]
	}
	for i := range burst {
		burst[i] -= sum / float64(n)
		most = max(most, math.Abs(burst[i]))
	}
	for i := range burst {
		p.line[i] = burst[i] / most * velocity
	}
	return p
}

// next is the string's next sample.
func (p *pluck) next() float64 {
	out := p.line[p.at]
	dull := p.loss * ((1-p.soft)*out + p.soft*p.prev)
	p.prev = out
	p.y = p.allow*(dull-p.y) + p.x
	p.x = dull
	p.line[p.at] = p.y
	if p.at++; p.at == len(p.line) {
		p.at = 0
	}
	if p.rise < 1 {
		p.rise = min(1, p.rise+1.0/(Rate/100))
		out *= p.rise
	}
	if p.left--; p.left < Rate/20 {
		return out * float64(max(p.left, 0)) / (Rate / 20) // no string ends with a click
	}
	return out
}

func (p *pluck) over() bool { return p.left <= 0 }

// room is a small hall: without it strings sound as from a tin.
type room struct {
	combs  [4]delay
	spread [2]delay
}

// delay is a line that feeds itself.
type delay struct {
	line []float64
	at   int
	feed float64
	low  float64 // walls swallow what is high
}

func newRoom() *room {
	r := &room{}
	for i, n := range []int{653, 719, 811, 887} { // no common divisor: no tone of its own
		r.combs[i] = delay{line: make([]float64, n), feed: 0.8}
	}
	for i, n := range []int{113, 283} {
		r.spread[i] = delay{line: make([]float64, n), feed: 0.6}
	}
	return r
}

func (r *room) next(in float64) float64 {
	sum := 0.0
	for i := range r.combs {
		d := &r.combs[i]
		out := d.line[d.at]
		d.low += 0.5 * (out - d.low)
		d.put(in + d.feed*d.low)
		sum += out / float64(len(r.combs))
	}
	for i := range r.spread {
		d := &r.spread[i]
		out := d.line[d.at]
		v := sum + d.feed*out
		d.put(v)
		sum = out - d.feed*v
	}
	return sum
}

func (d *delay) put(v float64) {
	d.line[d.at] = v
	if d.at++; d.at == len(d.line) {
		d.at = 0
	}
}
