package checkup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"tiepdan/agent/doctor"
	"tiepdan/agent/jog"
	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/drivers/panel"
	"tiepdan/drivers/printer"
	"tiepdan/drivers/serialport"
	"tiepdan/drivers/tray"
	"tiepdan/ui/paper"
)

// boxBaud is the line rate of the boxes of buttons and of sensors.
const boxBaud = 115200

// Opened is a robot whose devices this program has opened, because no kioskd has
// them.
type Opened struct {
	Devices

	stop context.CancelFunc
	runs sync.WaitGroup
}

// Close lets the devices go.
func (o *Opened) Close() {
	o.stop()
	o.runs.Wait()
}

// Open opens the devices that the configuration has, until Close.
func (u Unit) Open(ctx context.Context, logger *slog.Logger) *Opened {
	ctx, stop := context.WithCancel(ctx)
	o := &Opened{stop: stop}
	run := func(f func(context.Context) error) {
		o.runs.Go(func() { _ = f(ctx) }) // what it could not open shows in its state
	}
	if u.Err != nil {
		return o // of the defaults nothing is there
	}
	c := u.Config
	if c.Printer.Address != "" {
		o.Printer = openPrinter(c, logger, run)
	}
	if c.Panel.Kind != "none" {
		o.Panel = openPanel(c.Panel, logger, run)
	}
	if c.Base.Kind != "none" {
		o.Base = openBase(c, logger, run)
	}
	if c.Tray.Kind != "none" {
		o.Tray = openTray(c.Tray, logger, run)
	}
	o.Hear = u.Hear
	o.Corners = func(context.Context) ([4]int, error) { return [4]int{}, doctor.ErrNoScene }
	return o
}

type runner func(func(context.Context) error)

func openPrinter(c *config.Config, logger *slog.Logger, run runner) doctor.Printer {
	model, err := printer.ModelNamed(c.Printer.Model)
	var pr *printer.Printer
	if err == nil {
		pr, err = printer.New(printer.Options{Address: c.Printer.Address, Model: model, Logger: logger})
	}
	if err != nil {
		return doctor.Printer{Status: func(context.Context) (doctor.PrinterStatus, error) { return doctor.PrinterStatus{}, err }}
	}
	run(pr.Run)
	return doctor.Printer{
		Status: func(ctx context.Context) (doctor.PrinterStatus, error) {
			wait(ctx, openFor, func() bool { return pr.Status().Link && pr.Status().Paper != printer.PaperUnknown })
			return PrinterStatus(pr.Status(), pr.Model()), nil
		},
		Page: func(ctx context.Context) error {
			press, err := paper.NewPress(paper.Options{DotsWide: pr.Model().DotsWide})
			if err != nil {
				return fmt.Errorf("%w: %w", doctor.ErrNotPrinted, err)
			}
			page, err := press.Ticket(paper.Ticket{
				Number: "0000", ServiceVi: "Kiểm tra máy in", ServiceEn: "Printer test", Ward: c.Unit.Ward, WardEn: c.Unit.WardEN,
				IssuedAt: Unit{Config: c}.Now(), URL: c.Unit.PortalURL, Test: true,
			})
			if err != nil {
				return fmt.Errorf("%w: %w", doctor.ErrNotPrinted, err)
			}
			return PageError(pr.Print(ctx, page))
		},
	}
}

// buttons is a panel that somebody tries.
type buttons struct {
	mu      sync.Mutex
	up      bool
	stuck   map[int]bool
	pressed func(int)
}

func (b *buttons) press(p panel.Press) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pressed != nil {
		b.pressed(p.Button)
	}
	return nil
}

func (b *buttons) state() doctor.PanelState {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := doctor.PanelState{Link: b.up}
	for n := 1; n <= panel.Buttons; n++ {
		if b.stuck[n] {
			s.Stuck += " " + strconv.Itoa(n)
		}
	}
	return s
}

func (b *buttons) take(pressed func(int)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pressed = pressed
}

