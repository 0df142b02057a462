package flash_test

import (
	"io"
	"strings"
	"testing"

	"tiepdan/agent/flash"
)

// memory is an image in memory.
type memory []byte

func (m memory) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 || at >= int64(len(m)) {
		return 0, io.EOF
	}
	n := copy(p, m[at:])
	if n < len(p) {
		return n, io.ErrUnexpectedEOF
	}
	return n, nil
}

func (m memory) WriteAt(p []byte, at int64) (int, error) {
	if at < 0 || at+int64(len(p)) > int64(len(m)) {
		return 0, io.ErrShortWrite
	}
	return copy(m[at:], p), nil
}

// FuzzMend: a damaged file system is an error, and ends.
func FuzzMend(f *testing.F) {
	boot := make([]byte, 8192)
	copy(boot[11:], []byte{0, 2, 1, 2, 0, 1}) // 512 bytes, 1 sector, 2 reserved, 1 table
	boot[36], boot[44], boot[48] = 1, 2, 1
	copy(boot[(2+1)*512:], "TIEPDAN    \x10")
	f.Add(boot)
	f.Add(make([]byte, 512))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_ = flash.Mend(memory(data), "TIEPDAN")
	})
}

func FuzzUnescape(f *testing.F) {
	f.Add(`/media/MY\040STICK`)
	f.Add(`\`)
	f.Add(`\999\04`)
	f.Fuzz(func(t *testing.T, s string) {
		got := flash.Unescape(s)
		if !strings.Contains(s, `\`) && got != s || len(got) > len(s) {
			t.Errorf("got %q of %q, want it as it is but for what is escaped", got, s)
		}
	})
}
