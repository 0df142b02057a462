package update

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// ErrNoInstaller says that nothing on this unit can install software.
var ErrNoInstaller = errors.New("nothing on this unit can install software")

// Installer puts a bundle into the slot that does not run.
type Installer interface {
	// Compatible is the word of the bundles that fit this unit.
	Compatible(ctx context.Context) (string, error)
	// Install checks the bundle's signature and writes it, telling percent.
	Install(ctx context.Context, bundle string, progress func(percent int)) error
	// Restart boots what was installed.
	Restart(ctx context.Context) error
}

// RAUC is RAUC 1.8 or later by its command line.
type RAUC struct {
	Command string   // "rauc" when empty
	Reboot  []string // "systemctl reboot" when empty
}

var _ Installer = RAUC{}

func (r RAUC) command() string {
	if r.Command == "" {
		return "rauc"
	}
	return r.Command
}

// Compatible asks RAUC. The error is ErrNoInstaller on a machine without it.
func (r RAUC) Compatible(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, r.command(), "status", "--output-format=json").Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", ErrNoInstaller
	}
	if err != nil {
		return "", fmt.Errorf("%w: rauc status: %s", ErrNoInstaller, complaint(err))
	}
	var s struct {
		Compatible string `json:"compatible"`
	}
	if err := json.Unmarshal(out, &s); err != nil || s.Compatible == "" {
		return "", errors.New("cannot understand rauc status: it names no compatible")
	}
	return s.Compatible, nil
}

// "  20% Checking bundle": RAUC's progress.
var percents = regexp.MustCompile(`^\s*(\d{1,3})% `)

// Install runs rauc install.
func (r RAUC) Install(ctx context.Context, bundle string, progress func(percent int)) error {
	cmd := exec.CommandContext(ctx, r.command(), "install", bundle)
	read, write := io.Pipe()
	var complaints tail
	cmd.Stdout, cmd.Stderr = write, &complaints
	why := "" // what stands before its last complaint, that it failed
	done := make(chan struct{})
	go func() {
		defer close(done)
		lines := bufio.NewScanner(read)
		for lines.Scan() {
			if m := percents.FindStringSubmatch(lines.Text()); m != nil {
				percent, _ := strconv.Atoi(m[1]) // digits
				progress(min(percent, 100))
			}
			if reason, ok := strings.CutPrefix(lines.Text(), "LastError: "); ok {
				why = reason
			}
		}
		_, _ = io.Copy(io.Discard, read) // a line that is too long must not block rauc
	}()
	err := cmd.Run()
	_ = write.Close()
	<-done
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return ErrNoInstaller
	case err != nil:
		if why == "" {
			why = complaints.last()
		}
		return fmt.Errorf("cannot install: %s: %w", why, err)
	}
	return nil
}

// Restart reboots the machine.
func (r RAUC) Restart(ctx context.Context) error {
	words := r.Reboot
	if len(words) == 0 {
		words = []string{"systemctl", "reboot"}
	}
	out, err := exec.CommandContext(ctx, words[0], words[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("cannot restart: %s: %w", strings.TrimSpace(string(out)), err)
	}
	return nil
}

func complaint(err error) string {
	var e *exec.ExitError
	if errors.As(err, &e) && len(e.Stderr) > 0 {
		var t tail
		_, _ = t.Write(e.Stderr)
		return t.last()
	}
	return err.Error()
}

// tail keeps the end of what a program says.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	const most = 4 << 10
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	if n := len(t.b) - most; n > 0 {
		t.b = t.b[n:]
	}
	return len(p), nil
}

// last is the last line that is not empty.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.b)), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
