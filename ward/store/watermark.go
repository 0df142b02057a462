package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"tiepdan/report/schema"
)

// mark is how far a stream was whole.
type mark struct{ upto, top, lost uint64 }

// hole is numbers that will not come any more.
type hole struct{ low, high uint64 }

// finish moves each stream that was touched as far as it is whole.
func (b *batch) finish(ctx context.Context) ([]Receipt, error) {
	if len(b.order) == 0 {
		return nil, nil
	}
	rows := &sheet{
		table: "streams",
		columns: []column{
			{"commune", text}, {"robot", text}, {"epoch", text}, {"upto", whole}, {"top", whole}, {"lost", whole}, {"seen_ms", whole},
		},
		then: `ON CONFLICT (commune, robot, epoch) DO UPDATE SET
			upto = excluded.upto, top = excluded.top, lost = excluded.lost, seen_ms = excluded.seen_ms`,
	}
	receipts := make([]Receipt, 0, len(b.order))
	for _, s := range b.order {
		p := b.touched[s]
		m, err := b.advance(ctx, s, b.marks[s], p)
		if err != nil {
			return nil, err
		}
		rows.add(s.commune, s.robot, s.epoch, int64(m.upto), int64(m.top), int64(m.lost), p.at.UnixMilli())
		receipts = append(receipts, Receipt{
			Topic: schema.Topic{Commune: s.commune, Robot: s.robot, Channel: schema.ChannelAck},
			Epoch: s.epoch, Upto: m.upto,
		})
	}
	_, err := rows.insert(ctx, b.tx)
	return receipts, err
}

// readMarks reads the streams that were touched.
func (b *batch) readMarks(ctx context.Context) (map[stream]mark, error) {
	keys := &sheet{columns: []column{{"commune", text}, {"robot", text}, {"epoch", text}}}
	for _, s := range b.order {
		keys.add(s.commune, s.robot, s.epoch)
	}
	all := make(map[stream]mark, len(b.order))
	total, most := keys.rows(), b.tx.engine.most(len(keys.columns))
	for from := 0; from < total; from += most {
		list, args := b.tx.engine.list(keys, from, min(from+most, total))
		rows, err := b.tx.QueryContext(ctx, strings.Join([]string{"WITH k (commune, robot, epoch) AS (", list, `)
			SELECT s.commune, s.robot, s.epoch, s.upto, s.top, s.lost
			FROM k JOIN streams s ON s.commune = k.commune AND s.robot = k.robot AND s.epoch = k.epoch`}, ""), args...)
		if err != nil {
			return nil, err
		}
		err = walk(rows, func(rows *sql.Rows) error {
			var s stream
			var m mark
			err := rows.Scan(&s.commune, &s.robot, &s.epoch, &m.upto, &m.top, &m.lost)
			all[s] = m
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// advance moves one stream. Where all came in order the batch alone tells how
// far; else what is stored is walked over.
func (b *batch) advance(ctx context.Context, s stream, m mark, p *progress) (mark, error) {
	old := m
	slices.Sort(p.seqs)
	upto, inOrder := follow(m.upto, p.seqs)
	if n := len(p.seqs); n > 0 {
		m.top = max(m.top, p.seqs[n-1])
	}
	if inOrder && old.top <= old.upto && p.floor <= upto+1 {
		m.upto = upto
	} else {
		reached, holes, err := walkStream(ctx, b.tx, s, m.upto, p.floor)
		if err != nil {
			return m, err
		}
		m.upto = reached
		if err := keepHoles(ctx, b.tx, s, holes); err != nil {
			return m, err
		}
		for _, h := range holes {
			m.lost += h.high - h.low + 1
		}
	}
	m.top = max(m.top, m.upto)
	if slices.ContainsFunc(p.fresh, func(seq uint64) bool { return seq <= old.upto }) {
		// What was given up has come after all.
		lost, err := recount(ctx, b.tx, s, m.upto)
		m.lost = lost
		return m, err
	}
	return m, nil
}

// follow goes from upto over numbers in order, and says whether that were all.
func follow(upto uint64, seqs []uint64) (reached uint64, all bool) {
	for _, seq := range seqs {
		switch {
		case seq <= upto:
		case seq == upto+1:
			upto = seq
		default:
			return upto, false
		}
	}
	return upto, true
}

// walkStream goes from upto over what is stored until a number is missing.
// Numbers below floor that are missing will not come any more: holes.
func walkStream(ctx context.Context, t tx, s stream, upto, floor uint64) (reached uint64, holes []hole, err error) {
	rows, err := t.QueryContext(ctx, `SELECT seq FROM events
		WHERE commune = ? AND robot = ? AND epoch = ? AND seq > ? ORDER BY seq`, s.commune, s.robot, s.epoch, upto)
	if err != nil {
		return 0, nil, err
	}
	end := errors.New("far enough")
	err = walk(rows, func(rows *sql.Rows) error {
		var seq uint64
		if err := rows.Scan(&seq); err != nil {
			return err
		}
		if seq != upto+1 {
			// What is missing below floor is lost, the rest may come.
			given := min(seq, max(floor, upto+1))
			if given > upto+1 {
				holes = append(holes, hole{upto + 1, given - 1})
			}
			if upto = given - 1; seq != upto+1 {
				return end
			}
		}
		upto = seq
		return nil
	})
	if err != nil && !errors.Is(err, end) {
		return 0, nil, err
	}
	if floor > upto+1 {
		holes = append(holes, hole{upto + 1, floor - 1})
		upto = floor - 1
	}
	return upto, holes, nil
}

func keepHoles(ctx context.Context, t tx, s stream, holes []hole) error {
	rows := &sheet{
		table:   "holes",
		columns: []column{{"commune", text}, {"robot", text}, {"epoch", text}, {"low", whole}, {"high", whole}},
	}
	for _, h := range holes {
		rows.add(s.commune, s.robot, s.epoch, int64(h.low), int64(h.high))
	}
	_, err := rows.insert(ctx, t)
	return err
}

// recount finds all holes of a stream up to upto anew, and says how many
// numbers are in them.
func recount(ctx context.Context, t tx, s stream, upto uint64) (lost uint64, err error) {
	_, err = t.ExecContext(ctx, "DELETE FROM holes WHERE commune = ? AND robot = ? AND epoch = ?", s.commune, s.robot, s.epoch)
	if err != nil {
		return 0, err
	}
	_, holes, err := walkStream(ctx, t, s, 0, upto+1)
	if err != nil {
		return 0, err
	}
	for _, h := range holes {
		lost += h.high - h.low + 1
	}
	return lost, keepHoles(ctx, t, s, holes)
}
