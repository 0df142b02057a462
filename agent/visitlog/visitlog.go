// Package visitlog marks log lines with the visit during which they were
// written, so that what went wrong for one visitor can be read together. A visit
// is from the first touch after the greeting or the home screen until one of
// them is back. Its name is drawn, and says nothing of the visitor.
package visitlog

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync/atomic"

	"tiepdan/kiosk"
)

// Visits follows the screen. Its methods may be called from any goroutine.
type Visits struct {
	run string // drawn at each start of the program: numbers begin anew
	n   uint64 // the loop's
	now atomic.Pointer[string]
}

// New knows of no visit.
func New() *Visits {
	var b [3]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	v := &Visits{run: hex.EncodeToString(b[:])}
	v.now.Store(new(string))
	return v
}

// Show takes in what is on screen; it is called by one goroutine.
func (v *Visits) Show(view kiosk.View) {
	name := v.ID()
	switch view.Screen {
	case kiosk.ScreenHome, kiosk.ScreenAttract:
		name = ""
	case kiosk.ScreenCalled, kiosk.ScreenOut, kiosk.ScreenEmergency, kiosk.ScreenMaintenance, kiosk.ScreenTechnician:
		// Nobody needs to stand there for these.
	default:
		if name == "" {
			v.n++
			name = fmt.Sprintf("%s-%d", v.run, v.n)
		}
	}
	if name != v.ID() {
		v.now.Store(&name)
	}
}

// ID names the visit of now, "" for none.
func (v *Visits) ID() string { return *v.now.Load() }

// Handler adds visit=ID to each line that is written during one.
func (v *Visits) Handler(next slog.Handler) slog.Handler { return handler{next, v} }

type handler struct {
	slog.Handler

	visits *Visits
}

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if id := h.visits.ID(); id != "" {
		r = r.Clone()
		r.AddAttrs(slog.String("visit", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs), h.visits}
}

func (h handler) WithGroup(name string) slog.Handler {
	return handler{h.Handler.WithGroup(name), h.visits}
}
