package nav_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"tiepdan/nav"
)

// blockMap is a free floor of the given cells with blocks on it: column, row from
// below, width and height.
func blockMap(tb testing.TB, cols, rows int, blocks ...[4]int) *nav.Map {
	tb.Helper()
	lines := make([]string, rows)
	for i := range lines {
		line := []byte(strings.Repeat(".", cols))
		for _, b := range blocks {
			if row := rows - 1 - i; row >= b[1] && row < b[1]+b[3] {
				for c := b[0]; c < b[0]+b[2]; c++ {
					line[c] = '#'
				}
			}
		}
		lines[i] = string(line)
	}
	return drawn(tb, lines...)
}

func TestRoute(t *testing.T) {
	t.Parallel()
	// 10 m by 10 m with a wall from the south to y = 7 at x = 5.
	wall := blockMap(t, 200, 200, [4]int{98, 0, 4, 140})
	tests := []struct {
		name     string
		m        *nav.Map
		from, to nav.Point
		min, max float64 // length in metres
	}{
		{"over free floor in a straight line", blockMap(t, 200, 200), nav.Point{XM: 1, YM: 1}, nav.Point{XM: 9, YM: 6}, 9.43, 9.44},
		{"nowhere", wall, nav.Point{XM: 2, YM: 2}, nav.Point{XM: 2.01, YM: 2}, 0.0099, 0.0101},
		{"around the wall", wall, nav.Point{XM: 2, YM: 2}, nav.Point{XM: 8, YM: 2}, 11.9, 13.5},
		{"from beside a wall", wall, nav.Point{XM: 4.85, YM: 2}, nav.Point{XM: 2, YM: 2}, 2.5, 2.9},
		{"to within a wall", wall, nav.Point{XM: 2, YM: 2}, nav.Point{XM: 4.95, YM: 2}, 2.5, 2.8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := tt.m.Route(tt.from, tt.to)
			if err != nil {
				t.Fatalf("Route: %v", err)
			}
			checkRoute(t, tt.m, r)
			checkClear(t, tt.m, r, 0.25)
			if r.LengthM < tt.min || r.LengthM > tt.max {
				t.Errorf("got %.3f m over %v, want %v to %v", r.LengthM, r.Points, tt.min, tt.max)
			}
		})
	}
}

// checkClear: the robot's middle stays away from what is occupied.
func checkClear(t *testing.T, m *nav.Map, r nav.Route, keepM float64) {
	t.Helper()
	for i, b := range r.Points[1:] {
		a := r.Points[i]
		steps := int(math.Hypot(b.XM-a.XM, b.YM-a.YM)/0.05) + 1
		for s := range steps + 1 {
			f := float64(s) / float64(steps)
			x, y := a.XM+f*(b.XM-a.XM), a.YM+f*(b.YM-a.YM)
			for angle := range 16 {
				sin, cos := math.Sincos(float64(angle) * math.Pi / 8)
				if p := (nav.Point{XM: x + keepM*cos, YM: y + keepM*sin}); m.At(p) == nav.Occupied {
					t.Fatalf("the way %v comes nearer than %v m to what stands at %v", r.Points, keepM, p)
				}
			}
		}
	}
}

func TestRouteRefuses(t *testing.T) {
	t.Parallel()
	// A closed room in the middle, a block as thick as a table, an unknown part.
	m := blockMap(t, 200, 200,
		[4]int{60, 60, 4, 60}, [4]int{60, 116, 60, 4}, [4]int{116, 60, 4, 60}, [4]int{60, 60, 60, 4}, [4]int{150, 10, 40, 40})
	free := nav.Point{XM: 1, YM: 1}
	tests := []struct {
		name     string
		from, to nav.Point
		want     error
	}{
		{"to outside", free, nav.Point{XM: 20, YM: 1}, nav.ErrOutsideMap},
		{"from outside", nav.Point{XM: 1, YM: -0.01}, free, nav.ErrOutsideMap},
		{"to what is no number", free, nav.Point{XM: math.NaN(), YM: 1}, nav.ErrOutsideMap},
		{"into the block's middle", free, nav.Point{XM: 8.5, YM: 1.5}, nav.ErrInObstacle},
		{"from the block's middle", nav.Point{XM: 8.5, YM: 1.5}, free, nav.ErrInObstacle},
		{"into the closed room", free, nav.Point{XM: 4.5, YM: 4.5}, nav.ErrUnreachable},
		{"out of the closed room", nav.Point{XM: 4.5, YM: 4.5}, free, nav.ErrUnreachable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if r, err := m.Route(tt.from, tt.to); !errors.Is(err, tt.want) {
				t.Errorf("got %v and %v, want %v", r, err, tt.want)
			}
		})
	}
	// Just inside the closed room's wall: the near free floor of the start's
	// side is taken, not the nearer one inside.
	r, err := m.Route(free, nav.Point{XM: 3.12, YM: 4.5})
	if err != nil || r.Points[len(r.Points)-1].XM > 3 {
		t.Errorf("into the wall: got %v (%v), want to end before it", r.Points, err)
	}
}

func TestRouteKeepsOffWallsWhereItCan(t *testing.T) {
	t.Parallel()
	// A corridor of 2 m with 6 m to go: the way stays in the middle.
	m := blockMap(t, 160, 60, [4]int{0, 0, 160, 4}, [4]int{0, 44, 160, 4})
	r, err := m.Route(nav.Point{XM: 1, YM: 0.55}, nav.Point{XM: 7, YM: 0.55})
	if err != nil {
		t.Fatalf("Route: %v", err)
	}
	highest := 0.0
	for _, p := range r.Points {
		highest = max(highest, p.YM)
	}
	if highest < 0.8 {
		t.Errorf("got %v, want to leave the wall on the way", r.Points)
	}
}

