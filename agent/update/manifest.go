package update

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// ErrManifest says that a manifest cannot be read.
var ErrManifest = errors.New("cannot read manifest")

// MaxManifest is the largest manifest, in bytes.
const MaxManifest = 64 << 10

// MaxBundle is the largest bundle, in bytes.
const MaxBundle = 2 << 30

// Manifest says what one version of the software consists of. It is trusted
// because its SHA-256 stands in what the ward has signed.
type Manifest struct {
	V          int    `json:"v"` // 1
	Version    string `json:"version"`
	Compatible string `json:"compatible"` // for which units: RAUC's word, "tiepdan-amd64"
	Bundle     Bundle `json:"bundle"`
}

// Bundle is the file to install. Its own signature is for the installer to check.
type Bundle struct {
	URL    string `json:"url"`    // may be relative to the manifest's
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // 64 hexadecimal digits in lower case
}

// ParseManifest reads a manifest that was fetched from an address, strictly; the
// bundle's address is whole afterwards.
func ParseManifest(data []byte, from *url.URL) (Manifest, error) {
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Manifest{}, fmt.Errorf("%w: there is more behind it", ErrManifest)
	}
	at, err := m.bundleAt(from)
	if err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	switch {
	case m.V != 1:
		return Manifest{}, fmt.Errorf("%w: version %d of the format, want 1", ErrManifest, m.V)
	case m.Version == "" || len(m.Version) > 64:
		return Manifest{}, fmt.Errorf("%w: no version, or a long one", ErrManifest)
	case m.Compatible == "":
		return Manifest{}, fmt.Errorf("%w: it does not say for which units it is", ErrManifest)
	case m.Bundle.Size < 1 || m.Bundle.Size > MaxBundle:
		return Manifest{}, fmt.Errorf("%w: a bundle of %d bytes, want 1 to %d", ErrManifest, m.Bundle.Size, int64(MaxBundle))
	case !isSHA256(m.Bundle.SHA256):
		return Manifest{}, fmt.Errorf("%w: the bundle's sha256 is not 64 hexadecimal digits in lower case", ErrManifest)
	}
	m.Bundle.URL = at
	return m, nil
}

// bundleAt is the whole address of the bundle.
func (m Manifest) bundleAt(from *url.URL) (string, error) {
	at, err := from.Parse(m.Bundle.URL)
	if err != nil || m.Bundle.URL == "" {
		return "", errors.New("the bundle's address is none")
	}
	if at.Scheme != from.Scheme || at.User != nil {
		return "", fmt.Errorf("the bundle is not at an address of %s without a user", from.Scheme)
	}
	return at.String(), nil
}

func isSHA256(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
