package nav_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"tiepdan/nav"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var places = map[string]nav.Place{
	"welcome": {Pose: nav.Pose{XM: 14, YM: 2.5}},
	"waiting": {Pose: nav.Pose{XM: 6.5, YM: 8.9}, MaxSpeedMps: 0.3},
	"door-1":  {Pose: nav.Pose{XM: 2.5, YM: 11.2}},
	"door-3":  {Pose: nav.Pose{XM: 8.5, YM: 11.2}},
}

// fakeBase is a base that does what the test says, and remembers every call
// that a real one should never have got.
type fakeBase struct {
	mu      sync.Mutex
	state   nav.BaseState
	changed chan struct{}
	goals   []goal
	running int
	result  chan error // of the running goal
	holds   int
	holdErr error
	docks   int
	drives  int // by hand
	twist   nav.Twist
	caps    []float64
	capErr  error
	fixes   int
	fences  [][]nav.Polygon
	wrong   []string
}

type goal struct {
	to  nav.Pose
	mps float64
}

func newFakeBase() *fakeBase {
	return &fakeBase{
		changed: make(chan struct{}), result: make(chan error),
		state: nav.BaseState{Link: true, Localised: true, PoseSigmaM: 0.02, BatteryPct: 80, Pose: nav.Pose{XM: 14, YM: 5}},
	}
}

func (b *fakeBase) State() nav.BaseState {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

func (b *fakeBase) Changed() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changed
}

func (b *fakeBase) set(change func(*nav.BaseState)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.state)
	close(b.changed)
	b.changed = make(chan struct{})
}

// press and release are the e-stop button.
func (b *fakeBase) press() {
	b.set(func(s *nav.BaseState) {
		if !s.EStop {
			s.EStop = true
			s.EStops++
		}
	})
}
func (b *fakeBase) release() { b.set(func(s *nav.BaseState) { s.EStop = false }) }

// hindered says why this base must not get a goal, by the notes' words and
// not by the navigator's code.
func hindered(s nav.BaseState) bool {
	return !s.Link || s.EStop || s.Starting || len(s.Faults) > 0 || !s.Localised || s.PoseSigmaM > 0.3
}

func (b *fakeBase) Goto(ctx context.Context, to nav.Pose, maxSpeedMps float64) error {
	b.mu.Lock()
	if hindered(b.state) {
		b.wrong = append(b.wrong, "a goal while the base may not move")
	}
	if b.running > 0 {
		b.wrong = append(b.wrong, "two goals at once")
	}
	b.goals = append(b.goals, goal{to, maxSpeedMps})
	b.running++
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.running--
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-b.result:
		return err
	}
}

// Drive takes twists until ctx ends, and notes each that a base must not get.
func (b *fakeBase) Drive(ctx context.Context, twists <-chan nav.Twist) error {
	b.mu.Lock()
	b.drives++
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.twist = nav.Twist{}
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case t := <-twists:
			b.mu.Lock()
			if s := b.state; !s.Link || s.EStop || s.Starting || len(s.Faults) > 0 || s.Bumpers != 0 {
				b.wrong = append(b.wrong, "a twist while the base may not move")
			}
			b.twist = t
			b.mu.Unlock()
		}
	}
}

func (b *fakeBase) Dock(ctx context.Context) error {
	b.mu.Lock()
	if hindered(b.state) {
		b.wrong = append(b.wrong, "to dock while the base may not move")
	}
	b.docks++
	b.mu.Unlock()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-b.result:
		return err
	}
}

func (b *fakeBase) SetSpeedCap(_ context.Context, mps float64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.caps = append(b.caps, mps)
	return b.capErr
}

func (b *fakeBase) Relocalise(context.Context, nav.Pose, float64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fixes++
	return nil
}

func (b *fakeBase) Upload(_ context.Context, keepout []nav.Polygon) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fences = append(b.fences, keepout)
	return nil
}

func (b *fakeBase) Hold(context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.holds++
	return b.holdErr
}

