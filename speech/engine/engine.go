package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"tiepdan/speech/wire"
)

// maxWaiting sentences in speechd. kioskd sends one at a time and keeps the
// queue itself; this only bounds what a confused parent could pile up.
const maxWaiting = 16

// probeEvery is how often the synthesiser is looked for: often enough that the
// voice comes while whoever installs it still watches.
const probeEvery = 3 * time.Second

// errStopped is the reason of a sentence that the parent took back.
var errStopped = errors.New("stopped")

// Options for New.
type Options struct {
	Synth   Synth
	Output  *Output
	Ear     Ear    // nil hears nothing
	Music   Music  // nil has none
	MusicDB int    // how far it lies below speech
	Program string // version of speechd, for "hello"
	Logger  *slog.Logger
}

// Engine speaks what it is asked to, in order.
type Engine struct {
	opts  Options
	chime []int16
	send  *wire.Encoder[wire.Event]

	mu      sync.Mutex
	waiting []*job // the first one is being spoken

	music *bed
	stock *stock

	hearing map[string]*hearing // requests by voice; under mu
	ears    sync.WaitGroup      // of them

	stateMu sync.Mutex // also keeps the events about the state in order
	state   wire.Event // what the parent knows: Output, Reason, Mute
}

// job is one sentence from its request to its last event.
type job struct {
	req  wire.Request
	ctx  context.Context //nolint:containedctx // ends with the sentence, as a request's does
	stop context.CancelCauseFunc
}

// New returns an Engine that answers on w.
func New(o Options, send *wire.Encoder[wire.Event]) *Engine {
	return &Engine{opts: o, chime: Chime(), send: send, music: newBed(o.MusicDB), stock: newStock(), hearing: map[string]*hearing{}}
}

// Serve says hello, answers the requests and returns nil when they end: a
// parent that died, however, closes them, so speechd never outlives it.
func (e *Engine) Serve(ctx context.Context, requests *wire.Decoder[wire.Request]) error {
	ctx, cancel := context.WithCancel(ctx)
	e.opts.Output.change = func(name, reason string) {
		e.tell(ctx, func(s *wire.Event) { s.Output, s.Reason = name, reason })
	}
	e.hello(ctx)
	var watch sync.WaitGroup
	watch.Go(func() { e.watch(ctx) })
	defer watch.Wait()
	if e.opts.Ear != nil {
		watch.Go(func() { e.opts.Ear.Run(ctx) })
	}
	if r, ok := e.opts.Synth.(interface{ Run(ctx context.Context) }); ok {
		watch.Go(func() { r.Run(ctx) })
	}
	if p, ok := e.opts.Synth.(Preparer); ok {
		watch.Go(func() { e.prepare(ctx, p) })
	}
	if e.opts.Music != nil {
		watch.Go(func() { e.music.feed(ctx, e.opts.Music) })
	}
	defer e.ears.Wait()

	jobs := make(chan *job, maxWaiting)
	var worker sync.WaitGroup
	worker.Go(func() { e.work(jobs) })
	defer worker.Wait()
	defer close(jobs)
	defer cancel()
	for {
		req, err := requests.Decode()
		var bad *wire.LineError
		switch {
		case errors.As(err, &bad):
			e.reply(ctx, wire.Event{ID: req.ID, Event: wire.Error, Reason: bad.Error()})
		case err != nil:
			return nil
		default:
			e.handle(ctx, req, jobs)
		}
	}
}

func (e *Engine) handle(ctx context.Context, req wire.Request, jobs chan<- *job) {
	switch req.Op {
	case wire.OpPing:
		e.reply(ctx, wire.Event{ID: req.ID, Event: wire.Pong})
	case wire.OpStop:
		e.stop(req.ID)
	case wire.OpListen:
		e.listen(ctx, req)
	case wire.OpWatch:
		e.watchWord(ctx, req)
	case wire.OpMusic:
		if e.opts.Music != nil {
			e.music.play(req.Volume)
		}
	case wire.OpSaid:
		e.said(req.ID)
	case wire.OpPrepare:
		if err := check(req); err != nil {
			e.reply(ctx, wire.Event{ID: req.ID, Event: wire.Error, Reason: err.Error()})
			return
		}
		e.stock.add(Utterance{Lang: req.Lang, Text: req.Text})
	case wire.OpSay:
		e.say(ctx, req, jobs)
	default:
		e.reply(ctx, wire.Event{ID: req.ID, Event: wire.Error, Reason: fmt.Sprintf("unknown op %q, want say, prepare, listen, watch, said, stop, music or ping", req.Op)})
	}
}

