package update_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tiepdan/agent/update"
)

// bundle is a file as RAUC makes them: something, a signature, and its length.
func bundle(length uint64) []byte {
	out := append([]byte("hsqs"), make([]byte, 4092)...)
	out = append(out, 0x30)
	out = append(out, make([]byte, 1023)...)
	return binary.BigEndian.AppendUint64(out, length)
}

func TestLookAt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, tc := range []struct {
		name string
		data []byte
		want error
	}{
		{"a bundle", bundle(1024), nil},
		{"nothing", nil, update.ErrNoBundle},
		{"a word", []byte("junk"), update.ErrNoBundle},
		{"a picture", bytes.Repeat([]byte("junk"), 4096), update.ErrNoBundle},
		{"one that was cut", bundle(1024)[:4000], update.ErrNoBundle},
		{"a signature of nothing", bundle(0), update.ErrNoBundle},
		{"a signature that is longer than the file", bundle(1 << 19), update.ErrNoBundle},
		{"a length that is no number", bundle(1 << 63), update.ErrNoBundle},
		{"something else before the length", bundle(1000), update.ErrNoBundle},
	} {
		name := filepath.Join(dir, "b.raucb")
		if err := os.WriteFile(name, tc.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := update.LookAt(name); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.want)
		}
	}
	if err := update.LookAt(dir); !errors.Is(err, update.ErrNoBundle) {
		t.Errorf("a folder: got %v", err)
	}
	if err := update.LookAt(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: got %v", err)
	}
}
