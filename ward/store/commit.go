package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tiepdan/report/schema"
)

// Item is one message of a robot. One of Event, Refused and Hello is set.
type Item struct {
	Topic   schema.Topic
	At      time.Time // when the ward received it
	Payload []byte
	Event   *schema.Event
	Refused *Refused
	Hello   *Hello
}

// Refused says why a message cannot be read, and which event it would have
// been, if that can be told.
type Refused struct {
	Reason string
	Epoch  string
	Seq    uint64 // 0 when it cannot be told
}

// Hello is a robot's word on its outbox.
type Hello struct {
	Epoch string
	First uint64 // oldest event that it still has; 0 when it has none
}

// Receipt may be sent to a robot: the ward has everything of the epoch up to
// and with Upto.
type Receipt struct {
	Topic schema.Topic // its Channel is schema.ChannelAck
	Epoch string
	Upto  uint64
}

// stream names one outbox of one robot.
type stream struct{ commune, robot, epoch string }

func (i Item) stream(epoch string) stream { return stream{i.Topic.Commune, i.Topic.Robot, epoch} }

// place is where one event stands.
type place struct {
	stream

	seq uint64
}

// entry is one row of events on its way.
type entry struct {
	place

	item     Item
	id, kind string
	ts       string
	clock    schema.Clock
	day      string
	hour     int
	n        int64
	body     schema.Body // nil when it was refused
}

// progress is what one commit learns of one stream.
type progress struct {
	first  Item   // that spoke of it
	spoken bool   // by a message that can be read
	hellos []Item // not believed yet
	floor  uint64 // nothing below is to be expected any more
	seqs   []uint64
	fresh  []uint64 // those of seqs that were not there before
	at     time.Time
}

// aside is a message for the quarantine.
type aside struct {
	item    Item
	refused Refused
	always  bool // whatever else is kept
}

// batch is one commit under way.
type batch struct {
	store    *Store
	tx       tx
	entries  []entry
	where    map[place]int // entry of a place
	asides   []aside
	latest   time.Time // when the last of them was received
	touched  map[stream]*progress
	order    []stream
	marks    map[stream]mark
	refusals map[sender]*refusal
	day      string // on which the last of them was received
	last     int64  // row of events after which these are put
	closed   string // day up to which days are closed
	// trusting takes events above the marks for new without a look.
	trusting bool
}

// Commit stores the items, and gives one receipt for each outbox that they speak
// of. When it fails nothing was stored, or all of some robots (see
// commitShards); the same items can be committed again.
func (s *Store) Commit(ctx context.Context, items []Item) ([]Receipt, error) {
	receipts, err := s.commit(ctx, items, s.engine.copies())
	if s.engine.taken(err) {
		receipts, err = s.commit(ctx, items, false) // a mark was below what is stored
	}
	if err != nil {
		return nil, fmt.Errorf("cannot commit %d messages: %w", len(items), err)
	}
	return receipts, nil
}

func (s *Store) commit(ctx context.Context, items []Item, trusting bool) ([]Receipt, error) {
	if parts := s.split(items); len(parts) > 1 {
		receipts, err := s.commitShards(ctx, parts, trusting)
		if !errors.Is(err, errTogether) {
			return receipts, err
		}
	}
	return s.commitWhole(ctx, items, trusting)
}

// commitWhole commits the items in one transaction. Its receipts are in the
// order in which the items first spoke of their outboxes.
func (s *Store) commitWhole(ctx context.Context, items []Item, trusting bool) (receipts []Receipt, err error) {
	b, err := s.newBatch(items, trusting)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, func(t tx) error {
		b.tx = t
		if err := s.engine.alone(ctx, t); err != nil {
			return err
		}
		if err := b.look(ctx); err != nil {
			return err
		}
		receipts, err = b.write(ctx)
		return err
	})
	return receipts, err
}

