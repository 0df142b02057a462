package web

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

const (
	settle    = 100 * time.Millisecond // many changes at once are drawn once
	refresh   = 10 * time.Second       // ages and the calendar day change by themselves
	writeWait = 10 * time.Second
)

// feed is a page whose parts change while it is open: each part is a template
// and an event.
type feed struct {
	sections []string
	view     func(ctx context.Context, w words, x who) (any, error)
	more     func(view any) []section // parts that not every page has; may be nil
}

// section is one part of a page: the template that draws it, of what, and the
// event that it comes as.
type section struct {
	event, template string
	of              any
}

// parts are those of a view.
func (f feed) parts(view any) []section {
	all := make([]section, 0, len(f.sections))
	for _, name := range f.sections {
		all = append(all, section{name, name, view})
	}
	if f.more != nil {
		all = append(all, f.more(view)...)
	}
	return all
}

// events keeps the first page fresh.
func (s *Server) events(w http.ResponseWriter, r *http.Request, x who) {
	s.follow(w, r, x, feed{
		sections: []string{"notices", "alerting", "needs", "calls", "facts", "ratings", "queue", "robots", "data"},
		view:     func(ctx context.Context, w words, x who) (any, error) { return s.view(ctx, w, x) },
	})
}

// follow sends the parts that changed, until the page is closed.
func (s *Server) follow(w http.ResponseWriter, r *http.Request, x who, f feed) {
	if r.Method == http.MethodHead {
		return // the page asks only whether its session still holds
	}
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		http.Error(w, "too many open pages", http.StatusServiceUnavailable)
		return
	}
	changed, stop := s.options.Now.Listen()
	defer stop()
	var told <-chan struct{}
	if s.options.Commands != nil {
		var stop func()
		told, stop = s.options.Commands.Changed()
		defer stop()
	}
	tick := time.NewTicker(refresh)
	defer tick.Stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy must not hold it back
	out := stream{Server: s, feed: f, w: w, words: words{language(w, r)}, who: x, sent: make(map[string][]byte)}
	for out.send(r.Context()) == nil {
		select {
		case <-changed:
		case <-told:
		case <-tick.C:
			out.access = 0 // another server on the same data may have changed it
		case <-r.Context().Done():
			return
		}
		if !pause(r, out.last) || !out.still(r) {
			return
		}
	}
}

// turned tells open pages that somebody may see something else from now on.
func (s *Server) turned() {
	s.access.Add(1)
	s.options.Now.Stored() // wakes them
}

// pause waits until settle has passed since last. The first change after a
// quiet time goes out at once.
func pause(r *http.Request, last time.Time) bool {
	wait := time.NewTimer(settle - time.Since(last))
	defer wait.Stop()
	select {
	case <-wait.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// stream is one open page.
type stream struct {
	*Server
	feed

	w     http.ResponseWriter
	words words
	who   who
	sent  map[string][]byte
	last  time.Time

	access uint64 // that she was looked up under, 0 for never
}

// still says whether the page may go on: what she may see can change, and her
// session can end.
func (s *stream) still(r *http.Request) bool {
	access := s.Server.access.Load() + 1
	if access == s.access {
		return true
	}
	now, logged, err := s.known(r)
	if err != nil || !logged || now.ID != s.who.ID || now.Role != s.who.Role {
		return false
	}
	s.who, s.access = now, access
	return true
}

// send sends what is not on the page yet, or a sign of life.
func (s *stream) send(ctx context.Context) error {
	s.last = time.Now()
	v, err := s.feed.view(ctx, s.words, s.who)
	if err != nil {
		s.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot draw page", slog.Any("error", err))
		return s.write([]byte(": no data\n\n"))
	}
	var out bytes.Buffer
	for _, x := range s.parts(v) {
		var part bytes.Buffer
		if err := s.pages.ExecuteTemplate(&part, x.template, x.of); err != nil {
			return err
		}
		if before, sent := s.sent[x.event]; sent && bytes.Equal(part.Bytes(), before) {
			continue
		}
		s.sent[x.event] = part.Bytes()
		fmt.Fprintf(&out, "event: %s\n", x.event)
		lines := 0
		for line := range bytes.Lines(part.Bytes()) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				fmt.Fprintf(&out, "data: %s\n", line)
				lines++
			}
		}
		if lines == 0 {
			out.WriteString("data:\n") // a browser drops an event without data, and what is over would stay
		}
		out.WriteByte('\n')
	}
	if out.Len() == 0 {
		out.WriteString(": here\n\n")
	}
	return s.write(out.Bytes())
}

func (s *stream) write(data []byte) error {
	control := http.NewResponseController(s.w)
	if err := control.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	if _, err := s.w.Write(data); err != nil {
		return err
	}
	return control.Flush()
}
