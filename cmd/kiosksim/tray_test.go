package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tiepdan/drivers/serialport"
	"tiepdan/drivers/tray"
)

// TestTrayCommand reads the emulated box by the robot's own driver.
func TestTrayCommand(t *testing.T) {
	t.Parallel()
	device := filepath.Join(t.TempDir(), "tray")
	root := newRootCommand()
	root.SetArgs([]string{"tray", "--pty", device})
	in, toIn := io.Pipe()
	fromOut, out := io.Pipe()
	root.SetIn(in)
	root.SetOut(out)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	go func() { done <- root.ExecuteContext(ctx) }()
	says := answers{t: t, lines: bufio.NewScanner(fromOut)}
	says.want("ready " + device)
	box := tray.New(tray.Options{OpenBox: func() (io.ReadCloser, error) { return serialport.Open(device, serialport.Options{}) }})
	go func() { done <- box.Run(ctx) }()
	wait := func(what string, want tray.State) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); box.State() != want; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: got %+v, want %+v", what, box.State(), want)
			}
		}
	}
	full := tray.State{Present: true, Stock: 100}
	wait("at first", full)
	for _, step := range []struct {
		line, answer string
		then         tray.State
	}{
		{"hand on", "ok hand on", tray.State{Present: true, Hand: true, Stock: 100}},
		{"hand off", "ok hand off", full},
		{"stock 25", "ok stock 25", tray.State{Present: true, Stock: 25}},
		{"stock -", "ok stock -", tray.State{Present: true, Stock: tray.Unknown}},
		{"stock 101", "error cannot encode a stock of 101: want 0 to 100, or none", tray.State{Present: true, Stock: tray.Unknown}},
		{"stock much", "error cannot fill the tray: want a number from 0 to 100, or -", tray.State{Present: true, Stock: tray.Unknown}},
		{"tray off", "ok tray off", tray.State{Stock: tray.Unknown}},
		{"tray on", "ok tray on", tray.State{Present: true, Stock: tray.Unknown}},
		{"stock 100", "ok stock 100", full},
		{"garbage", "ok garbage", full},
		{"unplug", "ok unplug", tray.State{Hand: true, Stock: tray.Unknown}},
		{"unplug", "error cannot unplug the tray: it is out already", tray.State{Hand: true, Stock: tray.Unknown}},
		{"replug", "ok replug", full},
		{"hand maybe", "error cannot understand the command", full},
	} {
		if _, err := io.WriteString(toIn, step.line+"\n"); err != nil {
			t.Fatalf("%s: %v", step.line, err)
		}
		says.want(step.answer)
		wait(step.line, step.then)
	}
	_ = toIn.Close()
	cancel()
	for range 2 {
		if err := <-done; err != nil {
			t.Errorf("it ended with %v", err)
		}
	}
	if _, err := os.Lstat(device); !os.IsNotExist(err) {
		t.Errorf("the link is still there: %v", err)
	}
}
