package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/agent"
	"tiepdan/cmd/internal/freeport"
	"tiepdan/drivers/base/basetest"
	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/xtouch"
	"tiepdan/ui/xtouch/xvfb"
)

// rig is a whole service point: the ward's server, the simulated hardware, an
// X display, and kioskd, each a process of its own.
type rig struct {
	t    testing.TB // of the step under way
	root testing.TB // of the whole; its end ends the processes
	dir  string

	ward, printer, base, panel *process
	kioskd                     *process
	env                        []string
	screen                     *xtouch.Display
	size                       image.Point
	wire                       *tee
	printerAddr                string // of the printer behind wire
	console                    string // host:port of the door console
	mqtt                       string // address of the ward's broker
	page                       string // address of the ward's page
	config                     string

	nav, extra string   // of the configuration: more of its table nav, and other tables
	baseTee    string   // where the line to the base is copied to, if anywhere
	tray       *process // box of the tray's sensors, if there is one
}

const pin = "2468"

const kioskTOML = `
version = 2
[unit]
id = "robot-1"
ward = "Phường Cửa Nam"
ward_en = "Cua Nam Ward"
commune = "cua-nam"
time_zone = "Asia/Ho_Chi_Minh"
state_dir = "{{.Dir}}/state"
portal_url = "https://dichvucong.gov.vn"
[screen]
orientation = "landscape"
width_px = {{.Size.X}}
height_px = {{.Size.Y}}
idle_reset_s = 120
attract_after_s = 0
[[services]]
id = "chung-thuc"
prefix = "A"
name_vi = "Chứng thực"
name_en = "Certification"
doors = [3]
[[services]]
id = "ho-tich"
prefix = "B"
name_vi = "Hộ tịch"
name_en = "Civil status"
doors = [3, 4]
[[doors]]
number = 3
name_vi = "Chứng thực – Hộ tịch"
name_en = "Certification – Civil status"
place = "door-3"
pin_hash = "{{.PINHash}}"
[[doors]]
number = 4
name_vi = "Hộ tịch"
name_en = "Civil status"
place = "door-4"
pin_hash = "{{.PINHash}}"
[queue]
rating_s = 120
call_show_s = 20
[printer]
address = "tcp://{{.Printer}}"
model = "generic-80mm"
[panel]
kind = "serial"
device = "{{.Dir}}/panel"
[base]
kind = "mavlink"
device = "{{.Dir}}/base"
{{with .Tee}}tee = "{{.}}"{{end}}
[nav]
welcome = "welcome"
waiting = "waiting"
lead_wait_s = 600
{{.Nav}}
{{range .Places}}[[nav.places]]
name = "{{.Name}}"
x_m = {{.XM}}
y_m = {{.YM}}
heading_deg = {{.HeadingDeg}}
{{end}}
[speech]
output = "wav"
wav_dir = "{{.Dir}}/wav"
[report]
enabled = true
broker = ["{{.MQTT}}"]
status_every_s = 5
[console]
listen = "{{.Console}}"
[[announcements]]
vi = "Hôm nay Trung tâm làm việc đến 17 giờ."
en = "The Center is open until 5 p.m. today."
{{.Extra}}
`

type place struct {
	Name       string
	XM, YM     float64
	HeadingDeg float64
}

func newRig(tb testing.TB) *rig {
	tb.Helper()
	r := newBareRig(tb)
	r.plugIn()
	return r
}

// plugIn brings the hardware.
func (r *rig) plugIn() {
	r.t.Helper()
	r.printer = start(r.root, nil, "kiosksim", "printer", "--listen", r.printerAddr, "--out", filepath.Join(r.dir, "tickets"))
	r.printer.line("ready ")
	r.base = start(r.root, nil, "kiosksim", "base", "--pty", filepath.Join(r.dir, "base"), "--start", "welcome", "--speed-up", "8")
	r.base.line("ready ")
	r.panel = start(r.root, nil, "kiosksim", "panel", "--pty", filepath.Join(r.dir, "panel"))
	r.panel.line("ready ")
}

// newBareRig is a service point without printer, panel and base.
func newBareRig(tb testing.TB) *rig {
	tb.Helper()
	return (&rig{t: tb, root: tb, dir: tb.TempDir()}).begin()
}

// begin starts the ward's server and kioskd.
func (r *rig) begin() *rig {
	tb := r.root
	tb.Helper()
	r.size = image.Pt(1920, 1080)
	r.startX()
	r.startWard()
	for _, d := range []string{"tickets", "wav"} {
		if err := os.Mkdir(filepath.Join(r.dir, d), 0o700); err != nil {
			tb.Fatal(err)
		}
	}
	r.printerAddr = freeport.Address(tb)
	r.wire = newTee(tb, r.printerAddr)
	r.console = freeport.Address(tb)
	r.writeConfig()
	r.startKioskd()
	return r
}

func (r *rig) startX() {
	display, _ := xvfb.Start(r.root, r.size)
	r.env = []string{"DISPLAY=" + display, "LIBGL_ALWAYS_SOFTWARE=1"}
	var err error
	if r.screen, err = xtouch.Dial(display); err != nil {
		r.t.Fatalf("cannot reach the display: %v", err)
	}
	r.t.Cleanup(func() {
		if dir := os.Getenv("VISIT_SHOTS"); dir != "" && r.t.Failed() {
			r.shot(filepath.Join(dir, "failed.png"))
		}
		_ = r.screen.Close()
	})
}

