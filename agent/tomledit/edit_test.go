package tomledit_test

import (
	"errors"
	"testing"

	"tiepdan/agent/tomledit"
)

func TestSet(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"a value", "[unit]\nid = \"old\" # ours\nward = \"x\"\n", "[unit]\nid = \"kb-01\" # ours\nward = \"x\"\n"},
		{"a new key", "[unit]\nward = \"x\"\n\n[report]\nenabled = false\n", "[unit]\nward = \"x\"\nid = \"kb-01\"\n\n[report]\nenabled = false\n"},
		{"a new table", "version = 1", "version = 1\n\n[unit]\nid = \"kb-01\"\n"},
		{"nothing yet", "", "\n[unit]\nid = \"kb-01\"\n"},
		{"the same key elsewhere", "[a]\nid = 1\n[unit]\nid = 'it # is'\n[[b]]\nid = 2\n", "[a]\nid = 1\n[unit]\nid = \"kb-01\"\n[[b]]\nid = 2\n"},
		{"a list over lines", "[unit]\nid = [\"a\", # ]\n  \"b\"] # end\nx = 1\n", "[unit]\nid = \"kb-01\" # end\nx = 1\n"},
		{"a long text", "[unit]\nid = \"\"\"a\n[unit]\nb\"\"\"\nx = 1\n", "cannot"},
		{"carriage returns", "[unit]\r\nid = \"a\"\r\nx = 1\r\n", "[unit]\r\nid = \"kb-01\"\r\nx = 1\r\n"},
		{"a dotted key", "unit.id = \"a\"\n", "cannot"},
		{"a line in a text", "[unit]\nx = \"\"\"\nid = 3\n\"\"\"\n", "cannot"},
		{"an inline table", "unit = { id = \"a\" }\n", "cannot"},
		{"no TOML", "[unit\n", "cannot"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tomledit.Set([]byte(tt.text), tomledit.Setting{Table: "unit", Key: "id", Value: tomledit.Text("kb-01")})
			if tt.want == "cannot" {
				if err == nil {
					t.Errorf("got %q, want it refused", got)
				}
				return
			}
			if err != nil || string(got) != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	got, err := tomledit.Set(nil,
		tomledit.Setting{Table: "report", Key: "enabled", Value: tomledit.Bool(true)},
		tomledit.Setting{Table: "report", Key: "broker", Value: tomledit.List([]string{"mqtts://a:8883", "mqtts://b:8883"})})
	want := "\n[report]\nenabled = true\nbroker = [\"mqtts://a:8883\", \"mqtts://b:8883\"]\n"
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if _, err := tomledit.Set(nil, tomledit.Setting{Table: "a", Key: "b", Value: "\"open"}); err == nil {
		t.Error("got no error for a value that is none")
	}
}

// FuzzSet: what comes back has exactly the change, or nothing comes back.
func FuzzSet(f *testing.F) {
	f.Add([]byte("[unit]\nid = \"old\" # ours\n"))
	f.Add([]byte("[unit]\nid = [\"a\", # ]\n  \"b\"] # end\nx = 1\n"))
	f.Add([]byte("[unit]\nid = \"\"\"a\n[unit]\nb\"\"\"\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := tomledit.Setting{Table: "unit", Key: "id", Value: tomledit.Text("kb-01")}
		once, err := tomledit.Set(text, s)
		if err != nil {
			return
		}
		twice, err := tomledit.Set(once, s)
		if err != nil && !errors.Is(err, tomledit.ErrUnable) || err == nil && string(twice) != string(once) {
			t.Errorf("got %q, %v after %q, want the same", twice, err, once)
		}
	})
}
