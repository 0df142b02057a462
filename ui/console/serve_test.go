package console_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/ui/console"
)

// TestPortInUse: one plain line says that officials have no console, and the
// console comes when the port is free.
func TestPortInUse(t *testing.T) {
	t.Parallel()
	taken := port(t)
	defer func() { _ = taken.Close() }()
	o := options(t, newDesk(morning()))
	o.Listen = taken.Addr().String()
	var log lines
	o.Logger = slog.New(slog.NewTextHandler(&log, nil))
	s, err := console.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: got %v, want nil after its context ended", err)
		}
	}()
	time.Sleep(2500 * time.Millisecond) // two tries
	got := log.String()
	for _, want := range []string{"level=ERROR", "cannot serve the door console on " + o.Listen, "is another program using the port?"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("log after two tries: got %q, want %q in it once", got, want)
		}
	}
	if strings.Count(got, "\n") != 1 {
		t.Errorf("log after two tries: got %q, want one line", got)
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Ready():
	case <-time.After(15 * time.Second):
		t.Fatal("the console did not come within 15 s after the port was free")
	}
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+o.Listen+"/healthz", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	client := browser(t, o)
	defer client.CloseIdleConnections()
	answer, err := client.Do(ask)
	if err != nil {
		t.Fatalf("the console on the freed port: %v", err)
	}
	_ = answer.Body.Close()
}

// TestPortInUseToTheEnd: waiting for the port ends with the context.
func TestPortInUseToTheEnd(t *testing.T) {
	t.Parallel()
	taken := port(t)
	defer func() { _ = taken.Close() }()
	o := options(t, newDesk(morning()))
	o.Listen = taken.Addr().String()
	s, err := console.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := s.Run(ctx); err != nil {
		t.Errorf("Run on a taken port: got %v, want nil after its context ended", err)
	}
}

// lines is a log that is read while it is written.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
