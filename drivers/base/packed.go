package base

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
)

// maxUnpacked bounds what a compressed file may become: a map of 200 m by
// 200 m in cells of 5 cm.
const maxUnpacked = 16 << 20

// ErrUnpackedTooLarge says that a compressed file holds more than 16 MiB.
var ErrUnpackedTooLarge = errors.New("the file holds more than 16 MiB")

// ReadPacked reads a file of the base as ReadFile does, waits and goes on when
// the link is lost on the way, and unpacks it when it is compressed by gzip or
// zlib. progress, unless nil, is told how many bytes of how many are there.
func (l *Link) ReadPacked(ctx context.Context, path string, progress func(have, size int)) ([]byte, error) {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, transferWithin)
		defer cancel()
	}
	data, err := l.readThrough(ctx, path, progress)
	if err == nil {
		data, err = unpack(data)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read %s from the base: %w", path, err)
	}
	return data, nil
}

// readThrough reads over lost links.
func (l *Link) readThrough(ctx context.Context, path string, progress func(have, size int)) ([]byte, error) {
	have := &piece{grown: progress}
	for resumed := false; ; {
		data, err := l.readFile(ctx, path, have)
		switch {
		case errors.Is(err, ErrLinkLost):
			resumed = true
			if err := l.awaitLink(ctx); err != nil {
				return nil, err
			}
		case resumed && errors.Is(err, ErrFileDamaged):
			// It changed between the two parts: once more from the beginning.
			resumed, have.data = false, nil
		default:
			return data, err
		}
	}
}

func (l *Link) awaitLink(ctx context.Context) error {
	for {
		changed := l.Changed()
		if l.State().Link {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed:
		}
	}
}

// unpack tells by the first bytes whether and how data is compressed.
func unpack(data []byte) ([]byte, error) {
	var from io.Reader
	var err error
	switch {
	case len(data) > 2 && data[0] == 0x1F && data[1] == 0x8B: // RFC 1952
		from, err = gzip.NewReader(bytes.NewReader(data))
	case len(data) > 2 && data[0] == 0x78 && (int(data[0])<<8|int(data[1]))%31 == 0: // RFC 1950
		from, err = zlib.NewReader(bytes.NewReader(data))
	default:
		return data, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot unpack: %w", err)
	}
	whole, err := io.ReadAll(io.LimitReader(from, maxUnpacked+1))
	if err != nil {
		return nil, fmt.Errorf("cannot unpack: %w", err)
	}
	if len(whole) > maxUnpacked {
		return nil, ErrUnpackedTooLarge
	}
	return whole, nil
}
