package tonetest

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"tiepdan/speech/models"
)

// Write writes files into a directory and returns it.
func Write(tb testing.TB, files map[string][]byte) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// Install installs the tone models into a directory of models, as a technician
// would: "tones-vad" and, for Vietnamese, "tones-vi".
func Install(tb testing.TB, dir string) {
	tb.Helper()
	InstallASR(tb, dir, nil)
	InstallVAD(tb, dir, VAD())
}

// InstallASR installs the tone transducer with some of its files replaced.
func InstallASR(tb testing.TB, dir string, instead map[string][]byte) *models.Model {
	tb.Helper()
	files := Transducer(Words())
	maps.Copy(files, instead)
	return install(tb, dir, files, models.About{Name: "tones-vi", Lang: "vi", Type: models.Transducer})
}

// InstallSpotter installs the tone model for wake words with some of its files
// replaced.
func InstallSpotter(tb testing.TB, dir string, instead map[string][]byte) *models.Model {
	tb.Helper()
	files := Spotter(Words())
	maps.Copy(files, instead)
	return install(tb, dir, files, models.About{Name: "tones-wake", Lang: "vi"})
}

// InstallVAD installs a voice detector.
func InstallVAD(tb testing.TB, dir string, file []byte) *models.Model {
	tb.Helper()
	return install(tb, dir, map[string][]byte{"vad.onnx": file}, models.About{Name: "tones-vad"})
}

// InstallVoice installs the tone voice with some of its files replaced.
func InstallVoice(tb testing.TB, dir, lang string, instead map[string][]byte) *models.Model {
	tb.Helper()
	files := Voice()
	maps.Copy(files, instead)
	return install(tb, dir, files, models.About{Name: "hum-" + lang, Lang: lang})
}

func install(tb testing.TB, dir string, files map[string][]byte, about models.About) *models.Model {
	tb.Helper()
	about.Licence, about.Source = "the project's own", "speech/tonetest"
	m, err := models.Install(dir, Write(tb, files), about)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}
