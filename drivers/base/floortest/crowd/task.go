package crowd

import (
	"math"

	"tiepdan/drivers/base/floortest/world"
)

// verb is what a task asks for.
type verb int

const (
	walkTo   verb = iota // to a place, then stay for a time
	sitDown              // take a seat, stay for a time
	enter                // go through a door, stay behind it for a time
	leave                // go out
	visit                // go up to the robot, stay before it for a time
	ask                  // go to the robot's place and ask to be led to a door
	queueFor             // stand beside a door for a time
)

// task is one thing somebody is about.
type task struct {
	verb verb
	to   world.Point
	door int
	forS float64
}

// agenda draws what a visitor is about today.
func (c *Crowd) agenda(p *Person) []task {
	r := c.random
	door := r.IntN(len(c.plan.Doors))
	out := task{verb: leave, to: c.somewhereAt(c.plan.Entrance)}
	if p.Kind == Child {
		return c.childsPlay(out)
	}
	var list []task
	welcome := c.plan.Places["welcome"]
	// The ticket, at the robot's place by the entrance.
	if r.Float64() < 0.5 {
		at := welcome.To(world.Point{X: 0.85 + 0.2*r.Float64(), Y: 0.3 * r.NormFloat64()})
		list = append(list, task{verb: walkTo, to: at, forS: 8 + 20*r.Float64()})
	}
	led := r.Float64() < askPart
	if led {
		list = append(list, task{verb: ask, to: welcome.To(world.Point{X: 0.9}), door: door})
	}
	wait := (2 + 12*r.Float64()) * 60
	switch w := r.Float64(); {
	case led:
		wait /= 4
		fallthrough
	case w < 0.25:
		list = append(list, task{verb: queueFor, door: door, forS: min(wait, 240)})
	case w < 0.4: // stands about, often in the way
		list = append(list, task{verb: walkTo, to: c.somewhere(), forS: min(wait, 60+120*r.Float64())})
		list = append(list, task{verb: sitDown, forS: wait / 2})
	default:
		list = append(list, task{verb: sitDown, forS: wait})
	}
	list = append(list, task{verb: enter, door: door, forS: (2 + 5*r.Float64()) * 60})
	return append(list, out)
}

// childsPlay is what a child does while its parents wait.
func (c *Crowd) childsPlay(out task) []task {
	r := c.random
	var list []task
	for range 3 + r.IntN(6) {
		if r.Float64() < 0.3 {
			list = append(list, task{verb: visit, forS: 3 + 12*r.Float64()})
			continue
		}
		list = append(list, task{verb: walkTo, to: c.somewhere(), forS: 10 + 60*r.Float64()})
	}
	return append(list, out)
}

// somewhereAt is a point on a line.
func (c *Crowd) somewhereAt(line [2]world.Point) world.Point {
	return line[0].Add(line[1].Sub(line[0]).Scale(c.random.Float64()))
}

// somewhere is a free point in front of the doors or among the seats.
func (c *Crowd) somewhere() world.Point {
	for range 200 {
		at := world.Point{X: c.random.Float64() * c.plan.WidthM, Y: c.random.Float64() * c.plan.HeightM}
		if c.plan.Solid().At(at) > 0.45 && !c.closed(at) && at.Sub(c.plan.Dock().Point).Len() > 2 {
			return at
		}
	}
	return c.plan.Places["welcome"].Point
}

func (c *Crowd) closed(at world.Point) bool {
	for _, k := range c.plan.KeepOut {
		if k.Contains(at) {
			return true
		}
	}
	return false
}

// beside is where one stands to wait for a door, off its way.
func (c *Crowd) beside(door int) world.Point {
	d := c.plan.Doors[door]
	in := d.Room.Sub(d.Opening).Unit()
	side := 0.9 + 0.3*c.random.Float64()
	if c.random.Float64() < 0.5 {
		side = -side
	}
	at := d.Opening.Add(in.Scale(-0.55)).Add(world.Point{X: -in.Y, Y: in.X}.Scale(side))
	if c.plan.Solid().At(at) < 0.3 {
		return d.Opening.Add(in.Scale(-0.8))
	}
	return at
}

// begin starts the first of the tasks.
func (c *Crowd) begin(p *Person) {
	p.sinceS, p.stuckS = 0, 0
	p.Doing = Walking
	if len(p.tasks) == 0 {
		p.Doing = Gone
		return
	}
	t := &p.tasks[0]
	switch t.verb {
	case sitDown:
		if p.Kind != Wheelchair { // she has brought her own
			p.seat = c.freeSeat()
		}
		if p.seat < 0 {
			*t = task{verb: walkTo, to: c.somewhere(), forS: t.forS}
			return
		}
		s := c.plan.Seats[p.seat]
		t.to = s.Add(world.Towards(s.Heading, seatFrontM))
	case enter:
		t.to = c.plan.Doors[t.door].Room
	case queueFor:
		t.to = c.beside(t.door)
	default: // they know where to
	}
}

// done ends the present task.
func (c *Crowd) done(p *Person) {
	switch p.Doing {
	case Sitting:
		p.Point = p.tasks[0].to
		c.taken[p.seat] = false
		p.seat = -1
	case InRoom:
		p.Point = c.plan.Doors[p.tasks[0].door].Room
	default:
	}
	p.tasks = p.tasks[1:]
	c.begin(p)
}

// arrive does what is to be done at the end of the way.
func (c *Crowd) arrive(p *Person) {
	t := p.tasks[0]
	p.sinceS = 0
	switch t.verb {
	case sitDown:
		s := c.plan.Seats[p.seat]
		p.Doing, p.Point, p.Heading, p.Vel = Sitting, s.Point, s.Heading, world.Point{}
	case enter:
		p.Doing, p.Vel = InRoom, world.Point{}
	case leave:
		p.Doing = Gone
		p.tasks = nil
	default:
		p.Doing = Standing
	}
}

func (c *Crowd) freeSeat() int {
	n := c.random.IntN(len(c.taken))
	for i := range c.taken {
		if k := (n + i) % len(c.taken); !c.taken[k] {
			c.taken[k] = true
			return k
		}
	}
	return -1
}

// nearEnough is how exactly a task's place is reached.
func (t task) nearEnough() float64 {
	switch t.verb {
	case leave, enter:
		return 0.4
	case visit:
		return 0.75
	case sitDown:
		return 0.25
	default:
		return 0.3
	}
}

// face turns somebody who stands towards a point.
func (p *Person) face(at world.Point, dt float64) {
	d := at.Sub(p.Point)
	off := world.Wrap(math.Atan2(d.Y, d.X) - p.Heading)
	p.Heading = world.Wrap(p.Heading + max(-2*dt, min(2*dt, off)))
}
