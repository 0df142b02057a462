package base_test

import (
	"bytes"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"

	"tiepdan/drivers/base"
)

// flooded is a port on which somebody puts more than what the base says.
type flooded struct {
	io.ReadWriteCloser

	more func(said []byte) []byte // what comes after what the base said
	rest []byte
}

func (f *flooded) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		said := make([]byte, 512)
		n, err := f.ReadWriteCloser.Read(said)
		if err != nil {
			return 0, err
		}
		f.rest = slices.Concat(said[:n], f.more(said[:n]))
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// strangers is a burst of frames that are well made and mean nothing here.
func strangers(t *testing.T) []byte {
	t.Helper()
	codec := newCodec(t)
	var out bytes.Buffer
	base9, ours := codec.NewWriter(&out, 9, 1), codec.NewWriter(&out, 1, 1)
	stale := base.FTPPacket{Seq: 7, Op: base.FTPAck, Request: base.FTPReadFile, Data: []byte("not yours")}
	for range 20 {
		for _, msg := range []message.Message{
			&common.MessageHeartbeat{SystemStatus: common.MAV_STATE_EMERGENCY, MavlinkVersion: 3},
			&common.MessageButtonChange{State: 1}, &common.MessageStatustext{Severity: common.MAV_SEVERITY_EMERGENCY, Text: "another vehicle burns"},
		} {
			if err := base9.Write(msg); err != nil {
				t.Fatal(err)
			}
		}
		for _, msg := range []message.Message{
			&common.MessageCommandAck{Command: 31000, Result: common.MAV_RESULT_ACCEPTED, ResultParam2: 60000},
			&common.MessageCommandAck{Command: common.MAV_CMD_DO_SET_HOME, Result: common.MAV_RESULT_FAILED},
			&common.MessageFileTransferProtocol{TargetSystem: 1, TargetComponent: 191, Payload: stale.Encode()},
			&common.MessageMissionAck{TargetSystem: 1, TargetComponent: 191, Type: common.MAV_MISSION_ERROR},
			&common.MessageParamValue{ParamId: "FLOOD", ParamCount: 1},
		} {
			if err := ours.Write(msg); err != nil {
				t.Fatal(err)
			}
		}
	}
	out.WriteString("\xfd\xff\x00\x00noise between")
	return out.Bytes()
}

// The link works on, counts what it met, and tells nothing that is not so.
func TestFloodsAreSurvived(t *testing.T) {
	t.Parallel()
	burst := strangers(t)
	tests := []struct {
		name  string
		key   *base.Key
		more  func(said []byte) []byte
		count func(base.ReadStats) uint64
	}{
		{"frames of others", nil, func([]byte) []byte { return burst }, func(s base.ReadStats) uint64 { return s.Frames }},
		{"unsigned ones", testKey(1), func([]byte) []byte { return burst }, func(s base.ReadStats) uint64 { return s.Unsigned }},
		{"what the base said", testKey(1), func(said []byte) []byte { return bytes.Repeat(said, 30) }, func(s base.ReadStats) uint64 { return s.Replayed }},
		{"noise", nil, func([]byte) []byte { return randomBytes(4000) }, func(s base.ReadStats) uint64 { return s.SkippedBytes }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onBenchWith(t, "door-3", base.Options{Key: tt.key}, func(b *bench) {
				b.wrap = func(port net.Conn) io.ReadWriteCloser { return &flooded{ReadWriteCloser: port, more: tt.more} }
				b.unplug()
				b.wait("the link to go", func(s base.State) bool { return !s.Link })
				b.cut.Store(false)
				b.wait("the link in the flood", func(s base.State) bool { return s.Link && s.Localised })
				if err := b.link.Goto(b.ctx, base.Pose{XM: 9.5, YM: 11.2}, 0.6); err != nil {
					b.t.Errorf("Goto: %v", err)
				}
				if s := b.link.State(); !s.Link || s.EStop || s.EStops > 0 || len(s.Faults) > 0 {
					b.t.Errorf("got %+v, want a base that is well", s)
				}
				pressed := time.Now()
				b.base.PressEStop()
				b.wait("the e-stop", func(s base.State) bool { return s.EStop })
				if d := time.Since(pressed); d > 50*time.Millisecond {
					b.t.Errorf("the e-stop was seen after %v, want at most 50ms", d)
				}
				s := b.link.Line()
				if n := tt.count(s.ReadStats); n < 2000 || s.Lost != 1 || s.Opened != 2 {
					b.t.Errorf("got %d and %+v, want it counted, and no link lost but by the plug", n, s)
				}
			})
		})
	}
}
