package kiosk_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// floorPlan is the plan of the ward that the tests edit.
func floorPlan() kiosk.FloorPlan {
	return kiosk.FloorPlan{
		Places: []kiosk.FloorPlace{
			{Name: "welcome", XM: 2, YM: 1},
			{Name: "waiting", XM: 5, YM: 3},
			{Name: "door-1", XM: 1, YM: 8, HeadingDeg: 90},
			{Name: "door-3", XM: 4, YM: 8},
			{Name: "seats", XM: 7, YM: 4, Seat: true, Else: "waiting"},
			{Name: "dock", XM: 0.5, YM: 0.5},
		},
		Rounds: []kiosk.FloorRound{{Name: "tray", Stops: []string{"seats", "waiting"}}},
		Zones:  []kiosk.FloorZone{{Name: "desk", Kind: kiosk.ZoneKeepOut, Corners: []kiosk.FloorPoint{{XM: 8, YM: 0}, {XM: 9, YM: 0}, {XM: 9, YM: 1}}}},
		Roles:  kiosk.FloorRoles{Dock: "dock", Welcome: "welcome", Waiting: "waiting"},
	}
}

// floorBench has the editor open, its plan looked at and found good.
func floorBench(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.send(kiosk.TechnicianEntered{}, kiosk.FloorEdited{Op: kiosk.FloorOpen})
	if w := effect[kiosk.EditFloor](b); w.Work != kiosk.FloorLoad {
		t.Fatalf("opening asks for %+v, want the plan", w)
	}
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorLoad, Plan: floorPlan(), Original: true})
	b.looked()
	return b
}

// edit is the editor as the page shows it.
func (b *bench) edit() *kiosk.FloorEdit {
	b.t.Helper()
	v := b.m.View().Technician
	if v == nil || v.Floor == nil {
		b.t.Fatal("the editor is not open")
	}
	return v.Floor
}

// touch takes steps of the editor.
func (b *bench) touch(ops ...kiosk.FloorEdited) {
	b.t.Helper()
	b.effects = nil
	for _, op := range ops {
		b.send(op)
	}
}

// looked answers the check that was asked for last.
func (b *bench) looked(problems ...kiosk.FloorProblem) {
	b.t.Helper()
	var last *kiosk.EditFloor
	for _, e := range b.effects {
		if w, ok := e.(kiosk.EditFloor); ok && w.Work == kiosk.FloorCheck {
			last = &w
		}
	}
	if last == nil {
		b.t.Fatalf("no check among %+v", b.effects)
	}
	if !reflect.DeepEqual(last.Plan, b.edit().Plan) {
		b.t.Errorf("looked at %+v, want the plan that is shown", last.Plan)
	}
	b.effects = nil
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorCheck, Number: last.Number, Problems: problems})
}

func (b *bench) refuses(want kiosk.FloorRefusal, op kiosk.FloorEdited) {
	b.t.Helper()
	plan := b.edit().Plan
	b.touch(op)
	if e := b.edit(); e.Refused != want || !reflect.DeepEqual(e.Plan, plan) {
		b.t.Errorf("%+v: refused %q, want %q and the plan as it was", op, e.Refused, want)
	}
}

func pickPlace(name string) kiosk.FloorEdited {
	return kiosk.FloorEdited{Op: kiosk.FloorPick, Kind: kiosk.FloorPlaces, Name: name}
}

