package nav_test

import (
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/nav"
)

// driver is a technician who drives a stage's robot by hand.
type driver struct {
	s      *stage
	number uint64
	wants  nav.Twist // with the key held; zero: it is let go
}

func newDriver(s *stage) *driver {
	s.tb.Helper()
	number, err := s.BeginJog(s.now)
	if err != nil {
		s.tb.Fatalf("BeginJog: %v", err)
	}
	return &driver{s: s, number: number}
}

// run lets time pass with the key as it is.
func (d *driver) run(t time.Duration) {
	d.s.tb.Helper()
	for range t / tick {
		if d.wants != (nav.Twist{}) {
			if err := d.s.Jog(d.s.now, d.number, d.wants); err != nil {
				d.s.tb.Fatalf("Jog: %v", err)
			}
		}
		d.s.step()
	}
}

var forward = nav.Twist{Mps: 0.2}

// byHand begins to drive forward.
func byHand(s *stage) *driver {
	s.tb.Helper()
	d := newDriver(s)
	d.wants = forward
	d.run(time.Second)
	if !s.moving() {
		s.tb.Fatalf("it does not drive by hand: %+v", s.JogState(d.number))
	}
	return d
}

// TestWhatHoldsAJog spoils something while the key is held: the robot stops, says
// why, and drives again only when all is well and the key was let go.
func TestWhatHoldsAJog(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		spoil, mend func(s *stage)
		want        nav.Reason
	}{
		{"e-stop", func(s *stage) { s.press() }, func(s *stage) { s.release(); s.step(); _ = s.resume() }, nav.ReasonEStop},
		{"link", func(s *stage) { s.base.Link = false }, func(s *stage) { s.base.Link = true }, nav.ReasonLinkLost},
		{"silence", func(s *stage) { s.mute = true }, func(s *stage) { s.mute = false }, nav.ReasonLinkLost},
		{"fault", func(s *stage) { s.base.Faults = []string{"hot"} }, func(s *stage) { s.base.Faults = nil }, nav.ReasonFault},
		{"restart", func(s *stage) { s.base.Starting = true }, func(s *stage) { s.base.Starting = false }, nav.ReasonStartup},
		{"bumper", func(s *stage) { s.base.Bumpers = 1 }, func(s *stage) { s.base.Bumpers = 0 }, nav.ReasonBumper},
		{"hand in the tray", func(s *stage) { s.tray.Hand = true }, func(s *stage) { s.tray.Hand = false }, nav.ReasonHand},
		{"staff holds", func(s *stage) { s.Hold() }, func(s *stage) { s.Release() }, nav.ReasonStaffHold},
		{"a visitor touches the screen", func(s *stage) { s.KeepStill(true) }, func(s *stage) { s.KeepStill(false) }, nav.ReasonScreen},
		{"something ahead", func(s *stage) { s.base.SectorsM[2] = 0.5 }, func(s *stage) { s.base.SectorsM[2] = 2 }, nav.ReasonObstacle},
		{"an old view", func(s *stage) { s.still = true }, func(s *stage) { s.still = false }, nav.ReasonNoView},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, stageSite())
			d := byHand(s)
			tt.spoil(s)
			d.run(700 * time.Millisecond)
			if got := s.JogState(d.number); s.moving() || got.Moving || got.Held != tt.want {
				t.Errorf("got %+v and %+v, want it held for %s", s.motion, got, tt.want)
			}
			tt.mend(s)
			d.run(5 * time.Second)
			if got := s.JogState(d.number); s.moving() || got.Held != nav.ReasonLetGo {
				t.Errorf("the key was held all the time: got %+v and %+v, want that it must be let go", s.motion, got)
			}
			d.wants = nav.Twist{}
			d.run(400 * time.Millisecond)
			d.wants = forward
			d.run(300 * time.Millisecond)
			if !s.moving() {
				t.Errorf("after it was let go: got %+v, want motion", s.JogState(d.number))
			}
		})
	}
}

// TestALostRobotIsDrivenByHand: whoever drives sees where it is.
func TestALostRobotIsDrivenByHand(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.base.Localised, s.base.PoseSigmaM = false, math.Inf(1)
	byHand(s)
	s.base.Pose.YM += 3
	s.step()
	if !s.moving() || s.health.State != nav.StateJog {
		t.Errorf("got %+v in state %s, want it to drive", s.motion, s.health.State)
	}
}

func TestAJogStops(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	d := byHand(s)
	d.wants = nav.Twist{}
	d.run(3 * tick)
	if s.moving() {
		t.Error("the key was let go 300 ms ago, and it drives")
	}
	if s.holds == 0 {
		t.Error("no hold")
	}
	d.wants = nav.Twist{Mps: -5, Rps: 9}
	d.run(tick)
	if s.twist != (nav.Twist{Mps: -0.2, Rps: 0.4}) {
		t.Errorf("got %+v, want the highest speeds by hand", s.twist)
	}
	d.wants = nav.Twist{Mps: math.NaN()}
	d.run(tick)
	if s.moving() {
		t.Error("it drives by what is no number")
	}
	d.wants = nav.Twist{}
	d.run(5 * time.Second)
	if !s.JogState(d.number).Over {
		t.Error("nothing was heard for 5 s, and it goes on")
	}
	if err := s.Jog(s.now, d.number, forward); !errors.Is(err, nav.ErrJogOver) {
		t.Errorf("got %v, want ErrJogOver", err)
	}
}

