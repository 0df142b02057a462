package main_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/nav"
)

func TestRoutesAreFoundOnceAndAside(t *testing.T) {
	t.Parallel()
	b := newMapBase()
	dock := nav.Point{XM: 19.3, YM: 5}
	runFloor(t, kioskd.FloorOptions{Source: "base", StateDir: t.TempDir(), Base: b}, func(r *floorRig) {
		if _, known := r.RouteTo("door-3", dock); known {
			t.Error("got a route without a map")
		}
		b.link(true)
		r.after(0)
		news := r.news.Load()
		for range 3 {
			if _, known := r.RouteTo("door-3", dock); known {
				t.Error("got a route before it could be found")
			}
		}
		synctest.Wait()
		route, known := r.RouteTo("door-3", dock)
		if !known || route.Err != nil || len(route.Points) < 2 || route.LengthM < 12 || route.LengthM > 16 {
			t.Fatalf("got %+v (known %v), want 12 to 16 m", route, known)
		}
		if last := route.Points[len(route.Points)-1]; last != (nav.Point{XM: 8.5, YM: 11.2}) || route.Points[0] != dock {
			t.Errorf("got %v, want from the dock to the door", route.Points)
		}
		if got := r.news.Load() - news; got != 1 {
			t.Errorf("got %d calls, want 1: the same question is answered once", got)
		}
		near, known := r.RouteTo("door-3", nav.Point{XM: dock.XM - 0.05, YM: dock.YM + 0.05})
		if !known || &near.Points[0] != &route.Points[0] {
			t.Error("a step aside is another route, want the same")
		}
		if _, known := r.RouteTo("door-3", nav.Point{XM: dock.XM - 0.5, YM: dock.YM}); known {
			t.Error("got a route from elsewhere without looking for it")
		}
		for place, want := range map[string]error{"moon": nav.ErrOutsideMap, "office": nil} {
			r.RouteTo(place, dock)
			synctest.Wait()
			if got, known := r.RouteTo(place, dock); !known || !errors.Is(got.Err, want) {
				t.Errorf("%s: got %+v (known %v), want %v", place, got, known, want)
			}
		}
		if got, known := r.RouteTo("nowhere", dock); !known || got.Err == nil {
			t.Errorf("got %+v (known %v) to a place that is none", got, known)
		}
		if got, known := r.RouteTo("door-3", nav.Point{XM: math.NaN()}); !known || got.Err == nil {
			t.Errorf("got %+v (known %v) from nowhere", got, known)
		}
		for i := range 200 { // more questions than wait
			r.RouteTo("door-3", nav.Point{XM: 1 + float64(i%60)*0.3, YM: 1 + float64(i/60)*0.3})
		}
		synctest.Wait()
		r.RouteTo("door-3", dock) // its place may have been taken
		synctest.Wait()
		if again, known := r.RouteTo("door-3", dock); !known || again.LengthM != route.LengthM {
			t.Errorf("got %+v (known %v), want the first route again", again, known)
		}
	})
}

// TestFloorOverTheWire reads the map of an emulated base over MAVLink.
func TestFloorOverTheWire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emulated, err := basetest.New(basetest.Options{})
		if err != nil {
			t.Fatalf("basetest.New: %v", err)
		}
		emulated.SetFileFaults(basetest.FileFaults{DropEvery: 5, Twice: true, Garbage: true})
		ctx, cancel := context.WithCancel(t.Context())
		var tasks sync.WaitGroup
		link, err := base.New(base.Options{Open: func() (io.ReadWriteCloser, error) {
			ours, theirs := net.Pipe()
			tasks.Go(func() { _ = emulated.Serve(ctx, theirs) })
			return ours, nil
		}})
		if err != nil {
			t.Fatalf("base.New: %v", err)
		}
		s := kioskd.NewFloorService(kioskd.FloorOptions{
			Source: "base", StateDir: t.TempDir(), Base: link, Logger: slog.New(slog.DiscardHandler),
		})
		tasks.Go(func() { _ = emulated.Run(ctx) })
		tasks.Go(func() { _ = link.Run(ctx) })
		tasks.Go(func() { _ = s.Run(ctx) })
		begun := time.Now()
		for s.Floor() == nil && time.Since(begun) < time.Minute {
			time.Sleep(100 * time.Millisecond)
		}
		if took := time.Since(begun); s.Floor() == nil || took > 10*time.Second {
			t.Errorf("got %v after %v, want the floor within 10 s", s.Floor(), took)
		}
		cancel()
		tasks.Wait()
	})
}

func TestFloorIsPluggedIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := &config.Config{Nav: config.Nav{MapSource: "base", Places: []config.Place{{Name: "door-1", XM: 1}}}, Unit: config.Unit{StateDir: dir}}
	s := kioskd.AddFloor(kioskd.NewPlugs(slog.New(slog.DiscardHandler)), c, nil, nil)
	if _, known := s.RouteTo("door-1", nav.Point{}); known || s.Floor() != nil {
		t.Error("got a route without a map")
	}
	if r, known := s.RouteTo("door-2", nav.Point{}); !known || r.Err == nil {
		t.Errorf("got %+v to a place that is not configured", r)
	}
}
