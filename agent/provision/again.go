package provision

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/pelletier/go-toml/v2"

	"tiepdan/agent/seed"
	"tiepdan/report/schema"
)

// Whoever runs provision again with a code that has worked means: is all well? The
// ward takes another key with a spent code for somebody who has stolen it, so that
// a unit remembers which code gave it its certificate, and keeps the key of it.

// markOf is how a unit remembers the invitation that it has used: SHA-256 of it, in
// hexadecimal digits.
func markOf(i schema.Invitation) string {
	code, err := schema.Code(i.Code)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(i.Commune + "/" + i.Robot + "/" + code))
	return hex.EncodeToString(sum[:])
}

// usedKey takes the key that a code was used with, false when this unit has not
// used it.
func (u *unit) usedKey(mark string) (bool, error) {
	var before enrolled
	data, err := u.root.ReadFile(fileWard)
	if err != nil || toml.Unmarshal(data, &before) != nil || mark == "" || before.Used != mark {
		return false, nil //nolint:nilerr // what was never used is asked for
	}
	data, err = u.root.ReadFile(below(seed.PathKey))
	if err == nil {
		u.key, err = parseKey(data)
	}
	if err != nil {
		return true, advise(fmt.Errorf("this unit has used the code before, and the key of its certificate is gone: %w", err),
			"let the ward invite it anew: wardd robot invite --replace")
	}
	u.keyPEM = data
	return true, nil
}

// standing is the certificate that is in place for the key, with the brokers of the
// configuration; false when one of them is to be put there again.
func (u *unit) standing(fingerprint string) (schema.EnrolAnswer, bool) {
	cert, err := u.root.ReadFile(below(seed.PathCert))
	ca, other := u.root.ReadFile(below(seed.PathCA))
	certs := seed.Certs{Key: u.keyPEM, Cert: cert, CA: ca}
	if errors.Join(err, other) != nil || certs.Check(u.commune, u.name, u.now()) != nil {
		return schema.EnrolAnswer{}, false
	}
	authority, err := parseCert(ca)
	if err != nil || schema.MatchFingerprint(fingerprint, authority.Raw) != nil {
		return schema.EnrolAnswer{}, false
	}
	leaf, err := parseCert(cert)
	if err != nil {
		return schema.EnrolAnswer{}, false
	}
	var c struct {
		Report struct {
			Enabled  bool     `toml:"enabled"`
			Broker   []string `toml:"broker"`
			CAFile   string   `toml:"ca_file"`
			CertFile string   `toml:"cert_file"`
			KeyFile  string   `toml:"key_file"`
		} `toml:"report"`
	}
	if err := toml.NewDecoder(bytes.NewReader(u.config)).Decode(&c); err != nil {
		return schema.EnrolAnswer{}, false
	}
	r := c.Report
	if !r.Enabled || len(r.Broker) == 0 || !slices.Equal([]string{r.CAFile, r.CertFile, r.KeyFile}, []string{seed.PathCA, seed.PathCert, seed.PathKey}) {
		return schema.EnrolAnswer{}, false
	}
	return schema.EnrolAnswer{Cert: string(cert), CA: string(ca), Brokers: r.Broker, Until: leaf.NotAfter}, true
}

// stay leaves all as it is, but for what a cut has left over.
func (u *unit) stay(a schema.EnrolAnswer) (string, error) {
	if err := u.remove(seed.TargetEnrol); err != nil {
		return "", err
	}
	if left, err := u.root.ReadFile(fileNewKey); err == nil && bytes.Equal(left, u.keyPEM) {
		if err := u.remove(fileNewKey); err != nil {
			return "", err
		}
	}
	return "this unit has it of this code already, good until " + a.Until.Format(time.DateOnly) + "; nothing is changed", nil
}

// remove removes what is used up.
func (u *unit) remove(name string) error {
	if err := u.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot remove %s: %w", name, err)
	}
	return nil
}
