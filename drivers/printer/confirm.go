package printer

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// confirmation tells the answer that ends the job from all others.
func (p *Printer) confirmation(j *job, before heard) func(heard) bool {
	switch p.Model().Completion {
	case ByProcessID:
		return func(heard) bool { return p.isDone(j) }
	case ByTransmit:
		return func(h heard) bool { return h.transmits > before.transmits }
	case ByEstimate:
	}
	return func(heard) bool { return false }
}

// confirm waits for the end of a job whose last byte was sent.
func (p *Printer) confirm(ctx context.Context, l *link, j *job, before heard, rows int) error {
	if p.Model().Completion == ByEstimate {
		return p.confirmByEstimate(ctx, l, rows)
	}
	done := p.confirmation(j, before)
	end := time.Now().Add(p.o.CompletionTimeout)
	for {
		err := p.watchFor(ctx, l, end, func(h heard) bool { return done(h) || h.status.fault() != nil })
		if err == nil {
			// Paper that ends behind the ticket is no reason to doubt it: the
			// confirmation may be on its way.
			err = l.wait(ctx, p.o.FaultGrace, done)
		}
		h, _ := l.peek()
		reason := h.status.fault()
		switch {
		case done(h):
			return p.sure(ctx, l, before, end)
		case reason != nil:
			return unknown(reason)
		case !errors.Is(err, errSilent):
			return unknown(offline(err))
		case time.Now().Before(end): // the fault has passed
		default:
			return unknown(offline(p.whySilent(ctx, l)))
		}
	}
}

// sure asks again where the answer was one byte without a number: a printer that
// is switched off says the same, and a disturbed line says it now and then. A
// printer that is there answers, and the answer to a second request comes behind
// the true one to the first.
func (p *Printer) sure(ctx context.Context, l *link, before heard, end time.Time) error {
	const most = 4 // requests
	for asked := 1; p.Model().Completion == ByTransmit; asked++ {
		if err := l.query(ctx); err != nil {
			return unknown(offline(err))
		}
		h, _ := l.peek()
		if h.skipped == before.skipped {
			break
		}
		if asked == most {
			return unknown(offline(errNoisy))
		}
		before.skipped = h.skipped
		err := l.write(ctx, []byte(cmdTransmit))
		if err == nil {
			p.owed++
			err = p.answered(ctx, l, end, before.transmits+asked+1)
		}
		if err != nil {
			return unknown(offline(err))
		}
	}
	p.owed = 0
	return nil
}

// answered waits for so many answers to GS r, or for the fault that keeps them away.
func (p *Printer) answered(ctx context.Context, l *link, end time.Time, want int) error {
	enough := func(h heard) bool { return h.transmits >= want }
	err := p.watchFor(ctx, l, end, func(h heard) bool { return enough(h) || h.status.fault() != nil })
	if err == nil {
		err = l.wait(ctx, p.o.FaultGrace, enough)
	}
	if h, _ := l.peek(); errors.Is(err, errSilent) && h.status.fault() != nil {
		return h.status.fault()
	}
	return err
}

// watchFor waits as link.wait does. A printer that has never told its status by
// itself is asked for it now and then: it would not say that its paper ended.
func (p *Printer) watchFor(ctx context.Context, l *link, end time.Time, wanted func(heard) bool) error {
	for {
		err := l.wait(ctx, min(time.Until(end), p.o.FaultGrace), wanted)
		if !errors.Is(err, errSilent) || !time.Now().Before(end) {
			return err
		}
		if h, _ := l.peek(); h.automatic > 0 {
			return l.wait(ctx, time.Until(end), wanted)
		}
		// What is still on its way down a slow line comes before the question.
		if err := l.queryWithin(ctx, time.Until(end)); err != nil {
			return err
		}
	}
}

// whySilent asks once more after the confirmation stayed away; a printer without
// automatic status has had no chance to say why.
func (p *Printer) whySilent(ctx context.Context, l *link) error {
	if err := l.query(ctx); err != nil {
		return err
	}
	h, _ := l.peek()
	if reason := h.status.Blocked(); reason != nil {
		return reason
	}
	return errSilent
}

func (p *Printer) confirmByEstimate(ctx context.Context, l *link, rows int) error {
	m := p.Model()
	need := time.Duration(rows+m.CutFeedDots) * time.Second / time.Duration(m.RowsPerSecond)
	err := l.wait(ctx, need, func(h heard) bool { return h.status.fault() != nil })
	if err != nil && !errors.Is(err, errSilent) {
		return unknown(offline(err))
	}
	if err := l.query(ctx); err != nil {
		return unknown(offline(err))
	}
	h, _ := l.peek()
	if reason := h.status.Blocked(); reason != nil {
		return unknown(reason)
	}
	return nil
}

// offline adds ErrOffline to a trouble of the link; what the printer or the
// caller said stays as it is.
func offline(err error) error {
	for _, said := range []error{ErrPaperOut, ErrCoverOpen, ErrFault, ErrHot, ErrOffline, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, said) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", ErrOffline, err)
}
