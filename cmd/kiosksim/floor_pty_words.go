package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	folk "tiepdan/drivers/base/floortest/crowd"
	"tiepdan/drivers/base/floortest/world"
)

// floorSim is the floor, its wire and its plug.
type floorSim struct {
	baseSim
	body *liveFloor
}

// floorWord is a command on standard input. Nobody tells this base where it is,
// or that it is lost: it finds out by itself.
type floorWord struct {
	args string // that it takes
	what string
	do   func(ctx context.Context, sim *floorSim, args []string) (string, error)
}

func floorCommands() map[string]floorWord {
	words := map[string]floorWord{
		"estop":  {"[on|off]", "press the emergency stop, or turn it back", pressOnFloor},
		"follow": {"", "somebody comes up behind the robot and goes where it goes", onFloor(followRobot)},
		"stand":  {"X Y", "somebody stands there, in metres on the map", onFloor(standThere)},
		"leave":  {"", "all whom follow and stand have called go away", onFloor(leaveFloor)},
		"bumper": {"", "somebody walks into the robot's front without looking", onFloor(bumpRobot)},
		"battery": {"PERCENT", "set the charge", onFloor(func(f *liveFloor, args []string) error {
			pct, err := numbers(args, 1, 0, 100)
			if err == nil {
				f.SetBattery(pct[0])
			}
			return err
		})},
		"fault": {"TEXT", "the base reports a fault; none without a text", func(_ context.Context, sim *floorSim, args []string) (string, error) {
			sim.base.SetFault(strings.Join(args, " "))
			return "fault", nil
		}},
	}
	plain := map[string]string{
		"estop-release": "turn the emergency stop back", "garbage": "noise on the line", "mute": "the base falls silent",
		"unmute": "the base speaks again", "unplug": "pull the line's plug", "replug": "put it back",
	}
	for name, what := range plain {
		words[name] = floorWord{"", what, func(ctx context.Context, sim *floorSim, _ []string) (string, error) {
			return sim.do(ctx, name, nil)
		}}
	}
	return words
}

// floorHelp is a line for each command.
func floorHelp() string {
	words := floorCommands()
	var lines []string
	for name, w := range words {
		lines = append(lines, fmt.Sprintf("  %-18s %s", strings.TrimSpace(name+" "+w.args), w.what))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func (sim *floorSim) obey(ctx context.Context, name string, args []string) (string, error) {
	words := floorCommands()
	var names []string
	for n, w := range words {
		names = append(names, strings.TrimSpace(n+" "+w.args))
	}
	slices.Sort(names)
	list := strings.Join(append(names, "help"), ", ")
	if name == "help" {
		return list, nil
	}
	w, ok := words[name]
	switch {
	case !ok:
		return "", fmt.Errorf("unknown command %q, want one of %s", name, list)
	case w.args == "" && len(args) > 0:
		return "", fmt.Errorf("%s takes no argument", name)
	}
	answer, err := w.do(ctx, sim, args)
	if answer == "" {
		answer = name
	}
	return answer, err
}

// onFloor is a command to the simulation, which only its own steps may change.
func onFloor(do func(f *liveFloor, args []string) error) func(context.Context, *floorSim, []string) (string, error) {
	return func(ctx context.Context, sim *floorSim, args []string) (string, error) {
		return "", sim.body.between(ctx, func() error { return do(sim.body, args) })
	}
}

func pressOnFloor(_ context.Context, sim *floorSim, args []string) (string, error) {
	switch strings.Join(args, " ") {
	case "", "on":
		sim.base.PressEStop()
	case "off":
		sim.base.ReleaseEStop()
	default:
		return "", errors.New("estop wants on or off")
	}
	return "", nil
}

func followRobot(f *liveFloor, _ []string) error {
	var last error
	for _, around := range []float64{math.Pi, 2.4, -2.4, 1.6, -1.6} { // behind, if there is room
		p, err := f.company.put(f.Sim, f.Truth().Pose.To(world.Towards(around, followM)))
		if err == nil {
			f.company.followers = append(f.company.followers, p)
			return nil
		}
		last = err
	}
	return last
}

func standThere(f *liveFloor, args []string) error {
	at, err := numbers(args, 2, -1000, 1000)
	if err == nil {
		_, err = f.company.put(f.Sim, world.Point{X: at[0], Y: at[1]})
	}
	return err
}

func leaveFloor(f *liveFloor, _ []string) error {
	f.company.leave(f.Sim)
	return nil
}

// bumpRobot is contact at once: where somebody walks blindly into a robot that
// stands, the rest is a matter of time.
func bumpRobot(f *liveFloor, _ []string) error {
	c := f.Crowd()
	at := f.Truth().Pose
	p := c.Put(folk.Adult, at.To(world.Point{X: 0.45}), 1)
	c.Blind(p)
	return nil
}

// numbers reads so many finite numbers.
func numbers(args []string, n int, lo, hi float64) ([]float64, error) {
	want := fmt.Errorf("want %d numbers, from %v to %v", n, lo, hi)
	if len(args) != n {
		return nil, want
	}
	var out []float64
	for _, a := range args {
		v, err := strconv.ParseFloat(a, 64)
		if err != nil || !(v >= lo && v <= hi) {
			return nil, want
		}
		out = append(out, v)
	}
	return out, nil
}
