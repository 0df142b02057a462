package crowd

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"tiepdan/drivers/base/floortest/flow"
	"tiepdan/drivers/base/floortest/lidar"
	"tiepdan/drivers/base/floortest/world"
)

const (
	// askPart of the visitors want to be led.
	askPart = 0.25
	// seatFrontM is from a seat to where one sits down from.
	seatFrontM = 0.22
	// quietEndS before the end nobody comes any more.
	quietEndS = 1500
)

// Robot is what people see of the robot.
type Robot struct {
	world.Pose
	Vel     world.Point
	RadiusM float64
	// Ready is true while it stands at its place and asks what it can do.
	Ready bool
}

// Wish is somebody's who wants to be led to a door.
type Wish struct {
	Person int
	Door   int
}

// Crowd is everybody of a day.
type Crowd struct {
	plan     *world.Plan
	random   *rand.Rand
	people   []*Person
	arrivals []arrival
	clock    float64
	taken    []bool
	narrow   flow.Grid // for people, and for wheelchairs
	wide     flow.Grid
	ways     map[way]*flow.Field
	wishes   []Wish
	gaveUp   int
	trail    trail
	nextID   int
	discs    []lidar.Disc
}

type arrival struct {
	atS  float64
	kind Kind
}

// way names a field: the cell it leads to, for whom.
type way struct {
	cell int
	wide bool
}

// New draws who comes during a day of so many seconds.
func New(plan *world.Plan, people int, dayS float64, random *rand.Rand) (*Crowd, error) {
	if people < 0 || dayS <= 0 {
		return nil, errors.New("a day needs a length, and not less than nobody")
	}
	c := &Crowd{plan: plan, random: random, taken: make([]bool, len(plan.Seats)), ways: map[way]*flow.Field{}}
	if people > 0 && len(plan.Seats) == 0 {
		return nil, errors.New("the plan has no seats")
	}
	for range people {
		// More come in the first half than in the second.
		u := random.Float64()
		at := u * u * 0.35
		at += 0.65 * u
		c.arrivals = append(c.arrivals, arrival{at * max(dayS-quietEndS, dayS/2), kindOf(random)})
	}
	slices.SortFunc(c.arrivals, func(a, b arrival) int {
		if a.atS < b.atS {
			return -1
		}
		return 1
	})
	const person, chair = 0.23, 0.35
	c.narrow, c.wide = c.gridFor(person), c.gridFor(chair)
	return c, nil
}

// gridFor is the floor for bodies of a radius: near walls is dear.
func (c *Crowd) gridFor(radiusM float64) flow.Grid {
	g := flow.NewGrid(c.plan.WidthM, c.plan.HeightM)
	for i := range g.Dear {
		switch d := c.plan.Solid().At(g.Centre(i)) - radiusM; {
		case d > 0.3:
			g.Dear[i] = 1
		case d > 0.12:
			g.Dear[i] = 2
		case d > 0:
			g.Dear[i] = 4
		}
	}
	return *g
}

// People are all who came so far and have not left.
func (c *Crowd) People() []*Person { return c.people }

// Came counts all who came so far.
func (c *Crowd) Came() int { return c.nextID }

// Expected counts who is still to come.
func (c *Crowd) Expected() int { return len(c.arrivals) }

// Put places somebody who stands where she is, for trials. She goes away
// after a time.
func (c *Crowd) Put(k Kind, at world.Point, forS float64) *Person {
	p := c.newPerson(k, at)
	p.tasks = []task{{verb: walkTo, to: at, forS: forS}, {verb: leave, to: c.somewhereAt(c.plan.Entrance)}}
	p.Doing = Standing
	return p
}

// Send has somebody walk to a place now, for trials.
func (c *Crowd) Send(p *Person, to world.Point, forS float64) {
	p.tasks = append([]task{{verb: walkTo, to: to, forS: forS}}, p.tasks[min(1, len(p.tasks)):]...)
	c.begin(p)
}

// Blind takes somebody's eyes for the robot, for trials: she walks into it.
func (c *Crowd) Blind(p *Person) { p.blind = true }

func (c *Crowd) newPerson(k Kind, at world.Point) *Person {
	p := &Person{ID: c.nextID, Kind: k, Point: at, Heading: math.Pi / 2, seat: -1, side: 1}
	c.nextID++
	p.RadiusM, p.wantMps = body(k, c.random)
	p.distracted = c.random.Float64() < 0.2
	if c.random.Float64() < 0.35 {
		p.side = -1
	}
	c.people = append(c.people, p)
	return p
}

