package window_test

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tiepdan/ui/xtouch"
)

// patience bounds every wait on a machine that does other things as well.
const patience = 30 * time.Second

// rig is a window on an X server of its own, seen and touched through X.
type rig struct {
	t      *testing.T
	size   image.Point
	x      *xtouch.Display
	cmd    *exec.Cmd
	stdin  io.Writer
	stderr *bytes.Buffer

	mu    sync.Mutex
	lines []string
	ended chan struct{} // standard output is closed
}

func newRig(t *testing.T, size image.Point) *rig {
	t.Helper()
	display := startX(t, size)
	x, err := xtouch.Dial(display)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, size: size, x: x, stderr: &bytes.Buffer{}, ended: make(chan struct{})}
	t.Cleanup(func() { _ = x.Close() })
	r.cmd = windowProgram(t, display, size)
	r.cmd.Stderr = r.stderr
	if r.stdin, err = r.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go r.read(out)
	t.Cleanup(func() {
		_ = r.cmd.Process.Kill()
		<-r.ended
		_ = r.cmd.Wait()
	})
	r.until("the first frame", func() bool { return r.count("frame") > 0 })
	return r
}

// windowProgram is the test binary as the program with the window.
func windowProgram(t *testing.T, display string, size image.Point) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DISPLAY="+display, "LIBGL_ALWAYS_SOFTWARE=1", "GALLIUM_DRIVER=llvmpipe",
		fmt.Sprintf("%s=%dx%d", asProgram, size.X, size.Y))
	return cmd
}

// startX starts an X server on a display of random number: Xvfb takes no lock
// when it looks for a free one itself.
func startX(t *testing.T, size image.Point) string {
	t.Helper()
	for range 10 {
		display := ":" + strconv.Itoa(300+rand.IntN(30000))
		ready, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("Xvfb", display, "-displayfd", "3", "-noreset", "-nolisten", "tcp", "-screen", "0", fmt.Sprintf("%dx%dx24", size.X, size.Y))
		cmd.ExtraFiles = []*os.File{w}
		err = cmd.Start()
		_ = w.Close()
		if err != nil {
			t.Fatalf("cannot start Xvfb (run scripts/setup): %v", err)
		}
		said, _ := bufio.NewReader(ready).ReadString('\n')
		_ = ready.Close()
		if said != "" {
			t.Cleanup(func() {
				_ = cmd.Process.Signal(syscall.SIGTERM)
				_ = cmd.Wait()
			})
			return display
		}
		_ = cmd.Wait()
	}
	t.Fatal("Xvfb found no free display in ten attempts")
	return ""
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
