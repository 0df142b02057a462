package uitest

import "tiepdan/kiosk"

// FloorEdit is the editor of the room's floor, with nothing picked.
func FloorEdit() *kiosk.FloorEdit {
	plan := kiosk.FloorPlan{
		Places: []kiosk.FloorPlace{
			{Name: "don-tiep", XM: 2, YM: 1.6, HeadingDeg: 35},
			{Name: "cho", XM: 7, YM: 1.7, HeadingDeg: 90},
			{Name: "sac", XM: 12.8, YM: 0.9, HeadingDeg: 180},
			{Name: "cua-1", XM: 1.6, YM: 7.6, HeadingDeg: -90},
			{Name: "cua-2", XM: 4.3, YM: 7.6, HeadingDeg: -90},
			{Name: "cua-3", XM: 7, YM: 7.6, HeadingDeg: -90},
			{Name: "ghe-1", XM: 6.2, YM: 3.3, HeadingDeg: 90, Seat: true, Else: "cho"},
		},
		Rounds: []kiosk.FloorRound{{Name: "moi-nuoc", Stops: []string{"cho", "ghe-1", "cua-3"}, ServeS: 30}},
		Zones: []kiosk.FloorZone{
			{Name: "bac-them", Kind: kiosk.ZoneKeepOut, Corners: []kiosk.FloorPoint{{XM: 10.6, YM: 1.8}, {XM: 13.6, YM: 1.8}, {XM: 13.6, YM: 3.4}, {XM: 11.2, YM: 3.6}}},
			{Name: "hanh-lang", Kind: kiosk.ZoneSpeed, SpeedMPS: 0.25, Corners: []kiosk.FloorPoint{{XM: 0.6, YM: 4.9}, {XM: 3.4, YM: 4.9}, {XM: 3.4, YM: 6.6}, {XM: 0.6, YM: 6.6}}},
			{Name: "ghe-cho", Kind: kiosk.ZoneWaiting, Corners: []kiosk.FloorPoint{{XM: 5.2, YM: 2.1}, {XM: 8.8, YM: 2.1}, {XM: 8.8, YM: 4.6}, {XM: 5.2, YM: 4.6}}},
		},
		Roles: kiosk.FloorRoles{Dock: "sac", Welcome: "don-tiep", Waiting: "cho"},
	}
	return &kiosk.FloorEdit{
		Number: 3, Checked: 3, Plan: plan, Kept: plan, Doors: []string{"cua-1", "cua-2", "cua-3"},
		Spot: kiosk.FloorSpot{Known: true, XM: 9.4, YM: 6.2, HeadingDeg: 150, SigmaM: 0.04},
	}
}

// closer looks at a part of the map.
func closer(f *Finger) {
	f.Tap(f.Say("Phóng to", "Zoom in"))
	f.Tap(f.Say("Phóng to", "Zoom in"))
	f.Tap(f.Say("Sang trái", "To the left"))
}

// floorEdits lists the editor's screens.
func floorEdits(l kiosk.Lang) []Screen {
	with := func(change func(*kiosk.FloorEdit)) kiosk.View {
		v, e := Technician(l), FloorEdit()
		change(e)
		t := *v.Technician
		t.Floor, v.Technician = e, &t
		return v
	}
	pick := func(kind kiosk.FloorKind, name string) kiosk.View {
		return with(func(e *kiosk.FloorEdit) { e.Picked = kiosk.FloorThing{Kind: kind, Name: name} })
	}
	dirty := func(e *kiosk.FloorEdit) {
		before := e.Plan
		e.Before, e.Kept.Places = &before, e.Plan.Places[:5]
	}
	wrong := with(func(e *kiosk.FloorEdit) {
		dirty(e)
		e.Picked = kiosk.FloorThing{Kind: kiosk.FloorZones, Name: "ghe-cho"}
		e.Plan.Zones[2].Corners = []kiosk.FloorPoint{{XM: 5.2, YM: 2.1}, {XM: 8.8, YM: 4.6}, {XM: 8.8, YM: 2.1}, {XM: 5.2, YM: 4.6}}
		e.Problems = []kiosk.FloorProblem{
			{Thing: e.Picked, Code: kiosk.FloorCrossing},
			{Thing: kiosk.FloorThing{Kind: kiosk.FloorPlaces, Name: "sac"}, Code: kiosk.FloorUnreachable},
		}
	})
	wrongList := with(func(e *kiosk.FloorEdit) {
		dirty(e)
		e.Problems = []kiosk.FloorProblem{
			{Thing: kiosk.FloorThing{Kind: kiosk.FloorPlaces, Name: "sac"}, Code: kiosk.FloorForbidden},
			{Thing: kiosk.FloorThing{Kind: kiosk.FloorRounds, Name: "moi-nuoc"}, Code: kiosk.FloorNoPlace},
			{Code: kiosk.FloorOther, Detail: "nav.welcome_at_opening"},
		}
	})
	draft := with(func(e *kiosk.FloorEdit) {
		e.Refused = kiosk.RefusedCross
		e.Draft = &kiosk.FloorDraft{Kind: kiosk.ZoneKeepOut, Corners: []kiosk.FloorPoint{{XM: 9, YM: 5}, {XM: 12, YM: 5}, {XM: 12, YM: 6.5}, {XM: 10.5, YM: 7}}}
	})
	asks := with(func(e *kiosk.FloorEdit) { dirty(e); e.Ask = kiosk.FloorAsksLeave })
	own := with(func(e *kiosk.FloorEdit) { e.Ask = kiosk.FloorAsksOriginal })
	undock := func(e *kiosk.FloorEdit) { dirty(e); e.Plan.Roles.Dock = "" }
	noDock := with(func(e *kiosk.FloorEdit) { undock(e); e.Ask = kiosk.FloorAsksNoDock })
	loading := with(func(e *kiosk.FloorEdit) { *e = kiosk.FloorEdit{Loading: true} })
	mapless := with(func(e *kiosk.FloorEdit) { e.Mapless, e.Original, e.Spot = true, true, kiosk.FloorSpot{} })
	room := Floor(false)
	named := func(keys ...string) func(*Finger) {
		return func(f *Finger) {
			f.Tap(f.Say("Điểm", "Place"))
			for _, k := range keys {
				f.Tap(k)
			}
		}
	}
	return []Screen{
		{Name: "technician-floor", View: with(dirty), Floor: room},
		{Name: "technician-floor-undocked", Alike: true, View: with(undock), Floor: room},
		{Name: "technician-floor-no-dock", Alike: true, View: noDock, Floor: room},
		{Name: "technician-floor-place", View: pick(kiosk.FloorPlaces, "ghe-1"), Floor: room},
		{Name: "technician-floor-zone", View: pick(kiosk.FloorZones, "hanh-lang"), Floor: room},
		{Name: "technician-floor-round", View: pick(kiosk.FloorRounds, "moi-nuoc"), Floor: room},
		{Name: "technician-floor-wrong", View: wrong, Floor: room},
		{Name: "technician-floor-wrong-list", View: wrongList, Floor: room, Do: closer},
		{Name: "technician-floor-draft", View: draft, Floor: room},
		{Name: "technician-floor-asks", View: asks, Floor: room},
		{Name: "technician-floor-original", Alike: true, View: own, Floor: room},
		{Name: "technician-floor-loading", Alike: true, View: loading, Floor: room},
		{Name: "technician-floor-mapless", View: mapless},
		{Name: "technician-floor-name", View: with(dirty), Floor: room, Do: named("g", "h", "e", "-", "4")},
	}
}
