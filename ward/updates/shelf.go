package updates

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"aead.dev/minisign"
	"golang.org/x/sys/unix"

	"tiepdan/report/schema"
)

var (
	// ErrSignature says that a manifest is not the maker's.
	ErrSignature = errors.New("the release key has not signed it")
	// ErrBundle says that a bundle is not what its manifest says.
	ErrBundle = errors.New("the bundle is not the one of its manifest")
	// ErrThere says that a version is on the shelf already.
	ErrThere = errors.New("it is on the shelf already")
	// ErrNone says that a version is not on the shelf.
	ErrNone = errors.New("it is not on the shelf")
	// ErrWanted says that robots are to install a version.
	ErrWanted = errors.New("a robot is to install it")
)

// Names in the folder of a version, and what comes behind that of a manifest for
// its signature.
const (
	FileManifest = "manifest.json"
	signature    = ".minisig"
	partly       = ".part-"
	spare        = 256 << 20 // bytes that a new version leaves free
)

// Item is one version on the shelf.
type Item struct {
	schema.Manifest

	SHA256 string // of the manifest's bytes
	Raw    []byte // these
	Added  time.Time
}

// Shelf is a folder of versions, each in a folder of its own.
type Shelf struct {
	Dir string
	Key minisign.PublicKey // that releases are signed with

	mu   sync.Mutex
	seen map[string]os.FileInfo // of bundles that were read through, by version
}

// Add checks a version and puts it on the shelf, whole or not at all. Beside the
// manifest lies its signature, the same name with .minisig.
func (s *Shelf) Add(ctx context.Context, bundle, manifest string) (Item, error) {
	item, err := s.add(ctx, bundle, manifest)
	if err != nil {
		return Item{}, fmt.Errorf("cannot put %s on the shelf: %w", filepath.Base(bundle), err)
	}
	return item, nil
}

func (s *Shelf) add(ctx context.Context, bundle, manifest string) (Item, error) {
	item, signed, err := s.read(manifest)
	if err != nil {
		return Item{}, err
	}
	home := filepath.Join(s.Dir, item.Version)
	if _, err := os.Lstat(home); err == nil {
		return Item{}, ErrThere
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return Item{}, err
	}
	if err := s.enough(item.Bundle.Size); err != nil {
		return Item{}, err
	}
	part, err := os.MkdirTemp(s.Dir, partly)
	if err != nil {
		return Item{}, err
	}
	err = errors.Join(keep(filepath.Join(part, FileManifest), item.Raw), keep(filepath.Join(part, FileManifest+signature), signed))
	if err == nil {
		err = copied(ctx, bundle, filepath.Join(part, item.Bundle.URL), item.Bundle)
	}
	if err == nil {
		err = synced(part)
	}
	if err == nil {
		err = os.Rename(part, home)
	}
	if err == nil {
		return item, synced(s.Dir)
	}
	if errors.Is(err, fs.ErrExist) { // somebody was quicker
		err = ErrThere
	}
	return Item{}, errors.Join(err, os.RemoveAll(part))
}

// read reads a manifest that the maker has signed, and the signature.
func (s *Shelf) read(manifest string) (item Item, signed []byte, err error) {
	if item.Raw, err = small(manifest); err != nil {
		return item, nil, err
	}
	if signed, err = small(manifest + signature); err != nil {
		return item, nil, fmt.Errorf("cannot read the manifest's signature: %w", err)
	}
	if !minisign.Verify(s.Key, item.Raw, signed) {
		return item, nil, fmt.Errorf("manifest: %w", ErrSignature)
	}
	if item.Manifest, err = ParseManifest(item.Raw); err != nil {
		return item, nil, err
	}
	sum := sha256.Sum256(item.Raw)
	item.SHA256 = hex.EncodeToString(sum[:])
	return item, signed, nil
}

