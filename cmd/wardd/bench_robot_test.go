package main_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"tiepdan/agent"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// storedOutbox is a robot's real outbox, on disk; events are put into its file
// as the agent's commit does.
type storedOutbox struct {
	*agent.Store

	file *sql.DB
	wake chan struct{}
}

func newStoredOutbox(b *testing.B) *storedOutbox {
	b.Helper()
	dir := b.TempDir()
	s, err := agent.OpenStore(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	file, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "kiosk.db")+
		"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := file.Close(); err != nil {
			b.Error(err)
		}
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return &storedOutbox{Store: s, file: file, wake: make(chan struct{}, 1)}
}

// Wake is that of report.Outbox.
func (o *storedOutbox) Wake() <-chan struct{} { return o.wake }

// Pending is that of report.Outbox.
func (o *storedOutbox) Pending(ctx context.Context, after uint64, limit int) ([]report.Record, error) {
	rows, err := o.Store.Pending(ctx, after, limit)
	out := make([]report.Record, len(rows))
	for i, r := range rows {
		out[i] = report.Record{Seq: r.Seq, ID: r.ID, Kind: r.Kind, At: r.At, Clock: schema.Clock(r.Clock), Body: r.Body}
	}
	return out, err
}

// rated is a rating of a service.
func rated(b *testing.B, service string) json.RawMessage {
	b.Helper()
	_, body, err := report.Encode(kiosk.RatingGiven{
		Face: kiosk.Satisfied, Source: "ticket", Service: service, Door: 3, Lang: kiosk.Vi, Wait: time.Minute, Serve: time.Hour,
	})
	if err != nil {
		b.Fatal(err)
	}
	return body
}

const putEvent = "INSERT INTO outbox (id, at, kind, body, clock) VALUES (?, ?, 'rating', ?, 'ntp')"

// put commits one event.
func (o *storedOutbox) put(b *testing.B, body json.RawMessage) {
	b.Helper()
	if _, err := o.file.ExecContext(b.Context(), putEvent, uuid.Must(uuid.NewV7()).String(), time.Now().UnixNano(), string(body)); err != nil {
		b.Fatal(err)
	}
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// fill puts a backlog.
func (o *storedOutbox) fill(b *testing.B, n int) {
	b.Helper()
	body := string(rated(b, "justice"))
	tx, err := o.file.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	put, err := tx.PrepareContext(b.Context(), putEvent)
	if err != nil {
		b.Fatal(err)
	}
	for range n {
		if _, err := put.ExecContext(b.Context(), uuid.Must(uuid.NewV7()).String(), time.Now().UnixNano(), body); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// messages are the outbox as it is sent.
func (o *storedOutbox) messages(b *testing.B) [][]byte {
	b.Helper()
	var all [][]byte
	for after := uint64(0); ; {
		records, err := o.Pending(b.Context(), after, 1000)
		if err != nil {
			b.Fatal(err)
		}
		if len(records) == 0 {
			return all
		}
		for _, r := range records {
			m, err := schema.Join(schema.Header{V: 1, ID: r.ID, Epoch: o.Epoch(), Seq: r.Seq, TS: r.At, Clock: r.Clock}, r.Body)
			if err != nil {
				b.Fatal(err)
			}
			all, after = append(all, m), r.Seq
		}
	}
}

// wantDrained waits until the ward has given receipts for everything.
func (o *storedOutbox) wantDrained(b *testing.B) {
	b.Helper()
	for deadline := time.Now().Add(10 * patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var left int
		// The highest is delivered last.
		if err := o.file.QueryRowContext(b.Context(), "SELECT max(seq) > (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'delivered') FROM outbox").Scan(&left); err != nil {
			b.Fatal(err)
		}
		if left == 0 {
			return
		}
	}
	b.Fatalf("the backlog is not drained after %v", 10*patience)
}

// newSlowLink passes bytes on after a delay, each way, and gives its address.
func newSlowLink(b *testing.B, to string, delay time.Duration) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				near.Close()
				continue
			}
			go later(far, near, delay)
			go later(near, far, delay)
		}
	}()
	return l.Addr().String()
}

// later copies, with each piece as late as the delay says.
func later(to io.WriteCloser, from io.ReadCloser, delay time.Duration) {
	type piece struct {
		data []byte
		due  time.Time
	}
	pieces := make(chan piece, 1<<16)
	go func() {
		defer to.Close()
		defer from.Close()
		for p := range pieces {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.data); err != nil {
				return
			}
		}
	}()
	defer close(pieces)
	for {
		data := make([]byte, 64<<10)
		n, err := from.Read(data)
		if n > 0 {
			pieces <- piece{data[:n], time.Now().Add(delay)}
		}
		if err != nil {
			return
		}
	}
}
