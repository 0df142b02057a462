package main

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	"tiepdan/agent/control"
	"tiepdan/agent/doctor"
	"tiepdan/cmd/internal/checkup"
	"tiepdan/config"
	"tiepdan/drivers/tray"
	"tiepdan/kiosk"
)

// live is what the doctor needs of devices that are plugged in.
type live struct {
	tickets *tickets   // nil without a printer
	tray    *tray.Tray // nil without
	noBase  error      // why a base that is configured is not there

	press atomic.Pointer[func(int)] // takes the panel's presses while a technician tries it
}

// pressed gives a press to the technician who tries the panel; it reports
// whether there is one.
func (l *live) pressed(button int) bool {
	take := l.press.Load()
	if take != nil {
		(*take)(button)
	}
	return take != nil
}

// addDoctor lets programs on the robot, and the technician at the screen, have
// it examined.
func (p *plugs) addDoctor(c *config.Config, s *screen, on *control.Server) {
	unit := checkup.Unit{File: p.file, Config: c}
	e := doctor.NewExaminer(func(ctx context.Context, w doctor.Wishes, tell func(doctor.Event)) doctor.Report {
		return doctor.Examine(ctx, unit.Checks(p.devices(c, s), w), doctor.Options{
			Unit: unit.Name(), Version: version(), Clock: checkup.ClockQuality(), Now: unit.Now, Tell: tell,
		})
	})
	on.Handle("POST "+doctor.Path, e.ServeHTTP)
	s.infirmary.examiner = e
	p.serve("technician's examination", s.infirmary.Run)
}

// part is what the agent last heard of a part.
func (p *plugs) part(name kiosk.Part) (up bool, detail string) {
	for _, s := range p.agent.View().Parts {
		if s.Part == name {
			return s.Up, s.Detail
		}
	}
	return false, ""
}

// devices are those that this program has.
func (p *plugs) devices(c *config.Config, s *screen) checkup.Devices {
	d := checkup.Devices{
		Agent: doctor.Agent{Ask: func(context.Context) (string, error) {
			if !s.alive() {
				return "", errors.New("the window's thread is silent")
			}
			return version(), nil
		}},
		Shown: func() (bool, string) { return p.shown(s) },
		Stuck: func() bool {
			_, detail := p.part(kiosk.PartTouch)
			return strings.HasPrefix(detail, "stuck")
		},
		Voice: func() (bool, string) { return p.part(kiosk.PartVoice) },
		Hear: func(ctx context.Context) (doctor.Heard, error) {
			switch p.agent.View().Screen {
			case kiosk.ScreenHome, kiosk.ScreenAttract, kiosk.ScreenMaintenance, kiosk.ScreenTechnician, kiosk.ScreenOut:
				return checkup.Unit{File: p.file, Config: c}.Hear(ctx)
			default:
				return doctor.Heard{}, doctor.ErrInVisit
			}
		},
		Corners: func(ctx context.Context) ([4]int, error) {
			if up, _ := p.shown(s); !up {
				return [4]int{}, doctor.ErrNoScene
			}
			return s.infirmary.corners(ctx)
		},
	}
	if p.live.tickets != nil {
		d.Printer = p.live.printer(c)
	}
	if c.Panel.Kind != "none" {
		d.Panel = p.panelToTry()
	}
	switch {
	case p.wire != nil:
		d.Base = checkup.BaseOf(p.wire)
		d.Base.Wheels = p.drive.begin
	case c.Base.Kind != "none":
		d.Base.State = func(context.Context) (doctor.BaseState, error) { return doctor.BaseState{}, p.live.noBase }
	}
	if p.live.tray != nil {
		d.Tray.State = func(context.Context) (doctor.TrayState, error) {
			up, detail := p.part(kiosk.PartTray)
			t := p.live.tray.State()
			return doctor.TrayState{Link: up, Detail: detail, Present: t.Present, Hand: t.Hand, Jammed: t.Jammed, Stock: t.Stock}, nil
		}
	}
	return d
}

// shown reports whether the window is on a screen, and why it is not.
func (p *plugs) shown(s *screen) (bool, string) {
	if s.beat.Load() != 0 {
		return true, ""
	}
	_, why := p.part(kiosk.PartScreen)
	if why == "" {
		why = "no window was opened yet"
	}
	return false, why
}

// printer lets the doctor ask the printer, and print beside the tickets.
func (l *live) printer(c *config.Config) doctor.Printer {
	return doctor.Printer{
		Status: func(context.Context) (doctor.PrinterStatus, error) {
			return checkup.PrinterStatus(l.tickets.Status(), l.tickets.Model()), nil
		},
		Page: func(ctx context.Context) error {
			return checkup.PageError(l.tickets.PrintTicket(ctx, kiosk.Paper{
				Number: "0000", Ward: kiosk.Text{Vi: c.Unit.Ward, En: c.Unit.WardEN}, Service: kiosk.Text{Vi: "Kiểm tra máy in", En: "Printer test"},
				IssuedAt: checkup.Unit{Config: c}.Now(), URL: c.Unit.PortalURL, Test: true,
			}))
		},
	}
}

// panelToTry lets a technician press the buttons without rating.
func (p *plugs) panelToTry() doctor.Panel {
	return doctor.Panel{
		State: func(context.Context) (doctor.PanelState, error) {
			up, detail := p.part(kiosk.PartPanel)
			return doctor.PanelState{Link: up, Stuck: detail}, nil
		},
		Presses: func(ctx context.Context, pressed func(int)) error {
			p.live.press.Store(&pressed)
			defer p.live.press.Store(nil)
			<-ctx.Done()
			return nil
		},
	}
}
