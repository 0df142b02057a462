package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/speech/tonetest"
)

// TestModelsThatAreWanted: verify fails for what the configuration wants and
// nobody installed, and only for that.
func TestModelsThatAreWanted(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	asr := func(t *testing.T, dir string) { t.Helper(); tonetest.InstallASR(t, dir, nil) }
	all := func(t *testing.T, dir string) {
		t.Helper()
		tonetest.Install(t, dir)
		tonetest.InstallSpotter(t, dir, nil)
	}
	const wakes = `wake_words = ["khai sinh giấy"]`
	for _, tt := range []struct {
		name    string
		install func(*testing.T, string)
		setting []string // old, new, …
		want    string
		fails   bool
	}{
		{"nothing, nothing wanted", nil, nil, "none is wanted: espeak-ng speaks", false},
		{"wake words and nothing", nil, []string{"wake_words = []", wakes}, "lacking: speech.wake_words will not wake the robot: no model for wake words is installed: kioskctl models install", true},
		{"wake words and no recogniser", func(t *testing.T, dir string) { t.Helper(); tonetest.InstallSpotter(t, dir, nil) }, []string{"wake_words = []", wakes}, "lacking: no recogniser", true},
		{"wake words and all", all, []string{"wake_words = []", wakes}, "; used", false},
		{"a model for wake words and no words", all, nil, "not used: speech.wake_words is empty", false},
		{"another model for wake words", all, []string{"wake_words = []", wakes, `wake_model = ""`, `wake_model = "other"`}, "the model other for wake words is not installed", true},
		{"a recogniser alone", asr, nil, "lacking: no voice detector can be used", true},
		{"a detector alone", func(t *testing.T, dir string) { t.Helper(); tonetest.InstallVAD(t, dir, tonetest.VAD()) }, nil, "lacking: no recogniser can be used", true},
		{"a recogniser alone, and nobody listens", asr, []string{"listen = true ", "listen = false "}, "tones-vi", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "models")
			if tt.install != nil {
				tt.install(t, dir)
			}
			with := strings.Replace(string(text), `"/var/lib/tiepdan/models"`, `"`+dir+`"`, 1)
			with = strings.NewReplacer(tt.setting...).Replace(with)
			file := filepath.Join(t.TempDir(), "kioskd.toml")
			put(t, file, with)
			out, err := runCommand(t, "", "models", "verify", "--config", file)
			if (err != nil) != tt.fails || !strings.Contains(out, tt.want) || tt.fails != strings.Contains(out, "lacking") {
				t.Errorf("got %v and %s, want %q, failure %v", err, out, tt.want, tt.fails)
			}
		})
	}
}

func TestModelsOfADirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if out, err := runCommand(t, "", "models", "verify", "--dir", filepath.Join(dir, "none")); err == nil || !strings.Contains(err.Error(), "--dir") {
		t.Errorf("no directory: got %v and %s, want an error and what to do", err, out)
	}
	if out, err := runCommand(t, "", "models", "verify", "--dir", dir); err != nil || !strings.Contains(out, "no models in "+dir) || !strings.Contains(out, "no configuration was read") {
		t.Errorf("an empty one: got %v and %s, want that, and what was not looked at", err, out)
	}
}

// TestModelsThatCannotBeUsed: each is named, with why, by list or verify.
func TestModelsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	edit := func(name, old, to string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Replace(string(text), old, to, 1)
			if changed == string(text) {
				t.Fatalf("%s has no %q", name, old)
			}
			put(t, filepath.Join(dir, name), changed)
		}
	}
	for _, tt := range []struct {
		name  string
		spoil func(*testing.T, string)
		want  string
	}{
		{"no manifest", func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Remove(filepath.Join(dir, "model.json")); err != nil {
				t.Fatal(err)
			}
		}, "cannot read the manifest"},
		{"a corrupt manifest", edit("model.json", "{", "{{"), "cannot read model.json"},
		{"a manifest of a newer version", edit("model.json", `"format": 1`, `"format": 2, "tuning": {}`), "it has format 2, and this program knows 1"},
		{"another name", edit("model.json", `"name": "tones-vi"`, `"name": "others"`), `its manifest is of "others"`},
		{"another size", edit("tokens.txt", "khai", "khaii"), "bytes, want"},
		{"another sum", edit("tokens.txt", "khai", "khaj"), "SHA-256 is another one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			tonetest.Install(t, dir)
			tt.spoil(t, filepath.Join(dir, "tones-vi"))
			out, err := runCommand(t, "", "models", "verify", "--dir", dir)
			if err == nil || !strings.Contains(out, tt.want) || !strings.Contains(out, "tones-vi") {
				t.Errorf("got %v and %s, want %q of tones-vi", err, out, tt.want)
			}
			if out, err := runCommand(t, "", "models", "list", "--dir", dir); err != nil || !strings.Contains(out, "tones-vi") {
				t.Errorf("list: got %v and %s, want it listed all the same", err, out)
			}
			if out, err := runCommand(t, "", "models", "remove", "tones-vi", "--dir", dir); err != nil {
				t.Errorf("remove: got %v and %s, want it gone", err, out)
			}
		})
	}
}
