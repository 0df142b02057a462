package world

import (
	"fmt"
	"math"
)

// Of what is drawn again and again.
const (
	wallM = 0.2
	// doorHalfM is half a door's width.
	doorHalfM = 0.45
	// beforeDoorM is how far the robot stands from a door that it serves.
	beforeDoorM = 1.2
	// roomM is how far behind its door a citizen talks to an official.
	roomM = 1.2
	// waitingMps is the limit among people who wait.
	waitingMps = 0.3
)

// outer are the walls round a floor; the south one is open between two x.
func outer(w, h, openFrom, openTo float64) []Rect {
	return []Rect{
		{0, 0, openFrom, wallM},
		{openTo, 0, w, wallM},
		{0, 0, wallM, h},
		{w - wallM, 0, w, h},
		{0, h - wallM, w, h},
	}
}

// seatRow is a row of seats that look north, and what they are of.
func (p *Plan) seatRow(x0, y0, x1, y1 float64) {
	p.Solids = append(p.Solids, Rect{x0, y0, x1, y1})
	const pitch, lap = 0.7, 0.2
	for x := x0 + pitch/2; x < x1; x += pitch {
		p.Seats = append(p.Seats, At(x, y1+lap, math.Pi/2))
	}
}

// doorTo adds a door that is passed in a direction.
func (p *Plan) doorTo(x, y, heading float64) {
	at := Point{x, y}
	name := fmt.Sprintf("door-%d", len(p.Doors)+1)
	p.Doors = append(p.Doors, Door{Name: name, Opening: at, Room: at.Add(Towards(heading, roomM))})
	p.Places[name] = Pose{at.Add(Towards(heading, -beforeDoorM)), heading}
}

// dockAt puts a charger behind a robot that stands as posed, its face flush
// with the body's back, and the two strips that a lidar finds it by.
func (p *Plan) dockAt(at Pose, behindM float64) {
	const deep, half, off, strip, thin = 0.2, 0.25, 0.2, 0.03, 0.004
	back := func(far, side float64) Point { return at.To(Point{-far, side}) }
	box := func(a, b Point) Rect {
		return Rect{min(a.X, b.X), min(a.Y, b.Y), max(a.X, b.X), max(a.Y, b.Y)}
	}
	p.Places["dock"] = at
	p.Solids = append(p.Solids, box(back(behindM, -half), back(behindM+deep, half)))
	for _, side := range []float64{-off, off} {
		p.Strips = append(p.Strips, box(back(behindM-thin, side-strip), back(behindM+thin, side+strip)))
	}
}

// ServicePoint is a room of 20 by 15 m with the walls, furniture and places of
// the floor that package basetest draws: the entrance in the south, three rows
// of seats in the west, six doors in the north, the dock in the east.
func ServicePoint() *Plan {
	const wall, half = 12.4, 0.1
	p := &Plan{
		Name: "service-point", WidthM: 20, HeightM: 15,
		Solids: append(outer(20, 15, 13, 15),
			Rect{11.5, 5, 12.5, 7},    // writing table
			Rect{15.6, 7.8, 16, 8.2}), // column
		Loose:    []Rect{{2.2, 0.2, 2.8, 0.7}, {9.8, 12, 10.2, 12.4}, {19, 8.5, 19.8, 9.3}},
		Entrance: [2]Point{{13.3, 0.15}, {14.7, 0.15}},
		Places: map[string]Pose{
			"welcome": At(14, 2.5, -math.Pi/2),
			"waiting": At(6.5, 8.9, -math.Pi/2),
		},
		KeepOut: []Polygon{Box(12.8, 0, 15.2, 1), Box(0.2, 12.3, 19.8, 14.8)},
		Slow:    []SpeedZone{{"waiting", Box(3.4, 3.2, 9.6, 9.3), waitingMps}},
	}
	for _, y := range []float64{3.8, 5.4, 7} {
		p.seatRow(4, y, 9, y+0.5)
	}
	left := wallM
	for i := range 6 {
		x := 2.5 + 3*float64(i)
		p.doorTo(x, wall, math.Pi/2)
		p.Solids = append(p.Solids, Rect{left, wall, x - doorHalfM, wall + 2*half})
		left = x + doorHalfM
		if i > 0 {
			p.Solids = append(p.Solids, Rect{x - 1.5 - half/2, wall, x - 1.5 + half/2, 14.8})
		}
	}
	p.Solids = append(p.Solids, Rect{left, wall, 19.8, wall + 2*half})
	p.dockAt(At(19.3, 5, math.Pi), 0.29)
	return p.prepare()
}

