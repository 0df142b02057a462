package update_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/agent/update"
	"tiepdan/report/schema"
)

// ward is an HTTPS server with a manifest and a bundle.
type ward struct {
	*httptest.Server

	mu       sync.Mutex
	manifest schema.Manifest
	raw      []byte // in place of the manifest, if not nil
	bundle   []byte
	cut      int64 // bytes after which each connection breaks; 0 never
	noRanges bool
	asked    []string // ranges
}

func newWard(t *testing.T, size int) *ward {
	t.Helper()
	w := &ward{bundle: make([]byte, size)}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range w.bundle {
		w.bundle[i] = byte(r.Uint32())
	}
	w.manifest = schema.Manifest{V: 1, Version: "v2", Compatible: "tiepdan-amd64", Bundle: schema.ReleaseFile{URL: "b.raucb", Size: int64(size), SHA256: sum(w.bundle)}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v2.json", func(out http.ResponseWriter, _ *http.Request) { _, _ = out.Write(w.manifestBytes()) })
	mux.HandleFunc("GET /b.raucb", w.serveBundle)
	w.Server = httptest.NewTLSServer(mux)
	t.Cleanup(w.Close)
	return w
}

func (w *ward) manifestBytes() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.raw != nil {
		return w.raw
	}
	data, err := json.Marshal(w.manifest)
	if err != nil {
		panic(err)
	}
	return data
}

func (w *ward) serveBundle(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.asked = append(w.asked, r.Header.Get("Range"))
	if w.noRanges {
		r.Header.Del("Range")
	}
	cut := w.cut
	w.mu.Unlock()
	if cut > 0 {
		out = &cutter{out, cut}
	}
	http.ServeContent(out, r, "", time.Time{}, strings.NewReader(string(w.bundle)))
}

// cutter breaks a connection.
type cutter struct {
	http.ResponseWriter

	left int64
}

func (c *cutter) Write(b []byte) (int, error) {
	if c.left <= 0 {
		panic(http.ErrAbortHandler)
	}
	b = b[:min(int64(len(b)), c.left)]
	c.left -= int64(len(b))
	n, err := c.ResponseWriter.Write(b)
	_ = http.NewResponseController(c.ResponseWriter).Flush()
	if err == nil && c.left <= 0 {
		panic(http.ErrAbortHandler)
	}
	return n, err
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func (w *ward) wish(rev int64) update.Wish {
	return update.Wish{Rev: rev, Version: "v2", URL: w.URL + "/v2.json", SHA256: sum(w.manifestBytes())}
}

func (w *ward) fetcher() update.Fetcher {
	return update.Fetcher{HTTP: w.Client(), Pause: func(context.Context, time.Duration) {}}
}

// slots is a machine with two slots: an installer that tests look into.
type slots struct {
	mu        sync.Mutex
	installed [][]byte
	restarts  int
	refuse    error // of each installation
	slow      chan struct{}
	entered   chan struct{} // with slow
	missing   bool
}

func (s *slots) Compatible(context.Context) (string, error) {
	if s.missing {
		return "", update.ErrNoInstaller
	}
	return "tiepdan-amd64", nil
}

func (s *slots) Install(_ context.Context, bundle string, progress func(int)) error {
	if s.slow != nil {
		close(s.entered)
		<-s.slow
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		return s.refuse
	}
	data, err := os.ReadFile(bundle)
	if err != nil {
		return err
	}
	progress(100)
	s.installed = append(s.installed, data)
	return nil
}

func (s *slots) Restart(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.restarts++
	return nil
}

func (s *slots) restarted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.restarts
}

// unit is one run of the program on a unit.
type unit struct {
	*update.Updater

	t    *testing.T
	busy atomic.Bool
	mu   sync.Mutex
	told []update.Report
	stop func()
}

