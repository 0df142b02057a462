package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"tiepdan/drivers/base"
	"tiepdan/nav"
)

const (
	// floorOnBase is where the base has the description of its map.
	floorOnBase = "/map/floor.yaml"
	// The names in the state directory.
	keptInfo    = "floor.yaml"
	keptPicture = "floor.pgm"
	// keptSum begins the kept description. The two files cannot be replaced
	// at once; this tells whether they belong together.
	keptSum = "# sha256 of " + keptPicture + ": "
	// floorMaxPicture bounds an unpacked picture: the largest map has 4 Mi
	// cells, in two bytes or as a plain text of at most four letters each.
	floorMaxPicture = 20 << 20
)

// floorMap is a map with what it was decoded from.
type floorMap struct {
	info    nav.MapInfo
	picture []byte
	decoded *nav.Map
	onBase  checksums // nil when it came from elsewhere
}

type mapSum [sha256.Size]byte

// sum identifies a map, wherever it came from.
func (m *floorMap) sum() mapSum {
	return sha256.Sum256(append(m.keptInfo(), m.picture...))
}

func (m *floorMap) keptInfo() []byte {
	info := m.info
	info.Image = keptPicture
	return info.YAML()
}

// loadFloor reads a map through read: its description at name, and the picture
// that this names beside it, compressed or not.
func loadFloor(name string, read func(name string) ([]byte, error)) (*floorMap, error) {
	text, err := read(name)
	if err != nil {
		return nil, err
	}
	info, err := nav.ParseMapInfo(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	image := info.Image
	if !path.IsAbs(image) {
		image = path.Join(path.Dir(name), image)
	}
	picture, err := readPicture(image, read)
	if err != nil {
		return nil, err
	}
	decoded, err := nav.DecodeMap(info, picture)
	if err != nil {
		return nil, err
	}
	return &floorMap{info: info, picture: picture, decoded: decoded}, nil
}

// readPicture prefers a compressed picture: it takes a fortieth of the time.
func readPicture(name string, read func(name string) ([]byte, error)) ([]byte, error) {
	packed := strings.TrimSuffix(name, ".gz") + ".gz"
	data, err := read(packed)
	if errors.Is(err, fs.ErrNotExist) && packed != name {
		return read(name)
	}
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(z, floorMaxPicture+1))
	}
	if err == nil && len(data) > floorMaxPicture {
		err = fmt.Errorf("more than %d bytes", floorMaxPicture)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot unpack %s: %w", packed, err)
	}
	return data, nil
}

func fetchFloor(ctx context.Context, from floorBase) (*floorMap, error) {
	sums := checksums{}
	got, err := loadFloor(floorOnBase, func(name string) ([]byte, error) {
		data, err := from.ReadFile(ctx, name)
		if err == nil {
			sums[name] = base.FTPChecksum(data)
		}
		return data, err
	})
	if got != nil {
		got.onBase = sums
	}
	return got, err
}

func readFloorFile(name string) (*floorMap, error) {
	return loadFloor(filepath.ToSlash(name), func(name string) ([]byte, error) {
		return os.ReadFile(filepath.FromSlash(name))
	})
}

// keepFloor stores a map for the next start.
func keepFloor(dir string, m *floorMap) error {
	head := fmt.Appendf(nil, "%s%x\n", keptSum, sha256.Sum256(m.picture))
	head = m.onBase.write(head)
	return errors.Join(
		replaceFile(filepath.Join(dir, keptPicture), m.picture),
		replaceFile(filepath.Join(dir, keptInfo), append(head, m.keptInfo()...)),
	)
}

// recallFloor is the map that was kept, or nil.
func recallFloor(dir string) (*floorMap, error) {
	text, err := os.ReadFile(filepath.Join(dir, keptInfo)) //nolint:gosec // in the configured state directory
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	picture, err := os.ReadFile(filepath.Join(dir, keptPicture)) //nolint:gosec // in the configured state directory
	if err != nil {
		return nil, err
	}
	if want := fmt.Appendf(nil, "%s%x\n", keptSum, sha256.Sum256(picture)); !bytes.HasPrefix(text, want) {
		return nil, fmt.Errorf("%s and %s do not belong together", keptInfo, keptPicture)
	}
	info, err := nav.ParseMapInfo(text)
	if err != nil {
		return nil, err
	}
	decoded, err := nav.DecodeMap(info, picture)
	if err != nil {
		return nil, err
	}
	return &floorMap{info: info, picture: picture, decoded: decoded, onBase: readChecksums(text)}, nil
}

// replaceFile leaves the old content or the new after a power cut, never half
// of it.
func replaceFile(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", filepath.Base(name), err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", filepath.Base(name), errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
