package schema

// Bounds of a Floor.
const (
	// MaxFloorPoints bounds the corners of all walls of a Floor together.
	MaxFloorPoints = 4000
	// maxFloorCM bounds a place: nobody's floor is wider than two kilometres.
	maxFloorCM = 100_000
	// maxPlaces bounds what has a name on a Floor.
	maxPlaces = 200
	// maxCorners bounds the corners of one zone.
	maxCorners = 200
)

// Floor is the retained plan of the floor on which a robot moves, for the
// ward's page. It is said on each connection and when it changes; the last one
// counts. Everything is in centimetres in the frame of the base's map, x to the
// right and y up.
type Floor struct {
	V int `json:"v"`
	// Hash names the plan: another one has another hash.
	Hash string `json:"hash"`
	// Outline is closed contours of what stands there, of x and y, to be
	// filled by the even-odd rule; 4000 points at most together.
	Outline [][][]int    `json:"outline"`
	Places  []FloorPlace `json:"places"`
	Zones   []FloorZone  `json:"zones"`
	Rounds  []string     `json:"rounds"` // names of the ways with the tray
}

// PlaceKind is what a place is for.
type PlaceKind string

// The kinds of places.
const (
	PlaceDoor     PlaceKind = "door"     // before a door
	PlaceWelcome  PlaceKind = "welcome"  // where the robot rests
	PlaceWaiting  PlaceKind = "waiting"  // where it picks people up
	PlaceDock     PlaceKind = "dock"     // the charger
	PlaceEntrance PlaceKind = "entrance" // where it welcomes people
	PlaceOther    PlaceKind = "other"
)

// FloorPlace is one place with a name.
type FloorPlace struct {
	Place string    `json:"place"` // as goto names it
	Kind  PlaceKind `json:"kind"`
	XCM   int       `json:"x_cm"`
	YCM   int       `json:"y_cm"`
	Doors []int     `json:"doors"` // that it is before
}

// ZoneKind is what a zone is for.
type ZoneKind string

// The kinds of zones.
const (
	ZoneKeepOut ZoneKind = "keep-out" // never entered
	ZoneSpeed   ZoneKind = "speed"    // passed at most at a speed of its own
	ZoneWaiting ZoneKind = "waiting"  // where people sit and stand
)

// FloorZone is an area with a rule.
type FloorZone struct {
	Zone string   `json:"zone"` // its name, "" for none
	Kind ZoneKind `json:"kind"`
	Area [][]int  `json:"area"` // corners, as of Outline
}

func (f Floor) check(p *problems) {
	p.version(f.V)
	p.word("hash", f.Hash)
	between(p, "number of outline", len(f.Outline), 0, MaxFloorPoints)
	points := 0
	for _, ring := range f.Outline {
		p.ring("outline", ring, MaxFloorPoints)
		points += len(ring)
	}
	between(p, "points of outline", points, 0, MaxFloorPoints)
	between(p, "number of places", len(f.Places), 0, maxPlaces)
	for _, place := range f.Places {
		place.check(p)
	}
	between(p, "number of zones", len(f.Zones), 0, maxPlaces)
	for _, z := range f.Zones {
		p.optional("zones.zone", z.Zone, MaxText)
		oneOf(p, "zones.kind", z.Kind, ZoneKeepOut, ZoneSpeed, ZoneWaiting)
		p.ring("zones.area", z.Area, maxCorners)
	}
	p.list("rounds", f.Rounds)
}

func (f FloorPlace) check(p *problems) {
	p.text("places.place", f.Place)
	oneOf(p, "places.kind", f.Kind, PlaceDoor, PlaceWelcome, PlaceWaiting, PlaceDock, PlaceEntrance, PlaceOther)
	between(p, "places.x_cm", f.XCM, -maxFloorCM, maxFloorCM)
	between(p, "places.y_cm", f.YCM, -maxFloorCM, maxFloorCM)
	p.rows("places.doors", len(f.Doors))
	for _, d := range f.Doors {
		between(p, "places.doors", d, 1, maxDoor)
	}
}

// ring checks a closed contour. It leaves off at the first bad point: there can
// be thousands.
func (p *problems) ring(field string, ring [][]int, most int) {
	between(p, field+" corners", len(ring), 3, most)
	for _, at := range ring {
		if len(at) != 2 {
			p.add("%s has a point of %d numbers, want 2", field, len(at))
			return
		}
		if max(at[0], at[1]) > maxFloorCM || min(at[0], at[1]) < -maxFloorCM {
			p.add("%s is beyond %d cm", field, maxFloorCM)
			return
		}
	}
}

// word checks a name of letters, digits, - and _.
func (p *problems) word(field, value string) {
	p.text(field, value)
	for _, r := range value {
		if !isWord(r) {
			p.add("%s has the character %q, want only letters, digits, - and _", field, r)
			return
		}
	}
}
