package seed

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

// Check says whether the certificates are of a unit. A clock that was never set
// does not make them wrong: it may be behind, but certificates that have ended
// by it have ended.
func (c Certs) Check(commune, unit string, now time.Time) error {
	if c.none() {
		return nil
	}
	if len(c.Key) == 0 || len(c.Cert) == 0 || len(c.CA) == 0 {
		return errors.New("want all three or none: robot.key, robot.pem and ward-ca.pem")
	}
	pair, err := tls.X509KeyPair(c.Cert, c.Key)
	if err != nil {
		return fmt.Errorf("robot.key and robot.pem: %w", err)
	}
	ca, err := certOf(c.CA)
	if err != nil {
		return fmt.Errorf("ward-ca.pem: %w", err)
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return fmt.Errorf("robot.pem: %w", err)
	}
	want := "urn:tiepdan:robot:" + commune + ":" + unit
	if len(leaf.URIs) != 1 || leaf.URIs[0].String() != want {
		return fmt.Errorf("robot.pem is not of this unit: it says %v, want %s", leaf.URIs, want)
	}
	if now.After(leaf.NotAfter) {
		return fmt.Errorf("robot.pem has ended on %s", leaf.NotAfter.Format(time.DateOnly))
	}
	return issuedBy(leaf, ca, now)
}

func issuedBy(leaf, ca *x509.Certificate, at time.Time) error {
	if at.Before(leaf.NotBefore) {
		at = leaf.NotBefore
	}
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		return fmt.Errorf("robot.pem was not issued by ward-ca.pem: %w", err)
	}
	return nil
}

func certOf(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, errors.New("no certificate in PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}
