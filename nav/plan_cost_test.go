package nav_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"tiepdan/nav"
)

// randomFloor has walls and furniture at random places.
func randomFloor(tb testing.TB, side int, seed uint64) *nav.Map {
	tb.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	var blocks [][4]int
	for range side / 8 {
		x, y := r.IntN(side), r.IntN(side)
		blocks = append(blocks, [4]int{x, y, min(2+r.IntN(side/8), side-x), min(2+r.IntN(20), side-y)})
	}
	return blockMap(tb, side, side, blocks...)
}

// TestRoutesAreNearlyTheCheapest compares with Dijkstra's method, prepared and
// not.
func TestRoutesAreNearlyTheCheapest(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		p := nav.NewPlan(randomFloor(t, 200, seed), nav.PlanOptions{})
		for _, prepared := range []bool{false, true} {
			if prepared {
				p.Prepare()
			}
			got, err := p.Try(40, 40, seed)
			if err != nil {
				t.Fatalf("Try: %v", err)
			}
			if got.Checked != 40 || got.WorstRatio > 1.01 || got.MeanRatio < 0.9999 || got.MeanRatio > 1.005 {
				t.Errorf("seed %d, prepared %v: got %+v, want at most 1 %% more than the cheapest", seed, prepared, got)
			}
		}
	}
}

// TestPreparingChangesNoAnswer: the same pairs are reached, by ways of the same
// cost within 1 %.
func TestPreparingChangesNoAnswer(t *testing.T) {
	t.Parallel()
	m := randomFloor(t, 200, 9)
	plain, quick := nav.NewPlan(m, nav.PlanOptions{}), nav.NewPlan(m, nav.PlanOptions{})
	quick.Prepare()
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		from, to := nav.Point{XM: r.Float64() * 10, YM: r.Float64() * 10}, nav.Point{XM: r.Float64() * 10, YM: r.Float64() * 10}
		a, errA := plain.Route(from, to)
		b, errB := quick.Route(from, to)
		if (errA == nil) != (errB == nil) {
			t.Fatalf("%v to %v: got %v and %v", from, to, errA, errB)
		}
		if errA == nil {
			checkRoute(t, m, b)
			if b.LengthM > 1.2*a.LengthM+0.1 {
				t.Errorf("%v to %v: got %.2f m and %.2f m", from, to, a.LengthM, b.LengthM)
			}
		}
	}
}

func TestRouteKeepsOut(t *testing.T) {
	t.Parallel()
	m := blockMap(t, 200, 200)
	from, to := nav.Point{XM: 1, YM: 5}, nav.Point{XM: 9, YM: 5}
	area := square(5, 5, 1)
	p := nav.NewPlan(m, nav.PlanOptions{Zones: []nav.Zone{{Name: "k", Kind: nav.ZoneKeepOut, Area: area}}})
	r, err := p.Route(from, to)
	if err != nil {
		t.Fatalf("Route: %v", err)
	}
	for i, b := range r.Points[1:] {
		a := r.Points[i]
		for f := 0.0; f <= 1; f += 0.01 {
			if at := (nav.Point{XM: a.XM + f*(b.XM-a.XM), YM: a.YM + f*(b.YM-a.YM)}); area.DistanceM(at) < 0.25 {
				t.Fatalf("the way %v comes to %v, %.2f m from the keep-out area", r.Points, at, area.DistanceM(at))
			}
		}
	}
	if _, err := p.Route(from, nav.Point{XM: 5, YM: 5}); !errors.Is(err, nav.ErrInObstacle) {
		t.Errorf("into the area: got %v", err)
	}
	mask := blockMap(t, 200, 200, [4]int{80, 80, 40, 40})
	masked, err := nav.NewPlan(m, nav.PlanOptions{Mask: mask}).Route(from, to)
	if err != nil || masked.LengthM < 8.2 || masked.LengthM > r.LengthM+0.2 {
		t.Errorf("with the same area as a mask: got %.2f m (%v), want about %.2f", masked.LengthM, err, r.LengthM)
	}
}

func TestRouteTakesItsTime(t *testing.T) {
	t.Parallel()
	m := blockMap(t, 400, 100)
	from, to := nav.Point{XM: 2, YM: 2.5}, nav.Point{XM: 17, YM: 2.5}
	free, err := m.Route(from, to)
	if err != nil {
		t.Fatalf("Route: %v", err)
	}
	// 15 m at 0.6 m/s, and 1.2 s for getting up to speed and down again.
	if free.Duration != 26200*time.Millisecond {
		t.Errorf("got %v, want 26.2s", free.Duration)
	}
	if free.EnergyWh < 0.4 || free.EnergyWh > 0.6 {
		t.Errorf("got %.2f Wh, want about 0.5", free.EnergyWh)
	}
	// 4 m of the zone and 0.8 m on both sides at half the speed.
	slow, err := nav.NewPlan(m, nav.PlanOptions{Zones: []nav.Zone{{Name: "w", Kind: nav.ZoneWaiting, Area: square(10, 2.5, 2)}}}).Route(from, to)
	if want := free.Duration + 9333*time.Millisecond; err != nil || slow.Duration < want-500*time.Millisecond || slow.Duration > want+500*time.Millisecond {
		t.Errorf("got %v (%v), want %v", slow.Duration, err, want)
	}
	if still, err := m.Route(from, from); err != nil || still.Duration != 0 || still.EnergyWh != 0 {
		t.Errorf("nowhere: got %+v (%v)", still, err)
	}
}

func TestTryWithoutRoom(t *testing.T) {
	t.Parallel()
	if _, err := nav.NewPlan(blockMap(t, 20, 20, [4]int{0, 0, 20, 20}), nav.PlanOptions{}).Try(5, 5, 1); !errors.Is(err, nav.ErrInObstacle) {
		t.Errorf("got %v, want ErrInObstacle", err)
	}
}

func TestPicture(t *testing.T) {
	t.Parallel()
	m := blockMap(t, 100, 60, [4]int{40, 0, 4, 40})
	p := nav.NewPlan(m, nav.PlanOptions{Zones: []nav.Zone{{Name: "k", Kind: nav.ZoneKeepOut, Area: square(4, 2, 0.3)}}})
	r, err := p.Route(nav.Point{XM: 1, YM: 0.5}, nav.Point{XM: 3, YM: 0.5})
	if err != nil {
		t.Fatalf("Route: %v", err)
	}
	img := p.Picture(r)
	if b := img.Bounds(); b.Dx() != 1200 || b.Dy() != 720 {
		t.Fatalf("got %v", b)
	}
	colours := map[[3]uint32]bool{}
	for y := range 720 {
		for x := range 1200 {
			r, g, b, _ := img.At(x, y).RGBA()
			colours[[3]uint32{r >> 8, g >> 8, b >> 8}] = true
		}
	}
	for name, c := range map[string][3]uint32{
		"occupied": {0, 0, 0}, "no room": {0xff, 0xcc, 0xbc}, "kept out": {0xab, 0x47, 0xbc}, "way": {0x15, 0x65, 0xc0},
		"start": {0x1b, 0x8a, 0x3c}, "goal": {0xc6, 0x28, 0x28},
	} {
		if !colours[c] {
			t.Errorf("the picture shows nothing for %s", name)
		}
	}
}
