package flight_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/agent/flight"
)

// run starts a recorder that ends with the test, and gives it with its files.
func run(t *testing.T, o flight.Options) (*flight.Recorder, func() []string) {
	t.Helper()
	o.Dir = filepath.Join(t.TempDir(), "flight")
	r := flight.New(o)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return r, func() []string {
		synctest.Wait()
		files, err := flight.Files(o.Dir)
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var wrote []string
		r, files := run(t, flight.Options{
			Version: "v1", Logs: func() []string { return []string{"INFO the newest line"} }, Visit: func() string { return "abc-7" },
			Wrote: func(reason string) { wrote = append(wrote, reason) },
		})
		for range 300 {
			r.Step(flight.Step{At: time.Now(), Kind: "tick", Took: 3 * time.Millisecond, Commit: 2 * time.Millisecond})
			r.Frame(flight.Frame{At: time.Now(), Took: 4 * time.Millisecond, Latency: 9 * time.Millisecond})
		}
		if got := files(); len(got) != 0 {
			t.Fatalf("got %v, want nothing within the budgets", got)
		}
		r.Step(flight.Step{At: time.Now(), Kind: "call", Took: time.Second, Commit: 900 * time.Millisecond})
		r.Step(flight.Step{At: time.Now(), Kind: "call", Took: time.Second, Commit: 900 * time.Millisecond}) // the same, at once
		got := files()
		if len(got) != 1 || !strings.HasSuffix(got[0], "-step.txt") || len(wrote) != 1 {
			t.Fatalf("got %v and %v, want one file", got, wrote)
		}
		text, err := os.ReadFile(got[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"a call took 1s, 900ms of it on the disk", "visit    abc-7", "The last 256 steps", "The last 64 pictures", "the newest line", "flight.(*Recorder).Run"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("the file lacks %q:\n%s", want, text)
			}
		}
		r.Frame(flight.Frame{At: time.Now(), Took: 600 * time.Millisecond, Latency: 700 * time.Millisecond})
		if got := files(); len(got) != 2 || !strings.HasSuffix(got[1], "-touch.txt") {
			t.Errorf("got %v, want one for the touch too", got)
		}
	})
}

func TestHang(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var hung atomic.Bool
		_, files := run(t, flight.Options{Hung: func() string {
			if hung.Load() {
				return "the loop has been silent for 18s"
			}
			return ""
		}})
		time.Sleep(time.Minute)
		if got := files(); len(got) != 0 {
			t.Fatalf("got %v, and nothing hangs", got)
		}
		hung.Store(true)
		time.Sleep(20 * time.Second)
		if got := files(); len(got) != 1 || !strings.HasSuffix(got[0], "-hang.txt") {
			t.Fatalf("got %v, want one file of the hang", got)
		}
		hung.Store(false)
		time.Sleep(6 * time.Minute)
		hung.Store(true)
		time.Sleep(20 * time.Second)
		if got := files(); len(got) != 2 {
			t.Errorf("got %v, want one of the next hang too", got)
		}
	})
}

// TestFilesAreBounded: a machine that is ill for days fills no disk.
func TestFilesAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, files := run(t, flight.Options{})
		for range 50 {
			r.Step(flight.Step{Kind: "call", Took: time.Second})
			synctest.Wait()
			time.Sleep(10 * time.Minute)
		}
		if got := files(); len(got) != 20 {
			t.Errorf("got %d files, want 20", len(got))
		}
	})
}

// TestNoDirectory: what cannot be written is said, and nothing waits for it.
func TestNoDirectory(t *testing.T) {
	t.Parallel()
	at := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(at, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wrote := make(chan string, 1)
	r := flight.New(flight.Options{Dir: filepath.Join(at, "below"), Wrote: func(reason string) { wrote <- reason }})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	for range 100 {
		r.Step(flight.Step{Kind: "call", Took: time.Second})
	}
	cancel()
	if err := <-done; err != nil || len(wrote) != 0 {
		t.Errorf("got %v, and %d files", err, len(wrote))
	}
}
