package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

type baseFlags struct {
	pty, start, truth, key string
	speedUp                float64
}

func newBaseCommand() *cobra.Command {
	var f baseFlags
	plan := basetest.ServicePoint()
	cmd := &cobra.Command{
		Use:   "base --pty LINK",
		Short: "Emulate the motion base (MAVLink 2) on the floor plan of a service point",
		Long: `Emulate the motion base: MAVLink 2 on a pty, a differential drive on a floor plan.

Standard output says "ready LINK" when the wire is up. Each line on standard input is a command,
answered by one line "ok …" or "error REASON":
  ` + strings.Join(baseCommandNames(), ", ") + `
"where" answers "ok X Y HEADING [PLACE]" in metres and radians; PLACE within 0.5 m of one of:
  ` + strings.Join(placeNames(plan), ", ") + `
When it ends, what the agent sent that a base does not know is an error.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serveBase(cmd.Context(), f, plan, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.pty, "pty", "", "make this `path` a link to the pty")
	flags.StringVar(&f.start, "start", "dock", "`place` or x,y in metres where the base stands at first")
	flags.StringVar(&f.truth, "truth", "", "write to this `file` where the base really is, one JSON object a line, five a second")
	flags.StringVar(&f.key, "key", "", "sign with the key in this `file`, and refuse what it did not sign")
	flags.Float64Var(&f.speedUp, "speed-up", 1, "`times` as fast as a real base; the wire keeps its pace")
	// The flag is defined above; it cannot be missing.
	_ = cmd.MarkFlagRequired("pty")
	return cmd
}

func placeNames(plan *basetest.FloorPlan) []string {
	var names []string
	for n := range plan.Places {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func serveBase(ctx context.Context, f baseFlags, plan *basetest.FloorPlan, in io.Reader, out io.Writer) (err error) {
	start, err := parseStart(f.start, plan)
	if err != nil {
		return err
	}
	var truth io.Writer
	if f.truth != "" {
		file, err := os.Create(f.truth)
		if err != nil {
			return fmt.Errorf("cannot write where the base is: %w", err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		truth = file
	}
	o := basetest.Options{Plan: plan, Start: &start, SpeedUp: f.speedUp, Truth: truth}
	if f.key != "" {
		key, err := base.ReadKey(f.key)
		if err != nil {
			return fmt.Errorf("cannot start the base: %w", err)
		}
		o.Key = &key
	}
	b, err := basetest.New(o)
	if err != nil {
		return fmt.Errorf("cannot start the base: %w", err)
	}
	tty := basetest.NewTTY(b, f.pty)
	if err := tty.Plug(ctx); err != nil {
		return fmt.Errorf("cannot start the base: %w", err)
	}
	say := newSpeaker(out)
	say("ready " + f.pty)
	go obeyForBase(ctx, &baseSim{base: b, tty: tty}, in, say)

	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return b.Run(ctx) })
	err = errors.Join(g.Wait(), tty.Close())
	if r := b.Rejected(); len(r) > 0 {
		err = errors.Join(err, fmt.Errorf("the agent sent what a base does not know: %s", strings.Join(r, "; ")))
	}
	return err
}

// parseStart reads a place's name or "x,y".
func parseStart(s string, plan *basetest.FloorPlan) (basetest.Pose, error) {
	if p, ok := plan.Places[s]; ok {
		return p, nil
	}
	xs, ys, _ := strings.Cut(s, ",")
	x, errX := strconv.ParseFloat(xs, 64)
	y, errY := strconv.ParseFloat(ys, 64)
	if errX != nil || errY != nil || math.IsNaN(x+y) {
		return basetest.Pose{}, fmt.Errorf("cannot start at %q: want x,y or one of %s", s, strings.Join(placeNames(plan), ", "))
	}
	return basetest.Pose{X: x, Y: y}, nil
}

// baseSim is the base and its plug.
type baseSim struct {
	base *basetest.Base
	tty  *basetest.TTY
}

// obeyForBase carries out commands until the input ends; the base goes on. It
// cannot be made to stop while it waits for a line; it ends with the process.
func obeyForBase(ctx context.Context, sim *baseSim, in io.Reader, say func(string)) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		answer, err := sim.do(ctx, words[0], words[1:])
		if err != nil {
			say("error " + err.Error())
			continue
		}
		say("ok " + answer)
	}
}

// baseCommand does one thing to the base and answers.
type baseCommand func(ctx context.Context, sim *baseSim, args []string) (string, error)

// quietly is a command that always works and answers its own name.
func quietly(name string, do func(*basetest.Base)) baseCommand {
	return func(_ context.Context, sim *baseSim, _ []string) (string, error) {
		do(sim.base)
		return name, nil
	}
}

func baseCommands() map[string]baseCommand {
	return map[string]baseCommand{
		"estop":             quietly("estop", (*basetest.Base).PressEStop),
		"estop-release":     quietly("estop-release", (*basetest.Base).ReleaseEStop),
		"lost-localisation": quietly("lost-localisation", func(b *basetest.Base) { b.SetLocalised(false) }),
		"localised":         quietly("localised", func(b *basetest.Base) { b.SetLocalised(true) }),
		"blocked":           quietly("blocked", func(b *basetest.Base) { b.SetBlocked(true) }),
		"free":              quietly("free", func(b *basetest.Base) { b.SetBlocked(false) }),
		"bumper":            quietly("bumper", func(b *basetest.Base) { b.SetBumpers(1) }),
		"bumper-release":    quietly("bumper-release", func(b *basetest.Base) { b.SetBumpers(0) }),
		"contacts-dirty":    quietly("contacts-dirty", func(b *basetest.Base) { b.SetContacts(false) }),
		"contacts-clean":    quietly("contacts-clean", func(b *basetest.Base) { b.SetContacts(true) }),
		"mute":              quietly("mute", func(b *basetest.Base) { b.SetMute(true) }),
		"unmute":            quietly("unmute", func(b *basetest.Base) { b.SetMute(false) }),
		"garbage":           quietly("garbage", (*basetest.Base).Garbage),
		"unplug": func(_ context.Context, sim *baseSim, _ []string) (string, error) {
			return "unplug", sim.tty.Unplug()
		},
		"replug": func(ctx context.Context, sim *baseSim, _ []string) (string, error) {
			return "replug", sim.tty.Plug(ctx)
		},
		"battery": setBattery,
		"where":   where,
	}
}

func baseCommandNames() []string {
	var names []string
	for n := range baseCommands() {
		if n == "battery" {
			n += " PERCENT"
		}
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func (sim *baseSim) do(ctx context.Context, name string, args []string) (string, error) {
	do, ok := baseCommands()[name]
	if !ok {
		return "", fmt.Errorf("unknown command %q, want one of %s", name, strings.Join(baseCommandNames(), ", "))
	}
	if len(args) > 0 && name != "battery" {
		return "", fmt.Errorf("%s takes no argument", name)
	}
	return do(ctx, sim, args)
}

func setBattery(_ context.Context, sim *baseSim, args []string) (string, error) {
	if len(args) == 1 {
		if pct, err := strconv.Atoi(args[0]); err == nil && pct >= 0 && pct <= 100 {
			sim.base.SetBattery(float64(pct))
			return "battery", nil
		}
	}
	return "", errors.New("battery wants a number from 0 to 100")
}

func where(_ context.Context, sim *baseSim, _ []string) (string, error) {
	at, _ := sim.base.Truth()
	near := sim.base.Plan().Nearest(at.X, at.Y)
	return strings.TrimSpace(fmt.Sprintf("%.2f %.2f %.2f %s", at.X, at.Y, at.Heading, near)), nil
}
