package panel_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tiepdan/drivers/panel"
)

// wire holds lines whose check digits were computed apart from our code
// (python3: binascii.crc_hqx(body, 0xFFFF)).
var wire = []struct {
	text string
	line panel.Line
}{
	{"$P 3 17 0*57A9\r\n", panel.Line{Kind: panel.KindPress, Button: 3, Seq: 17}},
	{"$P 4 4294967295 60000*D8FD\r\n", panel.Line{Kind: panel.KindPress, Button: 4, Seq: 1<<32 - 1, Age: time.Minute}},
	{"$L 2 18 3000*99D3\r\n", panel.Line{Kind: panel.KindLong, Button: 2, Seq: 18, Age: 3 * time.Second}},
	{"$H 0*4825\r\n", panel.Line{Kind: panel.KindHeartbeat}},
	{"$H 15*B90B\r\n", panel.Line{Kind: panel.KindHeartbeat, Held: 15}},
	{"$A 17*6A3E\r\n", panel.Line{Kind: panel.KindAck, Seq: 17}},
}

func TestLineOnTheWire(t *testing.T) {
	for _, tc := range wire {
		got, err := tc.line.AppendText(nil)
		if err != nil || string(got) != tc.text {
			t.Errorf("AppendText(%+v): got %q, %v, want %q", tc.line, got, err, tc.text)
		}
		line, err := panel.NewDecoder(bytes.NewReader([]byte(tc.text))).Next()
		if err != nil || line != tc.line {
			t.Errorf("Next(%q): got %+v, %v, want %+v", tc.text, line, err, tc.line)
		}
	}
}

func TestAppendTextRefuses(t *testing.T) {
	for _, l := range []panel.Line{
		{},
		{Kind: 'X'},
		{Kind: panel.KindPress, Button: 0, Seq: 1},
		{Kind: panel.KindPress, Button: 5, Seq: 1},
		{Kind: panel.KindPress, Button: 1, Seq: 0},
		{Kind: panel.KindPress, Button: 1, Seq: 1, Age: panel.MaxAge + time.Millisecond},
		{Kind: panel.KindPress, Button: 1, Seq: 1, Age: time.Microsecond},
		{Kind: panel.KindLong, Button: 1, Seq: 0},
		{Kind: panel.KindHeartbeat, Held: 16},
		{Kind: panel.KindAck, Seq: 0},
		{Kind: panel.KindAck, Seq: 1, Button: 1},
	} {
		if got, err := l.AppendText(nil); err == nil {
			t.Errorf("AppendText(%+v): got %q, want an error", l, got)
		}
	}
}

func TestDecoderResynchronises(t *testing.T) {
	good := wire[0]
	for _, tc := range []struct {
		name, in string
		bad      uint64
	}{
		{"nothing before", "", 0},
		{"empty lines", "\r\n\n\r\n", 0},
		{"noise without an end of line", "\x00\xff\x80P 3", 1},
		{"noise with an end of line", "hello\r\n", 1},
		{"noise longer than a line", string(bytes.Repeat([]byte("z"), 1000)) + "\n", 35},
		{"half a line", "$P 3 1", 1},
		{"wrong check digits", "$P 3 17 0*57AA\r\n", 1},
		{"check digits in lower case", "$P 3 17 0*57a9\r\n", 1},
		{"a flipped bit in the button", "$P 2 17 0*57A9\r\n", 1},
		{"no check digits", "$P 3 17 0\r\n", 1},
		{"unknown kind", "$X 1*0000\r\n", 1},
	} {
		d := panel.NewDecoder(bytes.NewReader([]byte(tc.in + good.text)))
		got, err := d.Next()
		if err != nil || got != good.line {
			t.Errorf("%s: got %+v, %v, want %+v", tc.name, got, err, good.line)
		}
		if d.Bad() != tc.bad {
			t.Errorf("%s: got %d bad, want %d", tc.name, d.Bad(), tc.bad)
		}
		if l, err := d.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: second Next: got %+v, %v, want io.EOF", tc.name, l, err)
		}
	}
}

// Every single wrong bit and every burst within 16 bits must be noticed: a
// button that turns into another one is a false rating.
func TestDecoderNoticesBursts(t *testing.T) {
	text := []byte(wire[0].text)
	body := text[:len(text)-2]
	rng := rand.New(rand.NewPCG(1, 2))
	for first := range len(body) * 8 {
		for pattern := 1; pattern < 512; pattern += 2 {
			burst := pattern
			if pattern > 255 {
				burst |= rng.IntN(1<<16) &^ 1
			}
			b := slices.Clone(text)
			for i := range 16 {
				if bit := first + i; burst>>i&1 == 1 && bit < len(body)*8 {
					b[bit/8] ^= 0x80 >> (bit % 8)
				}
			}
			if l, err := panel.NewDecoder(bytes.NewReader(b)).Next(); err == nil {
				t.Fatalf("%q (from %q): got %+v, want it dropped", b, text, l)
			}
		}
	}
}

func FuzzDecoder(f *testing.F) {
	for _, tc := range wire {
		f.Add([]byte(tc.text))
		f.Add([]byte("\x00$P 3 1" + tc.text + tc.text))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		d := panel.NewDecoder(bytes.NewReader(in))
		for {
			l, err := d.Next()
			if err != nil {
				if !errors.Is(err, io.EOF) {
					t.Fatalf("Next: got %v, want only the reader's error", err)
				}
				break
			}
			text, err := l.AppendText(nil)
			if err != nil {
				t.Fatalf("AppendText(%+v), which Next returned: got %v", l, err)
			}
			if !bytes.Contains(in, bytes.TrimRight(text, "\r\n")) {
				t.Fatalf("Next returned %+v, which is not in %q", l, in)
			}
		}
		// Whatever came before, the next good line gets through.
		d = panel.NewDecoder(io.MultiReader(bytes.NewReader(in), bytes.NewReader([]byte(wire[0].text))))
		var last panel.Line
		for l, err := d.Next(); err == nil; l, err = d.Next() {
			last = l
		}
		if last != wire[0].line {
			t.Fatalf("after %q: got %+v last, want %+v", in, last, wire[0].line)
		}
	})
}
