package speechtest_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/speech/speechtest"
)

const said = "Xin mời số thứ tự A không một hai"

// record makes a WAV with sox and espeak-ng alone: the sentence between two
// tones, through sox effects.
func record(t *testing.T, text string, effects ...string) string {
	t.Helper()
	dir := t.TempDir()
	out := filepath.Join(dir, "out.wav")
	sh := `espeak-ng -b 1 -v vi -s 150 -w "$1/s.wav" --stdin && sox -n -r 22050 -b 16 -c 1 "$1/t.wav" synth 0.7 sine 500 vol 0.5 &&
		sox "$1/t.wav" "$1/s.wav" "$1/t.wav" "$1/all.wav" && d=$1 && shift && sox "$d/all.wav" "$d/out.wav" "$@"`
	cmd := exec.Command("sh", append([]string{"-c", sh, "sh", dir}, effects...)...)
	cmd.Stdin = strings.NewReader(text)
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("cannot make a recording: %v: %s", err, msg)
	}
	return out
}

func TestContains(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		recorded  string
		effects   []string
		low, high float64
	}{
		{"same", said, []string{"vol", "0.9"}, speechtest.Match, 1.001},
		{"quiet", said, []string{"vol", "0.1"}, speechtest.Match, 1.001},
		{"resampled", said, []string{"rate", "48000"}, speechtest.Match, 1.001},
		{"later", said, []string{"pad", "1.2345", "0.5"}, speechtest.Match, 1.001},
		{"one number other", "Xin mời số thứ tự A không một ba", nil, 0, 0.6},
		{"one letter other", "Xin mời số thứ tự B không một hai", nil, 0, 0.6},
		{"one number other within", "Xin mời số thứ tự A không hai hai", nil, 0, 0.6},
		{"another sentence", "Xin chào ông bà, mời ông bà ngồi chờ", nil, 0, 0.3},
		{"nothing", ".", nil, 0, 0.3},
		{"cut off", said, []string{"trim", "0", "2.2"}, 0, 0.6},
		{"a gap inside", said, []string{"pad", "0.1@2"}, 0, 0.6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := speechtest.Contains(record(t, tt.recorded, tt.effects...), "vi", said)
			if err != nil || got < tt.low || got > tt.high {
				t.Errorf("score: got %.3f, %v, want %v to %v", got, err, tt.low, tt.high)
			}
		})
	}
}

func TestHeard(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		recorded  string
		effects   []string
		low, high float64
	}{
		{"same", said, nil, 0.99, 1},
		{"with gaps", said, []string{"vol", "0.6", "pad", "0.1@1.51", "0.3@2.13"}, speechtest.MatchHeard, 1},
		{"with a hole", said, []string{"trim", "0", "1.6", "0.05"}, speechtest.MatchHeard, 1},
		{"another sentence", "Xin chào ông bà, mời ông bà ngồi chờ", nil, 0, 0.3},
		{"nothing", ".", nil, 0, 0.1},
		{"a half", said, []string{"trim", "0", "1.7"}, 0, 0.7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := speechtest.Heard(record(t, tt.recorded, tt.effects...), "vi", said)
			t.Logf("score %.3f", got)
			if err != nil || got < tt.low || got > tt.high {
				t.Errorf("score: got %.3f, %v, want %v to %v", got, err, tt.low, tt.high)
			}
		})
	}
}

func TestContainsErrors(t *testing.T) {
	t.Parallel()
	good := record(t, said)
	tests := []struct{ name, path, lang, text string }{
		{"no file", filepath.Join(t.TempDir(), "none.wav"), "vi", said},
		{"no such voice", good, "xx-none", said},
		{"nothing to look for", good, "vi", ""},
	}
	for _, tt := range tests {
		if got, err := speechtest.Contains(tt.path, tt.lang, tt.text); err == nil {
			t.Errorf("%s: got score %.3f, want an error", tt.name, got)
		}
	}
}
