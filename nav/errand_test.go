package nav_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"tiepdan/nav"
)

// serving runs until the tray is offered, n times so far.
func (s *stage) serving(n int) {
	s.tb.Helper()
	if !s.until(2*time.Minute, func() bool { return s.count(nav.PhaseServing) == n }) {
		s.tb.Fatalf("the tray was not offered for the %dth time: %+v", n, s.updates)
	}
}

func (s *stage) count(p nav.Phase) (n int) {
	for _, u := range s.updates {
		if u.Phase == p {
			n++
		}
	}
	return n
}

func TestPatrol(t *testing.T) {
	t.Parallel()
	t.Run("says so, waits, thanks who took something, goes on", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.begin(round)
		s.serving(1)
		if !s.said(nav.SayPleaseTake) || s.health.Music {
			t.Errorf("got %v and %+v, want an offer without music", s.says, s.health)
		}
		s.run(10 * time.Second)
		s.tray.Hand = true
		s.run(3 * time.Second)
		s.tray.Hand = false
		s.run(time.Second)
		if s.moving() {
			t.Error("it drives within a second of the hand")
		}
		s.serving(2)
		if !s.said(nav.SayThank) {
			t.Error("it did not thank")
		}
		s.until(time.Minute, func() bool { return s.last("m").Phase == nav.PhaseArrived })
		if u := s.last("m"); u.Phase != nav.PhaseArrived || s.health.State != nav.StateIdle {
			t.Errorf("got %+v and %+v, want the round done", u, s.health)
		}
		if n := slices.Index(s.says, nav.SayThank); slices.Contains(s.says[n+1:], nav.SayThank) {
			t.Error("it thanked at a stop where nobody took anything")
		}
	})
	t.Run("waits for a hand for as long as it stays", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.begin(round)
		s.serving(1)
		goals := len(s.goals)
		s.tray.Hand = true
		s.run(5 * time.Minute)
		if len(s.goals) != goals || !s.said(nav.SayHand) {
			t.Errorf("got %d goals and %v, want none and to be asked to let go", len(s.goals)-goals, s.says)
		}
		s.tray.Hand = false
		s.run(5 * time.Second)
		if !s.moving() {
			t.Errorf("it does not go on: %+v", s.health)
		}
	})
	t.Run("a hand on the way stops it", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.under(round)
		s.tray.Hand = true
		s.step()
		if s.moving() || s.holds != 1 || s.last("m").Reason != nav.ReasonHand {
			t.Errorf("got %+v and %d holds", s.last("m"), s.holds)
		}
		s.run(4 * time.Second)
		if s.health.State != nav.StateServing || s.health.Music || !s.said(nav.SayHand) {
			t.Errorf("got %+v and %v", s.health, s.says)
		}
		s.tray.Hand = false
		s.run(1800 * time.Millisecond)
		if s.moving() {
			t.Error("it drives before two seconds have passed")
		}
		s.run(400 * time.Millisecond)
		if !s.moving() {
			t.Error("it does not go on")
		}
	})
	t.Run("leaves a stop out that it cannot reach", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.frozen = true
		s.begin(round)
		s.until(5*time.Minute, func() bool { return s.last("m").Place == "b" })
		s.frozen = false
		s.serving(1)
		s.until(time.Minute, func() bool { return s.last("m").Phase == nav.PhaseArrived })
		if u := s.last("m"); u.Phase != nav.PhaseArrived || u.Place != "b" {
			t.Errorf("got %+v", u)
		}
	})
	t.Run("asks for more when little is left", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.tray.Stock = 20
		s.under(round)
		if !s.health.RefillWanted {
			t.Error("no refill is wanted at 20 %")
		}
		s.tray.Stock = 0
		s.run(time.Second)
		if u := s.last("m"); u.Phase != nav.PhaseSuspended || u.Reason != nav.ReasonTrayEmpty || s.moving() {
			t.Errorf("got %+v, want to stop with nothing on the tray", u)
		}
		s.tray.Stock = 100
		s.run(time.Second)
		if !s.moving() || s.health.RefillWanted {
			t.Errorf("it does not go on: %+v", s.health)
		}
	})
}

// TestAPatrolGivesWay: a call comes while the tray is offered and a hand is in
// it; the patrol waits for the hand, then for the call, and goes on at its stop.
func TestAPatrolGivesWay(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.begin(round)
	s.serving(1)
	s.tray.Hand = true
	s.run(time.Second)
	s.begin(toCall)
	s.run(30 * time.Second)
	if s.moving() || s.was("call", nav.PhaseDriving) {
		t.Error("it leaves with a hand in the tray")
	}
	s.tray.Hand = false
	s.run(3 * time.Second)
	if u := s.last("m"); u.Phase != nav.PhaseSuspended || u.Reason != nav.ReasonPreempted || s.last("call").Phase != nav.PhaseDriving {
		t.Errorf("got %+v and %+v, want the patrol to give way", u, s.last("call"))
	}
	s.until(2*time.Minute, func() bool { return s.was("call", nav.PhaseArrived) })
	s.serving(2)
	if math.Abs(s.base.Pose.XM-12) > 0.1 || math.Abs(s.base.Pose.YM-2) > 0.1 {
		t.Errorf("it goes on at %+v, want at the stop that was interrupted", s.base.Pose)
	}
}

