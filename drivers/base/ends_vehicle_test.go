package base_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/drivers/base/vehicletest"
)

// faster is how much faster the ends of a pair drive than the clock runs.
const faster = 6

// end is what stands at the other end of the wire.
type end struct {
	name    string
	vehicle bool // nobody here wrote it
	key     *base.Key
	version base.Version
}

func ends() []end {
	ours := base.Version{Major: 1, Minor: 2, Patch: 3, Vendor: 7, Product: 9, ID: 70001, Files: true, Fences: true}
	others := base.Version{Major: 4, Minor: 5, Patch: 6, Vendor: 11, Product: 12, ID: 424242, Bytewise: true, Files: true, Fences: true}
	return []end{
		{"emulator", false, nil, ours},
		{"vehicle", true, nil, others},
		{"vehicle, signed", true, testKey(9), others},
	}
}

// pair is a link and an end, on a pseudo-terminal and in real time.
type pair struct {
	end

	t    testing.TB
	link *base.Link
	base vehicletest.Base
	tty  *basetest.TTY
	ctx  context.Context //nolint:containedctx // the pair's life is one test

	// losses are those of the link, cuts those that the test wanted.
	losses, cuts atomic.Int32
}

// newPair plugs an end in. The link need not come up.
func newPair(tb testing.TB, e end, start string, o base.Options) *pair {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	p := &pair{end: e, t: tb, ctx: ctx}
	var tasks sync.WaitGroup
	if e.vehicle {
		p.base = p.startVehicle(start)
	} else {
		at := basetest.ServicePoint().Places[start]
		b, err := basetest.New(basetest.Options{Start: &at, SpeedUp: faster, Key: e.key})
		if err != nil {
			tb.Fatalf("basetest.New: %v", err)
		}
		tasks.Go(func() { _ = b.Run(ctx) })
		p.base = b
	}
	o.Path = filepath.Join(tb.TempDir(), "base")
	p.tty = basetest.NewTTY(p.base, o.Path)
	if err := p.tty.Plug(ctx); err != nil {
		tb.Fatalf("Plug: %v", err)
	}
	var err error
	if p.link, err = base.New(o); err != nil {
		tb.Fatalf("New: %v", err)
	}
	tasks.Go(func() { _ = p.link.Run(ctx) })
	tasks.Go(p.countLosses)
	tb.Cleanup(func() {
		cancel()
		tasks.Wait()
		if err := p.tty.Close(); err != nil {
			tb.Errorf("Close: %v", err)
		}
	})
	return p
}

// countLosses counts how often the link goes.
func (p *pair) countLosses() {
	for up := false; ; {
		changed := p.link.Changed()
		is := p.link.State().Link
		if up && !is {
			p.losses.Add(1)
		}
		up = is
		select {
		case <-changed:
		case <-p.ctx.Done():
			return
		}
	}
}

// unplug pulls the plug.
func (p *pair) unplug() {
	p.t.Helper()
	p.cuts.Add(1)
	if err := p.tty.Unplug(); err != nil {
		p.t.Fatalf("Unplug: %v", err)
	}
}

// mute breaks the lead by which the base is heard.
func (p *pair) mute() {
	p.cuts.Add(1)
	p.base.SetMute(true)
}

func (p *pair) startVehicle(start string) *vehicletest.Vehicle {
	p.t.Helper()
	v, err := vehicletest.New(vehicletest.Options{Peers: "../../testpeers", Start: start, SpeedUp: faster, Key: p.key})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		if err := v.Close(); err != nil {
			p.t.Error(err)
		}
	})
	return v
}

// linked is a pair that has come up.
func linked(tb testing.TB, e end, start string, o base.Options) *pair {
	tb.Helper()
	o.Key = e.key
	p := newPair(tb, e, start, o)
	p.wait("a base that may drive", func(s base.State) bool { return s.Link && s.Localised && s.BatteryPct >= 0 && !s.SectorsAt.IsZero() })
	return p
}

func (p *pair) wait(what string, ok func(base.State) bool) time.Duration {
	p.t.Helper()
	return within(p.t, 20*time.Second, what, func() bool { return ok(p.link.State()) })
}

func (p *pair) place(name string) base.Pose { return poseOf(basetest.ServicePoint().Places[name]) }

// begin sends the base somewhere and waits until it drives.
func (p *pair) begin(to base.Pose) <-chan error {
	p.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- p.link.Goto(p.ctx, to, 0.6) }()
	p.wait("motion", func(s base.State) bool { return s.SpeedMps > 0.4*faster })
	return ended
}

// surely does something again that failed because this machine had no time for
// the line.
func (p *pair) surely(do func() error) error {
	for range 3 {
		if err := do(); !errors.Is(err, base.ErrLinkLost) {
			return err
		}
		for begun := time.Now(); time.Since(begun) < 10*time.Second; time.Sleep(time.Millisecond) {
			if s := p.link.State(); s.Link && s.Localised && !s.EStop {
				break
			}
		}
	}
	return do()
}

