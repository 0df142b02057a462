package main

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync"

	"tiepdan/agent/control"
)

const (
	// logKept is how many lines are remembered, logShown how many of them the
	// technician's page can show.
	logKept  = 2000
	logShown = 200
)

// logRing keeps the newest lines of the log.
type logRing struct {
	mu      sync.Mutex
	lines   []string
	said    uint64        // lines ever written
	changed chan struct{} // closed with the next line; nil while nobody waits
}

// Write takes whole lines, as slog's handlers write them.
func (r *logRing) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for line := range bytes.Lines(b) {
		r.lines = append(r.lines, strings.TrimRight(string(line), "\n"))
		r.said++
	}
	const slack = logKept / 4 // not a copy for each line
	if n := len(r.lines) - logKept; n > slack {
		r.lines = append(r.lines[:0:0], r.lines[n:]...)
	}
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
	return len(b), nil
}

// Lines are the newest lines in brief, the newest last.
func (r *logRing) Lines() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := r.lines[max(0, len(r.lines)-logShown):]
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = briefly(line)
	}
	return out
}

// since gives the whole lines after the first n ever written, as far as they are
// remembered, how many were ever written, and what is closed with the next one.
func (r *logRing) since(n uint64) (lines []string, said uint64, changed <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh := min(r.said-min(n, r.said), uint64(len(r.lines)))
	if r.changed == nil {
		r.changed = make(chan struct{})
	}
	return slices.Clone(r.lines[uint64(len(r.lines))-fresh:]), r.said, r.changed
}

// serve answers with the lines, and with ?follow=true goes on until the asker
// leaves.
func (r *logRing) serve(w http.ResponseWriter, req *http.Request) {
	out := control.NewLines(w)
	for n := uint64(0); ; {
		lines, said, changed := r.since(n)
		for _, line := range lines {
			if out.Send(line) != nil {
				return
			}
		}
		if n = said; req.URL.Query().Get("follow") != "true" {
			return
		}
		select {
		case <-changed:
		case <-req.Context().Done():
			return
		}
	}
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
