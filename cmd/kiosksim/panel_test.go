package main

import (
	"bufio"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/drivers/panel"
	"tiepdan/drivers/serialport"
)

// answers reads the simulator's standard output.
type answers struct {
	t     *testing.T
	lines *bufio.Scanner
}

func (a answers) want(prefix string) {
	a.t.Helper()
	if !a.lines.Scan() {
		a.t.Fatalf("output ended, want %q", prefix)
	}
	if got := a.lines.Text(); !strings.HasPrefix(got, prefix) {
		a.t.Errorf("got %q, want %q", got, prefix)
	}
}

func TestPanelCommand(t *testing.T) {
	link := filepath.Join(t.TempDir(), "panel")
	in, stdin := io.Pipe()
	stdout, out := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	cmd := newPanelCommand()
	cmd.SetArgs([]string{"--pty", link})
	cmd.SetIn(in)
	cmd.SetOut(out)
	done := make(chan error, 1)
	go func() { done <- cmd.ExecuteContext(ctx) }()
	a := answers{t, bufio.NewScanner(stdout)}
	a.want("ready " + link)

	say := func(command, want string) {
		t.Helper()
		if _, err := io.WriteString(stdin, command+"\n"); err != nil {
			t.Fatal(err)
		}
		a.want(want)
	}
	say("press 1", "error cannot press button 1: not acknowledged") // no host yet

	presses := make(chan panel.Press, 16)
	links := make(chan bool, 16)
	host := panel.NewBox(panel.BoxOptions{
		Open: func() (panel.Port, error) { return serialport.Open(link, serialport.Options{}) },
		Handler: panel.Handler{
			OnPress: func(p panel.Press) error { presses <- p; return nil },
			OnLink:  func(up bool) { links <- up },
		},
	})
	hostDone := make(chan error, 1)
	go func() { hostDone <- host.Run(ctx) }()
	// The box still tries the press that no host has heard.
	if p := <-presses; p.Button != 1 || time.Since(p.At) < pressTime {
		t.Errorf("got press of %d, %v old, want 1, over %v old", p.Button, time.Since(p.At), pressTime)
	}
	if !<-links {
		t.Error("link: got down, want up")
	}

	say("press 3", "ok press 3")
	say("garbage", "ok garbage")
	say("hold 2", "ok hold 2")
	say("release 2", "ok release 2")
	say("press 5", "error ")
	say("press", "error ")
	say("dance", "error ")
	say("replug", "error ")
	say("unplug", "ok unplug")
	if <-links {
		t.Error("link: got up, want down")
	}
	say("press 4", "error cannot press button 4: button box is unplugged")
	say("replug", "ok replug")
	if !<-links {
		t.Error("link: got down, want up")
	}
	say("press 4", "ok press 4")
	for _, want := range []int{3, 2, 4} {
		if p := <-presses; p.Button != want {
			t.Errorf("got press of %d, want %d", p.Button, want)
		}
	}

	// The end of the input is not the end of the box.
	if err := stdin.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		t.Errorf("ended with its input: %v, want it to stay", err)
	case <-time.After(100 * time.Millisecond):
	}
	cancel()
	for _, c := range []<-chan error{done, hostDone} {
		if err := <-c; err != nil {
			t.Errorf("got %v at the end, want nil", err)
		}
	}
}
