package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
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
	cmd.PersistentFlags().StringVar(&where.config, "config", "", "kioskd's configuration, which names that directory; default: /var/lib/tiepdan/models")
	cmd.AddCommand(newModelsInstallCommand(&where), newModelsListCommand(&where), newModelsVerifyCommand(&where), newModelsRemoveCommand(&where))
	return cmd
}

// modelsDir says where the models are.
type modelsDir struct{ dir, config string }

func (d *modelsDir) path() (string, error) {
	switch {
	case d.dir != "" && d.config != "":
		return "", errors.New("want --dir or --config, not both")
	case d.dir != "":
		return d.dir, nil
	case d.config != "":
		c, err := config.Load(d.config)
		if err != nil {
			return "", err
		}
		return c.Speech.ModelsDir, nil
	}
	return filepath.Join(config.Default().Unit.StateDir, "models"), nil
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
			dir, err := where.path()
			if err != nil {
				return err
			}
			about.Type = models.Type(kind)
			if about.Name == "" {
				about.Name = nameOf(args[0])
			}
			m, err := models.Install(dir, args[0], about)
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
func lines(dir string, deep bool) ([]modelLine, error) {
	found, err := models.List(dir)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	for _, k := range []models.Kind{models.VAD, models.ASR, models.TTS} {
		for _, m := range models.Pick(found, k) {
			used[m.Name] = true
		}
	}
	out := []modelLine{}
	for _, f := range found {
		l := modelLine{Name: f.Name, Used: used[f.Name]}
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
			dir, err := where.path()
			if err != nil {
				return err
			}
			all, err := lines(dir, false)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"dir": dir, "models": all})
			}
			return printModels(cmd.OutOrStdout(), dir, all)
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
			dir, err := where.path()
			if err == nil {
				err = models.Remove(dir, args[0])
			}
			if err != nil {
				return err
			}
			return printf(cmd.OutOrStdout(), "removed %s\n", args[0])
		},
	}
}
