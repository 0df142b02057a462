package checkup_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/agent"
	"tiepdan/agent/doctor"
	"tiepdan/cmd/internal/checkup"
	"tiepdan/cmd/internal/freeport"
	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/drivers/panel/paneltest"
	"tiepdan/drivers/printer/printertest"
	"tiepdan/drivers/tray"
	"tiepdan/drivers/tray/traytest"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// robot is a unit whose hardware is emulated, on real wires.
type robot struct {
	t       *testing.T
	dir     string
	unit    checkup.Unit
	printer *printertest.Printer
	panel   *paneltest.Box
	base    *basetest.Base
	tray    *traytest.Box
}

func newRobot(t *testing.T) *robot {
	t.Helper()
	c := config.Default()
	r := &robot{t: t, dir: t.TempDir(), unit: checkup.Unit{Config: &c}}
	c.Unit.ID, c.Unit.StateDir, c.Unit.Ward, c.Unit.WardEN = "robot-1", r.dir, "Phường Cửa Nam", "Cua Nam Ward"
	c.Unit.PortalURL = "https://dichvucong.gov.vn"
	c.Speech.ModelsDir = filepath.Join(r.dir, "models")
	c.Report.Enabled = false
	return r
}

// hold runs something until the test ends.
func (r *robot) hold(run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.t.Context()))
	done := make(chan struct{})
	go func() { defer close(done); _ = run(ctx) }()
	r.t.Cleanup(func() { cancel(); <-done })
}

func (r *robot) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *robot) withPrinter(o printertest.Options, commands ...string) *robot {
	r.printer = printertest.New(o)
	wire, err := printertest.ListenTCP(r.t.Context(), r.printer, "127.0.0.1:0")
	r.must(err)
	r.t.Cleanup(func() { wire.Close(); r.printer.Close() })
	for _, c := range commands {
		r.must(r.printer.Do(c))
	}
	r.unit.Config.Printer.Address = "tcp://" + wire.Addr()
	return r
}

func (r *robot) withPanel() *robot {
	r.panel = paneltest.NewBox(0)
	link := filepath.Join(r.dir, "panel")
	cable, err := paneltest.Plug(link)
	r.must(err)
	unplug := r.panel.Plug(cable)
	r.t.Cleanup(func() { _ = unplug() })
	r.unit.Config.Panel = config.Panel{Kind: "serial", Device: link}
	return r
}

func (r *robot) withBase(o basetest.Options, change func(*basetest.Base)) *robot {
	o.SpeedUp = 1
	b, err := basetest.New(o)
	r.must(err)
	r.base = b
	change(b)
	link := filepath.Join(r.dir, "base")
	tty := basetest.NewTTY(b, link)
	r.hold(b.Run)
	r.must(tty.Plug(context.WithoutCancel(r.t.Context())))
	r.t.Cleanup(func() { _ = tty.Close() })
	r.unit.Config.Base = config.Base{Kind: "mavlink", Device: link, Baud: base.DefaultBaud}
	return r
}

func (r *robot) withTray(change func(*tray.Line)) *robot {
	r.tray = traytest.NewBox()
	link := filepath.Join(r.dir, "tray")
	cable, err := paneltest.Plug(link)
	r.must(err)
	r.must(r.tray.Set(change))
	r.hold(func(ctx context.Context) error { return r.tray.Run(ctx, cable) })
	r.t.Cleanup(func() { _ = cable.Close() })
	r.unit.Config.Tray = config.Tray{Kind: "serial", Device: link}
	return r
}

// examine examines some parts and returns what was found.
func (r *robot) examine(w doctor.Wishes, tell func(doctor.Event)) []string {
	r.t.Helper()
	d := r.unit.Open(r.t.Context(), slog.New(slog.DiscardHandler))
	defer d.Close()
	report := doctor.Examine(r.t.Context(), r.unit.Checks(d.Devices, w), doctor.Options{Unit: "robot-1", Now: time.Now, Tell: tell})
	var ids []string
	for _, found := range report.Results {
		ids = append(ids, found.ID)
		if text := fmt.Sprint(found); strings.Contains(text, "%!") {
			r.t.Errorf("%s says %q", found.ID, text)
		}
	}
	return ids
}

