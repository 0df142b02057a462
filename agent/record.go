package agent

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"tiepdan/kiosk"
)

// Recorder writes a journal of steps that no agent took, as of a simulated
// day, for Replay.
type Recorder struct {
	store *Store
	rows  []Row
}

// batch is how many steps go into one commit.
const batch = 500

// NewRecorder makes a new journal file. It refuses one that is there.
func NewRecorder(ctx context.Context, path string) (*Recorder, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // #nosec G304 -- the caller's file
	if err != nil {
		return nil, fmt.Errorf("cannot make the journal: %w", err)
	}
	s := &Store{lock: f, wake: make(chan struct{}, 1)}
	if s.write, err = open(path, "rwc"); err == nil {
		s.write.SetMaxOpenConns(1)
		err = s.prepare(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot make the journal %s: %w", path, err), s.Close())
	}
	return &Recorder{store: s}, nil
}

// Step notes a message and the model after it.
func (r *Recorder) Step(ctx context.Context, at time.Time, msg kiosk.Msg, next kiosk.Model) error {
	row, _, err := rowOf(at.UTC().Round(0), msg, next)
	if err != nil {
		return err
	}
	if r.rows = append(r.rows, row); len(r.rows) < batch {
		return nil
	}
	return r.flush(ctx)
}

func (r *Recorder) flush(ctx context.Context) error {
	if len(r.rows) == 0 {
		return nil
	}
	err := r.store.commit(ctx, r.rows, nil, nil)
	r.rows = r.rows[:0]
	return err
}

// Close writes what is left and closes the file.
func (r *Recorder) Close(ctx context.Context) error {
	return errors.Join(r.flush(ctx), r.store.Close())
}
