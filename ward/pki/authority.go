package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// How long certificates are good, in years. A robot is certified anew with
// another robot add, wardd and its broker by themselves (see Keeper); the
// authority should outlive the building's lease.
const (
	yearsCA     = 30
	yearsBroker = 15
	yearsClient = 8
	yearsCRL    = 30 // brokers refuse everybody when their list is too old
)

// skew lets a machine whose clock is slow accept what was issued just now.
const skew = 24 * time.Hour

// Authority issues and revokes. Make it with Create, or Open one that is there.
type Authority struct {
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	now  func() time.Time
}

// Pair is a certificate and its key, in PEM.
type Pair struct{ Cert, Key []byte }

// New says what an authority is made with.
type New struct {
	Dir     string // must not exist, or be empty
	Unit    string // name of the service point, for who looks at a certificate
	Commune string
	Hosts   []string // names and addresses that robots reach the broker by
	Now     func() time.Time
}

// ErrHas means that there is something already that would be written over.
var ErrHas = errors.New("it is there already")

// Create makes an authority, its broker's certificate and that of wardd.
func Create(n New) (*Authority, error) {
	if err := RobotOf(n.Commune, "x").check(); err != nil {
		return nil, fmt.Errorf("cannot make the certificate authority: commune: %w", err)
	}
	if entries, err := os.ReadDir(n.Dir); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("cannot make the certificate authority in %s: %w", n.Dir, ErrHas)
	}
	if err := os.MkdirAll(n.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the certificate authority: %w", err)
	}
	a := &Authority{dir: n.Dir, now: n.Now}
	if err := a.begin(n); err != nil {
		return nil, fmt.Errorf("cannot make the certificate authority: %w", err)
	}
	for _, r := range []Role{Broker, Ward} {
		pair, err := a.Issue(Identity{Role: r}, false)
		if err != nil {
			return nil, err
		}
		if err := a.keep(string(r), pair); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// begin makes the root and the empty list.
func (a *Authority) begin(n New) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	at := a.now()
	root := &x509.Certificate{
		SerialNumber:          newSerial(),
		Subject:               pkix.Name{CommonName: "Tiếp Dân CA " + n.Commune, Organization: []string{n.Unit}},
		NotBefore:             at.Add(-skew),
		NotAfter:              at.AddDate(yearsCA, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
	if err != nil {
		return err
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		return err
	}
	a.key = key
	keyPEM, err := encodeKey(key)
	if err != nil {
		return err
	}
	if err := write(filepath.Join(a.dir, fileCAKey), keyPEM, 0o600, os.O_EXCL); err != nil {
		return err
	}
	if err := write(filepath.Join(a.dir, fileCA), encode("CERTIFICATE", der), 0o644, os.O_EXCL); err != nil {
		return err
	}
	l := List{Version: listFormat, Commune: n.Commune, Hosts: n.Hosts, Issued: []Issued{}}
	return a.publish(&l)
}

// keep writes a pair of ours into the folder.
func (a *Authority) keep(name string, p Pair) error {
	return errors.Join(
		write(filepath.Join(a.dir, name+".key"), p.Key, 0o600, os.O_EXCL),
		write(filepath.Join(a.dir, name+".pem"), p.Cert, 0o644, os.O_EXCL))
}

// Open opens the authority of a folder, with its key.
func Open(dir string, now func() time.Time) (*Authority, error) {
	if _, err := ReadList(dir); err != nil {
		return nil, err
	}
	a := &Authority{dir: dir, now: now}
	der, err := readPEM(filepath.Join(dir, fileCA), "CERTIFICATE")
	if err == nil {
		a.cert, err = x509.ParseCertificate(der)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot open the certificate authority: %w", err)
	}
	if der, err = readPEM(filepath.Join(dir, fileCAKey), "PRIVATE KEY"); err != nil {
		return nil, fmt.Errorf("cannot open the certificate authority: %w", err)
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("cannot open the certificate authority: %s: %w", fileCAKey, err)
	}
	var ok bool
	if a.key, ok = key.(*ecdsa.PrivateKey); !ok || !a.key.PublicKey.Equal(a.cert.PublicKey) {
		return nil, fmt.Errorf("cannot open the certificate authority: %s is not the key of %s", fileCAKey, fileCA)
	}
	return a, nil
}

// CA is the authority's certificate, in PEM.
func (a *Authority) CA() []byte { return encode("CERTIFICATE", a.cert.Raw) }

// Issue makes a certificate and puts it on the list. Who has one already gets
// another only with renew, and the old one is revoked then.
func (a *Authority) Issue(to Identity, renew bool) (Pair, error) {
	return a.issue(to, nil, nil, func(l *List, at time.Time) error {
		if _, has := l.Live(to, at); has && !renew {
			return ErrHas
		}
		if err := l.free(to); err != nil {
			return err
		}
		revokeAll(l, to, at)
		return nil
	})
}

// free says whether an identity's client identifier is its own: kb-a-b-c is robot
// c of a-b, or b-c of a, and the second would take the first one's connection over.
func (l List) free(to Identity) error {
	i := slices.IndexFunc(l.Issued, func(x Issued) bool {
		return x.Role == Robot && x.ClientID() == to.ClientID() && x.Identity != to
	})
	if i >= 0 {
		return fmt.Errorf("its client identifier is that of %s", l.Issued[i].Identity)
	}
	return nil
}

// IssueBroker makes a certificate for one more broker, at a host of its own.
func (a *Authority) IssueBroker(host string) (Pair, error) {
	return a.issue(Identity{Role: Broker}, []string{host}, nil, func(*List, time.Time) error { return nil })
}

// issue makes a certificate if the list allows it, for the list's hosts when
// none are given, and for a new key when none is.
func (a *Authority) issue(to Identity, hosts []string, key *ecdsa.PrivateKey, allow func(*List, time.Time) error) (Pair, error) {
	fail := func(err error) (Pair, error) { return Pair{}, fmt.Errorf("cannot certify %s: %w", to, err) }
	if err := to.check(); err != nil {
		return fail(err)
	}
	unlock, l, err := a.change()
	if err != nil {
		return fail(err)
	}
	defer unlock()
	at := a.now()
	if err := allow(&l, at); err != nil {
		return fail(err)
	}
	if hosts == nil {
		hosts = l.Hosts
	}
	if key == nil {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			return fail(err)
		}
	}
	keyPEM, err := encodeKey(key)
	if err != nil {
		return fail(err)
	}
	cert, issued, err := a.sign(to, hosts, &key.PublicKey, at)
	if err != nil {
		return fail(err)
	}
	l.Issued = append(l.Issued, issued)
	if err := a.publish(&l); err != nil {
		return fail(err)
	}
	return Pair{Cert: cert, Key: keyPEM}, nil
}

func (a *Authority) sign(to Identity, hosts []string, key *ecdsa.PublicKey, at time.Time) ([]byte, Issued, error) {
	leaf := &x509.Certificate{
		SerialNumber: newSerial(),
		Subject:      pkix.Name{CommonName: to.commonName()},
		NotBefore:    at.Add(-skew),
		NotAfter:     at.AddDate(yearsClient, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if to.Role == Broker {
		leaf.NotAfter = at.AddDate(yearsBroker, 0, 0)
		// A broker of a cluster is a client of the other ones.
		leaf.ExtKeyUsage = append(leaf.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
		leaf.DNSNames, leaf.IPAddresses = namesOf(hosts)
	}
	if leaf.NotAfter.After(a.cert.NotAfter) {
		leaf.NotAfter = a.cert.NotAfter // nobody would take it any longer
	}
	leaf.URIs = []*url.URL{{Scheme: "urn", Opaque: strings.TrimPrefix(to.URI(), "urn:")}}
	der, err := x509.CreateCertificate(rand.Reader, leaf, a.cert, key, a.key)
	if err != nil {
		return nil, Issued{}, err
	}
	issued := Issued{Identity: to, Serial: leaf.SerialNumber.Text(16), From: at.UTC(), Until: leaf.NotAfter.UTC()}
	return encode("CERTIFICATE", der), issued, nil
}

// namesOf are the names in a broker's certificate: this machine is always one.
func namesOf(hosts []string) (names []string, addresses []net.IP) {
	names, addresses = []string{localName}, []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			addresses = append(addresses, ip)
		} else if h != localName {
			names = append(names, h)
		}
	}
	return names, addresses
}

// newSerial draws a serial number, positive and of at most 20 bytes (RFC 5280,
// 4.1.2.2).
func newSerial() *big.Int {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // it never fails
	raw[0] = raw[0]&0x7f | 0x40
	return new(big.Int).SetBytes(raw[:])
}

func serialOf(text string) (*big.Int, error) {
	n, ok := new(big.Int).SetString(text, 16)
	if !ok || n.Sign() <= 0 || n.Text(16) != text {
		return nil, fmt.Errorf("%q is no serial number", text)
	}
	return n, nil
}

func encodeKey(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return encode("PRIVATE KEY", der), nil
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func readPEM(name, kind string) ([]byte, error) {
	data, err := os.ReadFile(name) //nolint:gosec // in the folder that the configuration names
	if err != nil {
		return nil, err
	}
	der, err := parsePEM(data, kind)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return der, nil
}

func parsePEM(data []byte, kind string) ([]byte, error) {
	block, _ := pem.Decode(data)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("no %s in PEM", kind)
	}
	return block.Bytes, nil
}
