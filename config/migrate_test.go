package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tiepdan/config"
)

// TestOldFiles: files as earlier programs came with are read, and what Migrate
// makes of them says the same.
func TestOldFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/format1-*.toml")
	if err != nil || len(files) < 2 {
		t.Fatalf("got %v, %v, want at least two old files", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			old, err := config.Load(file)
			if err != nil {
				t.Fatalf("the old file: %v", err)
			}
			if old.Format() != 1 || old.Version != config.Version {
				t.Errorf("got format %d read as %d, want 1 read as %d", old.Format(), old.Version, config.Version)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m, err := config.Migrate(text)
			if err != nil || m.From != 1 || m.To != config.Version || len(m.Steps) == 0 {
				t.Fatalf("got %+v, %v", m, err)
			}
			now, err := config.Parse(file, m.Text)
			if err != nil {
				t.Fatalf("the migrated file: %v", err)
			}
			if now.Format() != config.Version {
				t.Errorf("got format %d, want the newest", now.Format())
			}
			for i, pair := range [][2]any{{now.Unit, old.Unit}, {now.Hours, old.Hours}, {now.Nav, old.Nav}, {now.Speech, old.Speech}, {now.Doors, old.Doors}} {
				if !reflect.DeepEqual(pair[0], pair[1]) {
					t.Errorf("part %d: got %+v, want %+v", i, pair[0], pair[1])
				}
			}
			comments := func(s string) int { return strings.Count(s, "#") }
			if got, want := comments(string(m.Text)), comments(string(text)); got != want {
				t.Errorf("got %d comments, want the %d of the old file", got, want)
			}
			if again, err := config.Migrate(m.Text); err != nil || len(again.Steps) > 0 || string(again.Text) != string(m.Text) {
				t.Errorf("once more: got %v, %v, want nothing to do", again.Steps, err)
			}
		})
	}
}

// TestNoVersion: a version that is none is neither checked nor migrated.
func TestNoVersion(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"-1", "0", `"x"`, `"2"`, "1.5", "99999999999", "true"} {
		text := strings.Replace(minimal, "version = 2", "version = "+bad, 1)
		if text == minimal {
			t.Fatal("the file names no version")
		}
		before, _, _ := strings.Cut(text, "version = ")
		line := 1 + strings.Count(before, "\n")
		_, err := config.Migrate([]byte(text))
		if wrong, ok := errors.AsType[*config.VersionError](err); !ok || wrong.Line != line || wrong.Column != len("version = ")+1 || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s: migrating: got %v, want it refused at its place", bad, err)
		}
		_, err = config.Parse("unit.toml", []byte(text))
		problems, ok := errors.AsType[*config.Errors](err)
		if !ok || len(problems.Problems) != 1 || problems.Problems[0].Key != "version" || problems.Problems[0].Line != line || problems.Problems[0].Column != len("version = ")+1 {
			t.Errorf("%s: checking: got %v, want one problem at its place", bad, err)
		}
	}
	if m, err := config.Migrate([]byte("version = 0x1\n")); err != nil || m.From != 1 {
		t.Errorf("a version in digits of another kind: got %+v, %v", m, err)
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, old, want string }{
		{"no version", "# Unit 1.\n\n[unit]\nid = \"a\"\n", "# Unit 1.\nversion = 2\n\n[unit]\nid = \"a\"\n"},
		{"only the version", "version = 1 # old\n", "version = 2 # old\n"},
		{
			"to a table that is there", "version = 1\n[hours]\nmon = []\n\n[nav]\n# At night.\nquiet = [\"21:00-07:00\"] # as agreed\nspeed_mps = 0.5\n",
			"version = 2\n[hours]\nmon = []\nquiet = [\"21:00-07:00\"] # as agreed\n\n[nav]\n# At night.\nspeed_mps = 0.5\n",
		},
		{"to a new table", "nav = {quiet = [\"21:00-07:00\"], lunch = []}\n", "nav = {}\nversion = 2\n\n[hours]\nquiet = [\"21:00-07:00\"]\nlunch = []\n"},
		{"set in both", "version = 1\n[hours]\nquiet = []\n[nav]\nquiet = [\"21:00-07:00\"]\n", "version = 2\n[hours]\nquiet = []\n[nav]\n"},
		{"newest", "version = 2\n[nav]\nquiet = []\n", "version = 2\n[nav]\nquiet = []\n"},
	} {
		m, err := config.Migrate([]byte(tc.old))
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if got := string(m.Text); got != tc.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tc.name, got, tc.want)
		}
	}
	if _, err := config.Migrate([]byte("version = 7\n")); !errors.Is(err, config.ErrNewer) {
		t.Errorf("a newer file: got %v, want ErrNewer", err)
	}
	if _, err := config.Migrate([]byte("version = [\n")); err == nil {
		t.Error("no TOML: got no error")
	}
}

// A problem of an old file is reported at the line that its author wrote.
func TestOldFilesProblems(t *testing.T) {
	t.Parallel()
	text := strings.Replace(minimal, "version = 2\n", "", 1) + "[speech]\nvolume_pct = 0\nvoice = \n[nav]\nlunch = [\"noon\"]\nquite = []\n"
	want := map[string]string{"volume_pct = 0": "speech.volume_pct", "voice = ": "", "lunch = ": "hours.lunch[1]", "quite = ": "nav.quite"}
	got := problems(t, text)
	if len(got) != len(want) {
		t.Errorf("got %d problems, want %d:\n%v", len(got), len(want), &config.Errors{Problems: got})
	}
	for at, key := range want {
		line, _ := lineOf(t, text, at)
		found := false
		for _, p := range got {
			found = found || p.Line == line && p.Key == key
		}
		if !found {
			t.Errorf("no problem of %q on line %d:\n%v", key, line, &config.Errors{Problems: got})
		}
	}
}

func FuzzMigrate(f *testing.F) {
	f.Add([]byte("nav = {quiet = [\"21:00-07:00\"], lunch = []}\n"))
	f.Add([]byte("version = 1\n[hours]\nmon = []\n\n[nav]\nquiet = [\"a\"] # b\n"))
	f.Add([]byte("nav.quiet = []\nhours.mon = []\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := config.Migrate(text)
		if err != nil {
			return
		}
		again, err := config.Migrate(m.Text)
		if err != nil || again.From != config.Version || string(again.Text) != string(m.Text) {
			t.Fatalf("%q became %q, which became %+v, %v", text, m.Text, again, err)
		}
	})
}
