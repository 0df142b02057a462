package base_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"

	"tiepdan/drivers/base"
)

// FuzzSignedReader: whatever comes, only frames that the key signed are handed
// out, each of them once.
func FuzzSignedReader(f *testing.F) {
	var good []byte
	w := newCodec(f).NewSignedWriter(writerFunc(func(p []byte) (int, error) {
		good = append(good, p...)
		return len(p), nil
	}), 1, 1, base.NewSigner(*testKey(1), 0, at(noon())))
	for _, m := range beats(3) {
		if err := w.Write(m); err != nil {
			f.Fatalf("Write: %v", err)
		}
	}
	f.Add(good)
	f.Add(append(bytes.Clone(good), good...))
	f.Add(unhex(f, ackSignedHex))
	f.Add(unhex(f, heartbeatHex))
	codec := newCodec(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		r := codec.NewSignedReader(bytes.NewReader(data), base.NewSigner(*testKey(1), 0, at(noon())))
		seen := map[uint32]bool{}
		for {
			frame, err := r.Read()
			if err != nil {
				break
			}
			beat, ok := frame.Message.(*common.MessageHeartbeat)
			if !ok || !frame.Signed || seen[beat.CustomMode] {
				t.Fatalf("got %+v, which nobody signed, or again", frame)
			}
			seen[beat.CustomMode] = true
		}
		s := r.Stats()
		if n := s.Frames + s.Unsigned + s.Forged + s.Replayed + s.KeyOffers; n > uint64(len(data)/12) {
			t.Errorf("%d frames in %d bytes", n, len(data))
		}
	})
}

// FuzzParam: what can be decoded can be encoded, and is the same then.
func FuzzParam(f *testing.F) {
	f.Add("WP_SPEED", uint8(9), uint32(0x3f000000), false)
	f.Add("SERIAL_NO", uint8(5), uint32(70001), true)
	f.Add("TRIM", uint8(2), uint32(0xfd), true)
	f.Fuzz(func(t *testing.T, name string, kind uint8, bits uint32, bytewise bool) {
		p, err := base.DecodeParam(&common.MessageParamValue{
			ParamId: name, ParamType: common.MAV_PARAM_TYPE(kind), ParamValue: math.Float32frombits(bits),
		}, bytewise)
		if err != nil {
			return
		}
		wire, err := base.EncodeParam(p, bytewise)
		if err != nil {
			return // a number that no base can have, such as 0.5 of an integer
		}
		again, err := base.DecodeParam(&common.MessageParamValue{ParamId: name, ParamType: p.Type, ParamValue: wire}, bytewise)
		if err != nil || again != p {
			t.Errorf("got %+v, %v, want %+v", again, err, p)
		}
	})
}

// FuzzUpload: no word of a base ends an upload well before it has all items,
// and every answer is the item that was asked for.
func FuzzUpload(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, 0, 2, 0, 3, 2, 0})
	f.Add([]byte{2, 0, 1, 0, 2, 5})
	f.Fuzz(func(t *testing.T, words []byte) {
		hear, err := base.UploadOf([]base.Polygon{wall()})
		if err != nil {
			t.Fatal(err)
		}
		for ; len(words) >= 2; words = words[2:] {
			kind, n := words[0], words[1]
			mission := common.MAV_MISSION_TYPE(1 &^ (kind >> 7))
			var word message.Message = &common.MessageMissionRequestInt{Seq: uint16(n), MissionType: mission}
			switch kind % 3 {
			case 1:
				word = &common.MessageMissionRequest{Seq: uint16(n), MissionType: mission}
			case 2:
				word = &common.MessageMissionAck{Type: common.MAV_MISSION_RESULT(n), MissionType: mission}
			}
			answer, given, over, err := hear(word)
			if item, ok := answer.(*common.MessageMissionItemInt); ok && item.Seq != uint16(n) {
				t.Fatalf("got item %d, want %d", item.Seq, n)
			}
			if over && err == nil && given != 4 {
				t.Fatalf("over after %d of 4 items", given)
			}
			if over {
				return
			}
		}
	})
}

// FuzzObstacles: no message makes a distance that nothing in it says.
func FuzzObstacles(f *testing.F) {
	f.Add(uint8(5), float32(0), float32(0), uint16(600), uint16(150), uint8(12), 0.0)
	f.Add(uint8(0), float32(-2.5), float32(180), uint16(600), uint16(601), uint8(0), 1.5)
	f.Fuzz(func(t *testing.T, increment uint8, incrementF, offset float32, most, cm uint16, frame uint8, heading float64) {
		m := &common.MessageObstacleDistance{
			Increment: increment, IncrementF: incrementF, AngleOffset: offset, MaxDistance: most, Frame: common.MAV_FRAME(frame),
		}
		for i := range m.Distances {
			m.Distances[i] = math.MaxUint16
		}
		m.Distances[3] = cm
		sectors, ok := base.SectorsOf(m, heading)
		for i, s := range sectors {
			free := math.IsInf(float64(s), 1) && cm > most
			if !math.IsNaN(float64(s)) && (!ok || s != float32(cm)/100 && !free) {
				t.Fatalf("sector %d is %v of %d cm", i, s, cm)
			}
		}
	})
}
