package nav_test

import (
	"testing"
	"time"

	"tiepdan/nav"
)

// TestHoldsWhatHasNoGoal: whenever something begins to forbid motion, and when
// the base is back, a robot without an errand is held as well.
func TestHoldsWhatHasNoGoal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(s *stage)
		want int
	}{
		{"nothing happens", func(*stage) {}, 0},
		{"a hand", func(s *stage) { s.tray.Hand = true }, 1},
		{"an e-stop", (*stage).press, 1},
		{"the link goes", func(s *stage) { s.base.Link = false }, 1},
		{"it comes back", func(s *stage) { s.base.Link = false; s.run(time.Second); s.base.Link = true }, 2},
		{"it comes back with the button pressed", func(s *stage) {
			s.press()
			s.step()
			s.base.Link = false
			s.run(time.Second)
			s.base.Link = true
		}, 2},
		{"an order of another", func(s *stage) { s.base.Ordered = true; s.run(time.Second); s.base.Ordered = false }, 2},
		{"an order to stay docked", func(s *stage) { s.base.Ordered, s.base.Docked = true, true }, 0},
		{"motion by itself", func(s *stage) { s.astrayMps = 0.3; s.run(time.Second); s.astrayMps = 0 }, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, stageSite())
			s.run(time.Second)
			tt.do(s)
			s.run(2 * time.Second)
			if s.holds != tt.want {
				t.Errorf("got %d holds, want %d", s.holds, tt.want)
			}
		})
	}
}

// TestOwnMotionIsNotStray: neither the way to a goal nor the braking after it
// is taken for a base that moves by itself.
func TestOwnMotionIsNotStray(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.under(toFar)
	s.base.Ordered = true
	s.run(10 * time.Second)
	if !s.moving() || s.holds != 0 {
		t.Fatalf("got %d holds and %+v on the way", s.holds, s.health)
	}
	s.base.Ordered = false
	if err := s.Cancel("m"); err != nil {
		t.Fatalf("Cancel: %v", err)
	}
	s.step()
	for v := 0.8; v > 0; v -= 0.05 {
		s.astrayMps = v
		s.step()
		if s.health.State == nav.StateFault {
			t.Fatalf("got %+v while it brakes", s.health)
		}
	}
	s.astrayMps = 0
	s.run(2 * time.Second)
	if s.health.State != nav.StateIdle {
		t.Errorf("got %+v", s.health)
	}
}

// TestNoHintThatNobodyKnows: a base is not sent to look for itself where it
// never was, nor while something else is wrong.
func TestNoHintThatNobodyKnows(t *testing.T) {
	t.Parallel()
	lost := func(t *testing.T) *stage {
		t.Helper()
		m, err := nav.NewMachine(nav.MachineOptions{Site: stageSite(), Map: emptyMap(), Tray: true})
		if err != nil {
			t.Fatalf("NewMachine: %v", err)
		}
		s := newStage(t, stageSite())
		s.Machine, s.base.Localised = m, false
		return s
	}
	t.Run("never well", func(t *testing.T) {
		t.Parallel()
		s := lost(t)
		s.run(time.Minute)
		if len(s.fixes) > 0 || s.health.StaffWanted != nav.ReasonNoFix {
			t.Errorf("got the hints %v, staff wanted %q", s.fixes, s.health.StaffWanted)
		}
		s.base.Localised = true
		s.run(3 * time.Second)
		if s.health.State != nav.StateIdle || s.health.StaffWanted != nav.ReasonNone {
			t.Errorf("got %+v once it is well", s.health)
		}
	})
	t.Run("a hand afterwards", func(t *testing.T) {
		t.Parallel()
		s := lost(t)
		s.run(time.Second)
		s.base.Localised = true
		s.tray.Hand = true
		s.run(time.Minute)
		if len(s.fixes) > 0 || s.health.StaffWanted != nav.ReasonNone {
			t.Errorf("got the hints %v, staff wanted %q", s.fixes, s.health.StaffWanted)
		}
	})
	t.Run("a hand after a moment of doubt", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.base.PoseSigmaM = 1
		s.step()
		s.base.PoseSigmaM = 0.02
		s.tray.Hand = true
		s.run(time.Minute)
		if len(s.fixes) > 0 {
			t.Errorf("got the hints %v", s.fixes)
		}
	})
}

// TestWhatASpeedExplains: no speed that the base claims explains a jump.
func TestWhatASpeedExplains(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(s *stage)
		want nav.State
	}{
		{"a spike in the frame of the jump", func(s *stage) {
			s.base.Pose.YM += 3
			s.jumpMps = 1e30
			s.step()
		}, nav.StateLocalising},
		{"a spike for a while before", func(s *stage) {
			s.jumpMps = 1e30
			s.run(300 * time.Millisecond)
			s.base.Pose.YM += 3
			s.step()
		}, nav.StateLocalising},
		{"0.8 m/s after a slow look", func(s *stage) {
			s.jumpMps = 0.8
			s.step()
			s.now = s.now.Add(400 * time.Millisecond)
			s.base.Pose.XM += 0.8 * 0.4
			s.step()
		}, nav.StateDriving},
		{"it says that it began anew", func(s *stage) { s.base.Resets++; s.step() }, nav.StateLocalising},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, stageSite())
			s.under(toFar)
			tt.do(s)
			if s.health.State != tt.want {
				t.Errorf("got %+v, want %s", s.health, tt.want)
			}
		})
	}
	t.Run("it begins anew while it stands", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.base.Resets++
		s.step()
		if s.health.State != nav.StateIdle {
			t.Errorf("got %+v", s.health)
		}
	})
}
