package nav_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"tiepdan/nav"
)

func TestEscort(t *testing.T) {
	t.Parallel()
	t.Run("waits for the person and goes on", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		gap, now := 1.0, 1.0
		s.follower = func(*stage) float64 { // she walks
			const step = 0.15
			now += max(-step, min(step, gap-now))
			return now
		}
		s.under(guide)
		if !s.said(nav.SayFollowMe) || s.mps != 0.6 {
			t.Errorf("got %v at %v m/s", s.says, s.mps)
		}
		s.run(8 * time.Second)
		gap = 2.5
		s.run(2 * time.Second)
		if s.mps != 0.3 {
			t.Errorf("got %v m/s with the person 2.5 m behind, want 0.3", s.mps)
		}
		gap = 4.1
		s.run(2 * time.Second)
		if s.moving() || !s.said(nav.SayComeCloser) || s.health.State != nav.StateWaitPerson || s.health.Reason != nav.ReasonPerson {
			t.Errorf("got %+v and %v with the person 4.1 m behind", s.health, s.says)
		}
		s.run(20 * time.Second)
		gap = 2.4
		s.run(2 * time.Second)
		if !s.moving() {
			t.Error("it does not go on")
		}
		gap = 1
		s.until(time.Minute, func() bool { return s.was("m", nav.PhaseArrived) })
		if !s.said(nav.SayArrived) || s.said(nav.SayLostYou) {
			t.Errorf("got %v", s.says)
		}
	})
	t.Run("a person whom the sensors miss for a moment is not lost", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.follower = func(s *stage) float64 {
			if s.now.Second()%3 == 0 {
				return math.Inf(1)
			}
			return 1.2
		}
		s.begin(guide)
		s.run(30 * time.Second)
		if s.said(nav.SayComeCloser) {
			t.Error("it stopped")
		}
	})
	t.Run("somebody else behind is not the person", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.follower = func(s *stage) float64 { // she falls back to one side, another one comes near on the other
			if s.now.Second()%2 == 0 {
				s.base.SectorsM[nav.Sectors/2+12] = 1.5
			}
			return math.Inf(1)
		}
		s.begin(guide)
		s.run(20 * time.Second)
		if s.said(nav.SayComeCloser) {
			t.Error("the nearest one behind counts while nobody is known")
		}
	})
	t.Run("at the end she stands beside the robot before it says so", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		gap := 1.0
		s.follower = func(s *stage) float64 { // she falls back on the last metre, and comes to 2.2 m, which is enough on the way
			switch {
			case s.said(nav.SayComeCloser):
				gap = max(2.2, gap-0.1)
			case math.Hypot(s.base.Pose.XM-25, s.base.Pose.YM-2) < 1.5:
				gap = min(3, gap+0.1)
			}
			return gap
		}
		s.begin(guide)
		s.until(time.Minute, func() bool { return s.said(nav.SayComeCloser) })
		s.run(5 * time.Second)
		if s.said(nav.SayArrived) {
			t.Error("it says that this is the place, and she is 2.2 m away")
		}
		s.run(7 * time.Second) // she does not like to come nearer
		if !s.said(nav.SayArrived) || !s.was("m", nav.PhaseArrived) {
			t.Errorf("it insists: %v", s.says)
		}
	})
	t.Run("who already stood there is not the person", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.follower = func(s *stage) float64 {
			if s.said(nav.SayComeCloser) { // a bystander where it has come to stand; she comes later
				s.base.SectorsM[nav.Sectors/2+12] = 1.5
			}
			return math.Hypot(s.base.Pose.XM-2, s.base.Pose.YM-2) + 0.5
		}
		s.begin(guide)
		s.until(time.Minute, func() bool { return s.said(nav.SayComeCloser) })
		s.run(4 * time.Second)
		if s.moving() {
			t.Error("it goes on with a bystander")
		}
	})
	t.Run("she says that she is there", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.follower = func(*stage) float64 { return math.Inf(1) }
		s.begin(guide)
		s.until(time.Minute, func() bool { return s.health.State == nav.StateWaitPerson })
		if err := s.Proceed("m"); err != nil {
			t.Fatalf("Proceed: %v", err)
		}
		s.run(3 * time.Second)
		if !s.moving() {
			t.Errorf("it does not go on: %+v", s.health)
		}
	})
	t.Run("after an e-stop she has time to come back", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.follower = func(*stage) float64 { return 1 }
		s.under(guide)
		s.press()
		s.run(5 * time.Minute)
		s.release()
		s.run(time.Second)
		if err := s.resume(); err != nil {
			t.Fatalf("Resume: %v", err)
		}
		s.follower = func(*stage) float64 { return math.Inf(1) }
		s.run(4 * time.Second)
		if !s.moving() || s.said(nav.SayLostYou) {
			t.Errorf("got %+v and %v", s.health, s.says)
		}
	})
}

