package models_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/speech/models"
	"tiepdan/speech/tonetest"
)

func about() models.About {
	return models.About{Name: "tones", Lang: "vi", Licence: "none", Source: "here"}
}

// packed is a gzipped archive of files.
func packed(t *testing.T, files map[string][]byte) string {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "model.tar.gz")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// with is the tone transducer with other files too; nil takes one away.
func with(more map[string][]byte) map[string][]byte {
	files := tonetest.Transducer(tonetest.Words())
	for name, content := range more {
		if files[name] = content; content == nil {
			delete(files, name)
		}
	}
	return files
}

func TestInstall(t *testing.T) {
	t.Parallel()
	inside := map[string][]byte{}
	for name, content := range with(map[string][]byte{"test_wavs/0.wav": []byte("RIFF"), "README.md": []byte("tones")}) {
		inside["sherpa-tones/"+name] = content
	}
	marked := with(nil)
	marked["tokens.txt"] = append(marked["tokens.txt"], "#0 13\n#1 14\n"...)
	int8s := with(map[string][]byte{"encoder.int8.onnx": with(nil)["encoder.onnx"], "decoder.int8.onnx": with(nil)["decoder.onnx"]})
	tests := []struct {
		name, source string
		want         string // file of the encoder
	}{
		{"a directory", tonetest.Write(t, with(nil)), "encoder.onnx"},
		{"an archive with a directory", packed(t, inside), "encoder.onnx"},
		{"tokens with marks", tonetest.Write(t, marked), "encoder.onnx"},
		{"both kinds of numbers", tonetest.Write(t, int8s), "encoder.int8.onnx"},
	}
	for _, tt := range tests {
		dir := t.TempDir()
		m, err := models.Install(dir, tt.source, about())
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if m.Kind != models.ASR || m.Files["encoder"].Path != tt.want || m.Files["decoder"].Path != "decoder.onnx" {
			t.Errorf("%s: got %+v, want the encoder %s and the exact decoder", tt.name, m.Manifest, tt.want)
		}
		if _, err := os.Stat(filepath.Join(m.Dir, "test_wavs")); err == nil {
			t.Errorf("%s: recordings were installed, want none", tt.name)
		}
		again, err := models.Install(dir, m.Dir, models.About{}) // it has its manifest now, and its own name
		if err != nil || again.Sum() != m.Sum() {
			t.Errorf("%s: installed once more: got %v, %v, want the same", tt.name, again, err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 {
			t.Errorf("%s: got %v in the directory of models, want the model alone", tt.name, entries)
		}
	}
}

func TestInstallRefuses(t *testing.T) {
	t.Parallel()
	escape := with(map[string][]byte{"../../escaped.txt": []byte("x")})
	other := about()
	other.Name = "../up"
	tests := []struct {
		name, source string
		about        models.About
		want         string
	}{
		{"nothing", filepath.Join(t.TempDir(), "none"), about(), "no such file"},
		{"no joiner", tonetest.Write(t, with(map[string][]byte{"joiner.onnx": nil})), about(), "joiner"},
		{"two encoders", tonetest.Write(t, with(map[string][]byte{"encoder-b.onnx": []byte("x")})), about(), "found 2"},
		{"not ONNX", tonetest.Write(t, with(map[string][]byte{"encoder.onnx": []byte("hello, this is text")})), about(), "no ONNX model"},
		{"cut off", tonetest.Write(t, with(map[string][]byte{"encoder.onnx": with(nil)["encoder.onnx"][:500]})), about(), "no ONNX model"},
		{"an empty file", tonetest.Write(t, with(map[string][]byte{"joiner.onnx": {}})), about(), "size 0"},
		{"no metadata", tonetest.Write(t, with(map[string][]byte{"decoder.onnx": tonetest.Decoder(11, nil)})), about(), "vocab_size"},
		{"wrong metadata", tonetest.Write(t, with(map[string][]byte{"decoder.onnx": tonetest.Decoder(11, map[string]string{"vocab_size": "many", "context_size": "2"})})), about(), "vocab_size"},
		{"other tokens", tonetest.Write(t, with(map[string][]byte{"tokens.txt": []byte("<blk> 0\na 1\n")})), about(), "no number 2"},
		{"a token twice", tonetest.Write(t, with(map[string][]byte{"tokens.txt": []byte("<blk> 0\na 0\n")})), about(), "another model"},
		{"no tokens", tonetest.Write(t, with(map[string][]byte{"tokens.txt": []byte("words without numbers\n")})), about(), "no token"},
		{"a name that leaves", tonetest.Write(t, with(nil)), other, "name"},
		{"an archive that leaves", packed(t, escape), about(), "escape"},
		{"no archive", tonetest.Write(t, map[string][]byte{"x.zip": []byte("PK")}) + "/x.zip", about(), "want a directory"},
		{"another manifest", tonetest.Write(t, with(map[string][]byte{models.ManifestName: []byte(`{"format":2}`)})), about(), "format 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			_, err := models.Install(dir, tt.source, tt.about)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error about %q", err, tt.want)
			}
			if entries, _ := os.ReadDir(dir); len(entries) != 0 {
				t.Errorf("got %v left behind, want nothing", entries)
			}
		})
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	spoil := map[string]func(dir string) error{
		"another byte": func(dir string) error {
			text, err := os.ReadFile(filepath.Join(dir, "joiner.onnx"))
			if err != nil {
				return err
			}
			text[len(text)/2] ^= 1
			return os.WriteFile(filepath.Join(dir, "joiner.onnx"), text, 0o600)
		},
		"half a file":   func(dir string) error { return os.Truncate(filepath.Join(dir, "encoder.onnx"), 10) },
		"missing":       func(dir string) error { return os.Remove(filepath.Join(dir, "tokens.txt")) },
		"no longer one": func(dir string) error { return os.WriteFile(filepath.Join(dir, "tokens.txt"), nil, 0o600) },
	}
	for name, spoil := range spoil {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			m := tonetest.InstallASR(t, dir, nil)
			if err := m.Verify(); err != nil {
				t.Fatalf("untouched: %v", err)
			}
			link := filepath.Join(t.TempDir(), "models")
			if err := os.Symlink(dir, link); err != nil {
				t.Fatal(err)
			}
			before := models.Fingerprint(link)
			if err := spoil(m.Dir); err != nil {
				t.Fatal(err)
			}
			if err := m.Verify(); err == nil || !strings.Contains(err.Error(), "tones-vi") {
				t.Errorf("got %v, want an error that names the model", err)
			}
			if name != "another byte" && models.Fingerprint(link) == before {
				t.Error("got the same fingerprint, want another one")
			}
		})
	}
}

