package checkup

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"tiepdan/agent"
	"tiepdan/agent/doctor"
	"tiepdan/drivers/base"
	"tiepdan/drivers/printer"
	"tiepdan/speech/models"
)

// Devices are the robot's, however they are reached. Zero values are devices
// that the configuration does not have.
type Devices struct {
	Agent   doctor.Agent
	Printer doctor.Printer
	Panel   doctor.Panel
	Base    doctor.Base
	Tray    doctor.Tray

	Shown   func() (bool, string)                 // the window, see [doctor.Display]
	Stuck   func() bool                           // see [doctor.Touch]
	Corners func(context.Context) ([4]int, error) // see [doctor.Touch]
	Voice   func() (bool, string)                 // see [doctor.Audio]
	Hear    func(context.Context) (doctor.Heard, error)
}

// Checks are those of the whole robot.
func (u Unit) Checks(d Devices, w doctor.Wishes) []doctor.Check {
	c, kernel := u.Config, doctor.Kernel()
	d.Agent.Needed = w.Agent
	if !w.Print {
		d.Printer.Page = nil
	}
	if !w.Press {
		d.Panel.Presses = nil
	}
	if !w.Move {
		d.Base.Wheels = nil
	}
	if !w.Touch {
		d.Corners = nil
	}
	if !w.Sound {
		d.Hear = nil
	}
	return w.Among(append(u.Machine(w),
		d.Agent.Check(), d.Printer.Check(), d.Panel.Check(), d.Base.Check(), d.Tray.Check(),
		doctor.Display{Kernel: kernel, WidthPx: c.Screen.WidthPx, HighPx: c.Screen.HeightPx, Shown: d.Shown}.Check(),
		doctor.Touch{Kernel: kernel, Name: c.Screen.TouchDevice, Stuck: d.Stuck, Corners: d.Corners}.Check(),
		doctor.Audio{Kernel: kernel, Enabled: c.Speech.Enabled, Files: c.Speech.Output == "wav", Voice: d.Voice, Hear: d.Hear}.Check(),
		u.network(), u.models(), u.store(),
	))
}

func (u Unit) network() doctor.Check {
	n := doctor.Network{
		Kernel: doctor.Kernel(), TLS: u.tls, Client: "doctor-kb-" + u.Config.Unit.Commune + "-" + u.Name(),
		Resolve: net.DefaultResolver.LookupHost, Dial: new(net.Dialer).DialContext, Addresses: addresses,
	}
	if u.Config.Report.Enabled {
		n.Brokers = u.Config.Report.Broker
	}
	return n.Check()
}

// addresses are this machine's, but for those that only it or its cable can reach.
func addresses() []string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var out []string
	for _, a := range all {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.IsGlobalUnicast() {
			out = append(out, ip.IP.String())
		}
	}
	return out
}

// tls is what the ward's broker is trusted by, and this unit's certificate; nil
// is what the system has.
func (u Unit) tls() (*tls.Config, error) {
	r := u.Config.Report
	t := &tls.Config{MinVersion: tls.VersionTLS12}
	if r.CAFile != "" {
		pem, err := os.ReadFile(r.CAFile)
		if err != nil {
			return nil, err
		}
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no PEM certificate", r.CAFile)
		}
	}
	if r.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(r.CertFile, r.KeyFile)
		if err != nil {
			return nil, err
		}
		t.Certificates = []tls.Certificate{pair}
	}
	return t, nil
}

func (u Unit) models() doctor.Check {
	s := u.Config.Speech
	var wake func() error
	if s.Enabled && len(s.WakeWords) > 0 {
		wake = func() error { return models.CheckWake(s.ModelsDir, s.WakeModel, s.WakeWords) }
	}
	return doctor.Models{Wanted: s.Enabled && s.Listen, Wake: wake, Verify: func(context.Context) ([]doctor.Model, error) {
		found, err := models.List(s.ModelsDir)
		if err != nil {
			return nil, err
		}
		out := make([]doctor.Model, len(found))
		for i, f := range found {
			out[i] = doctor.Model{Name: f.Name, Err: f.Err}
			if f.Model != nil {
				out[i].Kind, out[i].Err = string(f.Model.Kind), f.Model.Verify()
			}
		}
		return out, nil
	}}.Check()
}

func (u Unit) store() doctor.Check {
	path := filepath.Join(u.Config.Unit.StateDir, "kiosk.db")
	return doctor.Store{
		Look: func(ctx context.Context) (doctor.StoreFacts, error) {
			found, err := agent.Inspect(ctx, path)
			return doctor.StoreFacts(found), err
		},
		Now: u.Now, Reports: u.Config.Report.Enabled,
	}.Check()
}

// PrinterStatus is what a printer's driver knows, as the doctor takes it.
func PrinterStatus(s printer.Status, m printer.Model) doctor.PrinterStatus {
	out := doctor.PrinterStatus{
		Link: s.Link, Cover: s.CoverOpen, Cutter: s.Cutter, Hot: s.Hot, Broken: s.Error && !s.Cutter,
		Model: m.Name, Sure: m.Completion != printer.ByEstimate,
	}
	if s.Paper != printer.PaperUnknown {
		out.Paper = s.Paper.String()
	}
	if s.Left.Known {
		out.Left = s.Left.Tickets
	}
	return out
}

// PageError is the error of a page that was printed, as the doctor takes it.
func PageError(err error) error {
	if errors.Is(err, printer.ErrNotPrinted) || errors.Is(err, agent.ErrNotPrinted) {
		return fmt.Errorf("%w: %w", doctor.ErrNotPrinted, err)
	}
	return err
}

// settleFor is how long a device has to tell what comes after its first word.
const settleFor = 3 * time.Second

// look is how often a device is looked at while it is waited for.
const look = 50 * time.Millisecond

// wait looks until something is so, or ctx ends, or for is over.
func wait(ctx context.Context, most time.Duration, so func() bool) {
	end := time.NewTimer(most)
	defer end.Stop()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for !so() {
		select {
		case <-ctx.Done():
			return
		case <-end.C:
			return
		case <-tick.C:
		}
	}
}

// BaseOf lets the doctor ask a line to the base.
func BaseOf(l *base.Link) doctor.Base {
	return doctor.Base{
		State: func(ctx context.Context) (doctor.BaseState, error) {
			wait(ctx, openFor, func() bool { return l.State().Link })
			if l.State().Link {
				wait(ctx, settleFor, func() bool { s := l.State(); return s.Localised && s.BatteryPct >= 0 })
			}
			s, line := l.State(), l.Line()
			return doctor.BaseState{
				Link: s.Link, Starting: s.Starting, EStop: s.EStop, Localised: s.Localised, Charging: s.Charging, BatteryPct: s.BatteryPct,
				Faults: s.Faults, Unsigned: line.Signed && !s.Link && line.Unsigned > 0,
			}, nil
		},
		Version: func(ctx context.Context) (string, error) {
			v, err := l.Version(ctx)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch), nil
		},
	}
}

// openFor is how long a device has to say its first word.
const openFor = 6 * time.Second
