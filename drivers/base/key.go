package base

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	keyLen = 32
	// maxKeyFile holds the key in hexadecimal digits and a line's end.
	maxKeyFile = 2*keyLen + 2
)

// Key is the secret that the agent and one base share. It is carried to both
// by hand, never over the link.
type Key [keyLen]byte

// String hides the key from logs.
func (Key) String() string { return "key" }

// GoString hides the key from logs.
func (Key) GoString() string { return "base.Key" }

var errKeyOpen = errors.New("others than its owner may read or write it: want mode 0600")

// ReadKey reads a key from a file that nobody but its owner may read: 64
// hexadecimal digits, or 32 bytes in base64.
func ReadKey(path string) (Key, error) {
	k, err := readKey(path)
	if err != nil {
		return Key{}, fmt.Errorf("cannot read the base's key: %w", err)
	}
	return k, nil
}

func readKey(path string) (k Key, err error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return Key{}, err
	}
	defer f.Close() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return Key{}, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Key{}, fmt.Errorf("%s: %w", path, errKeyOpen)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err != nil {
		return Key{}, err
	}
	raw := decodeKey(strings.TrimSpace(string(text)))
	if len(raw) != keyLen || len(text) > maxKeyFile {
		return Key{}, fmt.Errorf("%s: want %d bytes, as %d hexadecimal digits or in base64", path, keyLen, 2*keyLen) // never what stands there
	}
	copy(k[:], raw)
	if k == (Key{}) {
		return Key{}, fmt.Errorf("%s: a key of zeros", path)
	}
	return k, nil
}

// decodeKey is nil when a text is no key. No text of 32 bytes is both.
func decodeKey(text string) []byte {
	if raw, err := hex.DecodeString(text); err == nil {
		return raw
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return raw
}
