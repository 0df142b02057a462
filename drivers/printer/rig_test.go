package printer_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a driver on an emulated printer, with what came out of it.
type rig struct {
	t        *testing.T
	device   *printertest.Printer
	driver   *printer.Printer
	mu       sync.Mutex
	tickets  []*image.Paletted
	sent     bytes.Buffer // host to printer
	endDrive func()
}

type setup struct {
	device printertest.Options
	model  string
	// change may alter the driver's options before it starts.
	change func(*printer.Options)
}

// inBubble runs f with a driver whose link is up, in synthetic time.
func inBubble(t *testing.T, s setup, f func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, s)
		defer r.end()
		r.await("link", func(st printer.Status) bool { return st.Link })
		f(r)
	})
}

func newRig(t *testing.T, s setup) *rig {
	t.Helper()
	r := &rig{t: t}
	s.device.OnTicket = func(ticket printertest.Ticket) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.tickets = append(r.tickets, ticket.Image)
	}
	r.device = printertest.New(s.device)
	o := printer.Options{Model: model(t, s.model), Dial: func(ctx context.Context) (io.ReadWriteCloser, error) {
		conn, err := r.device.Dial(ctx)
		if err != nil {
			return nil, err
		}
		return &tap{ReadWriteCloser: conn, r: r}, nil
	}}
	if s.change != nil {
		s.change(&o)
	}
	r.driver, r.endDrive = start(t, o)
	return r
}

func (r *rig) end() {
	r.endDrive()
	if err := r.device.Close(); err != nil {
		r.t.Errorf("printer saw mistakes of the driver: %v", err)
	}
}

// start runs a driver; end stops it and checks that Run returned nil.
func start(t *testing.T, o printer.Options) (p *printer.Printer, end func()) {
	t.Helper()
	p, err := printer.New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	return p, sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: got %v, want nil after its context ended", err)
		}
	})
}

func model(t *testing.T, name string) printer.Model {
	t.Helper()
	if name == "" {
		name = "generic-80mm"
	}
	m, err := printer.ModelNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// tap keeps what the driver sends.
type tap struct {
	io.ReadWriteCloser

	r *rig
}

func (c *tap) Write(b []byte) (int, error) {
	n, err := c.ReadWriteCloser.Write(b)
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	c.r.sent.Write(b[:n])
	return n, err
}

func (r *rig) do(command string) {
	r.t.Helper()
	if err := r.device.Do(command); err != nil {
		r.t.Fatalf("command %q: %v", command, err)
	}
}

// await reads status changes until one is as wanted.
func (r *rig) await(what string, wanted func(printer.Status) bool) {
	r.t.Helper()
	synctest.Wait() // what has just happened must have been noticed
	awaitStatus(r.t, r.driver, what, time.Minute, wanted)
}

func awaitStatus(t *testing.T, p *printer.Printer, what string, limit time.Duration, wanted func(printer.Status) bool) {
	t.Helper()
	timeout := time.After(limit)
	for !wanted(p.Status()) {
		select {
		case <-p.Changed():
		case <-timeout:
			t.Fatalf("status after %v: got %+v, want %s", limit, p.Status(), what)
		}
	}
}

func (r *rig) print(img image.Image) error {
	r.t.Helper()
	return r.driver.Print(r.t.Context(), img)
}

func (r *rig) printed() []*image.Paletted {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tickets
}

func (r *rig) bytesSent() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Clone(r.sent.Bytes())
}

// wantTickets checks how many pieces of paper fell out.
func (r *rig) wantTickets(want int) {
	r.t.Helper()
	synctest.Wait()
	if got := len(r.printed()); got != want {
		r.t.Errorf("tickets cut: got %d, want %d", got, want)
	}
}

// wantPieces checks how many of them have ink: a strip that is cut off to be sure
// is blank.
func (r *rig) wantPieces(want int) {
	r.t.Helper()
	synctest.Wait()
	got := 0
	for _, p := range r.printed() {
		if slices.Contains(p.Pix, 1) {
			got++
		}
	}
	if got != want {
		r.t.Errorf("pieces with ink: got %d, want %d", got, want)
	}
}

func wantErrors(t *testing.T, got error, want ...error) {
	t.Helper()
	for _, w := range want {
		if !errors.Is(got, w) {
			t.Errorf("Print: got error %v, want one that is %q", got, w)
		}
	}
	if len(want) == 0 && got != nil {
		t.Errorf("Print: got error %v, want none", got)
	}
}

func paper(width, height int) *image.Paletted {
	return image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
}

// sample is a picture with ink in blocks, blank rows and a ragged right edge.
func sample(width, height int) *image.Paletted {
	img := paper(width, height)
	for y := range height {
		if y/20%3 == 2 {
			continue
		}
		for x := range width * (1 + y/20%4) / 4 {
			if (x/8+y/8)%2 == 0 {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	return img
}

// samePicture compares from the top left; more blank paper is no difference.
func samePicture(t *testing.T, got *image.Paletted, want image.Image) {
	t.Helper()
	b := want.Bounds()
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			ink := image.Pt(x, y).In(b) && isDark(want, x, y)
			if (got.ColorIndexAt(x, y) == 1) != ink {
				t.Errorf("dot %d,%d of %v paper: got ink %v, want %v", x, y, got.Bounds().Size(), !ink, ink)
				return
			}
		}
	}
	if got.Bounds().Dy() < b.Dy() {
		t.Errorf("paper is %d rows long, want at least %d", got.Bounds().Dy(), b.Dy())
	}
}

func isDark(img image.Image, x, y int) bool {
	g, ok := color.GrayModel.Convert(img.At(x, y)).(color.Gray)
	return ok && g.Y < 0x80
}