func (e *Engine) say(ctx context.Context, req wire.Request, jobs chan<- *job) {
	if err := check(req); err != nil {
		e.reply(ctx, wire.Event{ID: req.ID, Event: wire.Failed, Reason: err.Error()})
		return
	}
	j := &job{req: req}
	j.ctx, j.stop = context.WithCancelCause(ctx)
	e.mu.Lock()
	e.waiting = append(e.waiting, j)
	e.mu.Unlock()
	select {
	case jobs <- j:
	default:
		e.finish(j, "", fmt.Errorf("cannot take more than %d sentences", maxWaiting))
	}
}

func check(req wire.Request) error {
	switch {
	case req.Lang != "vi" && req.Lang != "en":
		return fmt.Errorf("unknown language %q, want vi or en", req.Lang)
	case req.Text == "":
		return errors.New("there is nothing to say")
	case len(req.Text) > wire.MaxText:
		return fmt.Errorf("the text has %d bytes, at most %d", len(req.Text), wire.MaxText)
	case req.Volume < 0 || req.Volume > 100:
		return fmt.Errorf("volume %d, want 0 to 100", req.Volume)
	}
	return nil
}

// stop drops the sentences with this id, or all when it is empty.
func (e *Engine) stop(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, j := range e.waiting {
		if id == "" || j.req.ID == id {
			j.stop(errStopped)
		}
	}
	for _, h := range e.hearing {
		if id == "" || h.id == id {
			h.stop(errStopped)
		}
	}
}

// hello is the first event; it says at once when there is no synthesiser.
func (e *Engine) hello(ctx context.Context) {
	ev := wire.Event{Event: wire.Hello, Program: e.opts.Program, Mute: reason(e.opts.Synth.Check())}
	ev.Output, ev.Reason = e.opts.Output.Name()
	e.state = wire.Event{Event: wire.Output, Output: ev.Output, Reason: ev.Reason, Mute: ev.Mute}
	e.reply(ctx, ev)
}

// watch looks for the synthesiser until ctx ends: its package may be installed,
// or removed, at any time.
func (e *Engine) watch(ctx context.Context) {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = e.probe(ctx) // the parent has been told
		}
	}
}

// probe returns why nothing can be spoken, and tells the parent of a change.
func (e *Engine) probe(ctx context.Context) error {
	err := e.opts.Synth.Check()
	e.tell(ctx, func(s *wire.Event) { s.Mute = reason(err) })
	return err
}

// tell sends the state when change has changed it.
func (e *Engine) tell(ctx context.Context, change func(*wire.Event)) {
	e.stateMu.Lock()
	defer e.stateMu.Unlock()
	before := e.state
	if change(&e.state); e.state != before {
		e.reply(ctx, e.state)
	}
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// finish sends the last event of a sentence. A WAV that was written to its end
// counts as spoken even if an older one could not be deleted.
func (e *Engine) finish(j *job, wav string, err error) {
	broken := j.ctx.Err() != nil
	j.stop(nil)
	e.mu.Lock()
	for i, w := range e.waiting {
		if w == j {
			e.waiting = append(e.waiting[:i], e.waiting[i+1:]...)
			break
		}
	}
	e.mu.Unlock()
	ev := wire.Event{ID: j.req.ID, Event: wire.Done, WAV: wav}
	if err != nil {
		level := slog.LevelWarn
		if errors.Is(err, errStopped) {
			level = slog.LevelDebug // as it was told to
		}
		e.opts.Logger.LogAttrs(j.ctx, level, "sentence trouble", slog.String("id", j.req.ID), slog.Any("err", err))
		if wav == "" || broken {
			ev = wire.Event{ID: j.req.ID, Event: wire.Failed, Reason: err.Error(), WAV: wav}
		}
	}
	e.reply(j.ctx, ev)
}

// reply sends an event. When that fails the parent is gone, and its end of the
// requests ends Serve.
func (e *Engine) reply(ctx context.Context, ev wire.Event) {
	ev.Reason, ev.Mute = ev.Reason[:min(len(ev.Reason), maxReason)], ev.Mute[:min(len(ev.Mute), maxReason)]
	if err := e.send.Encode(ev); err != nil {
		e.opts.Logger.LogAttrs(ctx, slog.LevelWarn, "event not sent", slog.Any("err", err))
	}
}

// maxReason keeps an event within one line, in bytes.
const maxReason = 1000
