package engine

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// StoreBytes bounds the sounds kept on disk: twenty-five minutes.
	StoreBytes = 64 << 20
	clipMagic  = "tiepdan clip 1\n"
	clipSuffix = ".clip"
)

// errFull means that what is kept on disk fills its bound already, all of it
// newer than this beginning of the program.
var errFull = errors.New("the sentences kept on disk fill their bound")

// Store keeps the sounds of fixed sentences on disk, so that they are made once
// and not at each start. It holds nothing that was said to one visitor alone.
type Store struct {
	dir   string
	limit int64
	since time.Time // what was used since is not deleted
}

// NewStore makes dir and clears what a killed predecessor left half-written. It
// keeps at most so many bytes there.
func NewStore(dir string, limit int64) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("cannot keep sentences on disk: %w", err)
	}
	stale, err := filepath.Glob(filepath.Join(dir, tempMark+"*"))
	if err != nil {
		return nil, fmt.Errorf("cannot list %s: %w", dir, err)
	}
	for _, f := range stale {
		if err := os.Remove(f); err != nil {
			return nil, fmt.Errorf("cannot clear a half-written sentence: %w", err)
		}
	}
	return &Store{dir: dir, limit: limit, since: time.Now()}, nil
}

// path of a sound; its name tells nothing of the text.
func (s *Store) path(key clipKey) string {
	sum := sha256.Sum256([]byte(key.voice + "\x00" + key.lang + "\x00" + key.text))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:16])+clipSuffix)
}

// of returns a sound, nil when it is not there or damaged.
func (s *Store) of(key clipKey) []int16 {
	file, err := os.ReadFile(s.path(key))
	if err != nil {
		return nil
	}
	samples, err := DecodeClip(file)
	if err != nil {
		_ = os.Remove(s.path(key)) // it is made again
		return nil
	}
	return samples
}

// touch notes that a sound is wanted still, and reports whether it is there.
func (s *Store) touch(key clipKey) bool {
	now := time.Now()
	return os.Chtimes(s.path(key), now, now) == nil
}

// keep adds a sound, in place of those not wanted for longest.
func (s *Store) keep(key clipKey, samples []int16) error {
	file := EncodeClip(samples)
	if err := s.room(int64(len(file))); err != nil {
		return err
	}
	return writeWhole(s.path(key), file)
}

// room deletes the oldest until size bytes fit.
func (s *Store) room(size int64) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("cannot list %s: %w", s.dir, err)
	}
	var clips []fs.FileInfo
	used := size
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), clipSuffix) {
			clips = append(clips, info)
			used += info.Size()
		}
	}
	slices.SortFunc(clips, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, c := range clips {
		if used <= s.limit {
			return nil
		}
		if !c.ModTime().Before(s.since) {
			break // wanted now: to delete one for another would never end
		}
		if err := os.Remove(filepath.Join(s.dir, c.Name())); err != nil {
			return fmt.Errorf("cannot delete an old sentence: %w", err)
		}
		used -= c.Size()
	}
	if used > s.limit {
		return errFull
	}
	return nil
}

// EncodeClip is the file of a sound at Rate: a mark, a checksum, the samples. A
// file is not synced, so a power cut may leave one that the checksum refuses.
func EncodeClip(samples []int16) []byte {
	body := make([]byte, 0, 2*len(samples))
	for _, s := range samples {
		body = binary.LittleEndian.AppendUint16(body, uint16(s))
	}
	file := append([]byte(clipMagic), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(file[len(clipMagic):], crc32.ChecksumIEEE(body))
	return append(file, body...)
}

// DecodeClip reads such a file.
func DecodeClip(file []byte) ([]int16, error) {
	body, ok := bytes.CutPrefix(file, []byte(clipMagic))
	if !ok || len(body) < 6 || len(body)%2 != 0 {
		return nil, errors.New("it is no clip")
	}
	sum, body := binary.LittleEndian.Uint32(body), body[4:]
	if crc32.ChecksumIEEE(body) != sum {
		return nil, errors.New("the clip is damaged")
	}
	return samplesOf(body), nil
}
