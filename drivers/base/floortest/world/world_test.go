package world_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tiepdan/drivers/base/floortest/world"
)

// TestCastMeetsWhatBruteForceMeets holds rays over the field of distances
// against each rectangle's own geometry.
func TestCastMeetsWhatBruteForceMeets(t *testing.T) {
	t.Parallel()
	for _, plan := range world.Plans() {
		t.Run(plan.Name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(1, 2))
			solids := slices.Concat(plan.Solids, plan.Glass, plan.Loose)
			field := plan.Solid()
			var errs []float64
			for len(errs) < 20_000 {
				from := world.Point{X: random.Float64() * plan.WidthM, Y: random.Float64() * plan.HeightM}
				if field.At(from) < 0.1 {
					continue
				}
				heading := random.Float64() * 2 * math.Pi
				const most = 12
				want := math.Inf(1)
				for _, r := range solids {
					want = min(want, r.Cast(from, heading))
				}
				got, hit := field.Cast(from, world.Towards(heading, 1), most)
				if hit != (want < most) {
					// A ray that grazes a corner may be judged either way.
					errs = append(errs, 1)
					continue
				}
				if hit {
					errs = append(errs, math.Abs(got-want))
				}
			}
			slices.Sort(errs)
			p50, p99 := errs[len(errs)/2], errs[len(errs)*99/100]
			t.Logf("error of a ray: median %.4f m, p99 %.4f m", p50, p99)
			if p50 > 0.005 || p99 > 0.05 {
				t.Errorf("got median %.4f m, p99 %.4f m, want at most 0.005 and 0.05", p50, p99)
			}
		})
	}
}

// TestPlansMakeSense: places are free, out of closed areas, and seats are on
// the floor.
func TestPlansMakeSense(t *testing.T) {
	t.Parallel()
	for _, plan := range world.Plans() {
		if len(plan.Doors) != 6 {
			t.Errorf("%s has %d doors, want 6", plan.Name, len(plan.Doors))
		}
		for name, at := range plan.Places {
			if d := plan.Solid().At(at.Point); d < 0.28 {
				t.Errorf("%s: %s is %.2f m from something solid, want room for the robot", plan.Name, name, d)
			}
			for i, k := range plan.KeepOut {
				if d := k.Distance(at.Point); d < 0.35 {
					t.Errorf("%s: %s is %.2f m from keep-out area %d", plan.Name, name, d, i)
				}
			}
		}
		for i, s := range plan.Seats {
			if plan.Solid().At(s.Point) <= 0 {
				t.Errorf("%s: seat %d is inside something", plan.Name, i)
			}
		}
		for _, d := range plan.Doors {
			if plan.Solid().At(d.Opening) < 0.4 || plan.Solid().At(d.Room) < 0.4 {
				t.Errorf("%s: %s is not open", plan.Name, d.Name)
			}
		}
		for i, s := range plan.Strips {
			if d := math.Abs(plan.Opaque().At(world.Point{X: (s.X0 + s.X1) / 2, Y: (s.Y0 + s.Y1) / 2})); d > 0.01 {
				t.Errorf("%s: strip %d is %.3f m from a surface", plan.Name, i, d)
			}
		}
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	for _, name := range world.Names() {
		if p, err := world.Named(name); err != nil || p.Name != name {
			t.Errorf("Named(%q) gives %v, %v", name, p, err)
		}
	}
	if _, err := world.Named("nowhere"); err == nil {
		t.Error("Named of a map that is none gives no error")
	}
}
