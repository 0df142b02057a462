package receiver_test

import (
	"bytes"
	"context"
	"errors"
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
