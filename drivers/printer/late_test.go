package printer_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

// tally is a count that another goroutine keeps.
type tally struct{ atomic.Int64 }

func (n *tally) now() int { return int(n.Load()) }

// later counts how often the end of an unknown job was told.
func later(t *testing.T, err error) *tally {
	t.Helper()
	u, ok := errors.AsType[*printer.UnconfirmedError](err)
	if !ok {
		t.Fatalf("Print: got error %v, want an UnconfirmedError", err)
	}
	told := new(tally)
	u.Later(func() { told.Add(1) })
	return told
}

// TestLateConfirmation: the end that a printer tells once its trouble is over is
// passed on, and nothing else is.
func TestLateConfirmation(t *testing.T) {
	t.Parallel()
	const byID, byTransmit = "generic-80mm", "generic-80mm-basic"
	for _, tt := range []struct {
		model, fault, cure string
		want               int
	}{
		{byID, "cover-open 100", "cover-closed", 1},
		{byID, "paper-out 100", "paper-ok", 1},
		{byID, "paper-out cut", "paper-ok", 1},
		{byID, "hot 100", "cool", 1},
		{byID, "stall 100", "go", 1},
		{byID, "cutter-error 100", "cutter-ok", 0}, // what was buffered is thrown away
		{byID, "unplug 100", "replug", 0},
		{byID, "mute 100", "unmute", 0},
		{byTransmit, "cover-open 100", "cover-closed", 1},
		{byTransmit, "paper-out 100", "paper-ok", 1},
		{byTransmit, "paper-out cut", "paper-ok", 1},
		{byTransmit, "stall 100", "go", 0}, // nobody told that it had stood still
		{byTransmit, "unplug 100", "replug", 0},
		{byTransmit, "mute 100", "unmute", 0},
	} {
		t.Run(tt.model+" "+tt.fault, func(t *testing.T) {
			t.Parallel()
			s := setup{model: tt.model, device: printertest.Options{RowsPerSecond: slow, BufferBytes: 1 << 16}}
			inBubble(t, s, func(r *rig) {
				r.do(tt.fault)
				err := r.print(sample(576, 900))
				wantErrors(t, err, printer.ErrUnknown)
				told := later(t, err)
				time.Sleep(time.Minute)
				if told.now() != 0 {
					t.Error("told before the trouble was over")
				}
				r.do(tt.cure)
				time.Sleep(time.Minute)
				if synctest.Wait(); told.now() != tt.want {
					t.Errorf("told %d times that it is out, want %d", told.now(), tt.want)
				}
				if tt.want > 0 {
					samePicture(t, r.printed()[0], sample(576, 900))
					if again := later(t, err); again.now() != 1 {
						t.Errorf("who asks behind the end is told %d times, want at once", again.now())
					}
				}
				wantErrors(t, r.print(sample(576, 300)))
				if told.now() != tt.want {
					t.Errorf("another job's end was told as this one's")
				}
			})
		})
	}
}

// TestLateBehindAnother: the end of the first job is told although another was
// sent before it came, with GS ( H; GS r cannot say which is meant.
func TestLateBehindAnother(t *testing.T) {
	t.Parallel()
	for model, want := range map[string]int{"generic-80mm": 1, "generic-80mm-basic": 0} {
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			s := setup{model: model, device: printertest.Options{RowsPerSecond: slow, BufferBytes: 1 << 16}}
			inBubble(t, s, func(r *rig) {
				r.do("cover-open 100")
				err := r.print(sample(576, 900))
				told := later(t, err)
				r.do("cover-closed")
				time.Sleep(100 * time.Millisecond) // the first has a second to go
				wantErrors(t, r.print(sample(576, 300)))
				time.Sleep(time.Minute)
				if synctest.Wait(); told.now() != want {
					t.Errorf("told %d times that the first is out, want %d", told.now(), want)
				}
				r.wantPieces(2)
			})
		})
	}
}

// TestLateOnAnotherLink: a host whose cable was pulled and put in again is told
// what the printer says then.
func TestLateOnAnotherLink(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{device: printertest.Options{RowsPerSecond: slow, BufferBytes: 1 << 16}}, func(r *rig) {
		r.do("cover-open 100")
		told := later(t, r.print(sample(576, 900)))
		r.do("cable-out")
		r.await("no link", func(s printer.Status) bool { return !s.Link })
		r.do("cable-in")
		r.await("link", func(s printer.Status) bool { return s.Link })
		r.do("cover-closed")
		time.Sleep(time.Minute)
		if synctest.Wait(); told.now() != 1 {
			t.Errorf("told %d times that it is out, want once", told.now())
		}
	})
}

// TestManyUnconfirmed: what is remembered has a bound, and the newest count.
func TestManyUnconfirmed(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{device: printertest.Options{RowsPerSecond: slow, BufferBytes: 1 << 20}, change: func(o *printer.Options) { o.CompletionTimeout = time.Second }}, func(r *rig) {
		r.do("stall")
		var told []*tally
		for range 40 {
			told = append(told, later(t, r.print(sample(576, 50))))
		}
		r.do("go")
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if first, last := told[0].now(), told[39].now(); first != 0 || last != 1 {
			t.Errorf("told %d times of the first and %d of the last, want 0 and 1", first, last)
		}
	})
}
