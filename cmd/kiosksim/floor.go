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

// mostHours, mostPeople and mostFloorDays keep a day within what a service point is.
const (
	mostHours     = 24
	mostPeople    = 3000
	mostFloorDays = 100
)

// floorFlags are what the command is told.
type floorFlags struct {
	floorOptions
	asJSON, figures, verbose bool
	picture, of, pty         string
	days                     int
	visitor                  bool
}

func newFloorCommand() *cobra.Command {
	var o floorFlags
	cmd := &cobra.Command{
		Use:   "floor",
		Short: "Play a day of the robot among people on the floor of a service point",
		Long: `Floor plays a working day: people come, queue, sit, go to doors, stand in the way and are led; officials call
the robot, it goes round with its tray, and it charges. The base slips, sees by a noisy lidar, finds out by itself
where it is, and avoids people by itself; the missions are those of the navigator that runs on the robot. Nothing of
the truth reaches either. The same seed is the same day.

With --pty nothing is played: the floor stands behind an emulated base that speaks MAVLink 2, as with "kiosksim base",
and whoever connects drives. It serves its map by file transfer. Standard output says "ready LINK"; each line on
standard input is one of these, answered by "ok …" or "error REASON":
` + floorHelp() + `

The maps are ` + strings.Join(world.Names(), ", ") + `.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&o.plan, "map", "service-point", "`name` of the floor's map")
	f.Uint64Var(&o.seed, "seed", 1, "the same seed is the same day")
	f.Float64Var(&o.hours, "hours", 8, "length of the day")
	f.IntVar(&o.days, "days", 1, "play so many days, of this and the next seeds, and print their figures together")
	f.IntVar(&o.people, "people", 300, "how many come")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON object")
	f.StringVar(&o.picture, "picture", "", "draw a run of the day into this `file`, a .png or a .gif")
	f.StringVar(&o.of, "picture-of", "escort", "which run: a good escort, patrol or call, or the whole day")
	f.StringVar(&o.pty, "pty", "", "serve the floor as a motion base in real time, and make this `path` a link to the pty")
	f.BoolVar(&o.visitor, "visitor", false, "with --pty: somebody waits where the robot picks people up, and follows it from there")
	f.BoolVar(&o.figures, "figures", false, "print the figures with their bars as one JSON object, as a bench does")
	f.BoolVar(&o.verbose, "verbose", false, "tell on standard error what went wrong, and where")
	return cmd
}

// run plays the day, or serves the floor.
func (o floorFlags) run(cmd *cobra.Command) error {
	if err := errors.Join(o.check(), checkPicture(o.picture, o.of)); err != nil {
		return err
	}
	if o.pty != "" {
		return o.serve(cmd)
	}
	if o.days != 1 {
		return o.runDays(cmd)
	}
	d, err := newFloorDay(o.floorOptions)
	if err != nil {
		return err
	}
	var seen *recording
	if o.picture != "" {
		seen = record(d, o.of)
	}
	began := time.Now()
	if err := d.run(cmd.Context()); err != nil {
		return fmt.Errorf("cannot play the day: %w", err)
	}
	r := d.result(o.floorOptions, time.Since(began))
	if o.verbose {
		cmd.PrintErr(d.explain())
	}
	if seen != nil {
		if err := seen.save(o.picture); err != nil {
			return err
		}
	}
	switch {
	case o.figures:
		return json.NewEncoder(cmd.OutOrStdout()).Encode(r.figures())
	case o.asJSON:
		return json.NewEncoder(cmd.OutOrStdout()).Encode(r)
	}
	_, err = io.WriteString(cmd.OutOrStdout(), r.table())
	return err
}

// serve is the floor as a motion base.
func (o floorFlags) serve(cmd *cobra.Command) error {
	if o.days != 1 {
		return errors.New("cannot use --days with --pty: a floor that is served has no days")
	}
	return serveFloor(cmd.Context(), o.floorOptions, o.visitor, o.pty, cmd.InOrStdin(), cmd.OutOrStdout())
}

// runDays plays several days.
func (o floorFlags) runDays(cmd *cobra.Command) error {
	if o.days < 1 || o.days > mostFloorDays || o.picture != "" || o.verbose {
		return fmt.Errorf("cannot use --days %d: want 1 to %d, and more than 1 neither with --picture nor with --verbose", o.days, mostFloorDays)
	}
	days, err := playFloorDays(cmd.Context(), o.floorOptions, o.days)
	if err != nil {
		return err
	}
	switch out := json.NewEncoder(cmd.OutOrStdout()); {
	case o.figures:
		return out.Encode(daysFigures(days))
	case o.asJSON:
		return out.Encode(map[string][]floorResult{"days": days})
	}
	for _, r := range days {
		if _, err := io.WriteString(cmd.OutOrStdout(), r.table()+"\n"); err != nil {
			return fmt.Errorf("cannot tell the days: %w", err)
		}
	}
	return nil
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