func (s *Store) newBatch(items []Item, trusting bool) (*batch, error) {
	b := &batch{
		store: s, entries: make([]entry, 0, len(items)), where: make(map[place]int, len(items)),
		touched: make(map[stream]*progress), refusals: make(map[sender]*refusal), trusting: trusting,
	}
	if len(items) > 0 {
		b.day = s.Day(items[len(items)-1].At)
	}
	for _, item := range items {
		if err := b.take(item); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// look learns what is there already, and closes days before there is more.
func (b *batch) look(ctx context.Context) (err error) {
	if err := b.sift(ctx); err != nil {
		return err
	}
	if len(b.entries) == 0 {
		return nil
	}
	if b.last, err = lastEvent(ctx, b.tx); err != nil {
		return err
	}
	b.closed, err = closeDays(ctx, b.tx, b.store.Day(b.latest))
	return err
}

func (b *batch) write(ctx context.Context) ([]Receipt, error) {
	if err := b.insert(ctx); err != nil {
		return nil, err
	}
	if err := b.quarantine(ctx); err != nil {
		return nil, err
	}
	return b.finish(ctx)
}

// take sorts an item into the batch.
func (b *batch) take(item Item) error {
	switch {
	case item.Event != nil:
		e := item.Event
		at := item.At
		if e.Clock == schema.ClockNTP {
			at = e.TS
		}
		b.put(entry{
			place: place{item.stream(e.Epoch), e.Seq}, item: item, id: e.ID, kind: string(e.Body.Kind()),
			ts: e.TS.Format(time.RFC3339Nano), clock: e.Clock, body: e.Body,
		}, at)
	case item.Hello != nil:
		p := b.touch(item.stream(item.Hello.Epoch), &item)
		p.spoken = true
		p.hellos = append(p.hellos, item)
	case item.Refused != nil:
		b.refuse(item)
	default:
		return errors.New("an item with nothing in it")
	}
	return nil
}

// refuse keeps aside what may be kept of a message. If it says which event it
// is it takes that event's place all the same.
func (b *batch) refuse(item Item) {
	r := *item.Refused
	item.Payload = remainsOf(item.Payload, r.Epoch, r.Seq)
	if r.Seq > 0 {
		at := item.At.In(b.store.location)
		b.put(entry{
			place: place{item.stream(r.Epoch), r.Seq}, item: item, id: digest(item.Payload), kind: "refused",
			ts: at.Format(time.RFC3339Nano), clock: schema.ClockUnset,
		}, at)
	}
	b.asides = append(b.asides, aside{item: item, refused: r})
}

func (b *batch) touch(s stream, item *Item) *progress {
	p := b.touched[s]
	if p == nil {
		p = &progress{first: *item}
		b.touched[s] = p
		b.order = append(b.order, s)
	}
	p.at = item.At
	return p
}

// put adds a row, unless its place is taken in this batch already. at is when
// it was made, as far as the ward can tell.
func (b *batch) put(e entry, at time.Time) {
	p := b.touch(e.stream, &e.item)
	p.spoken = p.spoken || e.body != nil
	if i, taken := b.where[e.place]; taken {
		b.clash(e, b.entries[i].id)
		return
	}
	if e.item.At.After(b.latest) {
		b.latest = e.item.At
	}
	at = at.In(b.store.location)
	e.day, e.hour = at.Format(time.DateOnly), at.Hour()
	b.where[e.place] = len(b.entries)
	b.entries = append(b.entries, e)
	p.seqs = append(p.seqs, e.seq)
}

// clash is an event whose place is taken. A copy is what resending is made of.
// Another event in the same place means that the robot's outbox went back in
// time: keep it, and show it.
func (b *batch) clash(e entry, id string) {
	if id == e.id {
		return
	}
	b.asides = append(b.asides, aside{item: e.item, refused: Refused{
		Reason: takenBy + id, Epoch: e.epoch, Seq: e.seq,
	}})
}
