package speech

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tiepdan/speech/wire"
)

// ErrDeaf means that nothing can be heard: no microphone, no model, or not in
// that language.
var ErrDeaf = errors.New("nothing can be heard")

// Request is something that a visitor is about to say.
type Request struct {
	// Lang is "vi" or "en".
	Lang string
	// Said closes when she has said it; nil leaves that to the recogniser.
	Said <-chan struct{}
	// Partial is told what it sounds like so far. It must not block. The text
	// is hers: it may be shown to her, and never kept.
	Partial func(text string)
}

// maxStrikes is how often a voice process may be lost while it hears before
// its models are to blame: once can be anything.
const maxStrikes = 3

// strikesWithin is how near those must be to each other that were lost while
// they spoke. Sentences that went well between them say nothing: espeak-ng
// speaks until a voice is loaded.
const strikesWithin = 10 * time.Minute

// ears is the hearing of the voice processes that come and go.
type ears struct {
	onEar func(langs []string, detail string)

	mu      sync.Mutex
	send    *wire.Encoder[wire.Request] // nil while no process runs
	langs   []string
	why     string
	wake    string // the words that wake the robot, "" when none do
	wakeWhy string
	now     *heard
	watched *heard   // the waiting for a wake word
	n       int      // of requests, for their IDs
	loading string   // the model being loaded
	name    string   // its name
	loaded  []string // sums of the models in use that hear
	voices  []string // and of those that speak
	wakers  []string // and of those that notice wake words
	owed    string   // a request taken back that the process has not let go of
	since   time.Time
	strikes int         // processes lost in a row while they heard
	spoken  []time.Time // when processes were lost while they spoke
	asleep  []time.Time // and while they waited for a wake word and did nothing else
	bad     []string    // sums of models that are not to be loaded
}

// heard is one request while it is heard.
type heard struct {
	id      string
	partial func(string)
	done    chan wire.Event // of length 1: heard or deaf
}

// Listen hears one request and returns what was said, "" when nothing was. It
// first ends what the guide says, and does not listen while other sentences are
// spoken. When ctx ends, the microphone is closed.
func (c *Client) Listen(ctx context.Context, r Request) (string, error) {
	c.Hush()
	h, send, err := c.ears.begin(r)
	if err != nil {
		return "", fmt.Errorf("cannot listen: %w", err)
	}
	defer c.ears.end(h)
	if err := send.Encode(wire.Request{ID: h.id, Op: wire.OpListen, Lang: r.Lang}); err != nil {
		return "", fmt.Errorf("cannot listen: %w", err)
	}
	said := r.Said
	for {
		select {
		case <-ctx.Done():
			c.ears.stop(h) // a lost process hears nothing either
			return "", fmt.Errorf("cannot listen any longer: %w", context.Cause(ctx))
		case <-said:
			said = nil
			if err := send.Encode(wire.Request{ID: h.id, Op: wire.OpSaid}); err != nil {
				return "", fmt.Errorf("cannot listen: %w", err)
			}
		case ev := <-h.done:
			if ev.Event == wire.Deaf {
				return "", fmt.Errorf("cannot listen: %s", ev.Reason)
			}
			return ev.Text, nil
		}
	}
}

func (e *ears) begin(r Request) (*heard, *wire.Encoder[wire.Request], error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.send == nil:
		return nil, nil, ErrDown
	case !slices.Contains(e.langs, r.Lang):
		return nil, nil, fmt.Errorf("%w in %s (%s)", ErrDeaf, r.Lang, or(e.why, "there is no model"))
	case e.now != nil:
		return nil, nil, errors.New("another request is being heard")
	}
	e.n++
	e.now = &heard{id: "hear/" + strconv.Itoa(e.n), partial: r.Partial, done: make(chan wire.Event, 1)}
	if e.now.partial == nil {
		e.now.partial = func(string) {}
	}
	return e.now, e.send, nil
}

func (e *ears) end(h *heard) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.now == h {
		e.now = nil
	}
}

// stop takes a request back.
func (e *ears) stop(h *heard) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.now != h || e.send == nil {
		return // answered, or lost, meanwhile
	}
	e.owed, e.since = h.id, time.Now()
	_ = e.send.Encode(wire.Request{ID: h.id, Op: wire.OpStop}) // the link notices when that fails
}

