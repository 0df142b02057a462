package main_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// bin is where TestMain builds the real programs.
var bin string

func TestMain(m *testing.M) {
	if os.Getenv(asDay) != "" {
		if err := runDay(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func buildAndRun(m *testing.M) (int, error) {
	var err error
	if bin, err = os.MkdirTemp("", "tiepdan-bin-"); err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(bin) }()
	build := exec.Command("go", "build", "-tags", "novulkan gles2 egl", "-o", bin+"/",
		"tiepdan/cmd/kioskd", "tiepdan/cmd/speechd", "tiepdan/cmd/kiosksim", "tiepdan/cmd/kioskctl", "tiepdan/cmd/wardd")
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("cannot build the programs: %w\n%s", err, out)
	}
	return m.Run(), nil
}

// process is one running program whose output is kept.
type process struct {
	t     testing.TB
	name  string
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines chan string // standard output
	done  chan struct{}

	mu  sync.Mutex
	log strings.Builder
}

func start(tb testing.TB, env []string, name string, args ...string) *process {
	tb.Helper()
	path := filepath.Join(bin, name)
	if _, err := os.Stat(path); err != nil {
		path = name // one of the machine's programs
	}
	p := &process{t: tb, name: name, cmd: exec.Command(path, args...), lines: make(chan string, 4096), done: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	p.cmd.Stderr = writerFunc(p.note)
	if err := p.cmd.Start(); err != nil {
		tb.Fatalf("cannot start %s: %v", name, err)
	}
	go func() {
		defer close(p.done)
		s := bufio.NewScanner(out)
		for s.Scan() {
			_, _ = p.note([]byte(s.Text() + "\n"))
			select {
			case p.lines <- s.Text():
			default:
			}
		}
		_ = p.cmd.Wait()
	}()
	tb.Cleanup(func() {
		p.stop()
		if tb.Failed() {
			tb.Logf("---- %s ----\n%s", name, p.output())
		}
	})
	return p
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func (p *process) note(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.Write(b)
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// stop ends the process kindly, and after ten seconds not kindly.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		p.t.Errorf("%s did not end within 10 s of SIGTERM", p.name)
		p.kill()
	}
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// line waits for a line of standard output that begins with prefix and
// returns the rest of it.
func (p *process) line(prefix string) string {
	p.t.Helper()
	timeout := time.After(30 * time.Second)
	for {
		select {
		case l := <-p.lines:
			if rest, ok := strings.CutPrefix(l, prefix); ok {
				return strings.TrimSpace(rest)
			}
		case <-p.done:
			p.t.Fatalf("%s ended while a line %q was awaited:\n%s", p.name, prefix, p.output())
		case <-timeout:
			p.t.Fatalf("%s printed no line %q within 30 s:\n%s", p.name, prefix, p.output())
		}
	}
}

// command sends a line to a simulator and returns the rest of its "ok" line.
func (p *process) command(line string) string {
	p.t.Helper()
	for len(p.lines) > 0 {
		<-p.lines
	}
	if _, err := fmt.Fprintln(p.in, line); err != nil {
		p.t.Fatalf("cannot command %s: %v", p.name, err)
	}
	return p.line("ok ")
}

// eventually waits until check returns nil.
func eventually(tb testing.TB, what string, within time.Duration, check func() error) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	err := check()
	for err != nil {
		select {
		case <-ctx.Done():
			tb.Fatalf("%s: not within %v: %v", what, within, err)
		case <-tick.C:
		}
		err = check()
	}
}

var errNotYet = errors.New("not yet")
