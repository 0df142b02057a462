package base_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"reflect"
	"testing"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"

	"tiepdan/drivers/base"
)

// Frames built by an independent encoder: npm node-mavlink 2.3.0 with
// mavlink-mappings 1.0.21-20250824-1.
const (
	heartbeatHex = "fd090000070101000000040000000a00810303d154"
	odometryHex  = "fde900000801014b010087d6120000000000000020400000604100000000f304353f0000000000000000f304353f0000" +
		"003f000000000000000000000000000000000000000017b7d1390000000000000000000000000000000000000000faed" +
		"6b3a00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" +
		"000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" +
		"00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010c" +
		"03075a436e"
	ackHex       = "fd0a00000901014d0000187905ff0700000001bfc769"
	ackSignedHex = "fd0a01000901014d0000187905ff0700000001bf8efa0100e06f9e75197a2b91a0af84"
	// goalHex goes to door-3 (8.5, 11.2) facing north, as goal 1.
	goalHex = "fd2100000001bf4b0000000000000000803f000000000000000080b50100084c01000000000018790101018619"
	holdHex = "fd2000000001bf4c00000000803f000080400000000000000000000000000000000000000000b0000101148c"
)

func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		tb.Fatalf("bad test data: %v", err)
	}
	return b
}

func newCodec(tb testing.TB) *base.Codec {
	tb.Helper()
	c, err := base.NewCodec()
	if err != nil {
		tb.Fatalf("NewCodec: %v", err)
	}
	return c
}

func TestReaderFindsFrames(t *testing.T) {
	t.Parallel()
	beat, ack, signed := unhex(t, heartbeatHex), unhex(t, ackHex), unhex(t, ackSignedHex)
	broken := bytes.Clone(beat)
	broken[12] ^= 1
	unknown := bytes.Clone(beat)
	unknown[9] = 0x7F // message 0x7F0000 is nobody's
	strange := bytes.Clone(beat)
	strange[2] = 0x02 // an incompatibility flag that is not defined
	empty := unhex(t, "fd00000007010100000000")

	tests := []struct {
		name  string
		input [][]byte
		want  []uint32 // ids
		stats base.ReadStats
	}{
		{"one after the other", [][]byte{beat, ack}, []uint32{0, 77}, base.ReadStats{Frames: 2}},
		{"signed frames are read to their end", [][]byte{signed, beat}, []uint32{77, 0}, base.ReadStats{Frames: 2}},
		{"noise before", [][]byte{[]byte("noise"), beat}, []uint32{0}, base.ReadStats{Frames: 1, SkippedBytes: 5}},
		{
			"a beginning that promises 255 bytes does not swallow what follows",
			[][]byte{{0xFD, 0xFF}, beat, make([]byte, 300)},
			[]uint32{0},
			base.ReadStats{Frames: 1, SkippedBytes: 302, BadFrames: 1},
		},
		{"half a frame before", [][]byte{beat[:9], ack, beat}, []uint32{77, 0}, base.ReadStats{Frames: 2, SkippedBytes: 9, UnknownIDs: 1}},
		{"wrong checksum", [][]byte{broken, ack}, []uint32{77}, base.ReadStats{Frames: 1, SkippedBytes: 21, BadFrames: 1}},
		{"unknown id", [][]byte{unknown, ack}, []uint32{77}, base.ReadStats{Frames: 1, SkippedBytes: 21, UnknownIDs: 1}},
		{"undefined flag", [][]byte{strange, ack}, []uint32{77}, base.ReadStats{Frames: 1, SkippedBytes: 21, BadFrames: 1}},
		{"cut off at the end", [][]byte{ack, empty}, []uint32{77}, base.ReadStats{Frames: 1, SkippedBytes: 11}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newCodec(t).NewReader(bytes.NewReader(bytes.Join(tt.input, nil)))
			var got []uint32
			for {
				f, err := r.Read()
				if err != nil {
					if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
						t.Fatalf("got error %v, want the end of the stream", err)
					}
					break
				}
				got = append(got, f.Message.GetID())
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got messages %v, want %v", got, tt.want)
			}
			if s := r.Stats(); s != tt.stats {
				t.Errorf("got stats %+v, want %+v", s, tt.stats)
			}
		})
	}
}

