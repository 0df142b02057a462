package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"tiepdan/agent/control"
	"tiepdan/agent/jog"
)

func newDriveCommand() *cobra.Command {
	var r running
	var speed float64
	var lang string
	cmd := &cobra.Command{
		Use:   "drive",
		Short: "Drive the robot by hand from this terminal, for as long as a key is held",
		Long: `Drive the robot by hand, for as long as a key is held: w or arrow up forward, s or arrow down back, a and d or the
arrows to the sides turn, + and - change the speed, q ends it. Any other key stops.

A key counts once it repeats, and for a quarter of a second: the robot stops when it is let go, and when this
program, its terminal or its line to the robot ends, however that happens. At most 0.2 m/s. The emergency stop, a bumper, a
hand in the tray, a fault, a lost link and something in the way hold the robot, and it goes on only when the key was let go.
Whether it knows where it is does not matter: whoever drives sees it. Keep it in sight, and an arm's length from people.

It needs a running kioskd, and root's or its group's rights. Nobody who is served is driven away from; the screen and the
voice say that a technician moves the robot.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if lang != "vi" && lang != "en" {
				return fmt.Errorf("--lang %q: want vi or en", lang)
			}
			if speed < 0.05 || speed > jog.MaxMps {
				return fmt.Errorf("--speed %.2f: want 0.05 to %.1f", speed, jog.MaxMps)
			}
			return drive(cmd.Context(), r.client(), cmd.OutOrStdout(), speed, lang)
		},
	}
	r.flags(cmd)
	cmd.Flags().Float64Var(&speed, "speed", 0.15, "metres a second forward and back; turns are as fast in proportion")
	cmd.Flags().StringVar(&lang, "lang", "vi", "language of what is shown, vi or en")
	return cmd
}

func drive(ctx context.Context, c *control.Client, out io.Writer, speed float64, lang string) (err error) {
	keys := os.Stdin
	if !term.IsTerminal(keys.Fd()) {
		return errors.New("cannot drive: keys come from a terminal that a hand is at (ssh -t)")
	}
	wheel, err := jog.Take(ctx, c)
	if err != nil {
		return err
	}
	was, err := term.MakeRaw(keys.Fd())
	if err != nil {
		return errors.Join(fmt.Errorf("cannot read keys: %w", err), wheel.Leave())
	}
	defer func() { err = errors.Join(err, term.Restore(keys.Fd(), was)) }()
	panel := jog.Panel{Out: out, Lang: lang}
	defer panel.End()
	return (&jog.Driver{Keys: keys, Wheel: wheel, Show: panel.Show, Mps: speed}).Run(ctx)
}