func TestAPlaceIsPutWhereTheRobotStands(t *testing.T) {
	t.Parallel()
	b := floorBench(t)
	b.touch(pickPlace("door-1"))
	b.refuses(kiosk.RefusedLost, kiosk.FloorEdited{Op: kiosk.FloorHere})
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorSpotted, Spot: kiosk.FloorSpot{Known: true, XM: 3, YM: 4, SigmaM: 0.31}})
	b.refuses(kiosk.RefusedLost, kiosk.FloorEdited{Op: kiosk.FloorHere})
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorSpotted, Spot: kiosk.FloorSpot{Known: true, XM: 3.1416, YM: -4.049, HeadingDeg: 271.6, SigmaM: 0.04}})
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorHere})
	if got, want := *b.edit().Plan.Place("door-1"), (kiosk.FloorPlace{Name: "door-1", XM: 3.14, YM: -4.05, HeadingDeg: -88}); got != want {
		t.Errorf("taught %+v, want %+v", got, want)
	}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorTurn, By: 15}, kiosk.FloorEdited{Op: kiosk.FloorTurn, By: -15}, kiosk.FloorEdited{Op: kiosk.FloorTurn, By: 285})
	if got := b.edit().Plan.Place("door-1").HeadingDeg; got != -163 {
		t.Errorf("turned to %v°, want -163°", got)
	}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorAdd, Kind: kiosk.FloorPlaces, Name: "door-4", At: kiosk.FloorPoint{XM: 1, YM: 1}})
	if got, want := *b.edit().Plan.Place("door-4"), (kiosk.FloorPlace{Name: "door-4", XM: 3.14, YM: -4.05, HeadingDeg: -88}); got != want {
		t.Errorf("a new place is %+v, want %+v", got, want)
	}
}

func TestPlacesAreAddedRenamedAndDeleted(t *testing.T) {
	t.Parallel()
	b := floorBench(t)
	add := func(name string) kiosk.FloorEdited {
		return kiosk.FloorEdited{Op: kiosk.FloorAdd, Kind: kiosk.FloorPlaces, Name: name, At: kiosk.FloorPoint{XM: 1, YM: 2}}
	}
	for _, name := range []string{"", "-a", "a-", "Cửa", "a b", "abcdefghijklmnopqrstuvwxyz0123456"} {
		b.refuses(kiosk.RefusedName, add(name))
	}
	b.refuses(kiosk.RefusedTaken, add("seats"))
	b.touch(add("plants"))
	if e := b.edit(); e.Picked != (kiosk.FloorThing{Kind: kiosk.FloorPlaces, Name: "plants"}) {
		t.Errorf("picked %+v, want the new place", e.Picked)
	}
	b.touch(pickPlace("door-3"))
	b.refuses(kiosk.RefusedDoor, kiosk.FloorEdited{Op: kiosk.FloorRename, Name: "door-9"})
	b.refuses(kiosk.RefusedDoor, kiosk.FloorEdited{Op: kiosk.FloorDelete})
	b.touch(pickPlace("welcome"))
	b.refuses(kiosk.RefusedRole, kiosk.FloorEdited{Op: kiosk.FloorDelete})
	b.touch(pickPlace("waiting"), kiosk.FloorEdited{Op: kiosk.FloorRename, Name: "hall"})
	e := b.edit()
	if e.Picked.Name != "hall" || e.Plan.Roles.Waiting != "hall" || e.Plan.Place("seats").Else != "hall" || !slices.Equal(e.Plan.Rounds[0].Stops, []string{"seats", "hall"}) {
		t.Errorf("renamed: %+v, want the new name everywhere", e.Plan)
	}
	b.touch(pickPlace("dock"), kiosk.FloorEdited{Op: kiosk.FloorDelete}, pickPlace("seats"), kiosk.FloorEdited{Op: kiosk.FloorDelete})
	e = b.edit()
	if e.Plan.Roles.Dock != "" || e.Plan.Place("seats") != nil || !slices.Equal(e.Plan.Rounds[0].Stops, []string{"hall"}) || e.Picked.Kind != "" {
		t.Errorf("deleted: %+v, picked %+v", e.Plan, e.Picked)
	}
	b.touch(pickPlace("plants"), kiosk.FloorEdited{Op: kiosk.FloorRole, Name: "dock"}, kiosk.FloorEdited{Op: kiosk.FloorRole, Name: "entrance"},
		kiosk.FloorEdited{Op: kiosk.FloorRole, Name: "entrance"}, kiosk.FloorEdited{Op: kiosk.FloorRole, Name: "welcome"}, kiosk.FloorEdited{Op: kiosk.FloorSeat})
	e = b.edit()
	if want := (kiosk.FloorRoles{Dock: "plants", Welcome: "plants", Waiting: "hall"}); e.Plan.Roles != want || !e.Plan.Place("plants").Seat {
		t.Errorf("roles %+v, want %+v and a seat", e.Plan.Roles, want)
	}
}

