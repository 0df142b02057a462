package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/queue/eta"
	waits "tiepdan/queue/eta/trial"
)

func newETACommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eta",
		Short: "Measure the estimate of waiting times",
	}
	cmd.AddCommand(newETAEvalCommand())
	return cmd
}

// judged is how many tickets a queue must have to be judged by itself.
const judged = 100

func newETAEvalCommand() *cobra.Command {
	var (
		asJSON, frozen bool
		until, known   string
	)
	cmd := &cobra.Command{
		Use:   "eval FILE.csv[.gz]",
		Short: "Play recorded queues through the estimator and through simpler predictors",
		Long: `Eval reads snapshots of queues (date, time, office, queue_id, letter, now_serving, waiting, open_counters,
deployed_estimate_min; in the order of the days), rebuilds from them when each ticket came and was called, learns
from the first days and predicts the tickets of the others.

Events between two snapshots are put evenly between them. Queue-days whose numbers jump are left out, and so are
tickets that were not called the same day, that fall into a gap of more than 15 minutes, or whose queue has had
fewer than 20 calls: of those the estimator says nothing.

Every predictor gets the same tickets, and knows what was known when a ticket was given: all that happened before.
What came of earlier tickets is learnt as the test goes on, and models are fitted again every night, as the robot
does. With --known snapshots only those calls count as known that a snapshot had shown by then: an evenly filled
gap between two snapshots tells a keen eye something of the minutes to come, and this shows how much.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o := waits.Options{Until: until, Size: eta.Thorough(), Frozen: frozen}
			if err := setKnown(&o, known); err != nil {
				return err
			}
			if _, err := time.Parse(time.DateOnly, until); until != "" && err != nil {
				return fmt.Errorf("cannot use --train-until %s: want a date like 2020-01-14", until)
			}
			r, err := waits.Evaluate(func() (io.ReadCloser, error) { return os.Open(args[0]) }, o)
			if err != nil {
				return fmt.Errorf("cannot evaluate %s: %w", args[0], err)
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(r)
			}
			_, err = io.WriteString(cmd.OutOrStdout(), etaTable(r, o))
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().StringVar(&until, "train-until", "", "learn from the days before this date and test the rest (default: learn from the first 60 % of the days)")
	cmd.Flags().StringVar(&known, "known", "events", `what is known of the minutes since the last snapshot: "events" or "snapshots"`)
	cmd.Flags().BoolVar(&frozen, "frozen", false, "do not fit again every night of the test")
	return cmd
}

func setKnown(o *waits.Options, known string) error {
	switch known {
	case "events":
		o.Known = waits.Interpolated
	case "snapshots":
		o.Known = waits.Snapshots
	default:
		return fmt.Errorf(`cannot use --known %s: want "events" or "snapshots"`, known)
	}
	return nil
}

// etaTable is what a person reads.
func etaTable(r waits.Result, o waits.Options) string {
	var b strings.Builder
	f := r.Facts
	fmt.Fprintf(&b, "learnt from %d days before %s (%d tickets), tested on %d days: %d tickets, mean wait %.1f min\n",
		f.TrainDays, f.Until, f.TrainN, f.TestDays, r.N, f.MeanWait)
	fmt.Fprintf(&b, "left out: %d of %d queue-days whose numbers jump, %d tickets of queues with too little history\n", f.Dropped, f.QueueDays, f.Thin)
	night := "fitted again every night of the test"
	if o.Frozen {
		night = "kept as fitted before the test"
	}
	seen := "all events before the ticket"
	if o.Known == waits.Snapshots {
		seen = "the snapshots before the ticket"
	}
	fmt.Fprintf(&b, "known: %s, and what came of earlier tickets; models %s\n\n", seen, night)
	fmt.Fprintf(&b, "%-14s %8s %14s\n", "predictor", "MAE min", "within 10 min")
	for _, name := range r.Names() {
		e := r.Baselines[name]
		fmt.Fprintf(&b, "%-14s %8.2f %12.1f %%\n", name, e.MAE, 100*e.Within)
	}
	fmt.Fprintf(&b, "%-14s %8.2f %12.1f %%\n", "ours", r.Ours.MAE, 100*r.Ours.Within)
	name, best := r.Best()
	fmt.Fprintf(&b, "\nMAE against %s, the best of the others: %+.1f %%\n", name, 100*(r.Ours.MAE/best.MAE-1))
	fmt.Fprintf(&b, "P10–P90 holds %.1f %% of the tickets, %.1f %% lie above; mean width %.1f min\n", 100*r.Ours.Coverage, 100*f.Above, f.MeanWidth)
	judgedQueues(&b, r.Ours.Queues)
	return b.String()
}

func judgedQueues(b *strings.Builder, queues []waits.Coverage) {
	fmt.Fprintf(b, "\n%-32s %6s %9s\n", "queue", "n", "coverage")
	n, out, small := 0, 0, 0
	for _, q := range queues {
		if q.N < judged {
			small++
			continue
		}
		mark := ""
		if n++; q.Coverage < 0.7 || q.Coverage > 0.9 {
			out++
			mark = "  outside 70–90 %"
		}
		fmt.Fprintf(b, "%-32s %6d %7.1f %%%s\n", q.ID, q.N, 100*q.Coverage, mark)
	}
	fmt.Fprintf(b, "%d queues with at least %d tickets, %d of them outside 70–90 %%; %d smaller ones\n", n, judged, out, small)
}
