package floortest_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"tiepdan/drivers/base/floortest"
	"tiepdan/drivers/base/floortest/crowd"
	"tiepdan/drivers/base/floortest/world"
)

const look = 100 * time.Millisecond

func newSim(t *testing.T, o floortest.Options) *floortest.Sim {
	t.Helper()
	if o.Plan == nil {
		o.Plan = world.ServicePoint()
	}
	s, err := floortest.New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	s.KeepOut(o.Plan.KeepOut)
	return s
}

// pass lets time pass with an agent that is alive.
func pass(s *floortest.Sim, d time.Duration, each func()) {
	for ; d > 0; d -= look {
		s.Beat()
		s.Step(look)
		if each != nil {
			each()
		}
	}
}

// finish runs until the order ended, or for so long.
func finish(t *testing.T, s *floortest.Sim, most time.Duration, each func()) error {
	t.Helper()
	for ; most > 0; most -= look {
		pass(s, look, each)
		if o := s.Sensed().Order; o.Ended {
			return o.Err
		}
	}
	t.Fatalf("the order has not ended; the base is at %.2f", s.Truth().Pose)
	return nil
}

func tour(plan *world.Plan) []string {
	names := []string{"welcome", "waiting"}
	for _, d := range plan.Doors {
		names = append(names, d.Name)
	}
	return names
}

// TestTour drives every map's places in an empty room, and holds what the base
// believes against the truth.
func TestTour(t *testing.T) {
	t.Parallel()
	for _, plan := range world.Plans() {
		t.Run(plan.Name, func(t *testing.T) {
			t.Parallel()
			s := newSim(t, floortest.Options{Plan: plan, Seed: 1})
			var errs []float64
			for _, name := range tour(plan) {
				to := plan.Places[name]
				s.Goto(to, 0.6)
				err := finish(t, s, 3*time.Minute, func() {
					errs = append(errs, s.Sensed().Pose.Sub(s.Truth().Pose.Point).Len())
				})
				if d := s.Truth().Pose.Sub(to.Point).Len(); err != nil || d > 0.25 {
					t.Errorf("%s: error %v, really %.2f m away", name, err, d)
				}
			}
			slices.Sort(errs)
			p50, p95 := errs[len(errs)/2], errs[len(errs)*95/100]
			t.Logf("%.0f m in %.0f s; position error median %.3f m, p95 %.3f m, most %.3f m",
				s.Judge().DrivenM, s.Truth().AtS, p50, p95, errs[len(errs)-1])
			if p50 > 0.05 || p95 > 0.12 {
				t.Errorf("position error: median %.3f m, p95 %.3f m, want at most 0.05 and 0.12", p50, p95)
			}
			if p50 < 0.001 {
				t.Errorf("a median error of %.4f m is too good to be found out", p50)
			}
			if j := s.Judge(); j.Bumps > 0 || j.KeepOutEntries > 0 {
				t.Errorf("%d bumps, %d keep-out entries, want none: %+v", j.Bumps, j.KeepOutEntries, j.Events)
			}
		})
	}
}

// TestDocking docks again and again, from elsewhere each time.
func TestDocking(t *testing.T) {
	t.Parallel()
	const times = 12
	for _, plan := range world.Plans() {
		t.Run(plan.Name, func(t *testing.T) {
			t.Parallel()
			s := newSim(t, floortest.Options{Plan: plan, Seed: 2})
			tries, failed := 0, 0
			for i := range times {
				s.Goto(plan.Places[tour(plan)[i%3]], 0.6)
				_ = finish(t, s, 3*time.Minute, nil)
				docked := false
				for range 3 {
					tries++
					s.Dock()
					if err := finish(t, s, 3*time.Minute, nil); err == nil {
						docked = true
						break
					}
				}
				if !docked {
					failed++
				}
				if docked != s.Sensed().Charging {
					t.Errorf("docking says %v, charging is %v", docked, s.Sensed().Charging)
				}
			}
			t.Logf("%d dockings in %d tries, %d failed", times, tries, failed)
			if failed > 0 {
				t.Errorf("%d of %d dockings failed, want none", failed, times)
			}
		})
	}
}

