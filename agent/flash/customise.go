package flash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/diskfs/go-diskfs/backend"
	"github.com/diskfs/go-diskfs/filesystem/fat32"
	"github.com/diskfs/go-diskfs/partition/gpt"
	"github.com/google/uuid"
)

// Where the seed goes, on the EFI system partition.
const (
	seedFolder = "/TIEPDAN"
	seedFile   = seedFolder + "/SEED.TAR"
)

// customise makes a written image one disk's own: new names of the disk and its
// partitions, for two disks of one image must not be taken for each other; the
// second table at the disk's end; and the seed.
func customise(ctx context.Context, d Device, seed []byte) (string, error) {
	size, err := d.Size()
	if err != nil {
		return "", err
	}
	store := &storage{Editor: d.Edit(), size: size}
	table, err := gpt.Read(store, sector, sector)
	if err != nil {
		if len(seed) == 0 {
			return "the image has no GPT: nothing to make its own", nil
		}
		return "", fmt.Errorf("cannot find the image's partitions: %w", err)
	}
	if err := ownNames(table, store, size); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if len(seed) == 0 {
		return "partitions of its own, no seed", d.Sync()
	}
	if err := plant(table, store, seed); err != nil {
		return "", fmt.Errorf("cannot write the seed: %w", err)
	}
	if err := d.Forget(); err != nil {
		return "", err
	}
	if err := planted(table, store, seed); err != nil {
		return "", fmt.Errorf("cannot write the seed: %w", err)
	}
	return fmt.Sprintf("partitions of its own, seed of %d bytes", len(seed)), nil
}

// ownNames draws new GUIDs, and moves the second table to the end of the disk
// (what sgdisk -G and -e do).
func ownNames(t *gpt.Table, store *storage, size int64) error {
	t.GUID = strings.ToUpper(uuid.NewString())
	for _, p := range t.Partitions {
		if p.Type != gpt.Unused {
			p.GUID = strings.ToUpper(uuid.NewString())
		}
	}
	if err := t.Repair(uint64(size)); err != nil {
		return fmt.Errorf("cannot move the second partition table: %w", err)
	}
	if err := t.Write(store, size); err != nil {
		return fmt.Errorf("cannot write the partition table: %w", err)
	}
	return nil
}

// esp opens the file system of the EFI system partition.
func esp(t *gpt.Table, store *storage) (files *fat32.FileSystem, start int64, err error) {
	for _, p := range t.Partitions {
		if p.Type == gpt.EFISystemPartition {
			files, err := fat32.Read(store, p.GetSize(), p.GetStart(), sector)
			if err != nil {
				return nil, 0, fmt.Errorf("the EFI system partition is no FAT32: %w", err)
			}
			return files, p.GetStart(), nil
		}
	}
	return nil, 0, errors.New("the image has no EFI system partition")
}

func plant(t *gpt.Table, store *storage, seed []byte) error {
	files, start, err := esp(t, store)
	if err != nil {
		return err
	}
	if _, err := files.ReadDir(seedFolder[1:]); err != nil {
		if err := files.Mkdir(seedFolder); err != nil {
			return err
		}
	}
	f, err := files.OpenFile(seedFile, os.O_CREATE|os.O_RDWR|os.O_TRUNC)
	if err != nil {
		return err
	}
	n, err := f.Write(seed)
	if err == nil && n < len(seed) {
		err = io.ErrShortWrite
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return mend(store, start, seedFolder[1:])
}

// planted reads the seed again as the unit will.
func planted(t *gpt.Table, store *storage, want []byte) error {
	files, _, err := esp(t, store)
	if err != nil {
		return err
	}
	f, err := files.OpenFile(seedFile, os.O_RDONLY)
	if err != nil {
		return err
	}
	got, err := io.ReadAll(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return errDiffers
	}
	return nil
}

// storage is a device as the library wants it.
type storage struct {
	Editor

	size, at int64
}

func (s *storage) Read(p []byte) (int, error) {
	if s.at >= s.size {
		return 0, io.EOF
	}
	n, err := s.ReadAt(p, s.at)
	s.at += int64(n)
	return n, err
}

func (s *storage) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
		s.at = offset
	case io.SeekCurrent:
		s.at += offset
	case io.SeekEnd:
		s.at = s.size + offset
	}
	return s.at, nil
}

func (s *storage) Close() error                            { return nil } // the device's owner closes it
func (s *storage) Stat() (fs.FileInfo, error)              { return about{s.size}, nil }
func (s *storage) Sys() (*os.File, error)                  { return nil, backend.ErrNotSuitable }
func (s *storage) Writable() (backend.WritableFile, error) { return s, nil } //nolint:ireturn // what the library wants
func (s *storage) Path() string                            { return "" }

// about is what the library asks of a file.
type about struct{ size int64 }

func (a about) Name() string     { return "disk" }
func (a about) Size() int64      { return a.size }
func (about) Mode() fs.FileMode  { return 0o600 }
func (about) ModTime() time.Time { return time.Time{} }
func (about) IsDir() bool        { return false }
func (about) Sys() any           { return nil }
