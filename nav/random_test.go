package nav_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"tiepdan/nav"
)

// TestNothingMovesWhereNothingMay plays random events in 120,000 steps. What
// must not move is written down here by the notes' words and not by the
// machine's code.
func TestNothingMovesWhereNothingMay(t *testing.T) {
	t.Parallel()
	steps, goals, docks, caps, jogs := 0, 0, 0, 0, 0
	for seed := range uint64(60) {
		c := newChaos(t, seed)
		for range 2000 {
			c.event()
			c.holdKey()
			c.step()
		}
		c.settle()
		steps += 2000
		goals += len(c.goals)
		caps += c.caps
		jogs += c.jogs
		for _, g := range c.goals {
			if g.Kind == nav.MotionDock {
				docks++
			}
		}
	}
	if steps < 100_000 || goals < 2000 || docks < 50 || caps < 200 || jogs < 1000 {
		t.Errorf("got %d goals, %d of them to dock, %d caps of speed and %d steps by hand in %d steps, too few to prove anything", goals, docks, caps, jogs, steps)
	}
}

// chaos is a stage where anything may happen.
type chaos struct {
	*stage
	r       *rand.Rand
	seed    uint64
	ids     int
	stopped bool      // an e-stop came, and nobody resumed since
	pressed time.Time // the key by hand was last held
	held    bool
	heldAt  time.Time // or had no need to be
	touched bool
	jumps   int // steps since the position jumped
	kinds   map[string]nav.Kind
	final   map[string]bool
	read    int // updates that were looked at
	caps    int // of speed

	driver *driver // by hand; nil: nobody
	jogs   int     // steps driven by hand
}

func newChaos(t *testing.T, seed uint64) *chaos {
	t.Helper()
	site := stageSite()
	site.Zones = []nav.Zone{
		{Name: "k", Kind: nav.ZoneKeepOut, Area: square(20, 15, 1)},
		{Name: "w", Kind: nav.ZoneWaiting, Area: square(12, 6, 2)},
	}
	b := site.Places["b"]
	b.Else = "a"
	site.Places["b"] = b
	c := &chaos{
		stage: newStage(t, site), r: rand.New(rand.NewPCG(seed, 5)), seed: seed, jumps: 99,
		kinds: map[string]nav.Kind{}, final: map[string]bool{},
	}
	c.run(3 * time.Second)
	c.follower = func(*stage) float64 { return 1 + 5*math.Abs(math.Sin(float64(c.now.Unix())/40)) }
	c.onStep = c.check
	return c
}

// check is the property.
func (c *chaos) check(s *stage, out nav.Outputs) {
	c.jumps++
	if out.SpeedCap > 0 {
		c.caps++
	}
	c.kinds[s.health.Mission] = s.health.Kind
	byHand := s.motion.Kind == nav.MotionJog
	if byHand {
		c.jogs++
	}
	charging := s.health.Kind == nav.KindCharge && s.health.Mission != ""
	b := s.base
	bad := [...]struct {
		why string
		is  bool
	}{
		{"link lost", !b.Link || s.mute && s.now.Sub(b.HeardAt) > 300*time.Millisecond},
		{"e-stop", b.EStop || c.stopped},
		{"fault", len(b.Faults) > 0},
		{"startup", b.Starting},
		{"localising", !byHand && (!b.Localised || b.PoseSigmaM > 0.3 || math.IsNaN(b.PoseSigmaM))},
		{"just jumped", !byHand && c.jumps < 5},
		{"by hand, and nobody holds the key", byHand && c.now.Sub(c.pressed) > 250*time.Millisecond},
		{"fast by hand", byHand && (math.Abs(s.twist.Mps) > 0.2 || math.Abs(s.twist.Rps) > 0.4)},
		{"by hand against something", byHand && s.twist.Mps > 0 && b.SectorsM[0] < 0.5},
		{"a mission under somebody's hand", c.driver != nil && !byHand && !s.JogState(c.driver.number).Over},
		{"bumper", b.Bumpers != 0},
		{"hand in the tray", s.tray.Hand},
		{"staff holds", c.held && (!charging || b.BatteryPct > 20)},
		{"somebody at the screen", c.touched && (byHand || s.health.Kind != nav.KindLead) && (!charging || b.BatteryPct > 20)},
		{"critical battery", b.BatteryPct >= 0 && b.BatteryPct <= 10 && !charging && !byHand},
		{"keep-out not loaded", s.fenceFails && b.Starting},
		{"faster than 0.8 m/s", s.mps > 0.8},
		{"fast in waiting zone", s.motion.Kind == nav.MotionGoto && s.mps > 0.3001 && square(12, 6, 2).Contains(nav.Point{XM: b.Pose.XM, YM: b.Pose.YM})},
	}
	for _, b := range bad {
		if sent := out.SpeedCap > 0 || out.Motion != nil && out.Motion.Kind != nav.MotionHold; b.is && (s.moving() || sent) {
			c.tb.Fatalf("seed %d at %v: %s, and the robot drives: %+v, health %+v", c.seed, s.now, b.why, s.motion, s.health)
		}
	}
	if m := out.Motion; m != nil && m.Kind == nav.MotionGoto && square(20, 15, 1).Contains(nav.Point{XM: m.To.XM, YM: m.To.YM}) {
		c.tb.Fatalf("seed %d: a goal in the keep-out area", c.seed)
	}
	for _, u := range s.updates[c.read:] {
		if c.final[u.Mission] {
			c.tb.Fatalf("seed %d: mission %s ended and then was %s", c.seed, u.Mission, u.Phase)
		}
		if u.Phase == nav.PhaseSuspended && u.Reason == nav.ReasonNone {
			c.tb.Fatalf("seed %d: mission %s is suspended without a reason", c.seed, u.Mission)
		}
		c.final[u.Mission] = u.Phase == nav.PhaseArrived || u.Phase == nav.PhaseCancelled || u.Phase == nav.PhaseFailed
	}
	c.read = len(s.updates)
	c.checkAstray(out)
}

