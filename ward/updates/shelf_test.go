package updates_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aead.dev/minisign"

	"tiepdan/report/schema"
	"tiepdan/ward/updates"
)

// maker makes releases.
type maker struct {
	t       *testing.T
	dir     string
	public  minisign.PublicKey
	private minisign.PrivateKey
}

func newMaker(t *testing.T) maker {
	t.Helper()
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return maker{t, t.TempDir(), public, private}
}

func isError(err, want error) bool { return errors.Is(err, want) }

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// release writes a bundle with its manifest and its signature; change is made before
// it is signed.
func (m maker) release(version string, size int, change func(*schema.Manifest)) (bundle, manifest string, data []byte) {
	m.t.Helper()
	r := rand.New(rand.NewPCG(1, uint64(size)))
	data = make([]byte, size)
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	about := schema.Manifest{
		V: 1, Version: version, Compatible: "tiepdan-amd64",
		Bundle: schema.ReleaseFile{URL: "tiepdan-" + version + ".raucb", Size: int64(size), SHA256: digest(data)},
	}
	if change != nil {
		change(&about)
	}
	text, err := json.Marshal(about)
	if err != nil {
		m.t.Fatal(err)
	}
	bundle, manifest = filepath.Join(m.dir, version+".raucb"), filepath.Join(m.dir, version+".json")
	for name, b := range map[string][]byte{bundle: data, manifest: text, manifest + ".minisig": minisign.Sign(m.private, text)} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			m.t.Fatal(err)
		}
	}
	return bundle, manifest, data
}

func (m maker) shelf() *updates.Shelf {
	return &updates.Shelf{Dir: filepath.Join(m.t.TempDir(), "shelf"), Key: m.public}
}

func TestShelf(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	s := m.shelf()
	if all, err := s.List(); err != nil || len(all) != 0 {
		t.Fatalf("got %v, %v of a shelf that is not there, want nothing", all, err)
	}
	bundle, manifest, data := m.release("v1.3.0", 100_000, nil)
	made, err := s.Add(t.Context(), bundle, manifest)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Add(t.Context(), bundle, manifest); !errors.Is(err, updates.ErrThere) {
		t.Errorf("got %v for a second time, want %v", err, updates.ErrThere)
	}
	all, err := s.List()
	if err != nil || len(all) != 1 || all[0].Version != "v1.3.0" || all[0].SHA256 != made.SHA256 || all[0].Bundle.SHA256 != digest(data) {
		t.Fatalf("got %+v, %v, want the version", all, err)
	}
	file, err := s.Open(t.Context(), all[0])
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
	left, err := os.ReadDir(s.Dir)
	if err != nil || len(left) != 1 {
		t.Errorf("got %v, %v on the disk, want the version alone", left, err)
	}
	if err := s.Remove("v1.3.0", func() (bool, error) { return true, nil }); !errors.Is(err, updates.ErrWanted) {
		t.Errorf("got %v, want %v", err, updates.ErrWanted)
	}
	if err := s.Remove("../shelf", func() (bool, error) { return false, nil }); !errors.Is(err, updates.ErrNone) {
		t.Errorf("got %v, want %v", err, updates.ErrNone)
	}
	if err := s.Remove("v1.3.0", func() (bool, error) { return false, nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find("v1.3.0"); !errors.Is(err, updates.ErrNone) {
		t.Errorf("got %v, want %v", err, updates.ErrNone)
	}
}

// TestShelfRefuses: what is not signed, or not what was signed, leaves nothing behind.
func TestShelfRefuses(t *testing.T) {
	t.Parallel()
	write := func(t *testing.T, name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name   string
		signed func(*schema.Manifest)                                   // what the maker signs
		after  func(t *testing.T, bundle, manifest string, other maker) // what becomes of it then
		want   error
	}{
		{name: "another key", want: updates.ErrSignature, after: func(t *testing.T, _, manifest string, other maker) {
			t.Helper()
			text, err := os.ReadFile(manifest)
			if err != nil {
				t.Fatal(err)
			}
			write(t, manifest+".minisig", minisign.Sign(other.private, text))
		}},
		{name: "no signature", want: os.ErrNotExist, after: func(t *testing.T, _, manifest string, _ maker) { t.Helper(); os.Remove(manifest + ".minisig") }},
		{name: "a changed manifest", want: updates.ErrSignature, after: func(t *testing.T, _, manifest string, _ maker) { t.Helper(); write(t, manifest, []byte("{}")) }},
		{name: "a changed bundle", want: updates.ErrBundle, after: func(t *testing.T, bundle, _ string, _ maker) { t.Helper(); write(t, bundle, make([]byte, 5000)) }},
		{name: "a shorter bundle", want: updates.ErrBundle, after: func(t *testing.T, bundle, _ string, _ maker) { t.Helper(); write(t, bundle, make([]byte, 500)) }},
		{name: "a longer bundle", want: updates.ErrBundle, after: func(t *testing.T, bundle, _ string, _ maker) { t.Helper(); write(t, bundle, make([]byte, 50_000)) }},
		{name: "a version that is a way out", signed: func(m *schema.Manifest) { m.Version = "../v2" }, want: schema.ErrManifest},
		{name: "a bundle elsewhere", signed: func(m *schema.Manifest) { m.Bundle.URL = "https://example.vn/v2.raucb" }, want: schema.ErrManifest},
		{name: "a bundle above", signed: func(m *schema.Manifest) { m.Bundle.URL = "../v2.raucb" }, want: schema.ErrManifest},
		{name: "another product", signed: func(m *schema.Manifest) { m.Compatible = "toaster" }, want: schema.ErrManifest},
		{name: "another format", signed: func(m *schema.Manifest) { m.V = 2 }, want: schema.ErrManifest},
		{name: "a huge bundle", signed: func(m *schema.Manifest) { m.Bundle.Size = 3 << 30 }, want: schema.ErrManifest},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := newMaker(t)
			s := m.shelf()
			bundle, manifest, _ := m.release("v2", 5000, tt.signed)
			if tt.after != nil {
				tt.after(t, bundle, manifest, newMaker(t))
			}
			if _, err := s.Add(t.Context(), bundle, manifest); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if left, _ := os.ReadDir(s.Dir); len(left) != 0 {
				t.Errorf("got %v left on the shelf, want nothing", left)
			}
		})
	}
}

