package updates

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"

	"tiepdan/report/schema"
)

// small reads a file of a few kilobytes.
func small(name string) ([]byte, error) {
	file, err := os.Open(name) //nolint:gosec // that the command line names, or of the shelf
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(file, schema.MaxManifest+1))
	if err == nil && len(data) > schema.MaxManifest {
		err = fmt.Errorf("%s has over %d bytes", name, schema.MaxManifest)
	}
	return data, err
}

func keep(name string, data []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // of the shelf
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}

// copied copies a bundle, if it is the one that is meant.
func copied(ctx context.Context, from, to string, b schema.ReleaseFile) error {
	in, err := os.Open(from) //nolint:gosec // the file that the command line names
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()                                     // only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // of the shelf
	if err != nil {
		return err
	}
	err = through(ctx, out, in, b)
	return errors.Join(err, out.Sync(), out.Close())
}

// through reads a bundle from its beginning to its end.
func through(ctx context.Context, out io.Writer, in io.Reader, b schema.ReleaseFile) error {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, sum), io.LimitReader(stoppable{ctx, in}, b.Size+1))
	switch {
	case err != nil:
		return err
	case n != b.Size:
		return fmt.Errorf("%w: its size is another", ErrBundle)
	case hex.EncodeToString(sum.Sum(nil)) != b.SHA256:
		return fmt.Errorf("%w: its SHA-256 is another", ErrBundle)
	}
	return nil
}

// stoppable ends when its context does.
type stoppable struct {
	ctx context.Context //nolint:containedctx // io.Reader has none
	in  io.Reader
}

func (s stoppable) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.in.Read(b)
}

func synced(folder string) error {
	f, err := os.Open(folder) //nolint:gosec // of the shelf
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (s *Shelf) enough(size int64) error {
	var disk unix.Statfs_t
	if err := unix.Statfs(s.Dir, &disk); err != nil {
		return fmt.Errorf("cannot look at the disk: %w", err)
	}
	if free := int64(disk.Bavail) * disk.Bsize; free < size+spare {
		return fmt.Errorf("not enough space on the disk: %d MiB are free, %d are needed", free>>20, (size+spare)>>20)
	}
	return nil
}
