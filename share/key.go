package share

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"
)

// secretLeast is the fewest bytes of a secret: 32 random ones in hexadecimal
// or base64 are more.
const secretLeast = 32

// ErrStranger refuses a peer that has not the secret.
var ErrStranger = errors.New("the other side has not the same key file, or another name")

// Secret is what the robots of one line have in common.
type Secret []byte

// ReadSecret reads a key file.
func ReadSecret(path string) (Secret, error) {
	text, err := os.ReadFile(path) // #nosec G304 -- the technician's file
	if err != nil {
		return nil, fmt.Errorf("cannot read the line's key: %w", err)
	}
	text = bytes.TrimSpace(text)
	if len(text) < secretLeast {
		return nil, fmt.Errorf("cannot use %s: it has %d characters, want at least %d: make one with `head -c 32 /dev/urandom | base64`", path, len(text), secretLeast)
	}
	return text, nil
}

// key is the private key of the keeper, whose name is "", or of a member.
func (s Secret) key(name string) (ed25519.PrivateKey, error) {
	who := "keeper"
	if name != "" {
		who = "member " + name
	}
	seed, err := hkdf.Key(sha256.New, s, nil, "tiepdan line 1 "+who, ed25519.SeedSize)
	if err != nil {
		return nil, fmt.Errorf("cannot derive the key of the %s: %w", who, err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func (s Secret) public(name string) (ed25519.PublicKey, error) {
	key, err := s.key(name)
	if err != nil {
		return nil, err
	}
	public, _ := key.Public().(ed25519.PublicKey)
	return public, nil
}

// certificate wraps a key for TLS. Its times are as wide as a certificate's can
// be: a robot may not know the time.
func (s Secret) certificate(name string) (tls.Certificate, error) {
	key, err := s.key(name)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tiepdan line"},
		NotBefore: time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("cannot make a certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// serverTLS accepts the members that are named.
func (s Secret) serverTLS(members []string) (*tls.Config, error) {
	cert, err := s.certificate("")
	if err != nil {
		return nil, err
	}
	known, err := s.publics(members)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, SessionTicketsDisabled: true,
		VerifyConnection: func(c tls.ConnectionState) error {
			if memberOf(c, known) == "" {
				return ErrStranger
			}
			return nil
		},
	}, nil
}

// publics are the keys of members.
func (s Secret) publics(members []string) (map[string]ed25519.PublicKey, error) {
	known := make(map[string]ed25519.PublicKey, len(members))
	for _, name := range members {
		public, err := s.public(name)
		if err != nil {
			return nil, err
		}
		known[name] = public
	}
	return known, nil
}

// memberOf is the name of a connection's member, "" for a stranger. TLS has
// checked that the other side has the key of its certificate.
func memberOf(c tls.ConnectionState, known map[string]ed25519.PublicKey) string {
	for name, public := range known {
		if name != "" && len(c.PeerCertificates) > 0 && public.Equal(c.PeerCertificates[0].PublicKey) {
			return name
		}
	}
	return ""
}

// clientTLS is a member's side; it talks to the keeper alone.
func (s Secret) clientTLS(name string) (*tls.Config, error) {
	cert, err := s.certificate(name)
	if err != nil {
		return nil, err
	}
	keeper, err := s.public("")
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert},
		InsecureSkipVerify: true, // #nosec G402 -- VerifyConnection pins the keeper's key; there is no authority and no name
		VerifyConnection: func(c tls.ConnectionState) error {
			if len(c.PeerCertificates) == 0 || !keeper.Equal(c.PeerCertificates[0].PublicKey) {
				return ErrStranger
			}
			return nil
		},
	}, nil
}
