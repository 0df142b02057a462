package main

import (
	"context"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"tiepdan/agent/control"
	"tiepdan/assist"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/window"
)

// screenRetry is the wait before the window is tried again, on a machine whose
// display is not there yet.
const screenRetry = 2 * time.Second

// screenHang is how long the window's thread may be silent before it counts as
// hung. It reports every ten seconds.
const screenHang = 25 * time.Second

// screen is the window; a missing display leaves the rest working.
type screen struct {
	infirmary *infirmary // where a technician has the robot examined
	*window.Window
	logger *slog.Logger
	floor  *floorPlan
	found  *assist.Catalogue
	mind   func() *assist.Understander
	post   func(kiosk.Msg)
	why    string           // it is dark, told last
	wake   func(kiosk.View) // is told what is shown; nil without wake words
	beat   *atomic.Int64    // Unix nanoseconds of the thread's last sign of life; 0 while no window is open
}

// alive reports whether the window's thread works, or has no window to work on.
func (s *screen) alive() bool {
	beat := s.beat.Load()
	return beat == 0 || time.Since(time.Unix(0, beat)) < screenHang
}

// Show shows a view, with the way to where it sends somebody.
func (s *screen) Show(v kiosk.View) {
	s.floor.follow(v)
	if s.wake != nil {
		s.wake(v)
	}
	s.Window.Show(v)
}

func (p *plugs) newScreen(c *config.Config) (*screen, error) {
	found, err := catalogue(c, p.logger)
	if err != nil {
		return nil, err
	}
	s := &screen{logger: p.logger, post: p.post, found: found, mind: p.understander(found), beat: p.watch.window}
	touch := newTouchPanel(c.Screen.TouchDevice, p.post)
	o := window.Options{
		Title: "Tiếp Dân", Size: image.Pt(c.Screen.WidthPx, c.Screen.HeightPx), Motion: c.Screen.Motion, Logger: p.logger,
		OnAlive: func() { s.beat.Store(time.Now().UnixNano()) },
		OnFrame: func(f window.Frame) {
			p.watch.frame(f)
			p.logger.LogAttrs(context.Background(), slog.LevelDebug, "frame",
				slog.Int("pixels", f.Drawn), slog.Duration("took", f.Took), slog.Duration("latency", f.Latency))
		},
		OnMonitor: func(up bool, detail string) {
			p.post(kiosk.LinkChanged{Part: kiosk.PartScreen, Up: up, Detail: detail})
		},
		OnStuck: touch.setStuck,
		UI: ui.Options{
			Post: p.post, Catalogue: found, Mind: s.mind, Logs: p.logs.Lines, WordsSent: c.Assist.Model.URL != "",
			Mount: ui.Mount{LowerEdgeMM: c.Screen.LowerEdgeMM, HeightMM: c.Screen.HeightMM},
		},
	}
	s.infirmary = newInfirmary(func(f func(*ui.UI)) { s.Do(f) }, p.post, func() kiosk.View { return p.agent.View() }, p.logger)
	o.UI.Check, o.UI.Corner = s.infirmary.ask, s.infirmary.touched
	if c.Base.Kind != "none" {
		o.UI.BaseLine = p.baseLine
	}
	if c.Speech.Enabled {
		o.UI.Say = p.guide.say
	}
	if c.Screen.TechnicianPINHash != "" {
		u := newUnlock(c.Screen.TechnicianPINHash, p.post, func() { s.Do((*ui.UI).Refuse) }, p.logger)
		o.UI.Unlock = u.try
		p.serve("technician's PIN", u.Run)
	}
	if s.Window, err = window.New(o); err != nil {
		return nil, err
	}
	s.floor = newFloorPlan(c, func(f *ui.Floor) { s.Do(func(u *ui.UI) { u.SetFloor(f) }) })
	p.serve("touch panel", touch.Run)
	return s, nil
}

// picture answers with what is on screen, as PNG.
func (s *screen) picture(w http.ResponseWriter, r *http.Request) {
	const within = 5 * time.Second
	ctx, cancel := context.WithTimeout(r.Context(), within)
	defer cancel()
	img, err := s.Capture(ctx)
	if err != nil {
		control.Refuse(w, http.StatusServiceUnavailable, "the screen shows nothing: "+err.Error())
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_ = png.Encode(w, img)
}

// dark tells that there is no screen, once for each reason.
func (s *screen) dark(ctx context.Context, err error) {
	if err == nil || err.Error() == s.why {
		return
	}
	s.why = err.Error()
	s.logger.LogAttrs(ctx, slog.LevelError, "the screen is dark; it is tried again every two seconds", slog.String("error", s.why))
	s.post(kiosk.LinkChanged{Part: kiosk.PartScreen, Detail: s.why})
}

// run shows the window on the main thread until ctx ends.
func (s *screen) run(ctx context.Context) {
	for {
		err := s.Run(ctx)
		s.beat.Store(0)
		if ctx.Err() != nil {
			return
		}
		s.dark(ctx, err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(screenRetry):
		}
	}
}
