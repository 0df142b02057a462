package pki_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tiepdan/ward/pki"
)

func keep(tb testing.TB, dir string) []byte {
	tb.Helper()
	k := make(pki.Kept)
	if whole, err := k.AddAuthority(dir); err != nil || !whole {
		tb.Fatalf("got %v, %v, want the authority with its key", whole, err)
	}
	var data bytes.Buffer
	if err := k.Write(&data, time.Now()); err != nil {
		tb.Fatal(err)
	}
	return data.Bytes()
}

func putBack(t *testing.T, data []byte, dir string) {
	t.Helper()
	k, err := pki.ReadKept(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.RestoreAuthority(dir, time.Now); err != nil {
		t.Fatal(err)
	}
}

// TestRestoreAuthority: on a new machine everything is as before, secrets are
// secret, and the authority goes on.
func TestRestoreAuthority(t *testing.T) {
	t.Parallel()
	a, dir := create(t)
	issue(t, a, pki.RobotOf("cua-nam", "kb-01"), false)
	there := filepath.Join(t.TempDir(), "new", "pki")
	putBack(t, keep(t, dir), there)
	for _, name := range []string{"ca.pem", "ca.key", "issued.json", "revoked.pem", "broker.pem", "broker.key", "ward.pem", "ward.key"} {
		if !bytes.Equal(read(t, dir, name), read(t, there, name)) {
			t.Errorf("%s is another one", name)
		}
		info, err := os.Stat(filepath.Join(there, name))
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) == ".key" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want it secret", name, info.Mode())
		}
	}
	again, err := pki.Open(there, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	issue(t, again, pki.RobotOf("cua-nam", "kb-02"), false)
}

// TestRestoreRevoked: neither an older list nor an older backup makes a revoked
// robot good again.
func TestRestoreRevoked(t *testing.T) {
	t.Parallel()
	one, two, three := pki.RobotOf("cua-nam", "kb-01"), pki.RobotOf("cua-nam", "kb-02"), pki.RobotOf("cua-nam", "kb-03")
	a, dir := create(t)
	issue(t, a, one, false)
	issue(t, a, two, false)
	old := keep(t, dir)
	elsewhere := filepath.Join(t.TempDir(), "pki")
	putBack(t, old, elsewhere) // where nobody knows of what comes now
	if _, err := a.Revoke(one); err != nil {
		t.Fatal(err)
	}
	issue(t, a, three, false)
	other, err := pki.Open(elsewhere, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Revoke(two); err != nil {
		t.Fatal(err)
	}
	want := func(what, dir string, robots ...pki.Identity) {
		t.Helper()
		l, err := pki.ReadList(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Robots(time.Now()); !slices.Equal(got, robots) {
			t.Errorf("%s: got %v good, want %v", what, got, robots)
		}
	}
	putBack(t, old, dir)
	want("an older backup over a newer folder", dir, two, three)
	putBack(t, keep(t, dir), elsewhere)
	want("a newer backup over an older folder", elsewhere, three)
}

func TestRestoreOther(t *testing.T) {
	t.Parallel()
	_, dir := create(t)
	_, other := create(t)
	k, err := pki.ReadKept(bytes.NewReader(keep(t, dir)))
	if err != nil {
		t.Fatal(err)
	}
	before := read(t, other, "issued.json")
	if _, err := k.RestoreAuthority(other, time.Now); !errors.Is(err, pki.ErrOther) {
		t.Errorf("got %v, want it refused", err)
	}
	if !bytes.Equal(before, read(t, other, "issued.json")) {
		t.Error("the other authority has changed")
	}
}

func FuzzReadKept(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "pki")
	if _, err := pki.Create(pki.New{Dir: dir, Commune: "cua-nam", Now: time.Now}); err != nil {
		f.Fatal(err)
	}
	good := keep(f, dir)
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add(bytes.Replace(good, []byte("pki/ca.pem"), []byte("../etc/abc"), 1))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := pki.ReadKept(bytes.NewReader(data))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := k.Write(&again, time.Now()); err != nil {
			t.Fatal(err)
		}
		same, err := pki.ReadKept(&again)
		if err != nil || !maps.EqualFunc(k, same, bytes.Equal) {
			t.Errorf("got %v, %v, want what was read", same, err)
		}
	})
}
