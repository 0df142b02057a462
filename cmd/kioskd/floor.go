package main

import (
	"context"
	"encoding/hex"
	"log/slog"
	"maps"
	"math/rand/v2"
	"sync"
	"time"

	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/nav"
)

const (
	// floorRetryFirst doubles from try to try up to floorRetryMost.
	floorRetryFirst = time.Second
	floorRetryMost  = time.Minute
	// floorRest keeps a link that comes and goes from carrying nothing but
	// the map.
	floorRest = 10 * time.Second
)

// floor is what the screen shows of the map. It never changes.
type floor struct {
	// Version counts the maps of this run of the program, from 1.
	Version uint64
	// Outlines are closed contours in metres, to be filled by the nonzero or
	// the even-odd rule.
	Outlines [][]nav.Point
	// Min and Max are the corners of what is known.
	Min, Max nav.Point
	// Map is what the outlines were drawn from, Sum tells it from others, in
	// every run of the program.
	Map *nav.Map
	Sum string
}

// floorBase is what the floor needs of the link to the base.
type floorBase interface {
	ReadFile(ctx context.Context, path string) ([]byte, error)
	Checksum(ctx context.Context, path string) (uint32, error)
	State() base.State
	Changed() <-chan struct{}
}

// floorOptions configures a floorService.
type floorOptions struct {
	// Source is "base", "file" or "none".
	Source string
	// File is the description of the map for "file".
	File string
	// StateDir keeps the last good map of the base.
	StateDir string
	// Base is needed for "base" only.
	Base floorBase
	// Places are the goals of routes.
	Places map[string]nav.Point
	// Use gets every map, before Changed is called; nil if nobody wants it.
	Use func(*nav.Map)
	// Changed is called when there is a new floor, or a route that was asked
	// for. It comes from the service's goroutines and must not block.
	Changed func()
	Logger  *slog.Logger
}

// floorService has the floor for the screen: it fetches the map when the base
// can be reached, keeps it over restarts, and finds routes aside.
type floorService struct {
	floorOptions

	routes *floorRoutes

	mu    sync.Mutex
	floor *floor
	sum   mapSum // of the map shown

	onBase checksums // of the base's files that the map shown came from; Run's
}

func newFloorService(o floorOptions) *floorService {
	if o.Changed == nil {
		o.Changed = func() {}
	}
	if o.Use == nil {
		o.Use = func(*nav.Map) {}
	}
	return &floorService{floorOptions: o, routes: newFloorRoutes(o.Places, o.Changed)}
}

// addFloor plugs in the floor map. The link is nil without a base.
func (p *plugs) addFloor(c *config.Config, link *base.Link, changed func()) *floorService {
	o := floorOptions{
		Source: c.Nav.MapSource, File: c.Nav.MapFile, StateDir: c.Unit.StateDir,
		Places: map[string]nav.Point{}, Changed: changed, Logger: p.logger,
	}
	if link != nil {
		o.Base = link
	}
	if p.nav != nil {
		o.Use = p.nav.SetMap
	}
	for _, pl := range c.Nav.Places {
		o.Places[pl.Name] = nav.Point{XM: pl.XM, YM: pl.YM}
	}
	s := newFloorService(o)
	p.serve("floor map", s.Run)
	return s
}

// Floor is the map as it is known now, or nil.
func (s *floorService) Floor() *floor {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.floor
}

// RouteTo is the way from a point to a place. It never blocks: a route that is
// not known yet is looked for, and Changed is called when it is there.
func (s *floorService) RouteTo(place string, from nav.Point) (r floorRoute, known bool) {
	return s.routes.to(place, from)
}

// Run keeps the floor up to date until ctx ends.
func (s *floorService) Run(ctx context.Context) error {
	var tasks sync.WaitGroup
	defer tasks.Wait()
	tasks.Go(func() { s.routes.run(ctx) })
	switch {
	case s.Source == "file":
		s.followFile(ctx)
	case s.Source == "base" && s.Base != nil:
		if s.Floor() == nil {
			s.recall(ctx)
		}
		s.followBase(ctx)
	}
	<-ctx.Done()
	return nil
}

