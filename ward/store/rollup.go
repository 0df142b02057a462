package store

import (
	"context"
	"fmt"
	"slices"

	"tiepdan/report/schema"
)

// Roll-ups are counts that are kept in the transaction of what they count, so
// that a page is quick whatever has been collected.

type visitSum struct{ number, wait, serve int64 }

// tally gathers what a batch adds to the roll-ups, in the order in which cells
// were first seen: the same batch writes the same way each time.
type tally struct {
	closed string // day
	hours  counter[ratingCell]
	waits  counter[waitCell] // of closed days
	times  counter[timeCell]
	visits visitCounter
}

type visitCounter struct {
	sums  map[visitCell]*visitSum
	order []visitCell
}

func (c *visitCounter) add(cell visitCell, v visitSum) {
	if c.sums == nil {
		c.sums = make(map[visitCell]*visitSum)
	}
	sum := c.sums[cell]
	if sum == nil {
		sum = &visitSum{}
		c.sums[cell] = sum
		c.order = append(c.order, cell)
	}
	sum.number, sum.wait, sum.serve = sum.number+v.number, sum.wait+v.wait, sum.serve+v.serve
}

type counter[C interface {
	comparable
	cell
}] struct {
	number map[C]int64
	order  []C
}

func (c *counter[C]) add(cell C) {
	if c.number == nil {
		c.number = make(map[C]int64)
	}
	if c.number[cell] == 0 {
		c.order = append(c.order, cell)
	}
	c.number[cell]++
}

// late gives what was counted for days up to closed.
func (c *counter[C]) late(closed string) []late {
	var all []late
	for _, cell := range c.order {
		if cell.date() <= closed {
			all = append(all, late{cell, []int64{c.number[cell]}})
		}
	}
	return all
}

func (c *visitCounter) late(closed string) []late {
	var all []late
	for _, cell := range c.order {
		if sum := c.sums[cell]; cell.day <= closed {
			all = append(all, late{cell, []int64{sum.number, sum.wait, sum.serve}})
		}
	}
	return all
}

// rollUp adds new rows to the roll-ups, in which days up to closed are closed.
func rollUp(ctx context.Context, t tx, entries []entry, closed string) error {
	sums := tally{closed: closed}
	for i := range entries {
		sums.add(&entries[i])
	}
	return sums.write(ctx, t)
}

func (s *tally) add(e *entry) {
	switch body := e.body.(type) {
	case schema.Rating:
		s.hours.add(ratingCell{
			day: e.day, hour: e.hour, commune: e.commune, robot: e.robot, service: body.Service, door: body.Door,
			source: body.Source, face: body.Face, burst: body.Burst, noVisit: body.NoVisit,
		})
		if e.day <= s.closed && body.Source == "ticket" && body.WaitS != nil {
			s.waits.add(waitCell{e.day, e.commune, body.Service, body.Door, waitBinOf(*body.WaitS), body.Face})
		}
	case schema.Visit:
		s.visit(e, body)
	}
}

func (s *tally) visit(e *entry, body schema.Visit) {
	cell := visitCell{
		day: e.day, hour: e.hour, commune: e.commune, robot: e.robot, service: body.Service, door: body.Door,
		priority: body.Priority, outcome: body.Outcome,
	}
	sum := visitSum{number: 1}
	for _, t := range []struct {
		what string
		s    *int
		sum  *int64
	}{{"wait", body.WaitS, &sum.wait}, {"serve", body.ServeS, &sum.serve}} {
		if t.s == nil {
			continue
		}
		*t.sum += int64(*t.s)
		if body.Outcome == "closed" {
			s.times.add(timeCell{e.day, e.commune, body.Service, body.Door, t.what, binOf(*t.s)})
		}
	}
	s.visits.add(cell, sum)
}

func (s *tally) write(ctx context.Context, t tx) error {
	for _, rows := range []*sheet{s.hourRows(), s.timeRows(), s.visitRows()} {
		if _, err := rows.insert(ctx, t); err != nil {
			return err
		}
	}
	if s.closed == "" {
		return nil
	}
	came := map[fact][]late{
		ratingFacts: s.hours.late(s.closed), waitFacts: s.waits.late(s.closed),
		visitFacts: s.visits.late(s.closed), timeFacts: s.times.late(s.closed),
	}
	for _, r := range allRolled() {
		if len(came[r.fact]) == 0 {
			continue
		}
		if err := r.add(ctx, t, came[r.fact]); err != nil {
			return err
		}
	}
	return nil
}

// sums makes the sheet of a roll-up: key columns, and one of numbers.
func sums(table, key string, columns ...column) *sheet {
	return &sheet{
		table:   table,
		columns: append(columns, column{"number", whole}),
		then:    fmt.Sprintf("ON CONFLICT (%s) DO UPDATE SET number = %s.number + excluded.number", key, table),
	}
}

func (s *tally) hourRows() *sheet {
	rows := sums("rating_hours", "day, hour, commune, robot, service, door, source, face, burst, no_visit",
		column{"day", text}, column{"hour", whole}, column{"commune", text}, column{"robot", text}, column{"service", text},
		column{"door", whole}, column{"source", text}, column{"face", text}, column{"burst", whole}, column{"no_visit", whole})
	rows.grow(len(s.hours.order))
	slices.SortFunc(s.hours.order, ratingCell.compare)
	for _, c := range s.hours.order {
		rows.add(c.day, int64(c.hour), c.commune, c.robot, c.service, int64(c.door), c.source, c.face, flag(c.burst), flag(c.noVisit), s.hours.number[c])
	}
	return rows
}

func (s *tally) timeRows() *sheet {
	rows := sums("visit_times", "day, commune, service, door, what, bin",
		column{"day", text}, column{"commune", text}, column{"service", text}, column{"door", whole}, column{"what", text}, column{"bin", whole})
	for _, c := range s.times.order {
		rows.add(c.day, c.commune, c.service, int64(c.door), c.what, int64(c.bin), s.times.number[c])
	}
	return rows
}

func (s *tally) visitRows() *sheet {
	const table = "visit_hours"
	rows := sums(table, "day, hour, commune, robot, service, door, priority, outcome",
		column{"day", text}, column{"hour", whole}, column{"commune", text}, column{"robot", text}, column{"service", text},
		column{"door", whole}, column{"priority", whole}, column{"outcome", text})
	rows.columns = append(rows.columns, column{"wait_s", whole}, column{"serve_s", whole})
	rows.then += fmt.Sprintf(", wait_s = %[1]s.wait_s + excluded.wait_s, serve_s = %[1]s.serve_s + excluded.serve_s", table)
	for _, c := range s.visits.order {
		sum := s.visits.sums[c]
		rows.add(c.day, int64(c.hour), c.commune, c.robot, c.service, int64(c.door), flag(c.priority), c.outcome, sum.number, sum.wait, sum.serve)
	}
	return rows
}
