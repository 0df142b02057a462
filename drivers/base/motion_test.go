package base_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

func TestDockCharges(t *testing.T) {
	t.Parallel()
	onBench(t, "welcome", func(b *bench) {
		if err := b.link.Dock(b.ctx); err != nil {
			b.t.Fatalf("Dock: %v", err)
		}
		if s := b.link.State(); !s.Charging || !s.Docked {
			b.t.Errorf("got %+v, want charging and docked", s)
		}
		if err := b.link.Dock(b.ctx); err != nil {
			b.t.Errorf("Dock while charging: %v", err)
		}
		if err := b.link.Goto(b.ctx, poseOf(basetest.ServicePoint().Places["welcome"]), 0.6); err != nil {
			b.t.Fatalf("Goto from the dock: %v", err)
		}
		b.wait("undocking", func(s base.State) bool { return !s.Docked && !s.Charging })
	})
}

func TestDockFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		prep func(*bench)
		want func(error) bool
	}{
		{"dirty contacts", func(b *bench) { b.base.SetContacts(false) }, rejected("MAV_RESULT_FAILED")},
		{"not localised", func(b *bench) {
			b.base.SetLocalised(false)
		}, rejected("MAV_RESULT_TEMPORARILY_REJECTED")},
		{"e-stop", func(b *bench) {
			b.base.PressEStop()
			b.wait("the e-stop", func(s base.State) bool { return s.EStop })
		}, func(err error) bool { return errors.Is(err, base.ErrEStop) }},
		{"on the way", func(b *bench) {
			b.tasks.Go(func() {
				b.wait("motion", func(s base.State) bool { return s.Moving })
				b.base.SetFault("wheel stuck")
			})
		}, rejected("MAV_RESULT_FAILED")},
		{"superseded", func(b *bench) {
			b.tasks.Go(func() {
				b.wait("motion", func(s base.State) bool { return s.Moving })
				if err := b.link.Hold(context.WithoutCancel(b.ctx)); err != nil && b.ctx.Err() == nil {
					b.t.Errorf("Hold: %v", err)
				}
			})
		}, func(err error) bool { return errors.Is(err, base.ErrSuperseded) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onBench(t, "welcome", func(b *bench) {
				tt.prep(b)
				if err := b.link.Dock(b.ctx); !tt.want(err) {
					b.t.Errorf("got %v", err)
				}
				if b.link.State().Charging {
					b.t.Error("the base charges")
				}
			})
		})
	}
}

func rejected(result string) func(error) bool {
	return func(err error) bool {
		var r *base.RejectedError
		return errors.As(err, &r) && r.Result.String() == result
	}
}

func TestSpeedCapOnTheWay(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		ended := make(chan error, 1)
		go func() { ended <- b.link.Goto(b.ctx, poseOf(basetest.ServicePoint().Places["waiting"]), 0.6) }()
		b.wait("speed", func(s base.State) bool { return s.SpeedMps > 0.5 })
		if err := b.link.SetSpeedCap(b.ctx, 0.3); err != nil {
			b.t.Fatalf("SetSpeedCap: %v", err)
		}
		b.wait("the cap", func(s base.State) bool { return s.SpeedMps < 0.31 && s.SpeedMps > 0.2 })
		for range 20 {
			time.Sleep(50 * time.Millisecond)
			if v := b.link.State().SpeedMps; v > 0.31 {
				b.t.Errorf("got %.2f m/s under a cap of 0.3", v)
			}
		}
		if err := b.link.SetSpeedCap(b.ctx, math.NaN()); !rejected("MAV_RESULT_DENIED")(err) {
			b.t.Errorf("a cap that is no number: got %v", err)
		}
		if err := b.link.Pause(b.ctx); err != nil {
			b.t.Errorf("Pause: %v", err)
		}
		if err := <-ended; !rejected("MAV_RESULT_CANCELLED")(err) {
			b.t.Errorf("the goal that was paused: got %v", err)
		}
	})
}

func TestRelocalise(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		b.base.SetLocalised(false)
		b.wait("localisation to go", func(s base.State) bool { return !s.Localised })
		if err := b.link.Relocalise(b.ctx, base.Pose{XM: 2, YM: 2}, 0.5); err != nil {
			b.t.Fatalf("Relocalise: %v", err)
		}
		time.Sleep(time.Second)
		if b.link.State().Localised {
			b.t.Error("the base found itself by a hint that is wrong")
		}
		if err := b.link.Relocalise(b.ctx, base.Pose{XM: 8.3, YM: 11, HeadingRad: 1.5}, 0.5); err != nil {
			b.t.Fatalf("Relocalise: %v", err)
		}
		b.wait("localisation", func(s base.State) bool { return s.Localised && s.Resets > 0 })
		if err := b.link.Relocalise(b.ctx, base.Pose{XM: math.NaN()}, 0.5); err == nil {
			b.t.Error("got no error for a place that is no number")
		}
		if err := b.link.Relocalise(b.ctx, base.Pose{XM: 8}, -1); !rejected("MAV_RESULT_DENIED")(err) {
			b.t.Errorf("a negative deviation: got %v", err)
		}
	})
}

