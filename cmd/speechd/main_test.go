package main

import (
	"bytes"
	"strings"
	"testing"

	"tiepdan/speech/tonetest"
)

func TestRun(t *testing.T) {
	t.Parallel()
	dir, models := t.TempDir(), t.TempDir()
	tonetest.Install(t, models)
	voices := t.TempDir()
	tonetest.InstallVoice(t, voices, "vi", nil)
	recordings := tonetest.Write(t, map[string][]byte{"said.wav": tonetest.WAV(tonetest.Say("giấy khai sinh"), tonetest.Rate), "text.wav": []byte("text")})
	wav, text := recordings+"/said.wav", recordings+"/text.wav"
	const listen = `{"v":1,"op":"listen","id":"a","lang":"vi"}` + "\n"
	tests := []struct {
		name       string
		args       []string
		in         string
		out        string // within standard output
		complaints string // within standard error or the error
		fails      bool
	}{
		{"version", []string{"--version"}, "", "speechd ", "", false},
		{"help", []string{"--help"}, "", "", "-wav-dir", false},
		{"input closed", []string{"--output=wav", "--wav-dir=" + dir}, "", `"event":"hello"`, "", false},
		{
			"no synthesiser",
			[]string{"--output=wav", "--wav-dir=" + dir, "--espeak=" + dir + "/none"},
			"",
			`"mute":"cannot find ` + dir + `/none: is the package installed?"`, "", false,
		},
		{"unknown flag", []string{"--loud"}, "", "", "loud", true},
		{"stray argument", []string{"hello"}, "", "", "hello", true},
		{"speed", []string{"--speed=900"}, "", "", "900", true},
		{"output", []string{"--output=radio"}, "", "", "radio", true},
		{"no directory", []string{"--output=wav"}, "", "", "no directory", true},
		{"hears nothing yet", []string{"--output=wav", "--wav-dir=" + dir, "--input=auto", "--models=" + dir + "/none"}, listen, `"event":"deaf"`, "", false},
		{"hears, but from where", []string{"--output=wav", "--wav-dir=" + dir, "--input=radio", "--models=" + dir}, "", "", "radio", true},
		{"hears with nothing", []string{"--output=wav", "--wav-dir=" + dir, "--input=auto"}, "", "", "--models", true},
		{"for ever", []string{"--listen-most=1h"}, "", "", "1h0m0s", true},
		{"transcribes nothing", []string{"--transcribe", "--models=" + dir + "/none", wav}, "", "", "kioskctl models install", true},
		{"transcribes", []string{"--transcribe", "--models=" + models, wav}, "", `"text":"giấy khai sinh","seconds":1.08`, "", false},
		{"transcribes what is not there", []string{"--transcribe", "--models=" + models, wav + ".none"}, "", "", "no such file", true},
		{"transcribes what is no sound", []string{"--transcribe", "--models=" + models, text}, "", "", "no WAV file", true},
		{"speaks", []string{"--speak=mời đến", "--models=" + voices, "--wav-dir=" + dir}, "", `"text":"mời đến","seconds":0.4`, "", false},
		{"speaks without a voice", []string{"--speak=a", "--lang=en", "--models=" + voices, "--wav-dir=" + dir}, "", "", "no neural voice", true},
		{"speaks to nowhere", []string{"--speak=a", "--models=" + voices, "--wav-dir=" + dir + "/none"}, "", "", "cannot write", true},
		{"speaks with nothing", []string{"--speak=a"}, "", "", "--models", true},
		{"speaks into nothing", []string{"--speak=a", "--models=" + voices}, "", "", "--wav-dir", true},
		{"another language", []string{"--transcribe", "--models=" + models, "--lang=en", wav}, "", "", "cannot transcribe in en", true},
		{"music", []string{"--output=wav", "--wav-dir=" + dir, "--music=built-in"}, `{"v":1,"op":"music","volume":80}` + "\n", `"event":"hello"`, "", false},
		{"music of a directory", []string{"--output=wav", "--wav-dir=" + dir, "--music=files", "--music-dir=" + dir + "/none"}, "", `"event":"hello"`, "", false},
		{"music from where", []string{"--music=radio"}, "", "", "radio", true},
		{"music of no directory", []string{"--music=files"}, "", "", "--music-dir", true},
		{"music louder than speech", []string{"--music=built-in", "--music-db=0"}, "", "", "music-db 0", true},
		{"directory not to be made", []string{"--output=wav", "--wav-dir=/dev/null/x"}, "", "", "/dev/null", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out, complaints bytes.Buffer
			err := run(tt.args, strings.NewReader(tt.in), &out, &complaints)
			if err != nil {
				complaints.WriteString(err.Error())
			}
			if (err != nil) != tt.fails || !strings.Contains(out.String(), tt.out) || !strings.Contains(complaints.String(), tt.complaints) {
				t.Errorf("run(%q): got output %q, complaints %q, error %v; want %q, %q, failure %v",
					tt.args, out.String(), complaints.String(), err, tt.out, tt.complaints, tt.fails)
			}
		})
	}
}
