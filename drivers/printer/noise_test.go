package printer_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

// twisted is a wire that changes what the printer says, and what comes of its end.
type twisted struct {
	io.ReadWriteCloser

	turn func([]byte) []byte
	end  func(b []byte, err error) (int, error) // nil passes the error
	left []byte
}

func (w *twisted) Read(b []byte) (int, error) {
	for len(w.left) == 0 {
		buf := make([]byte, 64)
		n, err := w.ReadWriteCloser.Read(buf)
		if err != nil && w.end != nil {
			return w.end(b, err)
		}
		if err != nil {
			return 0, err
		}
		w.left = w.turn(buf[:n])
	}
	n := copy(b, w.left)
	w.left = w.left[n:]
	return n, nil
}

func same(b []byte) []byte { return b }

// through puts a wire of the test's own between driver and printer.
func through(wrap func(io.ReadWriteCloser) io.ReadWriteCloser) func(*printer.Options) {
	return func(o *printer.Options) {
		dial := o.Dial
		o.Dial = func(ctx context.Context) (io.ReadWriteCloser, error) {
			conn, err := dial(ctx)
			if err != nil {
				return nil, err
			}
			return wrap(conn), nil
		}
	}
}

// TestOthersAnswers: a printer, or a server before it, that several hosts share
// answers the others' jobs too.
func TestOthersAnswers(t *testing.T) {
	t.Parallel()
	others := []byte("\x37\x22~~~~\x00")
	for name, tt := range map[string]struct {
		fault string
		want  []error
	}{"beside ours": {"near-end", nil}, "instead of ours": {"mute", []error{printer.ErrUnknown}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setup{device: printertest.Options{RowsPerSecond: slow}, change: through(func(c io.ReadWriteCloser) io.ReadWriteCloser {
				return &twisted{ReadWriteCloser: c, turn: func(b []byte) []byte { return slices.Concat(others, b, others) }}
			})}
			inBubble(t, s, func(r *rig) {
				r.do(tt.fault)
				wantErrors(t, r.print(sample(576, 300)), tt.want...)
			})
		})
	}
}

// hubbed is a wire that several hosts share: what one says reaches the printer, and
// what that says reaches all of them, byte by byte.
type hubbed struct {
	mu    sync.Mutex
	hosts []net.Conn
}

func (h *hubbed) dial(out io.Writer) io.ReadWriteCloser {
	host, inner := net.Pipe()
	h.mu.Lock()
	h.hosts = append(h.hosts, inner)
	h.mu.Unlock()
	go func() { _, _ = io.Copy(out, inner) }()
	return host
}

func (h *hubbed) spread(in io.Reader) {
	b := make([]byte, 1)
	for {
		if _, err := in.Read(b); err != nil {
			return
		}
		h.mu.Lock()
		for _, c := range h.hosts {
			_, _ = c.Write(b)
		}
		h.mu.Unlock()
	}
}

// whole passes on one job after the other, as a queue does.
type whole struct {
	mu  *sync.Mutex
	out io.Writer
}

func (w whole) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Write(b)
}

// TestTwoHostsOnOneQueue: each is told of its own job's end alone.
func TestTwoHostsOnOneQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		device := printertest.New(printertest.Options{RowsPerSecond: slow, BufferBytes: 1 << 16})
		conn, err := device.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var h hubbed
		var order sync.Mutex
		go h.spread(conn)
		var drivers []*printer.Printer
		var ends []func()
		for range 2 {
			p, end := start(t, printer.Options{Model: model(t, ""), PollInterval: time.Hour, Dial: func(context.Context) (io.ReadWriteCloser, error) {
				return h.dial(whole{&order, conn}), nil
			}})
			awaitStatus(t, p, "link", time.Minute, func(s printer.Status) bool { return s.Link })
			drivers, ends = append(drivers, p), append(ends, end)
		}
		took := make([]time.Duration, 2)
		began := time.Now()
		var both sync.WaitGroup
		for i, p := range drivers {
			both.Go(func() {
				time.Sleep(time.Duration(i) * 200 * time.Millisecond)
				wantErrors(t, p.Print(t.Context(), sample(576, 800)))
				took[i] = time.Since(began)
			})
		}
		both.Wait()
		if took[0] > 1800*time.Millisecond || took[1] < 2*time.Second {
			t.Errorf("told after %v, want the first after its own second or so, and the other behind it", took)
		}
		for _, end := range ends {
			end()
		}
		if err := errors.Join(conn.Close(), device.Close()); err != nil {
			t.Error(err)
		}
	})
}

