package main

// The bars of a day.
const (
	callBarS = 60
	// callRoomM is the diagonal of the room of 20 × 15 m for which callBarS is
	// set: a single day of another floor has more time by its size.
	callRoomM = 25
	escortBar = 0.95
	// begunBar of those who asked are met before they go. Proposal.
	begunBar = 0.90
	dockBar  = 0.99
	speedBar = 20
)

// floorFigure is one of a bench; a value at most its bar, or at least where more is
// better, is well.
type floorFigure struct {
	Name  string   `json:"name"`
	Value float64  `json:"value"`
	Unit  string   `json:"unit"`
	Bar   float64  `json:"bar"`
	Peer  *string  `json:"peer"`
	Ratio *float64 `json:"ratio"`
}

// figures are the result as a bench tells it. Those of which more is better
// are told as what is missing, so that all bars are upper ones, but for the
// speed of the simulation.
func (r floorResult) figures() map[string][]floorFigure {
	on := " (" + r.Map + ")"
	count := func(name string, n int) floorFigure {
		return floorFigure{Name: name + on, Value: float64(n), Unit: "times"}
	}
	percent := func(name string, part, bar float64) floorFigure {
		return floorFigure{Name: name + on, Value: rounded(100 * (1 - part)), Unit: "%", Bar: rounded(100 * (1 - bar))}
	}
	dead := 0
	if r.BatteryDead {
		dead = 1
	}
	return map[string][]floorFigure{"figures": {
		count("contacts caused by the robot", r.ByRobot),
		count("contacts with walls and furniture", r.Bumps),
		count("keep-out entries", r.KeepOut),
		count("nearer to people than allowed", r.TooNear),
		count("too fast in a zone", r.TooFast),
		count("moved with a hand in the tray", r.HandMoved),
		count("battery deaths", dead),
		{Name: "a call answered, p95" + on, Value: r.CallP95S, Unit: "s", Bar: callBarS},
		percent("escorts not completed", r.EscortPart, escortBar),
		percent("visitors who asked and were not met in time", r.begunPart(), begunBar),
		percent("not docked within 3 tries", r.DockPart, dockBar),
		{Name: "a day of the simulation, of real time" + on, Value: rounded(100 / r.TimesReal), Unit: "%", Bar: 100 / speedBar},
	}}
}
