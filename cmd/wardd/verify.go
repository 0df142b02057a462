package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"tiepdan/ward"
	"tiepdan/ward/settings"
	"tiepdan/ward/store"
)

// errGaps says that verify found something; what it is stands in its table.
var errGaps = errors.New("something is missing or wrong, see above")

func verifyCommand() *cobra.Command {
	var asJSON, giveUp bool
	var because string
	cmd := configured(&cobra.Command{
		Use:   "verify --config FILE [--json | --give-up ROBOT EPOCH FROM-TO --because TEXT]",
		Short: "Prove that nothing of any robot is missing, or say what is",
		Long: `verify counts every stored event anew and lays it beside what was receipted and what
pages show. MISSING can still come; LOST are events that a robot no longer had.
It may run beside wardd.

A robot that will never send what is missing, because it is broken, or because a
number was false, would be asked for it for ever. --give-up notes, with a reason,
that nobody waits for these numbers any more: they are shown as given up, and are
no problem. If they come after all they are counted as ever.

  wardd verify --config FILE --give-up 00070/kb-01 9f3a1c20 101-200 --because "disk broken"

Exit status: 0 all is whole, 1 something is missing or wrong, 2 wrong usage.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if giveUp {
				return threeArgs(cmd, args)
			}
			return noArgs(cmd, args)
		},
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		if giveUp {
			return giveNumbersUp(cmd, ward.Store(s), args, because)
		}
		return verify(cmd, ward.Store(s), asJSON)
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&giveUp, "give-up", false, "give up the numbers FROM-TO of EPOCH of ROBOT")
	cmd.Flags().StringVar(&because, "because", "", "why they are given up, `TEXT`")
	return cmd
}

func verify(cmd *cobra.Command, o store.Options, asJSON bool) error {
	events, err := store.Inspect(cmd.Context(), o)
	if err != nil {
		return err
	}
	v, err := events.Verify(cmd.Context())
	if err = errors.Join(err, events.Close()); err != nil {
		return err
	}
	if asJSON {
		data, err := json.Marshal(struct {
			store.Verified
			OK bool `json:"ok"`
		}{v, v.Whole()})
		if err != nil {
			return fmt.Errorf("cannot print what was found: %w", err)
		}
		cmd.Println(string(data))
	} else if err := printVerified(cmd.OutOrStdout(), v); err != nil {
		return fmt.Errorf("cannot print what was found: %w", err)
	}
	if !v.Whole() {
		return errGaps
	}
	return nil
}

func printVerified(w io.Writer, v store.Verified) error {
	var rows, problems strings.Builder
	rows.WriteString("ROBOT\tEPOCH\tUPTO\tSTORED\tRATINGS\tVISITS\tREFUSED\tMISSING\tLOST\tGIVEN UP\t\n")
	for _, c := range v.Streams {
		fmt.Fprintf(&rows, "%s/%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n",
			c.Commune, c.Robot, c.Epoch, c.Upto, c.Stored, c.Ratings, c.Visits, c.Refused, c.Missing, c.Lost, c.GivenUp)
		for _, p := range c.Problems {
			fmt.Fprintf(&problems, "%s/%s %s: %s\n", c.Commune, c.Robot, c.Epoch, p)
		}
	}
	if v.Unswept {
		problems.WriteString("note: the file may still hold what was erased before this version: start wardd with as much room as the file has\n")
	}
	for _, p := range v.Problems {
		problems.WriteString(p + "\n")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	if _, err := io.WriteString(t, rows.String()); err != nil {
		return err
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, problems.String())
	return err
}
