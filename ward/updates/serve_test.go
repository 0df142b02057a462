package updates_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
	"tiepdan/ward/store"
	"tiepdan/ward/updates"
)

// house is a ward with an authority, a store, a shelf with v2, and a server.
type house struct {
	t      *testing.T
	dir    string // of the authority
	store  *store.Store
	shelf  *updates.Shelf
	giver  updates.Giver
	url    string
	bundle []byte
	name   string // of the bundle's file
}

func newHouse(t *testing.T, size int, rate int64) *house {
	t.Helper()
	h := &house{t: t, dir: filepath.Join(t.TempDir(), "pki"), name: "tiepdan-v2.raucb"}
	if _, err := pki.Create(pki.New{Dir: h.dir, Commune: "cua-nam", Hosts: []string{"127.0.0.1"}, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	var err error
	if h.store, err = store.Open(t.Context(), store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: time.UTC}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.store.Close(); err != nil {
			t.Error(err)
		}
	})
	m := newMaker(t)
	h.shelf = m.shelf()
	bundle, manifest, data := m.release("v2", size, nil)
	if _, err := h.shelf.Add(t.Context(), bundle, manifest); err != nil {
		t.Fatal(err)
	}
	h.bundle = data
	gate, err := pki.NewGate(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	server := updates.NewServer(updates.Serving{Shelf: h.shelf, Store: h.store, Gate: gate, Rate: rate, Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	secure, err := pki.EnrolTLS(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewUnstartedServer(server.Handler())
	h.url = "https://" + web.Listener.Addr().String()
	web.Listener = tls.NewListener(web.Listener, secure)
	web.Start()
	t.Cleanup(web.Close)
	h.giver = updates.Giver{Store: h.store, Shelf: h.shelf, Ward: h.url, Robots: updates.Certified(h.dir, time.Now)}
	return h
}

// certifies gives a robot its certificate, and a client with it.
func (h *house) certifies(robot string) *http.Client {
	h.t.Helper()
	a, err := pki.Open(h.dir, time.Now)
	if err != nil {
		h.t.Fatal(err)
	}
	pair, err := a.Issue(pki.RobotOf("cua-nam", robot), false)
	if err != nil {
		h.t.Fatal(err)
	}
	cert, err := tls.X509KeyPair(pair.Cert, pair.Key)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.client(cert)
}

func (h *house) client(with ...tls.Certificate) *http.Client {
	h.t.Helper()
	ca, err := pki.Read(h.dir, pki.FileCA)
	if err != nil {
		h.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: with, MinVersion: tls.VersionTLS13}}
	h.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: time.Minute}
}

// gives gives v2 to robots, and tells all of them.
func (h *house) gives(robots ...string) {
	h.t.Helper()
	var to []schema.Topic
	for _, r := range robots {
		to = append(to, topic(r))
	}
	if _, err := h.giver.Give(h.t.Context(), office.Program(), updates.Giving{Version: "v2", To: to, AtOnce: true}, time.Now()); err != nil {
		h.t.Fatal(err)
	}
	all, err := h.store.Updates(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	told := updates.Next(all, func(schema.Topic) updates.Known { return updates.Known{Running: "v1"} }, 0, time.Now())
	if err := h.store.MoveUpdates(h.t.Context(), told); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) get(client *http.Client, file string, header ...string) (status int, body []byte, got http.Header) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.url+updates.Path+file, http.NoBody)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	r, err := client.Do(req)
	if err != nil {
		return 0, nil, nil // TLS refuses already
	}
	defer r.Body.Close()
	body, err = io.ReadAll(r.Body)
	if err != nil {
		return -1, body, r.Header
	}
	return r.StatusCode, body, r.Header
}

func TestServed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 200_000, 1<<30)
	a := h.certifies("a")
	h.certifies("b")
	h.gives("a")
	status, manifest, _ := h.get(a, "v2/manifest.json")
	item, err := h.shelf.Find("v2")
	if err != nil || status != http.StatusOK || digest(manifest) != item.SHA256 {
		t.Fatalf("got %d, %v, want the manifest as it was signed", status, err)
	}
	status, body, header := h.get(a, "v2/"+h.name)
	if status != http.StatusOK || !bytes.Equal(body, h.bundle) || header.Get("ETag") != `"`+digest(h.bundle)+`"` {
		t.Errorf("got %d with %d bytes, %v, want the bundle", status, len(body), header)
	}
	status, body, header = h.get(a, "v2/"+h.name, "Range", "bytes=150000-", "If-Range", header.Get("ETag"))
	if status != http.StatusPartialContent || !bytes.Equal(body, h.bundle[150_000:]) || header.Get("Content-Range") != "bytes 150000-199999/200000" {
		t.Errorf("got %d with %d bytes, %v, want the rest", status, len(body), header)
	}
	if status, body, _ = h.get(a, "v2/"+h.name, "Range", "bytes=150000-", "If-Range", `"another"`); status != http.StatusOK || len(body) != len(h.bundle) {
		t.Errorf("got %d with %d bytes of another file, want all", status, len(body))
	}
	for _, path := range []string{"v3/manifest.json", "v2/passwd", "v2/..%2f..%2flock", "v2/manifest.json.minisig", "v2/", "lock"} {
		if status, body, _ := h.get(a, path); status == http.StatusOK {
			t.Errorf("%s: got %q, want nothing", path, body)
		}
	}
}

