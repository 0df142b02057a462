package pki_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/ward/pki"
)

// era is an authority whose clock the test sets.
func era(t *testing.T) (a *pki.Authority, dir string, now *time.Time) {
	t.Helper()
	at := time.Now()
	dir = filepath.Join(t.TempDir(), "pki")
	a, err := pki.Create(pki.New{Dir: dir, Unit: "Cửa Nam", Commune: "cua-nam", Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	return a, dir, &at
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func names(ends []pki.End) string {
	var all []string
	for _, e := range ends {
		all = append(all, e.Name)
	}
	return strings.Join(all, " ")
}

// TestEnding: what ends soon is told before it has ended.
func TestEnding(t *testing.T) {
	t.Parallel()
	a, dir, now := era(t)
	began := *now
	for _, name := range []string{"kb-01", "kb-02", "kb-03"} {
		issue(t, a, pki.RobotOf("cua-nam", name), false)
	}
	if _, err := a.Revoke(pki.RobotOf("cua-nam", "kb-02")); err != nil {
		t.Fatal(err)
	}
	*now = began.AddDate(7, 0, 0)
	issue(t, a, pki.RobotOf("cua-nam", "kb-03"), true)
	for _, tt := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"new", began, ""},
		{"five years", began.AddDate(5, 0, 0), ""},
		{"wardd has less than a third", began.AddDate(5, 6, 0), "ward"},
		{"a robot has 61 days", began.AddDate(8, 0, -61), "ward"},
		{"a robot has 59 days", began.AddDate(8, 0, -59), "ward cua-nam/kb-01"},
		{"over", began.AddDate(9, 0, 0), "ward cua-nam/kb-01"},
		{"the broker has less than a third", began.AddDate(11, 0, 0), "ward cua-nam/kb-01 broker"},
		{"the authority ends", began.AddDate(28, 0, 0), "ward cua-nam/kb-01 cua-nam/kb-03 broker authority"},
	} {
		ends, err := pki.Ending(dir, tt.at)
		if got := names(ends); err != nil || strings.TrimSpace(got) != tt.want && !sameWords(got, tt.want) {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

// sameWords: which of two that end at the same second comes first is no matter.
func sameWords(a, b string) bool {
	have := make(map[string]bool)
	for w := range strings.FieldsSeq(a) {
		have[w] = true
	}
	for w := range strings.FieldsSeq(b) {
		if !have[w] {
			return false
		}
	}
	return len(have) == len(strings.Fields(b))
}

// meet shakes hands as wardd and its broker do, at a time.
func meet(t *testing.T, server, client *tls.Config, at time.Time) (*x509.Certificate, error) {
	t.Helper()
	server, client = server.Clone(), client.Clone()
	server.Time, client.Time = func() time.Time { return at }, func() time.Time { return at }
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	there := tls.Server(far, server)
	done := make(chan error, 1)
	go func() { done <- there.HandshakeContext(t.Context()) }()
	err := tls.Client(near, client).HandshakeContext(t.Context())
	if err != nil {
		far.Close()
	}
	if other := <-done; err == nil {
		err = other
	}
	if err != nil {
		return nil, err
	}
	return there.ConnectionState().PeerCertificates[0], nil
}

// TestRenewOwn: wardd and its broker still meet when what they began with has
// ended, without a restart, by the keys that they had.
func TestRenewOwn(t *testing.T) {
	t.Parallel()
	_, dir, now := era(t)
	began := *now
	server, err := pki.ServerTLS(dir)
	if err != nil {
		t.Fatal(err)
	}
	client, err := pki.WardTLS(dir)
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	keeper := pki.Keeper{Dir: dir, Renews: true, Now: func() time.Time { return *now }, Logger: slog.New(slog.NewTextHandler(&said, nil))}
	keys := read(t, dir, "ward.key")
	keeper.Look(t.Context())
	if said.Len() > 0 {
		t.Errorf("got %s for a new authority, want nothing", said.String())
	}
	for year := range 28 {
		*now = began.AddDate(year, 0, 0)
		keeper.Look(t.Context())
		first, err := meet(t, server, client, *now)
		if err != nil {
			t.Fatalf("year %d: %v\n%s", year, err, said.String())
		}
		gate, err := pki.NewGate(dir)
		if err != nil {
			t.Fatal(err)
		}
		if who, err := gate.Admit(first, *now); err != nil || who.Role != pki.Ward {
			t.Errorf("year %d: got %v, %v, want wardd let in", year, who, err)
		}
	}
	if !bytes.Equal(keys, read(t, dir, "ward.key")) {
		t.Error("the key has changed, want the one before")
	}
	if !strings.Contains(said.String(), "renewed a certificate") || !strings.Contains(said.String(), "of=broker") {
		t.Errorf("got %s, want both renewed", said.String())
	}
}

// TestKeyElsewhere: who keeps the authority's key elsewhere is told what to do.
func TestKeyElsewhere(t *testing.T) {
	t.Parallel()
	_, dir, now := era(t)
	if err := os.Rename(filepath.Join(dir, "ca.key"), filepath.Join(t.TempDir(), "ca.key")); err != nil {
		t.Fatal(err)
	}
	before := read(t, dir, "ward.pem")
	*now = now.AddDate(6, 0, 0)
	var said bytes.Buffer
	pki.Keeper{Dir: dir, Renews: true, Now: func() time.Time { return *now }, Logger: slog.New(slog.NewTextHandler(&said, nil))}.Look(t.Context())
	if !strings.Contains(said.String(), "a certificate ends") || !strings.Contains(said.String(), "wardd renew") || strings.Contains(said.String(), "ERROR") {
		t.Errorf("got %s, want a warning that says what to do", said.String())
	}
	if !bytes.Equal(before, read(t, dir, "ward.pem")) {
		t.Error("the certificate has changed without the authority's key")
	}
	if _, err := pki.Open(dir, time.Now); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want no key found", err)
	}
}
