package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/speech/tonetest"
)

func TestModels(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "models")
	vad := filepath.Join(tonetest.Write(t, map[string][]byte{"Silero VAD.onnx": tonetest.VAD()}), "Silero VAD.onnx")
	asr := tonetest.Write(t, tonetest.Transducer(tonetest.Words()))
	steps := []struct {
		name  string
		args  []string
		want  string // in the output, or in the error
		fails bool
	}{
		{"nothing yet", []string{"list"}, "no models in " + dir, false},
		{"no licence", []string{"install", vad}, "no licence", true},
		{"a detector", []string{"install", vad, "--licence", "MIT", "--source", "tones"}, "installed silero-vad (vad silero-v5, 0.0 MB)", false},
		{"no language", []string{"install", asr, "--name", "tones", "--licence", "MIT", "--source", "tones"}, `lang ""`, true},
		{"a recogniser", []string{"install", asr, "--name", "tones", "--lang", "vi", "--licence", "MIT", "--source", "tones"}, "installed tones (asr zipformer-transducer", false},
		{"not there", []string{"install", asr + "/none"}, "no such file", true},
		{"both", []string{"list"}, "MIT, tones; used", false},
		{"whole", []string{"verify"}, "used", false},
		{"not that one", []string{"remove", "nothing"}, "there is none of that name", true},
		{"away", []string{"remove", "silero-vad"}, "removed silero-vad", false},
	}
	for _, s := range steps {
		out, err := runCommand(t, "", append([]string{"models", "--dir", dir}, s.args...)...)
		got := out
		if err != nil {
			got += err.Error()
		}
		if (err != nil) != s.fails || !strings.Contains(got, s.want) {
			t.Fatalf("%s: got %q, want %q, failure %v", s.name, got, s.want, s.fails)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "tones", "joiner.onnx"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := runCommand(t, "", "models", "--dir", dir, "verify", "--json")
	var got modelsVerified
	if jsonErr := json.Unmarshal([]byte(out), &got); err == nil || jsonErr != nil || got.OK || len(got.Models) != 1 || !strings.Contains(got.Models[0].Error, "joiner.onnx") {
		t.Errorf("a damaged file: got %q, %v, want it named and an error", out, err)
	}
}

// TestModelsTrial measures a recogniser that is a script.
func TestModelsTrial(t *testing.T) {
	t.Parallel()
	dir, wavs := t.TempDir(), t.TempDir()
	tonetest.Install(t, dir)
	for name, said := range map[string]string{"a": "Tôi muốn làm giấy khai sinh.", "b": "Có!"} {
		if err := os.WriteFile(filepath.Join(wavs, name+".wav"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(wavs, name+".txt"), []byte(said+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	script := func(lines ...string) string {
		name := filepath.Join(t.TempDir(), "speechd")
		if err := os.WriteFile(name, []byte("#!/bin/sh\ncat <<END\n"+strings.Join(lines, "\n")+"\nEND\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		return name
	}
	line := func(name, text string, seconds, took float64) string {
		return fmt.Sprintf(`{"file":%q,"text":%q,"seconds":%g,"took_s":%g}`, filepath.Join(wavs, name+".wav"), text, seconds, took)
	}
	good := script(line("a", "tôi muốn làm giấy sinh đi", 3, 0.3), line("b", "có", 1, 0.1))
	out, err := runCommand(t, "", "models", "--dir", dir, "verify", "--wav", wavs, "--speechd", good, "--json")
	var got modelsVerified
	if jsonErr := json.Unmarshal([]byte(out), &got); err != nil || jsonErr != nil || got.Trial == nil {
		t.Fatalf("got %q, %v, %v, want a trial", out, err, jsonErr)
	}
	// One word left out, one put in, of seven.
	if tr := got.Trial; tr.N != 2 || tr.Words != 7 || tr.Wrong != 2 || tr.WER < 0.28 || tr.WER > 0.29 || tr.RTF < 0.099 || tr.RTF > 0.101 {
		t.Errorf("got %+v, want 2 of 7 words wrong at a real-time factor of 0.1", tr)
	}
	out, err = runCommand(t, "", "models", "--dir", dir, "verify", "--wav", wavs, "--speechd", good)
	if want := "7 words, 2 wrong: word error rate 28.6 %; real-time factor 0.10 over 4 s"; err != nil || !strings.Contains(out, want) {
		t.Errorf("got %q, %v, want %q", out, err, want)
	}
	for name, speechd := range map[string]string{
		"half of the recordings": script(line("b", "có", 1, 0.1)),
		"no lines":               script("oops"),
		"no program":             filepath.Join(dir, "none"),
	} {
		if out, err := runCommand(t, "", "models", "--dir", dir, "verify", "--wav", wavs, "--speechd", speechd); err == nil {
			t.Errorf("%s: got %q, want an error", name, out)
		}
	}
	if _, err := runCommand(t, "", "models", "--dir", dir, "verify", "--wav", dir); err == nil {
		t.Error("no recordings: got no error")
	}
}

func TestTheDirectoryOfModels(t *testing.T) {
	t.Parallel()
	out, err := runCommand(t, "", "models", "--config", example, "list", "--json")
	if err != nil || !strings.Contains(out, `"dir":"/var/lib/tiepdan/models"`) {
		t.Errorf("of a configuration: got %q, %v, want the directory that it names", out, err)
	}
	if _, err := runCommand(t, "", "models", "--config", example, "--dir", "x", "list"); err == nil {
		t.Error("two directories: got no error")
	}
}
