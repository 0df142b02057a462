package base_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

// vehicle is a base that nobody here wrote the wire of: testpeers/vehicle.js,
// over node-mavlink. It hangs on a pseudo-terminal as the real one on its line.
type vehicle struct {
	t        *testing.T
	toNode   io.WriteCloser
	fromNode io.ReadCloser
	commands *os.File
}

// newVehicle starts the program. It ends with the test, which fails when the
// program met something that it does not know.
func newVehicle(t *testing.T, key *base.Key) *vehicle {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	args := []string{"../../testpeers/vehicle.js"}
	if key != nil {
		args = append(args, hex.EncodeToString(key[:]))
	}
	node := exec.CommandContext(ctx, "node", args...)
	var complaints bytes.Buffer
	node.Stderr = &complaints
	in, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	commands, ours, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	node.ExtraFiles = []*os.File{commands}
	if err := node.Start(); err != nil {
		t.Fatalf("cannot start the vehicle (scripts/setup test installs it): %v", err)
	}
	_ = commands.Close()
	t.Cleanup(func() {
		cancel()
		_ = node.Wait() // killed
		_ = ours.Close()
		if complaints.Len() > 0 {
			t.Errorf("the vehicle says: %s", complaints.String())
		}
	})
	return &vehicle{t: t, toNode: in, fromNode: out, commands: ours}
}

// Serve carries the bytes between the program and the line.
func (v *vehicle) Serve(ctx context.Context, port io.ReadWriteCloser) error {
	var tasks sync.WaitGroup
	tasks.Go(func() { _, _ = io.Copy(v.toNode, port) })
	tasks.Go(func() { _, _ = io.Copy(port, v.fromNode) })
	<-ctx.Done()
	err := port.Close()
	_ = v.toNode.Close() // the program ends with its input
	_ = v.fromNode.Close()
	tasks.Wait()
	return err
}

func (v *vehicle) tell(command string) {
	v.t.Helper()
	if _, err := io.WriteString(v.commands, command+"\n"); err != nil {
		v.t.Fatalf("%s: %v", command, err)
	}
}

func TestAVehicleOfOthers(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]*base.Key{"unsigned": nil, "signed": testKey(9)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVehicle(t, key)
			device := filepath.Join(t.TempDir(), "base")
			tty := basetest.NewTTY(v, device)
			ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
			if err := tty.Plug(ctx); err != nil {
				t.Fatalf("Plug: %v", err)
			}
			link, err := base.New(base.Options{Path: device, Key: key})
			if err != nil {
				t.Fatalf("New: %v", err)
			}
			var tasks sync.WaitGroup
			tasks.Go(func() { _ = link.Run(ctx) })
			t.Cleanup(func() {
				cancel()
				tasks.Wait()
				if err := tty.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			p := peerCheck{t: t, v: v, link: link}
			p.state("a link at the dock", func(s base.State) bool { return s.Link && s.Localised && s.Charging && s.Docked && s.BatteryPct == 77 })
			p.senses()
			p.services(ctx)
			p.drives(ctx)
			p.stops(ctx)
			p.docks(ctx)
			stats := link.Stats()
			t.Logf("%+v", stats)
			if stats.Frames < 100 || stats.SkippedBytes+stats.BadFrames+stats.Unsigned+stats.Forged+stats.Replayed > 0 {
				t.Errorf("got %+v, want good frames only", stats)
			}
		})
	}
}

// peerCheck holds the link against the vehicle.
type peerCheck struct {
	t    *testing.T
	v    *vehicle
	link *base.Link
}

func (p *peerCheck) state(what string, ok func(base.State) bool) {
	p.t.Helper()
	within(p.t, 10*time.Second, what, func() bool { return ok(p.link.State()) })
}

func (p *peerCheck) senses() {
	p.state("sectors", func(s base.State) bool { return !s.SectorsAt.IsZero() })
	s := p.link.State()
	// Clockwise 18 on the wire is to the right: counter-clockwise 54.
	if s.SectorsM[54] != 1.5 || !math.IsInf(float64(s.SectorsM[0]), 1) || !math.IsNaN(float64(s.SectorsM[36])) {
		p.t.Errorf("got sectors %v", s.SectorsM)
	}
	p.v.tell("lost")
	p.state("no position", func(s base.State) bool { return !s.Localised && s.PoseSigmaM > 1 })
}

