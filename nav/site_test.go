package nav_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"tiepdan/nav"
)

func TestSiteCheck(t *testing.T) {
	t.Parallel()
	zone := func(z nav.Zone) func(*nav.Site) { return func(s *nav.Site) { s.Zones = append(s.Zones, z) } }
	place := func(p nav.Place) func(*nav.Site) { return func(s *nav.Site) { s.Places["x"] = p } }
	bowTie := nav.Polygon{{XM: 0, YM: 0}, {XM: 4, YM: 4}, {XM: 4, YM: 0}, {XM: 0, YM: 4}}
	spike := nav.Polygon{{XM: 0, YM: 0}, {XM: 4, YM: 0}, {XM: 4, YM: 4}, {XM: 4, YM: 8}, {XM: 4, YM: 4}, {XM: 0, YM: 4}}
	tests := []struct {
		name   string
		change func(*nav.Site)
		want   string // empty: it is well
	}{
		{"as it is", func(*nav.Site) {}, ""},
		{"a place too fast", place(nav.Place{MaxSpeedMps: 0.9}), "places.x: speed 0.9"},
		{"a place that is no number", place(nav.Place{Pose: nav.Pose{XM: math.NaN()}}), "places.x: pose"},
		{"another place that is none", place(nav.Place{Else: "moon"}), `places.x.else: no place "moon"`},
		{"another place that is the same", place(nav.Place{Else: "x"}), "places.x.else: is the place itself"},
		{"a round without stops", func(s *nav.Site) { s.Rounds = map[string][]nav.Stop{"r": nil} }, "rounds.r: no stops"},
		{"a round to nowhere", func(s *nav.Site) { s.Rounds = map[string][]nav.Stop{"r": {{Place: "moon"}}} }, `rounds.r[1]: no place "moon"`},
		{"a stop too long", func(s *nav.Site) { s.Rounds = map[string][]nav.Stop{"r": {{Place: "a", Serve: time.Minute}}} }, "rounds.r[1]: serve 1m0s"},
		{"no such dock", func(s *nav.Site) { s.Dock = "moon" }, `dock: no place "moon"`},
		{"no such entrance", func(s *nav.Site) { s.Entrance = "moon" }, `entrance: no place "moon"`},
		{"a zone", zone(nav.Zone{Name: "z", Kind: nav.ZoneWaiting, Area: square(5, 5, 1)}), ""},
		{"a zone without a name", zone(nav.Zone{Kind: nav.ZoneWaiting, Area: square(5, 5, 1)}), "zones[1]: no name"},
		{"a zone of no kind", zone(nav.Zone{Name: "z", Kind: "park", Area: square(5, 5, 1)}), `zones[1]: kind "park"`},
		{"a zone too fast", zone(nav.Zone{Name: "z", Kind: nav.ZoneSpeed, MaxSpeedMps: 2, Area: square(5, 5, 1)}), "zones[1]: speed 2"},
		{"a place in keep-out", zone(nav.Zone{Name: "z", Kind: nav.ZoneKeepOut, Area: square(12, 2, 1)}), "places.a: is in a keep-out zone"},
		{"a seat whose front is in keep-out", zone(nav.Zone{Name: "z", Kind: nav.ZoneKeepOut, Area: square(15, 16.2, 0.3)}), "places.seat: is in a keep-out zone"},
		{"two corners", zone(nav.Zone{Name: "z", Kind: nav.ZoneWaiting, Area: square(5, 5, 1)[:2]}), "zones[1]: it has 2 corners"},
		{"edges that cross", zone(nav.Zone{Name: "z", Kind: nav.ZoneWaiting, Area: bowTie}), "cross or touch"},
		{"an edge that comes back", zone(nav.Zone{Name: "z", Kind: nav.ZoneWaiting, Area: spike}), "cross or touch"},
		{"a corner at infinity", zone(nav.Zone{Name: "z", Kind: nav.ZoneWaiting, Area: nav.Polygon{{}, {XM: 1}, {YM: math.Inf(1)}}}), "corner 3"},
		{"no area", zone(nav.Zone{Name: "z", Kind: nav.ZoneWaiting, Area: square(5, 5, 0.01)}), "it has no area"},
		{"a lunch without end", func(s *nav.Site) { s.Schedule.Lunch = []nav.Span{{From: 1, To: 1}} }, "schedule.lunch[1]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := stageSite()
			tt.change(&s)
			err := s.Check()
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestSiteCheckTellsAllAtOnce(t *testing.T) {
	t.Parallel()
	s := stageSite()
	s.Dock, s.Entrance = "moon", "mars"
	s.Places["x"] = nav.Place{MaxSpeedMps: -1}
	err := s.Check()
	for _, want := range []string{"moon", "mars", "places.x"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to name %s", err, want)
		}
	}
}

func TestSiteCheckOn(t *testing.T) {
	t.Parallel()
	// 30 m by 20 m with a closed room around (25, 2) and a block at (12, 10).
	walls := [][4]int{{460, 0, 4, 100}, {460, 96, 140, 4}}
	tests := []struct {
		name   string
		blocks [][4]int
		zones  []nav.Zone
		want   []string
	}{
		{"all is reached", nil, nil, nil},
		{"a closed room", walls, nil, []string{"places.far: from dock: ", "no way leads there"}},
		{"a block where a place is", [][4]int{{225, 185, 30, 30}}, nil, []string{"places.b: from dock: ", "there is no room"}},
		{"a keep-out area across the hall", nil, []nav.Zone{{Name: "k", Kind: nav.ZoneKeepOut, Area: nav.Polygon{{XM: 7, YM: 0}, {XM: 8, YM: 0}, {XM: 8, YM: 20}, {XM: 7, YM: 20}}}}, []string{"places.a: from dock: ", "no way leads there"}},
		{"a zone outside the map", nil, []nav.Zone{{Name: "w", Kind: nav.ZoneWaiting, Area: square(30, 10, 1)}}, []string{"zones[1]: corner 2 at (31.00, 9.00) is outside the map"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := stageSite()
			s.Zones = tt.zones
			err := s.CheckOn(nav.NewPlan(blockMap(t, 600, 400, tt.blocks...), nav.PlanOptions{Zones: tt.zones}))
			if len(tt.want) == 0 && err != nil {
				t.Errorf("got %v, want none", err)
			}
			for _, want := range tt.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %q", err, want)
				}
			}
		})
	}
}

func TestPolygon(t *testing.T) {
	t.Parallel()
	// An L.
	l := nav.Polygon{{XM: 0, YM: 0}, {XM: 4, YM: 0}, {XM: 4, YM: 1}, {XM: 1, YM: 1}, {XM: 1, YM: 4}, {XM: 0, YM: 4}}
	if err := l.Check(); err != nil {
		t.Errorf("Check: %v", err)
	}
	tests := []struct {
		p    nav.Point
		want float64
	}{
		{nav.Point{XM: 0.5, YM: 0.5}, 0},
		{nav.Point{XM: 3, YM: 0.5}, 0},
		{nav.Point{XM: 2, YM: 2}, 1},
		{nav.Point{XM: 5, YM: 0.5}, 1},
		{nav.Point{XM: -3, YM: -4}, 5},
	}
	for _, tt := range tests {
		if got := l.DistanceM(tt.p); math.Abs(got-tt.want) > 1e-9 || l.Contains(tt.p) != (tt.want == 0) {
			t.Errorf("%v: got %v m (inside %v), want %v", tt.p, got, l.Contains(tt.p), tt.want)
		}
	}
}
