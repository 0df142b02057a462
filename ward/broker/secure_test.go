package broker_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"log/slog"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/ward/broker"
	"tiepdan/ward/pki"
)

const patience = 30 * time.Second

// guarded is a broker that asks for certificates, and who makes them.
type guarded struct {
	t    testing.TB
	ca   *pki.Authority
	dir  string
	url  string
	pool *x509.CertPool

	robots map[string]pki.Pair // by name, of those made before the start
}

func newAuthority(tb testing.TB) (*pki.Authority, string) {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "pki")
	a, err := pki.Create(pki.New{Dir: dir, Unit: "Cửa Nam", Commune: "cua-nam", Now: time.Now})
	if err != nil {
		tb.Fatal(err)
	}
	return a, dir
}

func newGuarded(tb testing.TB) *guarded {
	tb.Helper()
	g := &guarded{t: tb, pool: x509.NewCertPool()}
	g.ca, g.dir = newAuthority(tb)
	g.pool.AppendCertsFromPEM(g.ca.CA())
	b, err := broker.Start(tb.Context(), broker.Options{
		Listen: "127.0.0.1:0", Dir: tb.TempDir(), Certificates: g.dir, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Error(err)
		}
		b.Stop()
	})
	g.url = b.URL()
	return g
}

// robot certifies a robot with an authority, and gives what it connects with.
func (g *guarded) robot(of *pki.Authority, name string) *tls.Config {
	g.t.Helper()
	pair, err := of.Issue(pki.RobotOf("cua-nam", name), false)
	if err != nil {
		g.t.Fatal(err)
	}
	return g.with(pair.Cert, pair.Key)
}

func (g *guarded) with(cert, key []byte) *tls.Config {
	g.t.Helper()
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		g.t.Fatal(err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: g.pool, Certificates: []tls.Certificate{pair}}
}

// ours is the certificate of wardd or of the broker itself.
func (g *guarded) ours(r pki.Role) *tls.Config {
	g.t.Helper()
	var files [2][]byte
	for i, end := range []string{".pem", ".key"} {
		var err error
		if files[i], err = os.ReadFile(filepath.Join(g.dir, string(r)+end)); err != nil {
			g.t.Fatal(err)
		}
	}
	return g.with(files[0], files[1])
}

// selfSigned says that it is a robot, with nobody's word for it.
func (g *guarded) selfSigned(name string) *tls.Config {
	g.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		g.t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "kb-cua-nam-" + name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		URIs: []*url.URL{{Scheme: "urn", Opaque: "tiepdan:robot:cua-nam:" + name}},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		g.t.Fatal(err)
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS12, RootCAs: g.pool,
		// Certificates would be left out, because the server names its authority.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
		},
	}
}

// peer is a client and what it got.
type peer struct {
	mqtt.Client

	got  chan string // "topic payload"
	lost chan error
}

func (g *guarded) connect(secure *tls.Config, id string) (*peer, error) {
	p := &peer{got: make(chan string, 100), lost: make(chan error, 1)}
	p.Client = mqtt.NewClient(mqtt.NewClientOptions().AddBroker(g.url).SetClientID(id).SetTLSConfig(secure).SetProtocolVersion(4).
		SetAutoReconnect(false).SetConnectRetry(false).SetConnectTimeout(patience).
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { p.got <- m.Topic() + " " + string(m.Payload()) }).
		SetConnectionLostHandler(func(_ mqtt.Client, err error) { p.lost <- err }))
	token := p.Connect()
	if !token.WaitTimeout(patience) {
		g.t.Fatal("got no answer to a connection")
	}
	if err := token.Error(); err != nil {
		return nil, err
	}
	g.t.Cleanup(func() { p.Disconnect(10) })
	return p, nil
}

func (g *guarded) mustConnect(secure *tls.Config, id string) *peer {
	g.t.Helper()
	p, err := g.connect(secure, id)
	if err != nil {
		g.t.Fatalf("%s: %v", id, err)
	}
	return p
}

// subscribe gives the broker's answer: 0x80 is a refusal.
func (p *peer) subscribe(tb testing.TB, filter string) byte {
	tb.Helper()
	token := p.Subscribe(filter, 1, nil)
	if !token.WaitTimeout(patience) {
		tb.Fatalf("got no answer to a subscription to %s", filter)
	}
	s, ok := token.(*mqtt.SubscribeToken)
	if !ok {
		tb.Fatalf("got %T, want a subscription", token)
	}
	return s.Result()[filter]
}

