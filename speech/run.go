package speech

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"tiepdan/speech/wire"
)

const (
	firstBackoff = 50 * time.Millisecond
	lastBackoff  = 5 * time.Second
	// steady is how long a child must have lived for its death to count as the
	// first one again.
	steady = 2 * time.Second
	// helloWithin bounds the start of a child, its search for a device included.
	helloWithin = 5 * time.Second
	// downFor is how long a sentence waits for the voice to come back.
	downFor = 2 * time.Second
	// sentenceWithin bounds a sentence, from request to last sample, and
	// byteWithin is added for each byte: three times what is usual.
	sentenceWithin = 30 * time.Second
	byteWithin     = 500 * time.Millisecond
	// stopWithin bounds breaking one off.
	stopWithin = 5 * time.Second
)

// Run keeps a speechd running until ctx ends, and ends it then. It is called
// once.
func (c *Client) Run(ctx context.Context) error {
	defer c.queue.close()
	wait := firstBackoff
	for ctx.Err() == nil {
		began := time.Now()
		err := c.runChild(ctx)
		if ctx.Err() != nil {
			break
		}
		if time.Since(began) > steady {
			wait = firstBackoff
		}
		c.log.LogAttrs(ctx, slog.LevelError, "voice process lost", slog.Any("err", err), slog.Duration("retry_in", wait))
		c.opts.OnLink(false, err.Error())
		c.pause(ctx, wait/2+rand.N(wait/2)) //nolint:gosec // spreads restarts, hides nothing
		wait = min(2*wait, lastBackoff)
	}
	return nil
}

// pause waits, failing what has waited too long meanwhile.
func (c *Client) pause(ctx context.Context, d time.Duration) {
	over := time.NewTimer(d)
	defer over.Stop()
	check := time.NewTicker(100 * time.Millisecond)
	defer check.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-over.C:
			return
		case <-check.C:
			c.queue.expire(time.Now().Add(-downFor))
		}
	}
}

// runChild starts one speechd and serves it to its end.
func (c *Client) runChild(ctx context.Context) error {
	p, err := startChild(ctx, c.opts.Path, c.flags(), c.log)
	if err != nil {
		return err
	}
	c.ears.began(p.send)
	l := &link{c: c, child: p, heard: time.Now()}
	err = l.serve(ctx)
	if err != nil {
		p.kill() // it is stuck or confused, or gone already
	}
	if how := p.end(); err != nil && how != nil {
		err = fmt.Errorf("%w (%w)", err, how)
	}
	c.ears.lost(ctx, c.log, l.current != nil || l.ahead, err)
	if l.current != nil {
		l.answer(fmt.Errorf("the voice process was lost while it spoke: %w", or(err, ctx.Err())))
	}
	return err
}

// link is the conversation with one child; it is owned by Run's goroutine.
type link struct {
	c       *Client
	child   *child
	up      bool   // it said hello
	music   int    // the volume of music that it was told; a new process plays none
	mute    string // why it cannot speak, by its own word
	heard   time.Time
	current *job      // being spoken
	due     time.Time // when current must be over
	taken   bool      // current's Say has been left, and the child told to stop
	ahead   bool      // it makes sentences ahead
	made    int       // sentences made ahead, as the log has it
}

// serve returns nil when ctx ends, and an error when the child is of no more
// use.
func (l *link) serve(ctx context.Context) error {
	beat := time.NewTicker(l.c.opts.Heartbeat)
	defer beat.Stop()
	for {
		if err := errors.Join(l.tune(), l.next(ctx)); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case ev, ok := <-l.child.events:
			if !ok {
				return errors.New("it ended by itself")
			}
			l.heard = time.Now()
			if err := l.take(ctx, ev); err != nil {
				return err
			}
		case <-l.c.queue.wake:
		case <-l.left():
			l.taken, l.due = true, time.Now().Add(stopWithin)
			if err := l.child.send.Encode(wire.Request{ID: l.current.req.ID, Op: wire.OpStop}); err != nil {
				return err
			}
		case <-beat.C:
			if err := l.beat(); err != nil {
				return err
			}
		}
	}
}

// left is closed when the caller of the current sentence gave up.
func (l *link) left() <-chan struct{} {
	if l.current == nil || l.taken {
		return nil
	}
	return l.current.left
}

