package base_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

// bench is a Link wired to an emulated base inside a synctest bubble.
type bench struct {
	t    *testing.T
	link *base.Link
	base *basetest.Base
	ctx  context.Context //nolint:containedctx // the bench's life is one test
	// drop decides which of the base's frames get lost on the way.
	drop func(id uint32) bool
	// wrap stands between the link and the port, unless it is nil.
	wrap func(net.Conn) io.ReadWriteCloser
	// cut unplugs the base while true.
	cut atomic.Bool

	mu    sync.Mutex
	port  net.Conn
	tasks sync.WaitGroup
}

var errNoDevice = errors.New("no such device")

// onBench runs a test with a link that is up, in virtual time.
func onBench(t *testing.T, start string, test func(b *bench)) {
	t.Helper()
	onBenchWith(t, start, base.Options{}, test)
}

// onBenchWith is onBench with options of the link.
func onBenchWith(t *testing.T, start string, o base.Options, test func(b *bench)) {
	t.Helper()
	onBenchOf(t, start, emulation{key: o.Key}, o, test)
}

// emulation is what is special about a bench's base.
type emulation struct {
	key      *base.Key
	bytewise bool
}

// onBenchOf is onBenchWith a special base.
func onBenchOf(t *testing.T, start string, e emulation, o base.Options, test func(b *bench)) {
	t.Helper()
	onAnyBench(t, start, e, o, func(b *bench) {
		b.wait("the link to be up and localised", func(s base.State) bool { return s.Link && s.Localised && s.BatteryPct >= 0 })
		test(b)
		if r := b.base.Rejected(); len(r) > 0 {
			t.Errorf("the base met what it does not know: %v", r)
		}
	})
}

// onStrangeBench is a bench whose base has a key of its own. It need not come
// up.
func onStrangeBench(t *testing.T, key *base.Key, o base.Options, test func(b *bench)) {
	t.Helper()
	onAnyBench(t, "door-3", emulation{key: key}, o, test)
}

func onAnyBench(t *testing.T, start string, e emulation, o base.Options, test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		plan := basetest.ServicePoint()
		at, ok := plan.Places[start]
		if !ok {
			t.Fatalf("no place %q", start)
		}
		emulated, err := basetest.New(basetest.Options{Plan: plan, Start: &at, Seed: 1, Key: e.key, Bytewise: e.bytewise})
		if err != nil {
			t.Fatalf("basetest.New: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		b := &bench{t: t, base: emulated, ctx: ctx, drop: func(uint32) bool { return false }}
		o.Open = b.open
		b.link, err = base.New(o)
		if err != nil {
			t.Fatalf("base.New: %v", err)
		}
		b.tasks.Go(func() { _ = emulated.Run(ctx) })
		b.tasks.Go(func() { _ = b.link.Run(ctx) })
		test(b)
		cancel()
		b.tasks.Wait()
		if s := b.link.State(); s.Link {
			t.Error("got a link after Run returned")
		}
	})
}

// open is the serial port of this bench.
func (b *bench) open() (io.ReadWriteCloser, error) {
	if b.cut.Load() {
		return nil, errNoDevice
	}
	ours, theirs := net.Pipe()
	b.mu.Lock()
	b.port = ours
	b.mu.Unlock()
	b.tasks.Go(func() { _ = b.base.Serve(b.ctx, &lossy{Conn: theirs, drop: b.drop}) })
	if b.wrap != nil {
		return b.wrap(ours), nil
	}
	return ours, nil
}

func (b *bench) unplug() {
	b.cut.Store(true)
	b.mu.Lock()
	defer b.mu.Unlock()
	_ = b.port.Close()
}

func (b *bench) wait(what string, ok func(base.State) bool) {
	b.t.Helper()
	deadline := time.After(time.Minute)
	for {
		changed := b.link.Changed()
		if ok(b.link.State()) {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			b.t.Fatalf("waited a minute for %s; state %+v", what, b.link.State())
		}
	}
}

