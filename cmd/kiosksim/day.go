package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tiepdan/agent"
)

// dayOptions say what kind of day it is.
type dayOptions struct {
	visitors, doors, history int
	seed                     uint64
	policy                   string
}

func newDayCommand() *cobra.Command {
	var (
		o       dayOptions
		asJSON  bool
		journal string
	)
	cmd := &cobra.Command{
		Use:   "day",
		Short: "Play a whole working day through the real core",
		Long: `Day plays a working day of a service point through the robot's core, message by message, in seconds: visitors
come by the hour, some of a class that goes first, some do not come when called and some of those come back, some
are sent to another service; doors break and lunch; officials call whoever the dispatcher says.

Days before it, with other seeds, are played first (--history), so that service times were measured: a unit that
has none says of waiting times only that there is not enough data yet. They are in the journal, but in no figure.

An estimate is what the ticket's holder was told when she joined the line, against when she was first called. The
same tickets are held against the line played on alone, QL, HOL, LES and the hour's history; "in use" says whether
the combination learnt from the days before was nearer than the line played on, on days that it was not fitted to.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			rec, err := recorder(cmd, journal)
			if err != nil {
				return err
			}
			r, err := playDays(cmd.Context(), o, rec)
			if rec != nil {
				err = errors.Join(err, rec.Close(cmd.Context()))
			}
			if err != nil {
				return fmt.Errorf("cannot play the day: %w", err)
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(r)
			}
			_, err = io.WriteString(cmd.OutOrStdout(), r.table())
			return err
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.visitors, "visitors", 300, "how many come")
	f.IntVar(&o.doors, "doors", 6, "how many doors there are")
	f.Uint64Var(&o.seed, "seed", 1, "the same seed is the same day")
	f.IntVar(&o.history, "history", 5, "days played before it")
	f.StringVar(&o.policy, "policy", "share", `how classes go first: "share" or "strict"`)
	f.BoolVar(&asJSON, "json", false, "print one JSON object")
	f.StringVar(&journal, "journal", "", "write a new journal for kioskctl replay")
	return cmd
}

func recorder(cmd *cobra.Command, path string) (*agent.Recorder, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no journal is wanted
	}
	return agent.NewRecorder(cmd.Context(), path)
}

// mostVisitors and the other bounds keep a day within what a center is.
const (
	mostVisitors = 5000
	mostDoors    = 60
	mostDays     = 60
)

func (o dayOptions) check() error {
	var errs []error
	bad := func(flag string, got any, want string) {
		errs = append(errs, fmt.Errorf("cannot use --%s %v: want %s", flag, got, want))
	}
	if o.visitors < 1 || o.visitors > mostVisitors {
		bad("visitors", o.visitors, fmt.Sprintf("1 to %d", mostVisitors))
	}
	if o.doors < 1 || o.doors > mostDoors {
		bad("doors", o.doors, fmt.Sprintf("1 to %d", mostDoors))
	}
	if o.history < 0 || o.history > mostDays {
		bad("history", o.history, fmt.Sprintf("0 to %d", mostDays))
	}
	if o.policy != "share" && o.policy != "strict" {
		bad("policy", o.policy, "share or strict")
	}
	return errors.Join(errs...)
}
