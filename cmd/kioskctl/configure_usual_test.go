package main

import (
	"testing"
	"testing/fstest"
)

// TestUsualConfig: what kioskctl reads and writes is what kioskd is started with, as
// scripts/package/files/kioskd-start chooses it: a seed's before one made by hand.
func TestUsualConfig(t *testing.T) {
	t.Parallel()
	const seeded, hand = "etc/tiepdan/tiepdan.toml", "etc/tiepdan/kioskd.toml"
	for _, tt := range []struct {
		name  string
		there []string
		want  string
	}{
		{"none", nil, "/" + hand},
		{"by hand", []string{hand}, "/" + hand},
		{"a seed's", []string{seeded}, "/" + seeded},
		{"both", []string{seeded, hand}, "/" + seeded},
	} {
		root := fstest.MapFS{}
		for _, name := range tt.there {
			root[name] = &fstest.MapFile{}
		}
		if got := usualConfigBelow(root); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
