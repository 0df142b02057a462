package main_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aead.dev/minisign"

	"tiepdan/agent/update"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// maker signs releases.
type maker struct {
	t       *testing.T
	dir     string
	public  minisign.PublicKey
	private minisign.PrivateKey
}

func newMaker(t *testing.T) maker {
	t.Helper()
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return maker{t, t.TempDir(), public, private}
}

// release writes a bundle with its signed manifest.
func (m maker) release(version string, size int) (bundle, manifest string, sum string) {
	m.t.Helper()
	r := rand.New(rand.NewPCG(7, uint64(len(version))))
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	hash := sha256.Sum256(data)
	sum = hex.EncodeToString(hash[:])
	text, err := json.Marshal(schema.Manifest{
		V: 1, Version: version, Compatible: "tiepdan-amd64", Bundle: schema.ReleaseFile{URL: "tiepdan-" + version + ".raucb", Size: int64(size), SHA256: sum},
	})
	if err != nil {
		m.t.Fatal(err)
	}
	bundle, manifest = filepath.Join(m.dir, version+".raucb"), filepath.Join(m.dir, version+".json")
	err = errors.Join(os.WriteFile(bundle, data, 0o600), os.WriteFile(manifest, text, 0o600), os.WriteFile(manifest+".minisig", minisign.Sign(m.private, text), 0o600))
	if err != nil {
		m.t.Fatal(err)
	}
	return bundle, manifest, sum
}

