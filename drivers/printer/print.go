package printer

import (
	"context"
	"errors"
	"image"
	"sync"
	"time"
)

// settle is how long the line must be quiet until a printer is taken to have
// answered all it owes.
const settle = 300 * time.Millisecond

// Print puts img on paper and cuts it off. Dark pixels are ink; img is at most
// the model's DotsWide wide, else the reason is ErrTooWide: a printer that tells
// its name only now may be narrower than the model was before. Nil means that completion was confirmed (see
// [Completion]). Otherwise the error is ErrNotPrinted or ErrUnknown, joined with
// the reason: ErrPaperOut, ErrCoverOpen, ErrFault, ErrHot, ErrOffline, or the end
// of ctx. A job is never sent twice. Concurrent calls wait for each other. An
// error that is ErrUnknown is an [UnconfirmedError]: the end may be told yet.
func (p *Printer) Print(ctx context.Context, img image.Image) error {
	p.urgent.Add(1)
	has := sync.OnceFunc(func() { p.urgent.Add(-1) })
	defer has()
	return p.print(ctx, img, func() bool { has(); return false })
}

// PrintAfter does what Print does, and lets each Print go first that is called
// before its own first byte is on the wire.
func (p *Printer) PrintAfter(ctx context.Context, img image.Image) error {
	for {
		err := p.print(ctx, img, func() bool { return p.urgent.Load() > 0 })
		if !errors.Is(err, errGaveWay) {
			return err
		}
	}
}

// print waits for the turn and for the printer. giveWay is asked while it waits,
// and a last time before the first byte; where it says yes the turn goes on, in
// the order in which it was asked for.
func (p *Printer) print(ctx context.Context, img image.Image, giveWay func() bool) error {
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
	if err := p.ready(ctx, l, giveWay); err != nil {
		return notPrinted(err)
	}
	pic, err := rasterOf(img, p.Model().DotsWide)
	if err != nil {
		return notPrinted(err)
	}
	if giveWay() {
		return notPrinted(errGaveWay)
	}
	if p.doubt != nil && !p.isDone(p.doubt) {
		// Its rest may be lost, and its piece hang out uncut: a printer that was
		// switched off and on does not say so, and a serial line stays open.
		p.torn = true
	}
	return p.put(ctx, l, pic)
}

// put is a job from its first byte on.
func (p *Printer) put(ctx context.Context, l *link, pic raster) error {
	m := p.Model()
	m.Completion = p.completion(l)
	j := p.begin(m.Completion)
	before, _ := l.peek()
	err := p.send(ctx, l, encode(m, pic, j.id, p.torn))
	if err == nil {
		err = p.confirm(ctx, l, j, before, len(pic.rows))
	}
	p.leave(j, l, before, err)
	if !errors.Is(err, ErrNotPrinted) {
		p.used(len(pic.rows) + m.CutFeedDots)
	}
	p.doubt = nil
	if !errors.Is(err, ErrUnknown) {
		p.finished(j.id) // nothing more is expected of it
		return err
	}
	p.doubt = j
	return &UnconfirmedError{err, p, j}
}

// ready asks the printer whether it can print, and clears an error that can be
// cleared from here.
func (p *Printer) ready(ctx context.Context, l *link, giveWay func() bool) error {
	if err := l.query(ctx); err != nil {
		return offline(err)
	}
	if err := p.recover(ctx, l); err != nil {
		return offline(err)
	}
	p.lookLate(l)
	if err := p.coolDown(ctx, l, giveWay); err != nil {
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
// anything about it. The error is the link's, of ctx, or that it gave way.
func (p *Printer) coolDown(ctx context.Context, l *link, giveWay func() bool) error {
	hot := func(h heard) bool { return errors.Is(h.status.Blocked(), ErrHot) }
	for end := time.Now().Add(p.o.CompletionTimeout); ; {
		if h, _ := l.peek(); !hot(h) || !time.Now().Before(end) {
			return nil
		}
		if giveWay() {
			return errGaveWay
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
	if p.completion(l) != ByTransmit || p.owed == 0 {
		return nil
	}
	p.late = nil // from here on its answer cannot be told from ours
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
	before, _ := l.peek()
	if err := l.write(ctx, chunks[0]); err != nil {
		return notPrinted(offline(err))
	}
	if p.torn {
		l.cutOff(ctx, before)
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
			p.owed++ // its request for an answer may be out whole
			return unknown(offline(reason))
		}
	}
	p.owed++
	return nil
}

// cutOff waits a little until the remains of an older job are cut off. A jam there
// must be known before the buffer fills with what comes behind it: a printer may
// then hear no real-time command any more, and none that ends the jam.
func (l *link) cutOff(ctx context.Context, before heard) {
	if before.automatic == 0 {
		return // it would not tell
	}
	// What ends the link or ctx is found by the next write.
	_ = l.wait(ctx, l.o.FaultGrace, func(h heard) bool { return h.automatic >= before.automatic+2 || h.status.fault() != nil })
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
