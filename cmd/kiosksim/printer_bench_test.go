package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"math"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
	"tiepdan/ui/paper"
)

var none = math.NaN()

// BenchmarkPrinter measures what a ticket costs. It runs once: make
// bench-printer. The figures go to the file that BENCH_OUT names, as
// BENCH_FORMAT says.
func BenchmarkPrinter(b *testing.B) {
	var f figures
	benchBytes(b, &f)
	benchDrawing(b, &f)
	benchTouch(b, &f)
	benchSerial(b, &f)
	for _, g := range f {
		if g.missed() {
			b.Errorf("missed: %s is %.2f %s, want at most %.2f", g.Name, g.Value, g.Unit, *g.Bar)
		}
	}
	path := os.Getenv("BENCH_OUT")
	if path == "" {
		b.Logf("\n%s", f.text())
		return
	}
	out := f.text()
	if os.Getenv("BENCH_FORMAT") == "json" {
		out, _ = json.Marshal(map[string]any{"figures": f}) // plain numbers and texts always encode
		out = append(out, '\n')
	}
	if err := os.WriteFile(path, out, 0o600); err != nil {
		b.Fatal(err)
	}
}

// wire is a printer on TCP that notes how many bytes came and when the last.
type wire struct {
	address string
	device  *printertest.Printer
	cut     chan struct{}

	mu    sync.Mutex
	bytes int
	last  time.Time
}

type noted struct {
	net.Conn

	w *wire
}

func (c noted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	c.w.bytes, c.w.last = c.w.bytes+n, time.Now()
	return n, err
}

func (w *wire) now() (got int, last time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes, w.last
}

func newWire(b *testing.B) *wire {
	b.Helper()
	w := &wire{cut: make(chan struct{}, 1)}
	w.device = printertest.New(printertest.Options{BufferBytes: 1 << 16, OnTicket: func(printertest.Ticket) {
		// The confirmation behind the cut is awaited too: it ends the bytes.
		select {
		case w.cut <- struct{}{}:
		default:
		}
	}})
	var lc net.ListenConfig
	l, err := lc.Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	w.address = "tcp://" + l.Addr().String()
	served := make(chan struct{})
	go func() {
		defer close(served)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = w.device.Serve(noted{c, w}) // a host that leaves is the host's matter
		}
	}()
	b.Cleanup(func() {
		if err := errors.Join(w.device.Close(), l.Close()); err != nil {
			b.Errorf("printer saw mistakes of the driver: %v", err)
		}
		<-served
	})
	return w
}

// driven runs the driver until the benchmark ends.
func driven(b *testing.B, address string) *printer.Printer {
	b.Helper()
	m, err := printer.ModelNamed("generic-80mm")
	if err != nil {
		b.Fatal(err)
	}
	p, err := printer.New(printer.Options{Address: address, Model: m})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	b.Cleanup(func() { cancel(); <-done })
	for end := time.Now().Add(20 * time.Second); p.Status().Blocked() != nil; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			b.Fatalf("printer: never ready, %+v", p.Status())
		}
	}
	return p
}

func benchPress(b *testing.B, coarse bool) *paper.Press {
	b.Helper()
	p, err := paper.NewPress(paper.Options{DotsWide: 576, Coarse: coarse})
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func benchTicket(b *testing.B, coarse bool) *image.Paletted {
	b.Helper()
	img, err := benchPress(b, coarse).Ticket(standardTicket())
	if err != nil {
		b.Fatal(err)
	}
	return img
}

// benchBytes compares the job with the same picture as one plain raster.
func benchBytes(b *testing.B, f *figures) {
	b.Helper()
	w := newWire(b)
	p := driven(b, w.address)
	job := func(img *image.Paletted) float64 {
		before, _ := w.now()
		if err := p.Print(b.Context(), img); err != nil {
			b.Fatal(err)
		}
		after, _ := w.now()
		return float64(after - before)
	}
	job(image.NewPaletted(image.Rect(0, 0, 8, 8), benchTicket(b, false).Palette)) // the first also clears the paper's path
	for _, coarse := range []bool{false, true} {
		name := map[bool]string{false: "standard ticket", true: "coarse ticket"}[coarse]
		img := benchTicket(b, coarse)
		plain := float64(len("\x1D\x76\x30\x00\x48\x00\x00\x00") + 72*img.Rect.Dy())
		bytes := job(img)
		f.add(name+": bytes of the job (peer: one plain raster)", "bytes", bytes, none, plain)
		f.add(name+": of plain full-width raster", "%", 100*bytes/plain, 40, none)
	}
}

// benchDrawing measures a press that has drawn before, and one that has not.
func benchDrawing(b *testing.B, f *figures) {
	b.Helper()
	const times = 200
	press := benchPress(b, false)
	first := time.Now()
	if _, err := press.Ticket(standardTicket()); err != nil {
		b.Fatal(err)
	}
	cold := time.Since(first)
	all := make([]time.Duration, times)
	for i := range all {
		ticket := standardTicket()
		ticket.Number = fmt.Sprintf("A%03d", i)
		ticket.URL = fmt.Sprintf("%s%d", ticket.URL[:len(ticket.URL)-3], 100+i)
		began := time.Now()
		if _, err := press.Ticket(ticket); err != nil {
			b.Fatal(err)
		}
		all[i] = time.Since(began)
	}
	f.add("drawing a ticket, median", "ms", quantile(all, 0.5), 5, none)
	f.add("drawing a ticket, p99", "ms", quantile(all, 0.99), none, none)
	f.add("drawing the first ticket of a run", "ms", ms(cold), none, none)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func quantile(all []time.Duration, share float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return ms(sorted[max(0, int(math.Ceil(share*float64(len(sorted))))-1)])
}
