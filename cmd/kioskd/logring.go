package main

import (
	"bytes"
	"strings"
	"sync"
)

// logKept is how many lines the technician's page can show.
const logKept = 200

// logRing keeps the newest lines of the log.
type logRing struct {
	mu    sync.Mutex
	lines []string
}

// Write takes whole lines, as slog's handlers write them.
func (r *logRing) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for line := range bytes.Lines(b) {
		r.lines = append(r.lines, briefly(strings.TrimRight(string(line), "\n")))
	}
	if n := len(r.lines) - logKept; n > 0 {
		r.lines = append(r.lines[:0:0], r.lines[n:]...)
	}
	return len(b), nil
}

// Lines are the newest lines, the newest last.
func (r *logRing) Lines() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.lines...)
}

// briefly leaves of "time=2026-07-31T14:05:00.123+07:00 level=INFO msg=…" what a
// person reads on a screen.
func briefly(line string) string {
	stamp, rest, ok := strings.Cut(line, " ")
	if !ok || !strings.HasPrefix(stamp, "time=") {
		return line
	}
	if _, clock, ok := strings.Cut(stamp, "T"); ok && len(clock) >= len("15:04:05") {
		stamp = clock[:len("15:04:05")]
	}
	rest = strings.TrimPrefix(rest, "level=")
	return stamp + " " + strings.Replace(rest, " msg=", " ", 1)
}