// Step moves everybody by dt seconds.
func (c *Crowd) Step(dt float64, robot Robot) {
	c.clock += dt
	for len(c.arrivals) > 0 && c.arrivals[0].atS <= c.clock {
		p := c.newPerson(c.arrivals[0].kind, c.somewhereAt(c.plan.Entrance))
		c.arrivals = c.arrivals[1:]
		p.tasks = c.agenda(p)
		c.begin(p)
	}
	c.trail.note(robot)
	for _, p := range c.people {
		c.act(p, dt, robot)
	}
	for _, p := range c.people {
		if p.Doing == Walking || p.Doing == Standing || p.Doing == Following {
			c.walk(p, dt, robot)
		}
	}
	c.people = slices.DeleteFunc(c.people, func(p *Person) bool { return p.Doing == Gone })
}

// act decides what somebody is about now.
func (c *Crowd) act(p *Person, dt float64, robot Robot) {
	p.sinceS += dt
	p.moveAway, p.recoilS = max(0, p.moveAway-dt), max(0, p.recoilS-dt)
	switch p.Doing {
	case Following:
		c.followOn(p, dt)
	case Walking:
		c.goOn(p, robot)
	case Standing, Sitting, InRoom:
		switch t := &p.tasks[0]; {
		case t.verb == ask && p.Doing == Standing:
			c.wait(p, t, robot)
		case p.sinceS >= t.forS:
			c.done(p)
		}
	case Gone:
	}
}

// goOn lets somebody who walks arrive, or find that here is as good.
func (c *Crowd) goOn(p *Person, robot Robot) {
	t := &p.tasks[0]
	if t.verb == visit {
		t.to = robot.Point
	}
	const patienceS, longS, nearM = 3, 60, 1.4
	far := t.to.Sub(p.Point).Len()
	held := p.stuckS > patienceS && t.verb != sitDown || p.sinceS > longS // somebody else stands there
	aimless := t.verb == walkTo || t.verb == visit || t.verb == queueFor
	if far < t.nearEnough() || far < nearM && held || aimless && p.stuckS > 4*patienceS {
		c.arrive(p)
	}
}

// wait stands before the robot until it is ready to lead, but not for ever.
func (c *Crowd) wait(p *Person, t *task, robot Robot) {
	const patienceS, choosingS = 90, 6
	switch {
	case p.sinceS > patienceS:
		c.gaveUp++
		c.done(p)
	case robot.Ready && p.sinceS > choosingS && robot.Sub(p.Point).Len() < 1.8:
		c.wishes = append(c.wishes, Wish{Person: p.ID, Door: t.door})
		p.sinceS = 0
	}
}

// Wishes returns who asked to be led since it was last called.
func (c *Crowd) Wishes() []Wish {
	w := c.wishes
	c.wishes = nil
	return w
}

// AskWay is the robot's request to let it pass: who is near and hears it makes
// way.
func (c *Crowd) AskWay(from world.Point) {
	for _, p := range c.people {
		const hears, heeds = 2.5, 0.85
		if p.Here() && p.Doing != Sitting && p.Sub(from).Len() < hears && c.random.Float64() < heeds {
			p.moveAway = 6
		}
	}
}

// GaveUp counts who wanted to be led and found no robot that was ready.
func (c *Crowd) GaveUp() int { return c.gaveUp }

// Find returns somebody who is still there, or nil.
func (c *Crowd) Find(id int) *Person {
	for _, p := range c.people {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// Discs are what a lidar sees of everybody. The next call overwrites them.
func (c *Crowd) Discs() []lidar.Disc {
	c.discs = c.discs[:0]
	for _, p := range c.people {
		c.discs = p.legs(c.discs)
	}
	return c.discs
}

// wayTo is the field that leads to a place.
func (c *Crowd) wayTo(p *Person, to world.Point) *flow.Field {
	g, wide := &c.narrow, p.Kind == Wheelchair
	if wide {
		g = &c.wide
	}
	cell, ok := g.Cell(to)
	if !ok {
		return nil
	}
	if f, ok := c.ways[way{cell, wide}]; ok {
		return f
	}
	const most = 160
	if len(c.ways) >= most {
		clear(c.ways)
	}
	f := &flow.Field{}
	if !f.Fill(g, to) && !f.Fill(g, c.openNear(g, to)) {
		f = nil
	}
	c.ways[way{cell, wide}] = f
	return f
}

// openNear is the open cell nearest to a point.
func (c *Crowd) openNear(g *flow.Grid, to world.Point) world.Point {
	best, near := to, math.Inf(1)
	for i, dear := range g.Dear {
		if at := g.Centre(i); dear != 0 && at.Sub(to).Len() < near {
			best, near = at, at.Sub(to).Len()
		}
	}
	return best
}