func TestServedToNobodyElse(t *testing.T) {
	t.Parallel()
	h, stranger := newHouse(t, 1000, 1<<30), newHouse(t, 1000, 1<<30)
	a, b := h.certifies("a"), h.certifies("b")
	h.gives("a")
	other := h.client(stranger.certifies("a").Transport.(*http.Transport).TLSClientConfig.Certificates...)
	for name, client := range map[string]*http.Client{"none": h.client(), "another robot": b, "another ward's": other} {
		for _, file := range []string{"v2/manifest.json", "v2/" + h.name} {
			if status, body, _ := h.get(client, file); status != 0 && status != http.StatusForbidden {
				t.Errorf("%s: got %d %q, want it refused", name, status, body)
			}
		}
	}
	if status, _, _ := h.get(a, "v2/"+h.name); status != http.StatusOK {
		t.Errorf("got %d, want it given", status)
	}
	if err := os.WriteFile(filepath.Join(h.shelf.Dir, "v2", h.name), make([]byte, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, body, _ := h.get(a, "v2/"+h.name); status != http.StatusInternalServerError || bytes.Equal(body, make([]byte, 1000)) {
		t.Errorf("got %d, want a bundle that was changed on the shelf refused", status)
	}
	authority, err := pki.Open(h.dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := authority.Revoke(pki.RobotOf("cua-nam", "a")); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := h.get(a, "v2/manifest.json"); status != http.StatusForbidden {
		t.Errorf("got %d for a revoked certificate, want it refused", status)
	}
}

// TestServedSlowly: a robot takes no more of the line than it may, with two
// connections neither; and a revocation ends what is under way.
func TestServedSlowly(t *testing.T) {
	t.Parallel()
	const rate = 256 << 10
	h := newHouse(t, rate, rate)
	a := h.certifies("a")
	h.gives("a")
	began := time.Now()
	ends := make(chan int, 2)
	for range 2 {
		go func() {
			_, body, _ := h.get(a, "v2/"+h.name)
			ends <- len(body)
		}()
	}
	if got := <-ends + <-ends; got != 2*rate {
		t.Errorf("got %d bytes, want both", got)
	}
	if took := time.Since(began); took < 1500*time.Millisecond {
		t.Errorf("got %d bytes in %v, want two seconds for them", 2*rate, took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	slow := newHouse(t, 4<<20, rate)
	b := slow.certifies("b")
	slow.gives("b")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, slow.url+updates.Path+"v2/"+slow.name, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	authority, err := pki.Open(slow.dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := authority.Revoke(pki.RobotOf("cua-nam", "b")); err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, r.Body); err == nil || n >= 4<<20 {
		t.Errorf("got %d bytes, %v after a revocation, want it cut off", n, err)
	}
}

func TestGiving(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1000, 1<<30)
	h.certifies("a")
	tek := office.Actor{User: office.User{ID: "T", Name: "tek", Role: office.Technician, Commune: "cua-nam"}}
	for _, tt := range []struct {
		name string
		by   office.Actor
		what updates.Giving
		want error
	}{
		{"nobody", tek, updates.Giving{Version: "v2"}, updates.ErrNobody},
		{"no such version", tek, updates.Giving{Version: "v3", To: []schema.Topic{topic("a")}}, updates.ErrNone},
		{"no certificate", tek, updates.Giving{Version: "v2", To: []schema.Topic{topic("x")}}, updates.ErrRobot},
		{"a leader", office.Actor{User: office.User{ID: "L", Role: office.Leader}}, updates.Giving{Version: "v2", To: []schema.Topic{topic("a")}}, office.ErrRights},
		{"an officer", office.Actor{User: office.User{ID: "O", Role: office.Officer}}, updates.Giving{Version: "v2", To: []schema.Topic{topic("a")}}, office.ErrRights},
		{"another commune", office.Actor{User: office.User{ID: "X", Role: office.Technician, Commune: "x"}}, updates.Giving{Version: "v2", To: []schema.Topic{topic("a")}}, office.ErrRights},
		{"her robot", tek, updates.Giving{Version: "v2", To: []schema.Topic{topic("a"), topic("a")}}, nil},
	} {
		n, err := h.giver.Give(t.Context(), tt.by, tt.what, time.Now())
		if tt.want == nil && (err != nil || n != 1) || tt.want != nil && !isError(err, tt.want) {
			t.Errorf("%s: got %d, %v, want %v", tt.name, n, err, tt.want)
		}
	}
	if err := h.giver.Remove(t.Context(), "v2"); !isError(err, updates.ErrWanted) {
		t.Errorf("got %v, want what a robot is to install kept", err)
	}
	if _, err := h.giver.Withdraw(t.Context(), office.Actor{User: office.User{ID: "O", Role: office.Officer}}, []schema.Topic{topic("a")}, time.Now()); !isError(err, office.ErrRights) {
		t.Errorf("got %v, want an officer refused", err)
	}
	if n, err := h.giver.Withdraw(t.Context(), tek, []schema.Topic{topic("a")}, time.Now()); err != nil || n != 1 {
		t.Errorf("got %d, %v", n, err)
	}
	if err := h.giver.Remove(t.Context(), "v2"); err != nil {
		t.Error(err)
	}
}
