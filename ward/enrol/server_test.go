package enrol_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/report/schema"
	"tiepdan/ward/enrol"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
	"tiepdan/ward/store"
)

// desk is a ward where robots enrol.
type desk struct {
	t       *testing.T
	dir     string
	store   *store.Store
	inviter enrol.Inviter
	url     string

	mu  sync.Mutex
	now time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	return newDeskWith(t, func(s enrol.Store) enrol.Store { return s })
}

func newDeskWith(t *testing.T, through func(enrol.Store) enrol.Store) *desk {
	t.Helper()
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "pki"), now: time.Now()}
	if _, err := pki.Create(pki.New{Dir: d.dir, Unit: "Cửa Nam", Commune: "cua-nam", Hosts: []string{"127.0.0.1"}, Now: d.clock}); err != nil {
		t.Fatal(err)
	}
	var err error
	if d.store, err = store.Open(t.Context(), store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: time.UTC}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.store.Close(); err != nil {
			t.Error(err)
		}
	})
	server, err := enrol.New(enrol.Options{
		Store: through(d.store), Dir: d.dir, Brokers: []string{"mqtts://127.0.0.1:8883"}, Keys: []string{"key"}, Now: d.clock, Logger: slog.New(slog.DiscardHandler), Cost: bcrypt.MinCost,
	})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewUnstartedServer(server.Handler())
	secure, err := server.TLS()
	if err != nil {
		t.Fatal(err)
	}
	d.url = "https://" + web.Listener.Addr().String()
	web.Listener = tls.NewListener(web.Listener, secure)
	web.Start()
	t.Cleanup(web.Close)
	d.inviter = enrol.Inviter{Store: d.store, Dir: d.dir, Ward: "https://127.0.0.1:8443", Cost: bcrypt.MinCost}
	return d
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) passes(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

func (d *desk) invites(robot string, replace bool) string {
	d.t.Helper()
	i, _, err := d.inviter.Make(d.t.Context(), office.Program(), pki.RobotOf("cua-nam", robot), replace, d.clock())
	if err != nil {
		d.t.Fatal(err)
	}
	return i.Code
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func csrOf(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}))
}

// asks sends a request, and gives the answer or the word of the refusal.
func (d *desk) asks(path string, q schema.EnrolRequest, with ...tls.Certificate) (schema.EnrolAnswer, string) {
	d.t.Helper()
	body, err := json.Marshal(q)
	if err != nil {
		d.t.Fatal(err)
	}
	ca, err := pki.Read(d.dir, pki.FileCA)
	if err != nil {
		d.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: with, MinVersion: tls.VersionTLS13}, DisableKeepAlives: true}}
	r, err := client.Post(d.url+path, "application/json", bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Body.Close()
	var got struct {
		schema.EnrolAnswer
		schema.EnrolError
	}
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
		d.t.Fatal(err)
	}
	if (r.StatusCode == http.StatusOK) != (got.Error == "") {
		d.t.Errorf("got %d with %+v", r.StatusCode, got.EnrolError)
	}
	return got.EnrolAnswer, got.Error
}

func (d *desk) wants(what, word string, q schema.EnrolRequest) schema.EnrolAnswer {
	d.t.Helper()
	a, got := d.asks(schema.EnrolPath, q)
	if got != word {
		d.t.Errorf("%s: got %q, want %q", what, got, word)
	}
	return a
}

