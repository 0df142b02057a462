package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/assist"
	sentences "tiepdan/assist/trial"
)

// evalFlags are those of "assist eval".
type evalFlags struct {
	json, fields, confusions, bare, questions bool
	noise                                     float64
	ward                                      string
	cross                                     int
}

func newAssistEvalCommand() *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval [FILE.tsv]",
		Short: "Measure how well sentences of a file are understood",
		Long: `Measure how well sentences are understood that nothing was learnt from. Each line of the file is the code of
a procedure, a tab and a sentence; the code of what no procedure answers is "-".
Codes with commas between them are several needs in the order said.
With --cross N the sentences are the catalogue's own phrases instead: an Nth of them at a time, after learning
from the others.
top1 and top3 count what a visitor is led to or offered: a sentence taken for none of the procedures counts as missed.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 1) == (f.cross > 0) {
				return errors.New("cannot evaluate: want either a file or --cross")
			}
			if f.noise < 0 || f.noise > 1 {
				return fmt.Errorf("cannot use --noise %g: want a share from 0 to 1", f.noise)
			}
			c, err := loadAssist(f.ward)
			if err != nil {
				return err
			}
			if f.questions {
				return f.askQuestions(cmd.OutOrStdout(), c, args)
			}
			r, err := f.evaluate(c, args)
			if err != nil {
				return err
			}
			return f.print(cmd.OutOrStdout(), c, r)
		},
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&f.fields, "fields", false, "print each group of procedures too")
	cmd.Flags().BoolVar(&f.confusions, "confusions", false, "print what was taken for what too")
	cmd.Flags().BoolVar(&f.bare, "no-diacritics", false, "take the diacritics away before asking")
	cmd.Flags().BoolVar(&f.questions, "questions", false, "the codes of the file are questions about a procedure: time, papers, fee, …")
	cmd.Flags().Float64Var(&f.noise, "noise", 0, "replace this share of the words by others that sound like them")
	cmd.Flags().StringVar(&f.ward, "catalogue", "", "the ward's file over the program's own catalogue")
	cmd.Flags().IntVar(&f.cross, "cross", 0, "try the catalogue's own phrases in so many parts")
	return cmd
}

func (f *evalFlags) evaluate(c *assist.Catalogue, args []string) (sentences.Result, error) {
	o := sentences.Options{Noise: f.noise, NoDiacritics: f.bare, Now: time.Now}
	if f.cross > 0 {
		return sentences.CrossValidate(c, max(2, f.cross), o), nil
	}
	lines, err := readSentences(args[0])
	if err != nil {
		return sentences.Result{}, err
	}
	return sentences.Evaluate(c, assist.NewUnderstander(c), lines, o), nil
}

func readSentences(name string) ([]sentences.Line, error) {
	data, err := os.ReadFile(name) // #nosec G304 -- the file that the technician names
	if err != nil {
		return nil, fmt.Errorf("cannot evaluate: %w", err)
	}
	lines, err := sentences.Read(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", name, err)
	}
	return lines, nil
}

func (f *evalFlags) askQuestions(out io.Writer, c *assist.Catalogue, args []string) error {
	if len(args) == 0 {
		return errors.New("cannot evaluate questions: want a file")
	}
	lines, err := readSentences(args[0])
	if err != nil {
		return err
	}
	r := sentences.EvaluateQuestions(assist.NewUnderstander(c), lines)
	if !f.confusions {
		r.Mixed = nil
	}
	if f.json {
		return json.NewEncoder(out).Encode(r)
	}
	_, err = fmt.Fprintf(out, "%d questions, %.1f %% right\n", r.N, 100*r.Right)
	for _, m := range r.Mixed {
		if err == nil {
			_, err = fmt.Fprintf(out, "%3d  %s → %s\n", m.N, m.Code, m.As)
		}
	}
	return err
}

func (f *evalFlags) print(out io.Writer, c *assist.Catalogue, r sentences.Result) error {
	if !f.fields {
		r.Fields = nil
	}
	if !f.confusions {
		r.Confusions = nil
	}
	if f.json {
		return json.NewEncoder(out).Encode(r)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d sentences with a procedure, %d out of scope\n", r.N, r.OutOfScopeN)
	if r.Unknown > 0 {
		fmt.Fprintf(&b, "left out, for their codes are not in the catalogue: %d\n", r.Unknown)
	}
	for _, v := range []struct {
		name  string
		share float64
	}{
		{"right on top", r.Top1},
		{"right among the first three", r.Top3},
		{"answered directly", r.Direct},
		{"answered directly and wrongly", r.WrongDirect},
		{"turned away", r.Turned},
		{"out of scope, answered directly", r.OutOfScopeDirect},
		{"out of scope, told so", r.OutOfScopeKnown},
	} {
		fmt.Fprintf(&b, "%-32s %5.1f %%\n", v.name, 100*v.share)
	}
	if r.SeveralN > 0 {
		fmt.Fprintf(&b, "%d sentences with several needs: all found in order %.1f %%, one of them on top %.1f %%\n", r.SeveralN, 100*r.SeveralAll, 100*r.SeveralOne)
	}
	fmt.Fprintf(&b, "%-32s %6.3f ms\n", "time of a sentence, 99 %", r.P99)
	for _, v := range r.Fields {
		fmt.Fprintf(&b, "%-18s %4d  top 1 %5.1f %%  top 3 %5.1f %%  wrong direct %4.1f %%\n", v.Group, v.N, 100*v.Top1, 100*v.Top3, 100*v.WrongDirect)
	}
	for _, m := range r.Confusions {
		fmt.Fprintf(&b, "%3d (%d directly)  %s %s → %s %s\n", m.N, m.Direct, m.Code, plainName(c, m.Code), m.As, plainName(c, m.As))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func plainName(c *assist.Catalogue, code string) string {
	if p, ok := c.Find(code); ok {
		return p.Plain.Vi
	}
	return "none"
}
