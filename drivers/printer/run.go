package printer

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Run keeps the link to the printer up until ctx ends, then returns nil. A
// printer that is away, off or pulled out is tried again and again. Call it
// once.
func (p *Printer) Run(ctx context.Context) error {
	pause := backoff{least: p.o.RetryMin, most: p.o.RetryMax}
	var lastCause string
	for {
		err := p.serve(ctx, func() {
			pause.reset()
			lastCause = ""
			p.o.Logger.LogAttrs(ctx, slog.LevelInfo, "printer connected", slog.String("model", p.Model().Name))
		})
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the link was ended by ctx, as wanted
		}
		// One that was never there is told too: it is no change of the status.
		p.setStatus(Status{})
		// A printer that stays away for hours is one line, not thousands.
		if cause := err.Error(); cause != lastCause {
			lastCause = cause
			p.o.Logger.LogAttrs(ctx, slog.LevelWarn, "printer away", slog.String("cause", cause))
		}
		if !pause.wait(ctx) {
			return nil
		}
	}
}

// serve opens the link and holds it until it dies. connected is called once the
// printer has answered.
func (p *Printer) serve(ctx context.Context, connected func()) error {
	dialCtx, cancel := context.WithTimeout(ctx, p.o.DialTimeout)
	conn, err := p.o.Dial(dialCtx)
	cancel()
	if err != nil {
		return fmt.Errorf("cannot open printer: %w", err)
	}
	l := newLink(conn, &p.o, p.finished)
	stop := context.AfterFunc(ctx, func() { l.fail(context.Cause(ctx)) })
	defer stop()
	read := make(chan struct{})
	go func() {
		defer close(read)
		l.read()
	}()
	defer func() { <-read }()

	if err := l.begin(ctx); err != nil {
		l.fail(err)
		return fmt.Errorf("cannot start printer: %w", err)
	}
	if err := p.firstProbe(ctx, l); err != nil {
		l.fail(err)
		return fmt.Errorf("cannot start printer: %w", err)
	}
	connected()
	p.attach(l)
	defer p.attach(nil)
	return fmt.Errorf("printer link ended: %w", p.watch(ctx, l))
}

// watch polls until the link dies. Automatic status tells of changes; the poll
// finds a printer that vanished without a word.
func (p *Printer) watch(ctx context.Context, l *link) error {
	tick := time.NewTicker(p.o.PollInterval)
	defer tick.Stop()
	for {
		select {
		case <-l.dead:
			return l.failure()
		case <-tick.C:
		}
		select {
		case p.turn <- struct{}{}:
			// The outcome is in the link: it dies when the answer stays away.
			_ = p.tend(ctx, l)
			<-p.turn
		default: // a job runs; it has its own deadlines
		}
	}
}

// tend asks how the printer is, and does what can be done about it. A jam that
// somebody has cleared would else last until the next ticket, which nobody sends
// to a printer that reports a fault.
func (p *Printer) tend(ctx context.Context, l *link) error {
	if err := l.query(ctx); err != nil {
		return err
	}
	p.lookLate(l)
	if time.Since(p.recovered) >= p.o.RecoverInterval {
		if err := p.recover(ctx, l); err != nil {
			return err
		}
	}
	if time.Since(p.probed) < p.o.RecoverInterval {
		return nil // what a printer that stands still is asked fills its buffer
	}
	return p.probe(ctx, l)
}

// backoff doubles the pause up to a cap. Jitter keeps robots that lost the same
// switch from coming back in step.
type backoff struct {
	least, most, next time.Duration
}

func (b *backoff) reset() { b.next = 0 }

// wait pauses; false means that ctx ended.
func (b *backoff) wait(ctx context.Context) bool {
	b.next = min(max(2*b.next, b.least), b.most)
	timer := time.NewTimer(b.next/2 + rand.N(b.next/2+1)) //nolint:gosec // jitter is no secret
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
