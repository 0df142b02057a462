package updates

import (
	"fmt"
	"regexp"

	"tiepdan/report/schema"
)

// These become parts of an address and of a path.
var (
	versions    = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._+-]{0,63}$`)
	compatibles = regexp.MustCompile(`^tiepdan-[0-9a-z][0-9a-z-]{0,40}$`)
	bundles     = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._+-]{0,120}\.raucb$`)
)

// IsVersion says whether a text can be the name of a version.
func IsVersion(text string) bool { return versions.MatchString(text) }

// ParseManifest reads the manifest of a release for the shelf: its bundle must lie
// beside it.
func ParseManifest(data []byte) (schema.Manifest, error) {
	m, err := schema.ParseManifest(data)
	if err != nil {
		return schema.Manifest{}, err
	}
	if wrong := unfit(m); wrong != "" {
		return schema.Manifest{}, fmt.Errorf("%w: %s", schema.ErrManifest, wrong)
	}
	return m, nil
}

// unfit says why a release cannot stand on the shelf.
func unfit(m schema.Manifest) string {
	switch {
	case !IsVersion(m.Version):
		return fmt.Sprintf("version %.80q, want letters, digits and . _ + -, 64 at most", m.Version)
	case !compatibles.MatchString(m.Compatible):
		return fmt.Sprintf("compatible %.80q, want as tiepdan-amd64", m.Compatible)
	case !bundles.MatchString(m.Bundle.URL):
		return fmt.Sprintf("the bundle's url is %.160q, want a plain name as v1.3.0.raucb", m.Bundle.URL)
	}
	return ""
}