// lossy loses frames on their way to the agent.
type lossy struct {
	net.Conn
	drop func(id uint32) bool
}

func (l *lossy) Write(frame []byte) (int, error) {
	if len(frame) > 10 && l.drop(uint32(frame[7])|uint32(frame[8])<<8|uint32(frame[9])<<16) {
		return len(frame), nil
	}
	return l.Conn.Write(frame)
}

func poseOf(p basetest.Pose) base.Pose { return base.Pose{XM: p.X, YM: p.Y, HeadingRad: p.Heading} }

func TestGotoArrives(t *testing.T) {
	t.Parallel()
	for _, place := range []string{"welcome", "waiting", "door-1", "door-6", "dock"} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			onBench(t, "door-3", func(b *bench) {
				want := basetest.ServicePoint().Places[place]
				begun := time.Now()
				if err := b.link.Goto(b.ctx, poseOf(want), 0.6); err != nil {
					b.t.Fatalf("Goto: %v", err)
				}
				at, speed := b.base.Truth()
				if d := math.Hypot(at.X-want.X, at.Y-want.Y); d > 0.1 || speed > 0.05 {
					b.t.Errorf("got %+v at %.2f m/s, want standing at %+v", at, speed, want)
				}
				if off := math.Abs(math.Remainder(at.Heading-want.Heading, 2*math.Pi)); off > 0.1 {
					b.t.Errorf("got heading %.2f, want %.2f", at.Heading, want.Heading)
				}
				time.Sleep(100 * time.Millisecond)
				said := b.link.State().Pose
				if d := math.Hypot(said.XM-at.X, said.YM-at.Y); d > 0.1 {
					b.t.Errorf("the base says it is at %+v, it is at %+v", said, at)
				}
				if off := math.Abs(math.Remainder(said.HeadingRad-at.Heading, 2*math.Pi)); off > 0.1 {
					b.t.Errorf("the base says it heads %.2f, it heads %.2f", said.HeadingRad, at.Heading)
				}
				if n := b.base.Bumps(); n > 0 {
					b.t.Errorf("touched something %d times", n)
				}
				if took := time.Since(begun); took > time.Minute {
					b.t.Errorf("took %v, want less than a minute", took)
				}
			})
		})
	}
}

func TestGotoKeepsTheSpeedCap(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		var fastest float64
		b.tasks.Go(func() {
			for {
				changed := b.link.Changed()
				fastest = max(fastest, b.link.State().SpeedMps)
				select {
				case <-changed:
				case <-b.ctx.Done():
					return
				}
				if b.link.State().Pose.XM < 7 {
					return
				}
			}
		})
		if err := b.link.Goto(b.ctx, poseOf(basetest.ServicePoint().Places["waiting"]), 0.3); err != nil {
			b.t.Fatalf("Goto: %v", err)
		}
		if fastest < 0.25 || fastest > 0.31 {
			b.t.Errorf("got %.2f m/s at most, want just below 0.3", fastest)
		}
	})
}

func TestLostAcksAreAskedForAgain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		lost func(n int32) bool // which answers get lost, counted from 1
	}{
		{"the speed cap's", func(n int32) bool { return n == 1 }},
		{"the goal's first", func(n int32) bool { return n == 2 }},
		{"several", func(n int32) bool { return n <= 3 }},
		// The third answer is the arrival, unless the goal is asked for again.
		{"every second", func(n int32) bool { return n%2 == 0 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onBench(t, "door-3", func(b *bench) {
				var n atomic.Int32
				b.drop = func(id uint32) bool { return id == 77 && tt.lost(n.Add(1)) }
				b.unplug()
				b.wait("the link to go", func(s base.State) bool { return !s.Link })
				b.cut.Store(false) // the new wire loses frames
				b.wait("the link to come back", func(s base.State) bool { return s.Link })
				want := basetest.ServicePoint().Places["door-2"]
				if err := b.link.Goto(b.ctx, poseOf(want), 0.6); err != nil {
					b.t.Fatalf("Goto: %v", err)
				}
				if at, _ := b.base.Truth(); math.Hypot(at.X-want.X, at.Y-want.Y) > 0.1 {
					b.t.Errorf("got %+v, want %+v", at, want)
				}
			})
		})
	}
}

