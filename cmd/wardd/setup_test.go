package main_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
	"tiepdan/ward/command"
)

// TestSetupReachesRobot: what is set on the page is what the robot's core has,
// its answer is on the page, also after a restart of wardd, and a robot that was
// away gets what was set meanwhile, though the broker has lost everything.
func TestSetupReachesRobot(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	state := filepath.Join(w.dir, "state")
	if err := os.MkdirAll(state, 0o700); err != nil {
		t.Fatal(err)
	}
	key, err := command.MakeKey(filepath.Join(state, "commands.key"))
	if err != nil {
		t.Fatal(err)
	}
	w.start()
	u := newUnit(t, "kb-01")
	u.arrive()
	leave := u.obey(w.mqtt, key)
	w.wantSetup("Phường chưa đặt gì")
	w.setUp(t, "0", "Đất đai")
	w.wantSetup(applied(1), `value="Đất đai"`)
	if got := u.doorName(3); got != "Đất đai" {
		t.Errorf("got door 3 called %q, want what was set", got)
	}
	leave()
	w.stop()
	if err := os.RemoveAll(filepath.Join(state, "broker")); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.wantSetup(applied(1)) // though the robot is away
	w.setUp(t, "1", "Đất đai – Xây dựng")
	w.wantSetup("Phiên bản 2", "Robot chưa trả lời", "đang ngoại tuyến")
	u.obey(w.mqtt, key)
	w.wantSetup(applied(2))
	if got := u.doorName(3); got != "Đất đai – Xây dựng" {
		t.Errorf("got door 3 called %q, want what was set while the robot was away", got)
	}
}

// applied is what the page says of a revision that the robot has taken. The
// words alone also stand beside the revision before it.
func applied(rev int) string {
	return fmt.Sprintf(`Phiên bản %d <em class="pill ok">Robot đã áp dụng</em>`, rev)
}

// setUp sends the form of the robot's page.
func (w *wardd) setUp(t *testing.T, seen, door string) {
	t.Helper()
	r, err := http.PostForm(w.page+"robots/00070/kb-01", url.Values{"seen": {seen}, "doors": {"ward"}, "door": {"3"}, "door-vi": {door}, "door-en": {""}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if body, _ := io.ReadAll(r.Body); r.StatusCode != http.StatusOK || !strings.Contains(string(body), "Đã lưu") {
		t.Fatalf("got %d, want the settings kept", r.StatusCode)
	}
}

// wantSetup waits until the robot's page says something.
func (w *wardd) wantSetup(want ...string) {
	w.t.Helper()
	eventually(w.t, "the robot's page says "+strings.Join(want, ", "), func() bool {
		r, err := http.Get(w.page + "robots/00070/kb-01")
		if err != nil {
			return false
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		for _, part := range want {
			if err != nil || !strings.Contains(string(body), part) {
				return false
			}
		}
		return true
	})
}

// obey connects a unit that takes the ward's settings.
func (u *unit) obey(broker string, key ed25519.PrivateKey) (leave func()) {
	u.t.Helper()
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		u.t.Fatal("no public key")
	}
	view := func() kiosk.View {
		u.mu.Lock()
		defer u.mu.Unlock()
		return u.m.View()
	}
	var client *report.Client
	client, err := report.New(report.Options{
		Brokers: []string{"tcp://" + broker}, Commune: "00070", Robot: u.name, Boot: "b1", Outbox: newOutbox("e-" + u.name),
		Status: func() schema.Status { return report.StatusOf(view()) }, Keys: []ed25519.PublicKey{public},
		OrderClock: func() schema.Clock { return schema.ClockNTP },
		Settings:   func() kiosk.SettingsAnswer { return view().Settings },
		Obey: func(_ context.Context, msg kiosk.Msg) error {
			u.do(msg)
			client.StatusChanged()
			return nil
		},
	})
	if err != nil {
		u.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	done := make(chan error, 1)
	go func() { done <- client.Run(ctx) }()
	leave = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			u.t.Errorf("got %v from the client, want nil", err)
		}
	})
	u.t.Cleanup(leave)
	return leave
}

func (u *unit) doorName(number int) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, d := range u.m.Setup.Doors {
		if d.Number == number {
			return d.Name.Vi
		}
	}
	return ""
}
