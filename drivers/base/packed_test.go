package base_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"io/fs"
	"testing"
	"time"

	"tiepdan/drivers/base"
)

// pack compresses by what newWriter makes.
func pack(t *testing.T, data []byte, newWriter func(io.Writer) io.WriteCloser) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := newWriter(&packed)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func TestReadPacked(t *testing.T) {
	t.Parallel()
	gz := func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
	z := func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }
	plain := append([]byte("P5\n"), bytes.Repeat([]byte{254, 0, 205}, 9000)...)
	huge := make([]byte, 17<<20)
	cut := pack(t, plain, gz)
	tests := []struct {
		name    string
		content []byte
		want    []byte
		err     error
	}{
		{"plain", plain[:500], plain[:500], nil},
		{"gzip", pack(t, plain, gz), plain, nil},
		{"zlib", pack(t, plain, z), plain, nil},
		{"cut short", cut[:len(cut)-9], nil, io.ErrUnexpectedEOF},
		{"a bomb", pack(t, huge, gz), nil, base.ErrUnpackedTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onBench(t, "dock", func(b *bench) {
				b.base.SetFile("/map/it", tt.content)
				told := 0
				got, err := b.link.ReadPacked(b.ctx, "/map/it", func(have, size int) {
					if have <= told || have > size || size != len(tt.content) {
						b.t.Errorf("told %d of %d after %d", have, size, told)
					}
					told = have
				})
				if !errors.Is(err, tt.err) || !bytes.Equal(got, tt.want) {
					b.t.Errorf("got %d bytes, %v, want %d, %v", len(got), err, len(tt.want), tt.err)
				}
				if told != len(tt.content) {
					b.t.Errorf("told %d bytes at last, want %d", told, len(tt.content))
				}
			})
		})
	}
}

func TestReadPackedGoesOnAfterAReplug(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		content := randomBytes(40_000)
		b.base.SetFile("/map/it", content)
		pulled, changed, least := false, false, 0
		pull := func(have, _ int) {
			if have > 20_000 && !pulled {
				pulled, least = true, have
				b.unplug()
				b.tasks.Go(func() {
					time.Sleep(time.Second)
					b.cut.Store(false)
				})
			}
			if pulled && !changed && have < least {
				b.t.Errorf("began again at %d bytes", have)
			}
		}
		if got, err := b.link.ReadPacked(b.ctx, "/map/it", pull); err != nil || !bytes.Equal(got, content) || !pulled {
			b.t.Errorf("got %d bytes, %v", len(got), err)
		}
		// The file becomes another one of the same length while nobody reads.
		pulled, changed = false, true
		other := randomBytes(40_001)[1:]
		swap := func(have, size int) {
			was := pulled
			pull(have, size)
			if !was && pulled {
				b.base.SetFile("/map/it", other)
			}
		}
		if got, err := b.link.ReadPacked(b.ctx, "/map/it", swap); err != nil || !bytes.Equal(got, other) {
			b.t.Errorf("got %d bytes, %v, want the other file", len(got), err)
		}
		ctx, cancel := context.WithTimeout(b.ctx, time.Second)
		defer cancel()
		b.unplug()
		if _, err := b.link.ReadPacked(ctx, "/map/it", nil); !errors.Is(err, context.DeadlineExceeded) {
			b.t.Errorf("without a link: got %v", err)
		}
		b.cut.Store(false)
		b.wait("the link", func(s base.State) bool { return s.Link })
		if _, err := b.link.ReadPacked(b.ctx, "/none", nil); !errors.Is(err, fs.ErrNotExist) {
			b.t.Errorf("a file that is not there: got %v", err)
		}
	})
}
