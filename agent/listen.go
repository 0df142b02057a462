package agent

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// Ear hears one request and returns what it may mean; zero when nothing was
// said. When said is closed the visitor has said all. The end of ctx closes the
// microphone: nobody wants the answer any more. Its errors tell of the device.
// Neither they nor the meaning may hold what was said: both are written down.
type Ear interface {
	Listen(ctx context.Context, l kiosk.Lang, said <-chan struct{}) (assist.Understanding, error)
}

// listenTimeout bounds one request; nobody speaks into a screen for longer.
const listenTimeout = 20 * time.Second

// errUnwanted ends a request whose visitor has left.
var errUnwanted = errors.New("nobody waits for the answer")

// hearing is one request by voice from its effect to its answer.
type hearing struct {
	e    kiosk.Listen
	ctx  context.Context //nolint:containedctx // ends with the request
	stop context.CancelCauseFunc
	said chan struct{} // closed when the visitor has said all
}

// attend opens and closes the microphone.
func (a *Agent) attend(ctx context.Context, e kiosk.Effect) {
	switch e := e.(type) {
	case kiosk.Listen:
		a.listen(ctx, e)
	case kiosk.EndSpeech:
		a.endSpeech(e.ID)
	case kiosk.StopListening:
		a.stopListening(e.ID)
	}
}

// listen starts to listen, or answers at once why it does not. It runs in the
// loop and must not wait.
func (a *Agent) listen(ctx context.Context, e kiosk.Listen) {
	if a.o.Ear == nil {
		a.Post(kiosk.Heard{ID: e.ID, Reason: "no recogniser"})
		return
	}
	h := &hearing{e: e, said: make(chan struct{})}
	h.ctx, h.stop = context.WithCancelCause(ctx)
	if !a.hear.add(h) { // the one before waits still for an ear that does not stop
		h.stop(nil)
		a.Post(kiosk.Heard{ID: e.ID, Reason: "the microphone is in use"})
		return
	}
	a.hearing = h
}

// endSpeech tells the ear that the visitor has said all.
func (a *Agent) endSpeech(id string) {
	h := a.hearing
	if h == nil || h.e.ID != id {
		return
	}
	select {
	case <-h.said: // she says so twice
	default:
		close(h.said)
	}
}

// stopListening closes the microphone.
func (a *Agent) stopListening(id string) {
	if h := a.hearing; h != nil && h.e.ID == id {
		h.stop(errUnwanted)
		a.hearing = nil
	}
}

func (a *Agent) hearRequests(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case h := <-a.hear.ch:
			a.hearOne(h.ctx, h) //nolint:contextcheck // the request has its own, made of that of the loop
		}
	}
}

func (a *Agent) hearOne(ctx context.Context, h *hearing) {
	defer h.stop(nil)
	timed, cancel := context.WithTimeout(ctx, listenTimeout)
	defer cancel()
	if timed.Err() != nil {
		return // left before it began
	}
	meant, err := a.o.Ear.Listen(timed, h.e.Lang, h.said)
	if ctx.Err() != nil {
		return // nobody waits; and the next start knows of no open microphone
	}
	heard := kiosk.Heard{ID: h.e.ID, Meant: meant}
	if err != nil {
		heard = kiosk.Heard{ID: h.e.ID, Reason: "the recogniser failed"}
		if errors.Is(err, context.DeadlineExceeded) {
			heard.Reason = "the recogniser did not answer in time"
		}
		a.o.Logger.LogAttrs(ctx, slog.LevelWarn, "a request by voice was not heard", slog.String("id", h.e.ID), slog.String("error", err.Error()))
	}
	a.Post(heard)
}
