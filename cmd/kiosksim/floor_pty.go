package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/sync/errgroup"

	"tiepdan/drivers/base/basetest"
	"tiepdan/drivers/base/floortest/world"
)

// serveFloor puts the floor behind the wire of the emulated base, in real
// time, until ctx ends.
func serveFloor(ctx context.Context, o floorOptions, visitor bool, link string, in io.Reader, out io.Writer) error {
	sim, err := newFloorBody(o)
	if err != nil {
		return err
	}
	body := newLiveFloor(sim)
	if visitor {
		body.company.receive(sim)
	}
	b, err := basetest.New(basetest.Options{Body: body})
	if err == nil {
		err = putMap(b, sim.Plan())
	}
	if err != nil {
		return fmt.Errorf("cannot serve the floor: %w", err)
	}
	tty := basetest.NewTTY(b, link)
	if err := tty.Plug(ctx); err != nil {
		return fmt.Errorf("cannot serve the floor: %w", err)
	}
	say := newSpeaker(out)
	say("ready " + link)
	go obeyOnFloor(ctx, &floorSim{baseSim{base: b, tty: tty}, body}, in, say)

	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return b.Run(ctx) })
	err = errors.Join(g.Wait(), tty.Close())
	if r := b.Rejected(); len(r) > 0 {
		err = errors.Join(err, fmt.Errorf("the agent sent what a base does not know: %s", strings.Join(r, "; ")))
	}
	return err
}

// putMap lets the base serve its map by file transfer, the picture compressed.
func putMap(b *basetest.Base, plan *world.Plan) error {
	description, picture := plan.MapFiles()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write(picture)
	if err = errors.Join(err, z.Close()); err != nil {
		return fmt.Errorf("cannot compress the map: %w", err)
	}
	b.SetFile("/map/floor.yaml", description)
	b.SetFile("/map/map.pgm.gz", packed.Bytes())
	return nil
}

// obeyOnFloor carries out commands until the input ends. It cannot be made to
// stop while it waits for a line; it ends with the process.
func obeyOnFloor(ctx context.Context, sim *floorSim, in io.Reader, say func(string)) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		answer, err := sim.obey(ctx, words[0], words[1:])
		if err != nil {
			say("error " + err.Error())
			continue
		}
		say("ok " + answer)
	}
}
