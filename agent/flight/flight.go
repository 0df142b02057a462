// Package flight is the robot's flight recorder: it keeps what happened last in
// memory, and writes it down when something takes too long or hangs, while what
// it was can still be seen. A file holds kinds of messages and times, the newest
// log lines and what every goroutine did; nothing of visitors.
package flight

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Budgets of time; beyond them a file is written. Proposals.
const (
	// StepBudget is for one message through the core, the disk and out.
	StepBudget = 500 * time.Millisecond
	// TouchBudget is from a finger on the glass to the picture that answers it.
	TouchBudget = 500 * time.Millisecond
)

const (
	stepsKept  = 256
	framesKept = 64
	// filesKept and quiet bound what a sick machine writes.
	filesKept = 20
	quiet     = 5 * time.Minute
	// lookEvery is how often somebody asks what hangs. Whoever kills the program
	// for that must have more patience.
	lookEvery = 5 * time.Second
)

// Step is one message that the agent took.
type Step struct {
	At     time.Time
	Kind   string
	Took   time.Duration // all of it
	Commit time.Duration // of that on the disk
}

// Frame is one picture that came on screen.
type Frame struct {
	At      time.Time
	Took    time.Duration
	Latency time.Duration // since the touch that it answers; 0 for none
}

// Options configures a Recorder.
type Options struct {
	Dir     string          // for the files; made when needed
	Version string          // of the program
	Logs    func() []string // the newest lines
	Hung    func() string   // what hangs, "" for nothing
	Visit   func() string   // the visit of now, "" for none
	Wrote   func(reason string)
	Logger  *slog.Logger
	Now     func() time.Time
}

// Recorder records. Step and Frame cost nothing to speak of and may be called
// from any goroutine.
type Recorder struct {
	o     Options
	trips chan trip

	mu     sync.Mutex
	steps  ring[Step]
	frames ring[Frame]
	hung   string // told last
	wrote  map[string]time.Time
}

// trip is why a file is written.
type trip struct{ reason, detail string }

// New starts with nothing recorded.
func New(o Options) *Recorder {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Wrote == nil {
		o.Wrote = func(string) {}
	}
	return &Recorder{
		o: o, trips: make(chan trip, 4), wrote: make(map[string]time.Time),
		steps: ring[Step]{most: stepsKept}, frames: ring[Frame]{most: framesKept},
	}
}

// Step records a step.
func (r *Recorder) Step(s Step) {
	r.mu.Lock()
	r.steps.add(s)
	r.mu.Unlock()
	if s.Took > StepBudget {
		r.trip("step", fmt.Sprintf("a %s took %v, %v of it on the disk; the budget is %v", s.Kind, s.Took, s.Commit, StepBudget))
	}
}

// Frame records a picture.
func (r *Recorder) Frame(f Frame) {
	r.mu.Lock()
	r.frames.add(f)
	r.mu.Unlock()
	if f.Latency > TouchBudget {
		r.trip("touch", fmt.Sprintf("a touch was answered after %v, drawing took %v; the budget is %v", f.Latency, f.Took, TouchBudget))
	}
}

// trip asks for a file, and never waits: when several are asked for already,
// this one tells the same.
func (r *Recorder) trip(reason, detail string) {
	select {
	case r.trips <- trip{reason, detail}:
	default:
	}
}

// Run writes files until ctx ends, and returns nil then.
func (r *Recorder) Run(ctx context.Context) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case t := <-r.trips:
			r.record(ctx, t)
		case <-look.C:
			if t, hangs := r.hangs(); hangs {
				r.record(ctx, t)
			}
		}
	}
}

// hangs reports what has begun to hang since the last look.
func (r *Recorder) hangs() (trip, bool) {
	if r.o.Hung == nil {
		return trip{}, false
	}
	what := r.o.Hung()
	fresh := what != "" && what != r.hung
	r.hung = what
	return trip{"hang", what}, fresh
}

// record writes one file, unless the same was written a moment ago.
func (r *Recorder) record(ctx context.Context, t trip) {
	now := r.o.Now()
	if last, found := r.wrote[t.reason]; found && now.Sub(last).Abs() < quiet {
		return
	}
	r.wrote[t.reason] = now
	name, err := r.write(now, t)
	if err != nil {
		r.o.Logger.LogAttrs(ctx, slog.LevelWarn, "the flight recorder cannot write", slog.String("reason", t.detail), slog.String("error", err.Error()))
		return
	}
	r.o.Wrote(t.reason)
	r.o.Logger.LogAttrs(ctx, slog.LevelWarn, "the flight recorder has written down what happened",
		slog.String("reason", t.detail), slog.String("file", name))
}

func (r *Recorder) write(now time.Time, t trip) (string, error) {
	if err := os.MkdirAll(r.o.Dir, 0o750); err != nil {
		return "", fmt.Errorf("cannot keep flights: %w", err)
	}
	name := filepath.Join(r.o.Dir, "flight-"+now.UTC().Format("20060102T150405Z")+"-"+t.reason+".txt")
	part, err := os.CreateTemp(r.o.Dir, ".flight-*")
	if err != nil {
		return "", fmt.Errorf("cannot keep a flight: %w", err)
	}
	_, err = part.Write(r.page(now, t))
	if err = errors.Join(err, part.Sync(), part.Close()); err == nil {
		err = os.Rename(part.Name(), name)
	}
	if err != nil {
		_ = os.Remove(part.Name())
		return "", fmt.Errorf("cannot keep a flight: %w", err)
	}
	return name, r.tidy()
}

// tidy removes all but the newest files; their names sort by time.
func (r *Recorder) tidy() error {
	files, err := Files(r.o.Dir)
	if err != nil {
		return err
	}
	for len(files) > filesKept {
		if err := os.Remove(files[0]); err != nil {
			return fmt.Errorf("cannot remove an old flight: %w", err)
		}
		files = files[1:]
	}
	return nil
}

// Files are those in a directory, the oldest first.
func Files(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "flight-*.txt"))
	if err != nil {
		return nil, fmt.Errorf("cannot list flights: %w", err)
	}
	slices.Sort(files)
	return files, nil
}

// ring keeps the newest of many.
type ring[T any] struct {
	most int
	all  []T
	next int
}

func (r *ring[T]) add(v T) {
	if len(r.all) < r.most {
		r.all = append(r.all, v)
		return
	}
	r.all[r.next] = v
	r.next = (r.next + 1) % r.most
}

// list gives them, the oldest first.
func (r *ring[T]) list() []T { return slices.Concat(r.all[r.next:], r.all[:r.next]) }
