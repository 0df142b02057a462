package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"tiepdan/drivers/base/basetest"
)

// floorWords are the commands on standard input that make sense on a floor
// with people: nobody tells this base where it is.
func floorWords() []string { return []string{"estop", "estop-release", "garbage", "replug", "unplug"} }

// serveFloor puts the floor behind the wire of the emulated base, in real
// time, until ctx ends.
func serveFloor(ctx context.Context, o floorOptions, link string, in io.Reader, out io.Writer) error {
	sim, err := newFloorBody(o)
	if err != nil {
		return err
	}
	b, err := basetest.New(basetest.Options{Body: floorBody{sim}})
	if err != nil {
		return fmt.Errorf("cannot serve the floor: %w", err)
	}
	tty := basetest.NewTTY(b, link)
	if err := tty.Plug(ctx); err != nil {
		return fmt.Errorf("cannot serve the floor: %w", err)
	}
	say := newSpeaker(out)
	say("ready " + link)
	go obeyOnFloor(ctx, &baseSim{base: b, tty: tty}, in, say)

	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return b.Run(ctx) })
	err = errors.Join(g.Wait(), tty.Close())
	if r := b.Rejected(); len(r) > 0 {
		err = errors.Join(err, fmt.Errorf("the agent sent what a base does not know: %s", strings.Join(r, "; ")))
	}
	return err
}

// obeyOnFloor carries out commands until the input ends. It cannot be made to
// stop while it waits for a line; it ends with the process.
func obeyOnFloor(ctx context.Context, sim *baseSim, in io.Reader, say func(string)) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		word := strings.TrimSpace(lines.Text())
		if !slices.Contains(floorWords(), word) {
			say(fmt.Sprintf("error unknown command %q, want one of %s", word, strings.Join(floorWords(), ", ")))
			continue
		}
		answer, err := sim.do(ctx, word, nil)
		if err != nil {
			say("error " + err.Error())
			continue
		}
		say("ok " + answer)
	}
}
