package web

import (
	"context"
	"sync"
	"time"

	"tiepdan/ward/live"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

const (
	latest = 24  // ratings on the page
	looked = 400 // among which those that she may see are found
	// mostOpen is how many open alerts are looked through for the live page: the
	// page of alerts has all.
	mostOpen = 500
)

// board reads the present once for all open pages.
type board struct {
	store Store
	now   *live.Now

	mu   sync.Mutex
	read map[string]snapshot // by commune, "" for all
}

// snapshot is everything that the page is drawn from.
type snapshot struct {
	version uint64
	at      time.Time
	day     store.Day
	work    []group // of today, by door and service
	latest  []store.Rating
	streams []store.Stream
	helps   []store.HelpCall
	alerts  []office.Alert // open
	aside   int
	robots  []live.Robot
	ward    live.Ward
}

// fresh is how old a snapshot may be when nothing has changed since.
const fresh = 5 * time.Second

// snapshot gives the present of a commune, of all with "".
func (b *board) snapshot(ctx context.Context, commune string) (snapshot, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	// Taken before reading: a change while reading makes the next one read again.
	version := b.now.Version()
	if have := b.read[commune]; version == have.version && time.Since(have.at) < fresh {
		return have, nil
	}
	s := snapshot{version: version, at: time.Now(), ward: b.now.Ward()}
	for _, r := range b.now.Robots() {
		if commune == "" || r.Commune == commune {
			s.robots = append(s.robots, r)
		}
	}
	streams, err := b.store.Streams(ctx)
	if err != nil {
		return snapshot{}, err
	}
	for _, x := range streams {
		if commune == "" || x.Commune == commune {
			s.streams = append(s.streams, x)
		}
	}
	if err := b.count(ctx, &s, commune); err != nil {
		return snapshot{}, err
	}
	if b.read == nil {
		b.read = make(map[string]snapshot)
	}
	b.read[commune] = s
	return s, nil
}

func (b *board) count(ctx context.Context, s *snapshot, commune string) error {
	if err := b.today(ctx, s, commune); err != nil {
		return err
	}
	helps, err := b.store.OpenHelps(ctx, s.at.Add(-callsFor))
	if err != nil {
		return err
	}
	for _, c := range helps {
		if commune == "" || c.Commune == commune {
			s.helps = append(s.helps, c)
		}
	}
	if s.alerts, err = b.store.AlertsIn(ctx, commune, true, mostOpen); err != nil {
		return err
	}
	return b.divide(ctx, s, commune)
}

func (b *board) today(ctx context.Context, s *snapshot, commune string) (err error) {
	if commune == "" {
		if s.day, err = b.store.Today(ctx, s.at); err != nil {
			return err
		}
		if s.latest, err = b.store.Latest(ctx, looked); err != nil {
			return err
		}
		s.aside, err = b.store.Quarantined(ctx)
		return err
	}
	if s.day, err = b.store.TodayIn(ctx, s.at, commune); err != nil {
		return err
	}
	if s.latest, err = b.store.LatestIn(ctx, commune, looked); err != nil {
		return err
	}
	s.aside, err = b.store.QuarantinedIn(ctx, commune)
	return err
}

// divide lays today out by door and service, so that each officer can be given
// her own.
func (b *board) divide(ctx context.Context, s *snapshot, commune string) error {
	f := store.Filter{From: s.day.Day, To: s.day.Day, Commune: commune}
	if f.From == "" {
		return nil // no day yet
	}
	ratings, err := b.store.CountRatings(ctx, f, store.ByDoor|store.ByService)
	if err != nil {
		return err
	}
	for _, c := range ratings {
		g := group{Key: c.Key}
		rate(&g, c.Count)
		s.work = append(s.work, g)
	}
	visits, err := b.store.CountVisits(ctx, f, store.ByDoor|store.ByService)
	for _, v := range visits {
		if v.Outcome == "closed" {
			s.work = append(s.work, group{Key: v.Key, Closed: v.N})
		}
	}
	return err
}
