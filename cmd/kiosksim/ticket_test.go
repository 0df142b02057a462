package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/image/draw"

	"tiepdan/drivers/printer"
	"tiepdan/ui/paper"
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
	peers := filepath.Join("..", "..", "testpeers")
	if _, err := os.Stat(filepath.Join(peers, "node_modules", "npos")); err != nil {
		t.Fatalf("npos is not installed: run `npm install --prefix testpeers --no-package-lock --no-audit --no-fund --ignore-scripts` at the top of the tree: %v", err)
	}
	ticket := standardTicket()
	ticket.Reprint, ticket.Priority = true, true
	img, err := paper.Draw(ticket, paper.Options{DotsWide: 576})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	job, picture := filepath.Join(dir, "job.bin"), filepath.Join(dir, "picture.pgm")
	if err := os.WriteFile(job, printed(t, img), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "node", filepath.Join(peers, "npos-decode.js"), job, picture)
	wantSamePaper(t, readPGM(t, picture), img)
	if code := strings.TrimSpace(run(t, "zbarimg", "--quiet", "--raw", picture)); code != ticket.URL {
		t.Errorf("QR code by zbarimg: got %q, want %q", code, ticket.URL)
	}
	words := readWords(t, readPGM(t, picture), dir)
	for _, want := range []string{
		"Điểm phục vụ hành chính", "công phường Cửa Nam", "BẢN IN LẠI", "Số thứ tự", "ƯU TIÊN",
		"Chứng thực bản", "sao từ bản chính", "Cửa", "Phía trước", "4 người", "Dự kiến chờ", "10-20 phút",
		"Quét mã để theo dõi lượt", "08:05", "09/03/2026", "Xin vui lòng chờ gọi số. Cảm ơn ông/bà.",
	} {
		if !strings.Contains(words, squeeze(want)) {
			t.Errorf("words by tesseract: got no %q in %q", want, words)
		}
	}
	// Without a dictionary word around it, 0 and O are one letter to tesseract.
	if want := "A012"; !strings.Contains(strings.ReplaceAll(words, "O", "0"), want) {
		t.Errorf("number by tesseract: got no %q in %q", want, words)
	}
}

// readWords is what tesseract reads in several sizes: no one size suits a ticket
// whose letters are from 23 to 164 dots high.
func readWords(t *testing.T, picture *image.Gray, dir string) string {
	t.Helper()
	var words strings.Builder
	for i, pass := range []struct {
		percent int
		layout  string // tesseract's --psm: 4 is a column, 11 is scattered text
	}{{200, "4"}, {200, "11"}, {50, "4"}, {40, "11"}} {
		const margin = 20
		b := picture.Bounds()
		inner := image.Rect(margin, margin, margin+b.Dx()*pass.percent/100, margin+b.Dy()*pass.percent/100)
		scaled := image.NewGray(inner.Inset(-margin))
		draw.Draw(scaled, scaled.Rect, image.White, image.Point{}, draw.Src)
		draw.BiLinear.Scale(scaled, inner, picture, b, draw.Src, nil)
		path := filepath.Join(dir, fmt.Sprintf("pass-%d.png", i))
		var file bytes.Buffer
		if err := png.Encode(&file, scaled); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		words.WriteString(squeeze(run(t, "tesseract", path, "-", "-l", "vie", "--psm", pass.layout)))
	}
	return words.String()
}

// squeeze drops the spaces, of which tesseract sees too many or too few, and
// makes all dashes one.
func squeeze(text string) string {
	return strings.NewReplacer("–", "-", "—", "-").Replace(strings.Join(strings.Fields(text), ""))
}

// TestTicketBytes holds what a ticket may cost on a slow line.
func TestTicketBytes(t *testing.T) {
	t.Parallel()
	const dots = 576
	img, err := paper.Draw(standardTicket(), paper.Options{DotsWide: dots})
	if err != nil {
		t.Fatal(err)
	}
	got, plain := len(printed(t, img)), img.Rect.Dy()*dots/8
	t.Logf("%d bytes of job for %d plain, %d rows", got, plain, img.Rect.Dy())
	if got*100 > plain*40 {
		t.Errorf("a standard ticket takes %d bytes, want at most 40%% of the plain %d", got, plain)
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

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("%s: %v: %s", name, err, exit.Stderr)
		}
		t.Fatalf("%s (installed by scripts/setup): %v", name, err)
	}
	return string(out)
}

// readPGM reads the PGM picture that npos-decode.js writes.
func readPGM(t *testing.T, path string) *image.Gray {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var wide, high int
	head, pixels, _ := bytes.Cut(raw, []byte("\n255\n"))
	if _, err := fmt.Sscanf(string(head), "P5\n%d %d", &wide, &high); err != nil || len(pixels) != wide*high {
		t.Fatalf("picture by npos: got %d bytes for %d by %d, error %v", len(pixels), wide, high, err)
	}
	return &image.Gray{Pix: pixels, Stride: wide, Rect: image.Rect(0, 0, wide, high)}
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
