package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tiepdan/config"
	"tiepdan/speech/models"
)

func newModelsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "models",
		Short: "Install, list, verify and remove the models that recognise speech, and that speak",
		Long: `Install, list, verify and remove the models that recognise speech, and that speak.

None comes with the programs. A robot hears requests by voice once it has a voice detector (Silero VAD, version 5)
and an offline zipformer transducer for sherpa-onnx. A streaming one notices wake words. It speaks with a neural voice once it has one for sherpa-onnx
(VITS of Piper or Coqui, or one that takes letters), and with espeak-ng until then. kioskd notices within seconds,
without a restart.`,
		Args: cobra.NoArgs,
	}
	var where modelsDir
	cmd.PersistentFlags().StringVar(&where.dir, "dir", "", "the directory of models")
	cmd.PersistentFlags().StringVar(&where.config, "config", "", "kioskd's configuration, which names that directory; default: "+usualConfig()+" if there is one, and /var/lib/tiepdan/models")
	cmd.AddCommand(newModelsInstallCommand(&where), newModelsListCommand(&where), newModelsVerifyCommand(&where), newModelsRemoveCommand(&where))
	return cmd
}

// modelsDir says where the models are.
type modelsDir struct{ dir, config string }

// modelsOf is a directory of models, and what the unit's configuration wants of it.
type modelsOf struct {
	dir   string
	wants *models.Wants // nil: no configuration was read
}

// open finds the directory: the one that is named, that of the configuration
// that is named, that of this unit's, or the usual one.
func (d *modelsDir) open() (modelsOf, error) {
	file := d.config
	switch {
	case d.dir != "" && d.config != "":
		return modelsOf{}, errors.New("want --dir or --config, not both")
	case d.dir != "":
		return modelsOf{dir: d.dir}, nil
	case d.config == "":
		if _, err := os.Stat(usualConfig()); err != nil {
			return modelsOf{dir: filepath.Join(config.Default().Unit.StateDir, "models")}, nil //nolint:nilerr // a technician's laptop has none
		}
		file = usualConfig()
	}
	c, err := config.Load(file)
	if err != nil {
		return modelsOf{}, err
	}
	s := c.Speech
	return modelsOf{dir: s.ModelsDir, wants: &models.Wants{Listen: s.Enabled && s.Listen, WakeWords: s.WakeWords, WakeModel: s.WakeModel}}, nil
}

