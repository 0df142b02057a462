package base_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

// within polls until ok, in real time.
func within(tb testing.TB, limit time.Duration, what string, ok func() bool) time.Duration {
	tb.Helper()
	begun := time.Now()
	for !ok() {
		if time.Since(begun) > limit {
			tb.Fatalf("waited %v for %s", limit, what)
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(begun)
}

// TestUnplugAndReplug is the real serial port on a real pseudo-terminal.
func TestUnplugAndReplug(t *testing.T) {
	t.Parallel()
	device := filepath.Join(t.TempDir(), "base")
	door := basetest.ServicePoint().Places["door-3"]
	emulated, err := basetest.New(basetest.Options{Start: &door})
	if err != nil {
		t.Fatalf("basetest.New: %v", err)
	}
	tty := basetest.NewTTY(emulated, device)
	link, err := base.New(base.Options{Path: device})
	if err != nil {
		t.Fatalf("base.New: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var tasks sync.WaitGroup
	tasks.Go(func() { _ = emulated.Run(ctx) })
	tasks.Go(func() { _ = link.Run(ctx) })
	defer tasks.Wait()
	defer cancel()

	time.Sleep(200 * time.Millisecond) // nothing is plugged in yet
	if link.State().Link {
		t.Fatal("got a link without a device")
	}
	for range 3 {
		if err := tty.Plug(ctx); err != nil {
			t.Fatalf("Plug: %v", err)
		}
		back := within(t, 5*time.Second, "the link", func() bool { return link.State().Link })
		within(t, 5*time.Second, "the position", func() bool { return link.State().Localised })
		t.Logf("linked %v after plugging in", back)
		if err := link.Hold(ctx); err != nil {
			t.Errorf("Hold: %v", err)
		}
		begun := time.Now()
		picture, err := link.ReadFile(ctx, mapPath)
		if err != nil {
			t.Errorf("ReadFile: %v", err)
		}
		t.Logf("read %d bytes of the map in %v", len(picture), time.Since(begun))
		emulated.Garbage()
		if err := tty.Unplug(); err != nil {
			t.Fatalf("Unplug: %v", err)
		}
		within(t, 5*time.Second, "the loss", func() bool { return !link.State().Link })
	}
	if err := tty.Close(); err != nil {
		t.Errorf("Close while unplugged: %v", err)
	}
}

func TestTTYLinks(t *testing.T) {
	t.Parallel()
	emulated, err := basetest.New(basetest.Options{})
	if err != nil {
		t.Fatalf("basetest.New: %v", err)
	}
	dir := t.TempDir()
	stale, file := filepath.Join(dir, "stale"), filepath.Join(dir, "file")
	if err := os.Symlink("/dev/pts/no-such", stale); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tty := basetest.NewTTY(emulated, stale)
	if err := tty.Plug(t.Context()); err != nil {
		t.Fatalf("Plug over a stale link: %v", err)
	}
	if err := tty.Plug(t.Context()); err == nil {
		t.Error("got no error when plugged in twice")
	}
	if err := tty.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if _, err := os.Lstat(stale); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the link is still there after Close: %v", err)
	}
	if err := tty.Unplug(); err == nil {
		t.Error("got no error when unplugged twice")
	}
	if err := basetest.NewTTY(emulated, file).Plug(t.Context()); err == nil {
		t.Error("got no error for a link where a file is")
	}
}
