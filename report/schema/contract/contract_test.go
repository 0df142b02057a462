package contract_test

import (
	"bytes"
	"flag"
	"io/fs"
	"maps"
	"os"
	"slices"
	"testing"

	"tiepdan/report/schema/contract"
)

var update = flag.Bool("update", false, "write the documents")

// documents are the files as the types have them now.
func documents(t *testing.T) map[string][]byte {
	t.Helper()
	g := newGenerator(t)
	all := messages(t, g)
	out := map[string][]byte{"asyncapi.json": pretty(t, asyncAPI(t, all))}
	for _, m := range all {
		s := node{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": m.name}
		maps.Copy(s, m.schema)
		out[fileOf(m.name)] = pretty(t, s)
	}
	for name := range g.limits {
		if !g.used[name] {
			t.Errorf("the limit of %s is of no field", name)
		}
	}
	return out
}

// TestDocuments: what is checked in is what the Go types say. After a change
// that is meant: go test ./report/schema/contract -update.
func TestDocuments(t *testing.T) {
	t.Parallel()
	want := documents(t)
	if *update {
		for name, data := range want {
			if err := os.WriteFile(name, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	have, err := fs.Glob(contract.Files, "*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range have {
		if _, made := want[name]; !made {
			t.Errorf("%s belongs to no message", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		got, err := contract.Files.ReadFile(name)
		if err != nil || !bytes.Equal(got, want[name]) {
			t.Errorf("%s differs from the Go types (%v): run this test with -update and look at the change", name, err)
		}
	}
}

// TestExamplesAreDecoded: every example is what our own readers take.
func TestExamplesAreDecoded(t *testing.T) {
	t.Parallel()
	for _, m := range messages(t, newGenerator(t)) {
		if len(m.examples) == 0 {
			t.Errorf("%s has no example", m.name)
		}
		for _, e := range m.examples {
			if err := m.decode(e); err != nil {
				t.Errorf("%s: %v", e, err)
			}
		}
	}
}