func TestEnrol(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	key := newKey(t)
	code := d.invites("kb-01", false)
	q := schema.EnrolRequest{Commune: "cua-nam", Robot: "kb-01", Code: code, CSR: csrOf(t, key)}
	a := d.wants("the right code", "", q)
	if _, err := tls.X509KeyPair([]byte(a.Cert), pemKey(t, key)); err != nil {
		t.Errorf("got a certificate of another key: %v", err)
	}
	if a.Brokers[0] != "mqtts://127.0.0.1:8883" || a.Keys[0] != "key" || a.Until.Before(d.clock().AddDate(7, 0, 0)) {
		t.Errorf("got %+v, want what a robot needs", a)
	}
	gate, err := pki.NewGate(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	if who, err := gate.Admit(leaf(t, a.Cert), d.clock()); err != nil || who != pki.RobotOf("cua-nam", "kb-01") {
		t.Errorf("got %v, %v, want the robot let in", who, err)
	}
	if again := d.wants("an answer that got lost", "", q); again.Cert != a.Cert {
		t.Error("got another certificate, want the same")
	}
	other := q
	other.CSR = csrOf(t, newKey(t))
	d.wants("the same code with another key", "used", other)
}

// forgetful is a store that cannot keep the first certificate: wardd was killed there.
type forgetful struct {
	enrol.Store

	once sync.Once
}

func (f *forgetful) KeepInviteCert(ctx context.Context, i enrol.Invite, cert string) (err error) {
	f.once.Do(func() { err = errors.New("killed") })
	if err != nil {
		return err
	}
	return f.Store.KeepInviteCert(ctx, i, cert)
}

// TestEnrolCut: the code is spent, the certificate made, and the robot has nothing.
func TestEnrolCut(t *testing.T) {
	t.Parallel()
	d := newDeskWith(t, func(s enrol.Store) enrol.Store { return &forgetful{Store: s} })
	key := newKey(t)
	q := schema.EnrolRequest{Commune: "cua-nam", Robot: "kb-01", Code: d.invites("kb-01", false), CSR: csrOf(t, key)}
	d.wants("cut", "closed", q)
	thief := q
	thief.CSR = csrOf(t, newKey(t))
	d.wants("another key meanwhile", "used", thief)
	a := d.wants("the same key again", "", q)
	if _, err := tls.X509KeyPair([]byte(a.Cert), pemKey(t, key)); err != nil {
		t.Errorf("got a certificate of another key: %v", err)
	}
	d.passes(2 * enrol.Holds)
	if late := d.wants("the same key, days later", "", q); late.Cert != a.Cert {
		t.Error("got another certificate days later, want the same")
	}
	d.wants("another key, days later", "expired", thief)
}

func TestEnrolRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	key := newKey(t)
	code := d.invites("kb-01", false)
	good := schema.EnrolRequest{Commune: "cua-nam", Robot: "kb-01", Code: code, CSR: csrOf(t, key)}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, word string
		change     func(*schema.EnrolRequest)
	}{
		{"a wrong code", "code", func(q *schema.EnrolRequest) { q.Code = "AAAAA-AAAAA" }},
		{"no code", "code", func(q *schema.EnrolRequest) { q.Code = "" }},
		{"another robot's code", "code", func(q *schema.EnrolRequest) { q.Robot = "kb-02" }},
		{"another commune", "code", func(q *schema.EnrolRequest) { q.Commune = "hoan-kiem" }},
		{"no names", "robot", func(q *schema.EnrolRequest) { q.Robot = "a/b" }},
		{"no request", "csr", func(q *schema.EnrolRequest) { q.CSR = "no PEM" }},
		{"another kind of key", "csr", func(q *schema.EnrolRequest) { q.CSR = csrOf(t, p384) }},
	} {
		q := good
		tt.change(&q)
		d.wants(tt.name, tt.word, q)
	}
	d.passes(enrol.Holds)
	d.wants("an expired code", "expired", good)
}

func TestEnrolSlowsDown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	q := schema.EnrolRequest{Commune: "cua-nam", Robot: "kb-01", Code: "AAAAA-AAAAA", CSR: csrOf(t, newKey(t))}
	for range 10 {
		d.wants("a guess", "code", q)
	}
	d.wants("one too many", "busy", q)
	q.Code = d.invites("kb-01", false)
	d.wants("the right one right after", "busy", q)
	d.passes(time.Minute)
	d.wants("the right one later", "", q)
}

