package edit_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"tiepdan/config/edit"
)

const sample = `# A robot.
# Its file.

version = 1 # of the format
printer.address = "tcp://a"   # where it is

[unit] # who
id = "a-1"      # its name
ward = "Phường A"

# The doors.
[[doors]]
number = 1
[doors.hours]
mon = ["08:00-12:00", # morning
  "13:00-17:00"] # afternoon

[[doors]]
number = 2 # two

[nav]
speed_mps = 0.6
tray = {kind = "none", pins = ["#1", ']']}
`

func TestChanges(t *testing.T) {
	t.Parallel()
	set := func(key, value string) func(*edit.File) error {
		return func(f *edit.File) error { return f.Set(key, value) }
	}
	remove := func(key string) func(*edit.File) error {
		return func(f *edit.File) error { _, err := f.Remove(key); return err }
	}
	move := func(from, to string) func(*edit.File) error {
		return func(f *edit.File) error { _, err := f.Move(from, to); return err }
	}
	tests := []struct {
		name     string
		do       func(*edit.File) error
		old, new string // of the sample
	}{
		{"a value, its comment in its column", set("unit.id", `"b-22"`), `id = "a-1"      # its`, `id = "b-22"     # its`},
		{"a long value", set("unit.id", `"a-very-long-name"`), `id = "a-1"      # its`, `id = "a-very-long-name" # its`},
		{"a dotted key", set("printer.address", `"usblp:///dev/usb/lp0"`), `"tcp://a"   #`, `"usblp:///dev/usb/lp0" #`},
		{"beside a dotted key", set("printer.model", `"auto"`), "# where it is\n", "# where it is\nprinter.model = \"auto\"\n"},
		{"a list over several lines", set("doors[1].hours.mon", `[]`), "[\"08:00-12:00\", # morning\n  \"13:00-17:00\"]", "[]"},
		{"the second item of a list", set("doors[2].number", `3`), `number = 2 # two`, `number = 3 # two`},
		{"new in a table", set("unit.ward_en", `"A"`), "ward = \"Phường A\"\n", "ward = \"Phường A\"\nward_en = \"A\"\n"},
		{"new in a list's item", set("doors[2].place", `"x"`), "# two\n", "# two\nplace = \"x\"\n"},
		{"a new table in a list's item", set("doors[2].hours.sat", `[]`), "# two\n", "# two\n\n[doors.hours]\nsat = []\n"},
		{"a new table", set("speech.voice", `"vi"`), "']']}\n", "']']}\n\n[speech]\nvoice = \"vi\"\n"},
		{"within braces", set("nav.tray.kind", `"gpio"`), `kind = "none"`, `kind = "gpio"`},
		{"new within braces", set("nav.tray.device", `"/dev/x"`), `']']}`, `']'], device = "/dev/x"}`},
		{"at the root", set("name", `"x"`), "# where it is\n", "# where it is\nname = \"x\"\n"},
		{"remove", remove("unit.id"), "id = \"a-1\"      # its name\n", ""},
		{"remove what is not there", remove("unit.idd"), "", ""},
		{"remove the first within braces", remove("nav.tray.kind"), `kind = "none", `, ""},
		{"remove the last within braces", remove("nav.tray.pins"), `, pins = ["#1", ']']`, ""},
		{"rename", move("nav.speed_mps", "nav.speed"), "speed_mps = 0.6\ntray = {kind = \"none\", pins = [\"#1\", ']']}\n", "tray = {kind = \"none\", pins = [\"#1\", ']']}\nspeed = 0.6\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := parse(t, sample)
			if err := tt.do(f); err != nil {
				t.Fatal(err)
			}
			if tt.old != "" && strings.Count(sample, tt.old) != 1 {
				t.Fatalf("%q is not once in the sample", tt.old)
			}
			if got, want := string(f.Bytes()), strings.Replace(sample, tt.old, tt.new, 1); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if err := toml.Unmarshal(f.Bytes(), &map[string]any{}); err != nil {
				t.Errorf("got no TOML: %v", err)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	f := parse(t, sample)
	for key, want := range map[string]string{
		"nav.tray": "is a table", "doors[3].number": "there is no doors[3]", "doors[1].hours.mon[1]": "the whole list", "version.x": "version is no table",
	} {
		if err := f.Set(key, "1"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", key, err, want)
		}
	}
	if got := string(f.Bytes()); got != sample {
		t.Errorf("got\n%s\nwant it unchanged", got)
	}
	if _, err := edit.Parse([]byte("a = [")); err == nil {
		t.Error("broken TOML: got no error")
	}
}

// A setting that moved is found where it was in the original.
func TestOrigin(t *testing.T) {
	t.Parallel()
	f := parse(t, sample)
	was := line(t, sample, "mon = ")
	for _, to := range []string{"hours.mon", "nav.mon", "mon"} {
		from := "doors[1].hours.mon"
		if _, ok := f.Value(from); !ok {
			from = map[string]string{"nav.mon": "hours.mon", "mon": "nav.mon"}[to]
		}
		if moved, err := f.Move(from, to); !moved || err != nil {
			t.Fatalf("%s to %s: got %v, %v", from, to, moved, err)
		}
		now := string(f.Bytes())
		for i, text := range []string{"mon = ", `"13:00-17:00"]`} {
			if got := f.Origin(line(t, now, text)); got != was+i {
				t.Errorf("%s: %q: got line %d, want %d in\n%s", to, text, got, was+i, now)
			}
		}
		if !strings.Contains(now, "# afternoon") {
			t.Errorf("the comment is lost:\n%s", now)
		}
	}
	for _, text := range []string{"version = 1", "[unit]", "number = 2", "speed_mps"} {
		if got, want := f.Origin(line(t, string(f.Bytes()), text)), line(t, sample, text); got != want {
			t.Errorf("%q: got line %d, want %d", text, got, want)
		}
	}
}

func TestFromWindows(t *testing.T) {
	t.Parallel()
	f := parse(t, "\ufeffa = 1 # one\r\n[b]\r\nc = 2")
	for key, value := range map[string]string{"a": "10", "b.d": "3"} {
		if err := f.Set(key, value); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := string(f.Bytes()), "\ufeffa = 10 # one\r\n[b]\r\nc = 2\r\nd = 3\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func parse(t *testing.T, text string) *edit.File {
	t.Helper()
	f, err := edit.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func line(t *testing.T, text, what string) int {
	t.Helper()
	before, _, ok := strings.Cut(text, what)
	if !ok {
		t.Fatalf("no %q in\n%s", what, text)
	}
	return 1 + strings.Count(before, "\n")
}

// Whatever is changed, the file stays TOML, and every other setting is as it was.
func FuzzSet(f *testing.F) {
	f.Add([]byte(sample), 3, "nav.speed_mps", `"x"`)
	f.Add([]byte("a.b = {c = {}, d = [{e = \"\"\"x\"\"\"\"}]}\n\"q r\".s = 1979-05-27 07:32:00 # x"), 1, "a.b.c.z", "[1, 2]")
	f.Add([]byte("a = 1"), 0, "b.c", "true")
	f.Fuzz(func(t *testing.T, text []byte, which int, added, value string) {
		if toml.Unmarshal(text, &map[string]any{}) != nil || toml.Unmarshal([]byte("x = "+value), &map[string]any{}) != nil || strings.ContainsAny(value, "#\n\r") {
			return
		}
		file, err := edit.Parse(text)
		if err != nil {
			t.Fatalf("cannot read what is TOML: %v", err)
		}
		keys := file.Keys()
		before := map[string]string{}
		for _, key := range keys {
			before[key], _ = file.Value(key)
		}
		key := added
		if len(keys) > 0 && which%2 == 0 {
			key = keys[(which%len(keys)+len(keys))%len(keys)]
		}
		if toml.Unmarshal([]byte(key+" = 1"), &map[string]any{}) != nil && before[key] == "" || strings.ContainsAny(key, "\"' #\t") {
			return
		}
		if err := file.Set(key, value); err != nil {
			return
		}
		again, err := edit.Parse(file.Bytes())
		if err != nil {
			t.Fatalf("Set(%q, %q) of\n%s\ngot\n%s\n%v", key, value, text, file.Bytes(), err)
		}
		if got, _ := again.Value(key); strings.TrimSpace(got) != strings.TrimSpace(value) {
			t.Fatalf("Set(%q, %q) of\n%q\ngot %q in\n%q", key, value, text, got, file.Bytes())
		}
		after := map[string]string{}
		for _, k := range again.Keys() {
			if _, old := before[k]; old && k != key {
				after[k], _ = again.Value(k)
			}
		}
		delete(before, key)
		for k := range before {
			if strings.HasPrefix(k, key+".") || strings.HasPrefix(k, key+"[") || strings.HasPrefix(key, k) {
				delete(before, k)
				delete(after, k)
			}
		}
		if !reflect.DeepEqual(after, before) {
			t.Fatalf("Set(%q, %q) of\n%q\ngot %v, want %v in\n%q", key, value, text, after, before, file.Bytes())
		}
	})
}
