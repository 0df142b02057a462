package updates

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// ErrManifest says that a manifest cannot be read.
var ErrManifest = errors.New("cannot read manifest")

// MaxManifest is the largest manifest, in bytes, as robots have it.
const MaxManifest = 64 << 10

// MaxBundle is the largest bundle, in bytes, as robots have it.
const MaxBundle = 2 << 30

// Manifest says what one version of the software consists of, see
// docs/contract.md.
type Manifest struct {
	V          int    `json:"v"` // 1
	Version    string `json:"version"`
	Compatible string `json:"compatible"` // for which units, as "tiepdan-amd64"
	Bundle     Bundle `json:"bundle"`
}

// Bundle is the file to install. It bears its maker's signature, too, which the
// robot's RAUC checks.
type Bundle struct {
	URL    string `json:"url"`    // here: the name of the file beside the manifest
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // 64 hexadecimal digits in lower case
}

// These become parts of an address and of a path.
var (
	versions    = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._+-]{0,63}$`)
	compatibles = regexp.MustCompile(`^tiepdan-[0-9a-z][0-9a-z-]{0,40}$`)
	bundles     = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._+-]{0,120}\.raucb$`)
)

// IsVersion says whether a text can be the name of a version.
func IsVersion(text string) bool { return versions.MatchString(text) }

// ParseManifest reads a manifest strictly. Its bundle must lie beside it.
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
	if wrong := m.wrong(); wrong != "" {
		return Manifest{}, fmt.Errorf("%w: %s", ErrManifest, wrong)
	}
	return m, nil
}

func (m Manifest) wrong() string {
	switch b := m.Bundle; {
	case m.V != 1:
		return fmt.Sprintf("version %d of the format, want 1", m.V)
	case !IsVersion(m.Version):
		return fmt.Sprintf("version %.80q, want letters, digits and . _ + -, 64 at most", m.Version)
	case !compatibles.MatchString(m.Compatible):
		return fmt.Sprintf("compatible %.80q, want as tiepdan-amd64", m.Compatible)
	case !bundles.MatchString(b.URL):
		return fmt.Sprintf("the bundle's url is %.160q, want a plain name as v1.3.0.raucb", b.URL)
	case b.Size < 1 || b.Size > MaxBundle:
		return fmt.Sprintf("a bundle of %d bytes, want 1 to %d", b.Size, int64(MaxBundle))
	case len(b.SHA256) != 64 || strings.Trim(b.SHA256, "0123456789abcdef") != "":
		return "the bundle's sha256 is not 64 hexadecimal digits in lower case"
	}
	return ""
}
