package main

import (
	"context"
	"image"
	"io"
	"math"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
	"tiepdan/ui/paper"
)

// paced is a serial line of 115200 baud, ten bits a byte, that counts.
type paced struct {
	io.ReadWriteCloser

	sent *atomic.Int64
}

const serialBytesPerSecond = 11520

func (p paced) Write(b []byte) (int, error) {
	for at := 0; at < len(b); {
		n := min(64, len(b)-at)
		began := time.Now()
		if _, err := p.ReadWriteCloser.Write(b[at : at+n]); err != nil {
			return at, err
		}
		at += n
		p.sent.Add(int64(n))
		time.Sleep(time.Until(began.Add(time.Duration(n) * time.Second / serialBytesPerSecond)))
	}
	return len(b), nil
}

// benchSerial sends the coarse ticket down a line that is paced to the baud rate.
func benchSerial(b *testing.B, f *figures) {
	b.Helper()
	device := printertest.New(printertest.Options{BufferBytes: 1 << 16})
	m, err := printer.ModelNamed("generic-80mm")
	if err != nil {
		b.Fatal(err)
	}
	var sent atomic.Int64
	p, err := printer.New(printer.Options{Model: m, Dial: func(ctx context.Context) (io.ReadWriteCloser, error) {
		c, err := device.Dial(ctx)
		return paced{c, &sent}, err
	}})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	defer func() { cancel(); <-done; _ = device.Close() }()
	for p.Status().Blocked() != nil {
		time.Sleep(time.Millisecond)
	}
	job := func(img *image.Paletted) (asked, line float64) {
		before, began := sent.Load(), time.Now()
		if err := p.Print(b.Context(), img); err != nil {
			b.Fatal(err)
		}
		return time.Since(began).Seconds(), float64(sent.Load()-before) / serialBytesPerSecond
	}
	standard := benchTicket(b, true)
	job(standard) // the first also clears the paper's path
	asked, line := job(standard)
	f.add("ticket at 115200 baud: its bytes at ten bits each", "s", line, 1.2, none)
	f.add("ticket at 115200 baud: paced line, asked to confirmed", "s", asked, none, none)
	for _, o := range longerTickets() {
		img, err := benchPressWith(b, o.logo).Ticket(o.ticket)
		if err != nil {
			b.Fatal(err)
		}
		_, line := job(img)
		f.add(o.name+" at 115200 baud: its bytes at ten bits each", "s", line, none, none)
	}
}

// longerTicket is one with more ink than the standard ticket. None has a bar: the
// figure tells how long somebody waits.
type longerTicket struct {
	name   string
	logo   image.Image
	ticket paper.Ticket
}

func longerTickets() []longerTicket {
	reprint, large := standardTicket(), standardTicket()
	reprint.Reprint, reprint.Priority, large.Large = true, true, true
	return []longerTicket{
		{"with a logo", benchLogo(), standardTicket()},
		{"reprint with the priority mark", nil, reprint},
		{"large print", nil, large},
	}
}

// benchLogo is a ring, shaded, as a ward's seal is.
func benchLogo() image.Image {
	const size = 200
	img := image.NewGray(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			r := math.Hypot(float64(x-size/2), float64(y-size/2))
			shade := uint8(0xFF)
			if r < size/2 && r > size/3 {
				shade = uint8(x)
			}
			img.Pix[y*img.Stride+x] = shade
		}
	}
	return img
}

func benchPressWith(b *testing.B, logo image.Image) *paper.Press {
	b.Helper()
	p, err := paper.NewPress(paper.Options{DotsWide: 576, Coarse: true, Logo: logo})
	if err != nil {
		b.Fatal(err)
	}
	return p
}
