package main_test

import (
	"crypto/ed25519"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/pki"
)

// wish is one robot of what wardd update list says.
type wish struct {
	Robot, Version, State, Because, Status, Error string
	Percent                                       int
	Rev                                           int64
}

func (w *wardd) wishes() map[string]wish {
	w.t.Helper()
	var l struct{ Robots []wish }
	if err := json.Unmarshal([]byte(w.updateDo(0, "list", "--json")), &l); err != nil {
		w.t.Fatal(err)
	}
	all := make(map[string]wish)
	for _, x := range l.Robots {
		all[strings.TrimPrefix(x.Robot, "cua-nam/")] = x
	}
	return all
}

func (w *wardd) untilWish(robot, state, status string) wish {
	w.t.Helper()
	var got wish
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if got = w.wishes()[robot]; got.State == state && got.Status == status {
			return got
		}
	}
	w.t.Fatalf("got %+v after %v, want %s %s", got, patience, state, status)
	return got
}

// TestUpdated: a version goes from the shelf over a line that breaks to the first
// robot, and only then to the second; the page says so. What was given outlives both
// programs.
func TestUpdated(t *testing.T) {
	t.Parallel()
	w, m, password := updating(t)
	bundle, manifest, sum := m.release("v2", 1<<20)
	w.updateDo(1, "add", "--manifest", bundle, bundle) // that is no manifest
	w.updateDo(0, "add", "--manifest", manifest, bundle)
	w.updateDo(1, "add", "--manifest", manifest, bundle) // it is there
	w.start()
	a, b := newSoftUnit(t, w, "kb-01", "v1"), newSoftUnit(t, w, "kb-02", "v1")
	a.cut.Store(400_000)
	a.busy.Store(true)
	w.updateDo(2, "give", "v2")
	w.updateDo(1, "give", "v3", "--all")
	w.updateDo(1, "give", "v2", "--robot", "kb-09")
	w.updateDo(0, "give", "v2", "--robot", "kb-01", "--robot", "kb-02")
	w.untilWish("kb-01", "told", "waiting")
	w.updateDo(1, "remove", "v2")
	if got := a.got(); len(got) != 0 {
		t.Fatalf("got %v installed while a visitor is served", got)
	}
	a.mu.Lock()
	if len(a.ranges) < 3 || a.ranges[0] != "" || !strings.HasPrefix(a.ranges[1], "bytes=") {
		t.Errorf("got %q asked for, want the rest after each break", a.ranges)
	}
	a.mu.Unlock()
	client := w.loggedIn(t, "lan", password)
	eventually(t, "the page says that it waits", func() bool {
		body := get(t, client, w.page+"updates")
		return strings.Contains(body, "đã tải, chờ người dân xong việc") && strings.Contains(body, "chờ robot đầu tiên chạy tốt")
	})
	if body := get(t, client, w.page+"robots"); !strings.Contains(body, "Phần mềm v2: đã tải") {
		t.Errorf("got %s, want it on the robot's card", body)
	}
	if body := postForm(t, client, w.page+"updates", url.Values{"do": {"withdraw"}, "robot": {"cua-nam/kb-01"}}); !strings.Contains(body, "không dành cho tài khoản") {
		t.Errorf("got %s, want a leader to see it alone", body)
	}
	w.stop() // it is restarted in the middle
	w.start()
	a.busy.Store(false)
	w.untilWish("kb-01", "told", "installed")
	w.untilWish("kb-02", "told", "installed")
	for _, u := range []*softUnit{a, b} {
		if got := u.got(); u.runs() != "v2" || !slices.Equal(got, []string{sum}) {
			t.Errorf("%s runs %s, and got %v, want v2 by %s", u.name, u.runs(), got, sum)
		}
	}
	if body := get(t, client, w.page+"updates?lang=en"); strings.Count(body, "runs it") != 2 || strings.Count(body, "<dd>v2</dd>") != 2 {
		t.Errorf("got %s, want both to run it", body)
	}
	w.updateDo(0, "remove", "v2")
	if body := get(t, client, w.page+"record?lang=en"); !strings.Contains(body, "Gave software to robots") || !strings.Contains(body, "Put software on the shelf") {
		t.Errorf("got %s, want it in the record", body)
	}
	w.stop()
}

// TestUpdateGoesBack: the first robot goes back to what ran before. The others are
// stopped, and an alert with an owner is raised.
func TestUpdateGoesBack(t *testing.T) {
	t.Parallel()
	w, m, password := updating(t)
	bundle, manifest, _ := m.release("v2", 50_000)
	w.updateDo(0, "add", "--manifest", manifest, bundle)
	w.start()
	a, b := newSoftUnit(t, w, "kb-01", "v1"), newSoftUnit(t, w, "kb-02", "v1")
	a.mu.Lock()
	a.bad["v2"] = true
	a.mu.Unlock()
	w.updateDo(0, "give", "v2", "--all")
	w.untilWish("kb-01", "told", "rolled-back")
	if got := w.untilWish("kb-02", "stopped", ""); got.Because != "kb-01 rolled-back" {
		t.Errorf("got %+v, want it stopped for the first", got)
	}
	client := w.loggedIn(t, "lan", password)
	eventually(t, "an alert", func() bool { return strings.Contains(get(t, client, w.page+"alerts"), "Cập nhật robot kb-01") })
	body := get(t, client, w.page+"alerts")
	if !strings.Contains(body, "v2: bản mới không chạy tốt, đã quay lại bản cũ") || strings.Contains(body, "chưa giao") {
		t.Errorf("got %s, want what it is about, with its owner", body)
	}
	if body := get(t, client, w.page+"updates"); !strings.Contains(body, "đã dừng vì kb-01") {
		t.Errorf("got %s, want the second one stopped", body)
	}
	if a.runs() != "v1" || b.runs() != "v1" || len(b.got()) != 0 {
		t.Errorf("they run %s and %s, want v1", a.runs(), b.runs())
	}
	w.stop()
}