// stuck reports whether the process does not let go of a request.
func (e *ears) stuck(now time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.owed != "" && now.Sub(e.since) > stopWithin
}

// began says that a process runs that may hear.
func (e *ears) began(send *wire.Encoder[wire.Request]) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.send, e.loading, e.loaded, e.voices, e.wakers, e.owed = send, "", nil, nil, nil, ""
}

// take takes in an event about hearing, and reports whether it was one.
func (e *ears) take(ctx context.Context, ev wire.Event, log *slog.Logger) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch ev.Event {
	case wire.Partial, wire.Heard, wire.Deaf, wire.Woken:
		e.answer(ev)
	case wire.Loading:
		e.loading, e.name = ev.Model, ev.Reason
	case wire.Loaded:
		e.loading = ""
		switch ev.Reason {
		case wire.Voice:
			e.voices = append(e.voices, ev.Model)
		case wire.WakeWords:
			e.wakers = append(e.wakers, ev.Model)
		default:
			e.loaded = append(e.loaded, ev.Model)
		}
	case wire.Ear:
		e.langs, e.why, e.wake, e.wakeWhy = strings.Fields(ev.Langs), ev.Reason, ev.Wake, ev.WakeWhy
		log.LogAttrs(ctx, slog.LevelInfo, "what can be heard", slog.String("langs", ev.Langs), slog.String("input", ev.Input), slog.String("reason", ev.Reason),
			slog.String("wake_words", ev.Wake), slog.String("wake_reason", ev.WakeWhy))
		detail := ev.Input
		if len(e.langs) == 0 || ev.Reason != "" {
			detail = strings.TrimPrefix(ev.Input+": "+ev.Reason, ": ")
		}
		e.onEar(e.langs, detail+wakeDetail(ev))
	default:
		return false
	}
	return true
}

// answer passes on what a request sounds like; mu is held.
func (e *ears) answer(ev wire.Event) {
	if ev.Event != wire.Partial && ev.ID == e.owed {
		e.owed = ""
	}
	switch {
	case e.watched != nil && e.watched.id == ev.ID:
		e.watched.done <- ev
		e.watched = nil
	case e.now == nil || e.now.id != ev.ID: // its asker has gone
	case ev.Event == wire.Partial:
		e.now.partial(ev.Text)
	default:
		e.now.done <- ev
		e.now, e.strikes = nil, 0
	}
}

// lost says that the process is gone, while it spoke or not, and finds out
// whether a model is to blame.
func (e *ears) lost(ctx context.Context, log *slog.Logger, speaking bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	hearing := e.now != nil
	if hearing {
		e.now.done <- wire.Event{Event: wire.Deaf, Reason: "the voice process was lost while it listened"}
		e.now = nil
	}
	e.lostAsleep(hearing || speaking)
	for _, sum := range e.blame(hearing, speaking, err) {
		log.LogAttrs(ctx, slog.LevelError, "a model ended the voice process: it is not loaded again until it changes", slog.String("model", e.name), slog.String("sum", sum))
		e.bad = append(e.bad, sum)
	}
	had := len(e.langs) > 0
	e.send, e.langs, e.why, e.loading, e.wake = nil, nil, "the voice process is not running", "", ""
	if had {
		e.onEar(nil, e.why)
	}
}

// blame names the models that the process was lost by, if any; mu is held.
func (e *ears) blame(hearing, speaking bool, err error) []string {
	if err == nil {
		return nil
	}
	blame := []string{}
	if hearing {
		if e.strikes++; e.strikes >= maxStrikes {
			blame, e.strikes = e.loaded, 0
		}
	}
	if speaking {
		e.spoken = append(e.spoken, time.Now())
		if often(e.spoken) {
			blame, e.spoken = append(blame, e.voices...), nil
		}
	}
	if often(e.asleep) {
		blame, e.asleep = append(blame, e.wakers...), nil
	}
	if e.loading != "" {
		blame = append(blame, e.loading)
	}
	return blame
}

// often reports whether the last losses are too near each other.
func often(lost []time.Time) bool {
	n := len(lost)
	return n >= maxStrikes && time.Since(lost[n-maxStrikes]) < strikesWithin
}

// flags tell a new process what it must not load.
func (e *ears) flags() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]string, 0, len(e.bad))
	for _, sum := range e.bad {
		out = append(out, "--bad-model="+sum)
	}
	return out
}
