package update

import (
	"errors"
	"fmt"
	"net/url"

	"tiepdan/report/schema"
)

// ParseManifest reads a manifest that was fetched from an address, strictly; the
// bundle's address is whole afterwards.
func ParseManifest(data []byte, from *url.URL) (schema.Manifest, error) {
	m, err := schema.ParseManifest(data)
	if err != nil {
		return schema.Manifest{}, err
	}
	if m.Bundle.URL, err = bundleAt(m.Bundle.URL, from); err != nil {
		return schema.Manifest{}, fmt.Errorf("%w: %w", schema.ErrManifest, err)
	}
	return m, nil
}

// bundleAt is the whole address of the bundle.
func bundleAt(bundle string, from *url.URL) (string, error) {
	at, err := from.Parse(bundle)
	if err != nil || bundle == "" {
		return "", errors.New("the bundle's address is none")
	}
	if at.Scheme != from.Scheme || at.User != nil {
		return "", fmt.Errorf("the bundle is not at an address of %s without a user", from.Scheme)
	}
	return at.String(), nil
}
