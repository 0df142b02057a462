package agent

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"tiepdan/kiosk"
)

// Bounds of the printer's worker.
const (
	printQueue   = 16
	slipQueue    = 4
	printTimeout = 25 * time.Second // below the core's own last resort
)

// toPaper hands a ticket or a slip to the printer's worker.
func (a *Agent) toPaper(e kiosk.Effect) {
	switch e := e.(type) {
	case kiosk.PrintTicket:
		if a.o.Printer == nil || !a.print.add(e) {
			a.Post(kiosk.PrintFailed{Job: e.Job, Reason: "no printer, or too many tickets wait for it"})
		}
	case kiosk.PrintSlip:
		if a.o.Printer == nil || !a.slips.add(e) {
			a.Post(kiosk.PrintFailed{Job: e.Job, Reason: "no printer, or too many slips wait for it"})
		}
	default:
	}
}

// printPapers prints tickets beside slips, each one after the other. Which of the
// two has the printer is the printer's to say, see [Printer].
func (a *Agent) printPapers(ctx context.Context) error {
	var both errgroup.Group
	both.Go(func() error {
		return each(ctx, a.print, func(t kiosk.PrintTicket) {
			a.printOne(ctx, t.Job, func(ctx context.Context) error { return a.o.Printer.PrintTicket(ctx, t.Ticket) })
		})
	})
	both.Go(func() error {
		return each(ctx, a.slips, func(s kiosk.PrintSlip) {
			a.printOne(ctx, s.Job, func(ctx context.Context) error { return a.o.Printer.PrintSlip(ctx, s.Slip) })
		})
	})
	return both.Wait()
}

// each does one job after the other until ctx ends.
func each[T any](ctx context.Context, all jobs[T], do func(T)) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case job := <-all.ch:
			do(job)
		}
	}
}

// late is an error of a [Printer] that may learn the end yet. It calls f once,
// when the paper turns out to be out after all.
type late interface {
	error
	Later(f func())
}

func (a *Agent) printOne(ctx context.Context, job string, put func(context.Context) error) {
	timed, cancel := context.WithTimeout(ctx, printTimeout)
	defer cancel()
	err := put(timed)
	switch {
	case err == nil:
		a.Post(kiosk.Printed{Job: job})
	case ctx.Err() != nil: // the next start asks the visitor
	case errors.Is(err, ErrNotPrinted):
		a.Post(kiosk.PrintFailed{Job: job, Reason: err.Error()})
	default:
		a.Post(kiosk.PrintUnknown{Job: job, Reason: err.Error()})
		if l, ok := errors.AsType[late](err); ok {
			l.Later(func() { a.Post(kiosk.Printed{Job: job}) })
		}
	}
	if err != nil {
		a.o.Logger.LogAttrs(ctx, slog.LevelWarn, "a paper is not confirmed", slog.String("job", job), slog.String("error", err.Error()))
	}
}