func TestDoorsDecideByTheRobotsSize(t *testing.T) {
	t.Parallel()
	m := blockMap(t, 100, 100, [4]int{0, 48, 41, 4}, [4]int{59, 48, 41, 4}) // a gap of 0.9 m
	from, to := nav.Point{XM: 1, YM: 1}, nav.Point{XM: 4, YM: 4}
	for radius, want := range map[float64]error{-1: nil, 0: nil, 0.4: nil, 0.5: nav.ErrUnreachable} {
		_, err := nav.NewPlan(m, nav.PlanOptions{RadiusM: radius}).Route(from, to)
		if !errors.Is(err, want) {
			t.Errorf("radius %v: got %v, want %v", radius, err, want)
		}
	}
}

// TestRouteIsShortest compares with a plain search over all cells on random
// floors: without cost, the way is at most 0.2 % longer than the best one over
// cells, not shorter than the air line, and there is one exactly when that finds one.
func TestRouteIsShortest(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			const n = 40
			random := rand.New(rand.NewPCG(seed, 9))
			lines := make([]string, n)
			for i := range lines {
				line := []byte(strings.Repeat(".", n))
				for c := range line {
					if random.IntN(100) < 28 {
						line[c] = '#'
					}
				}
				lines[i] = string(line)
			}
			lines[0] = "." + lines[0][1:]
			lines[n-1] = lines[n-1][:n-1] + "."
			m := drawn(t, lines...)
			best := shortest(lines)
			r, err := nav.NewPlan(m, nav.PlanOptions{RadiusM: -1, DecayM: -1}).
				Route(nav.Point{XM: 0.025, YM: n*0.05 - 0.025}, nav.Point{XM: n*0.05 - 0.025, YM: 0.025})
			if math.IsInf(best, 1) {
				if !errors.Is(err, nav.ErrUnreachable) {
					t.Errorf("got %v, want ErrUnreachable", err)
				}
				return
			}
			if err != nil {
				t.Fatalf("Route: %v, want one of %.2f m", err, best)
			}
			checkRoute(t, m, r)
			checkClear(t, m, r, 0)
			if air := math.Sqrt2 * 0.05 * (n - 1); r.LengthM > 1.002*best+0.05/8 || r.LengthM < air-1e-9 {
				t.Errorf("got %.4f m, want between %.4f and %.4f", r.LengthM, air, best)
			}
		})
	}
}

// shortest relaxes all cells until nothing changes.
func shortest(lines []string) float64 {
	n := len(lines)
	free := func(r, c int) bool { return r >= 0 && c >= 0 && r < n && c < n && lines[r][c] == '.' }
	d := make([][]float64, n)
	for r := range d {
		d[r] = make([]float64, n)
		for c := range d[r] {
			d[r][c] = math.Inf(1)
		}
	}
	d[0][0] = 0
	for changed := true; changed; {
		changed = false
		for r := range n {
			for c := range n {
				for _, s := range [][2]int{{0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {1, -1}, {-1, 1}, {-1, -1}} {
					if !free(r, c) || !free(r+s[0], c+s[1]) || !free(r, c+s[1]) || !free(r+s[0], c) {
						continue
					}
					if v := d[r+s[0]][c+s[1]] + 0.05*math.Hypot(float64(s[0]), float64(s[1])); v < d[r][c]-1e-9 {
						d[r][c], changed = v, true
					}
				}
			}
		}
	}
	return d[n-1][n-1]
}

func TestRoutesFromSeveralGoroutines(t *testing.T) {
	t.Parallel()
	m := blockMap(t, 200, 200, [4]int{98, 0, 4, 140})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 10 {
				if r, err := m.Route(nav.Point{XM: 2, YM: 2}, nav.Point{XM: 8, YM: 2}); err != nil || r.LengthM < 11 {
					t.Errorf("got %.2f m (%v)", r.LengthM, err)
				}
			}
		})
	}
	all.Wait()
}

// servicePointLike is 20 m by 15 m at 5 cm with walls, seats and a maze-like
// partition that makes the longest way long.
func servicePointLike(tb testing.TB) *nav.Map {
	tb.Helper()
	return blockMap(tb, 400, 300,
		[4]int{0, 0, 400, 4}, [4]int{0, 296, 400, 4}, [4]int{0, 0, 4, 300}, [4]int{396, 0, 4, 300},
		[4]int{80, 76, 100, 10}, [4]int{80, 108, 100, 10}, [4]int{80, 140, 100, 10},
		[4]int{0, 200, 360, 4}, [4]int{230, 30, 4, 170}, [4]int{300, 4, 4, 160})
}

func BenchmarkRoute(b *testing.B) {
	m := servicePointLike(b)
	from, to := nav.Point{XM: 1, YM: 14}, nav.Point{XM: 17, YM: 1}
	if _, err := m.Route(from, to); err != nil {
		b.Fatalf("Route: %v", err)
	}
	for b.Loop() {
		_, _ = m.Route(from, to)
	}
}

func BenchmarkNewPlan(b *testing.B) {
	m := servicePointLike(b)
	for b.Loop() {
		nav.NewPlan(m, nav.PlanOptions{})
	}
}

func BenchmarkOutline(b *testing.B) {
	m := servicePointLike(b)
	for b.Loop() {
		m.Outline()
	}
}
