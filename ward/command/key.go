package command

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
)

const keyBlock = "PRIVATE KEY"

// MakeKey draws the ward's key and writes it into a new file that only its
// owner can read. A file that is there is left alone, and is an error.
func MakeKey(file string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("cannot make the key of commands: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("cannot make the key of commands: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the file that the operator names
	if err != nil {
		return nil, fmt.Errorf("cannot make the key of commands: %w", err)
	}
	err = errors.Join(pem.Encode(f, &pem.Block{Type: keyBlock, Bytes: der}), f.Sync(), f.Close())
	if err != nil {
		return nil, fmt.Errorf("cannot write the key of commands: %w", err)
	}
	return key, nil
}

// LoadKey reads the ward's key. It refuses a file that others than its owner
// may read.
func LoadKey(file string) (ed25519.PrivateKey, error) {
	key, err := loadKey(file)
	if err != nil {
		return nil, fmt.Errorf("cannot use the key of commands %s: %w", file, err)
	}
	return key, nil
}

func loadKey(file string) (ed25519.PrivateKey, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("others may read or write it (mode %v), want 0600", mode)
	}
	data, err := os.ReadFile(file) //nolint:gosec // the file that the operator names
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != keyBlock {
		return nil, errors.New("it holds no PEM private key")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("it is no Ed25519 key")
	}
	return key, nil
}

// Public is what the units' configuration has as ward.keys of a key.
func Public(key ed25519.PrivateKey) string {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return ""
	}
	return base64.StdEncoding.EncodeToString(public)
}