var toCall = nav.Mission{ID: "call", Kind: nav.KindGoto, To: "far"}

// ended lists the missions in the order they arrived.
func (s *stage) ended() (ids []string) {
	for _, u := range s.updates {
		if u.Phase == nav.PhaseArrived {
			ids = append(ids, u.Mission)
		}
	}
	return ids
}

func TestQueue(t *testing.T) {
	t.Parallel()
	m := func(id string, k nav.Kind) nav.Mission {
		m := nav.Mission{ID: id, Kind: k, To: "a"}
		if k == nav.KindPatrol {
			m.Stops = []nav.Stop{{Place: "b"}}
		}
		return m
	}
	tests := []struct {
		name string
		come []nav.Mission // two seconds apart
		want []string
	}{
		{"a call before a queued guide", []nav.Mission{m("g1", nav.KindLead), m("g2", nav.KindLead), m("c", nav.KindGoto)}, []string{"g1", "c", "g2"}},
		{"a guide before a patrol", []nav.Mission{m("p", nav.KindPatrol), m("g", nav.KindLead)}, []string{"g", "p"}},
		{"a welcome gives way to a guide and goes on", []nav.Mission{m("w", nav.KindWelcome), m("g", nav.KindLead)}, []string{"g", "w"}},
		{"somebody's wish to dock comes last", []nav.Mission{m("d", nav.KindDock), m("p", nav.KindPatrol), m("c", nav.KindGoto)}, []string{"c", "p", "d"}},
		{"a return is dropped", []nav.Mission{m("r", nav.KindReturn), m("w", nav.KindWelcome)}, []string{"w"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, stageSite())
			s.follower = func(*stage) float64 { return 1 }
			for _, c := range tt.come {
				s.begin(c)
				s.run(2 * time.Second)
			}
			s.run(4 * time.Minute)
			if got := s.ended(); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestApproachFromTheFront(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.begin(nav.Mission{ID: "m", Kind: nav.KindGoto, To: "seat"})
	s.until(2*time.Minute, func() bool { return s.was("m", nav.PhaseArrived) })
	// The seat at (15, 15) looks north; the robot stands north of it and looks south.
	want := nav.Pose{XM: 15, YM: 16.2, HeadingRad: -math.Pi / 2}
	got := s.base.Pose
	if math.Hypot(got.XM-want.XM, got.YM-want.YM) > 1e-9 || math.Abs(math.Remainder(got.HeadingRad-want.HeadingRad, 2*math.Pi)) > 1e-9 {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestStuckGoesElsewhere(t *testing.T) {
	t.Parallel()
	site := stageSite()
	far := site.Places["far"]
	far.Else = "b"
	site.Places["far"] = far
	s := newStage(t, site)
	s.frozen = true
	s.under(toFar)
	s.until(time.Minute, func() bool { return s.count(nav.PhaseBlocked) == 2 })
	s.frozen = false
	s.until(time.Minute, func() bool { return s.was("m", nav.PhaseArrived) })
	if u := s.last("m"); u.Place != "b" || !s.said(nav.SayAskWay) {
		t.Errorf("got %+v, want the other place", u)
	}
}

// TestTouched: the robot does not drive away from whoever works its screen, and
// goes on once she is done; somebody who is led may touch it.
func TestTouched(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.under(toFar)
	s.KeepStill(true)
	s.run(time.Minute)
	if u := s.last("m"); u.Phase != nav.PhaseSuspended || u.Reason != nav.ReasonScreen || s.moving() || s.health.Reason != nav.ReasonScreen {
		t.Errorf("got %+v, %+v, want it to stand", u, s.health)
	}
	s.KeepStill(false)
	s.run(time.Minute)
	if !s.was("m", nav.PhaseArrived) {
		t.Errorf("it does not go on: %+v", s.last("m"))
	}
	led := newStage(t, stageSite())
	led.under(guide)
	led.KeepStill(true)
	led.run(2 * time.Second)
	if !led.moving() {
		t.Errorf("it leaves her standing whom it leads: %+v", led.last("m"))
	}
}

func TestStaffHold(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.under(toFar)
	s.Hold()
	s.run(time.Minute)
	if u := s.last("m"); u.Reason != nav.ReasonStaffHold || s.moving() || !s.health.Held || s.health.Reason != nav.ReasonStaffHold {
		t.Errorf("got %+v, %+v", u, s.health)
	}
	s.Release()
	s.run(time.Minute)
	if !s.was("m", nav.PhaseArrived) {
		t.Errorf("it does not go on: %+v", s.last("m"))
	}
}

func TestLunchSuspendsAPatrol(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	s.now = time.Date(2026, 11, 23, 11, 59, 50, 0, time.UTC)
	s.under(round)
	s.run(20 * time.Second)
	if u := s.last("m"); u.Reason != nav.ReasonLunch || s.moving() || s.health.Music || s.health.Reason != nav.ReasonLunch {
		t.Errorf("got %+v, %+v", u, s.health)
	}
	s.begin(toCall)
	s.run(time.Second)
	if !s.moving() {
		t.Error("no call at lunch")
	}
	s.run(59 * time.Minute)
	s.serving(1)
}
