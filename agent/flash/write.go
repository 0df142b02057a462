package flash

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
)

// chunk is how much is written at once.
const chunk = 4 << 20

var errFull = errors.New("the disk has no more room")

// written is what was put onto a disk.
type written struct {
	size   int64
	sum    [32]byte // SHA-256 of all
	chunks []uint32 // a check sum of each chunk, to say where a disk differs
	began  bool     // something was written
}

// errDiffers means that a disk gives back something else than it was given.
var errDiffers = errors.New("the disk gives back something else than was written to it")

func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// write puts an image onto a device.
func write(ctx context.Context, img Image, to Device, room int64, tell Progress) (w written, err error) {
	from, err := img.open(ctx)
	if err != nil {
		return w, err
	}
	defer from.close()
	buf, free, err := buffer(chunk)
	if err != nil {
		return w, err
	}
	defer func() { err = errors.Join(err, free()) }()
	p := &putting{to: to, room: room, w: &w, sum: sha256.New(), table: castagnoli()}
	for {
		n, err := io.ReadFull(from, buf)
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return w, fmt.Errorf("cannot read the image: %w", err)
		}
		if err := p.put(buf, n); err != nil {
			return w, err
		}
		tell(StepWrite, w.size, img.Size)
		if last {
			break
		}
	}
	if err := from.same(img.Sum); err != nil {
		return w, err
	}
	w.sum = [32]byte(p.sum.Sum(nil))
	if err := to.Sync(); err != nil {
		return w, err
	}
	if w.size == 0 {
		return w, errors.New("the image is empty")
	}
	return w, nil
}

// putting puts one chunk after another onto a device.
type putting struct {
	to    Device
	room  int64
	w     *written
	sum   hash.Hash
	table *crc32.Table
}

func (p *putting) put(buf []byte, n int) error {
	if n == 0 {
		return nil
	}
	whole := aligned(buf, n)
	if p.w.size+int64(n) > p.room {
		return errFull
	}
	p.w.began = true
	if _, err := p.to.WriteAt(buf[:min(whole, int(p.room-p.w.size))], p.w.size); err != nil {
		return err
	}
	p.sum.Write(buf[:n])
	p.w.chunks = append(p.w.chunks, crc32.Checksum(buf[:n], p.table))
	p.w.size += int64(n)
	return nil
}

// aligned fills a buffer up with zeros to whole blocks, and says how much that is.
func aligned(buf []byte, n int) int {
	whole := (n + Align - 1) / Align * Align
	clear(buf[n:whole])
	return whole
}

// verify reads a disk again, from the medium.
func verify(ctx context.Context, w written, from Device, tell Progress) (err error) {
	if err := from.Forget(); err != nil {
		return err
	}
	buf, free, err := buffer(chunk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, free()) }()
	sum, table := sha256.New(), castagnoli()
	for i, want := range w.chunks {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := int64(i) * chunk
		n := int(min(chunk, w.size-at))
		if got, err := from.ReadAt(buf[:(n+Align-1)/Align*Align], at); got < n {
			return fmt.Errorf("cannot read it back at %s: %w", Bytes(at), err)
		}
		if crc32.Checksum(buf[:n], table) != want {
			return fmt.Errorf("%w, first between byte %d and %d", errDiffers, at, at+int64(n))
		}
		sum.Write(buf[:n])
		tell(StepVerify, at+int64(n), w.size)
	}
	if !bytes.Equal(sum.Sum(nil), w.sum[:]) {
		return errDiffers
	}
	return nil
}
