package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tiepdan/assist"
)

func newAssistAskCommand() *cobra.Command {
	var asJSON bool
	var ward string
	cmd := &cobra.Command{
		Use:   "ask SENTENCE…",
		Short: "Print what a sentence is taken to mean, and why",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := loadAssist(ward)
			if err != nil {
				return err
			}
			return ask(cmd.OutOrStdout(), c, strings.Join(args, " "), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().StringVar(&ward, "catalogue", "", "the ward's file over the program's own catalogue")
	return cmd
}

// asked is what "assist ask --json" prints.
type asked struct {
	Understanding assist.Understanding `json:"understanding"`
	Why           assist.Reasons       `json:"why"`
}

func ask(out io.Writer, c *assist.Catalogue, text string, asJSON bool) error {
	u := assist.NewUnderstander(c)
	a := asked{u.Understand(text), u.Explain(text)}
	if asJSON {
		return json.NewEncoder(out).Encode(a)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s", a.Understanding.Kind)
	for _, what := range []string{string(a.Understanding.Talk), string(a.Understanding.Question)} {
		if what != "" {
			fmt.Fprintf(&b, " %s", what)
		}
	}
	fmt.Fprintln(&b)
	for i, n := range a.Understanding.Needs {
		fmt.Fprintf(&b, "need %d: %s %s\n", i+1, n.Kind, n.Attribute)
		for _, cand := range n.Candidates {
			p, _ := c.Find(cand.Code) // it comes from there
			fmt.Fprintf(&b, "  %.2f %s %s\n", cand.P, cand.Code, p.Plain.Vi)
		}
	}
	fmt.Fprintf(&b, "words: %s\nleft out: %s\nmisheard: %s\nmeaning: %s\n", strings.Join(a.Why.Words, " "), strings.Join(a.Why.Fillers, " "),
		strings.Join(a.Why.Mended, " "), strings.Join(a.Why.Concepts, " "))
	fmt.Fprintf(&b, "probability of no procedure %.2f, likeness to what was learnt %.2f\n", a.Why.Outside, a.Why.Near)
	_, err := io.WriteString(out, b.String())
	return err
}
