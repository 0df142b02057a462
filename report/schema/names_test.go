package schema_test

import (
	"testing"

	"tiepdan/report/schema"
)

// FuzzNames lays the quick look at names beside the thorough one.
func FuzzNames(f *testing.F) {
	for _, text := range []string{
		`{}`, ` {}`, `{"a":1,"b":[{"a":"x,\"y"},{"a":2}]}`, `{"a":1,"a":2}`, `{"a":{"b":1},"b":2}`, `{"A":1}`, `{"\u0061":1,"a":2}`,
		`{"a":[1,"b",{"c":{}}],"c":"{"}`, `[{"a":1}]`, `{"a":1}{`, `{"":1}`, `{"a":"\\","b":1}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := schema.CheckNames(data); schema.PlainNames(data) && err != nil {
			t.Errorf("got %q taken as plain, want %v", data, err)
		}
	})
}