func TestAllAcksLost(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		b.drop = func(id uint32) bool { return id == 77 }
		b.unplug()
		b.wait("the link to go", func(s base.State) bool { return !s.Link })
		b.cut.Store(false)
		b.wait("the link to come back", func(s base.State) bool { return s.Link })
		if err := b.link.Goto(b.ctx, base.Pose{XM: 5.5, YM: 11.2}, 0.6); !errors.Is(err, base.ErrNoAck) {
			b.t.Errorf("Goto: got %v, want ErrNoAck", err)
		}
		begun := time.Now()
		if err := b.link.Hold(b.ctx); !errors.Is(err, context.DeadlineExceeded) {
			b.t.Errorf("Hold: got %v, want DeadlineExceeded", err)
		}
		if took := time.Since(begun); took != 2*time.Second {
			b.t.Errorf("Hold without a deadline took %v, want 2s", took)
		}
	})
}

func TestGotoRefused(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		var rejected *base.RejectedError
		err := b.link.Goto(b.ctx, base.Pose{XM: 12, YM: 6}, 0.6) // the writing table
		if !errors.As(err, &rejected) || rejected.Result.String() != "MAV_RESULT_DENIED" {
			b.t.Errorf("got %v, want MAV_RESULT_DENIED", err)
		}
	})
}

func TestHoldStopsOnTheWay(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		ended := make(chan error, 1)
		go func() { ended <- b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6) }()
		b.wait("motion", func(s base.State) bool { return s.SpeedMps > 0.5 })
		gone, cancel := context.WithCancel(b.ctx)
		cancel()
		if err := b.link.Hold(context.WithoutCancel(gone)); err != nil {
			b.t.Fatalf("Hold: %v", err)
		}
		if err := <-ended; !errors.Is(err, base.ErrSuperseded) {
			b.t.Errorf("Goto: got %v, want ErrSuperseded", err)
		}
		time.Sleep(1500 * time.Millisecond) // 0.6 m/s at 0.5 m/s²
		b.wait("standstill", func(s base.State) bool { return !s.Moving && s.Mode == base.ModeHold })
		before, _ := b.base.Truth()
		time.Sleep(5 * time.Second)
		if after, _ := b.base.Truth(); after != before {
			b.t.Errorf("moved from %+v to %+v after the hold", before, after)
		}
	})
}

func TestNewerGotoTakesOver(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		ended := make(chan error, 1)
		go func() { ended <- b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6) }()
		b.wait("motion", func(s base.State) bool { return s.SpeedMps > 0.5 })
		want := basetest.ServicePoint().Places["door-1"]
		if err := b.link.Goto(b.ctx, poseOf(want), 0.6); err != nil {
			b.t.Errorf("second Goto: %v", err)
		}
		if err := <-ended; !errors.Is(err, base.ErrSuperseded) {
			b.t.Errorf("first Goto: got %v, want ErrSuperseded", err)
		}
		if at, _ := b.base.Truth(); math.Hypot(at.X-want.X, at.Y-want.Y) > 0.1 {
			b.t.Errorf("got %+v, want %+v", at, want)
		}
	})
}

