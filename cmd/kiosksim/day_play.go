package main

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"tiepdan/agent"
	"tiepdan/kiosk"
	"tiepdan/queue"
)

// happening is something that is to happen at a time.
type happening struct {
	at  time.Time
	seq int
	do  func() error
}

type agenda []happening

func (a *agenda) Len() int { return len(*a) }
func (a *agenda) Less(i, j int) bool {
	x, y := (*a)[i], (*a)[j]
	return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.seq, y.seq)) < 0
}
func (a *agenda) Swap(i, j int) { (*a)[i], (*a)[j] = (*a)[j], (*a)[i] }
func (a *agenda) Push(x any)    { *a = append(*a, x.(happening)) } //nolint:forcetypeassert // container/heap gives back what was pushed
func (a *agenda) Pop() any {
	old := *a
	last := old[len(old)-1]
	*a = old[:len(old)-1]
	return last
}

// play is one center with its visitors and officials.
type play struct {
	ctx     context.Context //nolint:containedctx // of one run of the command
	o       dayOptions
	rng     *rand.Rand
	m       kiosk.Model
	now     time.Time
	agenda  agenda
	seq     int
	rec     *agent.Recorder
	steps   int
	desks   []*official
	figures *tallies
}

// official works at one door.
type official struct {
	door   int
	busy   bool
	pauses bool // a break begins when the visit ends
	worked time.Duration
}

// playDays plays the days before and then the day itself, and returns its figures.
func playDays(ctx context.Context, o dayOptions, rec *agent.Recorder) (dayResult, error) {
	p := &play{ctx: ctx, o: o, m: kiosk.New(), rec: rec}
	loc, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		return dayResult{}, fmt.Errorf("cannot load the time zone: %w", err)
	}
	date := time.Date(2026, 11, 2, 0, 0, 0, 0, loc) // a Monday
	for i := range o.history + 1 {
		for date.Weekday() == time.Saturday || date.Weekday() == time.Sunday {
			date = date.AddDate(0, 0, 1)
		}
		seed := o.seed
		if left := o.history - i; left > 0 {
			seed = o.seed*1_000_003 + uint64(left)
		}
		if err := p.day(date, seed); err != nil {
			return dayResult{}, err
		}
		date = date.AddDate(0, 0, 1)
	}
	return p.figures.result(p), nil
}

// day plays one day, until nobody waits any more.
func (p *play) day(date time.Time, seed uint64) error {
	p.rng = rand.New(rand.NewPCG(seed, 6)) //nolint:gosec // G404: a day that can be played again
	p.figures, p.desks, p.agenda = newFigures(), nil, nil
	p.now = date.Add(7 * time.Hour)
	if err := p.send(kiosk.Started{Boot: "sim", Setup: daySetup(p.o)}); err != nil {
		return err
	}
	for d := range p.o.doors {
		p.desks = append(p.desks, &official{door: d + 1})
	}
	for i, v := range crowd(p.rng, p.o.visitors) {
		p.after(date.Add(v.at).Sub(p.now), func() error { return p.arrive(fmt.Sprintf("%d-%d", date.YearDay(), i), v, 0) })
	}
	for _, d := range p.desks {
		p.after(date.Add(opens).Sub(p.now), func() error { return p.call(d) })
		p.after(date.Add(lunchTo).Sub(p.now), func() error { return p.call(d) })
		at := opens + 75*time.Minute + time.Duration(p.rng.Float64()*float64(60*time.Minute))
		if p.rng.Float64() < 0.5 {
			at += 5*time.Hour + 30*time.Minute
		}
		p.after(date.Add(at).Sub(p.now), func() error { return p.pause(d) })
	}
	for p.agenda.Len() > 0 && p.ctx.Err() == nil {
		h, _ := heap.Pop(&p.agenda).(happening)
		if err := p.until(h.at); err != nil {
			return err
		}
		p.now = h.at
		if err := h.do(); err != nil {
			return err
		}
	}
	return p.ctx.Err()
}

func (p *play) after(d time.Duration, do func() error) {
	p.seq++
	heap.Push(&p.agenda, happening{at: p.now.Add(max(0, d)), seq: p.seq, do: do})
}

// until lets the core do what is due by itself.
func (p *play) until(at time.Time) error {
	for {
		due := p.m.Deadline()
		if due.IsZero() || !due.Before(at) {
			return nil
		}
		p.now = slices.MaxFunc([]time.Time{due, p.now}, time.Time.Compare)
		if err := p.send(kiosk.Tick{}); err != nil {
			return err
		}
		if next := p.m.Deadline(); !next.After(due) {
			return nil
		}
	}
}

// send gives the core a message, and prints what it wants printed.
func (p *play) send(msg kiosk.Msg) error {
	_, err := p.ask(msg)
	return err
}

// ask is send with the answer to a request.
func (p *play) ask(msg kiosk.Msg) (refused, err error) {
	next, effects := p.m.Update(p.now.UTC(), msg)
	p.m = next
	p.steps++
	if p.rec != nil {
		if err := p.rec.Step(p.ctx, p.now, msg, next); err != nil {
			return nil, err
		}
	}
	for _, e := range effects {
		switch e := e.(type) {
		case kiosk.PrintTicket:
			p.after(1500*time.Millisecond, func() error { return p.printed(e.Job) })
		case kiosk.Reply:
			refused = e.Err
		default:
		}
	}
	return refused, nil
}

func (p *play) request() string { p.seq++; return "r" + strconv.Itoa(p.seq) }

// waiting lists those who wait, and the called ticket of a door.
func (p *play) at(door int) queue.Ticket { t, _ := p.m.Line.At(door); return t }
