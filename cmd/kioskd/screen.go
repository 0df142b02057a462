package main

import (
	"context"
	"image"
	"log/slog"
	"time"

	"tiepdan/config"
	"tiepdan/ui/window"
)

// screenRetry is the wait before the window is tried again, on a machine whose
// display is not there yet.
const screenRetry = 2 * time.Second

// screen is the window; a missing display leaves the rest working.
type screen struct {
	*window.Window
	logger *slog.Logger
}

func (p *plugs) newScreen(c *config.Config) (*screen, error) {
	w, err := window.New(window.Options{
		Title: "Tiếp Dân", Size: image.Pt(c.Screen.WidthPx, c.Screen.HeightPx), Post: p.post, Logger: p.logger,
		OnFrame: func(f window.Frame) {
			p.logger.LogAttrs(context.Background(), slog.LevelDebug, "frame",
				slog.Int("pixels", f.Drawn), slog.Duration("took", f.Took), slog.Duration("latency", f.Latency))
		},
	})
	if err != nil {
		return nil, err
	}
	return &screen{w, p.logger}, nil
}

// run shows the window on the main thread until ctx ends.
func (s *screen) run(ctx context.Context) {
	for {
		err := s.Run(ctx)
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
