package motion

import (
	"context"
	"log/slog"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

const (
	gatherFor  = 200 * time.Millisecond // what comes together is written together
	firstPause = time.Second
	lastPause  = time.Minute
	lastWrite  = 2 * time.Second
)

// Run writes to the store what must be remembered, until ctx ends; what is left
// then is written before it returns.
func (b *Book) Run(ctx context.Context) error {
	pause := firstPause
	for ctx.Err() == nil {
		select {
		case <-b.wake:
			if wait(ctx, gatherFor); ctx.Err() != nil {
				break // all is written below
			}
			if err := b.write(ctx); err != nil {
				b.logger.LogAttrs(ctx, slog.LevelWarn, "plans and needs of robots cannot be kept", slog.Any("error", err))
				wait(ctx, pause)
				pause = min(2*pause, lastPause)
				b.again()
				continue
			}
			pause = firstPause
		case <-ctx.Done():
		}
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWrite)
	defer cancel()
	if err := b.write(last); err != nil {
		b.logger.LogAttrs(last, slog.LevelWarn, "plans and needs of robots were not kept", slog.Any("error", err))
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

func (b *Book) again() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// write stores what is not in the store yet. What cannot be written stays.
func (b *Book) write(ctx context.Context) error {
	for {
		f, some := b.unwritten()
		if !some {
			break
		}
		if err := b.store.KeepFloor(ctx, f); err != nil {
			return err
		}
		b.mu.Lock()
		t := schema.Topic{Commune: f.Commune, Robot: f.Robot}
		if b.unkept[t].At.Equal(f.At) {
			delete(b.unkept, t)
		}
		b.mu.Unlock()
	}
	return b.writeNeeds(ctx)
}

// unwritten is a plan that is not kept yet.
func (b *Book) unwritten() (store.Floor, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.unkept {
		return f, true
	}
	return store.Floor{}, false
}

func (b *Book) writeNeeds(ctx context.Context) error {
	b.mu.Lock()
	if !b.unsaved {
		b.mu.Unlock()
		return nil
	}
	b.unsaved = false
	all := make([]store.Need, 0, len(b.needs))
	for _, n := range b.sorted() {
		all = append(all, store.Need{
			Commune: n.Robot.Commune, Robot: n.Robot.Robot, Need: string(n.Kind), Detail: n.Detail, Since: n.Since, Taken: n.Taken, By: n.By,
		})
	}
	b.mu.Unlock()
	err := b.store.KeepNeeds(ctx, all)
	if err != nil {
		b.mu.Lock()
		b.unsaved = true
		b.mu.Unlock()
	}
	return err
}
