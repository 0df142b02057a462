package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tiepdan/config"
)

const example = "tiepdan.example.toml"

func readExample(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// edit replaces one line of the example, given as old, by another.
func edit(t *testing.T, text, old, replacement string) string {
	t.Helper()
	if strings.Count(text, old) == 0 {
		t.Fatalf("the example has no %q", old)
	}
	return strings.Replace(text, old, replacement, 1)
}

// problems parses a text and returns what is wrong with it, one string each.
func problems(t *testing.T, text string) []config.Problem {
	t.Helper()
	c, err := config.Parse("unit.toml", []byte(text))
	if err == nil {
		return nil
	}
	if c != nil {
		t.Errorf("got a configuration beside the error %v", err)
	}
	errs, ok := errors.AsType[*config.Errors](err)
	if !ok || len(errs.Problems) == 0 {
		t.Fatalf("got error %v (%T), want *config.Errors with problems", err, err)
	}
	return errs.Problems
}

// lineOf returns the line and column of the text that comes first.
func lineOf(t *testing.T, text, what string) (line, column int) {
	t.Helper()
	before, _, found := strings.Cut(text, what)
	if !found {
		t.Fatalf("no %q in the text", what)
	}
	return 1 + strings.Count(before, "\n"), len(before) - strings.LastIndexByte(before, '\n')
}

// minimal is the least that is a configuration.
const minimal = `version = 2
unit = {id = "r1", ward = "Phường Cửa Nam", ward_en = "Cua Nam", commune = "cua-nam"}
printer.address = "tcp://192.0.2.7"
report.enabled = false
[[services]]
id = "a"
prefix = "A"
name_vi = "Chứng thực"
name_en = "Certification"
doors = [1]
[[doors]]
number = 1
name_vi = "Cửa số 1"
name_en = "Door 1"
pin_hash = "$2b$10$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
`

func TestDefaultsAndDerived(t *testing.T) {
	c, err := config.Parse("unit.toml", []byte(minimal))
	if err != nil {
		t.Fatalf("the least configuration: got\n%v\nwant no error", err)
	}
	want := config.Default()
	if len(c.Queue.Classes) != 5 || c.Queue.Classes[0].ID != "cao-tuoi" {
		t.Errorf("classes: got %+v, want the usual five", c.Queue.Classes)
	}
	want.Queue.Classes = c.Queue.Classes
	if !reflect.DeepEqual(c.Queue, want.Queue) || c.Nav.SpeedMPS != want.Nav.SpeedMPS || c.Console != want.Console ||
		c.Screen != want.Screen || c.Unit.StateDir != want.Unit.StateDir {
		t.Errorf("got %+v, want the defaults %+v", c, want)
	}
	if got, want := c.Speech.WAVDir, "/var/lib/tiepdan/wav"; got != want {
		t.Errorf("speech.wav_dir: got %q, want %q", got, want)
	}
	c, err = config.Parse("unit.toml", []byte(minimal+"[screen]\norientation = \"portrait\"\n"))
	if err != nil || c.Screen.WidthPx != 1080 || c.Screen.HeightPx != 1920 {
		t.Errorf("portrait: got %+v, %v, want 1080 by 1920", c, err)
	}
}

// Some defaults follow other settings.
func TestDerived(t *testing.T) {
	text := strings.Replace(minimal, `commune = "cua-nam"`, `commune = "cua-nam", portal_url = "https://portal.example"`, 1) +
		"[rating]\nreasons_for = [\"dissatisfied\"]\n[[announcements]]\nvi = \"a\"\nen = \"a\"\n" +
		"[screen]\norientation = \"portrait\"\nidle_reset_s = 12\n"
	c, err := config.Parse("unit.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if c.Screen.HeightMM != 476 || c.Screen.WarnBeforeS != 6 {
		t.Errorf("got a portrait screen %d mm high, warning %d s before 12 s, want 476 and 6", c.Screen.HeightMM, c.Screen.WarnBeforeS)
	}
	if c.Unit.HelpURL != "https://portal.example" || c.Announcements[0].Kind != "announcement" {
		t.Errorf("got help %q, kind %q, want the portal and announcement", c.Unit.HelpURL, c.Announcements[0].Kind)
	}
	if got := c.Rating.ReasonsFor; len(got) != 1 || got[0] != "dissatisfied" {
		t.Errorf("got reasons for %v, want the file's list instead of the default", got)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	if _, err := config.Load(filepath.Join(dir, "none.toml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Load of nothing: got %v, want fs.ErrNotExist", err)
	}
	path := filepath.Join(dir, "bad.toml")
	if err := os.WriteFile(path, []byte("version = 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(path)
	if err == nil || !strings.HasPrefix(err.Error(), path+":1:1: ") {
		t.Errorf("Load: got %v, want problems that begin with %s:1:1", err, path)
	}
	// An editor on Windows may put a byte order mark first, and CR LF.
	windows := "\ufeff" + strings.ReplaceAll(minimal, "\n", "\r\n")
	if _, err := config.Parse(path, []byte(windows)); err != nil {
		t.Errorf("file from Windows: got %v, want no error", err)
	}
}

// Everything at once: syntax, unknown keys, types and meaning.
func TestAllProblemsAtOnce(t *testing.T) {
	text := readExample(t)
	edits := []struct{ old, new, at, want string }{
		{`day_reset = "00:00" `, `day_reset = 0:00" `, `0:00" `, `not TOML: `},
		{`idle_reset_s = 120`, `idle_rest_s = 120`, `idle_rest_s`, `screen.idle_rest_s: is not a setting, did you mean idle_reset_s?`},
		{`[panel]`, `[pannel]`, `pannel]`, `pannel: is not a setting, did you mean panel?`},
		{`width_px = 1920`, `width_px = "1920"`, `"1920"`, `screen.width_px: is a text, expected a whole number`},
		{`prefix = "B"`, `prefix = "A" # again`, `prefix = "A" # again`, `services[2].prefix: is "A", which services[1].prefix (line 41) has already, expected one of its own`},
		{`doors = [3]`, `doors = [3, 9]`, `9]`, `services[3].doors[2]: is door 9, which no [[doors]] has, expected one of 1, 2, 3, 4, 5`},
		{`doors = [4]`, `doors = [4, "5"]`, `"5"]`, `services[4].doors[2]: is a text, expected a whole number`},
		{`place = "door-4"`, `place = "dor-4"`, `place = "dor-4"`, `doors[4].place: is "dor-4", which nav.places does not have, did you mean "door-4"?`},
		{`rating_s = 30 `, `rating_s = 3 `, `rating_s = 3 `, `queue.rating_s: is 3, expected 5 to 300 seconds`},
		{`recall_limit = 2`, `recall_limit = 2.5`, `2.5`, `queue.recall_limit: is a number with a fraction, expected a whole number`},
		{`volume_pct = 80`, `volume_pct = 99999999999999999999`, `99999999999999999999`, `speech.volume_pct: `},
		{`session_h = 10`, "session_h = 10\nsession_h = 11", "session_h = 11", `console.session_h: `},
		{`en = "Please have your identity card and papers ready."`, `en = "Copies are free  of Charge."`, `en = "Copies`, `announcements[1].en: says "free of charge"`},
	}
	for _, e := range edits {
		text = edit(t, text, e.old, e.new)
	}
	got := problems(t, text)
	for _, e := range edits {
		line, column := lineOf(t, text, e.at)
		found := false
		for _, p := range got {
			if p.Line == line && strings.Contains(p.String(), e.want) {
				found = true
				if p.Column != column && e.want != "not TOML: " {
					t.Errorf("%s: got column %d, want %d", p, p.Column, column)
				}
			}
		}
		if !found {
			t.Errorf("no problem on line %d that says %q", line, e.want)
		}
	}
	if len(got) != len(edits) {
		t.Errorf("got %d problems, want %d: none twice, none that follows from another", len(got), len(edits))
	}
	if t.Failed() {
		t.Logf("problems:\n%v", &config.Errors{Problems: got})
	}
}

func TestAnEmptyFileNamesWhatIsRequired(t *testing.T) {
	var text strings.Builder
	for _, p := range problems(t, "") {
		text.WriteString(p.String() + "\n")
	}
	for _, key := range []string{
		"unit.id", "unit.ward", "unit.ward_en", "unit.commune", "services", "doors",
		"printer.address", "report.broker",
	} {
		if want := "unit.toml:1:1: " + key + ": is missing, expected "; !strings.Contains(text.String(), want) {
			t.Errorf("no problem %q in\n%s", want, text.String())
		}
	}
}

// What cannot be read further is said to be so, and what stands before it is
// still checked, without guesses about the rest.
func TestUnclosedList(t *testing.T) {
	text := "version = 1\n[unit]\nidd = \"x\"\n[queue]\nrating_s = [1,\nrecall_limit = 3\n[nav]\n"
	got := problems(t, text)
	if len(got) != 2 || got[0].Line != 3 || got[1].Line != 6 || !strings.Contains(got[1].Message, "not TOML") {
		t.Errorf("got\n%v\nwant line 3 (idd) and line 6 (not TOML)", &config.Errors{Problems: got})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(minimal)) // not the example: the fuzzer minimises what it is given
	f.Add([]byte("[[doors]\n[doors]\nx = [1, {a = 2}]\n\"a b\".c = nan\n[unit]\n[unit]\nunit.id = 1"))
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := 1 + strings.Count(string(text), "\n")
		_, err := config.Parse("f", text)
		if err == nil {
			return
		}
		errs, ok := errors.AsType[*config.Errors](err)
		if !ok || len(errs.Problems) == 0 {
			t.Fatalf("got %v (%T), want *config.Errors with problems", err, err)
		}
		for _, p := range errs.Problems {
			if p.Line < 1 || p.Line > lines || p.Column < 1 || p.Message == "" {
				t.Fatalf("got %+v, want a place within the %d lines and a message", p, lines)
			}
		}
	})
}
