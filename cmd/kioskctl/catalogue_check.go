package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/config"
)

// catalogueChecked is what "catalogue check --json" prints.
type catalogueChecked struct {
	File       string           `json:"file"` // the ward's; "" for none
	OK         bool             `json:"ok"`
	Procedures int              `json:"procedures"`
	Complete   int              `json:"complete"` // procedures without a warning
	Online     int              `json:"online"`
	Fees       int              `json:"fees"`
	Groups     []groupCount     `json:"groups"`
	Problems   []config.Problem `json:"problems"`
	Warnings   []gap            `json:"warnings"`
}

type groupCount struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Procedures int    `json:"procedures"`
}

func newCatalogueCheckCommand() *cobra.Command {
	var asJSON bool
	var months int
	cmd := &cobra.Command{
		Use:   "check [WARDFILE]",
		Short: "Print what the catalogue has, and what is wrong, missing, contradictory, vague or stale",
		Long: `Print what the catalogue has, with the ward's file over it if one is named, and what is wrong:
errors of the file, one on each line as FILE:LINE:COLUMN: KEY: what, expected what; and of each procedure
what is missing (fewer than 10 ways to say it too), contradictory (what people say for two of them too), vague (what may be said
of any: "giấy tờ"), or was checked too many months ago. Only errors make the exit status 1.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file := ""
			if len(args) > 0 {
				file = args[0]
			}
			return checkCatalogue(cmd.OutOrStdout(), file, time.Now(), months, asJSON)
		},
	}
	cmd.Flags().IntVar(&months, "months", freshMonths, "what was checked more months ago is stale")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func checkCatalogue(out io.Writer, file string, now time.Time, months int, asJSON bool) error {
	c, err := config.LoadCatalogue(file)
	errs, hasProblems := errors.AsType[*config.Errors](err)
	if err != nil && !hasProblems {
		return err
	}
	result := catalogueChecked{File: file, OK: err == nil, Groups: []groupCount{}, Problems: []config.Problem{}, Warnings: []gap{}}
	if hasProblems {
		result.Problems = errs.Problems
	} else {
		result.count(c, now, months)
	}
	var printErr error
	if asJSON {
		printErr = json.NewEncoder(out).Encode(result)
	} else {
		printErr = result.print(out)
	}
	switch n := len(result.Problems); {
	case printErr != nil:
		return fmt.Errorf("cannot print the result: %w", printErr)
	case n > 0:
		return fmt.Errorf("cannot use %s: problems: %d", file, n)
	default:
		return nil
	}
}

func (r *catalogueChecked) count(c *config.Catalogue, now time.Time, months int) {
	r.Procedures = len(c.Procedures)
	for _, g := range c.Groups {
		n := groupCount{ID: g.ID, Name: g.Name.VI}
		for i := range c.Procedures {
			if c.Procedures[i].Group == g.ID {
				n.Procedures++
			}
		}
		r.Groups = append(r.Groups, n)
	}
	r.Warnings = append(r.Warnings, gaps(c, now, months)...)
	for i := range c.Procedures {
		p := &c.Procedures[i]
		if p.Online {
			r.Online++
		}
		if p.Fee != (config.Text{}) {
			r.Fees++
		}
		if !slices.ContainsFunc(r.Warnings, func(g gap) bool { return g.Code == p.Code }) {
			r.Complete++
		}
	}
}

// print lists what a person reads: the groups, then the gaps, a line for each
// procedure.
func (r *catalogueChecked) print(out io.Writer) error {
	var b strings.Builder
	for _, p := range r.Problems {
		fmt.Fprintln(&b, p)
	}
	if !r.OK {
		_, err := io.WriteString(out, b.String())
		return err
	}
	fmt.Fprintf(&b, "%d procedures in %d groups, %d of them online, %d with a fee, %d without a gap\n", r.Procedures, len(r.Groups), r.Online, r.Fees, r.Complete)
	for _, g := range r.Groups {
		fmt.Fprintf(&b, "  %-20s %3d  %s\n", g.ID, g.Procedures, g.Name)
	}
	for i, g := range r.Warnings {
		if i == 0 || r.Warnings[i-1].Code != g.Code {
			fmt.Fprintf(&b, "%s %s: %s", g.Code, g.Name, g.Message)
		} else {
			fmt.Fprintf(&b, "; %s", g.Message)
		}
		if i+1 == len(r.Warnings) || r.Warnings[i+1].Code != g.Code {
			fmt.Fprintln(&b)
		}
	}
	for _, total := range totals(r.Warnings) {
		fmt.Fprintln(&b, total)
	}
	_, err := io.WriteString(out, b.String())
	return err
}
