package backup_test

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/config"
	"tiepdan/config/backup"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// robot is a directory with a robot's files; their paths are within it.
func robot(t *testing.T) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	text := strings.NewReplacer(
		`"/var/lib/tiepdan"`, `"`+dir+`/state"`, `"/etc/tiepdan/`, `"`+dir+`/etc/`, `signing_key_file = ""`, `signing_key_file = "`+dir+`/etc/base.key"`,
		`ward_file = ""`, `ward_file = "`+dir+`/etc/ward.toml"`, `role = "alone"`, `role = "keeper"`,
	).Replace(string(config.Example()))
	file = filepath.Join(dir, "etc", "kioskd.toml")
	put(t, file, text, 0o640)
	put(t, filepath.Join(dir, "etc", "ward.toml"), "version = 1\n", 0o644)
	put(t, filepath.Join(dir, "etc", "robot.pem"), "PEM-4711", 0o644)
	put(t, filepath.Join(dir, "etc", "robot.key"), "a s3cr3t", 0o600)
	put(t, filepath.Join(dir, "etc", "line.key"), "another s3cr3t", 0o644) // wrong mode, secret all the same
	put(t, filepath.Join(dir, "etc", "ward-ca.pem"), "private by its mode", 0o600)
	c, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(c.Unit.StateDir, 0o750); err != nil {
		t.Fatal(err)
	}
	n := c.Nav
	n.Places[0].XM++
	if err := config.SaveFloor(filepath.Join(c.Unit.StateDir, config.FloorFile), n, c); err != nil {
		t.Fatal(err)
	}
	return dir, file
}