// checkAstray: a base that moves without a goal hears a hold twice a second.
func (c *chaos) checkAstray(out nav.Outputs) {
	b := c.base
	if c.moving() || out.Motion != nil || !b.Link || c.mute || b.SpeedMps < 0.1 && (!b.Ordered || b.Docked) {
		c.heldAt = c.now
		return
	}
	if d := c.now.Sub(c.heldAt); d > 900*time.Millisecond { // a slow machine included
		c.tb.Fatalf("seed %d at %v: the base moves without a goal, and no hold for %v", c.seed, c.now, d)
	}
}

// event does one thing, or nothing: most of the time all is well, or the robot
// would never get anywhere.
func (c *chaos) event() {
	switch n := c.r.IntN(100); {
	case n < 4:
		c.baseEvent()
	case n < 7:
		c.peopleEvent()
	case n < 14:
		c.mend()
	case n < 20:
		c.mission()
	case n < 24:
		c.byHand()
	case n < 27:
		c.now = c.now.Add(time.Duration(c.r.IntN(200)) * time.Millisecond) // a slow machine
	}
}

// byHand takes the robot, presses the key, lets it go, or ends it.
func (c *chaos) byHand() {
	if c.driver == nil && c.r.IntN(3) == 0 { // staff calls everything off for it
		for i := range c.ids {
			_ = c.Cancel(fmt.Sprint("m", i+1))
		}
	}
	switch n, err := c.BeginJog(c.now); {
	case err == nil:
		c.driver = &driver{s: c.stage, number: n}
	case c.driver == nil:
	case c.r.IntN(12) == 0:
		c.EndJog(c.driver.number)
		c.driver = nil
	case c.r.IntN(3) == 0:
		c.driver.wants = nav.Twist{}
	default:
		c.driver.wants = nav.Twist{Mps: c.r.Float64() - 0.5, Rps: c.r.Float64() - 0.5}
	}
}

// holdKey presses the key again, if it is held.
func (c *chaos) holdKey() {
	if c.driver == nil || c.driver.wants == (nav.Twist{}) {
		return
	}
	if c.Jog(c.now, c.driver.number, c.driver.wants) != nil {
		c.driver = nil
		return
	}
	c.pressed = c.now
}

