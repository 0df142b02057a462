package agent

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tiepdan/kiosk"
)

// digest names a state: two models with the same digest are the same.
func digest(m kiosk.Model) (string, []byte, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return "", nil, fmt.Errorf("cannot write the model down: %w", err)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8]), body, nil
}

// restore returns the model as it was committed last: the snapshot and the
// rows after it.
func (s *Store) restore(ctx context.Context) (kiosk.Model, error) {
	m, seq := kiosk.New(), int64(0)
	var body string
	err := s.write.QueryRowContext(ctx, `SELECT seq, model FROM snapshot`).Scan(&seq, &body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return m, fmt.Errorf("cannot read the snapshot: %w", err)
	default:
		if err := json.Unmarshal([]byte(body), &m); err != nil {
			return m, fmt.Errorf("cannot read the snapshot: %w", err)
		}
	}
	err = eachRow(ctx, s.write, seq, func(r Row) error {
		msg, err := kiosk.Decode(r.Kind, r.Body)
		if err != nil {
			return err
		}
		m, _ = m.Update(r.At, msg)
		return nil
	})
	return m, err
}

func eachRow(ctx context.Context, db *sql.DB, after int64, f func(Row) error) error {
	rows, err := db.QueryContext(ctx, `SELECT seq, at, kind, body, digest FROM journal WHERE seq > ? ORDER BY seq`, after)
	if err != nil {
		return fmt.Errorf("cannot read the journal: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r Row
		var at int64
		var body string
		if err := rows.Scan(&r.Seq, &at, &r.Kind, &body, &r.Digest); err != nil {
			return fmt.Errorf("cannot read a row of the journal: %w", err)
		}
		r.At, r.Body = time.Unix(0, at).UTC(), []byte(body)
		if err := f(r); err != nil {
			return fmt.Errorf("journal row %d: %w", r.Seq, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("cannot read the journal: %w", err)
	}
	return nil
}

// Replayed is one step of a replay: the message, the state after it, and
// whether that is the state that was recorded.
type Replayed struct {
	Row   Row
	Msg   kiosk.Msg
	Model kiosk.Model
	Same  bool
}

// Replay reads a journal file, which a running agent may still write, and
// calls f with every step. In a file whose oldest rows were pruned the states
// before the first Started are not known, and Same is false until they no
// longer matter.
func Replay(ctx context.Context, path string, f func(Replayed) error) error {
	db, err := open(path, "ro")
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", path, err)
	}
	defer func() { _ = db.Close() }()
	m := kiosk.New()
	return eachRow(ctx, db, 0, func(r Row) error {
		msg, err := kiosk.Decode(r.Kind, r.Body)
		if err != nil {
			return err
		}
		m, _ = m.Update(r.At, msg)
		d, _, err := digest(m)
		if err != nil {
			return err
		}
		return f(Replayed{Row: r, Msg: msg, Model: m, Same: d == r.Digest})
	})
}
