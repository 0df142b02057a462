package printer

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// confirmation tells the answer that ends the job from all others.
func (p *Printer) confirmation(j *job, before heard) func(heard) bool {
	switch j.how {
	case ByProcessID, unasked:
		return func(heard) bool { return p.isDone(j) }
	case ByTransmit:
		return func(h heard) bool { return h.transmits > before.transmits }
	case ByEstimate:
	}
	return func(heard) bool { return false }
}

// confirm waits for the end of a job whose last byte was sent.
func (p *Printer) confirm(ctx context.Context, l *link, j *job, before heard, rows int) error {
	if j.how == ByEstimate {
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
			return p.sure(ctx, l, j, before, end)
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
// is switched off says the same, and a disturbed line says it now and then, in the
// middle of a ticket too. A printer that is there gives each request one answer,
// all the same, and those to the later ones come behind the true one to the first.
func (p *Printer) sure(ctx context.Context, l *link, j *job, before heard, end time.Time) error {
	if j.how != ByTransmit {
		return nil
	}
	const wanted, most = 2, 8 // requests: answered as they should be, and in all
	if err := l.query(ctx); err != nil {
		return unknown(offline(err))
	}
	last := before
	last.transmits++ // the answer that is to be proved
	for good, asked := 0, 0; ; asked++ {
		h, _ := l.peek()
		clean := h.follows(last, asked > 0)
		if clean && good == wanted {
			break
		}
		if asked == most {
			return unknown(offline(errNoisy))
		}
		if !clean {
			good = 0
			if err := l.quiet(ctx, end); err != nil {
				return unknown(offline(err))
			}
			h, _ = l.peek()
		}
		if err := p.askAgain(ctx, l, end, h.transmits+1); err != nil {
			return unknown(offline(err))
		}
		good++
		last = h
		last.transmits++
	}
	p.owed = 0
	return nil
}

// follows reports whether nothing but what was expected has come, and the same
// answer again where there was one.
func (h *heard) follows(expected heard, again bool) bool {
	return h.transmits == expected.transmits && h.skipped == expected.skipped && (!again || h.sensors == expected.sensors)
}

// askAgain sends one more GS r and waits for its answer.
func (p *Printer) askAgain(ctx context.Context, l *link, end time.Time, want int) error {
	if err := l.write(ctx, []byte(cmdTransmit)); err != nil {
		return err
	}
	p.owed++
	return p.answered(ctx, l, end, want)
}

// quiet waits until nothing more that reads like an answer to GS r, or like
// nothing, comes in.
func (l *link) quiet(ctx context.Context, end time.Time) error {
	for time.Now().Before(end) {
		h, _ := l.peek()
		err := l.wait(ctx, settle, func(now heard) bool { return now.transmits != h.transmits || now.skipped != h.skipped })
		if errors.Is(err, errSilent) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return errNoisy
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
