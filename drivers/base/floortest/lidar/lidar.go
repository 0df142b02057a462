// Package lidar is a flat scanner on the robot, 25 cm above the floor: 360
// beams, ten times a second. It sees walls, furniture and people's legs; its
// ranges are noisy, some beams do not come back, and glass mostly lets them
// through. It marks beams that come back from a reflecting strip.
package lidar

import (
	"math"
	"math/rand/v2"

	"tiepdan/drivers/base/floortest/world"
)

const (
	// Beams go round, the first ahead, counter-clockwise.
	Beams = 360
	// MaxM is as far as the scanner sees.
	MaxM = 12.0

	noiseM    = 0.01
	noisePart = 0.004 // of the range
	dropout   = 0.01
	// brightNear is how far from a strip a hit may lie.
	brightNear = 0.012
)

// Disc is something round and upright that moves: a leg, a wheel.
type Disc struct {
	world.Point
	RadiusM float64
}

// Scan is one turn. A range of MaxM or more is a beam that met nothing.
type Scan struct {
	Ranges [Beams]float32
	Bright [Beams]bool
}

// Lidar scans a floor.
type Lidar struct {
	plan   *world.Plan
	random *rand.Rand
	dirs   [Beams]world.Point
	scan   Scan
}

// New mounts a scanner.
func New(plan *world.Plan, random *rand.Rand) *Lidar {
	l := &Lidar{plan: plan, random: random}
	for i := range l.dirs {
		l.dirs[i] = world.Towards(BeamRad(i), 1)
	}
	return l
}

// BeamRad is the direction of a beam from the robot's heading.
func BeamRad(i int) float64 { return float64(i) * 2 * math.Pi / Beams }

// Scan turns once. The result is overwritten by the next.
func (l *Lidar) Scan(at world.Pose, discs []Disc) *Scan {
	s := &l.scan
	sin, cos := math.Sincos(at.Heading)
	opaque := l.plan.Opaque()
	for i, own := range l.dirs {
		dir := world.Point{X: cos*own.X - sin*own.Y, Y: sin*own.X + cos*own.Y}
		r, _ := opaque.Cast(at.Point, dir, MaxM)
		s.Ranges[i] = float32(l.throughGlass(at.Point, dir, r))
	}
	for _, d := range discs {
		l.shade(at, d)
	}
	for i := range s.Ranges {
		r := float64(s.Ranges[i])
		s.Bright[i] = r < MaxM && l.bright(at.Point, l.dirs[i], sin, cos, r)
		switch {
		case r >= MaxM:
		case l.random.Float64() < dropout && !s.Bright[i]:
			s.Ranges[i] = MaxM
		default:
			s.Ranges[i] = float32(max(0.05, r+(noiseM+noisePart*r)*l.random.NormFloat64()))
		}
	}
	return s
}

// throughGlass shortens a beam that glass throws back, which it does when met
// nearly straight, and now and then otherwise.
func (l *Lidar) throughGlass(from, dir world.Point, r float64) float64 {
	for _, g := range l.plan.Glass {
		t := g.Cast(from, math.Atan2(dir.Y, dir.X))
		if t >= r {
			continue
		}
		across := math.Abs(dir.Y) // of glass that runs east to west
		if g.Y1-g.Y0 > g.X1-g.X0 {
			across = math.Abs(dir.X)
		}
		back := 0.15
		if across > 0.97 {
			back = 0.8
		}
		if l.random.Float64() < back {
			r = t
		}
	}
	return r
}

// shade shortens the beams that meet a disc.
func (l *Lidar) shade(at world.Pose, d Disc) {
	own := at.Own(d.Point)
	far := own.Len()
	if far > MaxM || far <= d.RadiusM {
		return
	}
	mid, half := math.Atan2(own.Y, own.X), math.Asin(d.RadiusM/far)
	const per = Beams / (2 * math.Pi)
	for i := int(math.Ceil((mid - half) * per)); i <= int(math.Floor((mid+half)*per)); i++ {
		n := ((i % Beams) + Beams) % Beams
		// Where the beam enters the disc.
		ahead := own.Dot(l.dirs[n])
		side := far*far - ahead*ahead
		in := ahead - math.Sqrt(max(0, d.RadiusM*d.RadiusM-side))
		if in > 0 && float32(in) < l.scan.Ranges[n] {
			l.scan.Ranges[n] = float32(in)
		}
	}
}

// bright reports whether a beam ends on a reflecting strip.
func (l *Lidar) bright(from, own world.Point, sin, cos, r float64) bool {
	hit := world.Point{X: from.X + (cos*own.X-sin*own.Y)*r, Y: from.Y + (sin*own.X+cos*own.Y)*r}
	for _, s := range l.plan.Strips {
		if hit.X > s.X0-brightNear && hit.X < s.X1+brightNear && hit.Y > s.Y0-brightNear && hit.Y < s.Y1+brightNear {
			return true
		}
	}
	return false
}

// Point is where a beam ended, in the robot's own frame (ahead, left).
func (s *Scan) Point(i int) world.Point {
	return world.Towards(BeamRad(i), float64(s.Ranges[i]))
}
