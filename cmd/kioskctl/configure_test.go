package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// unit is a copy of the example to change.
func unit(t *testing.T) (file, text string) {
	t.Helper()
	b, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "unit.toml")
	put(t, file, string(b))
	return file, string(b)
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestConfigureByFlags(t *testing.T) {
	t.Parallel()
	file, text := unit(t)
	args := []string{
		"configure", file, "--unit", "cua-nam-02", "--printer", "tcp://192.168.1.60:9100", "--panel", "none", "--broker", "mqtts://a.example:8883,mqtts://b.example:8883",
		"--orientation", "portrait", "--set", "queue.rating_s=20", "--set", "services[1].doors=1",
	}
	out, err := runCommand(t, "", append(args, "--dry-run")...)
	if err != nil || !strings.Contains(out, "nothing was written") || read(t, file) != text {
		t.Errorf("--dry-run: got %q, %v", out, err)
	}
	if out, err = runCommand(t, "", args...); err != nil {
		t.Fatalf("got %q, %v", out, err)
	}
	kept, _ := filepath.Glob(file + ".bak-*")
	if len(kept) != 1 || read(t, kept[0]) != text || !strings.Contains(out, kept[0]) {
		t.Errorf("got %q, kept %v, want the file as it was", out, kept)
	}
	for _, want := range []string{
		`unit.id: "cua-nam-01" → "cua-nam-02"`, `printer.address: "usblp:///dev/usb/lp0" → "tcp://192.168.1.60:9100"`, `panel.kind: "serial" → "none"`,
		`screen.width_px: "1920" → "1080"`, `queue.rating_s: "30" → "20"`, `services[1].doors: "1, 2" → "1"`, "written and checked",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("got %q, want %q in it", out, want)
		}
	}
	now := read(t, file)
	for _, want := range []string{
		"id = \"cua-nam-02\"                       # required; a-z", `broker = ["mqtts://a.example:8883", "mqtts://b.example:8883"] # required if enabled`, "doors = [1]  ",
	} {
		if !strings.Contains(now, want) {
			t.Errorf("the file has no %q", want)
		}
	}
	if strings.Count(now, "\n") != strings.Count(text, "\n") || strings.Count(now, "#") != strings.Count(text, "#") {
		t.Error("lines or comments were lost")
	}
	if out, err := runCommand(t, "", args...); err != nil || !strings.Contains(out, "nothing changes") {
		t.Errorf("the same again: got %q, %v", out, err)
	}
	if kept, _ := filepath.Glob(file + ".bak-*"); len(kept) != 1 {
		t.Errorf("got %v, want nothing more kept", kept)
	}
}

func TestConfigureRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		args []string
		want string // on the output or in the error
	}{
		{"a setting that is none", []string{"--set", "unit.idd=x"}, "did you mean unit.id?"},
		{"a wrong type", []string{"--volume", "loud"}, "expected a whole number"},
		{"what does not check", []string{"--volume", "0"}, "speech.volume_pct: is 0, expected 1 to 100 percent"},
		{"what does not check elsewhere", []string{"--set", "nav.welcome=gate"}, "nav.welcome: is \"gate\""},
		{"all of them", []string{"--volume", "loud", "--set", "unit.idd=x"}, "did you mean unit.id?\nspeech.volume_pct"},
		{"no value", []string{"--set", "unit.id"}, "want KEY=VALUE"},
		{"no terminal and no flag", nil, "the form needs a terminal"},
		{"a new file over an old", []string{"--new", "--unit", "x"}, "is there already"},
		{"a language", []string{"--language", "fr"}, "want vi or en"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			file, text := unit(t)
			out, err := runCommand(t, "", append([]string{"configure", file}, tc.args...)...)
			if err == nil {
				t.Fatalf("got %q, want an error", out)
			}
			lines := out + err.Error()
			for want := range strings.SplitSeq(tc.want, "\n") {
				if !strings.Contains(lines, want) {
					t.Errorf("got %q, %v, want %q", out, err, want)
				}
			}
			names, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
			if read(t, file) != text || len(names) != 1 {
				t.Errorf("something was written: %v", names)
			}
		})
	}
}

func TestConfigureNew(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "new.toml")
	if out, err := runCommand(t, "", "configure", file, "--unit", "a-1"); err == nil || !strings.Contains(err.Error(), "--new begins one") {
		t.Errorf("got %q, %v, want what to do", out, err)
	}
	if out, err := runCommand(t, "", "configure", file, "--new", "--unit", "a-1"); err != nil || strings.Contains(out, "as it was") {
		t.Errorf("got %q, %v", out, err)
	}
	if out, err := runCommand(t, "", "config", "check", file); err != nil || !strings.Contains(read(t, file), "\nid = \"a-1\" ") {
		t.Errorf("got %q, %v", out, err)
	}
	// A file that did not check is changed if it does afterwards.
	put(t, file, strings.Replace(read(t, file), `id = "a-1"`, `id = "A 1"`, 1))
	if out, err := runCommand(t, "", "configure", file, "--voice", "en"); err == nil || !strings.Contains(out, "unit.id: is \"A 1\"") {
		t.Errorf("got %q, %v, want what is wrong", out, err)
	}
	if out, err := runCommand(t, "", "configure", file, "--unit", "a-2"); err != nil {
		t.Errorf("got %q, %v", out, err)
	}
	// An old one is brought up to the newest format with it.
	put(t, file, read(t, "../../config/testdata/format1-last.toml"))
	if out, err := runCommand(t, "", "configure", file, "--unit", "a-3"); err != nil || !strings.Contains(out, "format 1 → 2") || !strings.Contains(read(t, file), "version = 2") {
		t.Errorf("got %q, %v", out, err)
	}
}
