package main_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/creack/pty"

	"tiepdan/agent/doctor"
	"tiepdan/drivers/base"
	"tiepdan/kiosk"
)

// orders are the velocities that kioskd sends, and those that the base says it
// has, from the copy of the line.
type orders struct {
	mu     sync.Mutex
	moving time.Time // when the last one that moves was sent
	mps    float64   // of the base
	moved  time.Time // when it last was more than noise
}

func listenForOrders(tb testing.TB, conn net.PacketConn) *orders {
	tb.Helper()
	codec, err := base.NewCodec()
	if err != nil {
		tb.Fatal(err)
	}
	o := &orders{}
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		buf := make([]byte, 2048)
		for {
			n, _, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			f, err := codec.NewReader(bytes.NewReader(buf[:n])).Read()
			if err != nil {
				continue
			}
			o.mu.Lock()
			switch m := f.Message.(type) {
			case *common.MessageSetPositionTargetLocalNed:
				if m.Vx != 0 || m.YawRate != 0 {
					o.moving = time.Now()
				}
			case *common.MessageOdometry:
				if o.mps = math.Hypot(float64(m.Vx), float64(m.Vy)); o.mps > 0.02 {
					o.moved = time.Now()
				}
			}
			o.mu.Unlock()
		}
	}()
	tb.Cleanup(func() { _ = conn.Close(); <-heard })
	return o
}

func (o *orders) last() (moving, moved time.Time, mps float64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.moving, o.moved, o.mps
}

// hand is a technician's at a terminal with kioskctl drive.
type hand struct {
	tb   testing.TB
	cmd  *exec.Cmd
	keys *os.File
	mu   sync.Mutex
	seen bytes.Buffer
	done chan error
	read chan struct{}
}

func (r *rig) takeTheRobot() *hand {
	r.t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		r.t.Fatal(err)
	}
	h := &hand{tb: r.t, keys: master, done: make(chan error, 1), read: make(chan struct{})}
	h.cmd = exec.CommandContext(context.WithoutCancel(r.t.Context()), filepath.Join(bin, "kioskctl"), "drive", "--config", r.config, "--speed", "0.2", "--lang", "en")
	h.cmd.Stdin, h.cmd.Stdout, h.cmd.Stderr = tty, tty, tty
	h.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Pdeathsig: syscall.SIGKILL}
	if err := h.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	_ = tty.Close()
	go func() { h.done <- h.cmd.Wait() }()
	go func() {
		defer close(h.read)
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			h.mu.Lock()
			h.seen.Write(buf[:n])
			h.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	r.root.Cleanup(func() { _ = h.cmd.Process.Kill(); _ = master.Close(); <-h.read })
	eventually(r.t, "the robot in hand", time.Minute, func() error {
		if !strings.Contains(h.screen(), "Robot:") {
			return fmt.Errorf("the terminal shows %q", h.screen())
		}
		return nil
	})
	return h
}

func (h *hand) screen() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.seen.String()
}

// hold keeps a key down until something is so: a terminal repeats it. Where the
// robot was held meanwhile, as by a starved machine's late answers, it is let go and
// pressed again.
func (h *hand) hold(key string, so func() bool) {
	h.tb.Helper()
	begun := time.Now()
	for !so() {
		if time.Since(begun) > 30*time.Second {
			h.tb.Fatalf("half a minute of %q has done nothing; the terminal shows %q", key, h.screen())
		}
		_, _ = h.keys.WriteString(key)
		time.Sleep(33 * time.Millisecond)
		if seen := h.screen(); strings.Contains(seen[max(strings.LastIndex(seen, "Robot:"), 0):], "let the key go first") {
			time.Sleep(time.Second)
		}
	}
}

// speed is the base's own over a fifth of a second.
func (r *rig) speed() float64 {
	x, y := whereIs(r.t, r.base.command("where"))
	begun := time.Now()
	time.Sleep(200 * time.Millisecond)
	x2, y2 := whereIs(r.t, r.base.command("where"))
	return math.Hypot(x2-x, y2-y) / time.Since(begun).Seconds()
}

// driveRig is a robot on the way before its welcome place, and what it orders.
func driveRig(tb testing.TB) (*rig, *orders) {
	tb.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	o := listenForOrders(tb, conn)
	r := (&rig{t: tb, root: tb, dir: tb.TempDir(), baseTee: conn.LocalAddr().String()}).begin()
	r.base = start(tb, nil, "kiosksim", "base", "--pty", filepath.Join(r.dir, "base"), "--start", "welcome")
	r.base.line("ready ")
	r.until("it is idle", func(v kiosk.View) bool { return v.Robot.State == "idle" })
	return r, o
}

// stopsAfter does something that ends the driving, and returns how long velocities
// that move went out after that, and how long the robot moved.
func (r *rig) stopsAfter(o *orders, h *hand, key string, do func()) (ordered, moved time.Duration) {
	r.t.Helper()
	h.hold(key, func() bool { _, _, mps := o.last(); return mps > 0.18 })
	begun := time.Now()
	do()
	for r.speed() > 0.01 {
		if time.Since(begun) > 5*time.Second {
			r.t.Fatal("it drives on")
		}
	}
	sent, stood, _ := o.last()
	return max(sent.Sub(begun), 0), max(stood.Sub(begun), 0)
}

