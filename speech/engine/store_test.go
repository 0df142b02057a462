package engine_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tiepdan/speech/engine"
)

func newStore(t *testing.T, dir string, limit int64) *engine.Store {
	t.Helper()
	s, err := engine.NewStore(dir, limit)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What is kept is there at the next start; what a power cut damaged is not.
func TestStore(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "clips")
	s := newStore(t, dir, 1<<20)
	sound := []int16{1, -2, 3}
	if err := s.Keep("vi", "xin chào", sound); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".speechd-1"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s = newStore(t, dir, 1<<20)
	if got := s.Of("vi", "xin chào"); !slices.Equal(got, sound) || !s.Touch("vi", "xin chào") {
		t.Errorf("after a start: got %v, want %v", got, sound)
	}
	if s.Of("en", "xin chào") != nil || s.Touch("en", "xin chào") {
		t.Error("another language: got a sound, want none")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".speechd-*")); len(left) > 0 {
		t.Errorf("got %v, want what was half-written gone", left)
	}
	path := s.Path("vi", "xin chào")
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string][]byte{"empty": {}, "zeros": make([]byte, len(file)), "cut": file[:len(file)-2], "one bit": append(file[:len(file)-1:len(file)-1], file[len(file)-1]^1)} {
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := s.Of("vi", "xin chào"); got != nil || s.Touch("vi", "xin chào") {
			t.Errorf("%s: got %v, want nothing, and the file gone", name, got)
		}
	}
}

// The oldest make room; what this start wants does not make room for more.
func TestStoreIsBounded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one := int64(len(engine.EncodeClip(make([]int16, 100))))
	s := newStore(t, dir, 3*one)
	for i, text := range []string{"a", "b", "c"} {
		if err := s.Keep("vi", text, make([]int16, 100)); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(time.Duration(i-10) * time.Hour)
		if err := os.Chtimes(s.Path("vi", text), old, old); err != nil {
			t.Fatal(err)
		}
	}
	s.Touch("vi", "a")
	for _, text := range []string{"d", "e"} {
		if err := s.Keep("vi", text, make([]int16, 100)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	if err := s.Keep("vi", "f", make([]int16, 100)); err == nil {
		t.Error("more than fits: got no error")
	}
	var got []string
	for _, text := range []string{"a", "b", "c", "d", "e", "f"} {
		if s.Of("vi", text) != nil {
			got = append(got, text)
		}
	}
	if want := []string{"a", "d", "e"}; !slices.Equal(got, want) {
		t.Errorf("kept: got %v, want %v", got, want)
	}
}

func FuzzDecodeClip(f *testing.F) {
	f.Add(engine.EncodeClip([]int16{1, -1, 300}))
	f.Add(engine.EncodeClip([]int16{0})[:19])
	f.Add([]byte("tiepdan clip 1\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		samples, err := engine.DecodeClip(file)
		if err == nil && !bytes.Equal(engine.EncodeClip(samples), file) {
			t.Errorf("%q: read %v, which is written otherwise", file, samples)
		}
	})
}
