package pki

import (
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"math/big"
	"path/filepath"
	"time"
)

// change takes the list to change it.
func (a *Authority) change() (unlock func(), l List, err error) {
	if unlock, err = lock(a.dir); err != nil {
		return nil, List{}, err
	}
	if l, err = ReadList(a.dir); err != nil {
		unlock()
		return nil, List{}, err
	}
	return unlock, l, nil
}

// Revoke takes every certificate of an identity back and says how many were
// good until now.
func (a *Authority) Revoke(of Identity) (int, error) {
	unlock, l, err := a.change()
	if err != nil {
		return 0, fmt.Errorf("cannot revoke %s: %w", of, err)
	}
	defer unlock()
	n := revokeAll(&l, of, a.now())
	if n == 0 {
		return 0, nil
	}
	if err := a.publish(&l); err != nil {
		return 0, fmt.Errorf("cannot revoke %s: %w", of, err)
	}
	return n, nil
}

func revokeAll(l *List, of Identity, at time.Time) (n int) {
	for k := range l.Issued {
		if i := &l.Issued[k]; i.Identity == of && i.Revoked == nil {
			revoked := at.UTC()
			i.Revoked = &revoked
			n++
		}
	}
	return n
}

// publish writes the revocation list, for brokers that know nothing else, and
// then the list that decides.
func (a *Authority) publish(l *List) error {
	l.CRL++
	at := a.now()
	crl := &x509.RevocationList{Number: big.NewInt(l.CRL), ThisUpdate: at.Add(-skew), NextUpdate: at.AddDate(yearsCRL, 0, 0)}
	for _, i := range l.Issued {
		if i.Revoked == nil {
			continue
		}
		serial, err := serialOf(i.Serial)
		if err != nil {
			return err
		}
		crl.RevokedCertificateEntries = append(crl.RevokedCertificateEntries, x509.RevocationListEntry{
			SerialNumber: serial, RevocationTime: *i.Revoked,
		})
	}
	der, err := x509.CreateRevocationList(rand.Reader, crl, a.cert, a.key)
	if err != nil {
		return fmt.Errorf("cannot sign the revocation list: %w", err)
	}
	if err := replace(filepath.Join(a.dir, fileCRL), encode("X509 CRL", der), 0o644); err != nil {
		return err
	}
	return writeList(a.dir, *l)
}
