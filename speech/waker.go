package speech

import (
	"context"
	"sync"
	"time"
)

// WakeState is what wake words do.
type WakeState string

// The states of a Waker.
const (
	WakeOff WakeState = "off"       // the microphone is closed, as far as wake words go
	Asleep  WakeState = "asleep"    // it is open, for them alone
	Woken   WakeState = "woken"     // one was said, and is being answered
	Attends WakeState = "listening" // the microphone was given to a request
)

const (
	// wakeAgain is how soon is tried again to wait for a wake word.
	wakeAgain = 2 * time.Second
	// attendFor is how long a request has to take the microphone.
	attendFor = 5 * time.Second
)

// WakerOptions for NewWaker; all are required.
type WakerOptions struct {
	// Watch waits for a wake word, as [Client.Watch] does.
	Watch func(ctx context.Context, begun func()) (string, error)
	// Answer tells who said it that she was heard, as far as that can be said.
	Answer func(ctx context.Context)
	// Open begins a request, as a touch of the microphone would.
	Open func()
	// Changed is told each new state; it must not block. Whoever stands before
	// the robot must see from Asleep on that the microphone is open.
	Changed func(WakeState)
}

// Waker goes from asleep to woken, to a request, and to sleep again, while that
// is allowed.
type Waker struct {
	o     WakerOptions
	rouse chan struct{} // of length 1

	mu      sync.Mutex
	allowed bool
	stop    context.CancelFunc // of the waiting under way
	state   WakeState
}

// NewWaker returns one that is off until it is allowed and runs.
func NewWaker(o WakerOptions) *Waker {
	return &Waker{o: o, rouse: make(chan struct{}, 1), state: WakeOff}
}

// Allow says whether a wake word may be waited for now. Where it may not any
// more, the microphone is closed at once.
func (w *Waker) Allow(on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.allowed == on {
		return
	}
	w.allowed = on
	if !on && w.stop != nil {
		w.stop()
	}
	select {
	case w.rouse <- struct{}{}:
	default:
	}
}

// Run goes through the states until ctx ends.
func (w *Waker) Run(ctx context.Context) error {
	defer w.set(WakeOff)
	for ctx.Err() == nil {
		if !w.may() {
			w.set(WakeOff)
			w.wait(ctx, 0)
			continue
		}
		if !w.watch(ctx) {
			w.set(WakeOff)
			if w.may() {
				w.wait(ctx, wakeAgain)
			}
			continue
		}
		w.set(Woken)
		w.o.Answer(ctx)
		if !w.may() { // something took the screen meanwhile
			continue
		}
		w.set(Attends)
		select {
		case <-w.rouse: // of before
		default:
		}
		w.o.Open()
		w.wait(ctx, attendFor)
	}
	return nil
}

// watch reports whether a wake word was said.
func (w *Waker) watch(ctx context.Context) bool {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w.mu.Lock()
	if w.stop = stop; !w.allowed {
		stop()
	}
	w.mu.Unlock()
	_, err := w.o.Watch(ctx, func() { w.set(Asleep) })
	return err == nil
}

func (w *Waker) may() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.allowed
}

// wait returns when what is allowed changes, or after d unless that is 0.
func (w *Waker) wait(ctx context.Context, d time.Duration) {
	var over <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-ctx.Done():
	case <-w.rouse:
	case <-over:
	}
}

func (w *Waker) set(s WakeState) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.state != s {
		w.state = s
		w.o.Changed(s)
	}
}