func TestDock(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fails int
		want  nav.Phase
	}{{"at once", 0, nav.PhaseArrived}, {"the third time", 2, nav.PhaseArrived}, {"not at all", 3, nav.PhaseFailed}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, stageSite())
			s.dockFails = tt.fails
			s.begin(nav.Mission{ID: "m", Kind: nav.KindDock})
			s.run(time.Minute)
			if got := s.last("m").Phase; got != tt.want {
				t.Errorf("got %+v", s.last("m"))
			}
			if staff := s.health.StaffWanted == nav.ReasonDockFailed; staff != (tt.want == nav.PhaseFailed) {
				t.Errorf("got %+v", s.health)
			}
			if tt.want == nav.PhaseArrived && s.health.State != nav.StateCharging {
				t.Errorf("got %+v, want to charge", s.health)
			}
		})
	}
}

// TestABatteryForAWeek: errands all day, and the robot never stands empty.
func TestABatteryForAWeek(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.battery = 40
	least := 100
	rounds := 0
	for day := range 5 {
		s.now = time.Date(2026, 11, 23+day, 8, 0, 0, 0, time.UTC)
		for s.now.Hour() < 16 {
			id := fmt.Sprint("p", rounds)
			rounds++
			s.begin(nav.Mission{ID: id, Kind: nav.KindPatrol, Stops: round.Stops})
			s.until(3*time.Hour, func() bool {
				least = min(least, s.base.BatteryPct)
				return s.was(id, nav.PhaseArrived)
			})
			s.updates = nil
		}
	}
	if rounds < 200 {
		t.Errorf("got %d rounds in a week, want some each hour", rounds)
	}
	if least < 15 || least > 20 {
		t.Errorf("got down to %d %%, want to charge from 20 on", least)
	}
}

func TestLowBattery(t *testing.T) {
	t.Parallel()
	t.Run("a guide is brought to its end, a patrol is not", func(t *testing.T) {
		t.Parallel()
		for _, m := range []nav.Mission{guide, round} {
			s := newStage(t, stageSite())
			s.follower = func(*stage) float64 { return 1 }
			s.under(m)
			s.base.BatteryPct = 18
			s.run(3 * time.Minute)
			if got, want := s.was("m", nav.PhaseArrived), m.Kind == nav.KindLead; got != want || s.health.State != nav.StateCharging {
				t.Errorf("%s: got arrived %v and %+v", m.Kind, got, s.health)
			}
			s.base.BatteryPct = 60
			s.run(2 * time.Minute)
			if !s.was("m", nav.PhaseArrived) {
				t.Errorf("%s does not go on: %+v", m.Kind, s.last("m"))
			}
		}
	})
	t.Run("at 10 % a guide ends, even held by staff it goes to charge", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.follower = func(*stage) float64 { return 1 }
		s.under(guide)
		s.base.BatteryPct = 10
		s.Hold()
		s.run(time.Minute)
		if u := s.last("m"); u.Phase != nav.PhaseFailed || u.Reason != nav.ReasonCritical || !s.said(nav.SayMustCharge) || !s.base.Docked {
			t.Errorf("got %+v, %v, %+v", u, s.says, s.health)
		}
	})
	t.Run("without a charger nothing is begun at 10 %, and staff is asked for until current flows", func(t *testing.T) {
		t.Parallel()
		site := stageSite()
		site.Dock = ""
		s := newStage(t, site)
		s.base.BatteryPct = 10
		s.begin(toFar)
		s.run(time.Minute)
		if s.moving() || s.was("m", nav.PhaseDriving) || s.health.StaffWanted != nav.ReasonCritical || !s.said(nav.SayNeedStaff) {
			t.Errorf("got %+v, %+v", s.last("m"), s.health)
		}
		s.base.Docked, s.base.Charging = true, true // somebody pushed it there
		s.run(time.Second)
		if s.health.StaffWanted != nav.ReasonNone || s.was("m", nav.PhaseDriving) {
			t.Errorf("with current: got %+v, %+v", s.last("m"), s.health)
		}
		s.base.BatteryPct = 40
		s.run(time.Minute)
		if !s.was("m", nav.PhaseArrived) {
			t.Errorf("charged: got %+v", s.last("m"))
		}
	})
	t.Run("a dock that does not work is tried again later", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.dockFails = 4
		s.base.BatteryPct = 9
		s.run(time.Minute)
		if s.health.StaffWanted != nav.ReasonDockFailed || s.base.Docked {
			t.Errorf("got %+v", s.health)
		}
		s.run(5 * time.Minute)
		if !s.base.Docked || s.health.StaffWanted != nav.ReasonNone {
			t.Errorf("got %+v", s.health)
		}
	})
	t.Run("not known is not low", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.base.BatteryPct = -1
		s.under(toFar)
	})
}

