package main_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/drivers/base"
	"tiepdan/nav"
)

// escorting is a navigator on the wire of the simulated floor, with the map that
// the program fetched for it.
type escorting struct {
	t     *testing.T
	floor *process
	nav   *nav.Navigator

	mu     sync.Mutex
	says   []nav.SayCode
	phases map[string]nav.Update // the last of each mission
	health nav.Health
}

func newEscorting(t *testing.T) *escorting {
	t.Helper()
	e := &escorting{t: t, phases: map[string]nav.Update{}}
	device := filepath.Join(t.TempDir(), "base")
	e.floor = start(t, nil, "kiosksim", "floor", "--pty", device, "--people", "0", "--visitor")
	e.floor.line("ready ")
	link, err := base.New(base.Options{Path: device})
	if err != nil {
		t.Fatal(err)
	}
	e.nav, err = nav.New(nav.Options{
		Site: nav.Site{Places: map[string]nav.Place{
			"charger": {Pose: nav.Pose{XM: 18, YM: 5, HeadingRad: 3.14}},
			"waiting": {Pose: nav.Pose{XM: 6.5, YM: 8.9, HeadingRad: -1.57}},
			"door-3":  {Pose: nav.Pose{XM: 8.5, YM: 11.2, HeadingRad: 1.57}},
			"door-5":  {Pose: nav.Pose{XM: 14.5, YM: 11.2, HeadingRad: 1.57}},
		}},
		Base:   kioskd.NewBaseLink(link),
		Report: func(u nav.Update) { e.note(func() { e.phases[u.Mission] = u }) },
		Say:    func(s nav.Say) { e.note(func() { e.says = append(e.says, s.Code) }) },
		Health: func(h nav.Health) { e.note(func() { e.health = h }) },
	})
	if err != nil {
		t.Fatal(err)
	}
	service := kioskd.NewFloorService(kioskd.FloorOptions{
		Source: "base", StateDir: t.TempDir(), Base: link, Use: e.nav.SetMap, Logger: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(t.Context())
	var tasks sync.WaitGroup
	for _, run := range []func(context.Context) error{link.Run, e.nav.Run, service.Run} {
		tasks.Go(func() { _ = run(ctx) })
	}
	t.Cleanup(func() { cancel(); tasks.Wait() })
	eventually(t, "the map", 20*time.Second, func() error {
		if service.Floor() == nil {
			return errNotYet
		}
		return nil
	})
	return e
}

func (e *escorting) note(do func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	do()
}

func (e *escorting) run(m nav.Mission, limit time.Duration, done func(u nav.Update, says []nav.SayCode) bool) {
	e.t.Helper()
	e.note(func() { e.says = nil })
	if err := e.nav.Start(m); err != nil {
		e.t.Fatal(err)
	}
	eventually(e.t, m.ID, limit, func() error {
		e.mu.Lock()
		defer e.mu.Unlock()
		u := e.phases[m.ID]
		if (u.Phase == nav.PhaseFailed || u.Phase == nav.PhaseCancelled) && !done(u, e.says) {
			e.t.Fatalf("%s ended: %+v, said %q", m.ID, u, e.says)
		}
		if u.Phase == nav.PhaseWaitingPerson && u.Reason == nav.ReasonNone {
			go func() { _ = e.nav.Proceed(m.ID) }() // "I am coming"
		}
		if !done(u, e.says) {
			return errNotYet
		}
		return nil
	})
}

// With the base's map the robot sees who follows it: it waits for whom it does
// not see, and leads to the door who comes.
func TestTheMapLetsTheRobotKeepPace(t *testing.T) {
	if testing.Short() {
		t.Skip("drives in real time")
	}
	t.Parallel()
	e := newEscorting(t)
	e.run(nav.Mission{ID: "alone", Kind: nav.KindLead, From: "charger", To: "door-5", WaitFor: 20 * time.Second}, 60*time.Second,
		func(_ nav.Update, says []nav.SayCode) bool { return slices.Contains(says, nav.SayComeCloser) })
	if err := e.nav.Cancel("alone"); err != nil {
		t.Fatal(err)
	}
	e.run(nav.Mission{ID: "lead", Kind: nav.KindLead, From: "waiting", To: "door-3", WaitFor: 20 * time.Second}, 2*time.Minute,
		func(u nav.Update, _ []nav.SayCode) bool { return u.Phase == nav.PhaseArrived })
	if !slices.Contains(e.says, nav.SayFollowMe) {
		t.Errorf("said %q, want that she is asked to follow", e.says)
	}
}
