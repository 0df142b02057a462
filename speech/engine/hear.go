package engine

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"tiepdan/speech/ear"
	"tiepdan/speech/wire"
)

// Ear hears requests.
type Ear interface {
	// Run looks for what it needs until ctx ends, and Look does so once.
	Run(ctx context.Context)
	Look()
	// Listen hears one request and returns what was said. The end of ctx takes
	// it back; said closes when it has been said.
	Listen(ctx context.Context, lang string, said <-chan struct{}, partial func(string)) (string, error)
	// Watch waits for a wake word, and hears nothing while deaf says so.
	Watch(ctx context.Context, deaf func() bool) (string, error)
	// Speaking says that the robot itself speaks, until ends.
	Speaking() (ends func())
}

// hearing is one request by voice.
type hearing struct {
	id   string
	stop context.CancelCauseFunc
	said chan struct{}
	// asleep is the waiting for a wake word.
	asleep bool
	once   sync.Once
}

// listen begins to hear a request. What is said goes to the parent alone.
func (e *Engine) listen(ctx context.Context, req wire.Request) {
	why := ""
	switch {
	case e.opts.Ear == nil:
		why = "this voice hears nothing"
	case req.ID == "":
		why = "the request has no id"
	case req.Lang != "vi" && req.Lang != "en":
		why = "unknown language, want vi or en"
	}
	if why != "" {
		e.reply(ctx, wire.Event{ID: req.ID, Event: wire.Deaf, Reason: why})
		return
	}
	h := &hearing{id: req.ID, said: make(chan struct{})}
	ctx, h.stop = context.WithCancelCause(ctx)
	e.mu.Lock()
	e.hearing[h.id] = h
	e.mu.Unlock()
	e.ears.Go(func() { e.hear(ctx, h, req.Lang) })
}

func (e *Engine) hear(ctx context.Context, h *hearing, lang string) {
	heard, release := e.music.hold()
	defer release()
	if heard { // what the device still holds is not hers
		time.AfterFunc(cutTail, e.opts.Ear.Speaking())
	}
	text, err := e.opts.Ear.Listen(ctx, lang, h.said, func(text string) {
		e.reply(ctx, wire.Event{ID: h.id, Event: wire.Partial, Text: clip(text)})
	})
	e.mu.Lock()
	delete(e.hearing, h.id)
	e.mu.Unlock()
	stopped := ctx.Err() != nil
	h.stop(nil)
	if err == nil {
		e.reply(ctx, wire.Event{ID: h.id, Event: wire.Heard, Text: clip(text)})
		return
	}
	e.reply(ctx, wire.Event{ID: h.id, Event: wire.Deaf, Reason: err.Error()})
	if !stopped && !errors.Is(err, errStopped) {
		e.opts.Ear.Look() // the microphone may have gone
	}
}

// watchWord waits for a wake word. It is no request: what is spoken or made
// ahead meanwhile goes on.
func (e *Engine) watchWord(ctx context.Context, req wire.Request) {
	switch {
	case e.opts.Ear == nil:
		e.reply(ctx, wire.Event{ID: req.ID, Event: wire.Deaf, Reason: "this voice hears nothing"})
		return
	case req.ID == "":
		e.reply(ctx, wire.Event{Event: wire.Deaf, Reason: "the request has no id"})
		return
	}
	h := &hearing{id: req.ID, said: make(chan struct{}), asleep: true}
	ctx, h.stop = context.WithCancelCause(ctx)
	e.mu.Lock()
	e.hearing[h.id] = h
	e.mu.Unlock()
	e.ears.Go(func() {
		word, err := e.opts.Ear.Watch(ctx, e.music.audible)
		e.mu.Lock()
		delete(e.hearing, h.id)
		e.mu.Unlock()
		h.stop(nil)
		if err != nil {
			e.reply(ctx, wire.Event{ID: h.id, Event: wire.Deaf, Reason: err.Error()})
			return
		}
		e.reply(ctx, wire.Event{ID: h.id, Event: wire.Woken, Text: clip(word)})
	})
}

// said tells that a request has been said to its end.
func (e *Engine) said(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if h, ok := e.hearing[id]; ok {
		h.once.Do(func() { close(h.said) })
	}
}

// clip keeps an event within one line.
func clip(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), wire.MaxText)], "")
}

// TellEar reports what can be heard. It is what [ear.Options] calls.
func TellEar(send *wire.Encoder[wire.Event]) func(ear.State) {
	return func(s ear.State) {
		why := strings.ToValidUTF8(s.Reason[:min(len(s.Reason), maxReason)], "")
		_ = send.Encode(wire.Event{
			Event: wire.Ear, Langs: strings.Join(s.Langs, " "), Input: s.Input, Reason: why, Wake: s.Wake,
			WakeWhy: strings.ToValidUTF8(s.WakeWhy[:min(len(s.WakeWhy), maxReason)], ""),
		}) // a parent that is gone ends Serve
	}
}