func TestAZoneIsDrawnCornerByCorner(t *testing.T) {
	t.Parallel()
	b := floorBench(t)
	corner := func(x, y float64) kiosk.FloorEdited {
		return kiosk.FloorEdited{Op: kiosk.FloorCorner, At: kiosk.FloorPoint{XM: x, YM: y}}
	}
	done := kiosk.FloorEdited{Op: kiosk.FloorDrawn}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorDraw, Name: "lava"})
	if b.edit().Draft != nil {
		t.Error("draws a zone of no kind")
	}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorDraw, Name: kiosk.ZoneSpeed}, corner(0, 0), corner(4, 0))
	b.refuses(kiosk.RefusedCorners, done)
	b.refuses(kiosk.RefusedCross, corner(4, 0))
	b.refuses(kiosk.RefusedCross, corner(2, 0))
	b.touch(corner(4, 4), corner(0, 4))
	b.refuses(kiosk.RefusedCross, corner(2, -1))
	b.touch(corner(2, 2), corner(1, 1))
	b.refuses(kiosk.RefusedCross, kiosk.FloorEdited{Op: kiosk.FloorCorner, At: kiosk.FloorPoint{XM: 5, YM: 1}})
	b.refuses(kiosk.RefusedCorners, kiosk.FloorEdited{Op: kiosk.FloorSave})
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorCornerBack}, kiosk.FloorEdited{Op: kiosk.FloorCornerBack}, done)
	e := b.edit()
	z := e.Plan.Zone("speed-1")
	if z == nil || z.SpeedMPS != 0.3 || len(z.Corners) != 4 || e.Picked.Name != "speed-1" || e.Draft != nil {
		t.Fatalf("drawn: %+v, picked %+v", e.Plan.Zones, e.Picked)
	}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorZoneSpeed, By: -5}, kiosk.FloorEdited{Op: kiosk.FloorCornerMove, Index: 2, At: kiosk.FloorPoint{XM: 5, YM: 5}})
	if z := b.edit().Plan.Zone("speed-1"); z.SpeedMPS != 0.25 || z.Corners[2] != (kiosk.FloorPoint{XM: 5, YM: 5}) {
		t.Errorf("changed: %+v", z)
	}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorZoneKind, Name: kiosk.ZoneKeepOut}, kiosk.FloorEdited{Op: kiosk.FloorRename, Name: "stairs"})
	if z := b.edit().Plan.Zone("stairs"); z == nil || z.SpeedMPS != 0 || z.Kind != kiosk.ZoneKeepOut {
		t.Errorf("another kind: %+v, want no speed", z)
	}
}

// An area whose last edge would cross is not closed.
func TestAZoneThatCrossesWhenItClosesIsRefused(t *testing.T) {
	t.Parallel()
	b := floorBench(t)
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorDraw, Name: kiosk.ZoneWaiting})
	for _, at := range []kiosk.FloorPoint{{}, {XM: 4}, {XM: 4, YM: 4}, {XM: 2, YM: 4}, {XM: 6, YM: 2}, {XM: 6, YM: -1}, {XM: 3, YM: -1}} {
		b.send(kiosk.FloorEdited{Op: kiosk.FloorCorner, At: at})
	}
	if e := b.edit(); e.Refused != kiosk.RefusedCross { // (2, 4) to (6, 2) crosses an edge
		t.Errorf("refused %q while it is drawn, want %q", e.Refused, kiosk.RefusedCross)
	}
}

