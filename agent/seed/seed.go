package seed

import (
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Names in the FAT partition.
const (
	Folder     = "TIEPDAN"
	FileSeed   = "SEED.TAR"
	FileResult = "RESULT.TXT"
)

// Most is how large a seed may be.
const Most = 1 << 20

const format = 1

// Files of a seed.
const (
	fileManifest = "seed.toml"
	fileConfig   = "tiepdan.toml"
	fileKey      = "certs/robot.key"
	fileCert     = "certs/robot.pem"
	fileCA       = "certs/ward-ca.pem"
	fileKeys     = "technician_keys"
	fileSums     = "SHA256SUMS" // of the others
)

// known are the names that a seed may have.
func known() []string {
	return []string{fileManifest, fileConfig, fileKey, fileCert, fileCA, fileKeys, fileSums}
}

// Seed is what makes an image one unit's.
type Seed struct {
	Manifest Manifest
	Config   []byte // tiepdan.toml
	Certs    Certs  // may be empty

	Technicians []byte // public keys as in authorized_keys; may be empty
}

// Certs are PEM files.
type Certs struct{ Key, Cert, CA []byte }

func (c Certs) none() bool { return len(c.Key)+len(c.Cert)+len(c.CA) == 0 }

// Manifest says whose seed it is, and has what is not in the configuration.
type Manifest struct {
	Version  int       `toml:"version"`
	ID       string    `toml:"id"` // of this seed alone
	Made     time.Time `toml:"made"`
	Scrubbed bool      `toml:"scrubbed"` // its secrets were taken away

	Unit     string `toml:"unit"`
	Commune  string `toml:"commune"`
	Hostname string `toml:"hostname"`

	Network Network `toml:"network"`
	Enrol   Enrol   `toml:"enrol"`
}

// Enrol is an invitation of the ward, see package provision.
type Enrol struct {
	Ward string `toml:"ward"` // https://HOST:PORT
	Code string `toml:"code"`
	CA   string `toml:"ca"` // fingerprint of the ward's authority
}

func (e Enrol) none() bool { return e == Enrol{} }

// newID draws the name of a seed.
func newID() string { return rand.Text() }

var (
	level    = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)
	seedName = regexp.MustCompile(`^[A-Z0-9]{26}$`)
)

// check says everything that is wrong with a manifest.
func (m Manifest) check() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if m.Version != format {
		bad("version: %d, this program knows %d", m.Version, format)
	}
	if !seedName.MatchString(m.ID) {
		bad("id: %q is no name of a seed", m.ID)
	}
	const want = "want 1 to 32 of a-z, 0-9 and -"
	for _, x := range []struct{ key, value string }{{"unit", m.Unit}, {"commune", m.Commune}, {"hostname", m.Hostname}} {
		if !level.MatchString(x.value) {
			bad("%s: %q, %s", x.key, x.value, want)
		}
	}
	if err := m.Network.check(); err != nil {
		errs = append(errs, err)
	}
	if e := m.Enrol; !e.none() {
		if !strings.HasPrefix(e.Ward, "https://") {
			bad("enrol.ward: %q, want https://HOST:PORT", e.Ward)
		}
		if e.Code == "" && !m.Scrubbed || strings.ContainsAny(e.Code+e.CA, "\n\r\"\\") {
			bad("enrol.code: missing, or no code")
		}
		if e.CA == "" {
			bad("enrol.ca: missing, want the fingerprint that stands beside the code")
		}
	}
	return errors.Join(errs...)
}
