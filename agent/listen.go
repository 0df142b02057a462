package agent

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tiepdan/kiosk"
)

// Ear hears one request and returns the codes of the catalogue that it may
// mean, the likeliest first; none when it was not understood. Its errors tell
// of the device. Neither they nor the codes may hold what was said: both are
// written down.
type Ear interface {
	Listen(ctx context.Context, l kiosk.Lang) (codes []string, err error)
}

// listenTimeout bounds one request; nobody speaks into a screen for longer.
const listenTimeout = 20 * time.Second

// listen starts to listen, or answers at once why it does not. It runs in the
// loop and must not wait.
func (a *Agent) listen(e kiosk.Listen) {
	switch {
	case a.o.Ear == nil:
		a.Post(kiosk.Heard{ID: e.ID, Reason: "no recogniser"})
	case !a.hearing.CompareAndSwap(false, true):
		a.Post(kiosk.Heard{ID: e.ID, Reason: "the microphone is in use"})
	default:
		a.hear.add(e) // empty: its last one has been answered
	}
}

func (a *Agent) hearRequests(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-a.hear.ch:
			a.hearOne(ctx, e)
		}
	}
}

func (a *Agent) hearOne(ctx context.Context, e kiosk.Listen) {
	timed, cancel := context.WithTimeout(ctx, listenTimeout)
	defer cancel()
	codes, err := a.o.Ear.Listen(timed, e.Lang)
	a.hearing.Store(false)
	if ctx.Err() != nil {
		return // the next start knows of no open microphone
	}
	heard := kiosk.Heard{ID: e.ID, Codes: codes}
	if err != nil {
		heard = kiosk.Heard{ID: e.ID, Reason: "the recogniser failed"}
		if errors.Is(err, context.DeadlineExceeded) {
			heard.Reason = "the recogniser did not answer in time"
		}
		a.o.Logger.LogAttrs(ctx, slog.LevelWarn, "a request by voice was not heard", slog.String("id", e.ID), slog.String("error", err.Error()))
	}
	a.Post(heard)
}