func TestDriveByHand(t *testing.T) {
	t.Parallel()
	onBench(t, "welcome", func(b *bench) {
		twists := make(chan base.Twist)
		ended := make(chan error, 1)
		go func() { ended <- b.link.Drive(b.ctx, twists) }()
		for range 20 {
			twists <- base.Twist{Mps: -0.2, Rps: 0.3}
			time.Sleep(100 * time.Millisecond)
		}
		if s := b.link.State(); s.SpeedMps < 0.15 || s.SpeedMps > 0.25 {
			b.t.Errorf("got %.2f m/s, want 0.2", s.SpeedMps)
		}
		at, _ := b.base.Truth()
		if turned := math.Remainder(at.Heading+math.Pi/2, 2*math.Pi); turned < 0.3 || turned > 0.7 {
			b.t.Errorf("turned %.2f rad, want 0.6 counter-clockwise", turned)
		}
		time.Sleep(time.Second) // the caller says nothing: 250 ms, then 0.5 m/s²
		if _, v := b.base.Truth(); v != 0 {
			b.t.Errorf("still at %.2f m/s a second after the last twist", v)
		}
		twists <- base.Twist{Mps: 0.2}
		close(twists)
		if err := <-ended; err != nil {
			b.t.Errorf("Drive: %v", err)
		}
		ctx, cancel := context.WithCancel(b.ctx)
		twists = make(chan base.Twist, 1)
		twists <- base.Twist{Mps: 0.2}
		go func() { ended <- b.link.Drive(ctx, twists) }()
		b.wait("motion", func(s base.State) bool { return s.Moving })
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			b.t.Errorf("Drive: got %v, want Canceled", err)
		}
		b.wait("standstill", func(s base.State) bool { return !s.Moving })
		go func() { ended <- b.link.Drive(b.ctx, nil) }()
		b.base.PressEStop()
		if err := <-ended; !errors.Is(err, base.ErrEStop) {
			b.t.Errorf("Drive: got %v, want ErrEStop", err)
		}
	})
}

func TestGotoBySetpoint(t *testing.T) {
	t.Parallel()
	onBenchWith(t, "door-3", base.Options{Setpoints: true}, func(b *bench) {
		want := basetest.ServicePoint().Places["door-1"]
		if err := b.link.Goto(b.ctx, poseOf(want), 0.6); err != nil {
			b.t.Fatalf("Goto: %v", err)
		}
		if at, v := b.base.Truth(); math.Hypot(at.X-want.X, at.Y-want.Y) > 0.2 || v > 0.02 {
			b.t.Errorf("got %+v at %.2f m/s, want standing at %+v", at, v, want)
		}
		ended := make(chan error, 1)
		go func() { ended <- b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6) }()
		b.wait("motion", func(s base.State) bool { return s.SpeedMps > 0.5 })
		if err := b.link.Pause(b.ctx); err != nil {
			b.t.Fatalf("Pause: %v", err)
		}
		if err := <-ended; !errors.Is(err, base.ErrModeLeft) {
			b.t.Errorf("Goto: got %v, want ErrModeLeft", err)
		}
	})
}

func TestObstaclesAroundTheBase(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) { // heads north, the door is 1.2 m ahead
		b.wait("sectors", func(s base.State) bool { return !s.SectorsAt.IsZero() })
		s := b.link.State()
		south := s.SectorsM[base.Sectors/2]
		west, east := s.SectorsM[base.Sectors/4], s.SectorsM[3*base.Sectors/4]
		// The seats are 3.7 m behind; nothing stands at the sides within 6 m.
		if south < 3.6 || south > 3.8 || !math.IsInf(float64(west), 1) || !math.IsInf(float64(east), 1) {
			b.t.Errorf("got south %.2f, west %.2f, east %.2f", south, west, east)
		}
		// The walls beside the door: 1.2 m to the north, 0.45 m to each side.
		left, right := s.SectorsM[6], s.SectorsM[base.Sectors-6]
		if left < 1.2 || left > 1.6 || right < 1.2 || right > 1.6 {
			b.t.Errorf("got %.2f and %.2f m at 30°, want 1.4", left, right)
		}
		b.base.SetBlocked(true)
		b.wait("somebody ahead", func(s base.State) bool { return s.SectorsM[0] == 0.5 })
		b.base.SetBumpers(2)
		b.wait("the bumper", func(s base.State) bool { return s.Bumpers == 2 })
		b.base.SetBumpers(0)
		b.wait("the bumper's release", func(s base.State) bool { return s.Bumpers == 0 })
	})
}

func TestButtonsThatStopComing(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		b.drop = func(id uint32) bool { return id == 257 }
		b.unplug()
		b.cut.Store(false)
		b.wait("the e-stop", func(s base.State) bool { return s.Link && s.EStop })
		b.drop = func(uint32) bool { return false }
		b.unplug()
		b.cut.Store(false)
		b.wait("the e-stop's release", func(s base.State) bool { return !s.EStop })
	})
}