func (p *peer) publish(topic, text string) { p.Publish(topic, 1, false, text).WaitTimeout(patience) }

func (p *peer) want(tb testing.TB, want ...string) {
	tb.Helper()
	for _, w := range want {
		select {
		case got := <-p.got:
			if got != w {
				tb.Errorf("got %q, want %q", got, w)
			}
		case <-time.After(patience):
			tb.Fatalf("got nothing, want %q", w)
		}
	}
}

// TestWhoGetsIn tries every certificate that must not do.
func TestWhoGetsIn(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	stranger, _ := newAuthority(t)
	one, two := g.robot(g.ca, "kb-01"), g.robot(g.ca, "kb-02")
	revoked := g.robot(g.ca, "kb-03")
	if _, err := g.ca.Revoke(pki.RobotOf("cua-nam", "kb-03")); err != nil {
		t.Fatal(err)
	}
	old := g.robot(g.ca, "kb-04")
	old.MaxVersion = tls.VersionTLS12
	tests := []struct {
		name   string
		secure *tls.Config
		id     string
		want   bool
	}{
		{"robot", one, "kb-cua-nam-kb-01", true},
		{"wardd", g.ours(pki.Ward), "wardd", true},
		{"wardd once more", g.ours(pki.Ward), "wardd-commands", true},
		{"a robot as wardd once more", two, "wardd-x", false},
		{"no certificate", &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: g.pool}, "kb-cua-nam-kb-01", false},
		{"self-signed", g.selfSigned("kb-01"), "kb-cua-nam-kb-01", false},
		{"other authority", g.robot(stranger, "kb-01"), "kb-cua-nam-kb-01", false},
		{"revoked", revoked, "kb-cua-nam-kb-03", false},
		{"another robot's identifier", two, "kb-cua-nam-kb-01", false},
		{"wardd's identifier", two, "wardd", false},
		{"identifier of its own making", two, "x", false},
		{"no identifier", two, "", false},
		{"wardd as a robot", g.ours(pki.Ward), "kb-cua-nam-kb-01", false},
		{"the broker as a client", g.ours(pki.Broker), "", false},
		{"TLS 1.2", old, "kb-cua-nam-kb-04", false},
	}
	for _, tt := range tests {
		_, err := g.connect(tt.secure, tt.id)
		if got := err == nil; got != tt.want {
			t.Errorf("%s: got in: %v (%v), want %v", tt.name, got, err, tt.want)
		}
	}
	plain := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp" + g.url[len("tls"):]).SetClientID("kb-cua-nam-kb-01").SetConnectTimeout(patience))
	if token := plain.Connect(); token.WaitTimeout(patience) && token.Error() == nil {
		t.Error("got in without encryption, want a refusal")
	}
}

// TestNobodyIsThrownOut: the robot that is there stays when another one comes
// with its name.
func TestNobodyIsThrownOut(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	one := g.mustConnect(g.robot(g.ca, "kb-01"), "kb-cua-nam-kb-01")
	two := g.robot(g.ca, "kb-02")
	for range 3 {
		if _, err := g.connect(two, "kb-cua-nam-kb-01"); err == nil {
			t.Error("got in with another robot's identifier, want a refusal")
		}
	}
	if code := one.subscribe(t, "kb/v1/cua-nam/kb-01/ack/evt"); code != 1 {
		t.Errorf("got %x for the robot's subscription, want 1", code)
	}
	select {
	case err := <-one.lost:
		t.Errorf("got %v, want the first robot still connected", err)
	default:
	}
}

// TestRevokedLive: who is revoked is thrown out at once, and nobody else is.
func TestRevokedLive(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	secure := g.robot(g.ca, "kb-01")
	one := g.mustConnect(secure, "kb-cua-nam-kb-01")
	two := g.mustConnect(g.robot(g.ca, "kb-02"), "kb-cua-nam-kb-02")
	began := time.Now()
	if _, err := g.ca.Revoke(pki.RobotOf("cua-nam", "kb-01")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-one.lost:
		t.Logf("out after %v", time.Since(began))
	case <-time.After(patience):
		t.Fatal("the revoked robot is still connected")
	}
	if _, err := g.connect(secure, "kb-cua-nam-kb-01"); err == nil {
		t.Error("got in with a revoked certificate, want a refusal")
	}
	if code := two.subscribe(t, "kb/v1/cua-nam/kb-02/ack/evt"); code != 1 || !two.IsConnected() {
		t.Errorf("got %x for the other robot, want it untouched", code)
	}
}