func TestRelocalises(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.under(toFar)
	at := s.base.Pose
	s.base.PoseSigmaM = 0.8
	s.run(2500 * time.Millisecond)
	if len(s.fixes) != 0 {
		t.Error("it asks before three seconds have passed")
	}
	s.run(time.Minute)
	var sigmas []float64
	for _, f := range s.fixes {
		sigmas = append(sigmas, f.SigmaM)
		if math.Hypot(f.Near.XM-at.XM, f.Near.YM-at.YM) > 0.2 {
			t.Errorf("got %+v, want around the last good position %+v", f, at)
		}
	}
	if !slices.Equal(sigmas, []float64{0.5, 1, 2}) || !s.said(nav.SayNeedStaff) || s.health.StaffWanted != nav.ReasonSigma {
		t.Errorf("got %v, %v, %+v", sigmas, s.says, s.health)
	}
	s.base.PoseSigmaM = 0.05
	s.run(3 * time.Second)
	if !s.moving() || s.health.StaffWanted != nav.ReasonNone {
		t.Errorf("it does not go on: %+v", s.health)
	}
}

func TestKeepOutIsLoadedBeforeMotion(t *testing.T) {
	t.Parallel()
	site := stageSite()
	site.Zones = []nav.Zone{{Name: "k", Kind: nav.ZoneKeepOut, Area: square(20, 15, 1)}}
	s := newStage(t, site)
	s.fenceFails = true
	s.base.Link = false
	s.run(time.Second)
	s.base.Link = true
	s.begin(toFar)
	s.run(12 * time.Second)
	if len(s.goals) > 0 || s.health.Reason != nav.ReasonKeepOut {
		t.Errorf("got goals %v, %+v", s.goals, s.health)
	}
	s.fenceFails = false
	s.run(10 * time.Second)
	if !s.moving() {
		t.Errorf("it does not drive: %+v", s.health)
	}
}

func TestContactsEndAMission(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.under(toFar)
	for range 4 {
		s.base.Bumpers = 1
		s.run(time.Second)
		s.base.Bumpers = 0
		s.run(2800 * time.Millisecond)
		if s.moving() {
			t.Error("it drives within three seconds of a contact")
		}
		s.run(time.Second)
	}
	if u := s.last("m"); u.Phase != nav.PhaseFailed || u.Reason != nav.ReasonBumper {
		t.Errorf("got %+v", u)
	}
}

func TestMachineRefusesASiteThatMakesNoSense(t *testing.T) {
	t.Parallel()
	site := stageSite()
	site.Dock = "moon"
	if _, err := nav.NewMachine(nav.MachineOptions{Site: site}); err == nil {
		t.Error("got a machine whose dock is no place")
	}
}