func (c *chaos) baseEvent() {
	b := &c.base
	events := []func(){
		func() { c.stopped = true; c.press() },
		func() { c.stopped = true; c.press(); c.release() },
		c.release,
		func() { b.Link = false },
		func() { c.mute = true },
		func() { b.Faults = []string{"hot"} },
		func() { b.Starting = true },
		func() { b.Localised = false },
		func() { b.PoseSigmaM = 0.4 },
		func() { b.PoseSigmaM = math.NaN() },
		func() { b.Pose.YM += 2; c.jumps = 0 },
		func() { b.Bumpers = 1 },
		func() { b.BatteryPct = c.r.IntN(100) },
		func() { b.BatteryPct = c.r.IntN(22) },
		func() { c.frozen = !c.frozen },
		func() { c.lies = !c.lies },
		func() { c.fenceFails = !c.fenceFails },
		func() { c.dockFails = c.r.IntN(5) },
		func() { c.astrayMps = 0.6 },
		func() { c.base.Ordered = true },
		func() { b.SectorsM[0] = 0.3 },
		func() { b.SectorsM[0] = 3 },
		func() {
			if c.moving() {
				c.end(errTest)
			}
		},
	}
	events[c.r.IntN(len(events))]()
}

func (c *chaos) peopleEvent() {
	events := []func(){
		func() { c.tray.Hand = true },
		func() { c.tray.Hand = false },
		func() { c.tray.Present = !c.tray.Present },
		func() { c.tray.Stock = c.r.IntN(100) - 1 },
		func() { c.held = true; c.Hold() },
		func() { c.held = false; c.Release() },
		func() { c.touched = true; c.KeepStill(true) },
		func() { c.touched = false; c.KeepStill(false) },
		func() {
			if c.resume() == nil {
				c.stopped = false
			}
		},
		func() { c.now = c.now.Add(time.Hour); c.jumps = 99 }, // it has settled meanwhile
		func() { _ = c.Cancel(c.anyID()) },
		func() { _ = c.Proceed(c.anyID()) },
	}
	events[c.r.IntN(len(events))]()
}

func (c *chaos) anyID() string { return fmt.Sprint("m", c.r.IntN(c.ids+1)) }

// mission begins something.
func (c *chaos) mission() {
	names := []string{"home", "a", "b", "far", "seat"}
	name := func() string { return names[c.r.IntN(len(names))] }
	kinds := []nav.Kind{nav.KindGoto, nav.KindLead, nav.KindWelcome, nav.KindPatrol, nav.KindDock, nav.KindReturn}
	c.ids++
	m := nav.Mission{ID: fmt.Sprint("m", c.ids), Kind: kinds[c.r.IntN(len(kinds))], To: name()}
	switch m.Kind {
	case nav.KindLead:
		m.From, m.WaitFor = name(), time.Duration(c.r.IntN(20))*time.Second
	case nav.KindPatrol:
		m.Stops = []nav.Stop{{Place: name()}, {Place: name(), Serve: 20 * time.Second}}
	default:
	}
	c.begin(m)
}

// mend makes everything well.
func (c *chaos) mend() {
	b := &c.base
	b.Link, b.Localised, b.PoseSigmaM, b.Faults, b.Starting, b.Bumpers = true, true, 0.02, nil, false, 0
	c.mute, c.lies, c.frozen, c.fenceFails = false, false, false, false
	c.astrayMps, c.base.Ordered = 0, false
	b.SectorsM[0] = 3
	c.release()
	if c.resume() == nil {
		c.stopped = false
	}
	if c.r.IntN(3) == 0 {
		c.tray.Hand = false
		c.held, c.touched = false, false
		c.Release()
		c.KeepStill(false)
		b.BatteryPct = 30 + c.r.IntN(70)
	}
}

// settle: once all is well and stays so, every mission ends.
func (c *chaos) settle() {
	if c.driver != nil {
		c.EndJog(c.driver.number)
		c.driver = nil
	}
	c.follower = func(*stage) float64 { return 1 }
	c.tray = nav.TrayState{Present: true, Stock: 80}
	c.dockFails, c.held, c.touched = 0, false, false
	c.Release()
	c.KeepStill(false)
	c.run(time.Second)
	c.mend()
	c.base.BatteryPct = 90
	c.now = time.Date(c.now.Year(), c.now.Month(), c.now.Day()+1, 9, 0, 0, 0, time.UTC)
	open := func() (id string) {
		for i := range c.ids {
			if id := fmt.Sprint("m", i+1); !c.final[id] {
				return id
			}
		}
		return ""
	}
	for range 200 {
		if open() == "" {
			return
		}
		c.mend()
		c.run(30 * time.Second)
		if h, _, _ := c.now.Clock(); h >= 11 {
			c.now = c.now.Add(22 * time.Hour)
		}
	}
	c.tb.Fatalf("seed %d: mission %s never ends: %+v, %+v", c.seed, open(), c.last(open()), c.health)
}
