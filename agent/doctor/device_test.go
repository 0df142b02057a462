package doctor_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"tiepdan/agent/doctor"
	"tiepdan/agent/jog"
)

var errBroken = errors.New("it is broken")

func agentOnes() []provoked {
	return []provoked{
		{"agent.away", always(doctor.Agent{}.Check())},
		{"agent.dead", always(doctor.Agent{Needed: true}.Check())},
		{"agent.hung", always(doctor.Agent{Ask: func(context.Context) (string, error) { return "", errBroken }}.Check())},
	}
}

func printer(s doctor.PrinterStatus, page func(context.Context) error) doctor.Check {
	return doctor.Printer{Status: func(context.Context) (doctor.PrinterStatus, error) { return s, nil }, Page: page}.Check()
}

// goodPrinter is one that is ready and confirms.
func goodPrinter() doctor.PrinterStatus {
	return doctor.PrinterStatus{Link: true, Paper: "ok", Model: "tm-t88v", Sure: true}
}

func printerOnes() []provoked {
	is := func(change func(*doctor.PrinterStatus)) func(*testing.T) doctor.Check {
		s := goodPrinter()
		change(&s)
		return always(printer(s, nil))
	}
	prints := func(err error) func(*testing.T) doctor.Check {
		return always(printer(goodPrinter(), func(context.Context) error { return err }))
	}
	guess := goodPrinter()
	guess.Sure = false
	return []provoked{
		{"printer.none", always(doctor.Printer{}.Check())},
		{"printer.setup", always(doctor.Printer{Status: func(context.Context) (doctor.PrinterStatus, error) {
			return doctor.PrinterStatus{}, errBroken
		}}.Check())},
		{"printer.off", is(func(s *doctor.PrinterStatus) { s.Link = false })},
		{"printer.cover", is(func(s *doctor.PrinterStatus) { s.Cover = true })},
		{"printer.paper", is(func(s *doctor.PrinterStatus) { s.Paper = "end" })},
		{"printer.low", is(func(s *doctor.PrinterStatus) { s.Paper, s.Left = "near-end", 12 })},
		{"printer.ending", is(func(s *doctor.PrinterStatus) { s.Paper = "near-end" })},
		{"printer.cutter", is(func(s *doctor.PrinterStatus) { s.Cutter = true })},
		{"printer.hot", is(func(s *doctor.PrinterStatus) { s.Hot = true })},
		{"printer.fault", is(func(s *doctor.PrinterStatus) { s.Broken = true })},
		{"printer.silent", is(func(s *doctor.PrinterStatus) { s.Paper = "" })},
		{"printer.page", is(func(*doctor.PrinterStatus) {})},
		{"printer.unprinted", prints(fmt.Errorf("%w: the cover is open", doctor.ErrNotPrinted))},
		{"printer.unconfirmed", prints(errBroken)},
		{"printer.estimated", always(printer(guess, func(context.Context) error { return nil }))},
	}
}

func panel(s doctor.PanelState, presses func(context.Context, func(int)) error) doctor.Check {
	return doctor.Panel{State: func(context.Context) (doctor.PanelState, error) { return s, nil }, Presses: presses}.Check()
}

// pressing presses some buttons and returns an error.
func pressing(err error, buttons ...int) func(context.Context, func(int)) error {
	return func(_ context.Context, pressed func(int)) error {
		for _, b := range buttons {
			pressed(b)
		}
		return err
	}
}

func panelOnes() []provoked {
	up := doctor.PanelState{Link: true}
	return []provoked{
		{"panel.none", always(doctor.Panel{}.Check())},
		{"panel.setup", always(doctor.Panel{State: func(context.Context) (doctor.PanelState, error) { return doctor.PanelState{}, errBroken }}.Check())},
		{"panel.off", always(panel(doctor.PanelState{}, nil))},
		{"panel.stuck", always(panel(doctor.PanelState{Link: true, Stuck: "button 2 is stuck"}, nil))},
		{"panel.untested", always(panel(up, nil))},
		{"panel.unpressed", always(panel(up, pressing(nil, 1, 2, 2, 9, 4)))},
		{"panel.unheard", always(panel(up, pressing(errBroken, 1)))},
	}
}

func base(change func(*doctor.BaseState), more func(*doctor.Base)) func(*testing.T) doctor.Check {
	s := doctor.BaseState{Link: true, Localised: true, BatteryPct: 80}
	if change != nil {
		change(&s)
	}
	b := doctor.Base{
		State:   func(context.Context) (doctor.BaseState, error) { return s, nil },
		Version: func(context.Context) (string, error) { return "4.5.1", nil },
	}
	if more != nil {
		more(&b)
	}
	return always(b.Check())
}

