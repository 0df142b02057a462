package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrManifest says that a release's manifest cannot be read.
var ErrManifest = errors.New("cannot read manifest")

// Bounds of a release, in bytes.
const (
	MaxManifest = 64 << 10
	MaxRelease  = 2 << 30 // of its bundle
)

// Manifest says what one version of the software consists of. The maker signs it for
// wards; a robot trusts it because its SHA-256 stands in what the ward has signed.
type Manifest struct {
	V          int    `json:"v"` // 1
	Version    string `json:"version"`
	Compatible string `json:"compatible"` // for which units: RAUC's word, "tiepdan-amd64"

	Bundle ReleaseFile `json:"bundle"`
}

// ReleaseFile is the file to install. It bears its maker's signature, too, which the
// robot's RAUC checks.
type ReleaseFile struct {
	URL    string `json:"url"`    // may be relative to the manifest's
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // 64 hexadecimal digits in lower case
}

// ParseManifest reads a manifest strictly. What its bundle's address may be is for who
// fetches it to say.
func ParseManifest(data []byte) (Manifest, error) {
	if len(data) > MaxManifest {
		return Manifest{}, fmt.Errorf("%w: it has over %d bytes", ErrManifest, MaxManifest)
	}
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Manifest{}, fmt.Errorf("%w: there is more behind it", ErrManifest)
	}
	if err := m.check(); err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	return m, nil
}

func (m Manifest) check() error {
	switch {
	case m.V != 1:
		return fmt.Errorf("version %d of the format, want 1", m.V)
	case m.Version == "" || len(m.Version) > 64:
		return errors.New("no version, or a long one")
	case m.Compatible == "":
		return errors.New("it does not say for which units it is")
	case m.Bundle.Size < 1 || m.Bundle.Size > MaxRelease:
		return fmt.Errorf("a bundle of %d bytes, want 1 to %d", m.Bundle.Size, int64(MaxRelease))
	case !isSHA256(m.Bundle.SHA256):
		return errors.New("the bundle's sha256 is not 64 hexadecimal digits in lower case")
	}
	return nil
}
