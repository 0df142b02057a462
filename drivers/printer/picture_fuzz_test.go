package printer_test

import (
	"context"
	"io"
	"sync"
	"testing"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

// FuzzPicture: whatever the picture, what the printer puts on paper has all its
// dots, and only few more: those that break real-time sequences.
func FuzzPicture(f *testing.F) {
	f.Add([]byte{}, uint8(1))
	f.Add([]byte("\x10\x04\x01\x10\x05\x02\x10\x14\x01"), uint8(3))
	f.Add([]byte("\xFF\x00\xF0\x0F\x33\x33\xCC\xCC\x10\x04"), uint8(72))
	var mu sync.Mutex
	var last printertest.Ticket
	device := printertest.New(printertest.Options{BufferBytes: 1 << 20, OnTicket: func(t printertest.Ticket) { mu.Lock(); defer mu.Unlock(); last = t }})
	m, err := printer.ModelNamed("generic-80mm")
	if err != nil {
		f.Fatal(err)
	}
	p, err := printer.New(printer.Options{Model: m, Dial: func(ctx context.Context) (io.ReadWriteCloser, error) { return device.Dial(ctx) }})
	if err != nil {
		f.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	f.Cleanup(func() {
		cancel()
		<-done
		if err := device.Close(); err != nil {
			f.Errorf("printer saw mistakes of the driver: %v", err)
		}
	})
	for p.Status().Blocked() != nil {
		time.Sleep(time.Millisecond)
	}
	f.Fuzz(func(t *testing.T, bits []byte, wide uint8) {
		bytesWide := 1 + int(wide)%72
		rows := 1 + len(bits)/bytesWide
		img := paper(8*bytesWide, rows)
		for i := range 8 * len(bits) {
			img.Pix[i] = bits[i/8] >> (7 - i%8) & 1
		}
		if err := p.Print(context.Background(), img); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		defer mu.Unlock()
		extra := 0
		for i, ink := range img.Pix {
			got := last.Image.ColorIndexAt(i%img.Stride, i/img.Stride)
			if ink == 1 && got != 1 {
				t.Fatalf("%d dots wide, % x: dot %d is missing", 8*bytesWide, bits, i)
			}
			extra += int(got - ink)
		}
		if extra > 4*len(bits)/2 {
			t.Errorf("%d dots wide, % x: got %d dots too many", 8*bytesWide, bits, extra)
		}
	})
}
