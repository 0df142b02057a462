package nav_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/nav"
)

// nearDoor drives to door-3 and lets the robot come near it.
func nearDoor(f *floor) {
	f.t.Helper()
	f.start(nav.Mission{ID: "g", Kind: nav.KindGoto, To: "door-3"})
	f.walkTo(nav.Pose{XM: 8.5, YM: 10})
}

func TestSpeedIsCappedOnTheWay(t *testing.T) {
	t.Parallel()
	onFloor(t, func(f *floor) {
		nearDoor(f)
		f.base.mu.Lock()
		caps := slices.Clone(f.base.caps)
		f.base.mu.Unlock()
		if !slices.Equal(caps, []float64{0.3}) {
			t.Errorf("got caps %v, want 0.3 once on the last metres", caps)
		}
		f.arrive()
		f.wantPhases("g", nav.PhaseQueued, nav.PhaseDriving, nav.PhaseArrived)
	})
}

func TestABaseThatDoesNotSlowDownIsHeld(t *testing.T) {
	t.Parallel()
	onFloor(t, func(f *floor) {
		f.base.mu.Lock()
		f.base.capErr = errTest
		f.base.mu.Unlock()
		nearDoor(f)
		f.pass(900 * time.Millisecond)
		if _, running, holds := f.base.counts(); running != 1 || holds != 0 {
			t.Errorf("got %d goals and %d holds within a second", running, holds)
		}
		f.pass(300 * time.Millisecond)
		f.wantPhases("g", nav.PhaseQueued, nav.PhaseDriving, nav.PhaseBlocked)
		if _, running, holds := f.base.counts(); running != 0 || holds != 1 {
			t.Errorf("got %d goals and %d holds, want 0 and 1", running, holds)
		}
	})
}

// fakeTray has a sensor that the test is.
type fakeTray struct {
	mu      sync.Mutex
	state   nav.TrayState
	changed chan struct{}
}

func (f *fakeTray) State() nav.TrayState {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state
}

func (f *fakeTray) Changed() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}

func (f *fakeTray) hand(in bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.Hand = in
	close(f.changed)
	f.changed = make(chan struct{})
}

// TestAHandStopsTheRobotAtOnce: not at the next look at the clock.
func TestAHandStopsTheRobotAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		base, tray := newFakeBase(), &fakeTray{state: nav.TrayState{Present: true, Stock: 50}, changed: make(chan struct{})}
		areas := []nav.Zone{{Name: "k", Kind: nav.ZoneKeepOut, Area: square(1, 1, 0.5)}}
		var says []nav.Say
		n, err := nav.New(nav.Options{
			Site: nav.Site{Places: places, Zones: areas}, Base: base, Tray: tray, Say: func(s nav.Say) { says = append(says, s) },
		})
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- n.Run(ctx) }()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(base.fences) != 1 || len(base.fences[0]) != 1 {
			t.Errorf("got the areas %v, want them uploaded once", base.fences)
		}
		if err := n.Start(nav.Mission{ID: "p", Kind: nav.KindPatrol, Stops: []nav.Stop{{Place: "door-1"}}}); err != nil {
			t.Fatalf("Start: %v", err)
		}
		synctest.Wait()
		if _, running, _ := base.counts(); running != 1 {
			t.Fatal("it does not drive")
		}
		tray.hand(true)
		synctest.Wait()
		if _, running, holds := base.counts(); running != 0 || holds != 2 {
			t.Errorf("got %d goals and %d holds, want 0 and 1 after that of the beginning", running, holds)
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if len(says) != 1 || says[0].Code != nav.SayHand {
			t.Errorf("got %v, want the hand to be asked to leave", says)
		}
		n.Hold()
		tray.hand(false)
		time.Sleep(5 * time.Second)
		if _, running, _ := base.counts(); running != 0 {
			t.Error("it drives though staff holds it")
		}
		n.Release()
		synctest.Wait()
		if _, running, _ := base.counts(); running != 1 {
			t.Error("it does not go on")
		}
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		if len(base.wrong) > 0 {
			t.Errorf("the base got: %v", base.wrong)
		}
	})
}
