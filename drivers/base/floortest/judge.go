package floortest

import (
	"math"

	"tiepdan/drivers/base/floortest/chassis"
	"tiepdan/drivers/base/floortest/crowd"
	"tiepdan/drivers/base/floortest/world"
)

const (
	// causedMps is how fast the robot itself must move towards a person whom
	// it touches for the contact to be its own doing.
	causedMps = 0.02
	// partedM apart, a contact is over.
	partedM = 0.05
	// LeastGapM is the distance that the robot keeps: it does not come nearer
	// to anybody by its own motion.
	LeastGapM = 0.20
	// nearerMps is motion towards somebody that counts, graceS how long the
	// robot may still roll towards somebody who came that near by herself:
	// the time to see it and to brake from 0.6 m/s.
	nearerMps, graceS = 0.05, 0.7
	// zoneTolMps is allowed over a zone's limit: the wheels do not know the
	// speed better.
	zoneTolMps = 0.02
)

// Judge counts what must not happen, by the truth.
//
// A contact begins when the robot's body, a disc of 0.28 m, and a person's, a
// disc of her radius, touch. It is caused by the robot if the robot moves
// towards her in that moment: the part of its own velocity along the line
// between the middles is above 0.02 m/s, whatever she does herself, even if she
// runs into a robot that brakes. It becomes the robot's doing as well when the
// robot moves towards her later, while they still touch. All other contacts
// are people's: they walk into a robot that stands, turns, or drives away from
// them.
type Judge struct {
	// ByRobot and ByPeople count contacts.
	ByRobot, ByPeople int
	// Bumps counts contacts with walls and furniture, the charger excepted.
	Bumps int
	// KeepOutEntries counts how often a part of the body came into an area
	// that is to be kept out of.
	KeepOutEntries int
	// TooFast counts how often the robot was faster than its zone allows.
	TooFast int
	// TooNear counts how often the robot's own motion brought it nearer than
	// 0.20 m to somebody, or did not end within 0.7 s of her having come that
	// near herself.
	TooNear int
	// LeastMovingM is the smallest gap to anybody while the robot moved
	// towards her.
	LeastMovingM float64
	// DrivenM is the robot's way, MovingS how long it moved.
	DrivenM, MovingS float64
	// Events tells where things went wrong, the first hundred.
	Events []Event

	touching map[int]bool // true: the robot's doing
	nearFor  map[int]float64
	told     map[int]bool
	inside   bool
	fast     bool
	bumping  bool
}

// Event is something that went wrong.
type Event struct {
	AtS    float64
	What   string
	Where  world.Point
	Person int
	GapM   float64
	Mps    float64
}

func newJudge() Judge {
	return Judge{
		LeastMovingM: math.Inf(1),
		touching:     map[int]bool{}, nearFor: map[int]float64{}, told: map[int]bool{},
	}
}

// look judges one step. It runs before the bodies are pushed apart.
func (j *Judge) look(dt, clock float64, s *Sim) {
	b := s.body
	speed := math.Abs(b.Mps)
	j.DrivenM += speed * dt
	if speed > 0.02 {
		j.MovingS += dt
	}
	for _, p := range s.crowd.People() {
		if p.Here() {
			j.person(dt, clock, b, p)
		} else {
			delete(j.touching, p.ID)
		}
	}
	inside := false
	for _, k := range s.plan.KeepOut {
		inside = inside || k.Distance(b.Pose.Point) < chassis.RadiusM
	}
	limit, _ := s.plan.SpeedAt(b.Pose.Point, chassis.TopMps)
	event := Event{AtS: clock, Where: b.Pose.Point, Person: -1, Mps: b.Mps}
	j.begins(&j.inside, inside, &j.KeepOutEntries, "keep-out", event)
	j.begins(&j.fast, speed > limit+zoneTolMps, &j.TooFast, "too fast", event)
	bumping := b.Touching && s.plan.Dock().Sub(b.Pose.Point).Len() > 0.5
	j.begins(&j.bumping, bumping, &j.Bumps, "bump", event)
}

// begins counts a state when it begins.
func (j *Judge) begins(was *bool, is bool, count *int, what string, e Event) {
	if is && !*was {
		*count++
		e.What = what
		j.note(e)
	}
	*was = is
}

// person judges the robot's behaviour to one.
func (j *Judge) person(dt, clock float64, b *chassis.Body, p *crowd.Person) {
	d := p.Sub(b.Pose.Point)
	gap := d.Len() - chassis.RadiusM - p.RadiusM
	towards := b.Velocity().Dot(d.Unit())
	event := Event{AtS: clock, Where: p.Point, Person: p.ID, GapM: gap, Mps: towards}
	j.contact(gap, towards, event)
	if towards > nearerMps {
		j.LeastMovingM = min(j.LeastMovingM, gap)
	}
	if gap >= LeastGapM {
		delete(j.nearFor, p.ID)
		delete(j.told, p.ID)
		return
	}
	// Whose motion it was: hers, if she moved towards the robot faster than it
	// towards her.
	hers := -p.Vel.Dot(d.Unit())
	_, was := j.nearFor[p.ID]
	j.nearFor[p.ID] += dt
	tooNear := towards > nearerMps && (!was && towards > hers || j.nearFor[p.ID] > graceS)
	if tooNear && !j.told[p.ID] {
		j.told[p.ID] = true
		j.TooNear++
		event.What = "too near"
		j.note(event)
	}
}

// contact counts bodies that touch.
func (j *Judge) contact(gap, towards float64, e Event) {
	own, touching := j.touching[e.Person]
	switch moves := towards > causedMps; {
	case gap > partedM && touching:
		delete(j.touching, e.Person)
	case gap > 0 || own || touching && !moves:
	case moves:
		if touching { // it was hers until now
			j.ByPeople--
		}
		j.ByRobot++
		j.touching[e.Person] = true
		e.What = "contact by the robot"
		j.note(e)
	default:
		j.ByPeople++
		j.touching[e.Person] = false
	}
}

func (j *Judge) note(e Event) {
	const most = 100
	if len(j.Events) < most {
		j.Events = append(j.Events, e)
	}
}