func TestListPickRemove(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if found, err := models.List(filepath.Join(dir, "none")); err != nil || len(found) != 0 {
		t.Errorf("no directory: got %v, %v, want nothing", found, err)
	}
	tonetest.Install(t, dir)
	for _, d := range []string{"empty", ".install-1", "misnamed"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(dir, "misnamed"), os.DirFS(filepath.Join(dir, "tones-vi"))); err != nil {
		t.Fatal(err)
	}
	found, err := models.List(dir)
	if err != nil || len(found) != 4 {
		t.Fatalf("got %v, %v, want two models and two that are none", found, err)
	}
	for _, f := range found {
		if bad := f.Name == "empty" || f.Name == "misnamed"; bad != (f.Err != nil) {
			t.Errorf("%s: got error %v", f.Name, f.Err)
		}
	}
	if vad, asr := models.Pick(found, models.VAD), models.Pick(found, models.ASR); len(vad) != 1 || len(asr) != 1 || asr[0].Name != "tones-vi" {
		t.Errorf("got %v and %v, want the two models", vad, asr)
	}
	for _, name := range []string{"misnamed", "empty", "tones-vi"} {
		if err := models.Remove(dir, name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"tones-vi", "..", "", ".install-1", "a/b"} {
		if err := models.Remove(dir, name); err == nil {
			t.Errorf("removed %q, want an error", name)
		}
	}
	if _, err := fs.Stat(os.DirFS(dir), "tones-vad"); err != nil {
		t.Errorf("the other model: %v", err)
	}
}

func FuzzManifest(f *testing.F) {
	m := tonetest.InstallASR(f, f.TempDir(), nil)
	text, err := os.ReadFile(filepath.Join(m.Dir, models.ManifestName))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":1,"files":{"model":{"path":"../x"}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := models.ParseManifest(text)
		if err != nil {
			return
		}
		for role, file := range m.Files {
			if !filepath.IsLocal(file.Path) {
				t.Errorf("%s: took the path %q", role, file.Path)
			}
		}
	})
}

func FuzzMetadata(f *testing.F) {
	f.Add(tonetest.VAD())
	f.Add(tonetest.Decoder(2, tonetest.DecoderMeta(2)))
	f.Fuzz(func(t *testing.T, file []byte) {
		meta, err := models.Metadata(bytes.NewReader(file))
		if err == nil && len(meta) > len(file) {
			t.Errorf("got %d entries of %d bytes", len(meta), len(file))
		}
	})
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	meta, err := models.Metadata(bytes.NewReader(tonetest.Decoder(3, tonetest.DecoderMeta(3))))
	if err != nil || meta["vocab_size"] != "5" || meta["context_size"] != "2" {
		t.Errorf("got %v, %v, want what the decoder tells", meta, err)
	}
}
