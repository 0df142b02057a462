package wire_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"tiepdan/speech/wire"
)

func TestRequestRoundTrip(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		req  wire.Request
		want string
	}{
		{
			"say",
			wire.Request{ID: "7", Op: wire.OpSay, Lang: "vi", Text: "xin mời\nA", Chime: true, Volume: 80},
			`{"v":1,"id":"7","op":"say","lang":"vi","text":"xin mời\nA","chime":true,"volume":80}` + "\n",
		},
		{"stop all", wire.Request{Op: wire.OpStop}, `{"v":1,"op":"stop"}` + "\n"},
		{"ping", wire.Request{ID: "p1", Op: wire.OpPing}, `{"v":1,"id":"p1","op":"ping"}` + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var buf bytes.Buffer
			if err := wire.NewEncoder[wire.Request](&buf).Encode(tt.req); err != nil {
				t.Fatalf("Encode: %v", err)
			}
			if buf.String() != tt.want {
				t.Errorf("line: got %q, want %q", buf.String(), tt.want)
			}
			got, err := wire.NewDecoder[wire.Request](&buf).Decode()
			tt.req.V = wire.Version
			if err != nil || !reflect.DeepEqual(got, tt.req) {
				t.Errorf("Decode: got %+v, %v, want %+v", got, err, tt.req)
			}
		})
	}
}

// A refused line is skipped whole; the line after it is read.
func TestDecodeResynchronises(t *testing.T) {
	t.Parallel()
	good := `{"v":1,"event":"pong","id":"x"}` + "\n"
	tests := map[string]string{
		"not JSON":      "hello there\n",
		"half object":   `{"v":1,"event":` + "\n",
		"wrong type":    `{"v":1,"event":7}` + "\n",
		"other version": `{"v":2,"event":"pong"}` + "\n",
		"no version":    `{"event":"pong"}` + "\n",
		"empty line":    "\n",
		"too long":      `{"v":1,"reason":"` + strings.Repeat("a", wire.MaxLine*2) + `"}` + "\n",
		"binary":        "\x00\xff\xfe\n",
	}
	for name, bad := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := wire.NewDecoder[wire.Event](strings.NewReader(bad + good))
			var line *wire.LineError
			if _, err := d.Decode(); !errors.As(err, &line) {
				t.Fatalf("first Decode: got %v, want a *LineError", err)
			}
			got, err := d.Decode()
			if err != nil || got.Event != wire.Pong || got.ID != "x" {
				t.Errorf("second Decode: got %+v, %v, want the pong", got, err)
			}
			if _, err := d.Decode(); !errors.Is(err, io.EOF) {
				t.Errorf("third Decode: got %v, want EOF", err)
			}
		})
	}
}

// A message cut off by the death of its writer is no message.
func TestDecodeCutOff(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`{"v":1,"event":"done"}`, strings.Repeat("a", wire.MaxLine+5)} {
		if _, err := wire.NewDecoder[wire.Event](strings.NewReader(in)).Decode(); !errors.Is(err, io.EOF) {
			t.Errorf("Decode(%.20q without a line end): got %v, want EOF", in, err)
		}
	}
}

func TestEncodeRefusesLongLine(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	err := wire.NewEncoder[wire.Event](&buf).Encode(wire.Event{Reason: strings.Repeat("a", wire.MaxLine)})
	if err == nil || buf.Len() != 0 {
		t.Errorf("Encode of an overlong event: got error %v and %d bytes, want an error and nothing sent", err, buf.Len())
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"v":1,"id":"7","op":"say","lang":"vi","text":"xin","chime":true,"volume":80}` + "\n"))
	f.Add([]byte(`{"v":1,"op":"stop"}` + "\n" + `{"v":1,"op":"ping"}` + "\n"))
	f.Add([]byte("x\n\n{}\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		d := wire.NewDecoder[wire.Request](bytes.NewReader(in))
		for {
			m, err := d.Decode()
			if _, ok := errors.AsType[*wire.LineError](err); ok {
				continue
			}
			if err != nil {
				return
			}
			var buf bytes.Buffer
			if wire.NewEncoder[wire.Request](&buf).Encode(m) != nil {
				continue // escaping may make a line longer than the limit
			}
			again, err := wire.NewDecoder[wire.Request](&buf).Decode()
			if err != nil || again != m {
				t.Fatalf("decode after encode: got %+v, %v, want %+v", again, err, m)
			}
		}
	})
}

// Events carry what was said; decoding one and encoding it again is stable.
func FuzzDecodeEvent(f *testing.F) {
	f.Add([]byte(`{"v":1,"event":"heard","id":"hear/1","text":"giấy khai sinh"}` + "\n"))
	f.Add([]byte(`{"v":1,"event":"ear","langs":"vi en","input":"pulseaudio: x","reason":""}` + "\n"))
	f.Add([]byte(`{"v":1,"event":"loading","model":"0123","reason":"tones"}` + "\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		m, err := wire.NewDecoder[wire.Event](bytes.NewReader(in)).Decode()
		if err != nil {
			return
		}
		var buf bytes.Buffer
		if wire.NewEncoder[wire.Event](&buf).Encode(m) != nil {
			return // escaping may make a line longer than the limit
		}
		if again, err := wire.NewDecoder[wire.Event](&buf).Decode(); err != nil || again != m {
			t.Fatalf("decode after encode: got %+v, %v, want %+v", again, err, m)
		}
	})
}
