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

	"tiepdan/drivers/base/floortest/world"
)

// mostHours and mostPeople keep a day within what a service point is.
const (
	mostHours  = 24
	mostPeople = 3000
)

func newFloorCommand() *cobra.Command {
	var (
		o       floorOptions
		asJSON  bool
		verbose bool
		picture string
		of      string
	)
	cmd := &cobra.Command{
		Use:   "floor",
		Short: "Play a day of the robot among people on the floor of a service point",
		Long: `Floor plays a working day: people come, queue, sit, go to doors, stand in the way and are led; officials call
the robot, it goes round with its tray, and it charges. The base slips, sees by a noisy lidar, finds out by itself
where it is, and avoids people by itself; the missions are those of the navigator that runs on the robot. Nothing of
the truth reaches either. The same seed is the same day.

The maps are ` + strings.Join(world.Names(), ", ") + `.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := errors.Join(o.check(), checkPicture(picture, of)); err != nil {
				return err
			}
			d, err := newFloorDay(o)
			if err != nil {
				return err
			}
			var seen *recording
			if picture != "" {
				seen = record(d, of)
			}
			began := time.Now()
			if err := d.run(cmd.Context()); err != nil {
				return fmt.Errorf("cannot play the day: %w", err)
			}
			r := d.result(o, time.Since(began))
			if verbose {
				cmd.PrintErr(d.explain())
			}
			if seen != nil {
				if err := seen.save(picture); err != nil {
					return err
				}
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(r)
			}
			_, err = io.WriteString(cmd.OutOrStdout(), r.table())
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.plan, "map", "service-point", "`name` of the floor's map")
	f.Uint64Var(&o.seed, "seed", 1, "the same seed is the same day")
	f.Float64Var(&o.hours, "hours", 8, "length of the day")
	f.IntVar(&o.people, "people", 300, "how many come")
	f.BoolVar(&asJSON, "json", false, "print one JSON object")
	f.StringVar(&picture, "picture", "", "draw a run of the day into this `file`, a .png or a .gif")
	f.StringVar(&of, "picture-of", "escort", "which run: the first good escort, patrol or call, or the whole day")
	f.BoolVar(&verbose, "verbose", false, "tell on standard error what went wrong, and where")
	return cmd
}

func (o floorOptions) check() error {
	var errs []error
	if _, err := world.Named(o.plan); err != nil {
		errs = append(errs, fmt.Errorf("cannot use --map: %w", err))
	}
	if !(o.hours > 0 && o.hours <= mostHours) {
		errs = append(errs, fmt.Errorf("cannot use --hours %v: want more than 0, at most %d", o.hours, mostHours))
	}
	if o.people < 0 || o.people > mostPeople {
		errs = append(errs, fmt.Errorf("cannot use --people %d: want 0 to %d", o.people, mostPeople))
	}
	return errors.Join(errs...)
}

// explain tells what went wrong.
func (d *floorDay) explain() string {
	var b strings.Builder
	for _, e := range d.sim.Judge().Events {
		at := d.end.Add(-time.Duration((d.sim.Truth().AtS - e.AtS) * float64(time.Second)))
		fmt.Fprintf(&b, "%s %s: at (%.2f, %.2f), person %d, gap %.2f m, %.2f m/s\n",
			at.Format(time.TimeOnly), e.What, e.Where.X, e.Where.Y, e.Person, e.GapM, e.Mps)
	}
	t := &d.errands.tally
	for _, s := range slices.Concat(t.failed, t.refused, t.staffWhy) {
		fmt.Fprintln(&b, s)
	}
	return b.String()
}
