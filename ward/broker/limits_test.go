package broker_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/ward/broker"
	"tiepdan/ward/pki"
)

// running starts a broker without certificates, and what Run does.
func running(t *testing.T, o broker.Options) *broker.Broker {
	t.Helper()
	b, err := broker.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		b.Stop()
	})
	return b
}

// reaches says whether a client with a session that is kept can come in, and
// gets what it says.
func reaches(url, id string) bool {
	got := make(chan struct{}, 10)
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(url).SetClientID(id).SetCleanSession(false).
		SetAutoReconnect(false).SetConnectRetry(false).SetConnectTimeout(5 * time.Second))
	if token := c.Connect(); !token.WaitTimeout(5*time.Second) || token.Error() != nil {
		return false
	}
	defer c.Disconnect(10)
	topic := "kb/v1/c/" + id + "/evt/rating"
	if !c.Subscribe(topic, 1, func(mqtt.Client, mqtt.Message) { got <- struct{}{} }).WaitTimeout(5 * time.Second) {
		return false
	}
	c.Publish(topic, 1, false, make([]byte, 1000))
	select {
	case <-got:
		return true
	case <-time.After(5 * time.Second):
		return false
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("waited too long: %s", what)
}

// TestRevivesWithRoom: a broker whose disk is full is not started before the
// disk takes writes.
func TestRevivesWithRoom(t *testing.T) {
	t.Parallel()
	var asked, full atomic.Int32
	full.Store(1)
	o := broker.Options{Listen: "127.0.0.1:0", Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)}
	b := running(t, o.WithRoom(func(string) error {
		asked.Add(1)
		if full.Load() == 1 {
			return syscall.ENOSPC
		}
		return nil
	}))
	if !reaches(b.URL(), "first") {
		t.Fatal("the broker is not there")
	}
	b.Sicken()
	eventually(t, "the disk is tried twice", func() bool { return asked.Load() > 1 })
	if reaches(b.URL(), "second") {
		t.Error("the broker runs on a disk that takes no writes")
	}
	full.Store(0)
	eventually(t, "the broker runs again", func() bool { return reaches(b.URL(), "second") })
}