func TestARoundIsPutInOrder(t *testing.T) {
	t.Parallel()
	b := floorBench(t)
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorAdd, Kind: kiosk.FloorRounds, Name: "sweets"})
	for _, name := range []string{"waiting", "seats", "nowhere", "door-1"} {
		b.send(kiosk.FloorEdited{Op: kiosk.FloorStop, Name: name})
	}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorStopMove, Index: 2, By: -1}, kiosk.FloorEdited{Op: kiosk.FloorStopMove, Index: 0, By: -1},
		kiosk.FloorEdited{Op: kiosk.FloorStopMove, Index: 9, By: 1}, kiosk.FloorEdited{Op: kiosk.FloorStopCut, Index: 0}, kiosk.FloorEdited{Op: kiosk.FloorStopCut, Index: -1})
	if got := b.edit().Plan.Round("sweets").Stops; !slices.Equal(got, []string{"door-1", "seats"}) {
		t.Errorf("stops %v, want door-1 and seats", got)
	}
}

func TestOnlyWhatChecksIsSaved(t *testing.T) {
	t.Parallel()
	b := floorBench(t)
	save := kiosk.FloorEdited{Op: kiosk.FloorSave}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorMove, Name: "seats", At: kiosk.FloorPoint{XM: 8.5, YM: 0.5}})
	checks := b.effects
	b.refuses(kiosk.RefusedWrong, save) // not looked at yet
	b.effects = checks
	b.looked(kiosk.FloorProblem{Thing: kiosk.FloorThing{Kind: kiosk.FloorPlaces, Name: "seats"}, Code: kiosk.FloorForbidden})
	b.refuses(kiosk.RefusedWrong, save)
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorUndo})
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorCheck, Number: b.edit().Number - 1}) // of the plan before
	b.refuses(kiosk.RefusedWrong, save)
	if e := b.edit(); e.Dirty() || !reflect.DeepEqual(e.Plan, floorPlan()) {
		t.Errorf("undone: %+v", e.Plan)
	}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorMove, Name: "seats", At: kiosk.FloorPoint{XM: 6, YM: 6}}, pickPlace("seats"), kiosk.FloorEdited{Op: kiosk.FloorRole, Name: "welcome"})
	b.looked()
	b.touch(save)
	w := effect[kiosk.EditFloor](b)
	if w.Work != kiosk.FloorKeep || w.Plan.Roles.Welcome != "seats" {
		t.Fatalf("asks for %+v, want the plan kept", w)
	}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorDelete}) // too late
	if !b.edit().Saving || b.edit().Plan.Place("seats") == nil {
		t.Error("changed while it is saved")
	}
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorKeep, Number: w.Number, Reason: "no space left on device"})
	if e := b.edit(); e.Saving || !e.Dirty() || e.Trouble == "" || b.m.Setup.Welcome != "welcome" {
		t.Errorf("not saved: %+v", e)
	}
	b.touch(save)
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorKeep, Number: w.Number, Plan: w.Plan})
	if e := b.edit(); e.Dirty() || e.Original || e.SavedAt.IsZero() || b.m.Setup.Welcome != "seats" {
		t.Errorf("saved: dirty %v, original %v, welcome at %s", e.Dirty(), e.Original, b.m.Setup.Welcome)
	}
}

