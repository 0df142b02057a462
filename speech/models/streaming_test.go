package models_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"tiepdan/speech/models"
	"tiepdan/speech/tonetest"
)

// spotting is the tone model for wake words with other files too; nil takes one away.
func spotting(more map[string][]byte) map[string][]byte {
	files := tonetest.Spotter(tonetest.Words())
	for name, content := range more {
		if files[name] = content; content == nil {
			delete(files, name)
		}
	}
	return files
}

func meta(key, value string) []byte {
	m := maps.Clone(tonetest.StreamingMeta())
	if m[key] = value; value == "" {
		delete(m, key)
	}
	return tonetest.StreamingEncoder(len(tonetest.Words()), m)
}

func TestInstallAModelForWakeWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		files map[string][]byte
		fails string
	}{
		{"good", nil, ""},
		{"with pieces", map[string][]byte{"bpe.vocab": []byte("▁khai\t-3.5\n<blk>\t0\n")}, ""},
		{"pieces that are none", map[string][]byte{"bpe.vocab": []byte("▁khai\tNaN\n")}, "no likelihood"},
		{"without its chunk's length", map[string][]byte{"encoder.onnx": meta("T", "")}, "no T"},
		{"of another make", map[string][]byte{"encoder.onnx": meta("model_type", "lstm")}, "want zipformer2"},
		{"with lists that differ", map[string][]byte{"encoder.onnx": meta("num_heads", "4,4")}, "2 numbers of num_heads, want 1"},
		{"with tokens of another", map[string][]byte{"tokens.txt": []byte("<blk> 0\n")}, "another model"},
		{"without a joiner", map[string][]byte{"joiner.onnx": nil}, "joiner"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			m, err := models.Install(dir, tonetest.Write(t, spotting(tt.files)), about())
			if tt.fails != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fails) {
					t.Errorf("got %v, want an error with %q", err, tt.fails)
				}
				return
			}
			if err != nil || m.Kind != models.KWS || m.Type != models.Streaming {
				t.Fatalf("got %+v, %v, want a model for wake words", m, err)
			}
			if err := models.CheckWake(dir, "", []string{"khai sinh giấy"}); err != nil {
				t.Error(err)
			}
			if err := models.CheckWake(dir, "another", nil); err == nil {
				t.Error("another name: got no error")
			}
		})
	}
}

// Words are cut as likely as the pieces say, or into as few tokens as possible.
func TestSpell(t *testing.T) {
	t.Parallel()
	words := []string{"TR", "Ợ", "TRỢ", "LÝ", "L", "Ý"}
	tokens := "<blk> 0\n<unk> 1\n▁TR 2\nỢ 3\n▁TRỢ 4\n▁LÝ 5\n▁L 6\nÝ 7\n"
	for _, tt := range []struct {
		name, pieces string
		want         []string
	}{
		{"as few as possible", "", []string{"▁TRỢ", "▁LÝ"}},
		{"as likely as possible", "▁TR\t-1\nỢ\t-1\n▁TRỢ\t-9\n▁LÝ\t-3\n▁L\t-4\nÝ\t-4\n", []string{"▁TR", "Ợ", "▁LÝ"}},
	} {
		files := tonetest.Spotter(words)
		files["tokens.txt"] = []byte(tokens)
		if tt.pieces != "" {
			files["bpe.vocab"] = []byte(tt.pieces)
		}
		m, err := models.Install(t.TempDir(), tonetest.Write(t, files), about())
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"trợ lý", "TRỢ  LÝ", "trợ lý"} {
			if got, err := m.Spell(text); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s, %q: got %q, %v, want %q", tt.name, text, got, err, tt.want)
			}
		}
		if got, err := m.Spell("xin chào"); err == nil {
			t.Errorf("%s: got %q of letters that the model lacks, want an error", tt.name, got)
		}
	}
}

func FuzzLikely(f *testing.F) {
	f.Add([]byte("▁khai\t-3.5\n"))
	f.Add([]byte("▁khai NaN\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		out := map[string]float64{"▁khai": -1}
		if err := models.Likely(text, out); err == nil && (len(out) != 1 || math.IsNaN(out["▁khai"])) {
			t.Errorf("%q: got %v, want one likelihood", text, out)
		}
	})
}
