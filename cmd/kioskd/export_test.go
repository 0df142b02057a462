package main

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"tiepdan/kiosk"
)

// What the tests of the floor need, which the program wires up by itself.
type (
	FloorOptions = floorOptions
	FloorService = floorService
	Floor        = floor
)

// NewFloorService makes the service.
func NewFloorService(o FloorOptions) *FloorService { return newFloorService(o) }

// AddFloor is how the program plugs it in.
var AddFloor = (*plugs).addFloor

// NewPlugs makes the frame it is plugged into.
func NewPlugs(logger *slog.Logger) *plugs { return newPlugs(logger, &logRing{}) }

// NewTouchPanel makes the watch of a touch panel over a list of devices.
func NewTouchPanel(list, name string, post func(kiosk.Msg)) (look func(), stuck func(bool)) {
	t := newTouchPanel(name, post)
	t.list = list
	return t.look, t.setStuck
}

// NewUnlock makes the check of technicians' PINs.
func NewUnlock(hash string, post func(kiosk.Msg), refuse func(), logger *slog.Logger) (try func(string), run func(context.Context) error) {
	u := newUnlock(hash, post, refuse, logger)
	return u.try, u.Run
}

// NewLogRing makes the log of the technician's page.
func NewLogRing() (io.Writer, func() []string) {
	r := &logRing{}
	return r, r.Lines
}

// GCPercent is how the program collects.
const GCPercent = gcPercent

// SiteOf is the floor as a configuration has it.
var SiteOf = siteOf

// Hung is what the program says hangs at a moment, after these last signs of life.
func Hung(now, loop, window time.Time) string {
	w := &watch{window: new(atomic.Int64), now: func() time.Time { return now }}
	w.loop.Store(loop.UnixNano())
	if !window.IsZero() {
		w.window.Store(window.UnixNano())
	}
	return w.hung()
}

// What tests ask of updates.
var (
	Served         = served
	RunningVersion = runningVersion
)
