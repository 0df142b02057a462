package basetest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

// peer is a hand-driven agent at the other end of the wire.
type peer struct {
	t      *testing.T
	base   *basetest.Base
	writer *base.Writer

	mu    sync.Mutex
	acks  []common.MessageCommandAck
	files []base.FTPPacket
	seen  map[uint32]int
}

func onWire(t *testing.T, o basetest.Options, test func(p *peer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b, err := basetest.New(o)
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		codec, err := base.NewCodec()
		if err != nil {
			t.Fatalf("NewCodec: %v", err)
		}
		ours, theirs := net.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		p := &peer{t: t, base: b, writer: codec.NewWriter(ours, 1, 191), seen: map[uint32]int{}}
		var tasks sync.WaitGroup
		tasks.Go(func() { _ = b.Run(ctx) })
		tasks.Go(func() { _ = b.Serve(ctx, theirs) })
		tasks.Go(func() {
			reader := codec.NewReader(ours)
			for {
				f, err := reader.Read()
				if err != nil {
					return
				}
				p.mu.Lock()
				p.seen[f.Message.GetID()]++
				if ack, ok := f.Message.(*common.MessageCommandAck); ok {
					p.acks = append(p.acks, *ack)
				}
				if m, ok := f.Message.(*common.MessageFileTransferProtocol); ok {
					if packet, err := base.DecodeFTP(m.Payload); err == nil {
						p.files = append(p.files, packet)
					}
				}
				p.mu.Unlock()
			}
		})
		test(p)
		cancel()
		tasks.Wait()
	})
}

// send sends a message, after a heartbeat, and gives the base time to answer.
func (p *peer) send(m message.Message) {
	p.t.Helper()
	for _, m := range []message.Message{&common.MessageHeartbeat{}, m} {
		if err := p.writer.Write(m); err != nil {
			p.t.Fatalf("Write: %v", err)
		}
	}
	time.Sleep(time.Millisecond)
	synctest.Wait()
}

func (p *peer) results() []common.MAV_RESULT {
	p.mu.Lock()
	defer p.mu.Unlock()
	var r []common.MAV_RESULT
	for _, a := range p.acks {
		r = append(r, a.Result)
	}
	return r
}

func goalTo(north, east float32, number float32) *common.MessageCommandInt {
	return &common.MessageCommandInt{
		Frame: common.MAV_FRAME_LOCAL_NED, Command: 31000, Param2: number, X: int32(north * 1e4), Y: int32(east * 1e4),
	}
}

func TestMessageRates(t *testing.T) {
	t.Parallel()
	onWire(t, basetest.Options{}, func(p *peer) {
		time.Sleep(10*time.Second + time.Millisecond)
		synctest.Wait()
		want := map[uint32]int{0: 100, 331: 200, 230: 50, 257: 50, 147: 10}
		for id, n := range want {
			if got := p.seen[id]; got != n {
				p.t.Errorf("message %d: got %d in 10 s, want %d", id, got, n)
			}
		}
	})
}

func TestBaseStopsWithoutTheAgentsHeartbeat(t *testing.T) {
	t.Parallel()
	onWire(t, basetest.Options{}, func(p *peer) {
		p.send(goalTo(11.2, 8.5, 1))
		for range 40 {
			p.send(&common.MessageHeartbeat{})
			time.Sleep(99 * time.Millisecond)
		}
		if _, speed := p.base.Truth(); speed < 0.4 {
			p.t.Fatalf("got %.2f m/s after 4 s, want to be on the way", speed)
		}
		time.Sleep(300 * time.Millisecond)
		if _, speed := p.base.Truth(); speed < 0.4 {
			p.t.Errorf("got %.2f m/s 0.4 s after the last heartbeat, want to drive on", speed)
		}
		time.Sleep(600 * time.Millisecond)
		if _, speed := p.base.Truth(); speed != 0 {
			p.t.Errorf("got %.2f m/s 1 s after the last heartbeat, want 0", speed)
		}
		want := []common.MAV_RESULT{common.MAV_RESULT_IN_PROGRESS, common.MAV_RESULT_FAILED}
		if got := p.results(); !slices.Equal(got, want) {
			p.t.Errorf("got answers %v, want %v", got, want)
		}
	})
}

