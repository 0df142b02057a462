package basetest_test

import (
	"math"
	"testing"

	"tiepdan/drivers/base/basetest"
)

func TestServicePointIsAsDocumented(t *testing.T) {
	t.Parallel()
	down, up := -math.Pi/2, math.Pi/2
	want := map[string]basetest.Pose{
		"welcome": {X: 14, Y: 2.5, Heading: down},
		"waiting": {X: 6.5, Y: 8.9, Heading: down},
		"door-1":  {X: 2.5, Y: 11.2, Heading: up},
		"door-2":  {X: 5.5, Y: 11.2, Heading: up},
		"door-3":  {X: 8.5, Y: 11.2, Heading: up},
		"door-4":  {X: 11.5, Y: 11.2, Heading: up},
		"door-5":  {X: 14.5, Y: 11.2, Heading: up},
		"door-6":  {X: 17.5, Y: 11.2, Heading: up},
		"dock":    {X: 19.3, Y: 5, Heading: math.Pi},
	}
	p := basetest.ServicePoint()
	if p.WidthM != 20 || p.HeightM != 15 || len(p.Places) != len(want) {
		t.Errorf("got %v by %v m with %d places, want 20 by 15 with %d", p.WidthM, p.HeightM, len(p.Places), len(want))
	}
	for name, w := range want {
		got := p.Places[name]
		if got != w {
			t.Errorf("%s: got %+v, want %+v", name, got, w)
		}
		if !p.Fits(got.X, got.Y) {
			t.Errorf("%s: the base has no room there", name)
		}
		if near := p.Nearest(got.X+0.3, got.Y-0.3); near != name {
			t.Errorf("Nearest beside %s: got %q", name, near)
		}
	}
	solid := map[[2]float64]bool{
		{6.5, 7.2}: true, {12, 6}: true, {15.8, 8}: true, {0.1, 7}: true, {4, 12.5}: true, // seats, table, column, walls
		{-1, 5}: true, {21, 5}: true, // off the plan
		{14, 0.1}: false, {8.5, 12.5}: false, {10, 9}: false, // entrance, door 3, floor
	}
	for at, w := range solid {
		if got := p.Solid(at[0], at[1]); got != w {
			t.Errorf("Solid(%v): got %v, want %v", at, got, w)
		}
	}
}

func TestNewRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	table := basetest.Pose{X: 12, Y: 6}
	tests := map[string]basetest.Options{
		"on the table":     {Start: &table},
		"backwards":        {SpeedUp: -1},
		"no number":        {SpeedUp: math.NaN()},
		"nowhere to start": {Plan: &basetest.FloorPlan{WidthM: 1, HeightM: 1}},
	}
	for name, o := range tests {
		if _, err := basetest.New(o); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}