func (p *peerCheck) services(ctx context.Context) {
	if err := p.link.Relocalise(ctx, base.Pose{}, 0.5); err != nil {
		p.t.Errorf("Relocalise: %v", err)
	}
	p.state("a position", func(s base.State) bool { return s.Localised && s.Resets == 1 })
	v, err := p.link.Version(ctx)
	if want := (base.Version{Major: 4, Minor: 5, Patch: 6, Vendor: 11, Product: 12, ID: 424242, Bytewise: true, Fences: true}); err != nil || v != want {
		p.t.Errorf("got %+v, %v", v, err)
	}
	set := base.Param{Name: "LIDAR_RPM", Type: common.MAV_PARAM_TYPE_UINT16, Value: 450}
	if err := p.link.SetParam(ctx, set); err != nil {
		p.t.Errorf("SetParam: %v", err)
	}
	list, err := p.link.Params(ctx)
	if err != nil || len(list) != 3 || list[0] != set || list[1].Value != -70001 || list[2].Value != 0.5 {
		p.t.Errorf("got %+v, %v", list, err)
	}
	for _, areas := range [][]base.Polygon{{wall(), wall()[:3]}, nil} {
		if err := p.link.Upload(ctx, areas); err != nil {
			p.t.Errorf("Upload: %v", err)
		}
	}
	p.state("the clocks", func(base.State) bool { return p.link.Clock().Samples > 0 })
	if err := p.link.SetRate(ctx, 331, 50*time.Millisecond); err != nil {
		p.t.Errorf("SetRate: %v", err)
	}
}

func (p *peerCheck) drives(ctx context.Context) {
	to := base.Pose{XM: 0.5, YM: 0.6, HeadingRad: math.Pi}
	if err := p.link.Goto(ctx, to, 0.6); err != nil {
		p.t.Fatalf("Goto: %v", err)
	}
	p.state("the goal", func(s base.State) bool {
		return !s.Moving && !s.Charging && math.Hypot(s.Pose.XM-to.XM, s.Pose.YM-to.YM) < 0.1 &&
			math.Abs(math.Remainder(s.Pose.HeadingRad-to.HeadingRad, 2*math.Pi)) < 0.1
	})
	if err := p.link.Goto(ctx, base.Pose{XM: 1000}, 0.6); !rejected("MAV_RESULT_DENIED")(err) {
		p.t.Errorf("a goal far away: got %v", err)
	}
	twists := make(chan base.Twist)
	ended := make(chan error, 1)
	go func() { ended <- p.link.Drive(ctx, twists) }()
	for range 5 {
		twists <- base.Twist{Mps: 0.2, Rps: 0.5}
		time.Sleep(100 * time.Millisecond)
	}
	if s := p.link.State(); s.SpeedMps < 0.19 || s.SpeedMps > 0.21 {
		p.t.Errorf("got %.2f m/s, want 0.2", s.SpeedMps)
	}
	close(twists)
	if err := <-ended; err != nil {
		p.t.Errorf("Drive: %v", err)
	}
	p.state("standstill", func(s base.State) bool { return !s.Moving })
}

func (p *peerCheck) stops(ctx context.Context) {
	ended := make(chan error, 1)
	run := func() {
		go func() { ended <- p.link.Goto(ctx, base.Pose{XM: 9, YM: 9}, 0.6) }()
		p.state("motion", func(s base.State) bool { return s.SpeedMps > 0.5 })
	}
	run()
	if err := p.link.SetSpeedCap(ctx, 0.2); err != nil {
		p.t.Errorf("SetSpeedCap: %v", err)
	}
	p.state("the cap", func(s base.State) bool { return s.Moving && s.SpeedMps < 0.21 })
	if err := p.link.Hold(ctx); err != nil {
		p.t.Errorf("Hold: %v", err)
	}
	if err := <-ended; !errors.Is(err, base.ErrSuperseded) {
		p.t.Errorf("Goto: got %v, want ErrSuperseded", err)
	}
	p.state("the hold", func(s base.State) bool { return !s.Moving && s.Mode == base.ModeHold })
	run()
	p.v.tell("estop")
	if err := <-ended; err == nil {
		p.t.Error("Goto: got no error after the e-stop")
	}
	p.state("the e-stop", func(s base.State) bool { return s.EStop && !s.Moving })
	p.v.tell("release")
	p.state("the release", func(s base.State) bool { return !s.EStop && s.EStops == 1 })
}

func (p *peerCheck) docks(ctx context.Context) {
	if err := p.link.Dock(ctx); err != nil {
		p.t.Fatalf("Dock: %v", err)
	}
	p.state("the charger", func(s base.State) bool { return s.Docked && s.Charging && s.Mode == base.ModeDock })
}
