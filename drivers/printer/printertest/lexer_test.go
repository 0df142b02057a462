package printertest_test

import (
	"context"
	"io"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tiepdan/drivers/printer/printertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// FuzzPrinter sends bytes to the emulator as a host would: it must neither panic
// nor hang, whatever they are, and print no more rows than they can ask for.
func FuzzPrinter(f *testing.F) {
	for _, seed := range []string{
		"\x1B\x40\x1D\x61\xFF\x1D\x76\x30\x00\x02\x00\x02\x00\xAA\x55\x10\x04\x1D\x56\x42\x00\x1D\x28\x48\x06\x00\x30\x30ABCD",
		"\x1B\x40\x1D\x21\x22A012\x0A\x1D\x56\x00\x1D\x72\x31", "\x10\x04\x01\x10\x04\x02\x10\x05\x02\x1D\x49\x43", "\x1D\x76\x30\x00\xFF\xFF\xFF\xFF", "\x1B\x4A\xFF\x1B\x64\x05",
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, in []byte, text bool) {
		rows := 0
		p := printertest.New(printertest.Options{Text: text, Name: "TM-T20", OnTicket: func(ticket printertest.Ticket) { rows += ticket.Image.Rect.Dy() }})
		conn, err := p.Dial(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() { defer close(done); _, _ = io.Copy(io.Discard, conn) }()
		wrote := make(chan struct{})
		go func() { defer close(wrote); _, _ = conn.Write(in) }()
		select {
		case <-wrote:
		case <-time.After(10 * time.Second):
			t.Fatalf("% x: the printer takes no more", in)
		}
		_ = conn.Close()
		<-done
		_ = p.Close() // what it complains of is what fuzzing sends
		// A byte is at most 255 lines of 30 rows, 8 times as high.
		if rows > len(in)*255*30*8 {
			t.Errorf("% x: got %d rows", in, rows)
		}
	})
}
