package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/cobra"
)

func newLogsCommand() *cobra.Command {
	var r running
	var follow bool
	var visit, grep string
	cmd := &cobra.Command{
		Use:   "logs",
		Short: "Show the newest log lines of the kioskd that runs here",
		Long: `Show the newest log lines of the kioskd that runs here, about 2,000; older ones are in the journal: journalctl -u kioskd.

Lines of one visit bear its name: --visit a1b2c3-17 shows these only.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path := "/logs"
			if follow {
				path += "?follow=true"
			}
			return r.client().Lines(cmd.Context(), http.MethodGet, path, nil, func(data []byte) error {
				var line string
				if err := json.Unmarshal(data, &line); err != nil {
					return fmt.Errorf("cannot read a log line: %w", err)
				}
				if visit != "" && !hasAttr(line, "visit="+visit) || !strings.Contains(line, grep) {
					return nil
				}
				_, err := fmt.Fprintln(cmd.OutOrStdout(), line)
				return err
			})
		},
	}
	r.flags(cmd)
	cmd.Flags().BoolVarP(&follow, "follow", "f", false, "go on with what comes")
	cmd.Flags().StringVar(&visit, "visit", "", "lines of this `visit` only")
	cmd.Flags().StringVar(&grep, "grep", "", "lines with this `text` only")
	return cmd
}

// hasAttr reports whether a word stands in a line by itself: a1-1 is not a1-17.
func hasAttr(line, word string) bool {
	for w := range strings.FieldsSeq(line) {
		if w == word {
			return true
		}
	}
	return false
}
