package base_test

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
)

// TestABaseThatLeavesItsGoal: it answers that it is on its way, and holds.
func TestABaseThatLeavesItsGoal(t *testing.T) {
	t.Parallel()
	const busy = common.MAV_RESULT_IN_PROGRESS
	tests := []struct {
		name  string
		modes []uint32 // one a second
		want  error
	}{
		{"holds", []uint32{15, 15, 4, 4, 4, 4, 4, 4}, base.ErrModeLeft},
		{"for a moment", []uint32{15, 4, 15, 4, 15, 4, 15, 4}, context.DeadlineExceeded},
		{"tells no modes", []uint32{0, 0, 0, 0, 0, 0, 0, 0}, context.DeadlineExceeded},
		{"had not begun", []uint32{4, 4, 4, 4, 15, 15, 15, 15}, context.DeadlineExceeded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				codec := newCodec(t)
				ours, theirs := net.Pipe()
				link, err := base.New(base.Options{Open: func() (io.ReadWriteCloser, error) { return ours, nil }})
				if err != nil {
					t.Fatalf("New: %v", err)
				}
				link.CountGoalsFrom(0)
				ctx, cancel := context.WithCancel(t.Context())
				hand := byHand{answers: []answer{{busy, 1}}}
				var tasks sync.WaitGroup
				tasks.Go(func() { _ = link.Run(ctx) })
				tasks.Go(func() { hand.answer(codec, theirs) })
				tasks.Go(func() {
					for _, mode := range tt.modes {
						hand.mode.Store(mode)
						time.Sleep(time.Second)
					}
				})
				time.Sleep(500 * time.Millisecond)
				going, stop := context.WithTimeout(ctx, 7*time.Second)
				defer stop()
				if err := link.Goto(going, base.Pose{XM: 1}, 0.6); !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
				cancel()
				_ = theirs.Close()
				tasks.Wait()
			})
		})
	}
}