// TestPowerCutSaysNul: a serial line whose printer is switched off gives NUL bytes,
// which are also the answer to GS r.
func TestPowerCutSaysNul(t *testing.T) {
	t.Parallel()
	s := setup{model: "generic-80mm-basic", device: printertest.Options{RowsPerSecond: slow, BufferBytes: 1 << 16}, change: through(func(c io.ReadWriteCloser) io.ReadWriteCloser {
		w := &deaf{silence: newSilence(), live: c}
		return &twisted{ReadWriteCloser: w, turn: same, end: w.goDeaf}
	})}
	inBubble(t, s, func(r *rig) {
		r.do("unplug 100")
		err := r.print(sample(576, 900))
		wantErrors(t, err, printer.ErrUnknown, printer.ErrOffline)
		told := later(t, err)
		time.Sleep(time.Minute)
		if synctest.Wait(); told.now() != 0 {
			t.Error("a printer without power was taken to have printed, later")
		}
	})
}

// deaf is a line on which nobody is left, but for some NUL bytes.
type deaf struct {
	*silence

	live io.ReadWriteCloser
	mu   sync.Mutex
	nul  int
	gone bool
}

func (d *deaf) Read(b []byte) (int, error) { return d.live.Read(b) }

func (d *deaf) Write(b []byte) (int, error) {
	d.mu.Lock()
	gone := d.gone
	d.mu.Unlock()
	if gone {
		return len(b), nil
	}
	if _, err := d.live.Write(b); err != nil {
		return len(b), nil //nolint:nilerr // a serial line does not tell
	}
	return len(b), nil
}

func (d *deaf) Close() error { return errors.Join(d.silence.Close(), d.live.Close()) }

func (d *deaf) goDeaf(b []byte, _ error) (int, error) {
	d.mu.Lock()
	d.gone = true
	d.nul++
	first := d.nul == 1
	d.mu.Unlock()
	if first {
		return copy(b, "\x00\x00\x00"), nil
	}
	return d.silence.Read(b)
}

// TestNoiseIsNoAnswer: a byte of noise that reads like the answer to GS r comes in
// the middle of the ticket, whose paper then ends.
func TestNoiseIsNoAnswer(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]string{"and all is well": "near-end", "and the paper ends": "paper-out 600"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var line net.Conn
			s := setup{model: "generic-80mm-basic", device: printertest.Options{RowsPerSecond: slow, BufferBytes: 1 << 16}, change: through(func(c io.ReadWriteCloser) io.ReadWriteCloser {
				host, inner := net.Pipe()
				line = inner
				go func() { _, _ = io.Copy(inner, c); _ = inner.Close() }()
				go func() { _, _ = io.Copy(c, inner); _ = c.Close() }()
				return host
			})}
			inBubble(t, s, func(r *rig) {
				r.do(fault)
				time.AfterFunc(700*time.Millisecond, func() { _, _ = line.Write([]byte{0xFE, 0x00, 0xFF}) })
				err := r.print(sample(576, 900))
				if fault == "near-end" {
					wantErrors(t, err)
					r.wantTickets(1)
				} else {
					wantErrors(t, err, printer.ErrUnknown, printer.ErrPaperOut)
				}
				time.Sleep(2 * time.Minute)
			})
		})
	}
}

// babble is a line that says random bytes at 115200 baud and takes all.
type babble struct {
	*silence

	rng *rand.Rand
}

func (b *babble) Read(p []byte) (int, error) {
	p = p[:min(len(p), 64)]
	select {
	case <-b.closed:
		return 0, io.ErrClosedPipe
	case <-time.After(time.Duration(len(p)) * 10 * time.Second / 115200):
	}
	for i := range p {
		p[i] = byte(b.rng.Uint32())
	}
	return len(p), nil
}

// TestGarbageIsNoPrinter: whatever noise reads like, no ticket is called printed.
func TestGarbageIsNoPrinter(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-80mm", "generic-80mm-basic", "auto"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(7, 9))
				p, end := start(t, printer.Options{Model: model(t, name), Dial: func(context.Context) (io.ReadWriteCloser, error) {
					return &babble{newSilence(), rng}, nil
				}})
				defer end()
				for range 300 {
					time.Sleep(time.Second)
					if err := p.Print(t.Context(), sample(384, 100)); err == nil {
						t.Fatal("printed, says noise")
					}
				}
			})
		})
	}
}