func newModelsInstallCommand(where *modelsDir) *cobra.Command {
	var about models.About
	var kind string
	cmd := &cobra.Command{
		Use:   "install SOURCE",
		Short: "Install a model from a directory, an archive or a file",
		Long: `Install a model from a directory, a .tar, .tar.gz or .tar.bz2 of one, or a single .onnx file.

A source with a manifest (model.json) tells all about itself. Of one without, as sherpa-onnx's own releases are, say what
the files do not: --lang, --licence, --source. Nothing is downloaded: fetch the model first. Every file's SHA-256 is written
down, and compared before the model is ever loaded.`,
		Example: `  kioskctl models install silero_vad_v5.onnx --licence MIT --source https://github.com/snakers4/silero-vad
  kioskctl models install sherpa-onnx-zipformer-vi-30M-int8.tar.bz2 --lang vi --licence Apache-2.0 --source https://github.com/k2-fsa/sherpa-onnx
  kioskctl models install vits-piper-vi_VN-NAME.tar.bz2 --lang vi --licence … --source https://github.com/k2-fsa/sherpa-onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := where.open()
			if err != nil {
				return err
			}
			about.Type = models.Type(kind)
			if about.Name == "" {
				about.Name = nameOf(args[0])
			}
			m, err := models.Install(at.dir, args[0], about)
			if err != nil {
				return err
			}
			return printf(cmd.OutOrStdout(), "installed %s (%s %s, %s) in %s\n", m.Name, m.Kind, m.Type, megabytes(m), m.Dir)
		},
	}
	f := cmd.Flags()
	f.StringVar(&about.Name, "name", "", "its name; default: the source's")
	f.StringVar(&about.Lang, "lang", "", "its language: vi or en; none for a voice detector")
	f.StringVar(&about.Licence, "licence", "", "its licence")
	f.StringVar(&about.Source, "source", "", "where it came from")
	f.StringVar(&kind, "type", "", "silero-v5, zipformer-transducer, zipformer-transducer-streaming or vits; default: seen from its files")
	return cmd
}

// nameOf makes a name of a model from the name of its source.
func nameOf(source string) string {
	name := strings.ToLower(filepath.Base(filepath.Clean(source)))
	for _, end := range []string{".tar.bz2", ".tar.gz", ".tgz", ".tar", ".onnx"} {
		name = strings.TrimSuffix(name, end)
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '_' {
			return r
		}
		return '-'
	}, name)
}

func megabytes(m *models.Model) string {
	size := int64(0)
	for _, f := range m.Files {
		size += f.Size
	}
	return fmt.Sprintf("%.1f MB", float64(size)/1e6)
}

func printf(out io.Writer, format string, a ...any) error {
	if _, err := fmt.Fprintf(out, format, a...); err != nil {
		return fmt.Errorf("cannot print the result: %w", err)
	}
	return nil
}

// modelLine is one model as "models list --json" and "models verify --json"
// print it.
type modelLine struct {
	Name    string      `json:"name"`
	Kind    models.Kind `json:"kind,omitempty"`
	Type    models.Type `json:"type,omitempty"`
	Lang    string      `json:"lang,omitempty"`
	Licence string      `json:"licence,omitempty"`
	Source  string      `json:"source,omitempty"`
	Sum     string      `json:"sum,omitempty"`
	Used    bool        `json:"used"` // the first of its kind and language
	Error   string      `json:"error,omitempty"`
}

// lines looks at all models of a directory, at their files too if deep.
func (o modelsOf) lines(deep bool) ([]modelLine, error) {
	found, err := models.List(o.dir)
	if err != nil {
		return nil, err
	}
	wants := models.Wants{WakeWords: []string{"any"}}
	if o.wants != nil {
		wants = *o.wants
	}
	used := wants.Used(found)
	out := []modelLine{}
	for _, f := range found {
		l := modelLine{Name: f.Name, Used: slices.Contains(used, f.Name)}
		err := f.Err
		if m := f.Model; m != nil {
			l.Kind, l.Type, l.Lang, l.Licence, l.Source, l.Sum = m.Kind, m.Type, m.Lang, m.Licence, m.Source, m.Sum()
			if deep {
				err = m.Verify()
			}
		}
		if err != nil {
			l.Error = err.Error()
		}
		out = append(out, l)
	}
	return out, nil
}

func newModelsListCommand(where *modelsDir) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the models that are installed",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := where.open()
			if err != nil {
				return err
			}
			all, err := at.lines(false)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"dir": at.dir, "models": all})
			}
			return printModels(cmd.OutOrStdout(), at.dir, all)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func printModels(out io.Writer, dir string, all []modelLine) error {
	var b strings.Builder
	if len(all) == 0 {
		fmt.Fprintf(&b, "no models in %s\n", dir)
	}
	for _, l := range all {
		if l.Error != "" && l.Kind == "" {
			fmt.Fprintf(&b, "%-40s %s\n", l.Name, l.Error)
			continue
		}
		state := "used"
		if !l.Used {
			state = "not used: another one of its kind comes first"
			if l.Kind == models.KWS {
				state = "not used: speech.wake_words is empty, or speech.wake_model names another one"
			}
		}
		if l.Error != "" {
			state = l.Error
		}
		fmt.Fprintf(&b, "%-40s %-4s %-3s %s  %s, %s; %s\n", l.Name, l.Kind, l.Lang, l.Sum, l.Licence, l.Source, state)
	}
	return printf(out, "%s", b.String())
}

func newModelsRemoveCommand(where *modelsDir) *cobra.Command {
	return &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a model",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := where.open()
			if err == nil {
				err = models.Remove(at.dir, args[0])
			}
			if err != nil {
				return err
			}
			return printf(cmd.OutOrStdout(), "removed %s\n", args[0])
		},
	}
}
