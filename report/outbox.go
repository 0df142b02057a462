package report

import (
	"context"
	"encoding/json"
	"time"

	"tiepdan/report/schema"
)

// Record is one event in the outbox.
type Record struct {
	Seq   uint64 // 1, 2, 3, … without holes within the epoch
	ID    string // UUID version 7
	Kind  string // as Encode gave it
	At    time.Time
	Clock schema.Clock    // of At, see Clock; "" means that nobody knows
	Body  json.RawMessage // as Encode gave it
}

// Outbox is where the robot keeps its events. Its methods are called by one
// goroutine.
type Outbox interface {
	// Epoch names this outbox. It is drawn at random when the outbox is made,
	// and must be drawn anew when an older copy of it is put back.
	Epoch() string
	// Pending gives the records that are kept with a Seq above after, oldest
	// first, delivered or not, at most limit of them.
	Pending(ctx context.Context, after uint64, limit int) ([]Record, error)
	// Deliver marks every record up to and with upto as delivered, and those
	// above as not: a ward that lost data asks for them again.
	Deliver(ctx context.Context, upto uint64) error
	// Wake receives a value, without blocking its sender, when records were added.
	Wake() <-chan struct{}
}