func openPanel(c config.Panel, logger *slog.Logger, run runner) doctor.Panel {
	b := &buttons{stuck: map[int]bool{}}
	set := func(change func()) {
		b.mu.Lock()
		defer b.mu.Unlock()
		change()
	}
	h := panel.Handler{
		OnPress: b.press, OnHelp: b.press,
		OnLink:  func(up bool) { set(func() { b.up = up }) },
		OnStuck: func(n int, stuck bool) { set(func() { b.stuck[n] = stuck }) },
	}
	switch {
	case c.Kind == "serial":
		run(panel.NewBox(panel.BoxOptions{
			Open:    func() (panel.Port, error) { return serialport.Open(c.Device, serialport.Options{Baud: boxBaud}) },
			Handler: h, Logger: logger,
		}).Run)
	case len(c.Pins) == panel.Buttons:
		run(panel.NewGPIO(panel.GPIOOptions{
			Open: func() ([panel.Buttons]panel.Pin, [panel.Buttons]panel.Light, error) {
				return panel.OpenPins([panel.Buttons]string(c.Pins))
			},
			Debounce: time.Duration(c.DebounceMS) * time.Millisecond, Handler: h, Logger: logger,
		}).Run)
	default:
		err := fmt.Errorf("panel.pins: %d pins, want %d", len(c.Pins), panel.Buttons)
		return doctor.Panel{State: func(context.Context) (doctor.PanelState, error) { return doctor.PanelState{}, err }}
	}
	return doctor.Panel{
		State: func(ctx context.Context) (doctor.PanelState, error) {
			wait(ctx, openFor, func() bool { return b.state().Link })
			return b.state(), nil
		},
		Presses: func(ctx context.Context, pressed func(int)) error {
			b.take(pressed)
			defer b.take(nil)
			<-ctx.Done()
			return nil
		},
	}
}

// BaseOptions is the line to the base as the configuration has it. A key that
// cannot be read is an error: without it the line would be unsigned.
func BaseOptions(c *config.Config, logger *slog.Logger) (base.Options, error) {
	b := c.Base
	o := base.Options{
		Path: b.Device, Baud: b.Baud, Setpoints: b.Setpoints, Tee: b.Tee,
		LinkID: uint8(min(max(b.SigningLinkID, 0), 255)), Logger: logger,
	}
	if b.SigningKeyFile == "" {
		return o, nil
	}
	key, err := base.ReadKey(b.SigningKeyFile)
	if err != nil {
		return base.Options{}, err
	}
	o.Key, o.StampFile = &key, filepath.Join(c.Unit.StateDir, baseStamps)
	return o, nil
}

// baseStamps is the file in the state directory by which times of signatures
// never go back.
const baseStamps = "base.stamp"

func openBase(c *config.Config, logger *slog.Logger, run runner) doctor.Base {
	o, err := BaseOptions(c, logger)
	var l *base.Link
	if err == nil {
		l, err = base.New(o)
	}
	if err != nil {
		return doctor.Base{State: func(context.Context) (doctor.BaseState, error) { return doctor.BaseState{}, err }}
	}
	run(l.Run)
	b := BaseOf(l)
	b.Wheels = func(context.Context) (jog.Session, error) { return nil, doctor.ErrNoKioskd }
	return b
}

func openTray(c config.Tray, logger *slog.Logger, run runner) doctor.Tray {
	var mu sync.Mutex
	up, why := false, ""
	o := tray.Options{Logger: logger, OnLink: func(is bool, detail string) {
		mu.Lock()
		defer mu.Unlock()
		up, why = is, detail
	}}
	switch c.Kind {
	case "gpio":
		names := tray.Names{Present: c.Present, Hands: c.Hands, Stock: c.Stock}
		o.Open = func() (tray.Pins, error) { return tray.Open(names) }
	case "serial":
		o.OpenBox = func() (io.ReadCloser, error) { return serialport.Open(c.Device, serialport.Options{Baud: boxBaud}) }
	default:
		err := errors.New("tray.kind: want gpio or serial")
		return doctor.Tray{State: func(context.Context) (doctor.TrayState, error) { return doctor.TrayState{}, err }}
	}
	t := tray.New(o)
	run(t.Run)
	link := func() (bool, string) {
		mu.Lock()
		defer mu.Unlock()
		return up, why
	}
	return doctor.Tray{State: func(ctx context.Context) (doctor.TrayState, error) {
		wait(ctx, openFor, func() bool { is, _ := link(); return is })
		is, detail := link()
		s := t.State()
		return doctor.TrayState{Link: is, Present: s.Present, Hand: s.Hand, Jammed: s.Jammed, Stock: s.Stock, Detail: detail}, nil
	}}
}
