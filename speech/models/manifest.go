package models

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ManifestName is the file that describes the others of its directory.
const ManifestName = "model.json"

// Format of the manifest.
const Format = 1

// Kind is what a model is for.
type Kind string

// The kinds of models.
const (
	VAD Kind = "vad" // tells speech from other sound
	ASR Kind = "asr" // turns speech into text
	TTS Kind = "tts" // turns text into speech
	KWS Kind = "kws" // notices a wake word
)

// Type is how a model is built, and so how it is loaded.
type Type string

// The types that can be loaded.
const (
	SileroV5   Type = "silero-v5"            // vad: model
	Transducer Type = "zipformer-transducer" // asr: encoder, decoder, joiner, tokens
	VITS       Type = "vits"                 // tts: model, tokens
	// kws: encoder, decoder, joiner, tokens; and pieces, if it comes with them
	Streaming Type = "zipformer-transducer-streaming"
)

// Pieces are how likely each token is in a text: "bpe.vocab".
const Pieces = "pieces"

// File is one file of a model.
type File struct {
	Path   string `json:"path"` // in the model's directory
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"` // bytes
}

// Manifest describes one model.
type Manifest struct {
	Format     int             `json:"format"`
	Name       string          `json:"name"` // its directory's name
	Kind       Kind            `json:"kind"`
	Type       Type            `json:"type"`
	Lang       string          `json:"lang,omitempty"` // "vi" or "en"; none for vad
	SampleRate int             `json:"sample_rate"`    // Hz
	Licence    string          `json:"licence"`
	Source     string          `json:"source"` // where it came from
	Files      map[string]File `json:"files"`  // by their part in the model
}

// rolesOf are the files that a type consists of.
func rolesOf(t Type) (Kind, []string) {
	switch t {
	case SileroV5:
		return VAD, []string{"model"}
	case Transducer:
		return ASR, []string{"decoder", "encoder", "joiner", "tokens"}
	case Streaming:
		return KWS, []string{"decoder", "encoder", "joiner", "tokens"}
	case VITS:
		return TTS, []string{"model", "tokens"}
	}
	return "", nil
}

// Sum identifies the model with all its files: another one of the same name
// has another sum.
func (m *Manifest) Sum() string {
	text, _ := json.Marshal(m) //nolint:errchkjson // strings and numbers only; maps are sorted
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// ParseManifest reads a manifest and checks it; it says all that is wrong.
func ParseManifest(text []byte) (*Manifest, error) {
	var of struct{ Format int }
	if err := json.Unmarshal(text, &of); err == nil && of.Format > Format { // it may have what this program does not know
		return nil, fmt.Errorf("cannot use %s: it has format %d, and this program knows %d: update the program, or install a model that was made for it", ManifestName, of.Format, Format)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var m Manifest
	if err := d.Decode(&m); err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", ManifestName, err)
	}
	if d.More() {
		return nil, fmt.Errorf("cannot read %s: there is something after its end", ManifestName)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("cannot use %s: %w", ManifestName, err)
	}
	return &m, nil
}

// nameForm keeps names short, and from leaving the directory.
var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

func (m *Manifest) check() error {
	var errs []error
	refuse := func(bad bool, format string, a ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, a...))
		}
	}
	kind, roles := rolesOf(m.Type)
	refuse(m.Format != Format, "format %d, want %d", m.Format, Format)
	refuse(!nameForm.MatchString(m.Name), "name %q, want small letters, digits, dots, dashes", m.Name)
	refuse(roles == nil, "type %q, want %s, %s, %s or %s", m.Type, SileroV5, Transducer, Streaming, VITS)
	refuse(roles != nil && m.Kind != kind, "kind %q of type %s, want %s", m.Kind, m.Type, kind)
	langs := []string{"vi", "en"}
	if m.Kind == VAD {
		langs = []string{""} // it hears any language
	}
	refuse(!slices.Contains(langs, m.Lang), "lang %q, want one of %q", m.Lang, langs)
	refuse(m.SampleRate < 8000 || m.SampleRate > 48000, "sample_rate %d Hz, want 8000 to 48000", m.SampleRate)
	refuse(m.Kind != TTS && m.SampleRate != hearingRate, "sample_rate %d Hz, want %d", m.SampleRate, hearingRate)
	refuse(strings.TrimSpace(m.Licence) == "", "no licence")
	refuse(strings.TrimSpace(m.Source) == "", "no source")
	for _, role := range roles {
		_, ok := m.Files[role]
		refuse(!ok, "no %s among the files", role)
	}
	return errors.Join(append(errs, m.checkFiles()...)...)
}

func (m *Manifest) checkFiles() []error {
	var errs []error
	refuse := func(bad bool, format string, a ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, a...))
		}
	}
	for _, role := range slices.Sorted(maps.Keys(m.Files)) {
		f := m.Files[role]
		sum, err := hex.DecodeString(f.SHA256)
		refuse(!filepath.IsLocal(f.Path) || f.Path == ManifestName, "%s: path %q, want one in the model's directory", role, f.Path)
		refuse(err != nil || len(sum) != sha256.Size, "%s: sha256 %q, want 64 hexadecimal digits", role, f.SHA256)
		refuse(f.Size <= 0, "%s: size %d, want more than 0", role, f.Size)
	}
	return errs
}

// hearingRate is the sample rate of everything that is heard, in Hz.
const hearingRate = 16000
