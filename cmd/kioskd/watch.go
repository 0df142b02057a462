package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"time"

	"tiepdan/agent"
	"tiepdan/agent/flight"
	"tiepdan/agent/meter"
	"tiepdan/agent/visitlog"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/ui/window"
)

// silentMost is how long the agent's loop or the window's thread, which speak
// every ten seconds, may be silent until that is written down. It is less than
// screenHang and systemd's WatchdogSec: afterwards nothing is left to be seen.
const silentMost = 16 * time.Second

// watch is what technicians read of the program itself: the flight recorder, and
// figures for Prometheus.
type watch struct {
	flights *flight.Recorder
	meter   *meter.Meter
	loop    atomic.Int64 // Unix nanoseconds of its last sign of life; 0 before the first
	window  *atomic.Int64
	now     func() time.Time
}

func (p *plugs) newWatch(c *config.Config, store *agent.Store, visits *visitlog.Visits) *watch {
	w := &watch{window: new(atomic.Int64), now: time.Now}
	w.meter = meter.New(meter.Options{Version: version(), View: func() kiosk.View { return p.agent.View() }, Outbox: store.Undelivered})
	w.flights = flight.New(flight.Options{
		Dir: filepath.Join(c.Unit.StateDir, "flight"), Version: version(), Logs: p.logs.Lines, Hung: w.hung, Visit: visits.ID,
		Wrote: w.meter.Flight, Logger: p.logger,
	})
	p.serve("flight recorder", w.flights.Run)
	if at := c.Diagnostics.Metrics; at != "" {
		p.serve("metrics", func(ctx context.Context) error { return w.serve(ctx, at) })
	}
	return w
}

func (w *watch) step(s agent.Step) {
	w.flights.Step(flight.Step(s))
	w.meter.Step(s.Kind, s.Took, s.Commit)
}

func (w *watch) frame(f window.Frame) {
	w.flights.Frame(flight.Frame{At: w.now(), Took: f.Took, Latency: f.Latency})
	w.meter.Frame(f.Took, f.Latency)
}

// hung says what has been silent for too long, "" for nothing.
func (w *watch) hung() string {
	for _, part := range []struct {
		name string
		beat int64
	}{{"the agent's loop", w.loop.Load()}, {"the window's thread", w.window.Load()}} {
		if part.beat == 0 {
			continue
		}
		if silent := w.now().Sub(time.Unix(0, part.beat)); silent > silentMost {
			return fmt.Sprintf("%s has been silent for %v", part.name, silent.Round(time.Second))
		}
	}
	return ""
}

// serve answers Prometheus until ctx ends.
func (w *watch) serve(ctx context.Context, at string) error {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", at)
	if err != nil {
		return fmt.Errorf("cannot show metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", w.meter)
	const patience = 10 * time.Second
	s := &http.Server{Handler: mux, ReadTimeout: patience, WriteTimeout: patience}
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("cannot show metrics: %w", err)
	}
	return nil
}

// logHandler writes lines in a format, text or json.
func logHandler(format string, to io.Writer, o *slog.HandlerOptions) (slog.Handler, error) {
	switch format {
	case "text":
		return slog.NewTextHandler(to, o), nil
	case "json":
		return slog.NewJSONHandler(to, o), nil
	}
	return nil, fmt.Errorf("--log-format %q: want text or json", format)
}
