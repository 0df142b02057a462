package nav_test

import (
	"context"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/nav"
)

// Variables of the program that TestAKilledProgram kills: the base's device,
// and where it shall go at once.
const (
	killedDevice = "NAV_TEST_KILLED_DEVICE"
	killedTo     = "NAV_TEST_KILLED_TO"
)

// TestBeingKilled is that program.
func TestBeingKilled(t *testing.T) { //nolint:paralleltest // it is alone in its process
	device := os.Getenv(killedDevice)
	if device == "" {
		t.Skip("for TestAKilledProgram")
	}
	link, err := base.New(base.Options{Path: device})
	if err != nil {
		t.Fatal(err)
	}
	n, err := nav.New(nav.Options{Base: wired{link}, Site: wireSite()})
	if err != nil {
		t.Fatal(err)
	}
	if to := os.Getenv(killedTo); to != "" {
		if err := n.Start(nav.Mission{ID: "m", Kind: nav.KindGoto, To: to}); err != nil {
			t.Fatal(err)
		}
	}
	go func() { _ = link.Run(t.Context()) }()
	_ = n.Run(t.Context()) // until it is killed
}

// TestAKilledProgram: one that is killed on the way and back before the base
// notices does not have it drive on.
func TestAKilledProgram(t *testing.T) {
	t.Parallel()
	door := basetest.ServicePoint().Places["door-1"]
	emulated, err := basetest.New(basetest.Options{Start: &door})
	if err != nil {
		t.Fatal(err)
	}
	ctx, die := context.WithCancel(context.WithoutCancel(t.Context()))
	var world sync.WaitGroup
	world.Go(func() { _ = emulated.Run(ctx) })
	device := filepath.Join(t.TempDir(), "base")
	tty := basetest.NewTTY(emulated, device)
	if err := tty.Plug(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = tty.Close()
		die()
		world.Wait()
	})
	program := func(to string) (kill func()) {
		p := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestBeingKilled$")
		p.Env = append(os.Environ(), killedDevice+"="+device, killedTo+"="+to)
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		return func() {
			_ = p.Process.Kill()
			_ = p.Wait()
		}
	}
	kill := program("door-6")
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, mps := emulated.Truth(); mps > 0.5 {
			break
		}
		if time.Now().After(deadline) {
			kill()
			t.Fatal("the robot does not drive")
		}
	}
	kill()
	killed, _ := emulated.Truth()
	time.Sleep(170 * time.Millisecond)
	begun := time.Now()
	defer program("")()
	stood := time.Duration(0)
	for time.Since(begun) < 3*time.Second {
		_, mps := emulated.Truth()
		switch since := time.Since(begun); {
		case mps < 0.01 && stood == 0:
			stood = since
		case mps > 0.05 && since > 2*time.Second: // 0.6 m/s at 0.5 m/s², and a busy machine
			t.Fatalf("it drives at %.2f m/s, and nobody asked the second program for it", mps)
		}
		time.Sleep(5 * time.Millisecond)
	}
	at, _ := emulated.Truth()
	t.Logf("stood after %v and %.2f m", stood.Round(10*time.Millisecond), math.Hypot(at.X-killed.X, at.Y-killed.Y))
}
