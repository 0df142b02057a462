package receiver_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/line"
	"tiepdan/ward/live"
	"tiepdan/ward/receiver"
	"tiepdan/ward/store"
	"tiepdan/ward/store/pgtest"
)

var hanoi = time.FixedZone("+07", 7*3600)

// message is one that came from a broker.
type message struct {
	topic   string
	payload []byte
	acked   *sync.WaitGroup
}

func (message) Duplicate() bool   { return false }
func (message) Qos() byte         { return 1 }
func (message) Retained() bool    { return false }
func (m message) Topic() string   { return m.topic }
func (message) MessageID() uint16 { return 1 }
func (m message) Payload() []byte { return m.payload }
func (m message) Ack()            { m.acked.Done() }

// broker takes what is published.
type broker struct {
	mu       sync.Mutex
	receipts map[string]schema.Receipt // the last of each topic
	count    int
}

func (b *broker) Publish(topic string, _ byte, _ bool, payload any) mqtt.Token {
	data, _ := payload.([]byte)
	receipt, err := schema.Decode[schema.Receipt](data)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.receipts[topic] = receipt
	}
	b.count++
	return &mqtt.DummyToken{}
}

func (b *broker) last(topic string) (receipt schema.Receipt, count int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.receipts[topic], b.count
}

const fleet = 500

func robot(i int) schema.Topic {
	return schema.Topic{Commune: fmt.Sprintf("%05d", i%fleet/5), Robot: fmt.Sprintf("kb-%03d", i%fleet)}
}

// rating is message i of the fleet, as it comes from the wire.
func rating(tb testing.TB, i int, acked *sync.WaitGroup) message {
	tb.Helper()
	body, err := schema.EncodeBody(schema.Rating{
		Face: []string{"very-satisfied", "satisfied", "neutral", "dissatisfied"}[i/7%4], Source: "ticket",
		Service: []string{"justice", "land", "civil", "police"}[i%4], Door: 1 + i%6, Lang: "vi", WaitS: new(60 + i%1800), ServeS: new(120 + i%900),
	})
	if err != nil {
		tb.Fatal(err)
	}
	seq := uint64(i/fleet) + 1
	payload, err := schema.Join(schema.Header{
		V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-8%03x-%012x", i%fleet, seq), Epoch: "e1", Seq: seq,
		TS: time.Now(), Clock: schema.ClockNTP,
	}, body)
	if err != nil {
		tb.Fatal(err)
	}
	return message{robot(i).On(schema.KindRating.Channel()).String(), payload, acked}
}

func open(tb testing.TB, o store.Options) *store.Store {
	tb.Helper()
	s, err := store.Open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// ingest passes ratings of the fleet to a store, and gives how long that took,
// to the last acknowledgement.
func ingest(tb testing.TB, s *store.Store, b *broker, from, to int) time.Duration {
	tb.Helper()
	var acked sync.WaitGroup
	acked.Add(to - from)
	messages := make([]message, 0, to-from)
	for i := from; i < to; i++ {
		messages = append(messages, rating(tb, i, &acked))
	}
	logger := slog.New(slog.DiscardHandler)
	r := receiver.New(receiver.Options{Store: s, Now: live.New(), Lines: line.New(s, hanoi, logger), Logger: logger})
	queue := make(chan mqtt.Message, receiver.Waiting)
	ctx, cancel := context.WithCancel(context.Background())
	passed := make(chan error, 1)
	began := time.Now()
	go func() { passed <- r.Pass(ctx, b, queue) }()
	for _, m := range messages {
		queue <- m
	}
	acked.Wait()
	took := time.Since(began)
	eventually(tb, "the last receipt", func() bool {
		last, _ := b.last(robot(to - 1).On(schema.ChannelAck).String())
		return last.Upto == uint64((to-1)/fleet)+1
	})
	cancel()
	if err := <-passed; !errors.Is(err, context.Canceled) {
		tb.Errorf("got %v from the receiver, want that it was ended", err)
	}
	return took
}

func eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	tb.Fatalf("not within a minute: %s", what)
}

// BenchmarkIngest is all that the ward does with ratings of 500 robots but the
// socket: reading, checking, storing with every sync, receipts.
func BenchmarkIngest(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		benchIngest(b, store.Options{File: filepath.Join(b.TempDir(), "ward.db"), Location: hanoi})
	})
	b.Run("postgres", func(b *testing.B) {
		server, err := pgtest.Start(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			if err := server.Stop(); err != nil {
				b.Error(err)
			}
		})
		address, err := server.Fresh(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		benchIngest(b, store.Options{Postgres: address, Location: hanoi})
	})
}

func benchIngest(b *testing.B, o store.Options) {
	b.Helper()
	const warm, n = 20_000, 200_000
	s := open(b, o)
	out := &broker{receipts: make(map[string]schema.Receipt)}
	ingest(b, s, out, 0, warm)
	took := ingest(b, s, out, warm, warm+n)
	v, err := s.Verify(b.Context())
	if err != nil || !v.Whole() || len(v.Streams) != fleet {
		b.Fatalf("got %d streams, %q, %v, want %d whole ones", len(v.Streams), v.Problems, err, fleet)
	}
	b.ReportMetric(n/took.Seconds(), "ratings/s")
}

// TestIngest: all that came is stored once and receipted, by fewer receipts
// than messages.
func TestIngest(t *testing.T) {
	t.Parallel()
	s := open(t, store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: hanoi})
	out := &broker{receipts: make(map[string]schema.Receipt)}
	const n = 10_000
	ingest(t, s, out, 0, n)
	for i := range fleet {
		last, _ := out.last(robot(i).On(schema.ChannelAck).String())
		if last.Epoch != "e1" || last.Upto != n/fleet {
			t.Fatalf("got receipt %+v for robot %d, want up to %d", last, i, n/fleet)
		}
	}
	if _, count := out.last(""); count > n/2 {
		t.Errorf("got %d receipts for %d messages of %d robots, want far fewer", count, n, fleet)
	}
	if v, err := s.Verify(t.Context()); err != nil || !v.Whole() {
		t.Errorf("got %+v, %v, want all whole", v.Problems, err)
	}
	// The same once more changes nothing.
	ingest(t, s, out, 0, n)
	if v, err := s.Verify(t.Context()); err != nil || !v.Whole() || v.Streams[0].Stored != n/fleet {
		t.Errorf("got %d stored of the first robot, %v, want %d", v.Streams[0].Stored, err, n/fleet)
	}
}