func start(t *testing.T, dir, running string, w *ward, s update.Installer) *unit {
	t.Helper()
	u := &unit{t: t}
	var err error
	u.Updater, err = update.New(update.Options{
		Dir: dir, Running: running, Fetcher: w.fetcher(), Installer: s, Busy: u.busy.Load, Quiet: 30 * time.Millisecond,
		Tell: func(r update.Report) {
			u.mu.Lock()
			defer u.mu.Unlock()
			u.told = append(u.told, r)
		}, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- u.Run(ctx) }()
	u.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(u.stop)
	return u
}

func (u *unit) until(status update.Status, reason update.Reason) update.Report {
	u.t.Helper()
	for range 6000 {
		if r, _ := u.Report(); r.Status == status && r.Reason == reason {
			return r
		}
		time.Sleep(10 * time.Millisecond)
	}
	r, _ := u.Report()
	u.t.Fatalf("got %+v after a minute, want %s %s", r, status, reason)
	return r
}

func (u *unit) statuses() []update.Status {
	u.mu.Lock()
	defer u.mu.Unlock()
	var all []update.Status
	for _, r := range u.told {
		all = append(all, r.Status)
	}
	return slices.Compact(all)
}

// TestUpdate: from the ward's word to the new version running, over broken
// connections, and not while somebody is served.
func TestUpdate(t *testing.T) {
	t.Parallel()
	w, s, dir := newWard(t, 1<<20), &slots{}, t.TempDir()
	w.cut = 300_000
	u := start(t, dir, "v1", w, s)
	u.busy.Store(true)
	u.Want(w.wish(7))
	u.until(update.Waiting, "")
	time.Sleep(200 * time.Millisecond)
	if len(s.installed) != 0 {
		t.Fatal("it is installed while a visitor is served")
	}
	u.busy.Store(false)
	u.until(update.Restarting, "")
	for range 6000 {
		if s.restarted() == 1 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	u.stop()
	if len(s.installed) != 1 || sum(s.installed[0]) != sum(w.bundle) || s.restarts != 1 {
		t.Fatalf("got %d installations and %d restarts, want one of the bundle", len(s.installed), s.restarts)
	}
	if want := []string{"", "bytes=300000-", "bytes=600000-", "bytes=900000-"}; !slices.Equal(w.asked, want) {
		t.Errorf("got ranges %q, want %q", w.asked, want)
	}
	if got, want := u.statuses(), []update.Status{update.Downloading, update.Waiting, update.Installing, update.Waiting, update.Restarting}; !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	u = start(t, dir, "v2", w, s)
	u.until(update.Installed, "")
	u.Want(w.wish(7)) // it is retained at the broker, and comes again
	time.Sleep(100 * time.Millisecond)
	u.stop()
	if len(s.installed) != 1 || s.restarts != 1 {
		t.Errorf("got %d installations and %d restarts, want no more", len(s.installed), s.restarts)
	}
	u = start(t, dir, "v1", w, s) // the health check failed after all
	u.until(update.RolledBack, "")
	u.Want(w.wish(7))
	time.Sleep(100 * time.Millisecond)
	u.stop()
	if len(s.installed) != 1 {
		t.Error("a version that was rolled back is installed again")
	}
}

// TestRolledBack: the boot loader has gone back to what ran before.
func TestRolledBack(t *testing.T) {
	t.Parallel()
	w, s, dir := newWard(t, 1000), &slots{}, t.TempDir()
	u := start(t, dir, "v1", w, s)
	u.Want(w.wish(1))
	u.until(update.Restarting, "")
	u.stop()
	if r := start(t, dir, "v1", w, s).until(update.RolledBack, ""); !strings.Contains(r.Detail, "v1") {
		t.Errorf("got %+v", r)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		ward   func(*ward)
		unit   *slots
		wish   func(*update.Wish)
		status update.Status
		reason update.Reason
	}{
		{name: "no installer", unit: &slots{missing: true}, status: update.Refused, reason: update.ReasonNoUpdater},
		{name: "another manifest than was signed", wish: func(w *update.Wish) { w.SHA256 = strings.Repeat("0", 64) }, status: update.Failed, reason: update.ReasonDigest},
		{name: "another version", ward: func(w *ward) { w.manifest.Version = "v3" }, status: update.Failed, reason: update.ReasonManifest},
		{name: "another kind of unit", ward: func(w *ward) { w.manifest.Compatible = "toaster" }, status: update.Failed, reason: update.ReasonManifest},
		{name: "a bundle over http", ward: func(w *ward) { w.manifest.Bundle.URL = "http://example.vn/b" }, status: update.Failed, reason: update.ReasonManifest},
		{name: "no manifest", ward: func(w *ward) { w.raw = []byte("{}x") }, status: update.Failed, reason: update.ReasonManifest},
		{name: "another bundle", ward: func(w *ward) { w.bundle[17]++ }, status: update.Failed, reason: update.ReasonDigest},
		{name: "a shorter bundle", ward: func(w *ward) { w.bundle = w.bundle[:500] }, status: update.Failed, reason: update.ReasonDownload},
		{name: "more than the disk has", ward: func(w *ward) { w.manifest.Bundle.Size = 1 << 30 }, status: update.Failed, reason: update.ReasonDownload},
		{name: "nobody there", wish: func(w *update.Wish) { w.URL = "https://127.0.0.1:1/v2.json" }, status: update.Failed, reason: update.ReasonDownload},
		{name: "no such bundle", ward: func(w *ward) { w.manifest.Bundle.URL = "nothing" }, status: update.Failed, reason: update.ReasonDownload},
		{name: "another key", unit: &slots{refuse: errors.New("signature verification failed")}, status: update.Failed, reason: update.ReasonInstall},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t, 1000)
			if tc.ward != nil {
				tc.ward(w)
			}
			s := tc.unit
			if s == nil {
				s = &slots{}
			}
			u := start(t, t.TempDir(), "v1", w, s)
			wish := w.wish(3)
			if tc.wish != nil {
				tc.wish(&wish)
			}
			u.Want(wish)
			if r := u.until(tc.status, tc.reason); r.Detail == "" || r.Rev != 3 {
				t.Errorf("got %+v, want a detail", r)
			}
			if len(s.installed) != 0 || s.restarts != 0 {
				t.Error("something was installed")
			}
		})
	}
}