// Find gives a version whose manifest is still the maker's.
func (s *Shelf) Find(version string) (Item, error) {
	if !IsVersion(version) {
		return Item{}, fmt.Errorf("cannot find %.80q: %w", version, ErrNone)
	}
	file := filepath.Join(s.Dir, version, FileManifest)
	info, err := os.Stat(file) //nolint:gosec // IsVersion: a plain name
	if errors.Is(err, fs.ErrNotExist) {
		return Item{}, fmt.Errorf("cannot find %s: %w", version, ErrNone)
	}
	if err != nil {
		return Item{}, fmt.Errorf("cannot find %s: %w", version, err)
	}
	item, _, err := s.read(file)
	if err == nil && item.Version != version {
		err = fmt.Errorf("its manifest is of %s", item.Version)
	}
	if err != nil {
		return Item{}, fmt.Errorf("cannot use %s of the shelf: %w", version, err)
	}
	item.Added = info.ModTime()
	return item, nil
}

// List gives the versions that can be used, the newest on the shelf first. What is
// wrong with others is the error beside them.
func (s *Shelf) List() ([]Item, error) {
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot list the shelf: %w", err)
	}
	var all []Item
	var wrong []error
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		item, err := s.Find(e.Name())
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		all = append(all, item)
	}
	slices.SortStableFunc(all, func(a, b Item) int { return b.Added.Compare(a.Added) })
	return all, errors.Join(wrong...)
}

// Remove takes a version from the shelf, unless it is wanted.
func (s *Shelf) Remove(version string, wanted func() (bool, error)) error {
	fail := func(err error) error { return fmt.Errorf("cannot remove %s: %w", version, err) }
	home := filepath.Join(s.Dir, version)
	if _, err := os.Lstat(home); err != nil || !IsVersion(version) {
		return fail(ErrNone)
	}
	unlock, err := s.Lock()
	if err != nil {
		return fail(err)
	}
	defer unlock()
	is, err := wanted()
	if err != nil {
		return fail(err)
	}
	if is {
		return fail(ErrWanted)
	}
	gone, err := os.MkdirTemp(s.Dir, partly) // half a version is none
	if err != nil {
		return fail(err)
	}
	if err := os.Rename(home, filepath.Join(gone, version)); err != nil {
		return fail(errors.Join(err, os.Remove(gone)))
	}
	return os.RemoveAll(gone)
}

// Lock holds off who removes while something is given, and the other way round.
func (s *Shelf) Lock() (unlock func(), err error) {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot lock the shelf: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(s.Dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot lock the shelf: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot lock the shelf: %w", err), file.Close())
	}
	return func() { _ = file.Close() }, nil // closing drops the lock; nothing was written
}

// Open opens the bundle of a version. One that was changed on the shelf since it
// was read through last is read through again.
func (s *Shelf) Open(ctx context.Context, item Item) (*os.File, error) {
	file, err := os.Open(filepath.Join(s.Dir, item.Version, item.Bundle.URL))
	if err != nil {
		return nil, fmt.Errorf("cannot open the bundle of %s: %w", item.Version, err)
	}
	if err := s.check(ctx, item, file); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot use the bundle of %s: %w", item.Version, err), file.Close())
	}
	return file, nil
}

func (s *Shelf) check(ctx context.Context, item Item, file *os.File) error {
	s.mu.Lock() // one at a time: the disk has one head
	defer s.mu.Unlock()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if seen := s.seen[item.SHA256]; seen != nil && os.SameFile(seen, info) && seen.Size() == info.Size() && seen.ModTime().Equal(info.ModTime()) {
		return nil
	}
	if info.Size() != item.Bundle.Size {
		return ErrBundle
	}
	if err := through(ctx, io.Discard, file, item.Bundle); err != nil {
		return err
	}
	if s.seen == nil {
		s.seen = make(map[string]os.FileInfo)
	}
	s.seen[item.SHA256] = info
	_, err = file.Seek(0, io.SeekStart)
	return err
}
