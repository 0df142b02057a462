package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"tiepdan/kiosk"
)

// Printer puts one ticket on paper. It returns nil once the paper is surely
// out, an error that is ErrNotPrinted when surely nothing is on paper, and any
// other error when that is not known. A ticket and a slip may be asked for at
// the same time: the ticket goes first unless the slip's first byte is gone, and
// then it waits for that slip alone.
type Printer interface {
	PrintTicket(ctx context.Context, p kiosk.Paper) error
	// PrintSlip does so with a procedure's list of papers.
	PrintSlip(ctx context.Context, s kiosk.SlipPaper) error
}

// Voice says a sentence and returns when it was heard.
type Voice interface {
	Say(ctx context.Context, s kiosk.Speak) error
}

// Musician is a Voice that can play quiet music, ducked under what it says. Music
// returns at once.
type Musician interface{ Music(on bool) }

// Base takes the robot about. Phases come back as kiosk.MissionChanged.
type Base interface {
	Start(m kiosk.Mission) error
	Proceed(id string)
	Cancel(id string)
	Resume()
	// Hold keeps the robot where it is, or lets it go again.
	Hold(on bool)
	// KeepStill tells whether a visitor works the screen.
	KeepStill(on bool)
}

// Screen shows views; Show returns at once and the last one wins.
type Screen interface {
	Show(v kiosk.View)
}

// ErrNotPrinted says that surely nothing of a ticket is on paper.
var ErrNotPrinted = errors.New("nothing was printed")

// ErrStopping answers requests that the end of the program overtook.
var ErrStopping = errors.New("the agent is stopping")

// Options plug the agent together. Printer, Voice, Ear, Base and Floor may be nil: the
// function is then reported as missing.
type Options struct {
	Store   *Store
	Setup   kiosk.Setup
	Printer Printer
	Voice   Voice
	Ear     Ear
	Base    Base
	Floor   Floor
	Screens []Screen
	Encode  func(kiosk.Event) (kind string, body json.RawMessage, err error)
	Clock   func() string // quality of the clock, for events
	Alive   func()        // called by the loop at least every ten seconds
	Stepped func(Step)    // told of each message that was taken; must not wait
	Now     func() time.Time
	Logger  *slog.Logger
}

// Step is what one message has cost.
type Step struct {
	At     time.Time
	Kind   string        // of the message, as in the journal
	Took   time.Duration // until it was shown and its effects had begun
	Commit time.Duration // of that for the disk; 0 when it rides with the next
}

// Agent owns the model.
type Agent struct {
	o     Options
	boot  string
	inbox inbox
	view  atomic.Pointer[kiosk.View]
	model kiosk.Model // the loop's
	held  []item      // device messages that wait for the disk

	print jobs[kiosk.PrintTicket]
	slips jobs[kiosk.PrintSlip]
	speak jobs[kiosk.Speak]
	hear  jobs[*hearing]

	hearing *hearing // begun last; the loop's

	mu       sync.Mutex
	watchers map[chan struct{}]struct{}
	requests map[string][]chan error // a page may send one request twice
	stopped  bool

	lazy      []Row // robot positions that ride with the next commit
	sinceSnap int
	pruned    time.Time
}

// New restores the model from the store and commits the start of this run.
func New(ctx context.Context, o Options) (*Agent, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Clock == nil {
		o.Clock = func() string { return "" }
	}
	if o.Alive == nil {
		o.Alive = func() {}
	}
	if o.Stepped == nil {
		o.Stepped = func(Step) {}
	}
	a := &Agent{
		o: o, boot: uuid.NewString()[:8], inbox: newInbox(), print: newJobs[kiosk.PrintTicket](printQueue),
		slips: newJobs[kiosk.PrintSlip](slipQueue), speak: newJobs[kiosk.Speak](speakQueue),
		hear:     newJobs[*hearing](1),
		watchers: map[chan struct{}]struct{}{}, requests: map[string][]chan error{},
	}
	m, err := o.Store.restore(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot restore the line from the journal: %w; use the version of the program that wrote it, or move kiosk.db away to begin anew, which loses today's line", err)
	}
	if err := o.Store.prune(ctx, o.Now()); err != nil {
		return nil, err
	}
	a.model, a.pruned = m, o.Now()
	if err := a.step(ctx, item{msg: kiosk.Started{Boot: a.boot, Setup: o.Setup}}); err != nil {
		return nil, err
	}
	return a, nil
}

