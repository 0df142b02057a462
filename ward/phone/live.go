package phone

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"tiepdan/ward/line"
)

const (
	settle    = 200 * time.Millisecond // many changes at once are drawn once
	beat      = 15 * time.Second       // ages change by themselves; and a sign of life
	writeWait = 10 * time.Second
)

// live sends the page's middle whenever it changes, until the page is closed
// or the ticket's day has ended.
func (s *Server) live(w http.ResponseWriter, r *http.Request) {
	giveBack, ok := s.streams.take(address(r))
	if !ok {
		http.Error(w, "too many open pages", http.StatusServiceUnavailable)
		return
	}
	defer giveBack()
	changed, stop := s.options.Book.Listen(line.KeyOf(r.PathValue("token")))
	defer stop()
	first, status := s.look(r)
	if status != http.StatusOK {
		http.Error(w, http.StatusText(status), status)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy must not hold it back
	tick := time.NewTicker(beat)
	defer tick.Stop()
	var sent []byte
	var last time.Time
	for v := first; ; {
		event, part := s.event(v)
		if bytes.Equal(part, sent) {
			event = []byte("event: beat\ndata:\n\n")
		}
		sent, last = part, time.Now()
		if s.write(w, event) != nil || v.Final {
			return
		}
		select {
		case <-changed:
			if !pause(r, settle-time.Since(last)) { // the first change after a quiet time goes out at once
				return
			}
		case <-tick.C:
		case <-r.Context().Done():
			return
		}
		if v, status = s.look(r); status != http.StatusOK {
			return // the page asks again, and is told then
		}
	}
}

func pause(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// event is the middle of the page, and the event that brings it.
func (s *Server) event(v *view) (event, part []byte) {
	var drawn, out bytes.Buffer
	if err := s.pages.ExecuteTemplate(&drawn, "ticket", v); err != nil {
		return []byte(": not drawn\n\n"), nil
	}
	name := "ticket"
	if v.Final {
		name = "last"
	}
	fmt.Fprintf(&out, "event: %s\n", name)
	for text := range bytes.Lines(drawn.Bytes()) {
		if text = bytes.TrimSpace(text); len(text) > 0 {
			fmt.Fprintf(&out, "data: %s\n", text)
		}
	}
	out.WriteByte('\n')
	return out.Bytes(), drawn.Bytes()
}

func (s *Server) write(w http.ResponseWriter, data []byte) error {
	control := http.NewResponseController(w)
	if err := control.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	return control.Flush()
}