func TestEnrolReplaces(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	q := schema.EnrolRequest{Commune: "cua-nam", Robot: "kb-01", Code: d.invites("kb-01", false), CSR: csrOf(t, newKey(t))}
	first := d.wants("the first", "", q)
	if _, _, err := d.inviter.Make(t.Context(), office.Program(), pki.RobotOf("cua-nam", "kb-01"), false, d.clock()); !errors.Is(err, enrol.ErrHas) {
		t.Errorf("got %v, want a robot with a certificate not invited unasked", err)
	}
	q.Code, q.CSR = d.invites("kb-01", true), csrOf(t, newKey(t))
	second := d.wants("its replacement", "", q)
	gate, err := pki.NewGate(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gate.Admit(leaf(t, first.Cert), d.clock()); !errors.Is(err, pki.ErrRefused) {
		t.Errorf("got %v for the certificate before, want it refused", err)
	}
	if _, err := gate.Admit(leaf(t, second.Cert), d.clock()); err != nil {
		t.Errorf("got %v, want the new one let in", err)
	}
}

func TestEnrolWithoutKey(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	q := schema.EnrolRequest{Commune: "cua-nam", Robot: "kb-01", Code: d.invites("kb-01", false), CSR: csrOf(t, newKey(t))}
	if err := os.Rename(filepath.Join(d.dir, "ca.key"), filepath.Join(d.dir, "away")); err != nil {
		t.Fatal(err)
	}
	d.wants("while the key is elsewhere", "closed", q)
	if err := os.Rename(filepath.Join(d.dir, "away"), filepath.Join(d.dir, "ca.key")); err != nil {
		t.Fatal(err)
	}
	d.wants("when it is back", "", q)
}

func TestInviteRights(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	to := pki.RobotOf("cua-nam", "kb-01")
	for _, tt := range []struct {
		user office.User
		want bool
	}{
		{office.User{ID: "1", Role: office.Leader}, true},
		{office.User{ID: "2", Role: office.Technician, Commune: "cua-nam"}, true},
		{office.User{ID: "3", Role: office.Technician, Commune: "hoan-kiem"}, false},
		{office.User{ID: "4", Role: office.Officer}, false},
	} {
		_, _, err := d.inviter.Make(t.Context(), office.Actor{User: tt.user}, to, false, d.clock())
		if errors.Is(err, office.ErrRights) == tt.want {
			t.Errorf("%+v: got %v, want %v", tt.user, err, tt.want)
		}
	}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	key := newKey(t)
	q := schema.EnrolRequest{Commune: "cua-nam", Robot: "kb-01", Code: d.invites("kb-01", false), CSR: csrOf(t, key)}
	first := d.wants("the first", "", q)
	pair, err := tls.X509KeyPair([]byte(first.Cert), pemKey(t, key))
	if err != nil {
		t.Fatal(err)
	}
	q.Code = ""
	renews := func(what, word string, q schema.EnrolRequest, with ...tls.Certificate) schema.EnrolAnswer {
		t.Helper()
		a, got := d.asks(schema.RenewPath, q, with...)
		if got != word {
			t.Errorf("%s: got %q, want %q", what, got, word)
		}
		return a
	}
	renews("without a certificate", "refused", q)
	renews("too early", "early", q, pair)
	d.passes(6 * 365 * 24 * time.Hour)
	other := q
	other.Robot = "kb-02"
	renews("for another robot", "refused", other, pair)
	second := renews("in time", "", q, pair)
	gate, err := pki.NewGate(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, cert := range []string{first.Cert, second.Cert} { // the new one may get lost
		if _, err := gate.Admit(leaf(t, cert), d.clock()); err != nil {
			t.Errorf("got %v, want both let in", err)
		}
	}
	a, err := pki.Open(d.dir, d.clock)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := a.Revoke(pki.RobotOf("cua-nam", "kb-01")); err != nil || n != 2 {
		t.Fatalf("got %d, %v, want both revoked", n, err)
	}
	renews("revoked", "refused", q, pair)
}

func leaf(t *testing.T, text string) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		t.Fatalf("got %q, want a certificate", text)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func pemKey(t *testing.T, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}
