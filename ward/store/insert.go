package store

import (
	"context"
	"database/sql"
	"slices"
)

func eventSheet() *sheet {
	return &sheet{
		table: "events",
		columns: []column{
			{"n", whole},
			{"commune", text},
			{"robot", text},
			{"epoch", text},
			{"seq", whole},
			{"id", text},
			{"kind", text},
			{"ts", text},
			{"clock", text},
			{"received_ms", whole},
			{"day", text},
			{"payload", raw},
		},
		then: "ON CONFLICT (commune, robot, epoch, seq) DO NOTHING",
	}
}

// insert writes the rows whose places are free, and what is counted of them.
func (b *batch) insert(ctx context.Context) error {
	if len(b.entries) == 0 {
		return nil
	}
	fresh, err := b.events(ctx)
	if err != nil {
		return err
	}
	for _, e := range fresh {
		p := b.touched[e.stream]
		p.fresh = append(p.fresh, e.seq)
	}
	if err := details(ctx, b.tx, fresh); err != nil {
		return err
	}
	return rollUp(ctx, b.tx, fresh, b.closed)
}

// lastEvent is the row of events that came last.
func lastEvent(ctx context.Context, t tx) (n int64, err error) {
	return n, t.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) FROM events").Scan(&n)
}

// events writes the rows, and gives the entries that were written.
func (b *batch) events(ctx context.Context) ([]entry, error) {
	maybe, surely := eventSheet(), eventSheet()
	surely.then = ""
	maybe.grow(len(b.entries))
	if b.trusting {
		surely.grow(len(b.entries))
	}
	for i := range b.entries {
		e := &b.entries[i]
		e.n = b.last + int64(i) + 1
		rows := maybe
		if b.trusting && e.seq > b.marks[e.stream].top {
			rows = surely // above all that came of the stream
		}
		rows.add(e.n, e.commune, e.robot, e.epoch, int64(e.seq), e.id, e.kind, e.ts, string(e.clock),
			e.item.At.UnixMilli(), e.day, e.item.Payload)
	}
	var written int64
	for _, rows := range []*sheet{surely, maybe} {
		n, err := rows.insert(ctx, b.tx)
		if err != nil {
			return nil, err
		}
		written += n
	}
	if written != int64(len(b.entries)) {
		return b.fresh(ctx)
	}
	return b.entries, nil
}

// fresh gives the entries that were written, and looks what stands in the places
// of the others.
func (b *batch) fresh(ctx context.Context) ([]entry, error) {
	rows, err := b.tx.QueryContext(ctx, "SELECT n FROM events WHERE n > ? AND n <= ?", b.last, b.last+int64(len(b.entries)))
	if err != nil {
		return nil, err
	}
	written := make([]bool, len(b.entries))
	err = walk(rows, func(rows *sql.Rows) error {
		var n int64
		err := rows.Scan(&n)
		written[n-b.last-1] = true
		return err
	})
	if err != nil {
		return nil, err
	}
	var fresh []entry
	copies := make(map[stream][]entry)
	for i, e := range b.entries {
		if written[i] {
			fresh = append(fresh, e)
		} else {
			copies[e.stream] = append(copies[e.stream], e)
		}
	}
	for _, s := range b.order { // in an order that does not change from run to run
		if err := b.compare(ctx, s, copies[s]); err != nil {
			return nil, err
		}
	}
	return fresh, nil
}

// compare looks which events of a stream stand where others wanted to.
func (b *batch) compare(ctx context.Context, s stream, copies []entry) error {
	if len(copies) == 0 {
		return nil
	}
	slices.SortFunc(copies, func(a, b entry) int { return int(int64(a.seq) - int64(b.seq)) })
	rows, err := b.tx.QueryContext(ctx, `SELECT seq, id FROM events
		WHERE commune = ? AND robot = ? AND epoch = ? AND seq BETWEEN ? AND ?`,
		s.commune, s.robot, s.epoch, copies[0].seq, copies[len(copies)-1].seq)
	if err != nil {
		return err
	}
	have := make(map[uint64]string)
	err = walk(rows, func(rows *sql.Rows) error {
		var seq uint64
		var id string
		err := rows.Scan(&seq, &id)
		have[seq] = id
		return err
	})
	for _, e := range copies {
		b.clash(e, have[e.seq])
	}
	return err
}
