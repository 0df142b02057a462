package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/kiosk"
	"tiepdan/nav"
)

// baseLink lets the navigator drive the MAVLink base.
type baseLink struct{ *base.Link }

func (b baseLink) State() nav.BaseState {
	s := b.Link.State()
	return nav.BaseState{
		Link: s.Link, HeardAt: s.HeardAt, Starting: s.Starting, EStop: s.EStop, EStops: s.EStops,
		Mode: s.Mode, Ordered: s.Mode == base.ModeGuided || s.Mode == base.ModeDock, Localised: s.Localised,
		Pose: nav.Pose(s.Pose), PoseAt: s.PoseAt, PoseSigmaM: s.PoseSigmaM, SpeedMps: s.SpeedMps, Resets: s.Resets,
		SectorsM: s.SectorsM, SectorsAt: s.SectorsAt, Bumpers: s.Bumpers, Docked: s.Docked,
		BatteryPct: s.BatteryPct, Charging: s.Charging, Faults: s.Faults,
	}
}

func (b baseLink) Goto(ctx context.Context, to nav.Pose, maxSpeedMps float64) error {
	return b.Link.Goto(ctx, base.Pose(to), maxSpeedMps)
}

func (b baseLink) Drive(ctx context.Context, twists <-chan nav.Twist) error {
	ctx, cancel := context.WithCancel(ctx)
	onward := make(chan base.Twist)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-ctx.Done():
				return
			case t := <-twists:
				select {
				case <-ctx.Done():
					return
				case onward <- base.Twist(t):
				}
			}
		}
	}()
	err := b.Link.Drive(ctx, onward)
	cancel()
	<-ended
	return err
}

func (b baseLink) Relocalise(ctx context.Context, near nav.Pose, sigmaM float64) error {
	return b.Link.Relocalise(ctx, base.Pose(near), sigmaM)
}

func (b baseLink) Upload(ctx context.Context, keepout []nav.Polygon) error {
	areas := make([]base.Polygon, 0, len(keepout))
	for _, k := range keepout {
		var area base.Polygon
		for _, p := range k {
			area = append(area, base.Point(p))
		}
		areas = append(areas, area)
	}
	return b.Link.Upload(ctx, areas)
}

// robot lets the agent send missions to the navigator.
type robot struct {
	*nav.Navigator
	rounds map[string][]nav.Stop
	logger *slog.Logger
}

func (r robot) Start(m kiosk.Mission) error {
	kind := map[kiosk.MissionKind]nav.Kind{
		kiosk.MissionLead: nav.KindLead, kiosk.MissionSummon: nav.KindGoto, kiosk.MissionReturn: nav.KindReturn,
		kiosk.MissionTray: nav.KindPatrol, kiosk.MissionWelcome: nav.KindWelcome, kiosk.MissionDock: nav.KindDock,
	}[m.Kind]
	return r.Navigator.Start(nav.Mission{ID: m.ID, Kind: kind, From: m.From, To: m.To, WaitFor: m.Wait, Stops: r.rounds[m.Round]})
}

func (r robot) Proceed(id string) { r.note("a mission could not proceed", r.Navigator.Proceed(id)) }

// Cancel of a mission that has ended by itself is no fault.
func (r robot) Cancel(id string) {
	if err := r.Navigator.Cancel(id); !errors.Is(err, nav.ErrUnknownMission) {
		r.note("a mission could not be cancelled", err)
	}
}

func (r robot) Resume() { r.note("motion was not resumed", r.Navigator.Resume()) }

// Hold keeps the robot where it is, or lets it go again.
func (r robot) Hold(on bool) {
	if on {
		r.Navigator.Hold()
		return
	}
	r.Release()
}

func (r robot) note(what string, err error) {
	if err != nil {
		r.logger.LogAttrs(context.Background(), slog.LevelWarn, what, slog.String("error", err.Error())) //nolint:sloglint // one of three constants above
	}
}

// addBase plugs in the motion base, when one is configured.
func (p *plugs) addBase(c *config.Config) *robot {
	if c.Base.Kind == "none" {
		return nil
	}
	wire, err := newBaseLine(c, p.logger)
	if err != nil {
		p.standStill(err)
		p.live.noBase = err
		return nil
	}
	p.wire = wire
	link := &linkState{post: func(up bool) { p.post(kiosk.LinkChanged{Part: kiosk.PartBase, Up: up}) }}
	var tray nav.Tray // none, unless one is configured
	if t := p.addTray(c); t != nil {
		tray = t
		p.live.tray = t.Tray
	}
	site := siteOf(c.Nav, c.Hours)
	n, err := nav.New(nav.Options{
		Site: site, Base: baseLink{wire}, Tray: tray, Logger: p.logger,
		Report: func(u nav.Update) {
			p.post(kiosk.MissionChanged{Mission: u.Mission, Phase: kiosk.Phase(u.Phase), Reason: strings.TrimSpace(string(u.Reason) + " " + u.Detail)})
		},
		Say: func(s nav.Say) { p.post(kiosk.RobotSays{Mission: s.Mission, Code: string(s.Code)}) },
		Health: func(h nav.Health) {
			p.post(kiosk.RobotChanged{Robot: kiosk.Robot{
				State: string(h.State), Reason: string(h.Reason), Staff: string(h.StaffWanted), BatteryPct: h.BatteryPct, Charging: h.Charging, EStop: h.EStop,
				XM: h.Pose.XM, YM: h.Pose.YM, HeadingRad: h.Pose.HeadingRad, Place: h.Place,
				Mission: h.Mission, Kind: string(h.Kind), Target: h.Target, Refill: h.RefillWanted, Music: h.Music,
			}})
			link.tell(h.State != nav.StateOffline && h.State != nav.StateLinkLost)
		},
	})
	end := newLastWord()
	p.serve("base link", end.listener(wire.Run))
	if c.Base.SigningKeyFile != "" {
		p.serve("base signing", signWatch(wire.Line, signLook, p.logger))
	}
	if err != nil {
		p.standStill(err)
		return nil
	}
	p.nav = n
	p.serve("navigator", end.speaker(n.Run))
	return &robot{n, site.Rounds, p.logger}
}

// standStill runs on without motion, and tells the technician why: a place
// within a keep-out area must not close the whole service point.
func (p *plugs) standStill(why error) {
	p.logger.LogAttrs(context.Background(), slog.LevelError, "the robot stands still", slog.Any("error", why))
	p.serve("navigator", func(ctx context.Context) error {
		p.post(kiosk.LinkChanged{Part: kiosk.PartBase, Detail: why.Error()})
		<-ctx.Done()
		return nil
	})
}
