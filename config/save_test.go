package config_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tiepdan/config"
)

func TestSave(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "unit.toml")
	if kept, err := config.Save(path, nil, []byte(minimal)); err != nil || kept != "" {
		t.Fatalf("a new file: got %q, %v", kept, err)
	}
	if err := os.Chmod(path, 0o604); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.toml")
	if err := os.Symlink("unit.toml", link); err != nil {
		t.Fatal(err)
	}
	next := strings.Replace(minimal, "r1", "r2", 1)
	var all []string
	for i, text := range []string{next, minimal, next} {
		old, _ := os.ReadFile(path)
		kept, err := config.Save(link, old, []byte(text))
		if err != nil {
			t.Fatalf("change %d: %v", i, err)
		}
		if was, err := os.ReadFile(kept); err != nil || string(was) != string(old) {
			t.Errorf("kept: got %q, %v, want the old text", was, err)
		}
		all = append(all, kept)
		if now, _ := os.ReadFile(path); string(now) != text {
			t.Errorf("got %q, want the new text", now)
		}
	}
	if all[0] == all[1] || all[1] == all[2] {
		t.Errorf("got %v, want a name for each", all)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != 0o604 {
		t.Errorf("got mode %v, %v, want that of the old file", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	for _, tc := range []struct {
		name, old, text string
		is              error
	}{
		{"changed by somebody else", minimal, next, config.ErrChanged},
		{"does not check", next, "version = 2\n", nil},
	} {
		_, err := config.Save(path, []byte(tc.old), []byte(tc.text))
		if err == nil || tc.is != nil && !errors.Is(err, tc.is) {
			t.Errorf("%s: got %v", tc.name, err)
		}
		if now, _ := os.ReadFile(path); string(now) != next {
			t.Errorf("%s: the file was changed", tc.name)
		}
	}
	if _, err := config.Save(path, nil, []byte(minimal)); !errors.Is(err, config.ErrChanged) {
		t.Errorf("new over one that is there: got %v", err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 5 {
		t.Errorf("got %v, %v, want the file, the link and three kept ones", names, err)
	}
}

// TestSaveTogether: of many who change one file at once nobody's change is lost, and
// whoever came late is told.
func TestSaveTogether(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "unit.toml")
	if _, err := config.Save(path, nil, []byte(minimal)); err != nil {
		t.Fatal(err)
	}
	const many = 12
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			<-start
			for {
				old, err := os.ReadFile(path)
				if err != nil {
					t.Errorf("got %v, want a file at any time", err)
					return
				}
				_, err = config.Save(path, old, append(bytes.Clone(old), fmt.Sprintf("# change %d.\n", i)...))
				if errors.Is(err, config.ErrChanged) {
					continue
				}
				if err != nil {
					t.Errorf("change %d: got %v", i, err)
				}
				return
			}
		})
	}
	close(start)
	all.Wait()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range many {
		if !strings.Contains(string(text), fmt.Sprintf("# change %d.\n", i)) {
			t.Errorf("change %d is lost", i)
		}
	}
	if _, err := os.Stat(path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want nothing left over", err)
	}
}
