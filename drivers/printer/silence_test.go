package printer_test

import (
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

// TestSilenceIsNoModel: a printer that stands still when its link comes up answers
// no question. What it is taken for then must not call a ticket printed, and it is
// asked again.
func TestSilenceIsNoModel(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"auto", "auto-80mm", "generic-80mm", "generic-80mm-basic"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, setup{model: name})
				defer r.end()
				r.do("stall")
				r.await("link", func(s printer.Status) bool { return s.Link })
				if err := r.print(sample(300, 300)); err == nil {
					t.Error("confirmed by a printer that stands still")
				}
				r.wantTickets(0)
				r.do("go")
				time.Sleep(time.Minute)
				if got := r.driver.Model().Completion; got == printer.ByEstimate {
					t.Errorf("completion once it goes on: got %v", got)
				}
				before := len(r.printed())
				r.do("stall")
				if err := r.print(sample(300, 300)); err == nil {
					t.Error("confirmed by a printer that stands still again")
				}
				r.wantTickets(before)
				r.do("go")
				time.Sleep(time.Minute)
			})
		})
	}
}

// TestBusyWhenTheLinkComesUp: it prints what it had buffered, and answers behind
// that.
func TestBusyWhenTheLinkComesUp(t *testing.T) {
	t.Parallel()
	s := setup{model: "auto-80mm", device: printertest.Options{RowsPerSecond: 400, BufferBytes: 90112}}
	inBubble(t, s, func(r *rig) {
		time.AfterFunc(time.Second, func() { r.do("cable-out") })
		time.AfterFunc(1200*time.Millisecond, func() { r.do("cable-in") })
		wantErrors(t, r.print(sample(500, 3000)), printer.ErrUnknown)
		r.await("link", func(s printer.Status) bool { return s.Link })
		wantErrors(t, r.print(sample(500, 300))) // waits behind the first
		r.wantPieces(2)
		r.do("paper-out 250")
		wantErrors(t, r.print(sample(300, 900)), printer.ErrUnknown, printer.ErrPaperOut)
		if got := r.driver.Model().Completion; got != printer.ByProcessID {
			t.Errorf("completion: got %v, want by process ID", got)
		}
	})
}

// TestNeverAnswering: nothing is known of a printer that answers no question at all,
// and what it is sent is not called printed.
func TestNeverAnswering(t *testing.T) {
	t.Parallel()
	s := setup{model: "auto", device: printertest.Options{NoAutomatic: true, NoProcessID: true, NoTransmit: true}}
	inBubble(t, s, func(r *rig) {
		wantErrors(t, r.print(sample(300, 300)), printer.ErrUnknown)
		r.wantPieces(1)
	})
}

// TestNarrowerThanItWas: a printer that tells its name only after the ticket was
// drawn does not clip it.
func TestNarrowerThanItWas(t *testing.T) {
	t.Parallel()
	s := setup{model: "auto-80mm", device: printertest.Options{DotsWide: 512, Name: "TM-T88V", UnitsPerDot: 2}}
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, s)
		defer r.end()
		r.do("cover-open")
		r.await("cover", func(s printer.Status) bool { return s.CoverOpen })
		r.do("cover-closed")
		r.await("ready", func(s printer.Status) bool { return s.Blocked() == nil })
		wantErrors(t, r.print(sample(576, 300)), printer.ErrNotPrinted, printer.ErrTooWide)
		if got := r.driver.Model().DotsWide; got != 512 {
			t.Errorf("dots: got %d, want 512", got)
		}
		wantErrors(t, r.print(sample(512, 300)))
		r.wantPieces(1)
	})
}

// TestPowerCycleOnAnOpenLine: a serial line stays open while its printer is switched
// off and on between two questions. What hangs out of it must not become the top of
// the next ticket.
func TestPowerCycleOnAnOpenLine(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-80mm", "generic-80mm-basic"} {
		for _, fault := range []string{"paper-out 150", "cover-open 150", "stall 150"} {
			t.Run(name+" "+fault, func(t *testing.T) {
				t.Parallel()
				s := setup{model: name, device: printertest.Options{RowsPerSecond: slow, BufferBytes: 90112}}
				inBubble(t, s, func(r *rig) {
					wantErrors(t, r.print(sample(300, 100)))
					time.Sleep(3 * time.Second)
					r.do(fault)
					wantErrors(t, r.print(sample(300, 300)), printer.ErrUnknown)
					r.do("power-cycle")
					for _, cure := range []string{"paper-ok", "cover-closed"} {
						r.do(cure)
					}
					time.Sleep(300 * time.Millisecond)
					err := r.print(sample(300, 200))
					for range 20 {
						if err == nil {
							break
						}
						time.Sleep(2 * time.Second)
						err = r.print(sample(300, 200))
					}
					wantErrors(t, err)
					r.wantPieces(3)
					got := r.printed()
					samePicture(t, got[len(got)-1], sample(300, 200))
				})
			})
		}
	}
}

// TestJamAtTheFirstCut: what an earlier process may have left is cut off first, and
// a jam there is told at once.
func TestJamAtTheFirstCut(t *testing.T) {
	t.Parallel()
	for _, buffer := range []int{512, 4096, 90112} {
		inBubble(t, setup{device: printertest.Options{RowsPerSecond: slow, BufferBytes: buffer}}, func(r *rig) {
			r.do("cutter-error")
			began := time.Now()
			err := r.print(sample(576, 1500))
			wantErrors(t, err, printer.ErrFault)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("buffer %d: told after %v, want within 5 s", buffer, took)
			}
			r.do("cutter-ok")
			r.await("no fault", func(s printer.Status) bool { return s.Blocked() == nil })
			wantErrors(t, r.print(sample(576, 300)))
		})
	}
}

// TestNoiseLikeAnAnswer: bytes of noise that read like the answer to GS r come in
// the middle of the ticket, and nothing else is disturbed.
func TestNoiseLikeAnAnswer(t *testing.T) {
	t.Parallel()
	for name, noise := range map[string][]byte{"one": {0}, "two": {0, 0}, "three": {0, 0, 0}, "paper end": {0x0C}, "nothing": nil} {
		for _, ends := range []bool{false, true} {
			s, line := setup{model: "generic-80mm-basic", device: printertest.Options{RowsPerSecond: 400, BufferBytes: 90112}}, newSplice()
			s.change = through(line.into)
			inBubble(t, s, func(r *rig) {
				wantErrors(t, r.print(sample(300, 80)))
				time.AfterFunc(400*time.Millisecond, func() { line.say(noise) })
				if ends {
					r.do("paper-out 400")
					err := r.print(sample(300, 800))
					wantErrors(t, err, printer.ErrUnknown, printer.ErrPaperOut)
					told := later(t, err)
					time.Sleep(10 * time.Second)
					r.do("paper-ok")
					time.Sleep(500 * time.Millisecond)
					if synctest.Wait(); told.now() != 0 {
						t.Errorf("%s: told that it is out while it is printed", name)
					}
					time.Sleep(30 * time.Second)
					return
				}
				wantErrors(t, r.print(sample(300, 800)))
				r.wantPieces(2)
			})
		}
	}
}
