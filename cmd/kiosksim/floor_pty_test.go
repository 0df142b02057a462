package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/nav"
)

// TestFloorOnAWire drives the simulated floor by the agent's own driver.
func TestFloorOnAWire(t *testing.T) {
	t.Parallel()
	device := filepath.Join(t.TempDir(), "base")
	root := newRootCommand()
	root.SetArgs([]string{"floor", "--pty", device, "--people", "0"})
	in, toIn := io.Pipe()
	fromOut, out := io.Pipe()
	root.SetIn(in)
	root.SetOut(out)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()
	says := answers{t: t, lines: bufio.NewScanner(fromOut)}
	says.want("ready " + device)
	link, wait := agentOf(ctx, t, device)
	wait("the charger", func(s base.State) bool { return s.Link && s.Localised && s.Charging })

	description, err := link.ReadFile(ctx, "/map/floor.yaml")
	if err != nil {
		t.Fatalf("the map: %v", err)
	}
	info, err := nav.ParseMapInfo(description)
	if err != nil {
		t.Fatalf("the map's description: %v", err)
	}
	picture, err := link.ReadPacked(ctx, "/map/"+info.Image+".gz", nil)
	if err != nil {
		t.Fatalf("the map's picture: %v", err)
	}
	if m, err := nav.DecodeMap(info, picture); err != nil {
		t.Errorf("the map: %v", err)
	} else if _, far := m.Bounds(); far.XM < 19.9 || far.YM < 14.9 {
		t.Errorf("the map reaches to %+v, want 20 m by 15 m", far)
	}

	drive, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	if err := link.Goto(drive, base.Pose{XM: 18.2, YM: 5, HeadingRad: 3.1}, 0.6); err != nil {
		t.Errorf("Goto: %v", err)
	}
	if s := link.State(); s.Pose.XM > 18.5 || s.Charging {
		t.Errorf("the base stands at %+v, charging %v, want it away from the dock", s.Pose, s.Charging)
	}
	for _, step := range []struct {
		line, answer string
		then         func(base.State) bool
	}{
		{"estop", "ok estop", func(s base.State) bool { return s.EStop }},
		{"estop-release", "ok estop-release", func(s base.State) bool { return !s.EStop }},
		{"estop on", "ok estop", func(s base.State) bool { return s.EStop }},
		{"estop off", "ok estop", func(s base.State) bool { return !s.EStop }},
		{"estop maybe", "error estop wants on or off", nil},
		{"where", `error unknown command "where"`, nil}, // the truth is not told
		{"help", "ok battery PERCENT, bumper, estop [on|off], ", nil},
		{"follow", "ok follow", func(s base.State) bool { return slices.Min(s.SectorsM[:]) < 1.1 }},
		{"stand 12 6", "error nobody can stand at 12.00 6.00", nil},
		{"stand here", "error want 2 numbers", nil},
		{"stand 10 2", "ok stand", nil},
		{"leave", "ok leave", nil},
		{"leave now", "error leave takes no argument", nil},
		{"bumper", "ok bumper", func(s base.State) bool { return s.Bumpers != 0 }},
		{"battery 33", "ok battery", func(s base.State) bool { return s.BatteryPct == 33 }},
		{"battery -1", "error want 1 numbers", nil},
		{"fault left motor hot", "ok fault", func(s base.State) bool { return len(s.Faults) == 1 && s.Faults[0] == "left motor hot" }},
		{"fault", "ok fault", func(s base.State) bool { return len(s.Faults) == 0 }},
		{"mute", "ok mute", func(s base.State) bool { return !s.Link }},
		{"unmute", "ok unmute", func(s base.State) bool { return s.Link }},
		{"garbage", "ok garbage", func(s base.State) bool { return s.Link }},
		{"unplug", "ok unplug", func(s base.State) bool { return !s.Link }},
		{"replug", "ok replug", func(s base.State) bool { return s.Link }},
	} {
		if _, err := io.WriteString(toIn, step.line+"\n"); err != nil {
			t.Fatalf("%s: %v", step.line, err)
		}
		says.want(step.answer)
		if step.then != nil {
			wait(step.line, step.then)
		}
	}
	_ = toIn.Close()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("kiosksim floor: %v", err)
	}
	if _, err := os.Lstat(device); !os.IsNotExist(err) {
		t.Errorf("the link is still there: %v", err)
	}
}