// TestSavingWithoutAChargerAsks: what turns charging off is not saved unasked.
func TestSavingWithoutAChargerAsks(t *testing.T) {
	t.Parallel()
	save, closes := kiosk.FloorEdited{Op: kiosk.FloorSave}, kiosk.FloorEdited{Op: kiosk.FloorClose}
	undocked := func() *bench {
		b := floorBench(t)
		b.touch(pickPlace("dock"), kiosk.FloorEdited{Op: kiosk.FloorDelete})
		b.looked()
		b.effects = nil
		return b
	}
	asks := func(b *bench) {
		t.Helper()
		if e := b.edit(); e.Ask != kiosk.FloorAsksNoDock || e.Saving {
			t.Errorf("asks %q, saving %v, want to be asked first", e.Ask, e.Saving)
		}
	}
	b := undocked()
	b.touch(save)
	asks(b)
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorStay}, save)
	asks(b)
	b.touch(save)
	if e := b.edit(); !e.Saving || e.Leaving || effect[kiosk.EditFloor](b).Work != kiosk.FloorKeep {
		t.Errorf("sure of it: saving %v, leaving %v, want it saved", e.Saving, e.Leaving)
	}
	b = undocked()
	b.touch(closes, save)
	asks(b)
	b.touch(save)
	if e := b.edit(); !e.Saving || !e.Leaving {
		t.Errorf("save and close: saving %v, leaving %v", e.Saving, e.Leaving)
	}
}

func TestLeavingAsks(t *testing.T) {
	t.Parallel()
	b := floorBench(t)
	b.touch(pickPlace("seats"), kiosk.FloorEdited{Op: kiosk.FloorTurn, By: 15})
	b.looked()
	for _, leave := range []kiosk.Msg{kiosk.TechnicianLeft{}, kiosk.FloorEdited{Op: kiosk.FloorClose}} {
		b.send(leave)
		if e := b.edit(); e.Ask != kiosk.FloorAsksLeave {
			t.Errorf("%T asks %q", leave, e.Ask)
		}
		b.touch(kiosk.FloorEdited{Op: kiosk.FloorStay})
	}
	b.send(kiosk.TestAsked{Part: kiosk.PartVoice}, kiosk.Touched{}, kiosk.MaintenanceSet{On: true})
	if !b.edit().Dirty() {
		t.Error("what was changed is lost by other touches on the page")
	}
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorClose}, kiosk.FloorEdited{Op: kiosk.FloorSave})
	w := effect[kiosk.EditFloor](b)
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorKeep, Number: w.Number, Plan: w.Plan})
	if b.m.View().Technician.Floor != nil {
		t.Error("the editor stays after what was asked before leaving is saved")
	}
	b.send(kiosk.TechnicianLeft{})
	if b.m.View().Technician != nil {
		t.Error("the page stays")
	}
}

func TestBackToTheWardsFile(t *testing.T) {
	t.Parallel()
	b := floorBench(t)
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorLoad, Plan: kiosk.FloorPlan{}}) // nobody asked
	b.touch(pickPlace("seats"), kiosk.FloorEdited{Op: kiosk.FloorTurn, By: 15})
	b.looked()
	b.touch(kiosk.FloorEdited{Op: kiosk.FloorOriginal}, kiosk.FloorEdited{Op: kiosk.FloorOriginal})
	w := effect[kiosk.EditFloor](b)
	b.send(kiosk.FloorAnswer{Work: kiosk.FloorRestore, Number: w.Number, Plan: floorPlan(), Original: true})
	if e := b.edit(); w.Work != kiosk.FloorRestore || e.Dirty() || !e.Original || !reflect.DeepEqual(e.Plan, floorPlan()) {
		t.Errorf("after %+v: %+v", w, e)
	}
}

// A page that is left alone closes with what was not saved; a restart does so too.
func TestDraftsEndWithThePage(t *testing.T) {
	t.Parallel()
	b := floorBench(t)
	b.touch(pickPlace("seats"), kiosk.FloorEdited{Op: kiosk.FloorTurn, By: 15})
	b.after(10 * time.Minute).send(kiosk.Tick{})
	if b.m.View().Technician != nil {
		t.Error("the page stays for ever")
	}
	b = floorBench(t)
	b.send(kiosk.Started{Boot: "b2", Setup: setup()})
	if b.m.Tech != nil {
		t.Error("the editor survives a restart")
	}
}