// TestEmulatedDevices provokes what devices say by themselves, over the drivers
// that kioskd uses.
func TestEmulatedDevices(t *testing.T) {
	t.Parallel()
	good := func(*basetest.Base) {}
	key := func(n byte) *base.Key { return &base.Key{n} }
	for _, c := range []struct {
		name string
		with func(*robot) *robot
		part doctor.Part
		want string
	}{
		{"ready", func(r *robot) *robot { return r.withPrinter(printertest.Options{}) }, doctor.PartPrinter, "printer.pass printer.page"},
		{"paper end", func(r *robot) *robot { return r.withPrinter(printertest.Options{}, "paper-out") }, doctor.PartPrinter, "printer.paper printer.page"},
		{"near end", func(r *robot) *robot { return r.withPrinter(printertest.Options{}, "near-end") }, doctor.PartPrinter, "printer.ending printer.page"},
		{"cover", func(r *robot) *robot { return r.withPrinter(printertest.Options{}, "cover-open") }, doctor.PartPrinter, "printer.cover printer.page"},
		{"hot", func(r *robot) *robot { return r.withPrinter(printertest.Options{}, "hot") }, doctor.PartPrinter, "printer.hot printer.page"},
		{"broken", func(r *robot) *robot { return r.withPrinter(printertest.Options{}, "fatal") }, doctor.PartPrinter, "printer.fault printer.page"},
		{"unplugged", func(r *robot) *robot { return r.withPrinter(printertest.Options{}, "unplug") }, doctor.PartPrinter, "printer.off"},
		{"model", func(r *robot) *robot {
			r.unit.Config.Printer.Address, r.unit.Config.Printer.Model = "tcp://127.0.0.1:9", "lpr"
			return r
		}, doctor.PartPrinter, "printer.setup"},
		{"panel", func(r *robot) *robot { return r.withPanel() }, doctor.PartPanel, "panel.pass panel.untested"},
		{"no panel", func(r *robot) *robot {
			r.unit.Config.Panel = config.Panel{Kind: "serial", Device: filepath.Join(r.dir, "none")}
			return r
		}, doctor.PartPanel, "panel.off"},
		{"few pins", func(r *robot) *robot {
			r.unit.Config.Panel = config.Panel{Kind: "gpio", Pins: []string{"GPIO1"}}
			return r
		}, doctor.PartPanel, "panel.setup"},
		{"base", func(r *robot) *robot { return r.withBase(basetest.Options{}, good) }, doctor.PartBase, "base.pass base.untested"},
		{"mute", func(r *robot) *robot {
			return r.withBase(basetest.Options{}, func(b *basetest.Base) { b.SetMute(true) })
		}, doctor.PartBase, "base.off"},
		{"e-stop", func(r *robot) *robot { return r.withBase(basetest.Options{}, (*basetest.Base).PressEStop) }, doctor.PartBase, "base.estop base.untested"},
		{"lost", func(r *robot) *robot {
			return r.withBase(basetest.Options{}, func(b *basetest.Base) { b.SetLocalised(false) })
		}, doctor.PartBase, "base.lost base.untested"},
		{"battery", func(r *robot) *robot {
			return r.withBase(basetest.Options{Start: new(basetest.ServicePoint().Places["welcome"])}, func(b *basetest.Base) { b.SetBattery(15) })
		}, doctor.PartBase, "base.battery base.untested"},
		{"fault", func(r *robot) *robot {
			return r.withBase(basetest.Options{}, func(b *basetest.Base) { b.SetFault("motor 2 too hot") })
		}, doctor.PartBase, "base.fault base.untested"},
		{"unsigned", func(r *robot) *robot {
			r.withBase(basetest.Options{}, good)
			r.unit.Config.Base.SigningKeyFile = filepath.Join(r.dir, "key")
			write(r.t, r.unit.Config.Base.SigningKeyFile, strings.Repeat("5a", 32))
			return r
		}, doctor.PartBase, "base.unsigned"},
		{"no key", func(r *robot) *robot {
			r.withBase(basetest.Options{Key: key(1)}, good)
			r.unit.Config.Base.SigningKeyFile = filepath.Join(r.dir, "none")
			return r
		}, doctor.PartBase, "base.setup"},
		{"tray", func(r *robot) *robot { return r.withTray(func(*tray.Line) {}) }, doctor.PartTray, "tray.pass"},
		{"hand", func(r *robot) *robot { return r.withTray(func(l *tray.Line) { l.Hand = true }) }, doctor.PartTray, "tray.hand"},
		{"no tray", func(r *robot) *robot { return r.withTray(func(l *tray.Line) { l.Present = false }) }, doctor.PartTray, "tray.away"},
		{"no box", func(r *robot) *robot {
			r.unit.Config.Tray = config.Tray{Kind: "serial", Device: filepath.Join(r.dir, "none")}
			return r
		}, doctor.PartTray, "tray.off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := c.with(newRobot(t)).examine(doctor.Wishes{Only: []doctor.Part{c.part}}, nil)
			if strings.Join(got, " ") != c.want {
				t.Errorf("found %v, want %s", got, c.want)
			}
		})
	}
}