func (r *rig) startWard() {
	path := filepath.Join(r.dir, "wardd.toml")
	text := fmt.Sprintf("state_dir = %q\n[mqtt]\nlisten = %q\n[page]\nlisten = %q\n", filepath.Join(r.dir, "ward"), freeport.Address(r.t), freeport.Address(r.t))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.bootWard()
}

// bootWard starts the ward's server, for the first time or again.
func (r *rig) bootWard() {
	r.ward = start(r.root, nil, "wardd", "--config", filepath.Join(r.dir, "wardd.toml"))
	fields := strings.Fields(r.ward.line("ready "))
	if len(fields) < 2 {
		r.t.Fatalf("wardd is ready with %q, want mqtt=… page=…", fields)
	}
	r.page = strings.TrimPrefix(fields[1], "page=")
	r.mqtt = strings.TrimPrefix(fields[0], "mqtt=")
}

func (r *rig) writeConfig() {
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.MinCost)
	if err != nil {
		r.t.Fatal(err)
	}
	var places []place
	for name, p := range basetest.ServicePoint().Places {
		places = append(places, place{name, p.X, p.Y, p.Heading * 180 / math.Pi})
	}
	var out bytes.Buffer
	err = template.Must(template.New("").Parse(kioskTOML)).Execute(&out, map[string]any{
		"Dir": r.dir, "Size": r.size, "PINHash": string(hash), "Printer": r.wire.addr, "Places": places, "MQTT": r.mqtt, "Console": r.console,
		"Nav": r.nav, "Extra": r.extra, "Tee": r.baseTee,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.config = filepath.Join(r.dir, "kioskd.toml")
	if err := os.WriteFile(r.config, out.Bytes(), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) startKioskd() {
	r.kioskd = start(r.root, r.env, "kioskd", "--config", r.config, "--log", "debug")
}

// crash kills kioskd as a power cut would, starts it again, and waits until
// it has taken the journal up.
func (r *rig) crash() {
	r.t.Helper()
	r.kioskd.kill()
	before := r.runs()
	r.startKioskd()
	eventually(r.t, "kioskd is back", 30*time.Second, func() error {
		if r.runs() == before {
			return errNotYet
		}
		return nil
	})
}

// runs counts the runs of kioskd that the journal knows.
func (r *rig) runs() int {
	n := 0
	_ = agent.Replay(context.Background(), filepath.Join(r.dir, "state", "kiosk.db"), func(s agent.Replayed) error {
		if _, started := s.Msg.(kiosk.Started); started {
			n++
		}
		return nil
	})
	return n
}

// view is the screen as the journal says it is: what was committed, so at most
// as new as what is shown.
func (r *rig) view() (kiosk.View, error) {
	v, found := kiosk.View{}, false
	err := agent.Replay(context.Background(), filepath.Join(r.dir, "state", "kiosk.db"), func(s agent.Replayed) error {
		v, found = s.Model.View(), true
		if !s.Same {
			r.t.Errorf("journal row %d (%s) replays to another state than was recorded", s.Row.Seq, s.Row.Kind)
		}
		return nil
	})
	if err == nil && !found {
		err = errNotYet
	}
	return v, err
}

// until waits for a view.
func (r *rig) until(what string, ok func(kiosk.View) bool) kiosk.View {
	r.t.Helper()
	var v kiosk.View
	eventually(r.t, what, 60*time.Second, func() error {
		var err error
		if v, err = r.view(); err != nil {
			return err
		}
		if !ok(v) {
			return fmt.Errorf("screen %s, ticket %+v, calls %+v, robot %+v, parts %+v", v.Screen, v.Ticket, v.Calls, v.Robot, v.Parts)
		}
		return nil
	})
	return v
}

// touch puts a finger on the button with a label, through X, until the core
// has moved on: a finger that comes before the picture touches nothing.
func (r *rig) touch(label string, done func(kiosk.View) bool) kiosk.View {
	r.t.Helper()
	var v kiosk.View
	next := time.Now()
	eventually(r.t, "touch "+label, 60*time.Second, func() error {
		var err error
		if v, err = r.view(); err != nil {
			return err
		}
		if done(v) {
			return nil
		}
		if time.Now().Before(next) {
			return errNotYet
		}
		next = time.Now().Add(3 * time.Second)
		controls, err := ui.Controls(v, time.Now(), r.size)
		if err != nil {
			return err
		}
		var labels []string
		for _, c := range controls {
			labels = append(labels, c.Label)
			if strings.Contains(c.Label, label) {
				r.t.Logf("touch %q at %v on %s", c.Label, c.Bounds, v.Screen)
				at := c.Bounds.Min.Add(c.Bounds.Size().Div(2))
				if err := r.screen.Tap(at.X, at.Y); err != nil {
					return err
				}
				return errNotYet
			}
		}
		return fmt.Errorf("screen %s has no button %q, only %q", v.Screen, label, labels)
	})
	return v
}

// shot saves the picture that is on the display.
func (r *rig) shot(path string) {
	r.t.Helper()
	img, err := r.screen.Capture()
	if err != nil {
		r.t.Errorf("cannot look at the display: %v", err)
		return
	}
	f, err := os.Create(path)
	if err != nil {
		r.t.Error(err)
		return
	}
	if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
		r.t.Error(err)
	}
}
