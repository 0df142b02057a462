package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// How says what becomes of the certificates that a robot has.
type How int

// The ways.
const (
	First   How = iota // it has none of another key, else ErrHas
	Replace            // they are revoked
	Renewal            // they stay good until they end: the new one may get lost on its way
)

// Certify makes a certificate for a key that a robot has made itself. csr is its
// request, PKCS #10 in PEM, which shows that it has the key; nothing else in it
// counts.
func (a *Authority) Certify(to Identity, csr []byte, how How) (cert []byte, until time.Time, err error) {
	fail := func(err error) ([]byte, time.Time, error) {
		return nil, time.Time{}, fmt.Errorf("cannot certify %s: %w", to, err)
	}
	key, err := RequestKey(csr)
	if err != nil {
		return fail(err)
	}
	if err := errors.Join(to.check(), to.robot()); err != nil {
		return fail(err)
	}
	unlock, l, err := a.change()
	if err != nil {
		return fail(err)
	}
	defer unlock()
	at := a.now()
	name, err := KeyName(key)
	if err != nil {
		return fail(err)
	}
	// A crash after the certificate was made and before the robot got it makes the
	// robot ask again, with the same key: that is no second robot.
	if live, has := l.Live(to, at); has && how == First && live.Key != name {
		return fail(ErrHas)
	}
	if err := l.free(to); err != nil {
		return fail(err)
	}
	if how == Replace {
		revokeAll(&l, to, at)
	}
	cert, issued, err := a.sign(to, nil, key, at)
	if err != nil {
		return fail(err)
	}
	issued.Key = name
	l.Issued = append(l.Issued, issued)
	if err := a.publish(&l); err != nil {
		return fail(err)
	}
	return cert, issued.Until, nil
}

// KeyName names a public key: SHA-256 in hexadecimal digits.
func KeyName(key *ecdsa.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:]), nil
}

func (i Identity) robot() error {
	if i.Role != Robot {
		return errors.New("only robots ask for certificates")
	}
	return nil
}

// ErrRequest means that a request is none, or shows no key that is taken.
var ErrRequest = errors.New("want a request of an ECDSA P-256 key, PKCS #10 in PEM")

// RequestKey is the key of a request, which the sender has.
func RequestKey(csr []byte) (*ecdsa.PublicKey, error) {
	der, err := parsePEM(csr, "CERTIFICATE REQUEST")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	r, err := x509.ParseCertificateRequest(der)
	if err == nil {
		err = r.CheckSignature()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	key, ok := r.PublicKey.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, ErrRequest
	}
	return key, nil
}

// DER is the authority's certificate.
func (a *Authority) DER() []byte { return a.cert.Raw }

// ReadDER reads an authority's certificate, without its key.
func ReadDER(dir string) ([]byte, error) {
	c, err := readCert(filepath.Join(dir, fileCA))
	if err != nil {
		return nil, fmt.Errorf("cannot read the ward's certificates: %w", err)
	}
	return c.Raw, nil
}

// DueRobot says whether a robot's certificate is to be renewed: less than a third
// of its life is left.
func DueRobot(c *x509.Certificate, at time.Time) bool { return due(c, at) }

// EnrolTLS is how the ward meets robots that have no certificate yet: with the
// broker's, and the authority's beside it, for them to look at. One that has a
// certificate shows it; whether it is still good is Gate's to say.
func EnrolTLS(dir string) (*tls.Config, error) {
	c, err := ServerTLS(dir)
	if err != nil {
		return nil, err
	}
	ca, err := ReadDER(dir)
	if err != nil {
		return nil, err
	}
	inner := c.GetCertificate
	c.GetCertificate = func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
		pair, err := inner(h)
		if err != nil {
			return nil, err
		}
		with := *pair
		with.Certificate = append(with.Certificate[:1:1], ca)
		return &with, nil
	}
	c.ClientAuth = tls.VerifyClientCertIfGiven
	c.NextProtos = []string{"http/1.1"}
	return c, nil
}

// Until is when a certificate in PEM ends.
func Until(cert []byte) (time.Time, error) {
	c, err := parseCert(cert)
	if err != nil {
		return time.Time{}, fmt.Errorf("cannot read a certificate: %w", err)
	}
	return c.NotAfter, nil
}
