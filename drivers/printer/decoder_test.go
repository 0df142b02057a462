package printer_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"testing"
	"testing/iotest"

	"tiepdan/drivers/printer"
)

var (
	automatic = printer.Reply{Kind: printer.Automatic, Automatic: [4]byte{0x14, 0x00, 0x03, 0x0F}}
	done      = printer.Reply{Kind: printer.Block, Head: printer.HeadResponse, Block: []byte("\x22ABCD")}
)

func decoderCases() []struct {
	name    string
	in      string
	want    []printer.Reply
	skipped int
} {
	realTime := func(b byte) printer.Reply { return printer.Reply{Kind: printer.RealTime, Byte: b} }
	return []struct {
		name    string
		in      string
		want    []printer.Reply
		skipped int
	}{
		{"real time", "\x16\x12\x72", []printer.Reply{realTime(0x16), realTime(0x12), realTime(0x72)}, 0},
		{"automatic", "\x14\x00\x03\x0F", []printer.Reply{automatic}, 0},
		{"real time inside automatic", "\x14\x00\x12\x03\x0F", []printer.Reply{realTime(0x12), automatic}, 0},
		{"flow control inside automatic", "\x14\x13\x00\x03\x11\x0F", []printer.Reply{{Kind: printer.XOff}, {Kind: printer.XOn}, automatic}, 0},
		{"automatic begun twice", "\x14\x00\x14\x00\x03\x0F", []printer.Reply{automatic}, 2},
		{"block", "\x37\x22ABCD\x00", []printer.Reply{done}, 0},
		{"block of bytes that look like status", "\x37\x22\x32\x52\x30\x72\x00", []printer.Reply{{Kind: printer.Block, Head: printer.HeadResponse, Block: []byte("\x22\x32\x52\x30\x72")}}, 0},
		{"flow control inside block", "\x37\x22A\x13BCD\x00", []printer.Reply{{Kind: printer.XOff}, done}, 0},
		{"response broken off by status", "\x37\x22A\x12\x14\x00\x03\x0F", []printer.Reply{realTime(0x12), automatic}, 0},
		{"status inside a response", "\x37\x22A\x12B\x14\x00\x03\x0FCD\x00", []printer.Reply{realTime(0x12), automatic, done}, 0},
		{"status of letters inside a response", "\x37\x22A\x14\x40\x72\x60\x40BCD\x00", []printer.Reply{realTime(0x72), {Kind: printer.Automatic, Automatic: [4]byte{0x14, 0x40, 0x60, 0x40}}, done}, 0},
		{"half a status inside a response", "\x37\x22A\x14\x00\xFFBCD\x00", []printer.Reply{{Kind: printer.Transmitted}}, 9},
		{"response behind half a response", "\x37\x22A\x37\x22ABCD\x00", []printer.Reply{done}, 3},
		{"response too long", "\x37\x22ABCDE\x12", []printer.Reply{realTime(0x12)}, 7},
		{"other block broken off by status", "\x37\x41A\x12\x14\x00\x03\x0F", []printer.Reply{realTime(0x12), automatic}, 3},
		{"name", "\x5FTM-T20III\x00\x16", []printer.Reply{{Kind: printer.Block, Head: printer.HeadInfoB, Block: []byte("TM-T20III")}, realTime(0x16)}, 0},
		{"information", "\x3D\x21\x42\x00", []printer.Reply{{Kind: printer.Block, Head: printer.HeadInfoA, Block: []byte("!B")}}, 0},
		{"name right behind a response", "\x37\x22ABCD\x00\x5FX\x00", []printer.Reply{done, {Kind: printer.Block, Head: printer.HeadInfoB, Block: []byte("X")}}, 0},
		{"sensors", "\x00\x0F", []printer.Reply{{Kind: printer.Transmitted}, {Kind: printer.Transmitted, Byte: 0x0F}}, 0},
		{"sensors after automatic", "\x14\x00\x03\x0F\x03", []printer.Reply{automatic, {Kind: printer.Transmitted, Byte: 3}}, 0},
		{"noise", "\xFF\x80\x41\x9C\x12", []printer.Reply{realTime(0x12)}, 4},
		{"noise inside automatic", "\x14\x00\xFF\x14\x00\x03\x0F", []printer.Reply{automatic}, 3},
		{"empty block", "\x37\x00\x12", []printer.Reply{{Kind: printer.Transmitted}, realTime(0x12)}, 1},
	}
}

func decodeAll(r io.Reader) ([]printer.Reply, int, error) {
	d := printer.NewDecoder(r)
	var out []printer.Reply
	for {
		reply, err := d.Next()
		if errors.Is(err, io.EOF) {
			return out, d.Skipped(), nil
		}
		if err != nil {
			return out, d.Skipped(), err
		}
		out = append(out, reply)
	}
}

func TestDecoder(t *testing.T) {
	t.Parallel()
	for _, tt := range decoderCases() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for split, r := range map[string]io.Reader{
				"whole":     bytes.NewReader([]byte(tt.in)),
				"bytewise":  iotest.OneByteReader(bytes.NewReader([]byte(tt.in))),
				"half read": iotest.HalfReader(bytes.NewReader([]byte(tt.in))),
			} {
				got, skipped, err := decodeAll(r)
				if err != nil || !reflect.DeepEqual(got, tt.want) || skipped != tt.skipped {
					t.Errorf("%s % x: got %+v, %d skipped, error %v, want %+v, %d skipped", split, tt.in, got, skipped, err, tt.want, tt.skipped)
				}
			}
		})
	}
}

func TestDecoderPassesTheReadersError(t *testing.T) {
	t.Parallel()
	broken := errors.New("cable")
	_, _, err := decodeAll(io.MultiReader(bytes.NewReader([]byte("\x12\x14\x00")), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("got error %v, want %v", err, broken)
	}
}

// encodeReplies is how a printer would say them one after another.
func encodeReplies(replies []printer.Reply) []byte {
	var out []byte
	for _, r := range replies {
		switch r.Kind {
		case printer.RealTime, printer.Transmitted:
			out = append(out, r.Byte)
		case printer.Automatic:
			out = append(out, r.Automatic[:]...)
		case printer.Block:
			out = append(append(append(out, r.Head), r.Block...), 0)
		case printer.XOn:
			out = append(out, 0x11)
		case printer.XOff:
			out = append(out, 0x13)
		}
	}
	return out
}

func FuzzDecoder(f *testing.F) {
	for _, tt := range decoderCases() {
		f.Add([]byte(tt.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		first, skipped, err := decodeAll(bytes.NewReader(in))
		if err != nil || skipped > len(in) {
			t.Fatalf("% x: got %d skipped, error %v, want at most %d and none", in, skipped, err, len(in))
		}
		again, skipped, err := decodeAll(bytes.NewReader(encodeReplies(first)))
		if err != nil || skipped != 0 || !reflect.DeepEqual(again, first) {
			t.Errorf("% x: said again got %+v, %d skipped, error %v, want %+v", in, again, skipped, err, first)
		}
	})
}
