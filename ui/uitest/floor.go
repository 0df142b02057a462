package uitest

import (
	"slices"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// Floor is a room of 14 m × 9 m with a wall of ten doors, chairs and two pillars;
// a route leads to a door when route is set.
func Floor(route bool) *ui.Floor {
	box := func(x0, y0, x1, y1 float64) []ui.Point {
		return []ui.Point{{XM: x0, YM: y0}, {XM: x1, YM: y0}, {XM: x1, YM: y1}, {XM: x0, YM: y1}}
	}
	hole := func(o []ui.Point) []ui.Point { // runs the other way round, as those of a real map
		slices.Reverse(o)
		return o
	}
	f := &ui.Floor{
		Version: 1, Max: ui.Point{XM: 14, YM: 9}, Doors: map[int]ui.Point{},
		Walls: [][]ui.Point{
			box(0, 0, 14, 9), hole(box(0.2, 0.2, 13.8, 8.8)),
			box(4, 4.2, 4.5, 4.7), box(9.4, 4.2, 9.9, 4.7),
			box(5.6, 2.4, 8.4, 2.9), box(5.6, 3.6, 8.4, 4.1),
		},
	}
	for i := range 5 {
		f.Doors[i+1] = ui.Point{XM: 1.6 + 2.7*float64(i), YM: 8.3}
	}
	for i := range 3 {
		f.Doors[i+6] = ui.Point{XM: 13.3, YM: 7 - 1.8*float64(i)}
	}
	f.Doors[9], f.Doors[10] = ui.Point{XM: 0.8, YM: 6.6}, ui.Point{XM: 0.8, YM: 4.6}
	if route {
		f.Route = []ui.Point{{XM: 2, YM: 1.6}, {XM: 3, YM: 3.4}, {XM: 5, YM: 6}, {XM: 7, YM: 7.6}}
		f.RouteDoor = 3
	}
	return f
}

// Placed gives a view a robot that stands in the room.
func Placed(v kiosk.View) kiosk.View {
	v.Robot = kiosk.RobotView{Configured: true, Robot: kiosk.Robot{State: "idle", BatteryPct: 86, XM: 2, YM: 1.6, HeadingRad: 0.6}}
	return v
}

// called lists the called screen with maps and arrows.
func called(l kiosk.Lang) []Screen {
	alone := Called(l, "")
	alone.Calls = alone.Calls[:1]
	ahead := *Floor(false)
	ahead.Walls = nil // doors are known, but there is no map to draw
	ten := Placed(Called(l, kiosk.PhaseLeading))
	ten.Calls = append([]kiosk.CallView{{Ticket: "t10", Number: "K128", Door: 10, Name: kiosk.Text{Vi: "Trả kết quả", En: "Results"}, Mission: "m2", Phase: kiosk.PhaseLeading}}, ten.Calls...)
	behind := Placed(Called(l, kiosk.PhaseWaiting))
	behind.Calls[0].Behind = true
	return []Screen{
		{Name: "called-alone", Alike: true, View: alone},
		{Name: "called-arrow", View: Placed(Called(l, "")), Floor: &ahead},
		{Name: "called-map", View: Placed(Called(l, "")), Floor: Floor(true)},
		{Name: "called-map-alone", View: Placed(alone), Floor: Floor(true)},
		{Name: "called-map-lost", Alike: true, View: Called(l, ""), Floor: Floor(false)},
		{Name: "called-map-leading", View: ten, Floor: Floor(true)},
		{Name: "called-map-behind", View: behind, Floor: Floor(true)},
		{Name: "called-map-follow", Alike: true, View: Placed(Called(l, kiosk.PhaseWaiting)), Floor: Floor(true)},
	}
}

// does gives a view a robot that drives on an errand.
func does(v kiosk.View, kind kiosk.MissionKind, state string, pct int) kiosk.View {
	v = Placed(v)
	v.Robot.State, v.Robot.Mission, v.Robot.Phase, v.Robot.BatteryPct, v.Robot.XM, v.Robot.YM = state, string(kind), kiosk.PhaseDriving, pct, 7, 5.4
	return v
}

// errands lists screens that say what the robot does.
func errands(l kiosk.Lang) []Screen {
	hand := Ward(kiosk.ScreenTray, l)
	hand.Tray = &kiosk.TrayView{Mission: "tray/1", Hand: true}
	away := Ward(kiosk.ScreenTray, l)
	away.Tray = &kiosk.TrayView{Mission: "tray/1", Away: true}
	stopping := does(Ward(kiosk.ScreenHome, l), "", "fault", -1)
	stopping.Robot.Reason = "moves-by-itself"
	mute := does(Ward(kiosk.ScreenHome, l), "", "serving", 34)
	mute.Robot.Reason = "tray-away"
	own := does(Ward(kiosk.ScreenHome, l), "", "driving", 18)
	own.Robot.Kind = "charge"
	return []Screen{
		{Name: "attract-round", View: does(Ward(kiosk.ScreenAttract, l), kiosk.MissionTray, "driving", 86), Floor: Floor(false)},
		{Name: "home-round", Alike: true, View: does(Ward(kiosk.ScreenHome, l), kiosk.MissionTray, "driving", 86), Floor: Floor(false)},
		{Name: "home-charging", View: does(Ward(kiosk.ScreenHome, l), kiosk.MissionDock, "charging", 34)},
		{Name: "home-to-charge", Alike: true, View: own},
		{Name: "home-blocked", Alike: true, View: Noticed(does(Ward(kiosk.ScreenHome, l), kiosk.MissionReturn, "blocked", 34), kiosk.NoticePaperNear)},
		{Name: "find-round", Alike: true, View: does(Visiting(kiosk.ScreenFind, l), kiosk.MissionTray, "driving", 86)},
		{Name: "tray-hand", Alike: true, View: hand},
		{Name: "tray-away", Alike: true, View: away},
		{Name: "home-stopping", Alike: true, View: stopping},
		{Name: "home-tray-away", Alike: true, View: mute},
		{Name: "home-charging-unknown", Alike: true, View: does(Ward(kiosk.ScreenHome, l), kiosk.MissionDock, "charging", -1)},
	}
}