// goTo is Goto, surely.
func (p *pair) goTo(to base.Pose, mps float64) error {
	return p.surely(func() error { return p.link.Goto(p.ctx, to, mps) })
}

// stays checks that the base comes to a stop, and stands for a second.
func (p *pair) stays() {
	p.t.Helper()
	within(p.t, 5*time.Second, "standstill", func() bool { _, v := p.base.Truth(); return v == 0 })
	before, _ := p.base.Truth()
	time.Sleep(time.Second)
	if after, _ := p.base.Truth(); math.Hypot(after.X-before.X, after.Y-before.Y) > 1e-6 {
		p.t.Errorf("moved from %+v to %+v by itself", before, after)
	}
}

// stands checks where the base really is.
func (p *pair) stands(want base.Pose) {
	p.t.Helper()
	at, speed := p.base.Truth()
	if d := math.Hypot(at.X-want.XM, at.Y-want.YM); d > 0.12 || speed > 0.05 {
		p.t.Errorf("got %+v at %.2f m/s, want standing at %+v", at, speed, want)
	}
	if off := math.Abs(math.Remainder(at.Heading-want.HeadingRad, 2*math.Pi)); off > 0.1 {
		p.t.Errorf("got heading %.2f, want %.2f", at.Heading, want.HeadingRad)
	}
}

// shared is one test for all ends.
type shared struct {
	name, start string
	o           base.Options
	run         func(p *pair)
}

// trial is one run of a shared test. A machine that had no time for the line
// fails none: what cost the link without anybody's doing is tried again.
type trial struct {
	testing.TB
	mu     sync.Mutex
	failed []string
}

// Errorf notes what is wrong.
func (r *trial) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = append(r.failed, fmt.Sprintf(format, args...))
}

// Error notes what is wrong.
func (r *trial) Error(args ...any) { r.Errorf("%s", fmt.Sprint(args...)) }

// Fatalf ends the run.
func (r *trial) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// Fatal ends the run.
func (r *trial) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

// try plays a shared test on an end, and reports what is wrong and whether the
// link was lost while nobody cut it.
func (c *shared) try(t *testing.T, e end) (failed []string, stalled bool) {
	t.Helper()
	r := &trial{TB: t}
	var p *pair
	done := make(chan struct{})
	go func() {
		defer close(done)
		p = linked(r, e, c.start, c.o)
		c.run(p)
		if strange := p.base.Rejected(); len(strange) > 0 {
			r.Errorf("the base met what it does not know: %v", strange)
		}
	}()
	<-done
	return r.failed, p == nil || p.losses.Load() > p.cuts.Load()
}

// TestBothEnds runs the same tests against our emulator and against a base that
// nobody here wrote, signed and unsigned, each on a pseudo-terminal of its own.
func TestBothEnds(t *testing.T) {
	t.Parallel()
	tests := slices.Concat(driveTests(), stopTests(), dockTests(), senseTests(), serviceTests())
	for _, e := range ends() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			// They mostly wait for a base that drives: four at a time.
			todo := make(chan shared)
			var runners sync.WaitGroup
			for range 4 {
				runners.Go(func() {
					for c := range todo {
						t.Run(c.name, func(t *testing.T) {
							failed, stalled := c.try(t, e)
							for n := 0; n < 2 && len(failed) > 0 && stalled; n++ {
								t.Logf("once more, as this machine had no time for the line: %v", failed)
								failed, stalled = c.try(t, e)
							}
							for _, f := range failed {
								t.Error(f)
							}
						})
					}
				})
			}
			for _, c := range tests {
				todo <- c
			}
			close(todo)
			runners.Wait()
		})
	}
}

