package base_test

import (
	"bytes"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
)

// stalling is a port whose adapter takes its time for every frame.
type stalling struct {
	net.Conn
	codec *base.Codec
	moves func() // called as a frame that asks to move begins to be written
}

// Write takes a while; what is written behind it waits.
func (p *stalling) Write(frame []byte) (int, error) {
	if f, err := p.codec.NewReader(bytes.NewReader(frame)).Read(); err == nil && wantsMotion(f) {
		p.moves()
	}
	time.Sleep(40 * time.Millisecond)
	return p.Conn.Write(frame)
}

func wantsMotion(f base.Frame) bool {
	switch m := f.Message.(type) {
	case *common.MessageCommandInt:
		return m.Command == common.MAV_CMD_WAYPOINT_USER_1
	case *common.MessageCommandLong:
		return m.Command == common.MAV_CMD_DO_SET_MODE && m.Param2 == float32(base.ModeDock)
	case *common.MessageSetPositionTargetLocalNed:
		return m.TypeMask == base.MaskPosition || m.Vx != 0 || m.YawRate != 0
	}
	return false
}

// TestNothingLeavesTheQueueTooLate: a goal, a docking or a velocity that waits
// behind other frames is not sent once the e-stop or the loss of the link is known.
func TestNothingLeavesTheQueueTooLate(t *testing.T) {
	t.Parallel()
	orders := map[string]func(b *bench){
		"goal":     func(b *bench) { _ = b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6) },
		"docking":  func(b *bench) { _ = b.link.Dock(b.ctx) },
		"velocity": func(b *bench) { _ = b.link.Drive(b.ctx, turning()) },
	}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := 0
			for n := range 40 {
				onBench(t, "door-3", func(b *bench) {
					var known atomic.Int64 // since when motion is forbidden; 0: it is not
					codec := newCodec(t)
					b.wrap = func(c net.Conn) io.ReadWriteCloser {
						return &stalling{Conn: c, codec: codec, moves: func() {
							sent++
							if since := known.Load(); since != 0 && time.Now().UnixNano() > since {
								b.t.Errorf("a %s leaves %v after the e-stop or the loss was known", name, time.Duration(time.Now().UnixNano()-since))
							}
						}}
					}
					b.replug(func(uint32) bool { return false })
					b.tasks.Go(func() { order(b) })
					time.Sleep(time.Duration(n) * 10 * time.Millisecond)
					if n%2 == 0 {
						b.base.PressEStop()
						b.wait("the e-stop", func(s base.State) bool { return s.EStop })
					} else {
						b.base.SetMute(true)
						b.wait("the loss", func(s base.State) bool { return !s.Link })
					}
					known.Store(time.Now().UnixNano())
					time.Sleep(time.Second)
				})
			}
			if sent < 20 {
				t.Errorf("%d frames asked to move, too few to prove anything", sent)
			}
		})
	}
}

// turning is somebody who keeps turning the base.
func turning() <-chan base.Twist {
	twists := make(chan base.Twist, 1000)
	for range cap(twists) {
		twists <- base.Twist{Rps: 0.1}
	}
	return twists
}
