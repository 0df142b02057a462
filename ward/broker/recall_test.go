package broker_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"tiepdan/ward/broker"
)

// TestRecalled: who subscribes right after a start gets all that was retained before.
func TestRecalled(t *testing.T) {
	t.Parallel()
	const robots = 2000
	options := broker.Options{Listen: "127.0.0.1:0", Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)}
	b, err := broker.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	first := client(t, b.URL(), "wardd", false, nil)
	if err := b.Recalled(t.Context()); err != nil {
		t.Errorf("with nothing kept: got %v", err)
	}
	for i := range robots {
		first.Publish(fmt.Sprintf("kb/v1/c/r%d/state", i), 1, true, "state").Wait()
	}
	first.Publish("kb/v1/c/r0/state", 1, true, "another").Wait()
	first.Publish("kb/v1/c/r1/state", 1, true, "").Wait() // taken away
	first.Disconnect(50)
	b.Stop()

	for range 3 {
		if b, err = broker.Start(t.Context(), options); err != nil {
			t.Fatal(err)
		}
		got := make(chan string, 2*robots)
		ward := client(t, b.URL(), "wardd", false, got)
		if err := b.Recalled(t.Context()); err != nil {
			t.Error(err)
		}
		if token := ward.Subscribe("kb/v1/+/+/state", 1, nil); token.Wait() && token.Error() != nil {
			t.Fatal(token.Error())
		}
		for n := range robots - 1 {
			select {
			case <-got:
			case <-time.After(20 * time.Second):
				t.Fatalf("got %d retained messages after a restart, want %d", n, robots-1)
			}
		}
		ward.Disconnect(50)
		b.Stop()
	}
}