// TestRandomEdits holds: the model before a step stays, replays agree, only what
// was found good is kept, and names stay unique.
func TestRandomEdits(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 5))
			b := floorBench(t)
			copied := b.m
			for range 300 {
				msg := randomEdit(r, b)
				before := asJSON(t, b.m)
				next, effects := b.m.Update(b.at, msg)
				copied, _ = copied.Update(b.at, msg)
				if asJSON(t, b.m) != before || asJSON(t, copied) != asJSON(t, next) {
					t.Fatalf("%+v changed the model before it, or gives another one when repeated", msg)
				}
				for _, e := range effects {
					if w, ok := e.(kiosk.EditFloor); ok && w.Work == kiosk.FloorKeep && (b.edit().Checked != w.Number || len(b.edit().Problems) > 0) {
						t.Fatalf("keeps %+v, which was not found good", w)
					}
				}
				b.m, b.effects = next, effects
				unique(t, next)
			}
		})
	}
}

func unique(t *testing.T, m kiosk.Model) {
	t.Helper()
	if m.Tech == nil || m.Tech.Floor == nil {
		return
	}
	seen := map[string]bool{}
	for _, p := range m.Tech.Floor.Plan.Places {
		if seen[p.Name] {
			t.Fatalf("two places %q", p.Name)
		}
		seen[p.Name] = true
	}
}

func randomEdit(r *rand.Rand, b *bench) kiosk.Msg {
	names := []string{"seats", "waiting", "dock", "door-1", "new", "desk", "tray", "speed-1", kiosk.ZoneSpeed, kiosk.ZoneKeepOut, "welcome", "ự"}
	ops := []kiosk.FloorOp{
		kiosk.FloorOpen, kiosk.FloorClose, kiosk.FloorStay, kiosk.FloorPick, kiosk.FloorPick, kiosk.FloorAdd, kiosk.FloorRename, kiosk.FloorDelete,
		kiosk.FloorMove, kiosk.FloorHere, kiosk.FloorTurn, kiosk.FloorSeat, kiosk.FloorRole, kiosk.FloorDraw, kiosk.FloorCorner, kiosk.FloorCorner, kiosk.FloorCorner,
		kiosk.FloorCornerBack, kiosk.FloorDrawn, kiosk.FloorCornerMove, kiosk.FloorZoneKind, kiosk.FloorZoneSpeed, kiosk.FloorStop, kiosk.FloorStopMove,
		kiosk.FloorStopCut, kiosk.FloorUndo, kiosk.FloorSave, kiosk.FloorSave, kiosk.FloorRevert, kiosk.FloorOriginal, "nothing",
	}
	works := []kiosk.FloorWork{kiosk.FloorLoad, kiosk.FloorCheck, kiosk.FloorCheck, kiosk.FloorCheck, kiosk.FloorKeep, kiosk.FloorRestore, kiosk.FloorSpotted}
	if r.IntN(3) == 0 {
		msg := kiosk.FloorAnswer{Work: works[r.IntN(len(works))], Plan: floorPlan(), Spot: kiosk.FloorSpot{Known: r.IntN(2) == 0, XM: r.NormFloat64()}}
		if b.m.Tech != nil && b.m.Tech.Floor != nil {
			msg.Number = b.m.Tech.Floor.Number
		}
		if r.IntN(3) == 0 {
			msg.Problems = []kiosk.FloorProblem{{Code: kiosk.FloorOther}}
		}
		return msg
	}
	return kiosk.FloorEdited{
		Op: ops[r.IntN(len(ops))], Kind: []kiosk.FloorKind{kiosk.FloorPlaces, kiosk.FloorRounds, kiosk.FloorZones, ""}[r.IntN(4)], Name: names[r.IntN(len(names))],
		At: kiosk.FloorPoint{XM: 5 * r.NormFloat64(), YM: 5 * r.NormFloat64()}, Index: r.IntN(5) - 1, By: r.IntN(60) - 30,
	}
}
