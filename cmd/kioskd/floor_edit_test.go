package main_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/drivers/base"
	"tiepdan/kiosk"
	"tiepdan/nav"
)

// floorDesk is the worker of the editor with a map, and a base that tells where it is.
type floorDesk struct {
	t      *testing.T
	config *config.Config
	edits  *kioskd.FloorEdits
	log    bytes.Buffer

	mu      sync.Mutex
	answers []kiosk.FloorAnswer
	base    base.State
	used    []config.Nav
	useErr  error
	open    bool
	m       *nav.Map
}

func exampleConfig(t *testing.T, state string) *config.Config {
	t.Helper()
	c, err := config.Load("../../config/tiepdan.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	c.Unit.StateDir = state
	return c
}

// room is a free floor of 40 m by 40 m around the origin.
func room(t *testing.T) *nav.Map {
	t.Helper()
	const side = 400
	pgm := append([]byte("P5 400 400 255\n"), bytes.Repeat([]byte{254}, side*side)...)
	m, err := nav.DecodeMap(nav.MapInfo{Image: "room", ResolutionM: 0.1, OccupiedThresh: 0.65, FreeThresh: 0.196, Origin: nav.Pose{XM: -20, YM: -20}}, pgm)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func newFloorDesk(t *testing.T, c *config.Config) *floorDesk {
	t.Helper()
	d := &floorDesk{t: t, config: c}
	locked := func(do func()) {
		d.mu.Lock()
		defer d.mu.Unlock()
		do()
	}
	d.edits = kioskd.NewFloorEdits(c, kioskd.FloorEditOptions{
		Logger: slog.New(slog.NewTextHandler(&d.log, nil)),
		Base:   func() (s base.State) { locked(func() { s = d.base }); return s },
		Map:    func() (m *nav.Map) { locked(func() { m = d.m }); return m },
		Open:   func() (open bool) { locked(func() { open = d.open }); return open },
		Use: func(n config.Nav) (err error) {
			locked(func() {
				if err = d.useErr; err == nil {
					d.used = append(d.used, n)
				}
			})
			return err
		},
		Post: func(m kiosk.Msg) { locked(func() { d.answers = append(d.answers, m.(kiosk.FloorAnswer)) }) },
	})
	return d
}

// ask has work done and returns the last answer.
func (d *floorDesk) ask(e kiosk.EditFloor) kiosk.FloorAnswer {
	d.t.Helper()
	d.edits.Edit(e)
	return d.last(e.Work)
}

func (d *floorDesk) last(w kiosk.FloorWork) kiosk.FloorAnswer {
	d.t.Helper()
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, a := range slices.Backward(d.answers) {
		if a.Work == w {
			return a
		}
	}
	d.t.Fatalf("no answer to %s among %+v", w, d.answers)
	return kiosk.FloorAnswer{}
}

// onDesk runs the worker for the length of a test.
func onDesk(t *testing.T, c *config.Config, test func(d *floorDesk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := newFloorDesk(t, c)
		d.m = room(t)
		done := make(chan struct{})
		go func() { defer close(done); _ = d.edits.Run(t.Context()) }()
		test(d)
	})
}

func TestAFloorIsEdited(t *testing.T) {
	t.Parallel()
	c := exampleConfig(t, t.TempDir())
	own := c.Nav
	onDesk(t, c, func(d *floorDesk) {
		loaded := d.ask(kiosk.EditFloor{Work: kiosk.FloorLoad})
		if !loaded.Original || loaded.Reason != "" || len(loaded.Plan.Places) != len(own.Places) || loaded.Spot.Known {
			t.Fatalf("loaded %+v, want the ward's own floor", loaded)
		}
		if back := kioskd.FloorOf(own, loaded.Plan); !reflect.DeepEqual(back, own) {
			t.Errorf("there and back:\n%+v, want\n%+v", back, own)
		}
		plan := loaded.Plan
		plan.Places[0].XM += 0.5
		if a := d.ask(kiosk.EditFloor{Work: kiosk.FloorCheck, Number: 4, Plan: plan}); a.Number != 4 || len(a.Problems) > 0 || a.Mapless {
			t.Fatalf("checked: %+v, want nothing wrong", a)
		}
		saved := d.ask(kiosk.EditFloor{Work: kiosk.FloorKeep, Number: 4, Plan: plan})
		if saved.Reason != "" || saved.Later || saved.Original || len(d.used) != 1 || d.used[0].Places[0].XM != plan.Places[0].XM {
			t.Fatalf("saved: %+v, used %d times", saved, len(d.used))
		}
	})
	// The next start finds it; and the way back to the ward's file.
	c = exampleConfig(t, c.Unit.StateDir)
	onDesk(t, c, func(d *floorDesk) {
		if c.Nav.Places[0].XM != own.Places[0].XM+0.5 {
			t.Errorf("after a restart the place is at %v, want it where it was put", c.Nav.Places[0].XM)
		}
		if a := d.ask(kiosk.EditFloor{Work: kiosk.FloorLoad}); a.Original {
			t.Error("told as the ward's own")
		}
		back := d.ask(kiosk.EditFloor{Work: kiosk.FloorRestore, Number: 7})
		if !back.Original || back.Plan.Places[0].XM != own.Places[0].XM || !reflect.DeepEqual(d.used[0], own) {
			t.Errorf("back: %+v, want the ward's own", back)
		}
	})
	if c = exampleConfig(t, c.Unit.StateDir); c.Nav.Places[0].XM != own.Places[0].XM {
		t.Error("the file is still there")
	}
}

func TestABrokenFloorIsToldAndNotUsed(t *testing.T) {
	t.Parallel()
	c := exampleConfig(t, t.TempDir())
	own := c.Nav
	if err := os.WriteFile(filepath.Join(c.Unit.StateDir, config.FloorFile), []byte("version = 1\n[nav]\nwelcome = \"x\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	onDesk(t, c, func(d *floorDesk) {
		a := d.ask(kiosk.EditFloor{Work: kiosk.FloorLoad})
		if !a.Original || a.Reason == "" || !reflect.DeepEqual(c.Nav, own) || d.log.Len() == 0 {
			t.Errorf("loaded %+v, logged %q, want the ward's own floor and why", a, d.log.String())
		}
		if a := d.ask(kiosk.EditFloor{Work: kiosk.FloorKeep, Plan: a.Plan}); a.Reason != "" {
			t.Errorf("over a broken file: %s", a.Reason)
		}
	})
}

func TestAFloorWaitsForAMission(t *testing.T) {
	t.Parallel()
	c := exampleConfig(t, t.TempDir())
	onDesk(t, c, func(d *floorDesk) {
		d.useErr = nav.ErrUnderWay
		a := d.ask(kiosk.EditFloor{Work: kiosk.FloorKeep, Number: 2, Plan: kioskd.FloorPlanOf(c.Nav)})
		if a.Reason != "" || !a.Later {
			t.Fatalf("under way: %+v, want it saved for later", a)
		}
		d.mu.Lock()
		d.useErr = nil
		d.mu.Unlock()
		time.Sleep(1500 * time.Millisecond)
		if a := d.last(kiosk.FloorKeep); a.Later || a.Number != -1 || len(d.used) != 1 {
			t.Errorf("then: %+v, used %d times, want it used", a, len(d.used))
		}
	})
}

func TestWhereTheRobotStandsIsToldWhileTheEditorIsOpen(t *testing.T) {
	t.Parallel()
	c := exampleConfig(t, t.TempDir())
	onDesk(t, c, func(d *floorDesk) {
		d.mu.Lock()
		d.open = true
		d.mu.Unlock()
		d.ask(kiosk.EditFloor{Work: kiosk.FloorLoad})
		d.mu.Lock()
		d.base = base.State{Link: true, Localised: true, PoseAt: time.Now().Add(time.Second), Pose: base.Pose{XM: 1.234, YM: -2, HeadingRad: 3}, PoseSigmaM: 0.049}
		d.mu.Unlock()
		time.Sleep(1500 * time.Millisecond)
		if a, want := d.last(kiosk.FloorSpotted), (kiosk.FloorSpot{Known: true, XM: 1.23, YM: -2, HeadingDeg: 172, SigmaM: 0.05}); a.Spot != want {
			t.Errorf("stands at %+v, want %+v", a.Spot, want)
		}
		time.Sleep(5 * time.Second) // the position is old by then
		if a := d.last(kiosk.FloorSpotted); a.Spot.Known {
			t.Errorf("stands at %+v, want nobody to believe an old position", a.Spot)
		}
	})
}

// TestEveryProblemHasACode lets package nav and the configuration say what the
// screen has words for.
func TestEveryProblemHasACode(t *testing.T) {
	t.Parallel()
	box := func(x, y float64) []kiosk.FloorPoint {
		return []kiosk.FloorPoint{{XM: x, YM: y}, {XM: x + 2, YM: y}, {XM: x + 2, YM: y + 2}, {XM: x, YM: y + 2}}
	}
	for name, tt := range map[string]struct {
		spoil func(p *kiosk.FloorPlan)
		thing kiosk.FloorThing
		code  string
	}{
		"keep-out": {func(p *kiosk.FloorPlan) {
			p.Zones = append(p.Zones, kiosk.FloorZone{Name: "z", Kind: kiosk.ZoneKeepOut, Corners: box(p.Places[0].XM-1, p.Places[0].YM-1)})
		}, kiosk.FloorThing{Kind: kiosk.FloorPlaces}, kiosk.FloorForbidden},
		"outside": {func(p *kiosk.FloorPlan) { p.Places[0].XM = 900 }, kiosk.FloorThing{Kind: kiosk.FloorPlaces}, kiosk.FloorOutside},
		"crossing": {func(p *kiosk.FloorPlan) {
			p.Zones = append(p.Zones, kiosk.FloorZone{Name: "z", Kind: kiosk.ZoneWaiting, Corners: []kiosk.FloorPoint{{}, {XM: 2, YM: 2}, {XM: 2}, {YM: 2}}})
		}, kiosk.FloorThing{Kind: kiosk.FloorZones, Name: "z"}, kiosk.FloorCrossing},
		"no area": {func(p *kiosk.FloorPlan) {
			p.Zones = append(p.Zones, kiosk.FloorZone{Name: "z", Kind: kiosk.ZoneWaiting, Corners: []kiosk.FloorPoint{{}, {XM: 0.01}, {YM: 0.01}}})
		}, kiosk.FloorThing{Kind: kiosk.FloorZones, Name: "z"}, kiosk.FloorNoArea},
		"zone outside": {func(p *kiosk.FloorPlan) {
			p.Zones = append(p.Zones, kiosk.FloorZone{Name: "z", Kind: kiosk.ZoneWaiting, Corners: box(300, 0)})
		}, kiosk.FloorThing{Kind: kiosk.FloorZones, Name: "z"}, kiosk.FloorOutside},
		"speed": {func(p *kiosk.FloorPlan) {
			p.Zones = append(p.Zones, kiosk.FloorZone{Name: "z", Kind: kiosk.ZoneSpeed, SpeedMPS: 3, Corners: box(0, 0)})
		}, kiosk.FloorThing{Kind: kiosk.FloorZones, Name: "z"}, kiosk.FloorBadSpeed},
		"no stops": {func(p *kiosk.FloorPlan) { p.Rounds = append(p.Rounds, kiosk.FloorRound{Name: "r"}) }, kiosk.FloorThing{Kind: kiosk.FloorRounds, Name: "r"}, kiosk.FloorNoStops},
		"unknown stop": {func(p *kiosk.FloorPlan) {
			p.Rounds = append(p.Rounds, kiosk.FloorRound{Name: "r", Stops: []string{"x"}})
		}, kiosk.FloorThing{Kind: kiosk.FloorRounds, Name: "r"}, kiosk.FloorNoPlace},
		"walled in": {func(p *kiosk.FloorPlan) {
			p.Places = append(p.Places, kiosk.FloorPlace{Name: "cage", XM: 15, YM: 15})
			for i, at := range [][2]float64{{12, 12}, {12, 16}} { // below and above
				p.Zones = append(p.Zones, kiosk.FloorZone{Name: []string{"z", "y"}[i], Kind: kiosk.ZoneKeepOut, Corners: []kiosk.FloorPoint{
					{XM: at[0], YM: at[1]}, {XM: at[0] + 7, YM: at[1]}, {XM: at[0] + 7, YM: at[1] + 2}, {XM: at[0], YM: at[1] + 2},
				}})
			}
			for i, x := range []float64{12, 17} {
				p.Zones = append(p.Zones, kiosk.FloorZone{Name: []string{"w", "v"}[i], Kind: kiosk.ZoneKeepOut, Corners: []kiosk.FloorPoint{
					{XM: x, YM: 13}, {XM: x + 2, YM: 13}, {XM: x + 2, YM: 17}, {XM: x, YM: 17},
				}})
			}
		}, kiosk.FloorThing{Kind: kiosk.FloorPlaces, Name: "cage"}, kiosk.FloorUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := exampleConfig(t, t.TempDir())
			onDesk(t, c, func(d *floorDesk) {
				plan := kioskd.FloorPlanOf(c.Nav)
				tt.spoil(&plan)
				if tt.thing.Name == "" {
					tt.thing.Name = plan.Places[0].Name
				}
				got := d.ask(kiosk.EditFloor{Work: kiosk.FloorCheck, Plan: plan}).Problems
				if !slices.ContainsFunc(got, func(p kiosk.FloorProblem) bool { return p.Thing == tt.thing && p.Code == tt.code }) {
					t.Errorf("got %+v, want %s of %+v", got, tt.code, tt.thing)
				}
				if a := d.ask(kiosk.EditFloor{Work: kiosk.FloorCheck, Plan: kioskd.FloorPlanOf(c.Nav)}); len(a.Problems) > 0 {
					t.Errorf("the example itself: %+v", a.Problems)
				}
			})
		})
	}
}
