package main

import (
	"bytes"
	"context"
	"image"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/ui/paper"
	"tiepdan/ui/paper/papertest"
)

// capture keeps what goes down the wire.
type capture struct {
	net.Conn

	mu   *sync.Mutex
	sent *bytes.Buffer
}

func (c capture) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent.Write(b[:n])
	return n, err
}

// TestTicketReadByOthers sends a drawn ticket down the wire, and has it read by
// what knows nothing of our code: npos decodes the bytes, tesseract reads the
// words, zbarimg the QR code.
func TestTicketReadByOthers(t *testing.T) {
	t.Parallel()
	ticket := standardTicket()
	ticket.Reprint, ticket.Priority = true, true
	img, err := paper.Draw(ticket, paper.Options{DotsWide: 576})
	if err != nil {
		t.Fatal(err)
	}
	picture, err := papertest.Picture(t.Context(), "../../testpeers", printed(t, img))
	if err != nil {
		t.Fatal(err)
	}
	wantSamePaper(t, picture, img)
	if code, err := papertest.Code(t.Context(), picture); err != nil || code != ticket.URL {
		t.Errorf("QR code by zbarimg: got %q, %v, want %q", code, err, ticket.URL)
	}
	words, err := papertest.Words(t.Context(), picture)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Điểm phục vụ hành chính", "công phường Cửa Nam", "BẢN IN LẠI", "Số thứ tự", "ƯU TIÊN",
		"Chứng thực bản", "sao từ bản chính", "Cửa", "Phía trước", "4 người", "Dự kiến chờ", "10-20 phút",
		"Quét mã để tra cứu", "08:05", "09/03/2026", "Xin vui lòng chờ gọi số.",
	} {
		if !strings.Contains(words, papertest.Squeeze(want)) {
			t.Errorf("words by tesseract: got no %q in %q", want, words)
		}
	}
	if want := "A012"; !papertest.HasNumber(words, want) {
		t.Errorf("number by tesseract: got no %q in %q", want, words)
	}
}

// TestTicketBytes holds what a ticket may cost, and how long that takes on a
// serial line, for which the largest letters are coarse.
func TestTicketBytes(t *testing.T) {
	t.Parallel()
	const dots, baud, bitsPerByte = 576, 115200, 10
	for name, tt := range map[string]struct {
		coarse  bool
		percent int
		limit   time.Duration
	}{"sharp": {false, 30, time.Minute}, "coarse": {true, 20, 1200 * time.Millisecond}} {
		press, err := paper.NewPress(paper.Options{DotsWide: dots, Coarse: tt.coarse})
		if err != nil {
			t.Fatal(err)
		}
		img, err := press.Ticket(standardTicket())
		if err != nil {
			t.Fatal(err)
		}
		got, plain := len(printed(t, img)), img.Rect.Dy()*dots/8
		took := time.Duration(got*bitsPerByte) * time.Second / baud
		t.Logf("%s: %d bytes of job for %d plain, %d rows, %v at %d baud", name, got, plain, img.Rect.Dy(), took, baud)
		if got*100 > plain*tt.percent {
			t.Errorf("a %s ticket takes %d bytes, want at most %d %% of the plain %d", name, got, tt.percent, plain)
		}
		if took > tt.limit {
			t.Errorf("a %s ticket takes %v at %d baud, want at most %v", name, took, baud, tt.limit)
		}
	}
}

// printed is what the driver sends over TCP for one picture, job bytes only.
func printed(t *testing.T, img *image.Paletted) []byte {
	t.Helper()
	sim, address := startPrinter(t, "--listen", "127.0.0.1:0", "--out", t.TempDir(), "--speed", "0")
	var mu sync.Mutex
	var sent bytes.Buffer
	p := startDriver(t, printer.Options{Dial: func(ctx context.Context) (io.ReadWriteCloser, error) {
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", strings.TrimPrefix(address, "tcp://"))
		return capture{c, &mu, &sent}, err
	}})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	// The first job of a process also cuts off what an earlier one left.
	if err := p.Print(ctx, img.SubImage(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatalf("Print: %v", err)
	}
	mu.Lock()
	before := sent.Len()
	mu.Unlock()
	if err := p.Print(ctx, img); err != nil {
		t.Fatalf("Print: %v", err)
	}
	mu.Lock()
	job := bytes.Clone(sent.Bytes()[before:])
	mu.Unlock()
	if err := sim.end(); err != nil {
		t.Errorf("printer saw mistakes of the driver: %v", err)
	}
	return job
}

// wantSamePaper compares what was decoded with what was to be printed; the
// decoded picture may end at its rightmost ink.
func wantSamePaper(t *testing.T, got *image.Gray, want *image.Paletted) {
	t.Helper()
	different := 0
	for i, ink := range want.Pix {
		at := image.Pt(i%want.Stride, i/want.Stride)
		if dark := at.In(got.Rect) && got.GrayAt(at.X, at.Y).Y < 0x80; dark != (ink == 1) {
			different++
		}
	}
	// The encoder may thicken a lone dot to break a real-time sequence.
	if different > 10 {
		t.Errorf("picture by npos: %d dots differ from the ticket, want at most 10", different)
	}
}
