// Package xvfb starts virtual X servers for tests.
package xvfb

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Start starts an X server with one screen of a size in pixels, 24 bits deep,
// until the test or stop ends it, and returns its display (":4711"). More
// arguments are Xvfb's. The display's number is drawn at random, because Xvfb
// takes no lock when it looks for a free one itself: two that start at the same
// moment could both take it.
func Start(tb testing.TB, size image.Point, args ...string) (display string, stop func()) {
	tb.Helper()
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		tb.Fatal("cannot find Xvfb: run scripts/setup test")
	}
	var said string
	for range 10 {
		display = ":" + strconv.Itoa(200+rand.IntN(50000)) // #nosec G404 -- any number will do
		all := append([]string{display, "-noreset", "-nolisten", "tcp", "-screen", "0", fmt.Sprintf("%dx%dx24", size.X, size.Y)}, args...)
		if stop, said = try(tb, path, all); stop != nil {
			tb.Cleanup(stop)
			return display, stop
		}
	}
	tb.Fatalf("Xvfb does not start: %s", said)
	return "", nil
}

// try returns once the server is ready, or with no function and what it said.
func try(tb testing.TB, path string, args []string) (stop func(), said string) {
	tb.Helper()
	ready, w, err := os.Pipe()
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = ready.Close() }()
	var stderr bytes.Buffer
	cmd := exec.Command(path, append(args, "-displayfd", "3")...) //nolint:noctx // stop ends it kindly, so that it removes its lock
	cmd.ExtraFiles, cmd.Stderr = []*os.File{w}, &stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // ctrl-C is for the test, which ends it
	err = cmd.Start()
	_ = w.Close()
	if err != nil {
		tb.Fatalf("cannot start Xvfb: %v", err)
	}
	stop = sync.OnceFunc(func() {
		_ = cmd.Process.Signal(os.Interrupt) // it then removes its socket and lock
		_ = cmd.Wait()
	})
	if err := ready.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		tb.Fatal(err)
	}
	// The newline comes by itself; who hangs up before it kills the server.
	if _, err := bufio.NewReader(ready).ReadString('\n'); err != nil {
		stop()
		return nil, stderr.String()
	}
	return stop, ""
}