func driveTests() []shared {
	return []shared{
		{"goes to a place", "welcome", base.Options{}, func(p *pair) {
			if err := p.goTo(p.place("waiting"), 0.6); err != nil {
				p.t.Fatalf("Goto: %v", err)
			}
			p.stands(p.place("waiting"))
			p.wait("the base to say so", func(s base.State) bool {
				want := p.place("waiting")
				return !s.Moving && math.Hypot(s.Pose.XM-want.XM, s.Pose.YM-want.YM) < 0.15 &&
					math.Abs(math.Remainder(s.Pose.HeadingRad-want.HeadingRad, 2*math.Pi)) < 0.15
			})
		}},
		{"refuses goals", "door-3", base.Options{}, func(p *pair) {
			for name, to := range map[string]base.Pose{"on the table": {XM: 12, YM: 6}, "off the plan": {XM: 1000}} {
				if err := p.goTo(to, 0.6); !rejected("MAV_RESULT_DENIED")(err) {
					p.t.Errorf("a goal %s: got %v", name, err)
				}
			}
			if err := p.goTo(p.place("door-2"), math.NaN()); !rejected("MAV_RESULT_DENIED")(err) {
				p.t.Errorf("a speed that is no number: got %v", err)
			}
		}},
		{"keeps the speed cap", "dock", base.Options{}, func(p *pair) {
			ended := p.begin(p.place("waiting"))
			if err := p.link.SetSpeedCap(p.ctx, 0.2); err != nil {
				p.t.Fatalf("SetSpeedCap: %v", err)
			}
			p.wait("the cap", func(s base.State) bool { return s.SpeedMps < 0.21*faster && s.SpeedMps > 0.1*faster })
			for range 10 {
				time.Sleep(50 * time.Millisecond)
				if v := p.link.State().SpeedMps; v > 0.21*faster {
					p.t.Errorf("got %.2f m/s under a cap of 0.2", v/faster)
				}
			}
			if err := p.link.Pause(p.ctx); err != nil {
				p.t.Errorf("Pause: %v", err)
			}
			if err := <-ended; !rejected("MAV_RESULT_CANCELLED")(err) {
				p.t.Errorf("the goal that was paused: got %v", err)
			}
		}},
		{"a newer goal takes over", "door-3", base.Options{}, func(p *pair) {
			first := p.begin(p.place("welcome"))
			if err := p.link.Goto(p.ctx, p.place("door-2"), 0.6); err != nil {
				p.t.Errorf("second Goto: %v", err)
			}
			if err := <-first; !errors.Is(err, base.ErrSuperseded) {
				p.t.Errorf("first Goto: got %v, want ErrSuperseded", err)
			}
			p.stands(p.place("door-2"))
		}},
		{"drives by hand", "welcome", base.Options{}, driveByHand},
		{"goes by setpoints", "door-3", base.Options{Setpoints: true}, func(p *pair) {
			want := p.place("door-2")
			if err := p.goTo(want, 0.6); err != nil {
				p.t.Fatalf("Goto: %v", err)
			}
			if at, v := p.base.Truth(); math.Hypot(at.X-want.XM, at.Y-want.YM) > 0.2 || v > 0.05 {
				p.t.Errorf("got %+v at %.2f m/s, want standing at %+v", at, v, want)
			}
		}},
		{"keeps out of areas", "door-3", base.Options{}, keepsOut},
	}
}

func driveByHand(p *pair) {
	twists := make(chan base.Twist)
	ended := make(chan error, 1)
	go func() { ended <- p.link.Drive(p.ctx, twists) }()
	fastest := 0.0
	for range 8 {
		twists <- base.Twist{Mps: -0.1, Rps: 0.1}
		time.Sleep(100 * time.Millisecond)
		fastest = max(fastest, p.link.State().SpeedMps)
	}
	if fastest < 0.08*faster || fastest > 0.12*faster {
		p.t.Errorf("got %.2f m/s, want 0.1", fastest/faster)
	}
	if at, _ := p.base.Truth(); at.Heading < p.place("welcome").HeadingRad {
		p.t.Errorf("turned to %.2f rad, want counter-clockwise", at.Heading)
	}
	p.stays() // the caller says nothing
	close(twists)
	if err := <-ended; err != nil {
		p.t.Errorf("Drive: %v", err)
	}
}

func keepsOut(p *pair) {
	upload := func(areas ...base.Polygon) error {
		return p.surely(func() error { return p.link.Upload(p.ctx, areas) })
	}
	if err := upload(base.Polygon{{XM: 1, YM: 1}, {XM: 2, YM: 1}, {XM: 2, YM: 2}}, wall()); err != nil {
		p.t.Fatalf("Upload: %v", err)
	}
	if err := p.goTo(base.Pose{XM: 10, YM: 10}, 0.6); !rejected("MAV_RESULT_DENIED")(err) {
		p.t.Errorf("a goal in the area: got %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.goTo(base.Pose{XM: 15, YM: 9}, 0.8) }()
	east, done := 0.0, false
	for !done {
		select {
		case err := <-ended:
			if err != nil {
				p.t.Fatalf("Goto: %v", err)
			}
			done = true
		case <-time.After(20 * time.Millisecond):
			at, _ := p.base.Truth()
			east = max(east, at.X)
		}
	}
	if east < 18 {
		p.t.Errorf("went through the area: at most %.1f m to the east", east)
	}
	if err := upload(); err != nil {
		p.t.Fatalf("Upload of nothing: %v", err)
	}
	if err := p.goTo(base.Pose{XM: 15, YM: 10}, 0.8); err != nil {
		p.t.Errorf("a goal in an area that was taken away: got %v", err)
	}
}

// missing is fs.ErrNotExist.
func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
