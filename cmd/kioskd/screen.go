package main

import (
	"context"
	"image"
	"log/slog"
	"sync/atomic"
	"time"

	"tiepdan/config"
	"tiepdan/ui/window"
)

// screenRetry is the wait before the window is tried again, on a machine whose
// display is not there yet.
const screenRetry = 2 * time.Second

// screenHang is how long the window's thread may be silent before it counts as
// hung. It reports every two seconds.
const screenHang = 10 * time.Second

// screen is the window; a missing display leaves the rest working.
type screen struct {
	*window.Window
	logger *slog.Logger
	beat   atomic.Int64 // Unix nanoseconds of the thread's last sign of life; 0 while no window is open
}

// alive reports whether the window's thread works, or has no window to work on.
func (s *screen) alive() bool {
	beat := s.beat.Load()
	return beat == 0 || time.Since(time.Unix(0, beat)) < screenHang
}

func (p *plugs) newScreen(c *config.Config) (*screen, error) {
	s := &screen{logger: p.logger}
	w, err := window.New(window.Options{
		Title: "Tiếp Dân", Size: image.Pt(c.Screen.WidthPx, c.Screen.HeightPx), Post: p.post, Logger: p.logger,
		OnAlive: func() { s.beat.Store(time.Now().UnixNano()) },
		OnFrame: func(f window.Frame) {
			p.logger.LogAttrs(context.Background(), slog.LevelDebug, "frame",
				slog.Int("pixels", f.Drawn), slog.Duration("took", f.Took), slog.Duration("latency", f.Latency))
		},
	})
	if err != nil {
		return nil, err
	}
	s.Window = w
	return s, nil
}

// run shows the window on the main thread until ctx ends.
func (s *screen) run(ctx context.Context) {
	for {
		err := s.Run(ctx)
		s.beat.Store(0)
		if ctx.Err() != nil {
			return
		}
		s.logger.LogAttrs(ctx, slog.LevelError, "the screen is dark; it is tried again", slog.Any("error", err))
		select {
		case <-ctx.Done():
			return
		case <-time.After(screenRetry):
		}
	}
}
