package pki

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// Issued is one certificate that was issued.
type Issued struct {
	Identity

	Serial  string     `json:"serial"` // hexadecimal
	From    time.Time  `json:"from"`
	Until   time.Time  `json:"until"`
	Revoked *time.Time `json:"revoked,omitempty"`
	Key     string     `json:"key,omitempty"` // SHA-256 of the public key; "" of those before it was noted
}

// Live says whether the certificate is good at a time.
func (i Issued) Live(at time.Time) bool { return i.Revoked == nil && at.Before(i.Until) }

// List is what an authority has issued, the oldest first.
type List struct {
	Version int `json:"version"`
	// Commune is the one whose robots are meant when none is named.
	Commune string   `json:"commune"`
	Hosts   []string `json:"hosts"` // names and addresses of the broker, the robots' way to it first
	CRL     int64    `json:"crl"`   // number of the newest revocation list
	Issued  []Issued `json:"issued"`
}

// Files of an authority's folder.
const (
	fileCA     = "ca.pem"
	fileCAKey  = "ca.key"
	fileList   = "issued.json"
	fileCRL    = "revoked.pem"
	fileLock   = "lock"
	listFormat = 1
)

// ErrNone means that a folder holds no authority.
var ErrNone = errors.New("there is no certificate authority")

// ReadList reads the list of a folder.
func ReadList(dir string) (List, error) {
	data, err := os.ReadFile(filepath.Join(dir, fileList)) //nolint:gosec // the folder that the configuration names
	if errors.Is(err, fs.ErrNotExist) {
		return List{}, fmt.Errorf("cannot read certificates of %s: %w", dir, ErrNone)
	}
	if err != nil {
		return List{}, fmt.Errorf("cannot read certificates: %w", err)
	}
	l, err := ParseList(data)
	if err != nil {
		return List{}, fmt.Errorf("cannot read certificates of %s: %w", dir, err)
	}
	return l, nil
}

// ParseList reads a list. What is wrong in it makes all of it wrong: half a
// list would let in whom the other half has revoked.
func ParseList(data []byte) (List, error) {
	var l List
	if err := json.Unmarshal(data, &l); err != nil {
		return List{}, err
	}
	if l.Version != listFormat {
		return List{}, fmt.Errorf("the list has version %d, want %d", l.Version, listFormat)
	}
	seen := make(map[string]bool)
	for _, i := range l.Issued {
		if err := i.check(); err != nil {
			return List{}, err
		}
		if _, err := serialOf(i.Serial); err != nil || seen[i.Serial] {
			return List{}, fmt.Errorf("the serial number %q of %s is none, or there twice", i.Serial, i.Identity)
		}
		seen[i.Serial] = true
	}
	return l, nil
}

// Live is the newest certificate of an identity that is good at a time.
func (l List) Live(of Identity, at time.Time) (Issued, bool) {
	for _, i := range slices.Backward(l.Issued) {
		if i.Identity == of && i.Live(at) {
			return i, true
		}
	}
	return Issued{}, false
}

// Robots are the robots with a certificate that is good at a time, each once,
// in the order in which they came.
func (l List) Robots(at time.Time) []Identity {
	var all []Identity
	seen := make(map[Identity]bool)
	for _, i := range l.Issued {
		if i.Role == Robot && i.Live(at) && !seen[i.Identity] {
			seen[i.Identity] = true
			all = append(all, i.Identity)
		}
	}
	return all
}

// lock holds off others who change the folder.
func lock(dir string) (unlock func(), err error) {
	file, err := os.OpenFile(filepath.Join(dir, fileLock), os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // as above
	if err != nil {
		return nil, fmt.Errorf("cannot lock the certificates: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot lock the certificates: %w", err), file.Close())
	}
	return func() { _ = file.Close() }, nil // closing drops the lock; nothing was written
}

func writeList(dir string, l List) error {
	data, err := json.MarshalIndent(l, "", "\t")
	if err != nil {
		return err
	}
	return replace(filepath.Join(dir, fileList), append(data, '\n'), 0o600)
}

// replace writes a file whole or not at all, power cuts included.
func replace(name string, data []byte, mode fs.FileMode) error {
	part := name + ".part"
	if err := write(part, data, mode, os.O_TRUNC); err != nil {
		return err
	}
	if err := os.Rename(part, name); err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	folder, err := os.Open(filepath.Dir(name))
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// write writes a file of its own; how is os.O_EXCL or os.O_TRUNC.
func write(name string, data []byte, mode fs.FileMode, how int) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|how, mode) //nolint:gosec // as above
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	return nil
}
