// Package locate finds out where the robot is from what its wheels report and
// its lidar sees: a particle filter over the base's map. It never learns the
// truth. It can be wrong, it can notice that it is lost, and it starts again
// around where it is told to look.
//
// The method is the known one (Thrun, Burgard, Fox: Probabilistic Robotics,
// chapters 6.4 and 8.3): particles move as the wheels say, with noise; each is
// weighed by how near the ends of the beams come to what the map shows; the
// light ones die. Beams that end in the open count little, so that people,
// who are on no map, mislead it little.
package locate

import (
	"math"
	"math/rand/v2"

	"tiepdan/drivers/base/floortest/chassis"
	"tiepdan/drivers/base/floortest/lidar"
	"tiepdan/drivers/base/floortest/world"
)

const (
	particles = 140
	// everyBeam of a scan is looked at, in turns.
	everyBeam = 6
	// hitSigmaM is how far from the map a beam that means it may end, randomly
	// how likely any other end is beside that.
	hitSigmaM = 0.07
	randomly  = 0.08
	// temper keeps many beams that err together from killing all particles
	// but one.
	temper = 0.35
	// An update needs so much motion, or so much time.
	updateM, updateRad, updateS = 0.03, 0.03, 2.0
	// fitM is how near to the map a beam's end counts as explained by it.
	fitM = 0.12
	// poorFit is the part of explained beams below which something is wrong,
	// lostAfter that for so many updates is lost.
	poorFit, lostAfter = 0.45, 12
	// strays are the particles set anew around the guess at each update.
	strays = 3
	// leastSigmaM is claimed at best: the map itself is no better.
	leastSigmaM = 0.015
	// Beyond its steps, a distance is worth no less.
	worthM, worthSteps = 0.005, 64
)

type particle struct {
	world.Pose
	weight float64
}

// Localiser is the base's idea of where it is.
type Localiser struct {
	mapped *world.Field
	random *rand.Rand
	// worth of a beam's end by its distance from the map, in steps of worthM.
	worth [worthSteps]float64

	cloud, next []particle
	at          world.Pose // the guess, moved on by the wheels
	sigmaM      float64
	moved       chassis.Moved // since the last update
	sinceS      float64
	turn        int
	fit         float64
	poor        int
	resets      int
}

// New starts around a pose.
func New(mapped *world.Field, near world.Pose, random *rand.Rand) *Localiser {
	l := &Localiser{
		mapped: mapped, random: random, fit: 1,
		cloud: make([]particle, particles), next: make([]particle, particles),
	}
	for i := range l.worth {
		d := float64(i) * worthM
		l.worth[i] = temper * math.Log(math.Exp(-d*d/(2*hitSigmaM*hitSigmaM))+randomly)
	}
	const sure = 0.05
	l.scatter(near, sure, sure)
	return l
}

// Relocalise starts again around a pose that somebody or something knows.
func (l *Localiser) Relocalise(near world.Pose, sigmaM float64) {
	l.scatter(near, sigmaM, max(0.1, min(math.Pi, sigmaM)))
	l.resets++
	l.poor = 0
	l.sinceS = updateS
}

func (l *Localiser) scatter(near world.Pose, sigmaM, sigmaRad float64) {
	for i := range l.cloud {
		l.cloud[i] = particle{l.stray(near, sigmaM, sigmaRad), 1.0 / particles}
	}
	l.at, l.sigmaM = near, sigmaM
}

func (l *Localiser) stray(near world.Pose, sigmaM, sigmaRad float64) world.Pose {
	return world.At(
		near.X+sigmaM*l.random.NormFloat64(), near.Y+sigmaM*l.random.NormFloat64(),
		world.Wrap(near.Heading+sigmaRad*l.random.NormFloat64()))
}

// Guess is where the robot believes it is, and how unsure it is of that.
func (l *Localiser) Guess() (at world.Pose, sigmaM float64) {
	return l.at, math.Hypot(l.sigmaM, leastSigmaM)
}

// Good is false while what the lidar sees does not fit the guess.
func (l *Localiser) Good() bool { return l.poor < lostAfter }

// Fit is the part of the beams that the map explains.
func (l *Localiser) Fit() float64 { return l.fit }

// Resets counts how often it started again.
func (l *Localiser) Resets() int { return l.resets }

// Move takes what the wheels report.
func (l *Localiser) Move(m chassis.Moved, dt float64) {
	l.at = carry(l.at, m.AheadM, m.TurnRad)
	l.moved.AheadM += m.AheadM
	l.moved.TurnRad += m.TurnRad
	l.sinceS += dt
}

func carry(p world.Pose, ahead, turn float64) world.Pose {
	return world.Pose{
		Point:   p.Add(world.Towards(p.Heading+turn/2, ahead)),
		Heading: world.Wrap(p.Heading + turn),
	}
}