// Corridor is an old office of 26 by 9 m: a corridor two metres wide, four
// doors in the north and two in the south of it, a bay with seats half way.
func Corridor() *Plan {
	p := &Plan{
		Name: "corridor", WidthM: 26, HeightM: 9,
		Solids:   outer(26, 9, 11.4, 13),
		Loose:    []Rect{{7.2, 3.5, 7.8, 3.75}, {19.2, 5.3, 19.6, 5.5}},
		Entrance: [2]Point{{11.6, 0.15}, {12.8, 0.15}},
		Places: map[string]Pose{
			"welcome": At(12.2, 2.4, -math.Pi/2),
			"waiting": At(13.4, 3.1, 0),
		},
		KeepOut: []Polygon{
			Box(11.2, 0, 13.2, 1), Box(0.2, 5.6, 25.8, 8.8), Box(0.2, 0.2, 10.5, 3.4), Box(17.6, 0.2, 25.8, 3.4),
		},
		Slow: []SpeedZone{{"bay", Box(13.4, 0.2, 17.5, 3.3), waitingMps}},
	}
	p.seatRow(14.2, 0.5, 17.2, 1)
	p.seatRow(14.2, 2, 17.2, 2.4)
	wall := func(y, from, to, dir float64, doors ...float64) {
		for _, x := range doors {
			p.doorTo(x, y, dir*math.Pi/2)
			p.Solids = append(p.Solids, Rect{from, y - 0.1, x - doorHalfM, y + 0.1})
			from = x + doorHalfM
		}
		p.Solids = append(p.Solids, Rect{from, y - 0.1, to, y + 0.1})
	}
	wall(5.6, wallM, 25.8, 1, 4, 10, 16, 22)
	wall(3.4, wallM, 10.6, -1, 5)
	wall(3.4, 17.5, 25.8, -1, 21)
	p.Solids = append(p.Solids,
		Rect{10.5, wallM, 10.7, 3.5}, Rect{17.5, wallM, 17.7, 3.5}, // the bay's sides
		Rect{7, 5.7, 7.1, 8.8}, Rect{13, 5.7, 13.1, 8.8}, Rect{19, 5.7, 19.1, 8.8})
	p.dockAt(At(25.1, 4.5, math.Pi), 0.29)
	return p.prepare()
}

// Hall is a new building of 24 by 18 m: glass to the street and round a
// meeting corner, four columns, doors in the north and in the east.
func Hall() *Plan {
	p := &Plan{
		Name: "hall", WidthM: 24, HeightM: 18,
		Solids: []Rect{
			{0, 0, wallM, 18},
			{23.8, 0, 24, 18},
			{0, 17.8, 24, 18},
			{0, 0, 1, wallM},
			{10.8, 0, 11, wallM},
			{13, 0, 13.2, wallM},
			{23, 0, 24, wallM}, // posts of the glass
			{6, 5, 6.5, 5.5},
			{6, 12, 6.5, 12.5},
			{15, 5, 15.5, 5.5},
			{15, 12, 15.5, 12.5},
			{2.2, 8, 3.2, 10}, // reception desk
		},
		Glass:    []Rect{{1, 0.08, 10.8, 0.12}, {13.2, 0.08, 23, 0.12}, {18.5, 1.5, 18.54, 4}, {18.5, 4, 22, 4.04}},
		Loose:    []Rect{{0.2, 13.5, 0.9, 14.2}, {16.6, 14.7, 17.1, 15.2}},
		Entrance: [2]Point{{11.3, 0.15}, {12.7, 0.15}},
		Places: map[string]Pose{
			"welcome": At(12, 2.8, -math.Pi/2),
			"waiting": At(10.7, 11.2, -math.Pi/2),
		},
		KeepOut: []Polygon{Box(10.5, 0, 13.5, 1.1), Box(0.2, 15.1, 20.9, 17.8), Box(20.9, 4.5, 23.8, 17.8), Box(18.3, 0.2, 23.8, 4.2)},
		Slow:    []SpeedZone{{"waiting", Box(7.6, 5.6, 13.9, 11.6), waitingMps}},
	}
	for _, y := range []float64{6.2, 7.8, 9.4} {
		p.seatRow(8.2, y, 13.2, y+0.5)
	}
	left := wallM
	for _, x := range []float64{4, 9, 14} {
		p.doorTo(x, 15.3, math.Pi/2)
		p.Solids = append(p.Solids, Rect{left, 15.2, x - doorHalfM, 15.4}, Rect{x + 2.4, 15.4, x + 2.5, 17.8})
		left = x + doorHalfM
	}
	p.Solids = append(p.Solids, Rect{left, 15.2, 21.1, 15.4})
	low := 4.5
	for _, y := range []float64{6.2, 9.5, 12.8} {
		p.doorTo(21, y, 0)
		p.Solids = append(p.Solids, Rect{20.9, low, 21.1, y - doorHalfM}, Rect{21.1, y + 1.6, 23.8, y + 1.7})
		low = y + doorHalfM
	}
	p.Solids = append(p.Solids, Rect{20.9, low, 21.1, 15.4}, Rect{20.9, 4.4, 23.8, 4.6})
	p.dockAt(At(0.9, 4, 0), 0.29)
	return p.prepare()
}