func TestReaderDecodesAnIndependentEncodersFrames(t *testing.T) {
	t.Parallel()
	odometry := &common.MessageOdometry{
		TimeUsec: 1234567, FrameId: common.MAV_FRAME_LOCAL_NED, ChildFrameId: common.MAV_FRAME_BODY_FRD,
		X: 2.5, Y: 14, Q: [4]float32{0.70710677, 0, 0, 0.70710677}, Vx: 0.5,
		ResetCounter: 3, EstimatorType: common.MAV_ESTIMATOR_TYPE_AUTOPILOT, Quality: 90,
	}
	odometry.PoseCovariance[0], odometry.PoseCovariance[6] = 0.0004, 0.0009
	odometry.EstimatorType = 7
	ack := &common.MessageCommandAck{
		Command: 31000, Result: common.MAV_RESULT_IN_PROGRESS, Progress: 255,
		ResultParam2: 7, TargetSystem: 1, TargetComponent: 191,
	}
	tests := []struct {
		name, hex string
		seq       uint8
		signed    bool
		want      message.Message
	}{
		{"heartbeat", heartbeatHex, 7, false, &common.MessageHeartbeat{
			Type: 10, BaseMode: 129, CustomMode: 4, SystemStatus: 3, MavlinkVersion: 3,
		}},
		{"odometry", odometryHex, 8, false, odometry},
		{"ack", ackHex, 9, false, ack},
		{"signed ack", ackSignedHex, 9, true, ack},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			raw := unhex(t, tt.hex)
			f, err := newCodec(t).NewReader(bytes.NewReader(raw)).Read()
			if err != nil {
				t.Fatalf("Read: %v", err)
			}
			if f.Seq != tt.seq || f.System != 1 || f.Component != 1 || f.Signed != tt.signed {
				t.Errorf("got header %+v, want seq %d from 1/1, signed %v", f, tt.seq, tt.signed)
			}
			if !reflect.DeepEqual(f.Message, tt.want) {
				t.Errorf("got message %+v, want %+v", f.Message, tt.want)
			}
			if tt.signed {
				return
			}
			var out bytes.Buffer
			w := newCodec(t).NewWriter(&out, 1, 1)
			for range int(tt.seq) + 1 {
				out.Reset()
				if err := w.Write(f.Message); err != nil {
					t.Fatalf("Write: %v", err)
				}
			}
			if !bytes.Equal(out.Bytes(), raw) {
				t.Errorf("wrote %x, want %x", out.Bytes(), raw)
			}
		})
	}
}

func TestWriterRefusesUnknownMessages(t *testing.T) {
	t.Parallel()
	w := newCodec(t).NewWriter(io.Discard, 1, 1)
	if err := w.Write(&message.MessageRaw{ID: 0x7F0000}); err == nil {
		t.Error("got no error for a message outside the dialect")
	}
}

// FuzzReader feeds any bytes, then good frames: one must come out, and whatever
// else came out must be the same after writing and reading it again. One good
// frame would not do: noise with a lucky checksum may end inside it.
func FuzzReader(f *testing.F) {
	for _, s := range []string{heartbeatHex, odometryHex, ackHex, ackSignedHex, goalHex, holdHex, "fdff", "fd00000000000000000000"} {
		f.Add(unhex(f, s))
	}
	good := bytes.Repeat(unhex(f, ackHex), 20) // longer than any frame
	codec := newCodec(f)
	f.Fuzz(func(t *testing.T, noise []byte) {
		// Zeros behind the frame end whatever frame the noise began.
		r := codec.NewReader(io.MultiReader(bytes.NewReader(noise), bytes.NewReader(good), bytes.NewReader(make([]byte, 300))))
		found := false
		for {
			got, err := r.Read()
			if err != nil {
				break
			}
			found = found || got.Message.GetID() == 77 && got.Seq == 9
			var first, second bytes.Buffer
			again := rewrite(t, codec, &first, got.Message)
			rewrite(t, codec, &second, again)
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Fatalf("message %d: wrote %x, and after reading that %x", got.Message.GetID(), first.Bytes(), second.Bytes())
			}
		}
		if !found {
			t.Fatalf("no good frame behind %x was found", noise)
		}
	})
}

// rewrite writes a message into out and returns it as read back.
func rewrite(t *testing.T, codec *base.Codec, out *bytes.Buffer, m message.Message) message.Message {
	t.Helper()
	if err := codec.NewWriter(out, 1, 1).Write(m); err != nil {
		t.Fatalf("Write: %v", err)
	}
	f, err := codec.NewReader(bytes.NewReader(out.Bytes())).Read()
	if err != nil {
		t.Fatalf("message %d as written does not read: %v", m.GetID(), err)
	}
	return f.Message
}

// TestReaderLeavesTheNextFrameAlone: the zeros that a sender leaves out are
// put back, and not into what was read after the frame.
func TestReaderLeavesTheNextFrameAlone(t *testing.T) {
	t.Parallel()
	codec := newCodec(t)
	var stream bytes.Buffer
	w := codec.NewWriter(&stream, 1, 1)
	sent := []message.Message{
		&common.MessageStatustext{Severity: common.MAV_SEVERITY_ERROR, Text: "hot"},
		&common.MessageStatustext{Severity: common.MAV_SEVERITY_ALERT, Text: "stopped"},
		&common.MessageHeartbeat{MavlinkVersion: 3},
	}
	for _, m := range sent {
		if err := w.Write(m); err != nil {
			t.Fatalf("Write: %v", err)
		}
	}
	r := codec.NewReader(&stream)
	for _, want := range sent {
		f, err := r.Read()
		if err != nil {
			t.Fatalf("Read: %v", err)
		}
		if !reflect.DeepEqual(f.Message, want) {
			t.Errorf("got %+v, want %+v", f.Message, want)
		}
	}
}
