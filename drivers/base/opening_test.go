package base_test

import (
	"io"
	"math"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
)

// deafAtFirst is a port behind which frames get lost for a while, as those do
// that follow half a frame.
type deafAtFirst struct {
	net.Conn
	lost *atomic.Int64
}

// Write loses the first frames.
func (d *deafAtFirst) Write(frame []byte) (int, error) {
	if d.lost.Add(-1) >= 0 {
		return len(frame), nil
	}
	return d.Conn.Write(frame)
}

// TestAnOpenedPortStopsWhatTheLastProgramLeft: a program that died left the base
// a goal; whoever opens the line next stops it, and does not wake it by
// heartbeats.
func TestAnOpenedPortStopsWhatTheLastProgramLeft(t *testing.T) {
	t.Parallel()
	for _, lost := range []int64{0, 1, 5} {
		onBench(t, "door-3", func(b *bench) {
			b.tasks.Go(func() { _ = b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6) })
			b.wait("motion", func(s base.State) bool { return s.SpeedMps > 0.3 })
			var left atomic.Int64
			left.Store(lost)
			b.wrap = func(c net.Conn) io.ReadWriteCloser { return &deafAtFirst{c, &left} }
			b.replug(func(uint32) bool { return false })
			time.Sleep(1400 * time.Millisecond) // 0.6 m/s at 0.5 m/s²
			before, speed := b.base.Truth()
			time.Sleep(5 * time.Second)
			after, _ := b.base.Truth()
			if d := math.Hypot(after.X-before.X, after.Y-before.Y); d > 0.01 || speed > 0.05 {
				b.t.Errorf("%d frames lost: %.2f m/s a second later, and %.2f m on, want it to stand", lost, speed, d)
			}
			if s := b.link.State(); !s.Link || s.Mode != base.ModeHold {
				b.t.Errorf("got %+v, want a link and a base that holds", s)
			}
		})
	}
}

// TestABaseWithoutAnswersGetsHeartbeatsAllTheSame: the first hold is not waited
// for longer than a base may be silent.
func TestABaseWithoutAnswersGetsHeartbeatsAllTheSame(t *testing.T) {
	t.Parallel()
	onAnyBench(t, "door-3", emulation{}, base.Options{}, func(b *bench) {
		b.wait("the link", func(s base.State) bool { return s.Link })
		ack := (&common.MessageCommandAck{}).GetID()
		b.replug(func(id uint32) bool { return id == ack })
		begun := time.Now()
		b.wait("the link again", func(s base.State) bool { return s.Link })
		if took := time.Since(begun); took > 400*time.Millisecond {
			b.t.Errorf("got a link after %v", took)
		}
	})
}

// TestGoalNumbersDoNotBeginAnew: the first goal of a program is not taken for
// the first one of the program before.
func TestGoalNumbersDoNotBeginAnew(t *testing.T) {
	t.Parallel()
	numbers := map[uint16]bool{}
	for range 20 {
		link, err := base.New(base.Options{Path: "/dev/none"})
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		numbers[link.LastGoal()] = true
	}
	if len(numbers) < 18 {
		t.Errorf("got only %d different beginnings of 20", len(numbers))
	}
}
