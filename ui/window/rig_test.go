package window_test

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/ui/xtouch"
	"tiepdan/ui/xtouch/xvfb"
)

// patience bounds every wait on a machine that does other things as well.
const patience = 30 * time.Second

// rig is a window on an X server of its own, seen and touched through X.
type rig struct {
	t      testing.TB
	size   image.Point
	x      *xtouch.Display
	cmd    *exec.Cmd
	stdin  io.Writer
	stderr *bytes.Buffer

	mu    sync.Mutex
	lines []string
	ended chan struct{} // standard output is closed
}

// newRig starts the X server and the window; more is the program's environment.
func newRig(tb testing.TB, size image.Point, more ...string) *rig {
	tb.Helper()
	display, _ := xvfb.Start(tb, size)
	return newRigOn(tb, display, size, more...)
}

func newRigOn(tb testing.TB, display string, size image.Point, more ...string) *rig {
	tb.Helper()
	x, err := xtouch.Dial(display)
	if err != nil {
		tb.Fatal(err)
	}
	r := &rig{t: tb, size: size, x: x, stderr: &bytes.Buffer{}, ended: make(chan struct{})}
	tb.Cleanup(func() { _ = x.Close() })
	r.cmd = windowProgram(tb, display, size, more...)
	r.cmd.Stderr = r.stderr
	if r.stdin, err = r.cmd.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	go r.read(out)
	tb.Cleanup(func() {
		_ = r.cmd.Process.Kill()
		<-r.ended
		_ = r.cmd.Wait()
	})
	r.until("the first frame", func() bool { return r.count("frame") > 0 })
	return r
}

// windowProgram is the test binary as the program with the window.
func windowProgram(tb testing.TB, display string, size image.Point, more ...string) *exec.Cmd {
	tb.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DISPLAY="+display, fmt.Sprintf("%s=%dx%d", asProgram, size.X, size.Y))
	cmd.Env = append(cmd.Env, more...)
	return cmd
}

func (r *rig) read(out io.Reader) {
	defer close(r.ended)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		r.mu.Lock()
		r.lines = append(r.lines, lines.Text())
		r.mu.Unlock()
	}
}

// said gives the lines so far that begin with a word.
func (r *rig) said(word string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, l := range r.lines {
		if rest, ok := strings.CutPrefix(l, word+" "); ok {
			out = append(out, rest)
		}
	}
	return out
}

func (r *rig) count(word string) int { return len(r.said(word)) }

func (r *rig) order(line string) {
	r.t.Helper()
	if _, err := io.WriteString(r.stdin, line+"\n"); err != nil {
		r.t.Fatalf("the program is gone: %v; it said %q", err, r.stderr)
	}
}

// until waits for something to become true.
func (r *rig) until(what string, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("waiting for %s: got nothing in %v; the program said %q and %q", what, patience, r.lines, r.stderr)
		}
	}
}

// look is the picture on the X display.
func (r *rig) look() *image.RGBA {
	r.t.Helper()
	img, err := r.x.Capture()
	if err != nil {
		r.t.Fatal(err)
	}
	return img
}

// cpu is the processor time that the program has used.
func (r *rig) cpu() time.Duration {
	r.t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.cmd.Process.Pid))
	if err != nil {
		r.t.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var ticks int
	for _, f := range fields[11:13] { // utime and stime, in 1/100 s
		n, err := strconv.Atoi(f)
		if err != nil {
			r.t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
