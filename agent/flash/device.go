package flash

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Device is a disk that was taken for this program alone.
type Device interface {
	// ReadAt and WriteAt go past every cache, in whole blocks of Align bytes.
	io.ReaderAt
	io.WriterAt
	// Edit goes through the cache, at any place.
	Edit() Editor
	Size() (int64, error)
	Sync() error   // until everything is on the medium
	Forget() error // so that the next reading comes from the medium
	Close() error
}

// Editor reads and writes at any place.
type Editor interface {
	io.ReaderAt
	io.WriterAt
}

// Align is what buffers, places and lengths of a Device are multiples of.
const Align = 4096

// Machine is this machine.
func Machine() Host {
	return Host{Root: "/", Open: func(path string) (Device, error) { return openDisk(path) }}
}

// blockDevice is a disk of this machine.
type blockDevice struct {
	claim  *os.File // holds others off; through the cache
	direct *os.File
}

func openDisk(path string) (*blockDevice, error) {
	// On a disk O_EXCL says that nobody else may have it or mount it, open(2).
	claim, err := os.OpenFile(path, os.O_RDWR|unix.O_EXCL, 0) //nolint:gosec // the disk that was chosen
	switch {
	case errors.Is(err, unix.EBUSY):
		return nil, fmt.Errorf("cannot take %s: something else uses it (close file managers, and unmount it)", path)
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("cannot take %s: only root may write to disks, run with sudo: %w", path, err)
	case err != nil:
		return nil, fmt.Errorf("cannot take %s: %w", path, err)
	}
	info, err := claim.Stat()
	if err == nil && info.Mode()&os.ModeType != os.ModeDevice {
		err = errors.New("it is no disk")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot take %s: %w", path, err), claim.Close())
	}
	direct, err := os.OpenFile(path, os.O_RDWR|unix.O_DIRECT, 0) //nolint:gosec // as above
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot take %s: %w", path, err), claim.Close())
	}
	return &blockDevice{claim: claim, direct: direct}, nil
}

func (b *blockDevice) ReadAt(p []byte, at int64) (int, error)  { return b.direct.ReadAt(p, at) }
func (b *blockDevice) WriteAt(p []byte, at int64) (int, error) { return b.direct.WriteAt(p, at) }
func (b *blockDevice) Edit() Editor                            { return b.claim } //nolint:ireturn // what Device wants
func (b *blockDevice) Size() (int64, error)                    { return b.claim.Seek(0, io.SeekEnd) }

func (b *blockDevice) Sync() error { return errors.Join(b.direct.Sync(), b.claim.Sync()) }

// Forget also drops what the kernel has read ahead (BLKFLSBUF, linux/fs.h).
func (b *blockDevice) Forget() error {
	if err := b.Sync(); err != nil {
		return err
	}
	if err := unix.IoctlSetInt(int(b.claim.Fd()), unix.BLKFLSBUF, 0); err != nil && !errors.Is(err, unix.EACCES) {
		return fmt.Errorf("cannot empty the cache: %w", err)
	}
	return unix.Fadvise(int(b.claim.Fd()), 0, 0, unix.FADV_DONTNEED)
}

// Close lets go of the disk; the kernel looks at its partitions then.
func (b *blockDevice) Close() error {
	err := unix.IoctlSetInt(int(b.claim.Fd()), unix.BLKRRPART, 0)
	if errors.Is(err, unix.EBUSY) || errors.Is(err, unix.EINVAL) {
		err = nil // it looks when the disk is plugged in again
	}
	return errors.Join(err, b.direct.Close(), b.claim.Close())
}

// gone says whether an error is that of a disk that is not there any more.
func gone(err error) bool {
	return errors.Is(err, syscall.ENODEV) || errors.Is(err, syscall.ENXIO) || errors.Is(err, syscall.EIO) || errors.Is(err, os.ErrClosed)
}

// full says whether an error is that of a disk with no more room.
func full(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, errFull) }

// buffer is memory that a disk takes as it is: at a page's beginning.
func buffer(size int) (memory []byte, free func() error, err error) {
	memory, err = unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot get memory: %w", err)
	}
	return memory, func() error { return unix.Munmap(memory) }, nil
}
