package nav_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/nav"
)

func TestGoto(t *testing.T) {
	t.Parallel()
	onFloor(t, func(f *floor) {
		f.wantState(nav.StateIdle)
		f.start(nav.Mission{ID: "g", Kind: nav.KindGoto, To: "door-3"})
		f.wantState(nav.StateDriving)
		f.arrive()
		f.wantPhases("g", nav.PhaseQueued, nav.PhaseDriving, nav.PhaseArrived)
		f.wantState(nav.StateIdle)
		goals, _, holds := f.base.counts()
		if want := (goal{places["door-3"].Pose, 0.6}); len(goals) != 1 || goals[0] != want {
			t.Errorf("got goals %v, want %v", goals, want)
		}
		if holds != 0 {
			t.Errorf("got %d holds, want none", holds)
		}
		if h := f.healths[len(f.healths)-1]; h.Place != "door-3" || h.BatteryPct != 80 {
			t.Errorf("got %+v, want to be at door-3 with 80 %%", h)
		}
	})
}

func TestLead(t *testing.T) {
	t.Parallel()
	lead := nav.Mission{ID: "l", Kind: nav.KindLead, From: "waiting", To: "door-3", WaitFor: 20 * time.Second}
	all := []nav.Phase{
		nav.PhaseQueued, nav.PhaseDrivingToPerson, nav.PhaseWaitingPerson, nav.PhaseLeading, nav.PhaseArrived,
	}
	t.Run("the visitor is ready", func(t *testing.T) {
		t.Parallel()
		onFloor(t, func(f *floor) {
			f.start(lead)
			if err := f.Proceed("l"); !errors.Is(err, nav.ErrNotWaiting) {
				t.Errorf("Proceed on the way: got %v, want ErrNotWaiting", err)
			}
			f.arrive()
			f.wantState(nav.StateWaitPerson)
			f.pass(5 * time.Second)
			f.wantGoals(1)
			if err := f.Proceed("l"); err != nil {
				t.Errorf("Proceed: %v", err)
			}
			f.pass(0)
			f.wantGoals(2)
			f.arrive()
			f.wantPhases("l", all...)
			goals, _, _ := f.base.counts()
			if goals[0].mps != 0.3 || goals[1].mps != 0.6 {
				t.Errorf("got goals %v, want 0.3 m/s into the waiting area and 0.6 to the door", goals)
			}
		})
	})
	t.Run("nobody says so", func(t *testing.T) {
		t.Parallel()
		onFloor(t, func(f *floor) {
			f.start(lead)
			f.arrive()
			f.pass(19 * time.Second)
			f.wantGoals(1)
			f.pass(1200 * time.Millisecond)
			f.wantGoals(2)
			f.arrive()
			f.wantPhases("l", all...)
		})
	})
}

func TestOrder(t *testing.T) {
	t.Parallel()
	gotoDoor := func(id string) nav.Mission { return nav.Mission{ID: id, Kind: nav.KindGoto, To: "door-1"} }
	lead := func(id string) nav.Mission {
		return nav.Mission{ID: id, Kind: nav.KindLead, From: "waiting", To: "door-3"}
	}
	back := func(id string) nav.Mission { return nav.Mission{ID: id, Kind: nav.KindReturn, To: "welcome"} }
	tests := []struct {
		name     string
		missions []nav.Mission
		want     []string // in the order they end
	}{
		{"first come first served", []nav.Mission{gotoDoor("a"), gotoDoor("b"), gotoDoor("c")}, []string{"a", "b", "c"}},
		{"a call before a queued guide, not before a person being led", []nav.Mission{lead("a"), lead("b"), gotoDoor("c")}, []string{"a", "c", "b"}},
		{"a running return gives way", []nav.Mission{back("a"), gotoDoor("b")}, []string{"-a", "b"}},
		{"a queued return gives way", []nav.Mission{lead("a"), back("b"), lead("c")}, []string{"-b", "a", "c"}},
		{"a return comes last", []nav.Mission{lead("a"), gotoDoor("b"), back("c")}, []string{"a", "b", "c"}},
		{"a newer return replaces the older", []nav.Mission{back("a"), back("b")}, []string{"-a", "b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onFloor(t, func(f *floor) {
				for _, m := range tt.missions {
					f.start(m)
				}
				for range 10 {
					if _, running, _ := f.base.counts(); running == 0 {
						break
					}
					f.arrive()
					f.pass(time.Second)
				}
				var got []string
				for _, u := range f.updates {
					if u.Phase == nav.PhaseArrived {
						got = append(got, u.Mission)
					}
					if u.Phase == nav.PhaseCancelled {
						got = append(got, "-"+u.Mission)
					}
				}
				if !slices.Equal(got, tt.want) {
					t.Errorf("got %v, want %v", got, tt.want)
				}
			})
		})
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	onFloor(t, func(f *floor) {
		f.start(nav.Mission{ID: "a", Kind: nav.KindGoto, To: "door-1"})
		f.start(nav.Mission{ID: "b", Kind: nav.KindGoto, To: "door-3"})
		for _, id := range []string{"b", "a"} {
			if err := f.Cancel(id); err != nil {
				t.Errorf("Cancel(%s): %v", id, err)
			}
		}
		f.pass(0)
		f.wantPhases("a", nav.PhaseQueued, nav.PhaseDriving, nav.PhaseCancelled)
		f.wantPhases("b", nav.PhaseQueued, nav.PhaseCancelled)
		if _, running, holds := f.base.counts(); running != 0 || holds != 1 {
			t.Errorf("got %d running goals and %d holds, want 0 and 1", running, holds)
		}
		if err := f.Cancel("a"); !errors.Is(err, nav.ErrUnknownMission) {
			t.Errorf("second Cancel: got %v, want ErrUnknownMission", err)
		}
		f.start(nav.Mission{ID: "a", Kind: nav.KindGoto, To: "door-1"}) // the name is free again
	})
}

func TestStartRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	onFloor(t, func(f *floor) {
		f.start(nav.Mission{ID: "a", Kind: nav.KindGoto, To: "door-1"})
		tests := []struct {
			mission nav.Mission
			want    []string
		}{
			{nav.Mission{ID: "b", Kind: nav.KindGoto, To: "nowhere"}, []string{`to: no place "nowhere"`}},
			{nav.Mission{ID: "b", Kind: "fly", To: "door-1"}, []string{`kind: "fly"`}},
			{nav.Mission{Kind: nav.KindLead, From: "moon", WaitFor: -1}, []string{"id: empty", "to: no place", "from: no place", "wait: -1ns"}},
			{nav.Mission{ID: "b", Kind: nav.KindPatrol}, []string{"stops: no stops", "without a tray"}},
			{nav.Mission{ID: "b", Kind: nav.KindDock}, []string{"without a known dock"}},
			{nav.Mission{ID: "b", Kind: nav.KindCharge}, []string{"navigator's own"}},
			{nav.Mission{ID: "a", Kind: nav.KindGoto, To: "door-1"}, []string{"id: in use"}},
		}
		for _, tt := range tests {
			err := f.Start(tt.mission)
			for _, w := range tt.want {
				if err == nil || !strings.Contains(err.Error(), w) {
					t.Errorf("Start(%+v): got %v, want it to name %q", tt.mission, err, w)
				}
			}
		}
	})
}

func TestNewRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	_, err := nav.New(nav.Options{Site: nav.Site{Places: map[string]nav.Place{"x": {MaxSpeedMps: 2}, "": {}}}})
	for _, want := range []string{"base: missing", "places.x: speed 2", "without a name"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to name %q", err, want)
		}
	}
}

func TestBlocked(t *testing.T) {
	t.Parallel()
	lasts := map[string]struct {
		fail func(f *floor) // makes one attempt fail
	}{
		"the base gives up": {func(f *floor) { f.end(errTest) }},
		"no progress": {func(f *floor) {
			begun := time.Now()
			for _, running, _ := f.base.counts(); running > 0; _, running, _ = f.base.counts() {
				f.pass(100 * time.Millisecond)
			}
			if took := time.Since(begun); took < 9500*time.Millisecond || took > 10200*time.Millisecond {
				f.t.Errorf("noticed after %v, want 10s", took)
			}
		}},
		"arrival in the wrong place": {func(f *floor) { f.end(nil) }},
	}
	for name, tt := range lasts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onFloor(t, func(f *floor) {
				f.start(nav.Mission{ID: "g", Kind: nav.KindGoto, To: "door-3"})
				want := []nav.Phase{nav.PhaseQueued, nav.PhaseDriving}
				for try := range 3 {
					tt.fail(f)
					f.wantState(nav.StateBlocked)
					if _, running, holds := f.base.counts(); running != 0 || holds != try+1 {
						t.Errorf("got %d running goals and %d holds, want 0 and %d", running, holds, try+1)
					}
					f.pass(9800 * time.Millisecond)
					f.wantGoals(try + 1)
					f.pass(400 * time.Millisecond)
					f.wantGoals(try + 2)
					want = append(want, nav.PhaseBlocked, nav.PhaseDriving)
				}
				tt.fail(f)
				f.wantPhases("g", append(want, nav.PhaseFailed)...)
				f.pass(time.Minute)
				f.wantGoals(4)
				f.wantState(nav.StateIdle)
			})
		})
	}
}

func TestHealthIsThinnedOut(t *testing.T) {
	t.Parallel()
	onFloor(t, func(f *floor) {
		f.healths = nil
		for i := range 100 { // 10 s of noise, as a standing base makes it
			f.base.set(func(s *nav.BaseState) { s.Pose.XM = 14 + 0.02*float64(i%2) })
			f.pass(100 * time.Millisecond)
		}
		if len(f.healths) != 0 {
			t.Errorf("got %d reports of a standing robot, want none: %+v", len(f.healths), f.healths)
		}
		for range 100 { // 10 s and 3 m of a slow drive
			f.base.set(func(s *nav.BaseState) { s.Pose.XM -= 0.03; s.SpeedMps = 0.3 })
			f.pass(100 * time.Millisecond)
		}
		if n := len(f.healths); n < 9 || n > 13 {
			t.Errorf("got %d reports of 3 m in 10 s, want about one for each 0.25 m", n)
		}
	})
}
