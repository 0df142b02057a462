package models

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Model is one that is installed.
type Model struct {
	Manifest

	Dir string // where its files are
}

// Path of the file that plays a part.
func (m *Model) Path(role string) string { return filepath.Join(m.Dir, m.Files[role].Path) }

// Open reads the manifest of a directory. It does not look at the files.
func Open(dir string) (*Model, error) {
	text, err := os.ReadFile(filepath.Join(dir, ManifestName)) //nolint:gosec // the technician's own directory
	if err != nil {
		return nil, fmt.Errorf("cannot read the manifest: %w", err)
	}
	m, err := ParseManifest(text)
	if err != nil {
		return nil, err
	}
	return &Model{Manifest: *m, Dir: dir}, nil
}

// Verify compares every file with the manifest, and checks what the library
// that loads it would end the program for.
func (m *Model) Verify() error {
	var errs []error
	for _, role := range slices.Sorted(maps.Keys(m.Files)) {
		if err := m.verify(role); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", m.Files[role].Path, err))
		}
	}
	if len(errs) == 0 {
		switch m.Type {
		case Transducer:
			errs = append(errs, m.verifyTransducer())
		case Streaming:
			errs = append(errs, m.verifyStreaming())
		case VITS:
			errs = append(errs, m.verifyVoice())
		case SileroV5: // its file is all there is
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("cannot use model %s: %w", m.Name, err)
	}
	return nil
}

func (m *Model) verify(role string) error {
	f, err := os.Open(m.Path(role))
	if err != nil {
		return errors.New("it is missing or cannot be read")
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return fmt.Errorf("cannot read it: %w", err)
	}
	want := m.Files[role]
	if n != want.Size {
		return fmt.Errorf("it has %d bytes, want %d: install the model again", n, want.Size)
	}
	if got := hex.EncodeToString(h.Sum(nil)); !strings.EqualFold(got, want.SHA256) {
		return errors.New("its SHA-256 is another one than in the manifest: install the model again")
	}
	if !strings.HasSuffix(want.Path, ".onnx") {
		return nil
	}
	_, err = m.metadata(role)
	return err
}

func (m *Model) metadata(role string) (map[string]string, error) {
	f, err := os.Open(m.Path(role))
	if err != nil {
		return nil, fmt.Errorf("cannot open it: %w", err)
	}
	defer func() { _ = f.Close() }()
	return metadata(f)
}

// verifyTransducer checks what must fit together.
func (m *Model) verifyTransducer() error {
	meta, err := m.metadata("decoder")
	if err != nil {
		return err
	}
	vocab := 0
	for _, key := range []string{"vocab_size", "context_size"} {
		n, err := strconv.Atoi(meta[key])
		if err != nil || n <= 0 {
			return fmt.Errorf("%s: its metadata has no %s: it is no decoder of a transducer for sherpa-onnx", m.Files["decoder"].Path, key)
		}
		if key == "vocab_size" {
			vocab = n
		}
	}
	text, err := os.ReadFile(m.Path("tokens"))
	if err != nil {
		return fmt.Errorf("cannot read the tokens: %w", err)
	}
	return checkTokens(text, vocab)
}

// checkTokens wants one line for each token, with its number.
func checkTokens(text []byte, vocab int) error {
	seen := make([]bool, vocab)
	lines := bufio.NewScanner(bytes.NewReader(text))
	n := 0
	for lines.Scan() {
		n++
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 {
			continue
		}
		id, err := strconv.Atoi(fields[len(fields)-1])
		if err != nil || len(fields) > 2 {
			return fmt.Errorf("line %d of the tokens is no token with its number", n)
		}
		if id >= vocab && strings.HasPrefix(fields[0], "#") {
			continue // a mark of the tools that trained it, which is never heard
		}
		if id < 0 || id >= vocab || seen[id] {
			return fmt.Errorf("line %d of the tokens: number %d, want each of 0 to %d once: they are of another model", n, id, vocab-1)
		}
		seen[id] = true
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("cannot read the tokens: %w", err)
	}
	if i := slices.Index(seen, false); i >= 0 {
		return fmt.Errorf("the tokens have no number %d: they are of another model", i)
	}
	return nil
}
