package base_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"tiepdan/drivers/base"
)

// wall is an area across the room, from the west wall to x 18.
func wall() base.Polygon {
	return base.Polygon{{XM: 0, YM: 9.8}, {XM: 18, YM: 9.8}, {XM: 18, YM: 10.2}, {XM: 0, YM: 10.2}}
}

func TestKeepOutChangesTheWay(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		if err := b.link.Upload(b.ctx, []base.Polygon{{{XM: 1, YM: 1}, {XM: 2, YM: 1}, {XM: 2, YM: 2}}, wall()}); err != nil {
			b.t.Fatalf("Upload: %v", err)
		}
		east := 0.0
		b.tasks.Go(func() {
			for b.link.State().Pose.YM > 9.6 && b.ctx.Err() == nil {
				east = max(east, b.link.State().Pose.XM)
				time.Sleep(100 * time.Millisecond)
			}
		})
		if err := b.link.Goto(b.ctx, base.Pose{XM: 6.5, YM: 8.9}, 0.8); err != nil {
			b.t.Fatalf("Goto: %v", err)
		}
		if east < 18 {
			b.t.Errorf("went through the area: at most %.1f m to the east", east)
		}
		if err := b.link.Goto(b.ctx, base.Pose{XM: 10, YM: 10}, 0.6); !rejected("MAV_RESULT_DENIED")(err) {
			b.t.Errorf("a goal in the area: got %v", err)
		}
		if err := b.link.Upload(b.ctx, nil); err != nil {
			b.t.Fatalf("Upload of nothing: %v", err)
		}
		begun := time.Now()
		if err := b.link.Goto(b.ctx, base.Pose{XM: 8.5, YM: 11.2}, 0.8); err != nil {
			b.t.Fatalf("Goto: %v", err)
		}
		if took := time.Since(begun); took > 20*time.Second {
			b.t.Errorf("took %v after the area was taken away", took)
		}
	})
}

func TestKeepOutIsRefused(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		long := make(base.Polygon, 1001)
		tests := map[string][]base.Polygon{
			"a line": {{{XM: 1, YM: 1}, {XM: 2, YM: 1}}}, "no number": {{{}, {XM: 1}, {YM: math.Inf(1)}}}, "too much": {long},
		}
		for name, areas := range tests {
			if err := b.link.Upload(b.ctx, areas); err == nil {
				b.t.Errorf("%s: got no error", name)
			}
		}
	})
}

func TestKeepOutOverABadWire(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		var n int
		b.drop = func(id uint32) bool {
			lost := id == 51 && n%2 == 0 || id == 47 && n < 30
			if id == 51 || id == 47 {
				n++
			}
			return lost
		}
		b.unplug()
		b.wait("the link to go", func(s base.State) bool { return !s.Link })
		if err := b.link.Upload(b.ctx, []base.Polygon{wall()}); !errors.Is(err, base.ErrLinkLost) {
			b.t.Errorf("Upload without a link: got %v", err)
		}
		b.cut.Store(false)
		b.wait("the link to come back", func(s base.State) bool { return s.Link })
		if err := b.link.Upload(b.ctx, []base.Polygon{wall()}); err == nil {
			b.t.Error("Upload: got no error when the final answer is lost")
		}
		n = 30
		if err := b.link.Upload(b.ctx, []base.Polygon{wall()}); err != nil {
			b.t.Errorf("Upload: %v", err)
		}
		b.base.DropMissionRequests(2)
		if err := b.link.Upload(b.ctx, []base.Polygon{wall()}); err != nil {
			b.t.Errorf("Upload with questions lost: %v", err)
		}
		if err := b.link.Goto(b.ctx, base.Pose{XM: 10, YM: 10}, 0.6); !rejected("MAV_RESULT_DENIED")(err) {
			b.t.Errorf("a goal in the area: got %v", err)
		}
	})
}