// See takes a scan. A robot that does not move learns little from it.
func (l *Localiser) See(s *lidar.Scan) {
	if math.Abs(l.moved.AheadM) < updateM && math.Abs(l.moved.TurnRad) < updateRad && l.sinceS < updateS {
		return
	}
	still := math.Abs(l.moved.AheadM) < updateM/3 && math.Abs(l.moved.TurnRad) < updateRad/3
	l.spread()
	l.weigh(s)
	l.settle()
	l.judge(s)
	l.resample(still)
	l.moved, l.sinceS = chassis.Moved{}, 0
	l.turn++
}

// spread moves the particles as the wheels say, each with its own slip.
func (l *Localiser) spread() {
	ahead, turn := l.moved.AheadM, l.moved.TurnRad
	sigmaAhead := 0.003 + 0.06*math.Abs(ahead)
	sigmaTurn := 0.003 + 0.06*math.Abs(turn) + 0.03*math.Abs(ahead)
	for i := range l.cloud {
		p := &l.cloud[i]
		p.Pose = carry(p.Pose, ahead+sigmaAhead*l.random.NormFloat64(), turn+sigmaTurn*l.random.NormFloat64())
	}
}

// weigh holds every particle against the scan.
func (l *Localiser) weigh(s *lidar.Scan) {
	var ends [lidar.Beams/everyBeam + 1]world.Point
	n := 0
	for i := l.turn % everyBeam; i < lidar.Beams; i += everyBeam {
		if s.Ranges[i] < lidar.MaxM {
			ends[n] = s.Point(i)
			n++
		}
	}
	best := math.Inf(-1)
	for i := range l.cloud {
		p := &l.cloud[i]
		sin, cos := math.Sincos(p.Heading)
		sum := 0.0
		for _, e := range ends[:n] {
			d := l.mapped.At(world.Point{X: p.X + cos*e.X - sin*e.Y, Y: p.Y + sin*e.X + cos*e.Y})
			sum += l.worth[min(int(math.Abs(d)*(1/worthM)), worthSteps-1)]
		}
		p.weight = math.Log(p.weight) + sum
		best = max(best, p.weight)
	}
	total := 0.0
	for i := range l.cloud {
		l.cloud[i].weight = math.Exp(l.cloud[i].weight - best)
		total += l.cloud[i].weight
	}
	for i := range l.cloud {
		l.cloud[i].weight = max(l.cloud[i].weight/total, 1e-12)
	}
}

// settle takes the mean of the particles as the guess.
func (l *Localiser) settle() {
	var x, y, sin, cos float64
	for _, p := range l.cloud {
		x += p.weight * p.X
		y += p.weight * p.Y
		s, c := math.Sincos(p.Heading)
		sin += p.weight * s
		cos += p.weight * c
	}
	l.at = world.At(x, y, math.Atan2(sin, cos))
	var xx, xy, yy float64
	for _, p := range l.cloud {
		dx, dy := p.X-x, p.Y-y
		xx += p.weight * dx * dx
		xy += p.weight * dx * dy
		yy += p.weight * dy * dy
	}
	// The longer axis of the cloud.
	l.sigmaM = math.Sqrt((xx+yy)/2 + math.Sqrt((xx-yy)*(xx-yy)/4+xy*xy))
}

// judge counts how much of the scan the guess explains.
func (l *Localiser) judge(s *lidar.Scan) {
	seen, fits := 0, 0
	for i := 0; i < lidar.Beams; i += 3 {
		if s.Ranges[i] >= lidar.MaxM {
			continue
		}
		seen++
		if math.Abs(l.mapped.At(l.at.To(s.Point(i)))) < fitM {
			fits++
		}
	}
	if seen == 0 {
		return
	}
	l.fit = float64(fits) / float64(seen)
	switch {
	case l.fit < poorFit:
		l.poor++
	case l.poor > 0:
		l.poor = min(l.poor, lostAfter) - 1
	}
}

// resample lets the light particles die, when few carry all the weight.
func (l *Localiser) resample(still bool) {
	square := 0.0
	for _, p := range l.cloud {
		square += p.weight * p.weight
	}
	if 1/square > particles/2 {
		return
	}
	step := 1.0 / particles
	u, sum, i := l.random.Float64()*step, l.cloud[0].weight, 0
	for k := range l.next {
		for sum < u && i < particles-1 {
			i++
			sum += l.cloud[i].weight
		}
		l.next[k] = particle{l.cloud[i].Pose, step}
		u += step
	}
	l.cloud, l.next = l.next, l.cloud
	if still {
		return
	}
	const strayM, strayRad = 0.15, 0.1
	for k := range strays {
		l.cloud[k*particles/strays].Pose = l.stray(l.at, strayM, strayRad)
	}
}
