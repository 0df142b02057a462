package printer_test

import (
	"encoding/json"
	"image"
	"math/rand/v2"
	"testing"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

// A head that cools down in time costs nothing but time.
func TestHotHeadIsWaitedFor(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{device: printertest.Options{RowsPerSecond: slow}}, func(r *rig) {
		r.do("hot 100")
		time.AfterFunc(8*time.Second, func() { r.do("cool") })
		began := time.Now()
		wantErrors(t, r.print(sample(576, 300)))
		if took := time.Since(began); took < 8*time.Second {
			t.Errorf("printed after %v, want it to wait for the head", took)
		}
		r.do("hot")
		r.await("hot", func(s printer.Status) bool { return s.Hot && !s.Error })
		wantErrors(t, r.print(sample(576, 300)), printer.ErrNotPrinted, printer.ErrHot)
		time.AfterFunc(5*time.Second, func() { r.do("cool") })
		wantErrors(t, r.print(sample(576, 300)))
		r.wantTickets(2)
	})
}

// A printer that stands still and says nothing takes 90 KB: each of some tickets
// is swallowed whole, and none is called printed.
func TestManyBytesIntoAStalledPrinter(t *testing.T) {
	t.Parallel()
	for _, tr := range transports() {
		t.Run(tr.name, func(t *testing.T) {
			t.Parallel()
			device, address := served(t, tr, printertest.Options{BufferBytes: 90112})
			driver, end := start(t, printer.Options{
				Address: address, Model: model(t, ""), RetryMax: 50 * time.Millisecond, CompletionTimeout: time.Second, WriteTimeout: 2 * time.Second,
			})
			defer end()
			awaitStatus(t, driver, "ready", 20*time.Second, func(s printer.Status) bool { return s.Blocked() == nil })
			do(t, device, "stall")
			swallowed := 0
			for ; swallowed < 50; swallowed++ {
				began := time.Now()
				err := driver.Print(t.Context(), noise(576, 300))
				if took := time.Since(began); took > 10*time.Second {
					t.Errorf("ticket %d: given up after %v, want within 10 s", swallowed, took)
				}
				if err == nil {
					t.Fatalf("ticket %d: got no error from a printer that stands still", swallowed)
				}
				if !driver.Status().Link {
					break // the buffer is full, and that was found out
				}
				wantErrors(t, err, printer.ErrOffline)
			}
			if swallowed < 2 || swallowed == 50 {
				t.Errorf("tickets swallowed whole: got %d, want some, until 90 KB are full", swallowed)
			}
			do(t, device, "go")
			awaitStatus(t, driver, "ready", 20*time.Second, func(s printer.Status) bool { return s.Blocked() == nil })
			err := driver.Print(t.Context(), sample(576, 900))
			for end := time.Now().Add(20 * time.Second); err != nil && time.Now().Before(end); {
				err = driver.Print(t.Context(), sample(576, 900)) // what was swallowed comes first
			}
			wantErrors(t, err)
		})
	}
}

// noise is a picture that nothing makes smaller.
func noise(width, height int) *image.Paletted {
	img, rng := paper(width, height), rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(rng.IntN(2))
	}
	return img
}

// A jam that somebody cleared ends without a ticket: nobody sends one to a
// printer that reports a fault.
func TestFaultIsLeftWithoutATicket(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{device: printertest.Options{BufferBytes: 1 << 16}}, func(r *rig) {
		r.do("cutter-error 100")
		wantErrors(t, r.print(sample(576, 300)), printer.ErrUnknown, printer.ErrFault)
		r.do("cutter-ok")
		r.await("no fault", func(s printer.Status) bool { return s.Blocked() == nil })
		wantErrors(t, r.print(sample(576, 300)))
	})
}

// A printer without automatic status cannot say that its paper ended: it is
// asked before the time for a confirmation is over.
func TestFaultWithoutAutomaticStatus(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{model: "rongta-rp326", device: printertest.Options{NoAutomatic: true, NoProcessID: true, RowsPerSecond: slow, BufferBytes: 1 << 16}}, func(r *rig) {
		r.do("paper-out 100")
		began := time.Now()
		wantErrors(t, r.print(sample(576, 300)), printer.ErrUnknown, printer.ErrPaperOut)
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("told after %v, want within 4 s", took)
		}
	})
}

// TestTicketsLeft: the first roll teaches what the sensor means, the second is
// told by it.
func TestTicketsLeft(t *testing.T) {
	t.Parallel()
	var kept printer.Roll
	s := setup{change: func(o *printer.Options) { o.OnRoll = func(r printer.Roll) { kept = r } }}
	inBubble(t, s, func(r *rig) {
		tickets := func(n int) {
			for range n {
				wantErrors(t, r.print(sample(576, 680))) // 800 rows with the way to the blade
			}
		}
		left := func() printer.Left {
			r.await("", func(printer.Status) bool { return true })
			return r.driver.Status().Left
		}
		tickets(3)
		if got := left(); got != (printer.Left{}) {
			t.Errorf("with much paper: got %+v, want nothing claimed", got)
		}
		r.do("near-end")
		r.await("near", func(s printer.Status) bool { return s.Paper == printer.PaperNearEnd })
		if got, want := left(), (printer.Left{Known: true, Tickets: 30}); got != want {
			t.Errorf("near the end of the first roll: got %+v, want an assumed %+v", got, want)
		}
		tickets(10)
		if got := left().Tickets; got != 20 {
			t.Errorf("ten tickets later: got %d left, want 20", got)
		}
		r.do("paper-out")
		r.await("end", func(s printer.Status) bool { return s.Paper == printer.PaperEnd && s.Left.Known && s.Left.Tickets == 0 })
		r.do("paper-ok")
		r.await("new roll", func(s printer.Status) bool { return s.Paper == printer.PaperOK && !s.Left.Known })
		tickets(2)
		r.do("near-end")
		r.await("near", func(s printer.Status) bool { return s.Paper == printer.PaperNearEnd })
		if got, want := left(), (printer.Left{Known: true, Tickets: 10, Measured: true}); got != want {
			t.Errorf("near the end of the second roll: got %+v, want the measured %+v", got, want)
		}
		tickets(4)
	})
	// Another process knows as much.
	inBubble(t, setup{change: func(o *printer.Options) { o.Roll = kept }}, func(r *rig) {
		r.do("near-end")
		r.await("near", func(s printer.Status) bool { return s.Paper == printer.PaperNearEnd })
		if got, want := r.driver.Status().Left, (printer.Left{Known: true, Tickets: 6, Measured: true}); got != want {
			t.Errorf("after a restart: got %+v, want %+v", got, want)
		}
	})
}

// FuzzParseRoll: whatever stands in the file, there is an estimate or an error,
// and what it became is read back the same.
func FuzzParseRoll(f *testing.F) {
	f.Add([]byte(`{"near_end":true,"rows":4000,"reserve":20000,"ticket":900}`))
	f.Add([]byte(`{"rows":-1,"ticket":1e9}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := printer.ParseRoll(raw)
		if err != nil {
			return
		}
		if r.Rows < 0 || r.Reserve < 0 || r.Ticket < 0 {
			t.Errorf("%q: got %+v, want nothing below 0", raw, r)
		}
		out, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := printer.ParseRoll(out); err != nil || again != r {
			t.Errorf("%q: read back got %+v, %v, want %+v", raw, again, err, r)
		}
	})
}