// Run works until ctx ends and returns nil then, or the error that makes a
// restart necessary.
func (a *Agent) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.loop(ctx) })
	g.Go(func() error { return a.printPapers(ctx) })
	g.Go(func() error { return a.saySentences(ctx) })
	g.Go(func() error { return a.hearRequests(ctx) })
	err := g.Wait()
	a.stopRequests()
	return err
}

// Post hands a message to the loop and returns at once. Nothing posted is
// dropped but robot positions that a newer one has overtaken.
func (a *Agent) Post(m kiosk.Msg) { a.inbox.put(item{msg: m}) }

// Commit hands a message to the loop and returns once it is on the disk, so
// that a device may then forget it.
func (a *Agent) Commit(ctx context.Context, m kiosk.Msg) error {
	done := make(chan error, 1)
	a.inbox.put(item{msg: m, done: done})
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("cannot wait for the commit of a %T: %w", m, ctx.Err())
	}
}

// View returns what was shown last.
func (a *Agent) View() kiosk.View { return *a.view.Load() }

// Changed returns a channel that is signalled after the view changed, until ctx ends.
func (a *Agent) Changed(ctx context.Context) <-chan struct{} {
	ch := make(chan struct{}, 1)
	a.mu.Lock()
	a.watchers[ch] = struct{}{}
	a.mu.Unlock()
	context.AfterFunc(ctx, func() {
		a.mu.Lock()
		delete(a.watchers, ch)
		a.mu.Unlock()
	})
	return ch
}

// Do hands in a request of the door console and returns its answer. The
// message must carry the request's name. The same name again is the same
// request: it is answered again and done once.
func (a *Agent) Do(ctx context.Context, m kiosk.Msg) error {
	request := kiosk.RequestOf(m)
	if request == "" {
		return fmt.Errorf("cannot do a %T: it is no request, or names none", m)
	}
	ch := make(chan error, 1)
	a.mu.Lock()
	if a.stopped {
		a.mu.Unlock()
		return ErrStopping
	}
	a.requests[request] = append(a.requests[request], ch)
	a.mu.Unlock()
	defer a.forget(request, ch)
	done := make(chan error, 1)
	a.inbox.put(item{msg: m, done: done})
	for {
		select {
		case err := <-done:
			if err != nil {
				return err
			}
			done = nil // committed: the answer is on its way
		case err := <-ch:
			return err
		case <-ctx.Done():
			return fmt.Errorf("cannot wait for the answer to a %T: %w", m, ctx.Err())
		}
	}
}

// answer goes to the first who waits for it.
func (a *Agent) answer(request string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, ch := range a.requests[request] {
		select {
		case ch <- err:
			return
		default: // answered before
		}
	}
}

func (a *Agent) forget(request string, ch chan error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	rest := slices.DeleteFunc(a.requests[request], func(c chan error) bool { return c == ch })
	if len(rest) == 0 {
		delete(a.requests, request)
		return
	}
	a.requests[request] = rest
}

func (a *Agent) stopRequests() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopped = true
	for _, all := range a.requests {
		for _, ch := range all {
			select {
			case ch <- ErrStopping:
			default:
			}
		}
	}
}

func (a *Agent) show() {
	v := a.model.View()
	a.view.Store(&v)
	for _, s := range a.o.Screens {
		s.Show(v)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for ch := range a.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// Boot names this run.
func (a *Agent) Boot() string { return a.boot }