func TestGoalAnswers(t *testing.T) {
	t.Parallel()
	hold := &common.MessageCommandLong{Command: common.MAV_CMD_DO_SET_MODE, Param1: 1, Param2: 4}
	tests := []struct {
		name  string
		first func(b *basetest.Base)
		send  []message.Message
		want  []common.MAV_RESULT
	}{
		{"the same number is the same goal", nil, []message.Message{goalTo(11.2, 8.5, 1), goalTo(11.2, 8.5, 1)}, []common.MAV_RESULT{5, 5}},
		{"another number replaces it", nil, []message.Message{goalTo(11.2, 8.5, 1), goalTo(11.2, 8.5, 2)}, []common.MAV_RESULT{5, 6, 5}},
		{"a hold cancels it", nil, []message.Message{goalTo(11.2, 8.5, 1), hold, goalTo(11.2, 8.5, 1)}, []common.MAV_RESULT{5, 6, 0, 6}},
		{"on the table", nil, []message.Message{goalTo(6, 12, 1)}, []common.MAV_RESULT{2}},
		{"off the plan", nil, []message.Message{goalTo(60, 12, 1)}, []common.MAV_RESULT{2}},
		{"stopped", (*basetest.Base).PressEStop, []message.Message{goalTo(11.2, 8.5, 1)}, []common.MAV_RESULT{1}},
		{"lost", func(b *basetest.Base) { b.SetLocalised(false) }, []message.Message{goalTo(11.2, 8.5, 1)}, []common.MAV_RESULT{1}},
		{"another frame", nil, []message.Message{&common.MessageCommandInt{Command: 31000, Param2: 1}}, []common.MAV_RESULT{9}},
		{"no speed", nil, []message.Message{&common.MessageCommandLong{Command: 178, Param1: 1}}, []common.MAV_RESULT{2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onWire(t, basetest.Options{}, func(p *peer) {
				if tt.first != nil {
					tt.first(p.base)
				}
				for _, m := range tt.send {
					p.send(m)
				}
				if got := p.results(); !slices.Equal(got, tt.want) {
					p.t.Errorf("got %v, want %v", got, tt.want)
				}
				if r := p.base.Rejected(); len(r) > 0 {
					p.t.Errorf("rejected %v, want nothing", r)
				}
			})
		})
	}
}

func TestUnknownThingsAreRejectedAndRecorded(t *testing.T) {
	t.Parallel()
	onWire(t, basetest.Options{}, func(p *peer) {
		p.send(&common.MessageCommandLong{Command: 400, Param1: 1})
		p.send(&common.MessageCommandInt{Command: 16})
		p.send(&common.MessageSetPositionTargetLocalNed{})
		want := []string{"COMMAND_LONG 400 (1, 0)", "COMMAND_INT 16", "SET_POSITION_TARGET_LOCAL_NED mask 0 frame 0"}
		if got := p.base.Rejected(); !slices.Equal(got, want) {
			p.t.Errorf("got %q, want %q", got, want)
		}
		if r := p.results(); !slices.Equal(r, []common.MAV_RESULT{3, 3}) {
			p.t.Errorf("got answers %v, want twice unsupported", r)
		}
	})
}

func TestTruth(t *testing.T) {
	t.Parallel()
	var truth bytes.Buffer
	middle := basetest.Pose{X: 10, Y: 9}
	onWire(t, basetest.Options{Start: &middle, Truth: &truth, SpeedUp: 60}, func(p *peer) {
		time.Sleep(time.Minute) // an hour
	})
	lines := bytes.Split(bytes.TrimSpace(truth.Bytes()), []byte("\n"))
	if len(lines) != 300 && len(lines) != 299 {
		t.Errorf("got %d lines of truth a minute, want 300", len(lines))
	}
	var last struct {
		TMs int     `json:"t_ms"`
		X   float64 `json:"x_m"`
	}
	if err := json.Unmarshal(lines[len(lines)-1], &last); err != nil || last.X != 10 || last.TMs < 59000 {
		t.Errorf("got last line %s (%v), want x 10 after a minute", lines[len(lines)-1], err)
	}
}
