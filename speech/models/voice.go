package models

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Spelling is how a voice takes text.
type Spelling string

// The spellings that can be fed.
const (
	Letters  Spelling = "letters"  // as it is written
	Phonemes Spelling = "phonemes" // as espeak-ng's data say that it sounds
)

// Spelling tells how a voice takes text.
func (m *Model) Spelling() (Spelling, error) {
	meta, err := m.metadata("model")
	if err != nil {
		return "", err
	}
	return spelling(meta)
}

func spelling(meta map[string]string) (Spelling, error) {
	comment := meta["comment"]
	switch {
	case meta["frontend"] == "characters":
		return Letters, nil
	case strings.Contains(comment, "piper"), strings.Contains(comment, "coqui"):
		return Phonemes, nil
	}
	return "", fmt.Errorf("its metadata tell of no way to feed it text (comment %q): want a voice of Piper or Coqui made for sherpa-onnx, or one that takes letters", comment)
}

// voiceRate is the sample rate that the model itself tells.
func (m *Model) voiceRate() (int, error) {
	meta, err := m.metadata("model")
	if err != nil {
		return 0, err
	}
	rate, err := strconv.Atoi(meta["sample_rate"])
	if err != nil {
		return 0, fmt.Errorf("%s: its metadata have no sample_rate: it is no voice made for sherpa-onnx (a raw Piper file lacks them)", m.Files["model"].Path)
	}
	return rate, nil
}

// verifyVoice checks what sherpa-onnx ends the program for.
func (m *Model) verifyVoice() error {
	name := m.Files["model"].Path
	meta, err := m.metadata("model")
	if err != nil {
		return err
	}
	for _, key := range []string{"comment", "language"} {
		if _, ok := meta[key]; !ok {
			return fmt.Errorf("%s: its metadata have no %s: it is no voice made for sherpa-onnx", name, key)
		}
	}
	for _, key := range []string{"sample_rate", "n_speakers"} {
		if n, err := strconv.Atoi(meta[key]); err != nil || n <= 0 && key == "sample_rate" {
			return fmt.Errorf("%s: its metadata have no %s: it is no voice made for sherpa-onnx", name, key)
		}
	}
	if rate, _ := strconv.Atoi(meta["sample_rate"]); rate != m.SampleRate {
		return fmt.Errorf("%s: it speaks at %d Hz, and the manifest says %d", name, rate, m.SampleRate)
	}
	if _, err := spelling(meta); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	text, err := os.ReadFile(m.Path("tokens"))
	if err != nil {
		return fmt.Errorf("cannot read the tokens: %w", err)
	}
	return checkSymbols(text)
}

// checkSymbols wants a number at the end of each line, none twice.
func checkSymbols(text []byte) error {
	seen := map[int]bool{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text()) // the blank is a symbol too
		if len(fields) == 0 || len(fields) > 2 {
			return fmt.Errorf("line %d of the tokens is no symbol with its number", n)
		}
		id, err := strconv.Atoi(fields[len(fields)-1])
		if err != nil || id < 0 || seen[id] {
			return fmt.Errorf("line %d of the tokens is no symbol with a number of its own", n)
		}
		seen[id] = true
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("cannot read the tokens: %w", err)
	}
	if len(seen) == 0 {
		return errors.New("there are no tokens")
	}
	return nil
}
