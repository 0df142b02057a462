package boxline_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"tiepdan/drivers/serialport/boxline"
)

const maxLine = 28

// good has check digits that were computed apart from our code.
const good = "$P 3 17 0*57A9\r\n"

func TestReaderFindsLines(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, in string
		bad      uint64
	}{
		{"nothing before", "", 0},
		{"empty lines", "\r\n\n\r\n", 0},
		{"noise without an end", "\x00\xff\x80P 3", 1},
		{"noise with an end", "hello\r\n", 1},
		{"noise longer than a line", strings.Repeat("z", 1000) + "\n", 35},
		{"half a line", "$P 3 1", 1},
		{"wrong check digits", "$P 3 17 0*57AA\r\n", 1},
		{"digits in lower case", "$P 3 17 0*57a9\r\n", 1},
		{"no digits", "$P 3 17 0\r\n", 1},
	} {
		r := boxline.NewReader(strings.NewReader(tc.in+good), maxLine)
		body, err := r.Next()
		if err != nil || string(body) != "P 3 17 0" || r.Bad() != tc.bad {
			t.Errorf("%s: got %q, %v and %d bad, want the line and %d bad", tc.name, body, err, r.Bad(), tc.bad)
		}
		if _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: got %v behind the line, want the end", tc.name, err)
		}
	}
}

func TestAppend(t *testing.T) {
	t.Parallel()
	if got := boxline.Append(nil, []byte("P 3 17 0")); string(got) != good {
		t.Errorf("got %q, want %q", got, good)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"0": true, "7": true, "100": true, "101": false, "07": false, "": false, "-1": false, "+1": false, "1.0": false, "99999999999999999999": false,
	} {
		if v, ok := boxline.Number([]byte(text), 0, 100); ok != want {
			t.Errorf("%q: got %d, %v, want %v", text, v, ok, want)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("$T 1 0 -*0000\r\n$$\n" + good))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := boxline.NewReader(bytes.NewReader(data), maxLine)
		for {
			body, err := r.Next()
			if err != nil {
				return
			}
			line := boxline.Append(nil, body)
			again, err := boxline.NewReader(bytes.NewReader(line), maxLine).Next()
			if err != nil || !bytes.Equal(again, body) {
				t.Fatalf("%q comes back as %q, %v", body, again, err)
			}
		}
	})
}