// TestDriveByHand drives from a terminal, and ends that in every way.
func TestDriveByHand(t *testing.T) {
	r, o := driveRig(t)
	h := r.takeTheRobot()
	r.until("the screen says so", func(v kiosk.View) bool {
		return v.Jogged && v.Screen == kiosk.ScreenMaintenance && v.Robot.State == "jog"
	})
	check := func(how string, ordered, moved time.Duration) {
		t.Helper()
		t.Logf("%s: ordered for %v, moved for %v more", how, ordered.Round(time.Millisecond), moved.Round(10*time.Millisecond))
		if ordered > 600*time.Millisecond || moved > 2*time.Second { // 300 ms, and a busy machine
			t.Errorf("%s: ordered for %v, moved for %v more", how, ordered, moved)
		}
	}
	given := func() {
		t.Helper()
		r.until("the robot is given back", func(v kiosk.View) bool { return !v.Jogged && v.Robot.State == "idle" })
	}
	ordered, moved := r.stopsAfter(o, h, "w", func() {})
	check("let go", ordered, moved)
	ordered, moved = r.stopsAfter(o, h, "\x1b[B", func() { _, _ = h.keys.WriteString("x") })
	check("another key", ordered, moved)
	_, _ = h.keys.WriteString("q")
	if err := <-h.done; err != nil {
		t.Errorf("the end key: %v; the terminal shows %q", err, h.screen())
	}
	given()

	h = r.takeTheRobot()
	ordered, moved = r.stopsAfter(o, h, "w", func() { _ = h.cmd.Process.Kill() })
	check("killed", ordered, moved)
	given()
	h = r.takeTheRobot()
	ordered, moved = r.stopsAfter(o, h, "s", func() { _ = h.keys.Close() })
	check("the terminal is closed", ordered, moved)
	given()
	h = r.takeTheRobot()
	ordered, moved = r.stopsAfter(o, h, "w", r.kioskd.kill)
	check("kioskd is killed", ordered, moved)
	if err := <-h.done; err == nil {
		t.Error("kioskd is killed, and kioskctl ends as if all were well")
	}
	r.startKioskd()
	given()
}

// TestDriveIsRefused: nobody is driven away from.
func TestDriveIsRefused(t *testing.T) {
	r, _ := driveRig(t)
	r.official(3).do("summon", func(v kiosk.View) bool { return v.Robot.Mission != "" })
	h := r.takeTheRobot() // a call is given up for it
	second := exec.CommandContext(t.Context(), filepath.Join(bin, "kioskctl"), "drive", "--config", r.config)
	if out, err := second.CombinedOutput(); err == nil || !strings.Contains(string(out), "terminal") {
		t.Errorf("without a terminal: %v, %q", err, out)
	}
	_ = r.base.command("bumper")
	h.hold("w", func() bool { return strings.Contains(h.screen(), "HELD: a bumper is pressed") })
	_ = r.base.command("bumper-release")
	_, _ = h.keys.WriteString("q")
	<-h.done
}

// TestDoctorMoves has the doctor move the emulated base, and what it says of one
// that something holds.
func TestDoctorMoves(t *testing.T) {
	r, _ := driveRig(t)
	for _, c := range []struct{ name, command, want string }{
		{"a base that is well", "localised", "base.pass base.pass"},
		{"a bumper", "bumper", "base.pass base.held"},
	} {
		_ = r.base.command(c.command)
		report, _ := r.examined("--move", "--yes", "--only", "base", "--lang", "en")
		if got := strings.Join(of(report, doctor.PartBase), " "); got != c.want {
			t.Errorf("%s: found %v, want %s: %+v", c.name, got, c.want, report.Results)
		}
		for _, found := range report.Results {
			t.Log(found.Found.En)
		}
	}
	r.until("the robot is given back", func(v kiosk.View) bool { return !v.Jogged })
}

// BenchmarkDriveKilled is from the kill of kioskctl in the middle of driving to the
// last velocity that moves, and to the base's standstill.
func BenchmarkDriveKilled(b *testing.B) {
	r, o := driveRig(b)
	var ordered, moved []time.Duration
	key := "w"
	for b.Loop() {
		h := r.takeTheRobot()
		was, is := r.stopsAfter(o, h, key, func() { _ = h.cmd.Process.Kill() })
		ordered, moved = append(ordered, was), append(moved, is)
		if key = "s"; len(moved)%2 == 0 {
			key = "w"
		}
		r.until("given back", func(v kiosk.View) bool { return !v.Jogged })
	}
	for name, took := range map[string][]time.Duration{"ordered": ordered, "moved": moved} {
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Milliseconds()), name+"-p50-ms")
		b.ReportMetric(float64(took[len(took)-1].Milliseconds()), name+"-max-ms")
	}
}
