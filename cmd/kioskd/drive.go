package main

import (
	"context"
	"errors"
	"math"
	"sync/atomic"
	"time"

	"tiepdan/agent/control"
	"tiepdan/agent/jog"
	"tiepdan/kiosk"
	"tiepdan/nav"
)

// takeWithin is how long the core and the navigator have to give the robot to a
// technician: an errand that nobody relies on is cancelled first.
const takeWithin = 3 * time.Second

// handDrive gives the robot to one technician at a time.
type handDrive struct {
	nav  *nav.Navigator // nil without a base
	post func(kiosk.Msg)
	view func() kiosk.View
	busy atomic.Bool
}

// addDrive lets a technician drive by hand.
func (p *plugs) addDrive(on *control.Server) {
	p.drive = &handDrive{nav: p.nav, post: p.post, view: func() kiosk.View { return p.agent.View() }}
	on.Handle("POST "+jog.Path, jog.Handler(p.drive.begin))
}

// begin takes the robot, unless somebody is served.
func (h *handDrive) begin(ctx context.Context) (jog.Session, error) { //nolint:ireturn // as jog.Handler wants it
	if h.nav == nil {
		return nil, jog.ErrNoBase
	}
	if !h.busy.CompareAndSwap(false, true) {
		return nil, jog.ErrBusy
	}
	h.post(kiosk.RobotJogged{On: true})
	s := &handSession{of: h}
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	err := until(ctx, func() bool {
		if s.jog != nil || !h.view().Jogged {
			return s.jog != nil
		}
		j, err := h.nav.Jog()
		if err == nil {
			s.jog = j
		}
		return err == nil
	})
	if err != nil {
		h.release()
		if errors.Is(err, context.DeadlineExceeded) {
			err = jog.ErrServed
		}
		return nil, err
	}
	return s, nil
}

func (h *handDrive) release() {
	h.post(kiosk.RobotJogged{})
	h.busy.Store(false)
}

// until looks until something is so, or ctx ends.
func until(ctx context.Context, so func() bool) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// handSession is the robot in a technician's hands.
type handSession struct {
	of  *handDrive
	jog *nav.Jog
}

func (s *handSession) Drive(mps, rps float64) error {
	if !s.of.view().Jogged {
		return jog.ErrServed
	}
	return s.jog.Drive(nav.Twist{Mps: mps, Rps: rps})
}

func (s *handSession) End() {
	s.jog.End()
	s.of.release()
}

func (s *handSession) Status() jog.Status {
	j := s.jog.State()
	b := &j.Base
	out := jog.Status{
		Moving: j.Moving, Held: string(j.Held), Link: b.Link, Localised: b.Localised, XM: b.Pose.XM, YM: b.Pose.YM, HeadingRad: b.Pose.HeadingRad,
		SpeedMps: b.SpeedMps, BatteryPct: b.BatteryPct, Charging: b.Charging,
		Ahead: nearest(b, 0), Left: nearest(b, nav.Sectors/4), Back: nearest(b, nav.Sectors/2), Right: nearest(b, 3*nav.Sectors/4),
	}
	switch {
	case j.Over:
		out.Over = jog.OverIdle
	case !s.of.view().Jogged:
		out.Over = jog.OverServed
	}
	return out
}

// nearest is the nearest thing within 45° of a sector.
func nearest(b *nav.BaseState, middle int) jog.Range {
	const aside = nav.Sectors / 8
	out := jog.Range{}
	if b.SectorsAt.IsZero() {
		return out
	}
	least := math.Inf(1)
	for i := middle - aside; i <= middle+aside; i++ {
		far := float64(b.SectorsM[(i+nav.Sectors)%nav.Sectors])
		if math.IsNaN(far) {
			continue
		}
		out.Known = true
		least = min(least, far)
	}
	if out.Free = out.Known && math.IsInf(least, 1); !out.Free && out.Known {
		out.M = least
	}
	return out
}