// TestDiskFull fills the broker's disk for longer than it waits, and gives it
// room again.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64m,mode=700"); err != nil {
		t.Skipf("no full disk: only root can give the broker a small disk (%v)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	var said lines
	b := running(t, broker.Options{Listen: "127.0.0.1:0", Dir: filepath.Join(dir, "broker"), Logger: slog.New(slog.NewTextHandler(&said, nil))})
	if !reaches(b.URL(), "before") {
		t.Fatal("the broker is not there")
	}
	ballast, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = ballast.Write(make([]byte, 4<<10))
	}
	ballast.Close()
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("got %v, want a full disk", err)
	}
	for i := 0; !strings.Contains(said.String(), "takes no writes"); i++ {
		if i > 20 {
			t.Fatalf("the broker did not notice: %s", said.String())
		}
		reaches(b.URL(), fmt.Sprint("full-", i))
	}
	time.Sleep(6 * time.Second) // it tries some times in vain
	if strings.Contains(said.String(), "runs again") {
		t.Error("the broker says that it runs again on a full disk")
	}
	if err := os.Remove(ballast.Name()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a new client comes in", func() bool { return reaches(b.URL(), "after") })
	eventually(t, "an old client comes in", func() bool { return reaches(b.URL(), "before") })
	left, err := filepath.Glob(filepath.Join(dir, "broker", "probe-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("got %v left (%v), want nothing", left, err)
	}
}

// TestQoS2 is refused: the broker would keep it until its sender says more.
func TestQoS2(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	ward := g.mustConnect(g.ours(pki.Ward), "wardd")
	ward.subscribe(t, "kb/v1/+/+/tlm/status")
	one := g.mustConnect(g.robot(g.ca, "kb-01"), "kb-cua-nam-kb-01")
	one.Publish("kb/v1/cua-nam/kb-01/tlm/status", 2, false, make([]byte, 1000))
	select {
	case <-one.lost:
	case <-time.After(patience):
		t.Error("the connection lives after a message with QoS 2, want it closed")
	}
	if len(ward.got) > 0 {
		t.Error("wardd got the message with QoS 2")
	}
}

// TestBounds: what streams hold is bounded, and a flood that nobody takes does
// not keep others out.
func TestBounds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := running(t, broker.Options{Listen: "127.0.0.1:0", Dir: dir, Limit: broker.LeastLimit, Logger: slog.New(slog.DiscardHandler)})
	got := make(chan string, 10)
	reader := client(t, b.URL(), "reader", false, got)
	reader.Subscribe("kb/v1/+/+/evt/+", 1, nil).WaitTimeout(patience)
	reader.Disconnect(10)
	eventually(t, "the streams have limits", func() bool {
		bounds, err := b.Bounds(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, n := range bounds {
			if n <= 0 {
				return false
			}
			sum += n
		}
		return len(bounds) == 5 && sum <= broker.LeastLimit
	})
	robot := client(t, b.URL(), "robot", true, got)
	defer robot.Disconnect(10)
	for i := range 500 { // 50 MB
		if token := robot.Publish("kb/v1/c/r/evt/rating", 1, i%2 == 0, make([]byte, 100_000)); !token.WaitTimeout(patience) || token.Error() != nil {
			t.Fatalf("message %d: %v", i, token.Error())
		}
	}
	if n := size(t, dir); n > 2*broker.LeastLimit {
		t.Errorf("got %d bytes on disk, want about %d at most", n, broker.LeastLimit)
	}
	if !reaches(b.URL(), "another") {
		t.Error("another client cannot come in after a flood")
	}
}

func size(t *testing.T, dir string) (n int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil //nolint:nilerr // files come and go
		}
		if info, err := e.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestRetainedEvents: a robot that leaves retained messages under names of its
// own making is thrown out, they go, and what others have retained stays.
func TestRetainedEvents(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	one := g.mustConnect(g.robot(g.ca, "kb-01"), "kb-cua-nam-kb-01")
	two := g.mustConnect(g.robot(g.ca, "kb-02"), "kb-cua-nam-kb-02")
	two.Publish("kb/v1/cua-nam/kb-02/state", 1, true, "here").WaitTimeout(patience)
	for i := range 20 {
		for _, branch := range []string{"evt", "res", "tlm"} {
			one.Publish(fmt.Sprintf("kb/v1/cua-nam/kb-01/%s/a%d", branch, i), 1, true, "mine").WaitTimeout(patience)
		}
	}
	select {
	case <-one.lost:
	case <-time.After(patience):
		t.Error("the robot is still connected")
	}
	if !two.IsConnected() {
		t.Error("the other robot is not connected any more")
	}
	// What it sent while it was being thrown out goes the next time.
	ward := g.mustConnect(g.ours(pki.Ward), "wardd")
	eventually(t, "only what the other robot retained is left", func() bool {
		var left []string
		ward.subscribe(t, "kb/v1/#")
		time.Sleep(500 * time.Millisecond)
		for len(ward.got) > 0 {
			left = append(left, <-ward.got)
		}
		ward.Unsubscribe("kb/v1/#").WaitTimeout(patience)
		return slices.Equal(left, []string{"kb/v1/cua-nam/kb-02/state here"})
	})
}

// TestManySubscriptions: each is kept on disk, so a robot has a bounded number.
func TestManySubscriptions(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	secure := g.robot(g.ca, "kb-01")
	one := g.mustConnect(secure, "kb-cua-nam-kb-01")
	n := 0
	for ; n < 200; n++ {
		token := one.Subscribe(fmt.Sprintf("kb/v1/cua-nam/kb-01/cmd/a%d", n), 1, nil)
		if !token.WaitTimeout(2*time.Second) || token.Error() != nil {
			break
		}
		s, ok := token.(*mqtt.SubscribeToken)
		if !ok || s.Result()[fmt.Sprintf("kb/v1/cua-nam/kb-01/cmd/a%d", n)] == 0x80 {
			break
		}
	}
	if n < 8 || n > 30 {
		t.Errorf("got %d subscriptions, want some, but no more than 30", n)
	}
}

// lines are what was logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
