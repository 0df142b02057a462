package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"tiepdan/config"
)

// checked is what "config check --json" prints.
type checked struct {
	File     string           `json:"file"`
	OK       bool             `json:"ok"`
	Format   int              `json:"format,omitempty"` // of the file; older ones are read as the newest
	Problems []config.Problem `json:"problems"`
	Warnings []string         `json:"warnings"` // what may be meant
}

func newConfigCheckCommand() *cobra.Command {
	var asJSON bool
	var mapFile string
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Print every problem of a configuration file",
		Long: `Print every problem of a configuration file, one on each line:
  FILE:LINE:COLUMN: KEY: what is wrong, what was expected
Tables of a list are counted from 1. The exit status is 1 if there is a problem. Whether the
devices and files that it names exist is not checked: they are on the robot.

Places, rounds and zones are checked as the navigator does: areas that cross themselves, places
in areas that are never entered. The base's key is looked at if its file is here. With a map, which is --map or else nav.map_file if that is here,
also that the robot has room at every place and a way to it from the dock.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return checkConfig(cmd.OutOrStdout(), args[0], mapFile, asJSON)
		},
	}
	cmd.Flags().StringVar(&mapFile, "map", "", "check the floor on this map, a `file` .yaml or .pgm of 5 cm cells")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func checkConfig(out io.Writer, path, mapFile string, asJSON bool) error {
	var noMap error
	c, err := config.LoadWith(path, func(c *config.Config) []config.Finding {
		floor, err := mapOf(c.Nav, mapFile)
		if noMap = err; err != nil {
			return nil
		}
		return append(findings(c.Nav, checkSite(siteOf(c.Nav), floor)), keyFindings(c.Base)...)
	})
	if noMap != nil {
		return noMap
	}
	errs, hasProblems := errors.AsType[*config.Errors](err)
	if err != nil && !hasProblems {
		return err
	}
	result := checked{File: path, OK: err == nil, Problems: []config.Problem{}, Warnings: []string{}}
	if c != nil {
		result.Format = c.Format()
		result.Warnings = slices.Concat(result.Warnings, older(path, c), warnings(c), keyWarnings(c.Base), wakeWarnings(c.Speech))
	}
	if hasProblems {
		result.Problems = errs.Problems
	}
	if err := result.print(out, asJSON); err != nil {
		return fmt.Errorf("cannot print the result: %w", err)
	}
	switch n := len(result.Problems); n {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("cannot use %s: 1 problem", path)
	default:
		return fmt.Errorf("cannot use %s: %d problems", path, n)
	}
}

// older says what to do with a file of an older format.
func older(path string, c *config.Config) []string {
	if c.Format() == config.Version {
		return nil
	}
	return []string{fmt.Sprintf("the file has format %d, and is read as format %d; kioskctl config migrate %s shows what that changes, --write does it", c.Format(), config.Version, path)}
}

// warnings are what may be meant. The ward's catalogue may be on the robot only:
// then its groups are not known here.
func warnings(c *config.Config) []string {
	all, err := config.LoadCatalogue(c.Catalogue.WardFile)
	if err != nil {
		return []string{"catalogue.ward_file cannot be used here, so whether somebody is responsible for each group was not checked"}
	}
	return c.Unanswered(all)
}

func (c checked) print(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(c)
	}
	for _, w := range c.Warnings {
		if _, err := fmt.Fprintf(out, "%s: warning: %s\n", c.File, w); err != nil {
			return err
		}
	}
	if c.OK {
		_, err := fmt.Fprintf(out, "%s: no problems\n", c.File)
		return err
	}
	for _, p := range c.Problems {
		if _, err := fmt.Fprintln(out, p); err != nil {
			return err
		}
	}
	return nil
}
