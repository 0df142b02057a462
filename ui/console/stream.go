package console

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

const (
	// beat is how often a quiet stream says that it lives; the page takes the
	// link for lost after two and a half beats (static/live.js).
	beat = 10 * time.Second
	// calm is the shortest time between two updates: faster ones are merged.
	calm = 50 * time.Millisecond
)

// events streams the live part of one door's page; it is sent only when it
// looks different.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	ss, ok := s.ofPage(r)
	if !ok || ss.Door == technician {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s.follow(w, r, func() bool { return s.sessions.valid(ss) }, func() ([]byte, error) { return s.render("live", s.desk(ss)) })
}

// follow streams what draw draws, anew after each change and at each beat,
// while it holds.
func (s *Server) follow(w http.ResponseWriter, r *http.Request, holds func() bool, draw func() ([]byte, error)) {
	st := stream{w: w, rc: http.NewResponseController(w)}
	if err := st.begin(); err != nil {
		s.opts.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot stream to a page", slog.Any("error", err))
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	changed := s.opts.Desk.Changed(ctx)
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for holds() {
		live, err := draw()
		if err != nil {
			s.opts.Logger.LogAttrs(ctx, slog.LevelError, "cannot draw a live page", slog.Any("error", err))
			return
		}
		if st.send(live) != nil || !pause(ctx) {
			return // the page is gone; it comes back by itself
		}
		select {
		case <-ctx.Done():
			return
		case _, open := <-changed:
			if !open {
				return
			}
		case <-tick.C:
		}
	}
}

func pause(ctx context.Context) bool {
	t := time.NewTimer(calm)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// stream writes server-sent events (HTML Living Standard, 9.2).
type stream struct {
	w    http.ResponseWriter
	rc   *http.ResponseController
	last []byte
}

func (st *stream) begin() error {
	if err := st.rc.SetReadDeadline(time.Time{}); err != nil {
		return fmt.Errorf("cannot lift the read deadline: %w", err)
	}
	h := st.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	st.w.WriteHeader(http.StatusOK)
	return nil
}

// send sends the page's live part, or only a sign of life when it is the same
// as before.
func (st *stream) send(live []byte) error {
	if bytes.Equal(live, st.last) {
		return st.emit("beat", "")
	}
	st.last = live
	return st.emit("live", strings.TrimSpace(string(live)))
}

// emit sends one event.
func (st *stream) emit(name, data string) error {
	if err := st.rc.SetWriteDeadline(time.Now().Add(writeFor)); err != nil {
		return fmt.Errorf("cannot set the write deadline: %w", err)
	}
	event := "event: " + name + "\ndata: " + strings.ReplaceAll(data, "\n", "\ndata: ") + "\n\n"
	if _, err := st.w.Write([]byte(event)); err != nil {
		return fmt.Errorf("cannot write an event: %w", err)
	}
	if err := st.rc.Flush(); err != nil {
		return fmt.Errorf("cannot flush an event: %w", err)
	}
	return nil
}
