package models

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// piecesName is the file of the pieces, as sherpa-onnx's authors call it.
const piecesName = "bpe.vocab"

// streams tells a streaming encoder from one that wants the whole sound.
func streams(root string, names []string) bool {
	name, err := fileOf("encoder", names)
	if err != nil {
		return false
	}
	f, err := os.Open(filepath.Join(root, name)) //nolint:gosec // a file that was just copied
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	meta, err := metadata(f)
	return err == nil && meta["decode_chunk_len"] != ""
}

// verifyStreaming checks what sherpa-onnx ends the program for.
func (m *Model) verifyStreaming() error {
	meta, err := m.metadata("encoder")
	if err != nil {
		return err
	}
	name := m.Files["encoder"].Path
	if meta["model_type"] != "zipformer2" {
		return fmt.Errorf("%s: its model_type is %q, want zipformer2: it is no streaming zipformer for sherpa-onnx", name, meta["model_type"])
	}
	layers := len(strings.Split(meta["encoder_dims"], ","))
	for _, key := range []string{"encoder_dims", "query_head_dims", "value_head_dims", "num_heads", "num_encoder_layers", "cnn_module_kernels", "left_context_len"} {
		if n := numbers(meta[key]); n != layers {
			return fmt.Errorf("%s: its metadata has %d numbers of %s, want %d", name, n, key, layers)
		}
	}
	if numbers(meta["T"]) != 1 || numbers(meta["decode_chunk_len"]) != 1 {
		return fmt.Errorf("%s: its metadata has no T or decode_chunk_len", name)
	}
	if err := m.verifyTransducer(); err != nil {
		return err
	}
	_, err = m.pieces()
	return err
}

// numbers counts the positive numbers of a list; 0 when it is none of them.
func numbers(list string) int {
	fields := strings.Split(list, ",")
	for _, f := range fields {
		if n, err := strconv.Atoi(strings.TrimSpace(f)); err != nil || n <= 0 || n > 1<<20 {
			return 0
		}
	}
	return len(fields)
}

// wordMark begins a word among tokens.
const wordMark = "▁"

// Spell cuts words into tokens of the model: as likely as the pieces say, or,
// of a model without them, into as few as possible.
func (m *Model) Spell(words string) ([]string, error) {
	pieces, err := m.pieces()
	if err != nil {
		return nil, err
	}
	words = norm.NFC.String(words)
	for _, text := range []string{words, strings.ToLower(words), strings.ToUpper(words)} {
		marked := wordMark + strings.Join(strings.Fields(text), wordMark)
		if out := cut(marked, pieces); out != nil {
			return out, nil
		}
	}
	return nil, fmt.Errorf("model %s cannot hear %q: its tokens have no such letters", m.Name, words)
}

// pieces are the tokens of the model, by their text, with how likely each is.
func (m *Model) pieces() (map[string]float64, error) {
	text, err := os.ReadFile(m.Path("tokens"))
	if err != nil {
		return nil, fmt.Errorf("cannot read the tokens: %w", err)
	}
	out := map[string]float64{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if f := strings.Fields(lines.Text()); len(f) == 2 && !strings.HasPrefix(f[0], "<") && !strings.HasPrefix(f[0], "#") {
			out[f[0]] = -1 // each costs the same
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("cannot read the tokens: %w", err)
	}
	if _, ok := m.Files[Pieces]; !ok {
		return out, nil
	}
	text, err = os.ReadFile(m.Path(Pieces))
	if err != nil {
		return nil, fmt.Errorf("cannot read the pieces: %w", err)
	}
	return out, likely(text, out)
}

// likely puts the pieces' own likelihood in.
func likely(text []byte, out map[string]float64) error {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		f := strings.Fields(lines.Text())
		if len(f) != 2 {
			return fmt.Errorf("line %d of the pieces is no piece with its likelihood", n)
		}
		score, err := strconv.ParseFloat(f[1], 64)
		if err != nil || math.IsNaN(score) || math.IsInf(score, 0) {
			return fmt.Errorf("line %d of the pieces: %q is no likelihood", n, f[1])
		}
		if _, ok := out[f[0]]; ok {
			out[f[0]] = score
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("cannot read the pieces: %w", err)
	}
	if len(out) == 0 {
		return errors.New("there are no tokens")
	}
	return nil
}

// cut finds the most likely way to write a text in pieces, nil when there is
// none. The longer piece comes first where two ways are as likely.
func cut(text string, pieces map[string]float64) []string {
	letters := []rune(text)
	best := make([]float64, len(letters)+1)
	from := make([]int, len(letters)+1)
	for end := 1; end <= len(letters); end++ {
		best[end] = math.Inf(-1)
		for start := range end {
			score, ok := pieces[string(letters[start:end])]
			if ok && best[start]+score > best[end] {
				best[end], from[end] = best[start]+score, start
			}
		}
	}
	if math.IsInf(best[len(letters)], -1) {
		return nil
	}
	var out []string
	for at := len(letters); at > 0; at = from[at] {
		out = append(out, string(letters[from[at]:at]))
	}
	slices.Reverse(out)
	return out
}
