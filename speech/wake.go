package speech

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"tiepdan/speech/wire"
)

// wakeFlags tell a process what wakes the robot.
func (o *Options) wakeFlags() []string {
	if len(o.WakeWords) == 0 {
		return nil
	}
	args := []string{"--wake-threshold=" + strconv.FormatFloat(o.WakeThreshold, 'g', -1, 64), "--wake-model=" + o.WakeModel}
	for _, words := range o.WakeWords {
		args = append(args, "--wake-words="+words)
	}
	return args
}

// wakeDetail is what the operator reads about wake words.
func wakeDetail(ev wire.Event) string {
	switch {
	case ev.Wake != "":
		return "; wake words: " + ev.Wake
	case ev.WakeWhy != "":
		return "; no wake words: " + ev.WakeWhy
	}
	return ""
}

// Watch waits for a wake word and returns it. begun is told when the microphone
// is open for that; it must not block. Nothing that the robot says or plays
// itself is heard. A request ends it, as does the end of ctx; ErrDeaf means
// that it cannot be done, now or at all.
func (c *Client) Watch(ctx context.Context, begun func()) (string, error) {
	h, send, err := c.ears.watch()
	if err == nil {
		err = send.Encode(wire.Request{ID: h.id, Op: wire.OpWatch})
	}
	if err != nil {
		c.ears.unwatch(h)
		return "", fmt.Errorf("cannot wait for a wake word: %w", err)
	}
	begun()
	select {
	case <-ctx.Done():
		if c.ears.unwatch(h) {
			_ = send.Encode(wire.Request{ID: h.id, Op: wire.OpStop}) // a lost process hears nothing either
		}
		return "", fmt.Errorf("cannot wait for a wake word any longer: %w", context.Cause(ctx))
	case ev := <-h.done:
		if ev.Event != wire.Woken {
			return "", fmt.Errorf("cannot wait for a wake word: %s", ev.Reason)
		}
		return ev.Text, nil
	}
}

func (e *ears) watch() (*heard, *wire.Encoder[wire.Request], error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.send == nil:
		return nil, nil, ErrDown
	case e.wake == "":
		return nil, nil, fmt.Errorf("%w (%s)", ErrDeaf, or(or(e.wakeWhy, e.why), "there are no wake words"))
	case e.now != nil || e.watched != nil:
		return nil, nil, errors.New("the microphone is in use")
	}
	e.n++
	e.watched = &heard{id: "wake/" + strconv.Itoa(e.n), done: make(chan wire.Event, 1)}
	return e.watched, e.send, nil
}

// unwatch forgets the waiting, and reports whether it was under way.
func (e *ears) unwatch(h *heard) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if h == nil || e.watched != h {
		return false
	}
	e.watched = nil
	return true
}

// lostAsleep takes in that the process is gone, which did something else too or
// not; mu is held.
func (e *ears) lostAsleep(busy bool) {
	if e.watched == nil {
		return
	}
	e.watched.done <- wire.Event{Event: wire.Deaf, Reason: "the voice process was lost while it waited"}
	e.watched = nil
	if !busy {
		e.asleep = append(e.asleep, time.Now())
	}
}
