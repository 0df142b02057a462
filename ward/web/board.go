package web

import (
	"context"
	"sync"
	"time"

	"tiepdan/ward/live"
	"tiepdan/ward/store"
)

const (
	latest = 24  // ratings on the page
	looked = 400 // among which those that she may see are found
)

// board reads the present once for all open pages.
type board struct {
	store Store
	now   *live.Now

	mu      sync.Mutex
	read    snapshot
	version uint64
}

// snapshot is everything that the page is drawn from.
type snapshot struct {
	at      time.Time
	day     store.Day
	latest  []store.Rating
	streams []store.Stream
	aside   int
	robots  []live.Robot
	ward    live.Ward
}

// fresh is how old a snapshot may be when nothing has changed since.
const fresh = 5 * time.Second

func (b *board) snapshot(ctx context.Context) (snapshot, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	// Taken before reading: a change while reading makes the next one read again.
	version := b.now.Version()
	if version == b.version && time.Since(b.read.at) < fresh {
		return b.read, nil
	}
	s := snapshot{at: time.Now(), robots: b.now.Robots(), ward: b.now.Ward()}
	var err error
	if s.day, err = b.store.Today(ctx, s.at); err != nil {
		return snapshot{}, err
	}
	if s.latest, err = b.store.Latest(ctx, looked); err != nil {
		return snapshot{}, err
	}
	if s.streams, err = b.store.Streams(ctx); err != nil {
		return snapshot{}, err
	}
	if s.aside, err = b.store.Quarantined(ctx); err != nil {
		return snapshot{}, err
	}
	b.read, b.version = s, version
	return s, nil
}