// TestShelfChanged: what was changed on the shelf is not given out.
func TestShelfChanged(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	s := m.shelf()
	bundle, manifest, data := m.release("v2", 5000, nil)
	item, err := s.Add(t.Context(), bundle, manifest)
	if err != nil {
		t.Fatal(err)
	}
	file, err := s.Open(t.Context(), item)
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
	data[7]++
	if err := os.WriteFile(filepath.Join(s.Dir, "v2", item.Bundle.URL), data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(t.Context(), item); !errors.Is(err, updates.ErrBundle) {
		t.Errorf("got %v, want %v", err, updates.ErrBundle)
	}
	if err := os.WriteFile(filepath.Join(s.Dir, "v2", updates.FileManifest), []byte(`{"v":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find("v2"); !errors.Is(err, updates.ErrSignature) {
		t.Errorf("got %v, want %v", err, updates.ErrSignature)
	}
	if all, err := s.List(); len(all) != 0 || err == nil {
		t.Errorf("got %v, %v, want none and what is wrong", all, err)
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(`{"v":1,"version":"v2","compatible":"tiepdan-amd64","bundle":{"url":"b.raucb","size":1,"sha256":"` + strings.Repeat("a", 64) + `"}}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := updates.ParseManifest(data)
		if err != nil {
			return
		}
		if !filepath.IsLocal(m.Version) || !filepath.IsLocal(m.Bundle.URL) || strings.ContainsAny(m.Version+m.Bundle.URL, "/\\ ") || m.Bundle.Size < 1 {
			t.Fatalf("took %+v", m)
		}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := updates.ParseManifest(text); err != nil || again != m {
			t.Fatalf("got %+v, %v, want %+v again", again, err, m)
		}
	})
}