// TestNewerWish: what is under way gives way.
func TestNewerWish(t *testing.T) {
	t.Parallel()
	w, s := newWard(t, 1000), &slots{}
	u := start(t, t.TempDir(), "v1", w, s)
	u.busy.Store(true)
	u.Want(w.wish(1))
	u.until(update.Waiting, "")
	older := w.wish(1)
	older.Version = "v0"
	u.Want(older) // not above
	newer := w.wish(2)
	newer.Version = "v1" // back to what runs
	u.Want(newer)
	if r := u.until(update.Installed, ""); r.Rev != 2 || len(s.installed) != 0 {
		t.Errorf("got %+v and %d installations", r, len(s.installed))
	}
}

// TestCutOff: the power goes while it is installed; three times are enough.
func TestCutOff(t *testing.T) {
	t.Parallel()
	w, dir := newWard(t, 1000), t.TempDir()
	for i := range 3 {
		s := &slots{slow: make(chan struct{}), entered: make(chan struct{}), refuse: errors.New("cut")}
		u := start(t, dir, "v1", w, s)
		if i == 0 {
			u.Want(w.wish(1))
		}
		<-s.entered
		kept, err := os.ReadFile(filepath.Join(dir, "update.json"))
		if err != nil {
			t.Fatal(err)
		}
		close(s.slow)
		u.stop()
		if err := os.WriteFile(filepath.Join(dir, "update.json"), kept, 0o600); err != nil { // as the power cut left it
			t.Fatal(err)
		}
	}
	s := &slots{}
	if r := start(t, dir, "v1", w, s).until(update.Failed, update.ReasonInstall); !strings.Contains(r.Detail, "3 times") || len(s.installed) != 0 {
		t.Errorf("got %+v", r)
	}
}

