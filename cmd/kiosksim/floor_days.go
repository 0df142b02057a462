package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// playFloorDays plays so many days, of the seeds from the options' on, several at a
// time.
func playFloorDays(ctx context.Context, o floorOptions, days int) ([]floorResult, error) {
	results, errs := make([]floorResult, days), make([]error, days)
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i := range days {
		all.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			day := o
			day.seed += uint64(i)
			results[i], errs[i] = playFloorDay(ctx, day)
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return results, nil
}

func playFloorDay(ctx context.Context, o floorOptions) (floorResult, error) {
	d, err := newFloorDay(o)
	if err != nil {
		return floorResult{}, err
	}
	began := time.Now()
	if err := d.run(ctx); err != nil {
		return floorResult{}, fmt.Errorf("cannot play the day of seed %d: %w", o.seed, err)
	}
	return d.result(o, time.Since(began)), nil
}

// pooled is several days as one: what is counted is added up, and the slowest
// day's speed stands for all.
func pooled(days []floorResult) floorResult {
	p := days[0]
	p.CallsS = slices.Clone(p.CallsS)
	for _, r := range days[1:] {
		p.Hours += r.Hours
		p.ByRobot += r.ByRobot
		p.ByPeople += r.ByPeople
		p.Bumps += r.Bumps
		p.KeepOut += r.KeepOut
		p.TooNear += r.TooNear
		p.TooFast += r.TooFast
		p.HandMoved += r.HandMoved
		p.Asked += r.Asked
		p.Begun += r.Begun
		p.WellLed += r.WellLed
		p.Dockings += r.Dockings
		p.DockFailed += r.DockFailed
		p.BatteryDead = p.BatteryDead || r.BatteryDead
		p.TimesReal = min(p.TimesReal, r.TimesReal)
		p.CallsS = append(p.CallsS, r.CallsS...)
	}
	slices.Sort(p.CallsS)
	p.CallP95S = floorQuantile(p.CallsS, 0.95)
	p.EscortPart = part(p.WellLed, p.Begun)
	p.DockPart = part(p.Dockings-p.DockFailed, p.Dockings)
	return p
}

// daysFigures are the figures of several days together, and of the days on
// which people waited longest and fewest escorts were completed.
func daysFigures(days []floorResult) map[string][]floorFigure {
	if len(days) == 1 {
		return days[0].figures()
	}
	figures := pooled(days).figures()["figures"]
	late := slices.MaxFunc(days, func(a, b floorResult) int { return cmp.Compare(a.CallP95S, b.CallP95S) })
	left := slices.MinFunc(days, func(a, b floorResult) int { return cmp.Compare(a.EscortPart, b.EscortPart) })
	worst := func(name string, r floorResult) string {
		return fmt.Sprintf("%s, worst of %d days, seed %d (%s)", name, len(days), r.Seed, r.Map)
	}
	figures = append(figures,
		floorFigure{Name: worst("a call answered, p95", late), Value: late.CallP95S, Unit: "s", Bar: rounded(callBarS * max(1, late.RoomM/callRoomM))},
		floorFigure{Name: worst("escorts not completed", left), Value: rounded(100 * (1 - left.EscortPart)), Unit: "%", Bar: rounded(100 * (1 - escortBar))})
	return map[string][]floorFigure{"figures": figures}
}