// echoing is a line that sends back what is sent, with a printer behind it or not.
type echoing struct {
	io.ReadWriteCloser

	back *io.PipeWriter
	out  *io.PipeReader
}

func echo(c io.ReadWriteCloser) io.ReadWriteCloser {
	out, back := io.Pipe()
	e := &echoing{c, back, out}
	go func() {
		_, err := io.Copy(back, c)
		_ = back.CloseWithError(errors.Join(err, io.EOF))
	}()
	return e
}

func (e *echoing) Read(b []byte) (int, error) { return e.out.Read(b) }

func (e *echoing) Write(b []byte) (int, error) {
	if _, err := e.back.Write(bytes.Clone(b)); err != nil {
		return 0, err
	}
	return e.ReadWriteCloser.Write(b)
}

func (e *echoing) Close() error { return errors.Join(e.out.Close(), e.ReadWriteCloser.Close()) }

// TestLoopIsNoPrinter: a plug that joins both wires, and a line that echoes.
func TestLoopIsNoPrinter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, model string }{
		{"loop", "generic-80mm"},
		{"loop", "generic-80mm-basic"},
		{"loop", "auto"},
		{"echo", "generic-80mm"},
		{"echo", "generic-80mm-basic"},
		{"echo", "auto"},
	} {
		t.Run(tt.name+" "+tt.model, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, setup{model: tt.model, change: through(func(c io.ReadWriteCloser) io.ReadWriteCloser {
					if tt.name == "echo" {
						return echo(c)
					}
					_ = c.Close()
					return echo(newSilence())
				})})
				defer r.end()
				for range 60 {
					time.Sleep(time.Second)
					if err := r.print(sample(384, 100)); !errors.Is(err, printer.ErrNotPrinted) {
						t.Fatalf("Print: got %v, want that nothing was printed", err)
					}
				}
				r.wantTickets(0)
			})
		})
	}
}

// TestReadsOfNothing: a driver below that returns no bytes and no error must not
// keep the processor, nor hang.
func TestReadsOfNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		opened := 0
		p, end := start(t, printer.Options{Model: model(t, ""), Dial: func(context.Context) (io.ReadWriteCloser, error) {
			opened++
			return nothing{}, nil
		}})
		defer end()
		time.Sleep(10 * time.Minute)
		if got := p.Status(); got.Link || opened > 200 {
			t.Errorf("got %+v after %d openings, want no link and less than 200", got, opened)
		}
	})
}

type nothing struct{}

func (nothing) Read([]byte) (int, error)    { return 0, nil }
func (nothing) Write(b []byte) (int, error) { return len(b), nil }
func (nothing) Close() error                { return nil }

// TestUnplugInAReply: the wire goes in the middle of an answer, at each of its
// bytes; the next one may begin with the rest.
func TestUnplugInAReply(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-80mm", "generic-80mm-basic"} {
		for at := 1; at < 14; at++ {
			var mu sync.Mutex
			armed, seen := false, 0
			var rest []byte
			wrap := func(c io.ReadWriteCloser) io.ReadWriteCloser {
				mu.Lock()
				first := rest
				rest = nil
				mu.Unlock()
				return &twisted{ReadWriteCloser: c, left: first, turn: func(b []byte) []byte {
					mu.Lock()
					defer mu.Unlock()
					if !armed {
						return b
					}
					if seen+len(b) < at {
						seen += len(b)
						return b
					}
					armed = false
					rest = bytes.Clone(b[at-seen:])
					_ = c.Close()
					return b[:at-seen]
				}}
			}
			inBubble(t, setup{model: name, device: printertest.Options{RowsPerSecond: slow, BufferBytes: 1 << 16}, change: through(wrap)}, func(r *rig) {
				time.AfterFunc(300*time.Millisecond, func() {
					mu.Lock()
					armed = true
					mu.Unlock()
				})
				err := r.print(sample(576, 600))
				if err == nil && len(r.printed()) == 0 {
					t.Errorf("%s, byte %d: confirmed, and nothing is out", name, at)
				}
				least := 1 // what was sent of the first may be nothing
				if err == nil {
					least = 2
				}
				for range 3 {
					r.await("link", func(s printer.Status) bool { return s.Link })
					if err = r.print(sample(576, 300)); err == nil {
						break
					}
				}
				wantErrors(t, err)
				got := r.printed()
				samePicture(t, got[len(got)-1], sample(576, 300))
				if len(got) < least {
					t.Errorf("%s, byte %d: confirmed with %d tickets out, want at least %d", name, at, len(got), least)
				}
			})
		}
	}
}
