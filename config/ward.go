package config

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
)

// Ward says whose commands the robot takes.
type Ward struct {
	Keys       []string `toml:"keys"`        // public keys with which the ward signs, as wardd prints them; none takes no commands
	TrustClock bool     `toml:"trust_clock"` // take commands although the system clock is not synchronised
}

// PublicKeys are the keys, which were checked.
func (w Ward) PublicKeys() []ed25519.PublicKey {
	var out []ed25519.PublicKey
	for _, text := range w.Keys {
		if key, err := base64.StdEncoding.Strict().DecodeString(text); err == nil && len(key) == ed25519.PublicKeySize {
			out = append(out, key)
		}
	}
	return out
}

// mostKeys lets a ward change its key while some units still have the old one.
const mostKeys = 4

func (k check) ward(w Ward) {
	k.note("ward.keys", rule{most: mostKeys})
	if len(w.Keys) > mostKeys {
		k.bad("ward.keys", "has %d keys, expected at most %d", len(w.Keys), mostKeys)
	}
	for i, text := range w.Keys {
		k.note(fmt.Sprintf("ward.keys[%d]", i+1), rule{pattern: `^[A-Za-z0-9+/]{43}=$`})
		key, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || len(key) != ed25519.PublicKeySize {
			k.bad(fmt.Sprintf("ward.keys[%d]", i+1), "is no public key, expected the 44 characters that wardd prints")
		}
	}
}
