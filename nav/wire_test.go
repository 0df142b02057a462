package nav_test

import (
	"context"
	"math"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/nav"
)

// wired makes the link to the base a nav.Base, as kioskd does.
type wired struct{ *base.Link }

func (w wired) Goto(ctx context.Context, to nav.Pose, maxSpeedMps float64) error {
	return w.Link.Goto(ctx, base.Pose(to), maxSpeedMps)
}

func (w wired) Relocalise(ctx context.Context, near nav.Pose, sigmaM float64) error {
	return w.Link.Relocalise(ctx, base.Pose(near), sigmaM)
}

func (w wired) Upload(ctx context.Context, keepout []nav.Polygon) error {
	var areas []base.Polygon
	for _, k := range keepout {
		var area base.Polygon
		for _, p := range k {
			area = append(area, base.Point(p))
		}
		areas = append(areas, area)
	}
	return w.Link.Upload(ctx, areas)
}

func (w wired) State() nav.BaseState {
	s := w.Link.State()
	return nav.BaseState{
		Link: s.Link, HeardAt: s.HeardAt, Starting: s.Starting, EStop: s.EStop, EStops: s.EStops,
		Mode: s.Mode, Localised: s.Localised,
		Pose: nav.Pose(s.Pose), PoseAt: s.PoseAt, PoseSigmaM: s.PoseSigmaM, SpeedMps: s.SpeedMps,
		SectorsM: s.SectorsM, SectorsAt: s.SectorsAt, Bumpers: s.Bumpers, Docked: s.Docked,
		BatteryPct: s.BatteryPct, Charging: s.Charging, Faults: s.Faults,
	}
}

// room is the whole motion side, on a pseudo-terminal and in real time.
type room struct {
	*nav.Navigator
	t    *testing.T
	base *basetest.Base
	tty  *basetest.TTY
	ctx  context.Context //nolint:containedctx // the room's life is one test

	mu      sync.Mutex
	updates []nav.Update
	health  nav.Health
}

