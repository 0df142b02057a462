package edit_test

import (
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"tiepdan/config/edit"
)

func TestApply(t *testing.T) {
	t.Parallel()
	got, err := edit.Apply([]byte("[unit] # ours\nid = \"old\"\n"),
		edit.Setting{Key: "unit.id", Value: edit.Text("kb-01")},
		edit.Setting{Key: "report.broker", Value: edit.List([]string{"mqtts://a:8883", "mqtts://b:8883"})})
	want := "[unit] # ours\nid = \"kb-01\"\n\n[report]\nbroker = [\"mqtts://a:8883\", \"mqtts://b:8883\"]\n"
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	for name, tt := range map[string]struct {
		text, want string
		setting    edit.Setting
	}{
		"no TOML":         {"[unit\n", "cannot change settings", edit.Setting{Key: "unit.id", Value: "1"}},
		"a table":         {"[unit]\nid = 1\n", "cannot set unit", edit.Setting{Key: "unit", Value: "1"}},
		"dotted keys":     {"unit.id = 1\n", "a person has to change", edit.Setting{Key: "unit", Value: "1"}},
		"no value at all": {"[unit]\nid = 1\n", "cannot set unit.id", edit.Setting{Key: "unit.id", Value: `"open`}},
	} {
		if got, err := edit.Apply([]byte(tt.text), tt.setting); err == nil || !strings.Contains(err.Error(), tt.want) || got != nil {
			t.Errorf("%s: got %q, %v, want %q and no text", name, got, err, tt.want)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "Phường Cửa Nam", `a "b" \c`, "tab\tline\nbell\a del\x7f", "[unit]\nid = 1"} {
		var got struct{ V []string }
		if err := toml.Unmarshal([]byte("v = "+edit.List([]string{s, s})), &got); err != nil || len(got.V) != 2 || got.V[1] != s {
			t.Errorf("%q: got %q, %v", s, got.V, err)
		}
	}
}