func TestEStopEndsMotion(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		ended := make(chan error, 1)
		go func() { ended <- b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6) }()
		b.wait("motion", func(s base.State) bool { return s.SpeedMps > 0.5 })
		pressed := time.Now()
		b.base.PressEStop()
		if err := <-ended; err == nil {
			b.t.Error("Goto: got no error after the e-stop")
		}
		b.wait("the e-stop", func(s base.State) bool { return s.EStop && s.EStops == 1 })
		if d := time.Since(pressed); d > 50*time.Millisecond {
			b.t.Errorf("the e-stop was seen after %v, want at most 50ms", d)
		}
		if err := b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6); !errors.Is(err, base.ErrEStop) {
			b.t.Errorf("Goto in e-stop: got %v, want ErrEStop", err)
		}
		b.wait("standstill", func(s base.State) bool { return !s.Moving })
		b.base.ReleaseEStop()
		b.wait("the release", func(s base.State) bool { return !s.EStop })
		before, _ := b.base.Truth()
		time.Sleep(5 * time.Second)
		if after, _ := b.base.Truth(); after != before {
			b.t.Errorf("moved from %+v to %+v by itself after the e-stop", before, after)
		}
		b.base.PressEStop()
		b.base.ReleaseEStop()
		b.wait("a short press to be counted", func(s base.State) bool { return s.EStops == 2 && !s.EStop })
	})
}

func TestLinkLossIsNoticedAndStopsTheBase(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		ended := make(chan error, 1)
		go func() { ended <- b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6) }()
		b.wait("motion", func(s base.State) bool { return s.SpeedMps > 0.5 })
		cut := time.Now()
		b.unplug()
		if err := <-ended; !errors.Is(err, base.ErrLinkLost) {
			b.t.Errorf("Goto: got %v, want ErrLinkLost", err)
		}
		if d := time.Since(cut); d > 350*time.Millisecond {
			b.t.Errorf("loss noticed after %v, want at most 350ms", d)
		}
		time.Sleep(time.Until(cut.Add(900 * time.Millisecond)))
		if _, speed := b.base.Truth(); speed != 0 {
			b.t.Errorf("the base still drives at %.2f m/s 0.9 s after the loss", speed)
		}
		if err := b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6); !errors.Is(err, base.ErrLinkLost) {
			b.t.Errorf("Goto without a link: got %v, want ErrLinkLost", err)
		}
		replugged := time.Now()
		b.cut.Store(false)
		b.wait("the link to come back", func(s base.State) bool { return s.Link })
		if d := time.Since(replugged); d > 100*time.Millisecond {
			b.t.Errorf("came back after %v, want at most 100ms", d)
		}
	})
}

func TestStateFollowsTheBase(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		if s := b.link.State(); !s.Charging || s.BatteryPct != 90 || s.PoseSigmaM > 0.05 {
			b.t.Errorf("got %+v, want 90 %% charging and a small sigma", s)
		}
		b.base.SetLocalised(false)
		b.wait("localisation to go", func(s base.State) bool { return !s.Localised && s.PoseSigmaM > 1 })
		b.base.SetLocalised(true)
		b.wait("localisation to come back", func(s base.State) bool { return s.Localised && s.Resets == 1 })
		b.base.SetBattery(7)
		b.wait("the battery", func(s base.State) bool { return s.BatteryPct == 7 })
		b.base.SetFault("left motor hot")
		b.wait("the fault", func(s base.State) bool { return len(s.Faults) == 1 && s.Faults[0] == "left motor hot" })
		b.base.SetFault("")
		b.wait("the fault's end", func(s base.State) bool { return len(s.Faults) == 0 })
		for range 20 {
			b.base.Garbage()
			time.Sleep(50 * time.Millisecond)
		}
		if !b.link.State().Link {
			b.t.Error("noise on the wire cost the link")
		}
	})
}

func TestPosesThatStopComing(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		b.drop = func(id uint32) bool { return id == 331 }
		b.unplug()
		b.cut.Store(false)
		b.wait("localisation to expire", func(s base.State) bool { return s.Link && !s.Localised })
	})
}

func TestNewNeedsADevice(t *testing.T) {
	t.Parallel()
	if _, err := base.New(base.Options{}); err == nil {
		t.Error("got no error without a device")
	}
}