func put(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// tree is every file below a directory, with its mode and text.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, dir)] = info.Mode().String() + " " + string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func archive(t *testing.T, file string, keys bool) (string, *backup.Manifest) {
	t.Helper()
	to, m, err := backup.Make(backup.Options{File: file, To: t.TempDir(), Keys: keys, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return to, m
}

func open(t *testing.T, path string) *backup.Archive {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, err := backup.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestBackup(t *testing.T) {
	t.Parallel()
	_, file := robot(t)
	to, m := archive(t, file, false)
	if filepath.Base(to) != "cua-nam-01-20261123-120000.tar" {
		t.Errorf("got the name %s", to)
	}
	var have []string
	for _, f := range m.Files {
		have = append(have, f.Name)
	}
	if want := []string{"kioskd.toml", "floor.toml", "catalogue.toml", "robot.pem"}; !slices.Equal(have, want) {
		t.Errorf("got %v, want %v", have, want)
	}
	if len(m.LeftOut) != 3 {
		t.Errorf("got %v left out, want the three private files", m.LeftOut)
	}
	data, err := os.ReadFile(to)
	if err != nil || bytes.Contains(data, []byte("s3cr3t")) || bytes.Contains(data, []byte("private by")) {
		t.Errorf("a secret is in it, or %v", err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want a file for its owner only", info.Mode(), err)
	}
	if _, _, err := backup.Make(backup.Options{File: file, To: to, Now: noon}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another one: got %v", err)
	}
	_, m = archive(t, file, true)
	if len(m.Files) != 7 || len(m.LeftOut) != 0 || !m.Keys {
		t.Errorf("with keys: got %+v", m)
	}
}

func TestRestore(t *testing.T) {
	t.Parallel()
	for _, keys := range []bool{false, true} {
		dir, file := robot(t)
		want := tree(t, dir)
		to, m := archive(t, file, keys)
		if err := os.RemoveAll(filepath.Join(dir, "state")); err != nil {
			t.Fatal(err)
		}
		put(t, file, changed(), 0o640)
		a := open(t, to)
		steps, err := a.Restore(file, "", noon)
		if err != nil || len(steps) != len(m.Files) {
			t.Fatalf("got %+v, %v", steps, err)
		}
		got := tree(t, dir)
		kept := file + ".bak-20261123-120000.000"
		if !strings.HasSuffix(got[strings.TrimPrefix(kept, dir)], changed()) {
			t.Errorf("the configuration that was there was not kept: %v", steps)
		}
		delete(got, strings.TrimPrefix(kept, dir))
		for name, text := range want {
			if got[name] != text {
				t.Errorf("keys %v: %s: got %.40q, want %.40q", keys, name, got[name], text)
			}
		}
		if len(got) != len(want) {
			t.Errorf("keys %v: got %d files, want %d: nothing is left over", keys, len(got), len(want))
		}
		again, err := a.Restore(file, "", noon)
		if err != nil || slices.ContainsFunc(again, func(s backup.Step) bool { return !s.Same }) {
			t.Errorf("once more: got %+v, %v, want nothing to do", again, err)
		}
	}
}

// changed is a configuration of the same robot that is another text.
func changed() string { return string(config.Example()) + "# changed\n" }

// TestOtherRobot: two robots with one unit.id are never made by the way.
func TestOtherRobot(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, here string }{
		{"another robot", strings.Replace(string(config.Example()), "cua-nam-01", "cua-nam-02", 1), "cua-nam-02"},
		{"another one that does not check", "[unit]\nid = 'cua-nam-02'\nbad = 1\n", "cua-nam-02"},
		{"one that is no TOML", "[unit\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir, file := robot(t)
			to, _ := archive(t, file, false)
			a := open(t, to)
			put(t, file, tc.text, 0o640)
			before := tree(t, dir)
			_, err := a.Restore(file, "", noon)
			other, ok := errors.AsType[*backup.OtherError](err)
			if !ok || other.Here != tc.here || other.Backup != "cua-nam-01" {
				t.Fatalf("got %v, want it refused with %q and cua-nam-01", err, tc.here)
			}
			if _, err := a.Restore(file, "cua-nam-02", noon); err == nil {
				t.Error("as a robot that the backup is not of: got no error")
			}
			if !maps.Equal(tree(t, dir), before) {
				t.Error("a refused restore has changed files")
			}
			if _, err := a.Restore(file, "cua-nam-01", noon); err != nil {
				t.Errorf("as the backup's robot: got %v", err)
			}
			if c, err := config.Load(file); err != nil || c.Unit.ID != "cua-nam-01" {
				t.Errorf("got %v, want the backup's configuration", err)
			}
		})
	}
	_, file := robot(t)
	to, _ := archive(t, file, false)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, to).Restore(file, "", noon); err != nil {
		t.Errorf("onto a unit without a configuration: got %v", err)
	}
}

// What cannot be put back whole is not put back at all.
func TestNeverHalf(t *testing.T) {
	t.Parallel()
	for _, blocked := range []string{"robot.pem", "kioskd.toml", "state", "the last of all"} {
		t.Run(blocked, func(t *testing.T) {
			t.Parallel()
			dir, file := robot(t)
			to, _ := archive(t, file, true)
			put(t, filepath.Join(dir, "etc", "ward.toml"), "version = 1 # changed\n", 0o644)
			a := open(t, to)
			at := filepath.Join(dir, "etc", blocked)
			if blocked == "state" {
				at = filepath.Join(dir, "state")
			}
			if err := os.RemoveAll(at); err != nil {
				t.Fatal(err)
			}
			switch blocked {
			case "state":
				put(t, at, "a file where a directory should be", 0o600)
			case "the last of all":
				put(t, file, changed(), 0o640)
				put(t, file+".bak-20261123-120000.000", "what is kept already is not written over", 0o600)
			default:
				put(t, filepath.Join(at, "in the way"), "", 0o600)
			}
			before := tree(t, dir)
			if steps, err := a.Restore(file, "", noon); err == nil {
				t.Fatalf("got %+v, want an error", steps)
			}
			after := tree(t, dir)
			if len(before) != len(after) {
				t.Errorf("got %d files, want the %d of before", len(after), len(before))
			}
			for name, text := range before {
				if after[name] != text {
					t.Errorf("%s was changed", name)
				}
			}
		})
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	_, file := robot(t)
	to, _ := archive(t, file, false)
	good, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	manifest := func(change func(m map[string]any)) []byte {
		return rewrite(t, good, func(name string, text []byte) []byte {
			if name != "manifest.json" {
				return text
			}
			m := map[string]any{}
			if err := json.Unmarshal(text, &m); err != nil {
				t.Fatal(err)
			}
			change(m)
			out, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			return out
		})
	}
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "damaged"},
		{"no archive", []byte("hello"), "damaged"},
		{"cut off", good[:len(good)/2], "damaged"},
		{"one bit", bytes.Replace(good, []byte("PEM-4711"), []byte("PEM-4710"), 1), "robot.pem is not what the list says"},
		{"a newer archive", manifest(func(m map[string]any) { m["version"] = 2 }), "newer than this program"},
		{"a newer configuration", manifest(func(m map[string]any) { m["format"] = config.Version + 1 }), "newer than this program"},
		{"a file too many", manifest(func(m map[string]any) { files, _ := m["files"].([]any); m["files"] = files[:3] }), "more than its list"},
		{"a file of its own", rewriteName(t, good, "robot.pem", "../../etc/shadow"), "damaged"},
	} {
		if _, err := backup.Read(tc.data); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
	// A configuration that does not check is not backed up.
	put(t, file, "version = 2\n", 0o600)
	if _, _, err := backup.Make(backup.Options{File: file, To: t.TempDir(), Now: noon}); err == nil {
		t.Error("backed up what does not check")
	}
}

// rewrite makes an archive of the changed files of another one.
func rewrite(t *testing.T, data []byte, change func(name string, text []byte) []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	r := tar.NewReader(bytes.NewReader(data))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text = change(h.Name, text)
		h.Size = int64(len(text))
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rewriteName gives a file another name, in the list too.
func rewriteName(t *testing.T, data []byte, from, to string) []byte {
	t.Helper()
	out := rewrite(t, data, func(name string, text []byte) []byte {
		if name == "manifest.json" {
			return bytes.ReplaceAll(text, []byte(`"`+from+`"`), []byte(`"`+to+`"`))
		}
		return text
	})
	return bytes.Replace(out, append([]byte(from), make([]byte, len(to))...), append([]byte(to), make([]byte, len(from))...), 1)
}

func FuzzRead(f *testing.F) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	if err := w.WriteHeader(&tar.Header{Name: "manifest.json", Mode: 0o600, Size: 2}); err != nil {
		f.Fatal(err)
	}
	if _, err := w.Write([]byte("{}")); err != nil {
		f.Fatal(err)
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte("manifest.json"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if a, err := backup.Read(data); err == nil && len(a.Files) == 0 {
			t.Error("an archive without a configuration was taken")
		}
	})
}
