package base_test

import (
	"bytes"
	"context"
	"io"
	"math"
	"net"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
)

// TestCommandsOnTheWire compares what the link sends with an independent
// encoder's frames, answering every command by hand.
func TestCommandsOnTheWire(t *testing.T) {
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
		defer cancel()
		var tasks sync.WaitGroup
		tasks.Go(func() { _ = link.Run(ctx) })
		hand := byHand{answers: []answer{{common.MAV_RESULT_IN_PROGRESS, 0}, {common.MAV_RESULT_ACCEPTED, 0}}}
		tasks.Go(func() { hand.answer(codec, theirs) })
		time.Sleep(time.Second + time.Millisecond)
		synctest.Wait()
		if beats := hand.beats; beats < 10 || beats > 12 {
			t.Errorf("got %d heartbeats in a second, want 11", beats)
		}
		if err := link.Goto(ctx, base.Pose{XM: 8.5, YM: 11.2, HeadingRad: math.Pi / 2}, 0.6); err != nil {
			t.Errorf("Goto: %v", err)
		}
		if err := link.Hold(ctx); err != nil {
			t.Errorf("Hold: %v", err)
		}
		cancel()
		_ = theirs.Close()
		tasks.Wait()

		hand.check(t, codec)
	})
}

// byHand is a base that accepts everything, and a goal as it is told to.
type byHand struct {
	answers []answer // to a goal
	mode    atomic.Uint32
	beats   int
	early   int          // beats before any command
	got     []base.Frame // commands
}

type answer struct {
	result common.MAV_RESULT
	number int32
}

func (h *byHand) answer(codec *base.Codec, port net.Conn) {
	reader, writer := codec.NewReader(port), codec.NewWriter(port, 1, 1)
	for {
		f, err := reader.Read()
		if err != nil {
			return
		}
		switch m := f.Message.(type) {
		case *common.MessageHeartbeat:
			h.beats++
			if len(h.got) == 0 {
				h.early++
			}
			_ = writer.Write(&common.MessageHeartbeat{SystemStatus: common.MAV_STATE_STANDBY, BaseMode: common.MAV_MODE_FLAG_SAFETY_ARMED, CustomMode: h.mode.Load()})
		case *common.MessageCommandInt:
			h.got = append(h.got, f)
			for _, a := range h.answers {
				_ = writer.Write(&common.MessageCommandAck{Command: m.Command, Result: a.result, ResultParam2: a.number})
			}
		case *common.MessageCommandLong:
			if m.Command != common.MAV_CMD_REQUEST_MESSAGE { // for a heartbeat, when the port opens
				h.got = append(h.got, f)
			}
			_ = writer.Write(&common.MessageCommandAck{Command: m.Command, Result: common.MAV_RESULT_ACCEPTED})
		}
	}
}

func (h *byHand) check(t *testing.T, codec *base.Codec) {
	t.Helper()
	if len(h.got) != 4 {
		t.Fatalf("got %d commands %+v, want a hold, then speed, goal and hold", len(h.got), h.got)
	}
	if first, ok := h.got[0].Message.(*common.MessageCommandLong); !ok || first.Command != common.MAV_CMD_DO_SET_MODE || first.Param2 != float32(base.ModeHold) || h.early > 0 {
		t.Errorf("got %+v first, after %d heartbeats, want a hold before all else", h.got[0].Message, h.early)
	}
	h.got = h.got[1:]
	speed := &common.MessageCommandLong{TargetSystem: 1, TargetComponent: 1, Command: 178, Param1: 1, Param2: 0.6, Param3: -1}
	if !reflect.DeepEqual(h.got[0].Message, speed) {
		t.Errorf("got %+v, want %+v", h.got[0].Message, speed)
	}
	for i, frame := range []string{goalHex, holdHex} {
		want, err := codec.NewReader(bytes.NewReader(unhex(t, frame))).Read()
		if err != nil {
			t.Fatalf("Read: %v", err)
		}
		have := h.got[i+1]
		if !reflect.DeepEqual(have.Message, want.Message) || have.System != want.System || have.Component != want.Component {
			t.Errorf("got %+v, want %+v", have, want)
		}
	}
}

// TestLateAnswersToAnOlderGoal: what the base says about another goal neither
// ends nor fails this one.
func TestLateAnswersToAnOlderGoal(t *testing.T) {
	t.Parallel()
	const accepted, cancelled, busy = common.MAV_RESULT_ACCEPTED, common.MAV_RESULT_CANCELLED, common.MAV_RESULT_IN_PROGRESS
	tests := []struct {
		name    string
		answers []answer
		want    bool // arrives
	}{
		{"numbered, this one", []answer{{busy, 1}, {accepted, 1}}, true},
		{"numbered, another one arrived", []answer{{accepted, 7}, {busy, 1}}, false},
		{"numbered, another one cancelled", []answer{{cancelled, 7}, {busy, 1}, {accepted, 1}}, true},
		{"not numbered, cancelled before it began", []answer{{cancelled, 0}, {busy, 0}, {accepted, 0}}, true},
		{"not numbered, cancelled on the way", []answer{{busy, 0}, {cancelled, 0}}, false},
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
				hand := byHand{answers: tt.answers}
				var tasks sync.WaitGroup
				tasks.Go(func() { _ = link.Run(ctx) })
				tasks.Go(func() { hand.answer(codec, theirs) })
				time.Sleep(time.Second)
				going, stop := context.WithTimeout(ctx, time.Minute)
				if err := link.Goto(going, base.Pose{XM: 1}, 0.6); (err == nil) != tt.want {
					t.Errorf("got %v, want arrival %v", err, tt.want)
				}
				stop()
				cancel()
				_ = theirs.Close()
				tasks.Wait()
			})
		})
	}
}

// TestOdometryOfAnIndependentEncoder: 2.5 m north, 14 m east, turned 90°
// clockwise from north, which is east.
func TestOdometryOfAnIndependentEncoder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		link, err := base.New(base.Options{Open: func() (io.ReadWriteCloser, error) { return ours, nil }})
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var tasks sync.WaitGroup
		tasks.Go(func() { _ = link.Run(ctx) })
		tasks.Go(func() { _, _ = io.Copy(io.Discard, theirs) })
		for _, h := range []string{heartbeatHex, odometryHex} {
			if _, err := theirs.Write(unhex(t, h)); err != nil {
				t.Errorf("Write: %v", err)
			}
		}
		synctest.Wait()
		s := link.State()
		want := base.Pose{XM: 14, YM: 2.5}
		if d := math.Hypot(s.Pose.XM-want.XM, s.Pose.YM-want.YM); d > 1e-4 || math.Abs(s.Pose.HeadingRad) > 1e-4 {
			t.Errorf("got pose %+v, want %+v", s.Pose, want)
		}
		if math.Abs(s.PoseSigmaM-0.03) > 1e-4 || s.SpeedMps != 0.5 || !s.Moving || s.Mode != base.ModeHold {
			t.Errorf("got %+v, want sigma 0.03 m, 0.5 m/s, mode hold", s)
		}
		if s.Localised {
			t.Error("localised without the estimator's word")
		}
		cancel()
		_ = theirs.Close()
		tasks.Wait()
	})
}