// updating is a ward that trusts a maker, not yet started.
func updating(t *testing.T) (w *wardd, m maker, password string) {
	t.Helper()
	w, password = founded(t)
	m = newMaker(t)
	text := read(t, w.made) + "\n[updates]\nrelease_key = \"" + m.public.String() + "\"\nproof = \"0s\"\nrate = \"64MiB\"\n"
	if err := os.WriteFile(w.made, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return w, m, password
}

// updateDo runs wardd update.
func (w *wardd) updateDo(code int, args ...string) string {
	w.t.Helper()
	t, ok := w.t.(*testing.T)
	if !ok {
		w.t.Fatal("only for tests")
	}
	out, said, got := run(t, "", append([]string{"update", args[0], "--config", w.made}, args[1:]...)...)
	if got != code {
		t.Fatalf("wardd update %s: got status %d, want %d: %s%s", strings.Join(args, " "), got, code, out, said)
	}
	return out + said
}

// softUnit is a robot that updates itself: its updater and its link to the ward are the
// robot's own, RAUC and the boot loader are not.
type softUnit struct {
	t    *testing.T
	name string
	dir  string // of the updater
	with string // what wardd robot add made
	mqtt string
	bad  map[string]bool // versions that do not come up well
	busy atomic.Bool
	cut  atomic.Int64 // bytes after which each connection for a file breaks; 0 never

	mu        sync.Mutex
	running   string
	next      string   // version in the other slot
	installed []string // SHA-256 of bundles
	ranges    []string // that were asked for
	stop      func()
	updater   *update.Updater
}

func newSoftUnit(t *testing.T, w *wardd, name, running string) *softUnit {
	t.Helper()
	u := &softUnit{t: t, name: name, dir: t.TempDir(), with: filepath.Join(t.TempDir(), name), mqtt: w.mqtt, running: running, bad: make(map[string]bool)}
	w.robotDo(0, "add", "--out", u.with, name)
	u.boot()
	t.Cleanup(func() { u.halt() })
	return u
}

// Compatible, Install and Restart are those of update.Installer.
func (u *softUnit) Compatible(context.Context) (string, error) { return "tiepdan-amd64", nil }

func (u *softUnit) Install(_ context.Context, bundle string, progress func(int)) error {
	data, err := os.ReadFile(bundle)
	if err != nil {
		return err
	}
	progress(60)
	hash := sha256.Sum256(data)
	r, _ := u.updater.Report()
	u.mu.Lock()
	defer u.mu.Unlock()
	u.installed, u.next = append(u.installed, hex.EncodeToString(hash[:])), r.Version
	return nil
}

// Restart boots the other slot; one that does not come up well is left again.
func (u *softUnit) Restart(context.Context) error {
	u.mu.Lock()
	if u.next != "" && !u.bad[u.next] {
		u.running = u.next
	}
	u.next = ""
	u.mu.Unlock()
	go func() { //nolint:contextcheck // the robot's next run has none of this one
		u.halt()
		u.boot()
	}()
	return nil
}

func (u *softUnit) halt() {
	u.mu.Lock()
	stop := u.stop
	u.stop = func() {}
	u.mu.Unlock()
	stop()
}

// boot starts the robot's program.
func (u *softUnit) boot() {
	u.mu.Lock()
	defer u.mu.Unlock()
	said := make(chan struct{}, 1)
	up, err := update.New(update.Options{
		Dir: u.dir, Running: u.running, Fetcher: update.Fetcher{HTTP: u.client(), Pause: func(context.Context, time.Duration) {}},
		Installer: u, Busy: u.busy.Load, Quiet: 30 * time.Millisecond, Logger: slog.New(slog.DiscardHandler),
		Tell: func(update.Report) {
			select {
			case said <- struct{}{}:
			default:
			}
		},
	})
	if err != nil {
		u.t.Error(err)
		return
	}
	client, err := report.New(report.Options{
		Brokers: []string{"mqtts://" + u.mqtt}, TLS: paper(u.t, u.with), Commune: "cua-nam", Robot: u.name, Boot: "b1", Outbox: newOutbox("e-" + u.name),
		Info: report.Info{Version: u.running}, Status: func() schema.Status { return report.StatusOf(kiosk.View{}) },
		Keys: []ed25519.PublicKey{u.key()}, Obey: func(context.Context, kiosk.Msg) error { return nil },
		OrderClock: func() schema.Clock { return schema.ClockUnset }, Updates: wants{up},
	})
	if err != nil {
		u.t.Error(err)
		return
	}
	u.updater = up
	ctx, cancel := context.WithCancel(context.Background())
	var parts sync.WaitGroup
	for _, run := range []func(context.Context) error{up.Run, client.Run, func(ctx context.Context) error {
		for {
			select {
			case <-said:
				client.StatusChanged()
			case <-ctx.Done():
				return nil
			}
		}
	}} {
		parts.Go(func() {
			if err := run(ctx); err != nil {
				u.t.Error(err)
			}
		})
	}
	u.stop = func() {
		cancel()
		parts.Wait()
	}
}

// wants is what kioskd has between the updater and the link.
type wants struct{ *update.Updater }

func (s wants) Want(x schema.Update) {
	s.Updater.Want(update.Wish{Rev: x.Rev, Version: x.Version, URL: x.URL, SHA256: x.SHA256})
}

func (s wants) Updated() (schema.Updated, bool) {
	r, found := s.Report()
	return schema.Updated{V: schema.Version, Rev: r.Rev, Status: schema.UpdateStatus(r.Status), Percent: r.Percent / 10 * 10, Error: schema.UpdateError(r.Reason)}, found
}

// key is whose commands the robot obeys, as wardd robot add says.
func (u *softUnit) key() ed25519.PublicKey {
	u.t.Helper()
	found := regexp.MustCompile(`keys = \["([^"]+)"\]`).FindStringSubmatch(read(u.t, filepath.Join(u.with, "ward.toml")))
	if found == nil {
		u.t.Fatal("got no key of the ward")
	}
	key, err := base64.StdEncoding.DecodeString(found[1])
	if err != nil {
		u.t.Fatal(err)
	}
	return key
}

// client is the robot's way to the shelf, over a line that breaks.
func (u *softUnit) client() *http.Client {
	transport := &http.Transport{TLSClientConfig: paper(u.t, u.with), DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &line{Conn: conn, left: u.cut.Load()}, err // the manifest is smaller
	}}
	return &http.Client{Transport: asking{u, transport}}
}

// asking notes the parts that are asked for.
type asking struct {
	u *softUnit
	http.RoundTripper
}

func (a asking) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, ".raucb") {
		a.u.mu.Lock()
		a.u.ranges = append(a.u.ranges, r.Header.Get("Range"))
		a.u.mu.Unlock()
	}
	return a.RoundTripper.RoundTrip(r)
}

// line breaks after so many bytes, 0 for never.
type line struct {
	net.Conn

	left int64
}

func (l *line) Read(b []byte) (int, error) {
	if l.left == 0 {
		return l.Conn.Read(b)
	}
	if l.left < 0 {
		return 0, errors.Join(net.ErrClosed, l.Close())
	}
	n, err := l.Conn.Read(b)
	if l.left -= int64(n); l.left == 0 {
		l.left = -1
	}
	return n, err
}

func (u *softUnit) runs() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.running
}

func (u *softUnit) got() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return append([]string{}, u.installed...)
}