// counts returns the goals so far, how many run, and the holds so far.
func (b *fakeBase) counts() (goals []goal, running, holds int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.goals), b.running, b.holds
}

// floor is a Navigator on a fake base in virtual time.
type floor struct {
	*nav.Navigator
	t    *testing.T
	base *fakeBase

	mu      sync.Mutex
	updates []nav.Update
	healths []nav.Health
}

func onFloor(t *testing.T, test func(f *floor)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &floor{t: t, base: newFakeBase()}
		var err error
		f.Navigator, err = nav.New(nav.Options{
			Site: nav.Site{Places: places}, Base: f.base,
			Report: func(u nav.Update) { f.mu.Lock(); defer f.mu.Unlock(); f.updates = append(f.updates, u) },
			Health: func(h nav.Health) { f.mu.Lock(); defer f.mu.Unlock(); f.healths = append(f.healths, h) },
		})
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Run(ctx) }()
		f.pass(0)
		if _, _, holds := f.base.counts(); holds != 1 {
			t.Errorf("got %d holds at the beginning, want 1: an earlier program may have left a goal", holds)
		}
		f.base.mu.Lock()
		f.base.holds = 0
		f.base.mu.Unlock()
		test(f)
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		if len(f.base.wrong) > 0 {
			t.Errorf("the base got: %v", f.base.wrong)
		}
	})
}

// pass lets time pass, and everything due happen.
func (f *floor) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (f *floor) start(m nav.Mission) {
	f.t.Helper()
	if err := f.Start(m); err != nil {
		f.t.Fatalf("Start: %v", err)
	}
	synctest.Wait()
}

// arrive puts the base at its goal and ends that.
func (f *floor) arrive() {
	f.t.Helper()
	goals, running, _ := f.base.counts()
	if running != 1 {
		f.t.Fatalf("got %d running goals, want 1", running)
	}
	to := goals[len(goals)-1].to
	f.walkTo(to)
	f.end(nil)
}

// walkTo brings the base somewhere, in steps that are no jump.
func (f *floor) walkTo(to nav.Pose) {
	f.t.Helper()
	f.pass(time.Second)
	const stepM = 0.4
	at := f.base.State().Pose
	n := math.Ceil(math.Hypot(to.XM-at.XM, to.YM-at.YM) / stepM)
	for i := range int(n) {
		left := n - float64(i)
		f.base.set(func(s *nav.BaseState) {
			s.Pose.XM += (to.XM - s.Pose.XM) / left
			s.Pose.YM += (to.YM - s.Pose.YM) / left
		})
		synctest.Wait()
	}
	f.base.set(func(s *nav.BaseState) { s.Pose = to })
	synctest.Wait()
}

// end ends the running goal.
func (f *floor) end(err error) {
	f.t.Helper()
	synctest.Wait()
	select {
	case f.base.result <- err:
	default:
		f.t.Fatal("no goal is running")
	}
	synctest.Wait()
}

// phases returns the phases a mission went through.
func (f *floor) phases(id string) []nav.Phase {
	f.mu.Lock()
	defer f.mu.Unlock()
	var p []nav.Phase
	for _, u := range f.updates {
		if u.Mission == id {
			p = append(p, u.Phase)
		}
	}
	return p
}

func (f *floor) wantPhases(id string, want ...nav.Phase) {
	f.t.Helper()
	if got := f.phases(id); !slices.Equal(got, want) {
		f.t.Errorf("mission %s: got %v, want %v", id, got, want)
	}
}

func (f *floor) wantState(want nav.State) {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.healths) == 0 || f.healths[len(f.healths)-1].State != want {
		f.t.Errorf("got healths %+v, want the last in state %s", f.healths, want)
	}
}

func (f *floor) wantGoals(want int) {
	f.t.Helper()
	if goals, _, _ := f.base.counts(); len(goals) != want {
		f.t.Errorf("got %d goals %v, want %d", len(goals), goals, want)
	}
}

var errTest = errors.New("wheel slips")
