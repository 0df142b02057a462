package paneltest_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tiepdan/drivers/panel"
	"tiepdan/drivers/panel/paneltest"
	"tiepdan/drivers/serialport"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The whole wire: driver, serial port, pty, box; pulled out and put back.
func TestDriverOverAPty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "panel")
	presses := make(chan panel.Press, 16)
	links := make(chan bool, 16)
	driver := panel.NewBox(panel.BoxOptions{
		Open: func() (panel.Port, error) {
			p, err := serialport.Open(path, serialport.Options{})
			if err != nil {
				return nil, err
			}
			return p, nil
		},
		Handler: panel.Handler{
			OnPress: func(p panel.Press) error { presses <- p; return nil },
			OnLink:  func(up bool) { links <- up },
		},
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- driver.Run(ctx) }()
	wantLink(t, links, false)

	box := paneltest.NewBox(0)
	for n := 1; n <= 3; n++ {
		cable, err := paneltest.Plug(path)
		if err != nil {
			t.Fatal(err)
		}
		unplug := box.Plug(cable)
		wantLink(t, links, true)
		if err := box.Noise([]byte("\x00\xff$P 1")); err != nil {
			t.Error(err)
		}
		within, stop := context.WithTimeout(ctx, 10*time.Second)
		if err := box.Press(within, n); err != nil {
			t.Errorf("Press(%d): got %v, want an acknowledgement", n, err)
		}
		stop()
		if p := <-presses; p.Button != n {
			t.Errorf("got press of %d, want %d", p.Button, n)
		}
		if err := unplug(); err != nil {
			t.Errorf("unplug: got %v, want nil", err)
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("link after unplugging: got %v, want it gone", err)
		}
		wantLink(t, links, false)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: got %v, want nil", err)
	}
	if len(presses) > 0 {
		t.Errorf("got %d presses too many", len(presses))
	}
}

func wantLink(t *testing.T, links <-chan bool, want bool) {
	t.Helper()
	select {
	case got := <-links:
		if got != want {
			t.Fatalf("link: got up=%v, want %v", got, want)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("link: nothing in 10 s, want up=%v", want)
	}
}

// Without a host the lines of hours must not pile up and come out at once.
func TestCableDropsWhatNobodyReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "panel")
	cable, err := paneltest.Plug(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cable.Close() }()
	line := bytes.Repeat([]byte("z"), 28)
	for range 400 {
		if _, err := cable.Write(line); err != nil {
			t.Fatalf("Write: got %v, want nil", err)
		}
		time.Sleep(100 * time.Microsecond)
	}
	host, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = host.Close() }()
	n := make(chan int, 1)
	go func() {
		got, _ := host.Read(make([]byte, 1<<16))
		n <- got
	}()
	// One byte frees a read of nothing; it is sent until it arrives, for while
	// the read has not begun the cable may drop it with the old lines.
	late := time.After(10 * time.Second)
	for {
		if _, err := cable.Write([]byte("$")); err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-n:
			// Some bytes are still on their way into the reader's buffer when
			// the writer looks, hence the room.
			if got > 4096 {
				t.Errorf("a late reader gets %d old bytes, want a few lines", got)
			}
			return
		case <-late:
			t.Fatal("the reader got nothing in 10 s")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func TestPlugKeepsWhatIsNotALink(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := paneltest.Plug(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("Plug over a file: got %v, %v, want fs.ErrExist", c, err)
	}
	if got, err := os.ReadFile(path); string(got) != "mine" || err != nil {
		t.Errorf("file: got %q, %v, want it untouched", got, err)
	}
}
