package models_test

import (
	"maps"
	"strings"
	"testing"

	"tiepdan/speech/models"
	"tiepdan/speech/tonetest"
)

// voice is the tone voice with other metadata and tokens.
func voice(tokens string, change map[string]string) map[string][]byte {
	files, meta := tonetest.Voice(), tonetest.VoiceMeta()
	for k, v := range change {
		if meta[k] = v; v == "" {
			delete(meta, k)
		}
	}
	files["model.onnx"] = tonetest.VITS(meta)
	if tokens != "" {
		files["tokens.txt"] = []byte(tokens)
	}
	return files
}

func TestInstallVoice(t *testing.T) {
	t.Parallel()
	about := models.About{Name: "hum", Lang: "vi", Licence: "our own", Source: "a test"}
	tests := []struct {
		name  string
		files map[string][]byte
		want  string // in the error; "" installs it
	}{
		{"letters", voice("", nil), ""},
		{"phonemes", voice("", map[string]string{"frontend": "", "comment": "piper"}), ""},
		{"a raw Piper file", voice("", map[string]string{"sample_rate": "", "n_speakers": "", "comment": ""}), "raw Piper"},
		{"no comment", voice("", map[string]string{"comment": ""}), "no comment"},
		{"no language", voice("", map[string]string{"language": ""}), "no language"},
		{"speakers", voice("", map[string]string{"n_speakers": "one"}), "n_speakers"},
		{"another rate", voice("", map[string]string{"sample_rate": "1"}), "sample_rate 1 Hz"},
		{"another spelling", voice("", map[string]string{"frontend": "", "comment": "icefall"}), "no way to feed it"},
		{"tokens of nothing", voice("\n\n", nil), "line 1"},
		{"a number twice", voice("a 1\nb 1\n", nil), "line 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := models.Install(t.TempDir(), tonetest.Write(t, tt.files), about)
			switch {
			case tt.want != "":
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want an error with %q", err, tt.want)
				}
			case err != nil:
				t.Errorf("got %v, want it installed", err)
			case m.Kind != models.TTS || m.Type != models.VITS || m.SampleRate != tonetest.VoiceRate:
				t.Errorf("got %s %s at %d Hz, want a voice at %d", m.Kind, m.Type, m.SampleRate, tonetest.VoiceRate)
			}
		})
	}
	later := maps.Clone(voice("", nil))
	m, err := models.Install(t.TempDir(), tonetest.Write(t, later), about)
	if err != nil {
		t.Fatal(err)
	}
	m.SampleRate = 22050
	if err := m.Verify(); err == nil || !strings.Contains(err.Error(), "22050") {
		t.Errorf("a manifest of another rate: got %v, want it refused", err)
	}
}