func baseOnes() []provoked {
	is := func(change func(*doctor.BaseState)) func(*testing.T) doctor.Check { return base(change, nil) }
	return []provoked{
		{"base.none", always(doctor.Base{}.Check())},
		{"base.setup", always(doctor.Base{State: func(context.Context) (doctor.BaseState, error) { return doctor.BaseState{}, errBroken }}.Check())},
		{"base.off", is(func(s *doctor.BaseState) { s.Link = false })},
		{"base.unsigned", is(func(s *doctor.BaseState) { s.Link, s.Unsigned = false, true })},
		{"base.estop", is(func(s *doctor.BaseState) { s.EStop = true })},
		{"base.fault", is(func(s *doctor.BaseState) { s.Faults = []string{"lidar not healthy"} })},
		{"base.starting", is(func(s *doctor.BaseState) { s.Starting = true })},
		{"base.lost", is(func(s *doctor.BaseState) { s.Localised = false })},
		{"base.empty", is(func(s *doctor.BaseState) { s.BatteryPct = 4 })},
		{"base.battery", is(func(s *doctor.BaseState) { s.BatteryPct = 20 })},
		{"base.charge", is(func(s *doctor.BaseState) { s.BatteryPct = -1 })},
		{"base.version", base(nil, func(b *doctor.Base) {
			b.Version = func(context.Context) (string, error) { return "", errBroken }
		})},
		{"base.untested", is(nil)},
		{"base.alone", base(nil, moves(nil, doctor.ErrNoKioskd))},
		{"base.inuse", base(nil, moves(nil, jog.ErrServed))},
		{"base.refused", base(nil, moves(nil, errBroken))},
		{"base.refused", base(nil, moves(&wheels{breaksAt: 30}, nil))},
		{"base.held", base(func(s *doctor.BaseState) { s.EStop = true }, moves(&wheels{gain: 1}, nil))},
		{"base.held", base(nil, moves(&wheels{gain: 1, held: "bumper"}, nil))},
		{"base.held", base(nil, moves(&wheels{gain: 1, heldAt: 20}, nil))},
		{"base.held", base(nil, moves(&wheels{gain: 1, charging: true}, nil))},
		{"base.still", base(nil, moves(&wheels{gain: 0.1}, nil))},
		{"base.reversed", base(nil, moves(&wheels{gain: -1}, nil))},
		{"base.odometry", base(nil, moves(&wheels{gain: 2.2}, nil))},
		{"base.drift", base(nil, moves(&wheels{gain: 1, slip: 0.06}, nil))},
	}
}

func tray(s doctor.TrayState, err error) func(*testing.T) doctor.Check {
	return always(doctor.Tray{State: func(context.Context) (doctor.TrayState, error) { return s, err }}.Check())
}

func trayOnes() []provoked {
	return []provoked{
		{"tray.none", always(doctor.Tray{}.Check())},
		{"tray.off", tray(doctor.TrayState{}, nil)},
		{"tray.off", tray(doctor.TrayState{}, errBroken)},
		{"tray.jammed", tray(doctor.TrayState{Link: true, Present: true, Hand: true, Jammed: true}, nil)},
		{"tray.hand", tray(doctor.TrayState{Link: true, Present: true, Hand: true}, nil)},
		{"tray.away", tray(doctor.TrayState{Link: true}, nil)},
	}
}

func audio(change func(*doctor.Audio)) func(*testing.T) doctor.Check {
	a := doctor.Audio{
		Kernel: kernel(map[string]string{"proc/asound/cards": " 0 [PCH]: HDA-Intel"}), Enabled: true,
		Voice: func() (bool, string) { return true, "" },
	}
	change(&a)
	return always(a.Check())
}

func hears(h doctor.Heard, err error) func(*doctor.Audio) {
	return func(a *doctor.Audio) {
		a.Hear = func(context.Context) (doctor.Heard, error) { return h, err }
	}
}

func audioOnes() []provoked {
	return []provoked{
		{"audio.off", audio(func(a *doctor.Audio) { a.Enabled = false })},
		{"audio.files", audio(func(a *doctor.Audio) { a.Files = true })},
		{"audio.card", audio(func(a *doctor.Audio) {
			a.Kernel = kernel(map[string]string{"proc/asound/cards": "--- no soundcards ---"})
		})},
		{"audio.voice", audio(func(a *doctor.Audio) { a.Voice = func() (bool, string) { return false, "speechd is not there" } })},
		{"audio.untested", audio(func(*doctor.Audio) {})},
		{"audio.unplayed", audio(hears(doctor.Heard{}, errBroken))},
		{"audio.deaf", audio(hears(doctor.Heard{}, doctor.ErrNoMicrophone))},
		{"audio.busy", audio(hears(doctor.Heard{}, doctor.ErrInVisit))},
		{"audio.noisy", audio(hears(doctor.Heard{LevelDB: -20, NoiseDB: -25, Likeness: 0.5}, nil))},
		{"audio.silent", audio(hears(doctor.Heard{LevelDB: -90}, nil))},
		{"audio.unlike", audio(hears(doctor.Heard{LevelDB: -20, Likeness: 0.05}, nil))},
	}
}

func TestWellDevicesPass(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]doctor.Check{
		"agent":   doctor.Agent{Ask: func(context.Context) (string, error) { return "v1", nil }}.Check(),
		"printer": printer(goodPrinter(), func(context.Context) error { return nil }),
		"panel":   panel(doctor.PanelState{Link: true}, pressing(nil, 4, 3, 2, 1)),
		"base":    base(nil, moves(&wheels{gain: 0.95}, nil))(t),
		"tray":    tray(doctor.TrayState{Link: true, Present: true, Stock: -1}, nil)(t),
		"audio":   audio(hears(doctor.Heard{LevelDB: -20, NoiseDB: -55, DelayMS: 80, Likeness: 0.8}, nil))(t),
		"display": display(func(*doctor.Display) {})(t),
		"touch":   touch(corners([4]int{0, 1, 2, 3}, nil))(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			passes(t, c)
		})
	}
}
