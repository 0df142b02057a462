package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/drivers/base"
)

func TestBaseCommand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	device := filepath.Join(dir, "base")
	root := newRootCommand()
	root.SetArgs([]string{"base", "--pty", device, "--start", "door-2", "--truth", filepath.Join(dir, "truth")})
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
	wait("the link", func(s base.State) bool { return s.Link && s.Localised && s.BatteryPct == 90 })

	steps := []struct {
		line, answer string
		then         func(base.State) bool
	}{
		{"where", "ok 5.50 11.20 1.57 door-2", nil},
		{"estop", "ok estop", func(s base.State) bool { return s.EStop }},
		{"estop-release", "ok estop-release", func(s base.State) bool { return !s.EStop }},
		{"lost-localisation", "ok lost-localisation", func(s base.State) bool { return !s.Localised }},
		{"localised", "ok localised", func(s base.State) bool { return s.Localised }},
		{"battery 12", "ok battery", func(s base.State) bool { return s.BatteryPct == 12 }},
		{"bumper", "ok bumper", func(s base.State) bool { return s.Bumpers == 1 }},
		{"bumper-release", "ok bumper-release", func(s base.State) bool { return s.Bumpers == 0 }},
		{"mute", "ok mute", func(s base.State) bool { return !s.Link }},
		{"unmute", "ok unmute", func(s base.State) bool { return s.Link }},
		{"contacts-dirty", "ok contacts-dirty", nil},
		{"contacts-clean", "ok contacts-clean", nil},
		{"garbage", "ok garbage", func(s base.State) bool { return s.Link }},
		{"unplug", "ok unplug", func(s base.State) bool { return !s.Link }},
		{"unplug", "error cannot unplug the base: it is not plugged in", nil},
		{"replug", "ok replug", func(s base.State) bool { return s.Link }},
		{"battery much", "error battery wants a number from 0 to 100", nil},
		{"estop now", "error estop takes no argument", nil},
		{"dance", `error unknown command "dance"`, nil},
	}
	for _, s := range steps {
		if _, err := io.WriteString(toIn, s.line+"\n"); err != nil {
			t.Fatalf("%s: %v", s.line, err)
		}
		says.want(s.answer)
		if s.then != nil {
			wait(s.line, s.then)
		}
	}
	_ = toIn.Close() // the end of the input is not the end of the base
	time.Sleep(50 * time.Millisecond)
	if !link.State().Link {
		t.Error("the base ended with its input")
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("kiosksim base: %v", err)
	}
	if _, err := os.Lstat(device); !os.IsNotExist(err) {
		t.Errorf("the link is still there: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "truth")); err != nil || info.Size() == 0 {
		t.Errorf("got no truth: %v", err)
	}
}

// agentOf links the agent's driver to a device until ctx ends, and returns a
// function that waits for a state.
func agentOf(ctx context.Context, t *testing.T, device string) (*base.Link, func(what string, ok func(base.State) bool)) {
	t.Helper()
	link, err := base.New(base.Options{Path: device})
	if err != nil {
		t.Fatalf("base.New: %v", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- link.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return link, func(what string, ok func(base.State) bool) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); !ok(link.State()); time.Sleep(2 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("waited 10 s for %s: %+v", what, link.State())
			}
		}
	}
}

func TestBaseCommandRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tests := []struct {
		args []string
		want string
	}{
		{[]string{}, `required flag(s) "pty" not set`},
		{[]string{"--pty", dir}, "it is not a symbolic link"},
		{[]string{"--pty", filepath.Join(dir, "b"), "--start", "moon"}, `cannot start at "moon": want x,y or one of dock, door-1`},
		{[]string{"--pty", filepath.Join(dir, "b"), "--start", "12,6"}, "something stands there"},
		{[]string{"--pty", filepath.Join(dir, "b"), "--key", filepath.Join(dir, "none")}, "cannot read the base's key"},
		{[]string{"--pty", filepath.Join(dir, "b"), "--speed-up", "-1"}, "want a number above 0"},
	}
	for _, tt := range tests {
		root := newRootCommand()
		root.SetArgs(append([]string{"base"}, tt.args...))
		root.SetOut(io.Discard)
		if err := root.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: got %v, want it to say %q", tt.args, err, tt.want)
		}
	}
}
