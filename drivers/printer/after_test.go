package printer_test

import (
	"context"
	"image"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

// order are the heights of the tickets that came out, without the way to the blade.
func (r *rig) order() []int {
	synctest.Wait()
	var out []int
	for _, p := range r.printed() {
		high := p.Rect.Dy()
		for high > 0 && !slices.Contains(p.Pix[(high-1)*p.Stride:high*p.Stride], 1) {
			high--
		}
		out = append(out, high)
	}
	return out
}

// bar is a picture of so many rows, of which the last has ink.
func bar(rows int) *image.Paletted {
	img := paper(576, rows)
	img.SetColorIndex(8, 0, 1)
	img.SetColorIndex(8, rows-1, 1)
	return img
}

// TestPrintAfter: what may wait lets the others go first until its own first byte
// is on the wire, and is then waited for alone.
func TestPrintAfter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		start func(r *rig) // what keeps the printer
		pause time.Duration
		want  []int
	}{
		{"not begun: another job has the printer", func(r *rig) { go func() { _ = r.print(bar(500)) }(); time.Sleep(50 * time.Millisecond) }, 50 * time.Millisecond, []int{500, 200, 100, 101}},
		{"not begun: the head cools down", func(r *rig) {
			r.do("hot")
			r.await("hot", func(s printer.Status) bool { return s.Hot })
			time.AfterFunc(5*time.Second, func() { r.do("cool") })
		}, 2 * time.Second, []int{200, 100, 101}},
		{"begun: it is on the wire", func(*rig) {}, 50 * time.Millisecond, []int{100, 200, 101}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, setup{device: printertest.Options{RowsPerSecond: 200}}, func(r *rig) {
				tt.start(r)
				errs := make(chan error)
				slips := func() {
					for _, rows := range []int{100, 101} {
						errs <- r.driver.PrintAfter(r.t.Context(), bar(rows))
					}
				}
				go slips()
				time.Sleep(tt.pause)
				go func() { errs <- r.print(bar(200)) }()
				for range 3 {
					wantErrors(t, <-errs)
				}
				if got := r.order(); !slices.Equal(got, tt.want) {
					t.Errorf("papers came in the order %v, want %v", got, tt.want)
				}
			})
		})
	}
}

// TestPrintAfterEnds with its context, and where there is no printer.
func TestPrintAfterEnds(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{}, func(r *rig) {
		ctx, cancel := context.WithCancel(r.t.Context())
		cancel()
		wantErrors(t, r.driver.PrintAfter(ctx, bar(100)), printer.ErrNotPrinted, context.Canceled)
		wantErrors(t, r.driver.PrintAfter(r.t.Context(), paper(577, 10)), printer.ErrNotPrinted)
		r.do("unplug")
		r.await("no link", func(s printer.Status) bool { return !s.Link })
		wantErrors(t, r.driver.PrintAfter(r.t.Context(), bar(100)), printer.ErrNotPrinted, printer.ErrOffline)
	})
}
