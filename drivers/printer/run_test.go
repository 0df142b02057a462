package printer_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

func TestReconnectsByItself(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{}, func(r *rig) {
		for range 3 {
			r.do("unplug")
			r.await("no link", func(s printer.Status) bool { return s == printer.Status{} })
			time.Sleep(time.Hour)
			r.do("replug")
			began := time.Now()
			r.await("link", func(s printer.Status) bool { return s.Link })
			if took := time.Since(began); took > 11*time.Second {
				t.Errorf("back after %v, want within the longest pause of 10 s", took)
			}
			wantErrors(t, r.print(sample(576, 50)))
		}
		r.wantTickets(3)
	})
}

func TestPausesBetweenTriesGrow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tries []time.Duration
		began := time.Now()
		var log strings.Builder
		_, end := start(t, printer.Options{
			Model:  model(t, ""),
			Logger: slog.New(slog.NewTextHandler(&log, nil)),
			Dial: func(context.Context) (io.ReadWriteCloser, error) {
				tries = append(tries, time.Since(began))
				return nil, errors.New("refused")
			},
		})
		time.Sleep(10 * time.Minute)
		end()
		if n := len(tries); n < 60 || n > 130 {
			t.Errorf("tries in 10 minutes: got %d, want 60 to 130", n)
		}
		if tries[0] != 0 || tries[1] > 250*time.Millisecond {
			t.Errorf("first tries at %v, want at once and within 250 ms", tries[:2])
		}
		if lines := strings.Count(log.String(), "\n"); lines != 1 {
			t.Errorf("log lines: got %d, want 1 for the same cause:\n%s", lines, log.String())
		}
	})
}

// TestMissingAtStartIsTold: whoever listens learns once that there is no
// printer, and then only of changes.
func TestMissingAtStartIsTold(t *testing.T) {
	t.Parallel()
	dials := map[string]printer.DialFunc{
		"refused": func(context.Context) (io.ReadWriteCloser, error) { return nil, errors.New("refused") },
		"silent":  func(context.Context) (io.ReadWriteCloser, error) { return newSilence(), nil },
	}
	for name, dial := range dials {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p, end := start(t, printer.Options{Model: model(t, ""), Dial: dial})
				defer end()
				select {
				case got := <-p.Changed():
					if (got != printer.Status{}) {
						t.Errorf("changed: got %+v, want no link", got)
					}
				case <-time.After(10 * time.Second):
					t.Fatal("changed: got nothing, want that there is no link")
				}
				select {
				case got := <-p.Changed():
					t.Errorf("changed again: got %+v, want nothing more", got)
				case <-time.After(10 * time.Minute):
				}
			})
		})
	}
}

// silence is a wire whose far end has vanished: nothing comes, nothing fails.
type silence struct {
	once   sync.Once
	closed chan struct{}
}

func newSilence() *silence { return &silence{closed: make(chan struct{})} }

func (s *silence) Read([]byte) (int, error) { <-s.closed; return 0, io.ErrClosedPipe }

func (s *silence) Write(b []byte) (int, error) { return len(b), nil }

func (s *silence) Close() error { s.once.Do(func() { close(s.closed) }); return nil }

// vanishing passes everything until it is cut, then loses all without an error.
type vanishing struct {
	io.ReadWriteCloser

	cut <-chan struct{}
}

func (v *vanishing) Write(b []byte) (int, error) {
	select {
	case <-v.cut:
		return len(b), nil
	default:
		return v.ReadWriteCloser.Write(b)
	}
}

func TestSilentPrinterIsNoLink(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, end := start(t, printer.Options{
			Model: model(t, ""),
			Dial:  func(context.Context) (io.ReadWriteCloser, error) { return newSilence(), nil },
		})
		defer end()
		time.Sleep(time.Minute)
		if got := p.Status(); got.Link {
			t.Errorf("status of a printer that never spoke: got %+v, want no link", got)
		}
		wantErrors(t, p.Print(t.Context(), sample(576, 10)), printer.ErrNotPrinted, printer.ErrOffline)
	})
}

func TestDeathWithoutAWordIsFound(t *testing.T) {
	t.Parallel()
	cut := make(chan struct{})
	s := setup{change: func(o *printer.Options) {
		dial := o.Dial
		o.Dial = func(ctx context.Context) (io.ReadWriteCloser, error) {
			select {
			case <-cut:
				return nil, errors.New("no route")
			default:
			}
			conn, err := dial(ctx)
			return &vanishing{conn, cut}, err
		}
	}}
	synctest.Test(t, func(t *testing.T) {
		cut = make(chan struct{})
		r := newRig(t, s)
		defer r.end()
		r.await("link", func(s printer.Status) bool { return s.Link })
		close(cut)
		began := time.Now()
		r.await("no link", func(s printer.Status) bool { return !s.Link })
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("found after %v, want within poll interval and status time-out, 7 s", took)
		}
	})
}

func TestChangedHoldsTheNewest(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{}, func(r *rig) {
		for _, fault := range []string{"near-end", "paper-out", "cover-open", "cover-closed", "paper-ok", "near-end"} {
			r.do(fault)
			synctest.Wait()
		}
		select {
		case got := <-r.driver.Changed():
			want := printer.Status{Link: true, Online: true, Paper: printer.PaperNearEnd}
			if got != want {
				t.Errorf("changed: got %+v, want the newest, %+v", got, want)
			}
		default:
			t.Error("changed: got nothing, want the newest status")
		}
	})
}

func TestPrinterThatStopsTakingData(t *testing.T) {
	t.Parallel()
	s := setup{device: printertest.Options{RowsPerSecond: 1, BufferBytes: 64}, change: func(o *printer.Options) {
		o.WriteTimeout = 3 * time.Second
	}}
	inBubble(t, s, func(r *rig) {
		began := time.Now()
		wantErrors(t, r.print(noise(576, 300)), printer.ErrUnknown, printer.ErrOffline)
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("gave up after %v, want 3 s", took)
		}
	})
}

func TestWithoutRunNothingPrints(t *testing.T) {
	t.Parallel()
	p, err := printer.New(printer.Options{Address: "tcp://127.0.0.1", Model: model(t, "")})
	if err != nil {
		t.Fatal(err)
	}
	wantErrors(t, p.Print(t.Context(), sample(576, 10)), printer.ErrNotPrinted, printer.ErrOffline)
}