// TestSilence: the base stops 0.5 s after the agent's last word.
func TestSilence(t *testing.T) {
	t.Parallel()
	s := newSim(t, floortest.Options{Start: "welcome"})
	s.Goto(s.Plan().Places["door-1"], 0.6)
	pass(s, 8*time.Second, nil)
	if v := s.Truth().Mps; v < 0.4 {
		t.Fatalf("the base moves with %.2f m/s, want it to drive", v)
	}
	s.Step(500*time.Millisecond + 700*time.Millisecond)
	if v := s.Truth().Mps; v != 0 {
		t.Errorf("1.2 s after the agent's last word the base moves with %.2f m/s", v)
	}
	if o := s.Sensed().Order; !o.Ended || o.Err == nil {
		t.Errorf("the goal stands as %+v, want it to have failed", o)
	}
	pass(s, 3*time.Second, nil)
	if v := s.Truth().Mps; v != 0 {
		t.Errorf("the base drives on by itself, with %.2f m/s", v)
	}
}

// TestEStop: cut motors stop the base, and nothing starts it but a new order
// after the release.
func TestEStop(t *testing.T) {
	t.Parallel()
	s := newSim(t, floortest.Options{Start: "welcome"})
	s.Goto(s.Plan().Places["door-1"], 0.6)
	pass(s, 8*time.Second, nil)
	s.PressEStop()
	pass(s, 400*time.Millisecond, nil)
	if v := s.Truth().Mps; v != 0 {
		t.Errorf("0.4 s after the e-stop the base moves with %.2f m/s", v)
	}
	s.Goto(s.Plan().Places["door-1"], 0.6)
	pass(s, time.Second, nil)
	if v := s.Truth().Mps; v != 0 {
		t.Errorf("the base obeys with its e-stop pressed, %.2f m/s", v)
	}
	s.ReleaseEStop()
	pass(s, time.Second, nil)
	if v := s.Truth().Mps; v != 0 {
		t.Errorf("the base moves by itself after the release, %.2f m/s", v)
	}
}

// TestKidnapped: a base that was lifted elsewhere notices, and finds itself
// when it is told about where.
func TestKidnapped(t *testing.T) {
	t.Parallel()
	s := newSim(t, floortest.Options{Start: "welcome", Seed: 3})
	pass(s, 2*time.Second, nil)
	s.Carry(s.Plan().Places["door-2"])
	lost := false
	for range 60 {
		pass(s, time.Second, nil)
		lost = lost || !s.Sensed().Localised
	}
	if !lost {
		t.Fatal("the base has not noticed that it was carried away")
	}
	near := s.Plan().Places["door-2"]
	near.X += 0.4
	near.Y -= 0.3
	s.Relocalise(near, 0.5)
	pass(s, 20*time.Second, nil)
	off := s.Sensed().Pose.Sub(s.Truth().Pose.Point).Len()
	if !s.Sensed().Localised || off > 0.15 {
		t.Errorf("after relocalising: localised %v, %.2f m off", s.Sensed().Localised, off)
	}
	if s.Sensed().Resets == 0 {
		t.Error("no reset was told")
	}
}

// TestBlindBaseIsAccused: a base that is driven at people by hand touches
// them, and the judge says whose doing it was.
func TestBlindBaseIsAccused(t *testing.T) {
	t.Parallel()
	plan := world.ServicePoint()
	at := plan.Places["welcome"]
	tests := []struct {
		name              string
		drive             bool
		walker            world.Point // from here to there
		to                world.Point
		byRobot, byPeople bool
	}{
		{"she walks into a standing robot", false, world.Point{X: at.X - 3, Y: at.Y}, world.Point{X: at.X + 3, Y: at.Y}, false, true},
		{"nobody moves", false, world.Point{X: at.X - 1, Y: at.Y}, world.Point{X: at.X - 1, Y: at.Y}, false, false},
		{"the robot is pushed on to somebody who stands", true, at.To(world.Point{X: 1}), at.To(world.Point{X: 1}), true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSim(t, floortest.Options{Plan: plan, Start: "welcome"})
			p := s.Crowd().Put(crowd.Adult, tt.walker, 100)
			if tt.walker != tt.to {
				s.Crowd().Blind(p)
				s.Crowd().Send(p, tt.to, 10)
			}
			for range 120 {
				if tt.drive { // by hand, past the base's own eyes
					at := s.Truth().Pose
					at.Point = at.To(world.Point{X: 0.02})
					s.Shove(at, 0.2)
				}
				pass(s, look, nil)
			}
			j := s.Judge()
			if got := j.ByRobot > 0; got != tt.byRobot {
				t.Errorf("contacts by the robot: %d, want some: %v", j.ByRobot, tt.byRobot)
			}
			if got := j.ByPeople > 0; got != tt.byPeople {
				t.Errorf("contacts by people: %d, want some: %v", j.ByPeople, tt.byPeople)
			}
		})
	}
}