// next sends the next sentence if none is being spoken.
func (l *link) next(ctx context.Context) error {
	if !l.up || l.current != nil {
		return nil
	}
	l.current = l.c.queue.pop()
	if l.current == nil {
		return nil
	}
	req := l.current.req
	l.due, l.taken = time.Now().Add(sentenceWithin+time.Duration(len(req.Text))*byteWithin), false
	l.c.log.LogAttrs(ctx, slog.LevelDebug, "saying", slog.String("id", req.ID), slog.String("text", req.Text))
	return l.child.send.Encode(req)
}

func (l *link) take(ctx context.Context, ev wire.Event) error {
	if l.c.ears.take(ctx, ev, l.c.log) {
		return nil
	}
	if ev.Event == wire.Ready {
		l.ready(ctx, ev)
		return nil
	}
	return l.handle(ctx, ev)
}

// handle takes in one event of the voice. Events about a sentence that is not the current
// one are ignored.
func (l *link) handle(ctx context.Context, ev wire.Event) error {
	mine := l.current != nil && l.current.req.ID == ev.ID
	switch {
	case ev.Event == wire.Hello && !l.up:
		l.up = true
		l.c.log.LogAttrs(ctx, slog.LevelInfo, "voice process began", slog.String("version", ev.Program), slog.Int("pid", l.child.cmd.Process.Pid))
		l.state(ctx, ev)
		return l.prepare()
	case ev.Event == wire.Output:
		l.state(ctx, ev)
	case ev.Event == wire.Started && mine:
		l.c.log.LogAttrs(ctx, slog.LevelDebug, "first sound", slog.String("id", ev.ID), slog.Duration("after", time.Since(l.current.asked)))
	case ev.Event == wire.Done && mine:
		l.c.log.LogAttrs(ctx, slog.LevelDebug, "said", slog.String("id", ev.ID), slog.String("wav", ev.WAV))
		l.answer(nil)
	case ev.Event == wire.Failed && mine:
		l.answer(errors.New(ev.Reason))
	case ev.Event == wire.Error:
		// One request went astray, and nobody can say which: begin afresh.
		return fmt.Errorf("it did not understand: %s", ev.Reason)
	}
	return nil
}

// state takes in what the child can do now, and tells it on. Without a
// synthesiser it lives, but there is no voice.
func (l *link) state(ctx context.Context, ev wire.Event) {
	ready := ev.Event == wire.Hello || l.mute != ""
	l.mute = ev.Mute
	output, why := slog.String("output", ev.Output), slog.String("reason", ev.Reason)
	switch {
	case ev.Mute != "":
		l.c.log.LogAttrs(ctx, slog.LevelError, "voice down", slog.String("reason", ev.Mute))
		l.c.opts.OnLink(false, ev.Mute)
		return
	case ready:
		l.c.log.LogAttrs(ctx, slog.LevelInfo, "voice ready", output, why)
	default:
		l.c.log.LogAttrs(ctx, slog.LevelWarn, "voice output changed", output, why)
	}
	l.c.opts.OnLink(true, detail(ev))
}

func (l *link) answer(err error) {
	l.c.queue.over()
	l.current.done <- err
	l.current = nil
}

// beat asks the child whether it lives, and notices when it does not.
func (l *link) beat() error {
	now := time.Now()
	switch silent := now.Sub(l.heard); {
	case !l.up:
		l.c.queue.expire(now.Add(-downFor))
		if silent > helloWithin {
			return fmt.Errorf("it said no hello for %v", silent.Round(time.Millisecond))
		}
		return nil
	case silent > 3*l.c.opts.Heartbeat:
		return fmt.Errorf("it is stuck: not heard for %v", silent.Round(time.Millisecond))
	case l.current != nil && now.After(l.due):
		return errors.New("it is stuck: one sentence does not end")
	case l.c.ears.stuck(now):
		return errors.New("it is stuck: a request does not end")
	}
	return l.child.send.Encode(wire.Request{Op: wire.OpPing})
}

// detail is what the operator reads about the output.
func detail(ev wire.Event) string {
	if ev.Reason == "" {
		return ev.Output
	}
	return ev.Output + " (" + ev.Reason + ")"
}
