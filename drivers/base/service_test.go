package base_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
)

// replug lets the bench's wire lose frames from here on.
func (b *bench) replug(drop func(id uint32) bool) {
	b.t.Helper()
	b.drop = drop
	b.unplug()
	b.wait("the link to go", func(s base.State) bool { return !s.Link })
	b.cut.Store(false)
	b.wait("the link to come back", func(s base.State) bool { return s.Link })
}

func TestParameters(t *testing.T) {
	t.Parallel()
	want := []base.Param{
		{Name: "ATC_ACCEL_MAX", Type: common.MAV_PARAM_TYPE_REAL32, Value: 0.5},
		{Name: "FENCE_ENABLE", Type: common.MAV_PARAM_TYPE_UINT8, Value: 1},
		{Name: "LIDAR_RPM", Type: common.MAV_PARAM_TYPE_UINT16, Value: 600},
		{Name: "MOUNT_MM", Type: common.MAV_PARAM_TYPE_INT16, Value: -120},
		{Name: "ODO_TICKS_PER_M_", Type: common.MAV_PARAM_TYPE_INT32, Value: -100000},
		{Name: "SERIAL_NO", Type: common.MAV_PARAM_TYPE_UINT32, Value: 70001},
		{Name: "TRIM_LEFT", Type: common.MAV_PARAM_TYPE_INT8, Value: -3},
		{Name: "WP_SPEED", Type: common.MAV_PARAM_TYPE_REAL32, Value: float64(float32(0.8))},
	}
	for _, bytewise := range []bool{false, true} {
		t.Run(map[bool]string{true: "as bytes", false: "as numbers"}[bytewise], func(t *testing.T) {
			t.Parallel()
			onBenchOf(t, "dock", emulation{bytewise: bytewise}, base.Options{}, func(b *bench) {
				got, err := b.link.Params(b.ctx)
				if err != nil || !reflect.DeepEqual(got, want) {
					b.t.Errorf("got %+v, %v", got, err)
				}
				one := base.Param{Name: "MOUNT_MM", Type: common.MAV_PARAM_TYPE_INT16, Value: -4}
				if err := b.link.SetParam(b.ctx, one); err != nil {
					b.t.Errorf("SetParam: %v", err)
				}
				if p, err := b.link.Param(b.ctx, "MOUNT_MM"); err != nil || p != one {
					b.t.Errorf("got %+v, %v, want %+v", p, err, one)
				}
				serial := base.Param{Name: "SERIAL_NO", Type: common.MAV_PARAM_TYPE_UINT32, Value: 1}
				if err := b.link.SetParam(b.ctx, serial); !errors.Is(err, base.ErrParamKept) {
					b.t.Errorf("a value that the base keeps: got %v", err)
				}
				if _, err := b.link.Param(b.ctx, "NO_SUCH"); !errors.Is(err, base.ErrNoAck) {
					b.t.Errorf("a name that is not there: got %v", err)
				}
				for _, bad := range []base.Param{
					{Name: "", Type: common.MAV_PARAM_TYPE_REAL32},
					{Name: "SEVENTEEN_LETTERS", Type: common.MAV_PARAM_TYPE_REAL32},
					{Name: "MOUNT_MM", Type: common.MAV_PARAM_TYPE_INT16, Value: 40000},
					{Name: "MOUNT_MM", Type: common.MAV_PARAM_TYPE_INT16, Value: 0.5},
					{Name: "WP_SPEED", Type: common.MAV_PARAM_TYPE_REAL32, Value: math.NaN()},
					{Name: "X", Type: common.MAV_PARAM_TYPE_REAL64},
				} {
					if err := b.link.SetParam(b.ctx, bad); err == nil {
						b.t.Errorf("%+v: got no error", bad)
					}
				}
			})
		})
	}
}

func TestParametersWithHoles(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		n := 0
		b.replug(func(id uint32) bool {
			if id == 22 {
				n++
			}
			return id == 22 && n < 20 && n%3 != 0
		})
		got, err := b.link.Params(b.ctx)
		if err != nil || len(got) != 8 {
			b.t.Errorf("got %d values, %v", len(got), err)
		}
		if n < 12 {
			b.t.Errorf("got %d answers: nothing was asked for again", n)
		}
		b.replug(func(id uint32) bool { return id == 22 })
		if _, err := b.link.Params(b.ctx); !errors.Is(err, base.ErrNoAck) {
			b.t.Errorf("got %v, want ErrNoAck", err)
		}
	})
}

func TestVersionAndRates(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		got, err := b.link.Version(b.ctx)
		want := base.Version{Major: 1, Minor: 2, Patch: 3, Vendor: 7, Product: 9, ID: 70001, Files: true, Fences: true}
		if err != nil || got != want {
			b.t.Errorf("got %+v, %v", got, err)
		}
		if err := b.link.SetRate(b.ctx, 330, 50*time.Millisecond); err != nil {
			b.t.Errorf("SetRate: %v", err)
		}
		if got := b.base.Rates()[330]; got != 50*time.Millisecond {
			b.t.Errorf("the base got %v", got)
		}
	})
}

func TestClock(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		time.Sleep(12 * time.Second)
		if c := b.link.Clock(); c.Samples != 8 || c.RoundTrip > 50*time.Millisecond || c.Offset.Abs() > 50*time.Millisecond {
			b.t.Errorf("got %+v", c)
		}
		b.replug(func(id uint32) bool { return id == 111 })
		time.Sleep(3 * time.Second)
		if c := b.link.Clock(); c.Samples != 0 {
			b.t.Errorf("got %+v after a replug and no answers", c)
		}
	})
}

func TestFaultsOfParts(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		b.base.SetSick(common.MAV_SYS_STATUS_SENSOR_LASER_POSITION)
		b.wait("the fault", func(s base.State) bool { return slices.Equal(s.Faults, []string{"lidar not healthy"}) })
		b.base.SetSick(common.MAV_SYS_STATUS_OBSTACLE_AVOIDANCE) // which this base has not
		b.wait("its end", func(s base.State) bool { return len(s.Faults) == 0 })
		for _, text := range []string{strings.Repeat("động cơ trái quá nóng ", 5), strings.Repeat("x", 50), strings.Repeat("y", 100)} {
			b.base.SetFault(text)
			b.wait("a text in chunks", func(s base.State) bool { return slices.Contains(s.Faults, text) })
			b.base.SetFault("")
			b.wait("its end", func(s base.State) bool { return len(s.Faults) == 0 })
		}
	})
}

func TestNoiseIsCounted(t *testing.T) {
	t.Parallel()
	onBenchWith(t, "dock", base.Options{Key: testKey(1)}, func(b *bench) {
		for range 40 {
			b.base.Garbage()
			time.Sleep(25 * time.Millisecond)
		}
		s := b.link.Stats()
		if s.SkippedBytes < 8000 || s.BadFrames+s.UnknownIDs == 0 || s.Forged+s.Replayed+s.Unsigned > 0 {
			b.t.Errorf("got %+v", s)
		}
		if !b.link.State().Link || s.Frames < 40 {
			b.t.Errorf("noise cost the link: %+v", s)
		}
	})
}