// followFile reads the configured file, again and again until it is good.
func (s *floorService) followFile(ctx context.Context) {
	retry := floorRetry{logger: s.Logger}
	for {
		got, err := readFloorFile(s.File)
		if err == nil {
			s.take(ctx, got)
			return
		}
		if !retry.wait(ctx, err) {
			return
		}
	}
}

// followBase looks for another map each time the link comes up.
func (s *floorService) followBase(ctx context.Context) {
	retry := floorRetry{logger: s.Logger}
	for s.waitLink(ctx, true) {
		if !s.onBase.hold(ctx, s.Base) {
			got, err := fetchFloor(ctx, s.Base)
			if err != nil {
				if !retry.wait(ctx, err) {
					return
				}
				continue
			}
			s.took(ctx, got)
		}
		retry = floorRetry{logger: s.Logger}
		if !s.waitLink(ctx, false) || !rest(ctx, floorRest) {
			return
		}
	}
}

// took shows and keeps what the base gave.
func (s *floorService) took(ctx context.Context, got *floorMap) {
	another := s.take(ctx, got)
	if !another && maps.Equal(got.onBase, s.onBase) {
		return
	}
	s.onBase = got.onBase
	if err := keepFloor(s.StateDir, got); err != nil {
		s.Logger.LogAttrs(ctx, slog.LevelWarn, "the floor map is not kept", slog.String("error", err.Error()))
	}
}

// waitLink waits until the link is up, or lost. False means that ctx ended.
func (s *floorService) waitLink(ctx context.Context, up bool) bool {
	for {
		changed := s.Base.Changed()
		if ctx.Err() != nil {
			return false
		}
		if s.Base.State().Link == up {
			return true
		}
		select {
		case <-ctx.Done():
		case <-changed:
		}
	}
}

// recall shows the map that was kept, until the base gives its own.
func (s *floorService) recall(ctx context.Context) {
	got, err := recallFloor(s.StateDir)
	if err != nil {
		s.Logger.LogAttrs(ctx, slog.LevelWarn, "the kept floor map is not usable", slog.String("error", err.Error()))
		return
	}
	if got != nil {
		s.take(ctx, got)
		s.onBase = got.onBase
	}
}

// take shows a map and reports whether it is another one than before.
func (s *floorService) take(ctx context.Context, got *floorMap) bool {
	sum := got.sum()
	s.mu.Lock()
	same := s.floor != nil && s.sum == sum
	s.mu.Unlock()
	if same {
		return false
	}
	f := &floor{Version: 1, Outlines: got.decoded.Outline(), Map: got.decoded, Sum: hex.EncodeToString(sum[:])}
	f.Min, f.Max = got.decoded.Bounds()
	s.mu.Lock()
	if s.floor != nil {
		f.Version = s.floor.Version + 1
	}
	s.floor, s.sum = f, sum
	s.mu.Unlock()
	s.routes.use(got.decoded)
	s.Use(got.decoded)
	s.Logger.LogAttrs(ctx, slog.LevelInfo, "floor map", slog.Uint64("version", f.Version), slog.Int("contours", len(f.Outlines)))
	s.Changed()
	return true
}

// floorRetry waits longer from failure to failure, and tells each only once.
type floorRetry struct {
	logger *slog.Logger
	pause  time.Duration
	said   string
}

// wait reports false when ctx ended.
func (r *floorRetry) wait(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	if text := err.Error(); text != r.said {
		r.said = text
		r.logger.LogAttrs(ctx, slog.LevelWarn, "no floor map", slog.String("error", text))
	}
	r.pause = min(max(2*r.pause, floorRetryFirst), floorRetryMost)
	jitter := 0.8 + 0.4*rand.Float64() //nolint:gosec // spreads retries, no secret
	return rest(ctx, time.Duration(jitter*float64(r.pause)))
}

// rest reports false when ctx ended before d was over.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