// TestStopsForSomebody: somebody stands still in the way, where nobody can
// pass; the base stops before her.
func TestStopsForSomebody(t *testing.T) {
	t.Parallel()
	plan := world.Corridor()
	s := newSim(t, floortest.Options{Plan: plan, Start: "door-1"})
	for y := 3.8; y < 5.4; y += 0.5 {
		s.Crowd().Put(crowd.Adult, world.Point{X: 8, Y: y}, 1000)
	}
	s.Goto(plan.Places["door-2"], 0.6)
	pass(s, 30*time.Second, nil)
	j := s.Judge()
	if j.ByRobot > 0 || j.TooNear > 0 {
		t.Errorf("%d contacts, %d times too near, want none: %+v", j.ByRobot, j.TooNear, j.Events)
	}
	if at := s.Truth().Pose; at.X < 6 || at.X > 7.6 {
		t.Errorf("the base stands at %.2f, want it before the people", at)
	}
	if v := s.Truth().Mps; v > 0.02 { // it corrects itself by millimetres as the lidar's noise has it
		t.Errorf("it moves with %.2f m/s", v)
	}
}

// TestSameSeedSameDay: nothing depends on anything but the seed.
func TestSameSeedSameDay(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) (world.Pose, world.Pose, float64, int) {
		s := newSim(t, floortest.Options{Seed: seed, People: 20, Day: 20 * time.Minute, Start: "welcome"})
		names := tour(s.Plan())
		for i := range 8 {
			s.Goto(s.Plan().Places[names[i%len(names)]], 0.6)
			pass(s, 30*time.Second, nil)
		}
		sum := 0.0
		for _, p := range s.Crowd().People() {
			sum += p.X + math.Pi*p.Y
		}
		return s.Truth().Pose, s.Sensed().Pose, sum, s.Crowd().Came()
	}
	a1, a2, a3, a4 := run(5)
	b1, b2, b3, b4 := run(5)
	if a1 != b1 || a2 != b2 || a3 != b3 || a4 != b4 {
		t.Errorf("the same seed gives %v %v %v %v and %v %v %v %v", a1, a2, a3, a4, b1, b2, b3, b4)
	}
	c1, _, c3, _ := run(6)
	if c1 == a1 || c3 == a3 {
		t.Error("another seed gives the same day")
	}
}

// TestPeopleStayOnTheFloor: nobody is ever inside what is solid, and people
// come, sit, are served and go.
func TestPeopleStayOnTheFloor(t *testing.T) {
	t.Parallel()
	for _, plan := range world.Plans() {
		t.Run(plan.Name, func(t *testing.T) {
			t.Parallel()
			s := newSim(t, floortest.Options{Plan: plan, Seed: 4, People: 20, Day: 50 * time.Minute, Start: "welcome"})
			did := map[crowd.Doing]int{}
			inside := 0
			pass(s, 50*time.Minute, func() {
				for _, p := range s.Crowd().People() {
					did[p.Doing]++
					if p.Here() && plan.Solid().At(p.Point) <= 0 {
						inside++
						if inside == 1 {
							t.Errorf("somebody is inside a solid at %.2f, doing %d", p.Point, p.Doing)
						}
					}
				}
			})
			if left := len(s.Crowd().People()); s.Crowd().Came() != 20 || left > 8 {
				t.Errorf("%d came and %d are still there, want 20 and few", s.Crowd().Came(), left)
				for _, p := range s.Crowd().People() {
					t.Logf("%+v", *p)
				}
			}
			for _, d := range []crowd.Doing{crowd.Walking, crowd.Standing, crowd.Sitting, crowd.InRoom} {
				if did[d] == 0 {
					t.Errorf("nobody was ever seen doing %d", d)
				}
			}
		})
	}
}
