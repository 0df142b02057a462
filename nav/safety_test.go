package nav_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/nav"
)

// TestInterlocks breaks each interlock on the way and looks that the robot
// stops, waits, and goes on when it may.
func TestInterlocks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		spoil, mend func(*nav.BaseState)
		want        nav.State
	}{
		{"link lost", func(s *nav.BaseState) { s.Link = false }, func(s *nav.BaseState) { s.Link = true }, nav.StateLinkLost},
		{"fault", func(s *nav.BaseState) { s.Faults = []string{"hot"} }, func(s *nav.BaseState) { s.Faults = nil }, nav.StateFault},
		{"restart", func(s *nav.BaseState) { s.Starting = true }, func(s *nav.BaseState) { s.Starting = false }, nav.StateStartup},
		{"not localised", func(s *nav.BaseState) { s.Localised = false }, func(s *nav.BaseState) { s.Localised = true }, nav.StateLocalising},
		{"sigma over 0.3 m", func(s *nav.BaseState) { s.PoseSigmaM = 0.31 }, func(s *nav.BaseState) { s.PoseSigmaM = 0.3 }, nav.StateLocalising},
		{"jump over 0.5 m", func(s *nav.BaseState) { s.Pose.XM += 0.51 }, func(*nav.BaseState) {}, nav.StateLocalising},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onFloor(t, func(f *floor) {
				f.start(nav.Mission{ID: "g", Kind: nav.KindGoto, To: "door-3"})
				f.base.set(tt.spoil)
				f.pass(0)
				f.wantState(tt.want)
				f.wantPhases("g", nav.PhaseQueued, nav.PhaseDriving, nav.PhaseSuspended)
				if _, running, holds := f.base.counts(); running != 0 || holds != 1 {
					t.Errorf("got %d running goals and %d holds, want 0 and 1", running, holds)
				}
				f.base.set(tt.mend)
				f.pass(900 * time.Millisecond)
				f.wantGoals(1)
				f.pass(300 * time.Millisecond)
				f.wantGoals(2)
				f.arrive()
				f.wantPhases("g", nav.PhaseQueued, nav.PhaseDriving, nav.PhaseSuspended, nav.PhaseDriving, nav.PhaseArrived)
			})
		})
	}
}

func TestSmallCorrectionIsNoJump(t *testing.T) {
	t.Parallel()
	onFloor(t, func(f *floor) {
		f.start(nav.Mission{ID: "g", Kind: nav.KindGoto, To: "door-3"})
		f.base.set(func(s *nav.BaseState) { s.Pose.XM += 0.49 })
		f.pass(0)
		f.wantState(nav.StateDriving)
	})
}

func TestNothingRestartsByItselfAfterAnEStop(t *testing.T) {
	t.Parallel()
	for _, press := range []struct {
		name string
		do   func(*fakeBase)
	}{
		{"pressed and released", func(b *fakeBase) { b.press() }},
		{"too short to be seen", func(b *fakeBase) { b.press(); b.release() }},
	} {
		t.Run(press.name, func(t *testing.T) {
			t.Parallel()
			onFloor(t, func(f *floor) {
				f.start(nav.Mission{ID: "l", Kind: nav.KindLead, From: "waiting", To: "door-3"})
				press.do(f.base)
				f.pass(0)
				f.wantState(nav.StateEStop)
				if _, running, holds := f.base.counts(); running != 0 || holds != 1 {
					t.Errorf("got %d running goals and %d holds, want 0 and 1", running, holds)
				}
				if f.base.State().EStop {
					if err := f.Resume(); !errors.Is(err, nav.ErrNotSafe) {
						t.Errorf("Resume while pressed: got %v, want ErrNotSafe", err)
					}
				}
				f.base.release()
				f.base.set(func(s *nav.BaseState) { s.Localised = false })
				f.pass(0)
				if err := f.Resume(); !errors.Is(err, nav.ErrNotSafe) {
					t.Errorf("Resume while lost: got %v, want ErrNotSafe", err)
				}
				f.base.set(func(s *nav.BaseState) { s.Localised = true })
				f.pass(time.Hour)
				f.wantState(nav.StateEStop)
				f.wantGoals(1)
				if err := f.Resume(); err != nil {
					t.Errorf("Resume: %v", err)
				}
				f.pass(900 * time.Millisecond)
				f.wantGoals(1)
				f.pass(300 * time.Millisecond)
				f.wantGoals(2)
				f.wantPhases("l", nav.PhaseQueued, nav.PhaseDrivingToPerson, nav.PhaseSuspended, nav.PhaseDrivingToPerson)
			})
		})
	}
}

func TestHoldGoesOnUntilConfirmed(t *testing.T) {
	t.Parallel()
	onFloor(t, func(f *floor) {
		f.base.mu.Lock()
		f.base.holdErr = errTest
		f.base.mu.Unlock()
		f.start(nav.Mission{ID: "g", Kind: nav.KindGoto, To: "door-3"})
		f.base.set(func(s *nav.BaseState) { s.Link = false })
		f.pass(time.Second)
		if _, _, holds := f.base.counts(); holds < 9 {
			t.Errorf("got %d holds in a second without an answer, want about 10", holds)
		}
		f.base.mu.Lock()
		f.base.holdErr = nil
		f.base.mu.Unlock()
		f.pass(time.Second)
		_, _, before := f.base.counts()
		f.pass(time.Second)
		if _, _, after := f.base.counts(); after != before {
			t.Errorf("got %d holds after the answer, want none", after-before)
		}
	})
}

func TestOfflineAtTheStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newFakeBase()
		b.state = nav.BaseState{BatteryPct: -1}
		var healths []nav.Health
		n, err := nav.New(nav.Options{Site: nav.Site{Places: places}, Base: b, Health: func(h nav.Health) { healths = append(healths, h) }})
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		if err := n.Start(nav.Mission{ID: "g", Kind: nav.KindGoto, To: "door-1"}); err != nil {
			t.Fatalf("Start: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := n.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
		if len(healths) != 1 || healths[0].State != nav.StateOffline {
			t.Errorf("got %+v, want offline once", healths)
		}
		if goals, _, holds := b.counts(); len(goals) != 0 || holds != 2 {
			t.Errorf("got goals %v and %d holds without a base, want a hold at the beginning and at the end", goals, holds)
		}
	})
}

// TestStopsWhenRunEnds: whoever drives nobody must stand.
func TestStopsWhenRunEnds(t *testing.T) {
	t.Parallel()
	var base *fakeBase
	onFloor(t, func(f *floor) {
		base = f.base
		f.start(nav.Mission{ID: "g", Kind: nav.KindGoto, To: "door-3"})
	})
	if _, running, holds := base.counts(); running != 0 || holds != 1 {
		t.Errorf("got %d running goals and %d holds after Run, want 0 and 1", running, holds)
	}
}

// TestNoGoalEverWhereNoneMayBe plays random events. The fake base notes every
// goal it should not have got (see fakeBase.Goto).
func TestNoGoalEverWhereNoneMayBe(t *testing.T) {
	t.Parallel()
	total := 0
	for seed := range uint64(60) {
		onFloor(t, func(f *floor) {
			p := &play{floor: f, r: rand.New(rand.NewPCG(seed, 2))}
			p.run(seed)
			goals, _, _ := f.base.counts()
			total += len(goals)
		})
	}
	if total < 300 {
		t.Errorf("only %d goals were sent in all: the test proves little", total)
	}
}

// play is one random sequence of events.
type play struct {
	*floor
	r       *rand.Rand
	ids     int
	stopped bool // an e-stop came, and no Resume since
}

func (p *play) run(seed uint64) {
	p.t.Helper()
	events := append(p.baseEvents(), p.staffEvents()...)
	for n := range 200 {
		e := p.r.IntN(len(events))
		events[e]()
		p.pass(0)
		_, running, _ := p.base.counts()
		if running > 0 && (p.stopped || hindered(p.base.State())) {
			p.t.Fatalf("seed %d: after step %d (event %d; stopped %v, %+v) the base still drives",
				seed, n, e, p.stopped, p.base.State())
		}
	}
	ended := map[string]bool{}
	for _, u := range p.updates {
		if ended[u.Mission] {
			p.t.Fatalf("seed %d: mission %s ended and then was %s", seed, u.Mission, u.Phase)
		}
		ended[u.Mission] = u.Phase == nav.PhaseArrived || u.Phase == nav.PhaseCancelled || u.Phase == nav.PhaseFailed
	}
}

// baseEvents is what can happen to the base.
func (p *play) baseEvents() []func() {
	set := func(change func(s *nav.BaseState)) func() { return func() { p.base.set(change) } }
	driving := func(then func()) func() {
		return func() {
			if _, running, _ := p.base.counts(); running == 1 {
				then()
			}
		}
	}
	return []func(){
		func() { p.stopped = true; p.base.press() },
		func() { p.stopped = true; p.base.press(); p.base.release() },
		p.base.release,
		set(func(s *nav.BaseState) { s.Link = false }),
		set(func(s *nav.BaseState) { s.Link = true }),
		set(func(s *nav.BaseState) { s.Starting = true }),
		set(func(s *nav.BaseState) { s.Faults = []string{"hot"} }),
		set(func(s *nav.BaseState) { s.Localised = false }),
		set(func(s *nav.BaseState) { s.PoseSigmaM = 0.5 }),
		set(func(s *nav.BaseState) { s.Pose.YM += p.r.Float64() * 2 }),
		set(mend),
		driving(p.arrive),
		driving(func() { p.end(errTest) }),
		func() { p.pass(time.Duration(p.r.IntN(15000)) * time.Millisecond) },
	}
}

func mend(s *nav.BaseState) {
	s.Link, s.Localised, s.PoseSigmaM, s.Faults, s.Starting = true, true, 0.02, nil, false
}

// staffEvents is what people can do.
func (p *play) staffEvents() []func() {
	names := []string{"welcome", "waiting", "door-1", "door-3"}
	kinds := []nav.Kind{nav.KindGoto, nav.KindLead, nav.KindWelcome, nav.KindReturn}
	id := func() string { return fmt.Sprint("m", p.r.IntN(p.ids+1)) }
	resume := func() {
		if p.Resume() == nil {
			p.stopped = false
		}
	}
	return []func(){
		resume,
		func() { // all is made well
			p.base.release()
			p.base.set(mend)
			resume()
			p.pass(2 * time.Second)
		},
		func() {
			p.ids++
			p.start(nav.Mission{
				ID: fmt.Sprint("m", p.ids), Kind: kinds[p.r.IntN(len(kinds))], From: names[p.r.IntN(4)], To: names[p.r.IntN(4)],
				WaitFor: time.Duration(p.r.IntN(5)) * time.Second,
			})
		},
		func() { _ = p.Cancel(id()) },
		func() { _ = p.Proceed(id()) },
	}
}
