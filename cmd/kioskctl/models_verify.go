package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/text/unicode/norm"
)

// modelsVerified is what "models verify --json" prints.
type modelsVerified struct {
	Dir     string      `json:"dir"`
	OK      bool        `json:"ok"`
	Models  []modelLine `json:"models"`
	Lacking []string    `json:"lacking,omitempty"` // of what the configuration wants
	Trial   *trial      `json:"trial,omitempty"`

	compared bool // a configuration was read
}

// trial is how the recogniser did on the site's own recordings.
type trial struct {
	Lang    string      `json:"lang"`
	N       int         `json:"n"`       // recordings
	Words   int         `json:"words"`   // in their transcripts
	Wrong   int         `json:"wrong"`   // words put in, left out or mistaken
	WER     float64     `json:"wer"`     // Wrong / Words
	Seconds float64     `json:"seconds"` // of sound
	RTF     float64     `json:"rtf"`     // time taken / time of sound
	Files   []trialFile `json:"files"`
}

type trialFile struct {
	File  string `json:"file"`
	Said  string `json:"said"`
	Heard string `json:"heard"`
	Words int    `json:"words"`
	Wrong int    `json:"wrong"`
}

func newModelsVerifyCommand(where *modelsDir) *cobra.Command {
	var asJSON bool
	var wavs, lang, speechd string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check every file of every model, and try the recogniser on recordings",
		Long: `Check every file of every model against its SHA-256, and what the recogniser would stumble over.

What the unit's configuration wants must be there: wake words want a model that notices them, a recogniser and a voice
detector; with speech.listen one of these two wants the other. No model is wanted otherwise, because espeak-ng speaks and the
screen works without. The exit code is 0 when all models that are there can be used and none that is wanted is lacking,
and 1 if not. A directory that --dir names must exist.

With --wav DIR the recogniser that kioskd would use reads the recordings of that directory (NAME.wav, 16 kHz, mono, with
what is said in NAME.txt), and the word error rate and the real-time factor are printed: measured here, on this machine.
The recordings stay where they are.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := where.open()
			if err != nil {
				return err
			}
			result, err := at.verify()
			if err != nil {
				return err
			}
			if wavs != "" && result.OK {
				if result.Trial, err = tryOut(cmd.Context(), or(speechd, besideMe("speechd")), at.dir, lang, wavs); err != nil {
					return err
				}
			}
			if err := result.print(cmd.OutOrStdout(), asJSON); err != nil {
				return err
			}
			return result.err()
		},
	}
	f := cmd.Flags()
	f.BoolVar(&asJSON, "json", false, "print one JSON object")
	f.StringVar(&wavs, "wav", "", "directory of recordings with their transcripts")
	f.StringVar(&lang, "lang", "vi", "with --wav: the language, vi or en")
	f.StringVar(&speechd, "speechd", "", "with --wav: the program speechd; default: beside this one")
	return cmd
}

// verify looks at every file of every model, and for what is lacking.
func (o modelsOf) verify() (*modelsVerified, error) {
	if _, err := os.Stat(o.dir); err != nil && o.wants == nil {
		return nil, fmt.Errorf("cannot look for models: %w (name another directory with --dir, the configuration with --config, or install one: kioskctl models install)", err)
	}
	r := &modelsVerified{Dir: o.dir, OK: true, compared: o.wants != nil}
	var err error
	if r.Models, err = o.lines(true); err != nil {
		return nil, err
	}
	if o.wants != nil {
		if r.Lacking, err = o.wants.Lacking(o.dir); err != nil {
			return nil, err
		}
	}
	for _, l := range r.Models {
		r.OK = r.OK && l.Error == ""
	}
	r.OK = r.OK && len(r.Lacking) == 0
	return r, nil
}

func (r *modelsVerified) err() error {
	switch {
	case r.OK:
		return nil
	case len(r.Lacking) > 0:
		return errors.New("a model that the configuration wants is lacking")
	}
	return errors.New("a model cannot be used")
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// besideMe is a program in the directory of this one.
func besideMe(name string) string {
	self, err := os.Executable()
	if err != nil {
		return name
	}
	return filepath.Join(filepath.Dir(self), name)
}

func (r *modelsVerified) print(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	if err := r.printFound(out); err != nil || r.Trial == nil {
		return err
	}
	for _, f := range r.Trial.Files {
		if f.Wrong > 0 {
			if err := printf(out, "%s: %d of %d words wrong: %q, heard %q\n", f.File, f.Wrong, f.Words, f.Said, f.Heard); err != nil {
				return err
			}
		}
	}
	t := r.Trial
	return printf(out, "%d recordings (%s), %d words, %d wrong: word error rate %.1f %%; real-time factor %.2f over %.0f s\n",
		t.N, t.Lang, t.Words, t.Wrong, 100*t.WER, t.RTF, t.Seconds)
}

// printFound tells what is there, and what is not.
func (r *modelsVerified) printFound(out io.Writer) error {
	if err := printModels(out, r.Dir, r.Models); err != nil {
		return err
	}
	for _, l := range r.Lacking {
		if err := printf(out, "lacking: %s\n", l); err != nil {
			return err
		}
	}
	switch {
	case !r.compared:
		return printf(out, "no configuration was read, so nobody looked for what it wants: --config FILE\n")
	case len(r.Models) == 0 && len(r.Lacking) == 0:
		return printf(out, "none is wanted: espeak-ng speaks, and no request is heard until models are installed (kioskctl models install)\n")
	}
	return nil
}

// tryOut lets speechd read recordings. It is a process of its own because a bad
// model ends the one that loads it.
func tryOut(ctx context.Context, speechd, dir, lang, wavs string) (*trial, error) {
	names, err := filepath.Glob(filepath.Join(wavs, "*.wav"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("cannot find recordings (NAME.wav with NAME.txt) in %s", wavs)
	}
	said := make(map[string]string, len(names))
	for _, name := range names {
		text, err := os.ReadFile(strings.TrimSuffix(name, ".wav") + ".txt")
		if err != nil {
			return nil, fmt.Errorf("cannot read what is said in %s: %w", name, err)
		}
		said[name] = string(text)
	}
	run := exec.CommandContext(ctx, speechd, append([]string{"--transcribe", "--models=" + dir, "--lang=" + lang}, names...)...)
	var complaints bytes.Buffer
	run.Stderr = &complaints
	out, err := run.Output()
	if err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(complaints.String()), "\n")
		return nil, fmt.Errorf("cannot try the recogniser: %w: %s", err, first)
	}
	return score(out, lang, said)
}

// score compares the lines of speechd --transcribe with what was said.
func score(out []byte, lang string, said map[string]string) (*trial, error) {
	t := &trial{Lang: lang}
	took := 0.0
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var l struct {
			File    string  `json:"file"`
			Text    string  `json:"text"`
			Seconds float64 `json:"seconds"`
			Took    float64 `json:"took_s"`
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("cannot read what speechd heard: %w", err)
		}
		want := spoken(said[l.File])
		f := trialFile{File: l.File, Said: strings.Join(want, " "), Heard: l.Text, Words: len(want), Wrong: distance(want, spoken(l.Text))}
		t.Files = append(t.Files, f)
		t.N, t.Words, t.Wrong = t.N+1, t.Words+f.Words, t.Wrong+f.Wrong
		t.Seconds, took = t.Seconds+l.Seconds, took+l.Took
	}
	if t.N != len(said) || t.Words == 0 || t.Seconds == 0 {
		return nil, fmt.Errorf("cannot measure: %d of %d recordings were read, with %d words in %.0f s", t.N, len(said), t.Words, t.Seconds)
	}
	t.WER, t.RTF = float64(t.Wrong)/float64(t.Words), took/t.Seconds
	return t, nil
}

// spoken is a text as syllables, the same however it is written: no capitals,
// no punctuation, composed letters.
func spoken(text string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// distance is the least number of words to put in, leave out or exchange to
// make b of a.
func distance(a, b []string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, w := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, v := range b {
			change := diagonal
			if w != v {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
