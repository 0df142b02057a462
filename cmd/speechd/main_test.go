package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
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
