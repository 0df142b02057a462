package pki

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// part is the part of its life that a certificate of ours has left when it is
// due to be renewed.
const part = 3

// Times before its end at which somebody has to act.
const (
	soonRobot = 60 * 24 * time.Hour      // a robot gets files by hand
	soonRoot  = 3 * 365 * 24 * time.Hour // with the authority everything is made anew
)

// Root is the authority itself, among what ends.
const Root Role = "authority"

// End is a certificate that ends soon, or has.
type End struct {
	Name  string // of a robot COMMUNE/ROBOT, else the role
	Role  Role
	Until time.Time
}

// Ended says whether it is over at a time.
func (e End) Ended(at time.Time) bool { return !at.Before(e.Until) }

// Ending lists what of a folder ends soon, the first to end first: robots'
// certificates 60 days before, those of wardd and its broker when less than a
// third of their life is left, the authority three years before. A robot whose
// certificate was revoked is not among them.
func Ending(dir string, at time.Time) ([]End, error) {
	l, err := ReadList(dir)
	if err != nil {
		return nil, err
	}
	all, err := endingOwn(dir, at)
	if err != nil {
		return nil, fmt.Errorf("cannot read certificates: %w", err)
	}
	all = append(all, endingRobots(l, at)...)
	slices.SortFunc(all, func(a, b End) int {
		if c := a.Until.Compare(b.Until); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all, nil
}

func endingOwn(dir string, at time.Time) ([]End, error) {
	root, err := readCert(filepath.Join(dir, fileCA))
	if err != nil {
		return nil, err
	}
	var all []End
	if root.NotAfter.Sub(at) < soonRoot {
		all = append(all, End{Name: string(Root), Role: Root, Until: root.NotAfter})
	}
	for _, r := range own() {
		c, err := readCert(certOf(dir, r))
		if err != nil {
			return nil, err
		}
		if due(c, at) {
			all = append(all, End{Name: string(r), Role: r, Until: c.NotAfter})
		}
	}
	return all, nil
}

func endingRobots(l List, at time.Time) (all []End) {
	newest := make(map[Identity]Issued)
	for _, i := range l.Issued {
		if i.Role == Robot {
			newest[i.Identity] = i
		}
	}
	for who, i := range newest {
		if i.Revoked == nil && i.Until.Sub(at) < soonRobot {
			all = append(all, End{Name: who.String(), Role: Robot, Until: i.Until})
		}
	}
	return all
}

// own are the certificates that this machine itself has.
func own() []Role { return []Role{Broker, Ward} }

func certOf(dir string, r Role) string { return filepath.Join(dir, string(r)+".pem") }

func due(c *x509.Certificate, at time.Time) bool {
	return c.NotAfter.Sub(at) < c.NotAfter.Sub(c.NotBefore)/part
}

func readCert(name string) (*x509.Certificate, error) {
	der, err := readPEM(name, "CERTIFICATE")
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// Renewed is a certificate that was renewed.
type Renewed struct {
	Role  Role
	Until time.Time
}

// RenewOwn renews the certificates of wardd and its broker that are due, or both.
// Their keys stay: so each is replaced in one step, and who trusts a key goes on.
// The certificates before stay good until they end.
func (a *Authority) RenewOwn(both bool) ([]Renewed, error) {
	var all []Renewed
	for _, r := range own() {
		old, err := readCert(certOf(a.dir, r))
		if err != nil {
			return all, fmt.Errorf("cannot renew the certificate of the %s: %w", r, err)
		}
		if !both && !due(old, a.now()) {
			continue
		}
		if !a.outlives(old) {
			continue // the authority itself ends
		}
		pair, err := a.Renew(Identity{Role: r}, nil, filepath.Join(a.dir, string(r)+".key"))
		if err != nil {
			return all, err
		}
		if err := replace(certOf(a.dir, r), pair.Cert, 0o644); err != nil {
			return all, fmt.Errorf("cannot renew the certificate of the %s: %w", r, err)
		}
		c, err := readCert(certOf(a.dir, r))
		if err != nil {
			return all, fmt.Errorf("cannot renew the certificate of the %s: %w", r, err)
		}
		all = append(all, Renewed{r, c.NotAfter})
	}
	return all, nil
}

// Due says whether a certificate in PEM, of a broker elsewhere, is to be renewed.
func (a *Authority) Due(cert []byte) (bool, error) {
	c, err := parseCert(cert)
	if err != nil {
		return false, err
	}
	return due(c, a.now()) && a.outlives(c), nil
}

// outlives says whether a new certificate would end later by more than a month.
func (a *Authority) outlives(old *x509.Certificate) bool {
	return a.cert.NotAfter.Sub(old.NotAfter) > 30*24*time.Hour
}

// Renew makes another certificate for a key that is there. No hosts are those
// of the list.
func (a *Authority) Renew(to Identity, hosts []string, keyFile string) (Pair, error) {
	data, err := os.ReadFile(keyFile) //nolint:gosec // in a folder of the configuration or the command line
	if err != nil {
		return Pair{}, fmt.Errorf("cannot certify %s anew: %w", to, err)
	}
	key, err := parseKey(data)
	if err != nil {
		return Pair{}, fmt.Errorf("cannot certify %s anew: %s: %w", to, keyFile, err)
	}
	return a.issue(to, hosts, key, func(*List, time.Time) error { return nil })
}

// current reads a pair whenever it is asked for, so that a renewed one counts
// from the next connection on. While it cannot be read the one before counts.
func current(name string, first tls.Certificate) func() (*tls.Certificate, error) {
	return func() (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(name+".pem", name+".key")
		if err != nil {
			return &first, nil //nolint:nilerr // as said; the start has told of files that are missing
		}
		return &pair, nil
	}
}

func parseCert(data []byte) (*x509.Certificate, error) {
	der, err := parsePEM(data, "CERTIFICATE")
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func parseKey(data []byte) (*ecdsa.PrivateKey, error) {
	der, err := parsePEM(data, "PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("no ECDSA key")
	}
	return key, nil
}