// TestNoRanges: a server that cannot go on in the middle sends all of it.
func TestNoRanges(t *testing.T) {
	t.Parallel()
	w, dir := newWard(t, 1<<20), t.TempDir()
	w.noRanges = true
	part := filepath.Join(dir, w.manifest.Bundle.SHA256+".raucb.part")
	if err := os.WriteFile(part, []byte("the beginning of something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := w.manifest.Bundle
	b.URL = w.URL + "/b.raucb"
	got, err := w.fetcher().Bundle(t.Context(), b, dir, func(int64, int64) {})
	if err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(got); err != nil || sum(data) != sum(w.bundle) {
		t.Errorf("got another file, %v", err)
	}
}

// TestForgottenMemory: a file that the power cut spoiled is no reason to stop.
func TestForgottenMemory(t *testing.T) {
	t.Parallel()
	w, s, dir := newWard(t, 1000), &slots{}, t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "update.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	u := start(t, dir, "v1", w, s)
	if _, wished := u.Report(); wished {
		t.Error("a wish came out of nothing")
	}
	u.Want(w.wish(1))
	u.until(update.Restarting, "")
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"v":1,"version":"v2","compatible":"c","bundle":{"url":"b","size":1,"sha256":"` + strings.Repeat("a", 64) + `"}}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, data []byte) {
		at, _ := http.NewRequest(http.MethodGet, "https://ward.example/x/v2.json", http.NoBody)
		m, err := update.ParseManifest(data, at.URL)
		if err == nil && (!strings.HasPrefix(m.Bundle.URL, "https://") || m.Bundle.Size < 1 || m.Version == "") {
			t.Errorf("took %+v", m)
		}
	})
}

// rauc writes a program that speaks like RAUC.
func rauc(t *testing.T, body string) update.RAUC {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rauc")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body), 0o755); err != nil {
		t.Fatal(err)
	}
	return update.RAUC{Command: path, Reboot: []string{path, "reboot"}}
}

func TestRAUC(t *testing.T) {
	t.Parallel()
	good := rauc(t, `case "$1" in
status) echo '{"compatible":"tiepdan-amd64","slots":[]}';;
install) [ -f "$2" ] || exit 1; printf 'installing\n  0%% Installing\n 40%% Checking\n100%% Installing done.\n';;
reboot) echo "Access denied" >&2; exit 1;;
esac`)
	if got, err := good.Compatible(t.Context()); err != nil || got != "tiepdan-amd64" {
		t.Errorf("got %q, %v", got, err)
	}
	file := filepath.Join(t.TempDir(), "b.raucb")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var percents []int
	if err := good.Install(t.Context(), file, func(p int) { percents = append(percents, p) }); err != nil || fmt.Sprint(percents) != "[0 40 100]" {
		t.Errorf("got %v, %v", percents, err)
	}
	if err := good.Restart(t.Context()); err == nil || !strings.Contains(err.Error(), "Access denied") {
		t.Errorf("got %v, want why", err)
	}
	bad := rauc(t, `case "$1" in
status) echo "no service" >&2; exit 1;;
install) echo "LastError: signature verification failed: self-signed certificate"; echo "Installing x failed" >&2; exit 1;;
esac`)
	if _, err := bad.Compatible(t.Context()); !errors.Is(err, update.ErrNoInstaller) || !strings.Contains(err.Error(), "no service") {
		t.Errorf("got %v", err)
	}
	if err := bad.Install(t.Context(), file, func(int) {}); err == nil || !strings.Contains(err.Error(), "signature verification failed") {
		t.Errorf("got %v, want why", err)
	}
	if _, err := (update.RAUC{Command: "rauc-is-not-here"}).Compatible(t.Context()); !errors.Is(err, update.ErrNoInstaller) {
		t.Errorf("got %v", err)
	}
}
