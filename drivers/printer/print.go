package printer

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"
)

// settle is how long the line must be quiet until a printer is taken to have
// answered all it owes.
const settle = 300 * time.Millisecond

// Print puts img on paper and cuts it off. Dark pixels are ink; img is at most
// the model's DotsWide wide. Nil means that completion was confirmed (see
// [Completion]). Otherwise the error is ErrNotPrinted or ErrUnknown, joined with
// the reason: ErrPaperOut, ErrCoverOpen, ErrFault, ErrHot, ErrOffline, or the end
// of ctx. A job is never sent twice. Concurrent calls wait for each other.
func (p *Printer) Print(ctx context.Context, img image.Image) error {
	pic, err := rasterOf(img, p.Model().DotsWide)
	if err != nil {
		return notPrinted(err)
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return notPrinted(context.Cause(ctx))
	}
	l := p.current()
	if l == nil {
		return notPrinted(ErrOffline)
	}
	if err := p.ready(ctx, l); err != nil {
		return notPrinted(err)
	}
	if p.doubt != nil && p.doubt != l {
		// A printer that came back may have lost the rest of that job.
		p.torn = true
	}
	err = p.job(ctx, l, pic)
	p.doubt = nil
	if errors.Is(err, ErrUnknown) {
		p.doubt = l
	}
	return err
}

func (p *Printer) job(ctx context.Context, l *link, pic raster) error {
	m := p.Model()
	id := p.nextID()
	before, _ := l.peek()
	err := p.send(ctx, l, encode(m, pic, id, p.torn))
	if err == nil {
		err = p.confirm(ctx, l, p.confirmation(id, before), len(pic.rows))
	}
	if !errors.Is(err, ErrNotPrinted) {
		p.used(len(pic.rows) + m.CutFeedDots)
	}
	return err
}

// ready asks the printer whether it can print, and clears an error that can be
// cleared from here.
func (p *Printer) ready(ctx context.Context, l *link) error {
	if err := l.query(ctx); err != nil {
		return offline(err)
	}
	if err := p.recover(ctx, l); err != nil {
		return offline(err)
	}
	if err := p.coolDown(ctx, l); err != nil {
		return offline(err)
	}
	h, _ := l.peek()
	if err := h.status.Blocked(); err != nil {
		return err
	}
	if err := p.probe(ctx, l); err != nil {
		return offline(err)
	}
	return p.settleDebts(ctx, l)
}

// coolDown waits for a head that is too hot: it takes seconds, and nobody can do
// anything about it. The error is the link's, or of ctx.
func (p *Printer) coolDown(ctx context.Context, l *link) error {
	hot := func(h heard) bool { return errors.Is(h.status.Blocked(), ErrHot) }
	for end := time.Now().Add(p.o.CompletionTimeout); ; {
		if h, _ := l.peek(); !hot(h) || !time.Now().Before(end) {
			return nil
		}
		err := l.wait(ctx, min(time.Until(end), time.Second), func(h heard) bool { return !hot(h) })
		if err != nil && !errors.Is(err, errSilent) {
			return err
		}
		if err := l.query(ctx); err != nil {
			return err
		}
	}
}

// recover clears an error that can be cleared from here, and asks again. The
// caller holds the turn; the error is the link's.
func (p *Printer) recover(ctx context.Context, l *link) error {
	if h, _ := l.peek(); !errors.Is(h.status.Blocked(), ErrFault) {
		return nil
	}
	p.recovered = time.Now()
	if err := l.write(ctx, []byte(cmdRecover)); err != nil {
		return err
	}
	p.torn = true // what was buffered is gone, its cut too
	return l.query(ctx)
}

// settleDebts makes sure that no answer to an older GS r can be taken for the
// one that ends the coming job.
func (p *Printer) settleDebts(ctx context.Context, l *link) error {
	if p.Model().Completion != ByTransmit || p.owed == 0 {
		return nil
	}
	start, _ := l.peek()
	if err := l.write(ctx, []byte(cmdTransmit)); err != nil {
		return offline(err)
	}
	p.owed++
	for got := 0; got < p.owed; {
		patience := p.o.StatusTimeout
		if got > 0 {
			patience = settle
		}
		err := l.wait(ctx, patience, func(h heard) bool { return h.transmits-start.transmits > got })
		if errors.Is(err, errSilent) && got > 0 {
			break // the older ones were lost with the power
		}
		if err != nil {
			return offline(err)
		}
		h, _ := l.peek()
		got = h.transmits - start.transmits
	}
	p.owed = 0
	return nil
}

// send writes the job. Its first chunk carries no ink, so that trouble up to its
// end still leaves the paper clean.
func (p *Printer) send(ctx context.Context, l *link, chunks [][]byte) error {
	ctx, cancel := context.WithCancelCause(ctx)
	watched := make(chan struct{})
	defer func() { cancel(nil); <-watched }()
	go func() {
		defer close(watched)
		cancel(l.faultIn(ctx))
	}()
	if err := l.write(ctx, chunks[0]); err != nil {
		return notPrinted(offline(err))
	}
	p.torn = false
	for i, chunk := range chunks[1:] {
		h, _ := l.peek()
		reason := h.status.fault()
		if reason != nil && i == 0 {
			return notPrinted(reason)
		}
		if reason == nil {
			reason = l.write(ctx, chunk)
		}
		if reason != nil {
			p.torn = true
			return unknown(offline(reason))
		}
	}
	p.owed++
	return nil
}

// faultIn waits until a fault has lasted for the grace, or ctx ends. A full
// buffer behind an empty roll would otherwise hold the job until the time-out.
func (l *link) faultIn(ctx context.Context) error {
	faulty := func(h heard) bool { return h.status.fault() != nil }
	for {
		if err := l.wait(ctx, time.Hour, faulty); err != nil && !errors.Is(err, errSilent) {
			return err
		}
		err := l.wait(ctx, l.o.FaultGrace, func(h heard) bool { return !faulty(h) })
		if !errors.Is(err, errSilent) && err != nil {
			return err
		}
		h, _ := l.peek()
		if reason := h.status.fault(); reason != nil {
			return reason
		}
	}
}

// confirmation tells the answer that ends the job from all others.
func (p *Printer) confirmation(id [4]byte, before heard) func(heard) bool {
	switch p.Model().Completion {
	case ByProcessID:
		return func(h heard) bool { return h.done == id }
	case ByTransmit:
		return func(h heard) bool { return h.transmits > before.transmits }
	case ByEstimate:
	}
	return func(heard) bool { return false }
}

// confirm waits for the end of a job whose last byte was sent.
func (p *Printer) confirm(ctx context.Context, l *link, done func(heard) bool, rows int) error {
	if p.Model().Completion == ByEstimate {
		return p.confirmByEstimate(ctx, l, rows)
	}
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
			p.owed = 0
			return nil
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
