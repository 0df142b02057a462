package main_test

import (
	"strings"
	"testing"

	main "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// TestPlanOf: the ward is told what the configuration names on the floor, and
// nothing that its contract has no place for.
func TestPlanOf(t *testing.T) {
	t.Parallel()
	c := &config.Config{
		Doors: []config.Door{{Number: 3, Place: "door-3"}, {Number: 4, Place: "door-3"}},
		Nav: config.Nav{
			Welcome: "home", Waiting: "chairs", Dock: "dock", Entrance: "gate",
			Places: []config.Place{
				{Name: "door-3", XM: 16.5, YM: -2},
				{Name: "home"},
				{Name: "chairs"},
				{Name: "dock"},
				{Name: "gate"},
				{Name: "hall"},
				{Name: "moon", XM: 4e8},
				{Name: strings.Repeat("x", 65)},
			},
			Rounds: []config.Round{{Name: "morning"}, {Name: ""}},
			Zones: []config.Zone{
				{Name: "stairs", Kind: "keep-out", Corners: [][]float64{{0, 0}, {1.5, 0}, {1.5, 2.004}}},
				{Name: "line", Kind: "speed", Corners: [][]float64{{0, 0}, {1, 0}}},
			},
		},
	}
	plan := main.PlanOf(c)
	kinds := make([]string, 0, len(plan.Places))
	for _, p := range plan.Places {
		kinds = append(kinds, p.Place+" "+string(p.Kind))
	}
	if got, want := strings.Join(kinds, ", "), "door-3 door, home welcome, chairs waiting, dock dock, gate entrance, hall other"; got != want {
		t.Errorf("got places %s, want %s", got, want)
	}
	if p := plan.Places[0]; p.XCM != 1650 || p.YCM != -200 || len(p.Doors) != 2 {
		t.Errorf("got %+v, want both doors at 1650, -200", p)
	}
	if len(plan.Zones) != 1 || plan.Zones[0].Zone != "stairs" || plan.Zones[0].Area[2][1] != 200 {
		t.Errorf("got zones %+v, want the stairs alone", plan.Zones)
	}
	if len(plan.Rounds) != 1 {
		t.Errorf("got rounds %q, want one", plan.Rounds)
	}
	if _, err := schema.Encode(report.FloorOf(plan)); err != nil {
		t.Error(err)
	}
}