// TestTurningAndTheOtherWay stay possible before something.
func TestTurningAndTheOtherWay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		twist nav.Twist
		want  bool
	}{{"forward", forward, false}, {"back", nav.Twist{Mps: -0.1}, true}, {"turn", nav.Twist{Rps: 0.3}, true}, {"forward in a turn", nav.Twist{Mps: 0.1, Rps: 0.3}, false}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, stageSite())
			s.base.SectorsM[nav.Sectors-1] = 0.45
			d := newDriver(s)
			d.wants = tt.twist
			d.run(300 * time.Millisecond)
			if s.moving() != tt.want {
				t.Errorf("got %+v, want motion %v", s.JogState(d.number), tt.want)
			}
		})
	}
}

// TestAJogAndMissions: a mission under way is not driven away from, one that comes
// later waits.
func TestAJogAndMissions(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.under(toFar)
	if _, err := s.BeginJog(s.now); !errors.Is(err, nav.ErrUnderWay) {
		t.Errorf("in the middle of a mission: %v, want ErrUnderWay", err)
	}
	_ = s.Cancel("m")
	s.run(time.Second)
	d := byHand(s)
	if _, err := s.BeginJog(s.now); !errors.Is(err, nav.ErrJogged) {
		t.Errorf("a second technician: %v, want ErrJogged", err)
	}
	s.begin(nav.Mission{ID: "later", Kind: nav.KindGoto, To: "far"})
	d.run(time.Second)
	if s.motion.Kind != nav.MotionJog || s.last("later").Phase != nav.PhaseQueued {
		t.Errorf("got %+v and %+v, want the mission to wait", s.motion, s.last("later"))
	}
	s.EndJog(d.number + 1)
	d.run(tick)
	s.EndJog(d.number)
	s.step()
	if s.motion.Kind == nav.MotionJog {
		t.Error("it was ended, and the robot drives by hand")
	}
	if !s.until(2*time.Second, func() bool { return s.motion.Kind == nav.MotionGoto }) {
		t.Error("the mission does not begin afterwards")
	}
}

// TestAnEmptyRobotIsDrivenByHand: its way to the charger waits.
func TestAnEmptyRobotIsDrivenByHand(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.base.BatteryPct = 5
	s.run(2 * time.Second)
	if s.health.Kind != nav.KindCharge || !s.moving() {
		t.Fatalf("it does not drive to its charger: %+v", s.health)
	}
	byHand(s)
	if s.motion.Kind != nav.MotionJog {
		t.Errorf("got %+v", s.motion)
	}
}

// TestJogOverANavigator: words come in, twists go out, and the end stands.
func TestJogOverANavigator(t *testing.T) {
	t.Parallel()
	onFloor(t, func(f *floor) {
		f.base.set(func(s *nav.BaseState) {
			s.SectorsAt = time.Now().Add(time.Hour)
			for i := range s.SectorsM {
				s.SectorsM[i] = 3
			}
		})
		j, err := f.Jog()
		if err != nil {
			t.Fatal(err)
		}
		driven := func() nav.Twist {
			synctest.Wait()
			f.base.mu.Lock()
			defer f.base.mu.Unlock()
			return f.base.twist
		}
		for range 10 {
			if err := j.Drive(forward); err != nil {
				t.Fatal(err)
			}
			f.pass(50 * time.Millisecond)
		}
		if got := driven(); got != forward || !j.State().Moving {
			t.Errorf("got %+v and %+v, want motion", got, j.State())
		}
		f.pass(350 * time.Millisecond)
		if got := driven(); got != (nav.Twist{}) || j.State().Moving {
			t.Errorf("nothing was heard for 350 ms: got %+v and %+v", got, j.State())
		}
		_ = j.Drive(forward)
		f.pass(50 * time.Millisecond)
		f.base.press()
		f.pass(0)
		if got := driven(); got != (nav.Twist{}) || j.State().Held != nav.ReasonEStop {
			t.Errorf("with the button pressed: got %+v and %+v", got, j.State())
		}
		j.End()
		f.pass(0)
		if err := j.Drive(forward); !errors.Is(err, nav.ErrJogOver) || !j.State().Over {
			t.Errorf("after the end: %v, %+v", err, j.State())
		}
	})
}

func jogScenes() map[nav.Rule]scene {
	return map[nav.Rule]scene{
		nav.RuleJog: {"a mission begins under the technician's hand", nil, func(s *stage) bool {
			d := newDriver(s)
			s.begin(toFar)
			d.run(2 * time.Second)
			return s.motion.Kind == nav.MotionGoto
		}},
		nav.RuleJogSpeed: {"it is fast by hand", nil, func(s *stage) bool {
			d := newDriver(s)
			d.wants = nav.Twist{Mps: 0.7, Rps: 1}
			d.run(time.Second)
			return s.twist.Mps > 0.2001 || s.twist.Rps > 0.4001
		}},
		nav.RuleDeadMan: {"it drives on when the key is let go", nil, func(s *stage) bool {
			d := byHand(s)
			d.wants = nav.Twist{}
			d.run(time.Second)
			return s.moving()
		}},
		nav.RuleLetGo: {"it drives off under a key that was held all the time", nil, func(s *stage) bool {
			d := byHand(s)
			s.base.Faults = []string{"hot"}
			d.run(time.Second)
			s.base.Faults = nil
			d.run(3 * time.Second)
			return s.moving()
		}},
		nav.RuleJogClear: {"it drives against something", nil, func(s *stage) bool {
			d := byHand(s)
			s.base.SectorsM[0] = 0.4
			d.run(time.Second)
			return s.moving()
		}},
	}
}
