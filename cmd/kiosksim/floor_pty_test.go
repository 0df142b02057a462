package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tiepdan/drivers/base"
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
		{"where", `error unknown command "where"`, nil}, // the truth is not told
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
