package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/kiosk"
	"tiepdan/nav"
)

// floorEditEvery is how often it is looked at where the robot stands, while the
// editor is open, and whether a floor that waits can be used now.
const floorEditEvery = time.Second

// floorEdits does what the technician's editor of the floor asks for: it loads,
// checks, saves and uses places, rounds and zones.
type floorEdits struct {
	floorEditOptions

	wake chan struct{}

	mu   sync.Mutex
	work []kiosk.EditFloor

	// Run's own.
	now     config.Nav // in the file, or the configuration's own
	changed bool       // it is a technician's
	trouble string     // why a technician's file does not count
	waits   bool       // now is to be used once no mission is under way
	spot    kiosk.FloorSpot
}

// floorEditOptions is what floorEdits needs.
type floorEditOptions struct {
	// Config is the configuration, and Own its floor as the ward wrote it.
	Config *config.Config
	Own    config.Nav
	// Base tells where the robot stands.
	Base func() base.State
	// Map is the base's map, or nil.
	Map func() *nav.Map
	// Use uses another floor; the error is nav.ErrUnderWay when that must wait.
	Use func(config.Nav) error
	// Open reports whether the editor is open.
	Open   func() bool
	Post   func(kiosk.Msg)
	Logger *slog.Logger
}

// overFloor puts a technician's floor over the configuration's. What is wrong
// with the file is returned; the configuration's own floor counts then.
func overFloor(c *config.Config) (own config.Nav, trouble string) {
	own = c.Nav
	n, err := config.LoadFloor(floorFile(c), c)
	switch {
	case err != nil:
		return own, err.Error()
	case n != nil:
		c.Nav = *n
	}
	return own, ""
}

func floorFile(c *config.Config) string { return filepath.Join(c.Unit.StateDir, config.FloorFile) }

func floorFileIsThere(c *config.Config) bool {
	_, err := os.Stat(floorFile(c))
	return err == nil
}

func newFloorEdits(o floorEditOptions, changed bool, trouble string) *floorEdits {
	return &floorEdits{floorEditOptions: o, now: o.Config.Nav, changed: changed, trouble: trouble, wake: make(chan struct{}, 1)}
}

// Edit takes work; a check that waits gives way to a newer one.
func (f *floorEdits) Edit(e kiosk.EditFloor) {
	f.mu.Lock()
	if n := len(f.work); n > 0 && e.Work == kiosk.FloorCheck && f.work[n-1].Work == kiosk.FloorCheck {
		f.work = f.work[:n-1]
	}
	f.work = append(f.work, e)
	f.mu.Unlock()
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *floorEdits) next() (kiosk.EditFloor, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.work) == 0 {
		return kiosk.EditFloor{}, false
	}
	e := f.work[0]
	f.work = f.work[1:]
	return e, true
}

// Run does the work until ctx ends.
func (f *floorEdits) Run(ctx context.Context) error {
	if f.trouble != "" {
		f.Logger.LogAttrs(ctx, slog.LevelError, "the technician's floor is not used", slog.String("error", f.trouble))
	}
	for {
		for e, ok := f.next(); ok && ctx.Err() == nil; e, ok = f.next() {
			f.Post(f.do(ctx, e))
		}
		var look <-chan time.Time // none while there is nothing to look for
		if f.waits || f.Open() {
			look = time.After(floorEditEvery)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-f.wake:
		case <-look:
			f.look(ctx)
		}
	}
}

// look tells where the robot stands, and uses what had to wait.
func (f *floorEdits) look(ctx context.Context) {
	if at := spotOf(f.Base(), time.Now()); at != f.spot {
		f.spot = at
		f.Post(kiosk.FloorAnswer{Work: kiosk.FloorSpotted, Spot: at})
	}
	if !f.waits {
		return
	}
	if err := f.Use(f.now); !errors.Is(err, nav.ErrUnderWay) {
		f.waits = false
		f.told(ctx, err)
		f.Post(kiosk.FloorAnswer{Work: kiosk.FloorKeep, Number: -1, Plan: floorPlanOf(f.now), Original: !f.changed})
	}
}

func (f *floorEdits) told(ctx context.Context, err error) {
	if err != nil {
		f.Logger.LogAttrs(ctx, slog.LevelWarn, "the floor counts from the next start on", slog.String("error", err.Error()))
	}
}

// do is the answer to one piece of work.
func (f *floorEdits) do(ctx context.Context, e kiosk.EditFloor) kiosk.FloorAnswer {
	a := kiosk.FloorAnswer{Work: e.Work, Number: e.Number, Plan: e.Plan}
	switch e.Work {
	case kiosk.FloorLoad:
		f.spot = spotOf(f.Base(), time.Now())
		a.Plan, a.Original, a.Reason, a.Spot = floorPlanOf(f.now), !f.changed, f.trouble, f.spot
	case kiosk.FloorCheck:
		a.Plan = kiosk.FloorPlan{} // who asked has it
		a.Problems, a.Mapless = f.check(e.Plan)
	case kiosk.FloorKeep:
		f.keep(ctx, &a, floorOf(f.now, e.Plan))
	case kiosk.FloorRestore:
		f.keep(ctx, &a, f.Own)
	case kiosk.FloorSpotted: // no work
	}
	return a
}

// keep saves a floor, or removes the file for the ward's own, and uses it.
func (f *floorEdits) keep(ctx context.Context, a *kiosk.FloorAnswer, n config.Nav) {
	own := a.Work == kiosk.FloorRestore
	var err error
	if own {
		err = config.RemoveFloor(floorFile(f.Config))
	} else {
		err = config.SaveFloor(floorFile(f.Config), n, f.Config)
	}
	if err != nil {
		a.Reason = err.Error()
		f.Logger.LogAttrs(ctx, slog.LevelError, "the floor is not saved", slog.String("error", a.Reason))
		return
	}
	f.now, f.changed, f.trouble = n, !own, ""
	a.Plan, a.Original = floorPlanOf(n), own
	err = f.Use(n)
	f.waits = errors.Is(err, nav.ErrUnderWay)
	a.Later = err != nil
	f.told(ctx, err)
}

// spotOf is where the robot stands, as far as a place may be put there:
// unsteady digits are left out, so that a robot at rest stands still.
func spotOf(s base.State, now time.Time) kiosk.FloorSpot {
	const fresh = 2 * time.Second
	if !s.Link || !s.Localised || now.Sub(s.PoseAt) > fresh || !(s.PoseSigmaM >= 0 && s.PoseSigmaM < 1e3) {
		return kiosk.FloorSpot{}
	}
	return kiosk.FloorSpot{
		Known: true, XM: cents(s.Pose.XM), YM: cents(s.Pose.YM), HeadingDeg: degrees(s.Pose.HeadingRad), SigmaM: cents(s.PoseSigmaM),
	}
}