func newRoom(t *testing.T, start string) *room {
	t.Helper()
	plan := basetest.ServicePoint()
	at := plan.Places[start]
	r := &room{t: t, ctx: context.WithoutCancel(t.Context())} // the link outlives the test's body
	var err error
	if r.base, err = basetest.New(basetest.Options{Plan: plan, Start: &at, SpeedUp: 6}); err != nil {
		t.Fatalf("basetest.New: %v", err)
	}
	device := filepath.Join(t.TempDir(), "base")
	r.tty = basetest.NewTTY(r.base, device)
	if err := r.tty.Plug(r.ctx); err != nil {
		t.Fatalf("Plug: %v", err)
	}
	link, err := base.New(base.Options{Path: device})
	if err != nil {
		t.Fatalf("base.New: %v", err)
	}
	places := map[string]nav.Place{}
	for name, p := range plan.Places {
		places[name] = nav.Place{Pose: nav.Pose{XM: p.X, YM: p.Y, HeadingRad: p.Heading}}
	}
	r.Navigator, err = nav.New(nav.Options{
		Base: wired{link},
		Site: nav.Site{
			Places: places, Dock: "dock",
			// A corner of the room where nothing is.
			Zones: []nav.Zone{{Name: "corner", Kind: nav.ZoneKeepOut, Area: square(18.5, 13.5, 0.8)}},
		},
		Report: func(u nav.Update) {
			t.Logf("%+v", u)
			r.mu.Lock()
			defer r.mu.Unlock()
			r.updates = append(r.updates, u)
		},
		Health: func(h nav.Health) { r.mu.Lock(); defer r.mu.Unlock(); r.health = h },
	})
	if err != nil {
		t.Fatalf("nav.New: %v", err)
	}
	ctx, cancel := context.WithCancel(r.ctx)
	stopLink, cancelLink := context.WithCancel(r.ctx)
	var navigating, tasks sync.WaitGroup
	tasks.Go(func() { _ = r.base.Run(stopLink) })
	tasks.Go(func() { _ = link.Run(stopLink) })
	navigating.Go(func() { _ = r.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		navigating.Wait() // holds the base over the link
		cancelLink()
		tasks.Wait()
		if err := r.tty.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return r
}

// phase waits until the last phase of the only mission is the wanted one.
func (r *room) phase(want nav.Phase) {
	r.t.Helper()
	var last nav.Phase
	r.until(func() bool {
		if n := len(r.updates); n > 0 {
			last = r.updates[n-1].Phase
		}
		return last == want
	}, func() { r.t.Fatalf("got phase %s, want %s", last, want) })
}

func (r *room) state(want nav.State) {
	r.t.Helper()
	r.until(func() bool { return r.health.State == want }, func() {
		r.t.Fatalf("got %+v, want state %s", r.health, want)
	})
}

func (r *room) until(ok func() bool, fail func()) {
	r.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		r.mu.Lock()
		done := ok()
		r.mu.Unlock()
		if done {
			return
		}
		if time.Now().After(deadline) {
			fail()
		}
	}
}

// still checks that the robot comes to a stop and stays there.
func (r *room) still() {
	r.t.Helper()
	r.until(func() bool { _, v := r.base.Truth(); return v == 0 }, func() { r.t.Fatal("the robot does not stop") })
	before, _ := r.base.Truth()
	time.Sleep(time.Second)
	if after, _ := r.base.Truth(); after != before {
		r.t.Errorf("moved from %+v to %+v, want to stay", before, after)
	}
}

func TestAVisitOnTheWire(t *testing.T) {
	t.Parallel()
	r := newRoom(t, "welcome")
	r.state(nav.StateIdle)
	if err := r.Start(nav.Mission{ID: "v", Kind: nav.KindLead, From: "waiting", To: "door-3", WaitFor: time.Minute}); err != nil {
		t.Fatalf("Start: %v", err)
	}
	r.phase(nav.PhaseDrivingToPerson)

	// Somebody presses the button on the way.
	r.until(func() bool { _, v := r.base.Truth(); return v > 0.3 }, func() { t.Fatal("the robot does not start") })
	r.base.PressEStop()
	r.phase(nav.PhaseSuspended)
	r.state(nav.StateEStop)
	r.base.ReleaseEStop()
	r.still()
	if err := r.Resume(); err != nil {
		t.Fatalf("Resume: %v", err)
	}
	r.phase(nav.PhaseWaitingPerson)

	// She comes, and the plug falls out on the way to the door.
	if err := r.Proceed("v"); err != nil {
		t.Fatalf("Proceed: %v", err)
	}
	r.phase(nav.PhaseLeading)
	r.until(func() bool { _, v := r.base.Truth(); return v > 0.1 }, func() { t.Fatal("the robot does not lead") })
	if err := r.tty.Unplug(); err != nil {
		t.Fatalf("Unplug: %v", err)
	}
	r.phase(nav.PhaseSuspended)
	r.state(nav.StateLinkLost)
	r.still()
	if err := r.tty.Plug(r.ctx); err != nil {
		t.Fatalf("Plug: %v", err)
	}
	r.phase(nav.PhaseArrived)

	at, _ := r.base.Truth()
	door := basetest.ServicePoint().Places["door-3"]
	if d := math.Hypot(at.X-door.X, at.Y-door.Y); d > 0.2 {
		t.Errorf("got %+v, %.2f m from door-3", at, d)
	}
	if n := r.base.Bumps(); n > 0 {
		t.Errorf("touched something %d times", n)
	}
	if x := r.base.Rejected(); len(x) > 0 {
		t.Errorf("the base met what it does not know: %v", x)
	}
}

// TestDockOnTheWire: the areas go over first, then it drives before the dock and
// the base does the rest; a call has it undock again.
func TestDockOnTheWire(t *testing.T) {
	t.Parallel()
	r := newRoom(t, "welcome")
	r.state(nav.StateIdle)
	if err := r.Start(nav.Mission{ID: "d", Kind: nav.KindDock}); err != nil {
		t.Fatalf("Start: %v", err)
	}
	r.phase(nav.PhaseArrived)
	r.state(nav.StateCharging)
	if err := r.Start(nav.Mission{ID: "c", Kind: nav.KindGoto, To: "waiting"}); err != nil {
		t.Fatalf("Start: %v", err)
	}
	r.phase(nav.PhaseDriving)
	r.phase(nav.PhaseArrived)
	if x := r.base.Rejected(); len(x) > 0 {
		t.Errorf("the base met what it does not know: %v", x)
	}
}