// TestPagePrints prints the page on the emulated printer, and asks another one
// that has its cover open.
func TestPagePrints(t *testing.T) {
	t.Parallel()
	paper := make(chan printertest.Ticket, 4)
	r := newRobot(t).withPrinter(printertest.Options{OnTicket: func(p printertest.Ticket) { paper <- p }})
	got := r.examine(doctor.Wishes{Print: true, Only: []doctor.Part{doctor.PartPrinter}}, nil)
	if want := []string{"printer.pass", "printer.pass"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	select {
	case <-paper:
	default:
		t.Error("nothing came out of the printer")
	}
	r = newRobot(t).withPrinter(printertest.Options{}, "cover-open")
	if got := r.examine(doctor.Wishes{Print: true, Only: []doctor.Part{doctor.PartPrinter}}, nil); !slices.Contains(got, "printer.unprinted") {
		t.Errorf("found %v, want printer.unprinted", got)
	}
}

// TestButtonsPressed presses all four, as it is asked for.
func TestButtonsPressed(t *testing.T) {
	t.Parallel()
	r := newRobot(t).withPanel()
	got := r.examine(doctor.Wishes{Press: true, Only: []doctor.Part{doctor.PartPanel}}, func(e doctor.Event) {
		if e.Ask == nil {
			return
		}
		r.hold(func(ctx context.Context) error {
			for n := 1; n <= 4; n++ {
				if err := r.panel.Press(ctx, n); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if want := []string{"panel.pass"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

// TestDatabase looks at a store that was written, and at one that was damaged.
func TestDatabase(t *testing.T) {
	t.Parallel()
	r := newRobot(t)
	only := doctor.Wishes{Only: []doctor.Part{doctor.PartStore}}
	if got, want := r.examine(only, nil), "database.none outbox.unknown"; strings.Join(got, " ") != want {
		t.Errorf("found %v, want %s", got, want)
	}
	s, err := agent.OpenStore(t.Context(), r.dir)
	r.must(err)
	if got, want := r.examine(only, nil), "database.pass outbox.none"; strings.Join(got, " ") != want {
		t.Errorf("beside a program that writes, found %v, want %s", got, want)
	}
	r.must(s.Close())
	path := filepath.Join(r.dir, "kiosk.db")
	data, err := os.ReadFile(path)
	r.must(err)
	broken := slices.Clone(data)
	for i := 4096; i < len(broken); i++ {
		broken[i] ^= 0x5a
	}
	write(t, path, string(broken))
	if got := r.examine(only, nil); !slices.Contains(got, "database.corrupt") && !slices.Contains(got, "database.unreadable") {
		t.Errorf("of a damaged file, found %v, want that", got)
	}
	write(t, path, "this is no database at all, and never was one")
	if got := r.examine(only, nil); !slices.Contains(got, "database.unreadable") {
		t.Errorf("of another file, found %v, want database.unreadable", got)
	}
}

// TestBrokenModel looks at a model whose file was changed.
func TestBrokenModel(t *testing.T) {
	t.Parallel()
	r := newRobot(t)
	only := doctor.Wishes{Only: []doctor.Part{doctor.PartModels}}
	if got, want := r.examine(only, nil), "models.deaf"; strings.Join(got, " ") != want {
		t.Errorf("found %v, want %s", got, want)
	}
	r.unit.Config.Speech.WakeWords = []string{"khai sinh giấy"}
	if got, want := r.examine(only, nil), "models.deaf models.asleep"; strings.Join(got, " ") != want {
		t.Errorf("with a wake word, found %v, want %s", got, want)
	}
	dir := filepath.Join(r.dir, "models", "vi")
	r.must(os.MkdirAll(dir, 0o700))
	write(t, filepath.Join(dir, "model.json"), `{"format":1}`)
	if got, want := r.examine(only, nil), "models.corrupt"; strings.Join(got, " ") != want {
		t.Errorf("found %v, want %s", got, want)
	}
}

// TestDeadBroker asks for a broker that is not there.
func TestDeadBroker(t *testing.T) {
	t.Parallel()
	r := newRobot(t)
	r.unit.Config.Report.Enabled, r.unit.Config.Report.Broker = true, []string{"mqtt://" + freeport.Address(t)}
	got := r.examine(doctor.Wishes{Only: []doctor.Part{doctor.PartNetwork}}, nil)
	if !slices.ContainsFunc(got, func(id string) bool {
		return slices.Contains([]string{"network.broker", "network.nolink", "network.noroute"}, id)
	}) {
		t.Errorf("found %v, want that the broker is not reached", got)
	}
}

// TestLoad examines what can be examined of a unit without a usable file.
func TestLoad(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "kioskd.toml")
	for text, want := range map[string]string{"": "configuration.missing", "prnter = 3\n": "configuration.invalid"} {
		if text != "" {
			write(t, file, text)
		}
		r := &robot{t: t, unit: checkup.Load(file)}
		if got := r.examine(doctor.Wishes{Only: []doctor.Part{doctor.PartConfig}}, nil); strings.Join(got, " ") != want {
			t.Errorf("of %q found %v, want %s", text, got, want)
		}
		if r.unit.Name() != "?" {
			t.Errorf("the unit is called %q, want ?", r.unit.Name())
		}
		os.Remove(file)
	}
}
