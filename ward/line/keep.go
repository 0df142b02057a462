package line

import (
	"context"
	"log/slog"
	"time"

	"tiepdan/ward/store"
)

// Store keeps tickets over a restart, see store.Store.
type Store interface {
	KeepTickets(ctx context.Context, tickets []store.Ticket, old time.Time) error
	Ticket(ctx context.Context, key [32]byte) (store.Ticket, bool, error)
}

const (
	keptFor    = 7 * 24 * time.Hour // after it lapsed: somebody may find it in a pocket
	maxPending = 100_000
	gatherFor  = time.Second // many tickets are written at once
	firstPause = time.Second
	lastPause  = time.Minute
	lastWrite  = 2 * time.Second
)

// Run writes to the store what must be remembered, until ctx ends; what is
// left then is written before it returns.
func (b *Book) Run(ctx context.Context) error {
	pause := firstPause
	for ctx.Err() == nil {
		select {
		case <-b.changed:
			if wait(ctx, gatherFor); ctx.Err() != nil {
				break // all is written below
			}
			if err := b.write(ctx); err != nil {
				b.logger.LogAttrs(ctx, slog.LevelWarn, "tickets cannot be kept", slog.Any("error", err))
				wait(ctx, pause)
				pause = min(2*pause, lastPause)
				continue
			}
			pause = firstPause
		case <-ctx.Done():
		}
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWrite)
	defer cancel()
	if err := b.write(last); err != nil {
		b.logger.LogAttrs(last, slog.LevelWarn, "tickets were not kept", slog.Any("error", err))
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// write stores what is pending. What changed in the meantime stays pending.
func (b *Book) write(ctx context.Context) error {
	b.mu.Lock()
	tickets := make([]store.Ticket, 0, len(b.pending))
	for _, t := range b.pending {
		tickets = append(tickets, t)
	}
	b.mu.Unlock()
	if len(tickets) == 0 {
		return nil
	}
	err := b.store.KeepTickets(ctx, tickets, time.Now().Add(-keptFor))
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		select {
		case b.changed <- struct{}{}: // try again
		default:
		}
		return err
	}
	for _, t := range tickets {
		if b.pending[t.Key] == t {
			delete(b.pending, t.Key)
		}
	}
	return nil
}