// TestUpdateWithdrawn: what a robot fetches is taken back, and it stays as it is.
func TestUpdateWithdrawn(t *testing.T) {
	t.Parallel()
	w, m, _ := updating(t)
	bundle, manifest, _ := m.release("v2", 50_000)
	w.updateDo(0, "add", "--manifest", manifest, bundle)
	w.start()
	a := newSoftUnit(t, w, "kb-01", "v1")
	a.busy.Store(true)
	w.updateDo(0, "give", "v2", "--robot", "kb-01", "--window", "00:00-23:59")
	w.untilWish("kb-01", "told", "waiting")
	for _, names := range [][]string{{"nobody"}, {"kb-01", "nobody"}, {"hoan-kiem/kb-01"}} {
		args := []string{"withdraw"}
		for _, name := range names {
			args = append(args, "--robot", name)
		}
		if out := w.updateDo(1, args...); !strings.Contains(out, names[len(names)-1]) {
			t.Errorf("got %s, want the name of the robot that there is not", out)
		}
	}
	w.untilWish("kb-01", "told", "waiting") // of nobody, nothing is taken back
	w.updateDo(0, "withdraw", "--robot", "kb-01")
	w.untilWish("kb-01", "withdrawn", "installed") // it stays with what runs
	a.busy.Store(false)
	time.Sleep(500 * time.Millisecond) // for what must not happen
	if a.runs() != "v1" || len(a.got()) != 0 {
		t.Errorf("it runs %s, want v1", a.runs())
	}
	w.updateDo(0, "give", "v2", "--robot", "kb-01", "--not-before", "2099-01-01T00:00")
	w.untilWish("kb-01", "given", "installed")
	w.updateDo(0, "withdraw", "--all")
	w.updateDo(0, "remove", "v2")
	w.stop()
}

// TestUpdateForged: only what the ward's key has signed moves a robot, nothing that it
// has said before, and nothing that is not on the shelf as it was signed.
func TestUpdateForged(t *testing.T) {
	t.Parallel()
	w, m, _ := updating(t)
	for _, version := range []string{"v2", "v3"} {
		bundle, manifest, _ := m.release(version, 50_000)
		w.updateDo(0, "add", "--manifest", manifest, bundle)
	}
	other := newMaker(t)
	bundle, manifest, _ := other.release("v4", 1000)
	if out := w.updateDo(1, "add", "--manifest", manifest, bundle); !strings.Contains(out, "release key has not signed") {
		t.Errorf("got %s, want another maker's refused", out)
	}
	w.start()
	a := newSoftUnit(t, w, "kb-01", "v1")
	w.updateDo(0, "give", "v2", "--robot", "kb-01")
	w.untilWish("kb-01", "told", "installed")
	w.updateDo(0, "give", "v3", "--robot", "kb-01")
	w.untilWish("kb-01", "told", "installed")

	key, err := command.LoadKey(filepath.Join(w.dir, "state", "commands.key"))
	if err != nil {
		t.Fatal(err)
	}
	_, strange, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	to := schema.Topic{Commune: "cua-nam", Robot: "kb-01"}
	u := schema.Update{Rev: 1, Version: "v2", URL: "https://127.0.0.1:1/updates/v2/manifest.json", SHA256: strings.Repeat("a", 64)}
	high := u
	high.Rev = 1000
	w.puts(t, key, to, u)        // the ward's own, of before
	w.puts(t, strange, to, high) // nobody's
	time.Sleep(time.Second)      // for what must not happen
	if got := a.got(); a.runs() != "v3" || len(got) != 2 {
		t.Errorf("it runs %s after %d installations, want v3 after two", a.runs(), len(got))
	}
	if got := w.wishes()["kb-01"]; got.Status != "installed" && got.Status != "" {
		t.Errorf("got %+v, want it as it was", got)
	}

	file := filepath.Join(w.dir, "state", "updates", "v2", "tiepdan-v2.raucb")
	if err := os.WriteFile(file, make([]byte, 50_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := w.updateDo(1, "give", "v2", "--robot", "kb-01"); !strings.Contains(out, "not the one of its manifest") {
		t.Errorf("got %s, want a bundle that was changed on the shelf refused", out)
	}
	address := "https://" + strings.TrimPrefix(w.invited("kb-07").Ward, "https://") + "/updates/v3/manifest.json"
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: paper(t, a.with), DisableKeepAlives: true}}
	status := func() int {
		r, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r.StatusCode
	}
	if got := status(); got != http.StatusOK {
		t.Errorf("got %d, want the robot's own", got)
	}
	w.robotDo(0, "revoke", "kb-01")
	if got := status(); got != http.StatusForbidden {
		t.Errorf("got %d for a revoked robot, want 403", got)
	}
	w.stop()
}

// puts puts an update before a robot past wardd, with wardd's own right to write.
func (w *wardd) puts(t *testing.T, key ed25519.PrivateKey, to schema.Topic, u schema.Update) {
	t.Helper()
	topic, data, err := schema.SignUpdate(key, to, u)
	if err != nil {
		t.Fatal(err)
	}
	client := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tls://" + w.mqtt).SetClientID("wardd-test").SetTLSConfig(wardPaper(t, w)).SetProtocolVersion(4))
	if token := client.Connect(); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	defer client.Disconnect(100)
	if token := client.Publish(topic.String(), 1, true, data); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
}

func wardPaper(t *testing.T, w *wardd) *tls.Config {
	t.Helper()
	c, err := pki.WardTLS(filepath.Join(w.dir, "pki"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
