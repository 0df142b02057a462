package receiver_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/line"
	"tiepdan/ward/live"
	"tiepdan/ward/receiver"
	"tiepdan/ward/store"
)

// sizes is a store that notes how much is committed together.
type sizes struct {
	mu  sync.Mutex
	all []int
}

func (s *sizes) Commit(_ context.Context, items []store.Item) ([]store.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, len(items))
	return nil, nil
}

// TestCommitsAreBounded: however small the events of bundles are, a commit has
// no more of them than others, and none is left out.
func TestCommitsAreBounded(t *testing.T) {
	t.Parallel()
	lines := &bytes.Buffer{}
	logger := slog.New(slog.NewTextHandler(lines, nil))
	into := &sizes{}
	r := receiver.New(receiver.Options{Store: into, Now: live.New(), Lines: line.New(nil, hanoi, logger), Logger: logger})
	const bundles = 100
	empty := `{"v":1,"events":[` + strings.TrimSuffix(strings.Repeat(`{"kind":"nguyen_van_an","event":{}},`, schema.MaxBundle), ",") + `]}`
	queue := make(chan mqtt.Message, receiver.Waiting)
	var acked sync.WaitGroup
	acked.Add(bundles)
	for range bundles {
		queue <- message{robot(0).On(schema.ChannelBundle).String(), []byte(empty), &acked}
	}
	ctx, cancel := context.WithCancel(context.Background())
	passed := make(chan error, 1)
	go func() { passed <- r.Pass(ctx, &broker{receipts: make(map[string]schema.Receipt)}, queue) }()
	acked.Wait()
	cancel()
	if err := <-passed; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v from the receiver, want that it was ended", err)
	}
	sum := 0
	for _, n := range into.all {
		sum += n
		if n > receiver.BatchPieces {
			t.Errorf("got %d items in a commit, want at most %d", n, receiver.BatchPieces)
		}
	}
	if sum != bundles*schema.MaxBundle || len(into.all) < sum/receiver.BatchPieces {
		t.Errorf("got %d items in %d commits, want all %d", sum, len(into.all), bundles*schema.MaxBundle)
	}
	if strings.Contains(lines.String(), "nguyen") {
		t.Errorf("got the kind in the log, want it nowhere: %.500s", lines)
	}
	if n := strings.Count(lines.String(), "\n"); n != len(into.all) {
		t.Errorf("got %d lines of %d commits, want one for each of them: %.500s", n, len(into.all), lines)
	}
}

// TestFlood: what a robot that is ours no longer can leave in the store, with
// bundles of events that are none and of outboxes that are made up.
func TestFlood(t *testing.T) {
	t.Parallel()
	p := newPassing(t, nil)
	of := schema.Topic{Commune: "00070", Robot: "kb-01"}
	const bundles = 20
	var all []message
	for i := range 3 * bundles {
		var b strings.Builder
		for j := range schema.MaxBundle {
			n := i*schema.MaxBundle + j
			events := []string{
				fmt.Sprintf(`{"x%d":0}`, n),
				fmt.Sprintf(`{"v":1,"epoch":"%06d","seq":1}`, n),
				fmt.Sprintf(`{"v":1,"epoch":"%08x","seq":1}`, n),
			}
			fmt.Fprintf(&b, `,{"kind":"x","event":%s}`, events[i%len(events)])
		}
		all = append(all, message{topic: of.On(schema.ChannelBundle).String(), payload: []byte(`{"v":1,"events":[` + b.String()[1:] + `]}`)})
	}
	p.send(all...)
	if s, err := p.store.Streams(t.Context()); err != nil || len(s) != 16 {
		t.Errorf("got %d streams, %v, want 16", len(s), err)
	}
	// Those without a number, one of each outbox, and that there were too many.
	if n, err := p.store.Quarantined(t.Context()); err != nil || n > 200+16+1 {
		t.Errorf("got %d kept aside, %v, want at most 217", n, err)
	}
	other := robot(1)
	p.send(message{topic: other.On(schema.KindRating.Channel()).String(), payload: packed(t, 1).Data})
	p.wantReceipt(other, 1)
}
