package agent

import (
	"context"
	"errors"
	"log/slog"
	"time"

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

// printPapers prints one paper after the other. A slip is begun only when no
// ticket waits.
func (a *Agent) printPapers(ctx context.Context) error {
	for {
		select {
		case job := <-a.print.ch:
			a.printTicket(ctx, job)
			continue
		default:
		}
		select {
		case <-ctx.Done():
			return nil
		case job := <-a.print.ch:
			a.printTicket(ctx, job)
		case slip := <-a.slips.ch:
			a.ticketsFirst(ctx)
			a.printOne(ctx, slip.Job, func(ctx context.Context) error { return a.o.Printer.PrintSlip(ctx, slip.Slip) })
		}
	}
}

// ticketsFirst prints what came in beside a slip: of two that wait, select
// takes either.
func (a *Agent) ticketsFirst(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case job := <-a.print.ch:
			a.printTicket(ctx, job)
		default:
			return
		}
	}
}

func (a *Agent) printTicket(ctx context.Context, job kiosk.PrintTicket) {
	a.printOne(ctx, job.Job, func(ctx context.Context) error { return a.o.Printer.PrintTicket(ctx, job.Ticket) })
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
	}
	if err != nil {
		a.o.Logger.LogAttrs(ctx, slog.LevelWarn, "a paper is not confirmed", slog.String("job", job), slog.String("error", err.Error()))
	}
}
