package kiosk

import "time"

// FloorPlan is what a technician can change of the floor. Places and corners
// are in metres on the base's map, x to the right and y up.
type FloorPlan struct {
	Places []FloorPlace `json:"places,omitempty"`
	Rounds []FloorRound `json:"rounds,omitempty"`
	Zones  []FloorZone  `json:"zones,omitempty"`
	Roles  FloorRoles   `json:"roles,omitzero"`
}

// FloorPlace is a named pose; the heading is in degrees, counter-clockwise from x.
type FloorPlace struct {
	Name       string  `json:"name"`
	XM         float64 `json:"x_m"`
	YM         float64 `json:"y_m"`
	HeadingDeg float64 `json:"heading_deg"`
	SpeedMPS   float64 `json:"speed_mps,omitempty"`
	Seat       bool    `json:"seat,omitempty"`
	Else       string  `json:"else,omitempty"`
}

// FloorRound is a way with the tray.
type FloorRound struct {
	Name   string   `json:"name"`
	Stops  []string `json:"stops,omitempty"` // places, in their order
	ServeS int      `json:"serve_s,omitempty"`
	// EveryMin is from one to the next, in minutes; 0 is on request only.
	EveryMin int `json:"every_min,omitempty"`
}

// FloorZone is an area with a rule.
type FloorZone struct {
	Name     string       `json:"name"`
	Kind     string       `json:"kind"` // ZoneKeepOut, ZoneSpeed or ZoneWaiting
	Corners  []FloorPoint `json:"corners,omitempty"`
	SpeedMPS float64      `json:"speed_mps,omitempty"`
}

// The kinds of zones.
const (
	ZoneKeepOut = "keep-out"
	ZoneSpeed   = "speed"
	ZoneWaiting = "waiting"
)

// FloorPoint is a point on the floor.
type FloorPoint struct {
	XM float64 `json:"x_m"`
	YM float64 `json:"y_m"`
}

// FloorRoles names the places that serve for something; Dock and Entrance may be "".
type FloorRoles struct {
	Dock     string `json:"dock,omitempty"`
	Entrance string `json:"entrance,omitempty"`
	Welcome  string `json:"welcome,omitempty"`
	Waiting  string `json:"waiting,omitempty"`
}

// FloorKind is a kind of thing on the floor.
type FloorKind string

// The kinds of things.
const (
	FloorPlaces FloorKind = "place"
	FloorRounds FloorKind = "round"
	FloorZones  FloorKind = "zone"
)

// FloorThing names one thing; without a kind it is none.
type FloorThing struct {
	Kind FloorKind `json:"kind,omitempty"`
	Name string    `json:"name,omitempty"`
}

// FloorProblem is one thing wrong with a plan. Code is a word that the screen
// has words for; Detail says it in English.
type FloorProblem struct {
	Thing  FloorThing `json:"thing,omitzero"`
	Code   string     `json:"code"`
	Detail string     `json:"detail,omitempty"`
}

// Codes of problems.
const (
	FloorForbidden   = "in-keep-out"
	FloorUnreachable = "unreachable"
	FloorNoRoom      = "no-room"
	FloorOutside     = "outside"
	FloorCrossing    = "crossing"
	FloorNoArea      = "no-area"
	FloorNoPlace     = "no-place"
	FloorNoStops     = "no-stops"
	FloorBadSpeed    = "bad-speed"
	FloorOther       = "other"
)

// FloorRefusal is why a touch changed nothing.
type FloorRefusal string

// The refusals.
const (
	RefusedName    FloorRefusal = "bad-name"    // not of a-z, 0-9 and -
	RefusedTaken   FloorRefusal = "name-taken"  // by another thing of the kind
	RefusedDoor    FloorRefusal = "of-a-door"   // the ward's file names the place at a door
	RefusedRole    FloorRefusal = "of-a-role"   // the robot cannot do without
	RefusedLost    FloorRefusal = "not-located" // the robot does not know well where it is
	RefusedCross   FloorRefusal = "crossing"    // edges of a zone would cross
	RefusedCorners FloorRefusal = "corners"     // a zone has three corners at least
	RefusedMany    FloorRefusal = "too-many"
	RefusedWrong   FloorRefusal = "problems" // what has problems is not saved
)

// FloorSpot is where the robot stands, as precisely as it knows it.
type FloorSpot struct {
	Known      bool    `json:"known"`
	XM         float64 `json:"x_m"`
	YM         float64 `json:"y_m"`
	HeadingDeg float64 `json:"heading_deg"`
	SigmaM     float64 `json:"sigma_m"`
}

// spotSigmaM is the most that the position may be unsure by to put a place there.
const spotSigmaM = 0.3

func (p FloorSpot) good() bool { return p.Known && p.SigmaM <= spotSigmaM }

// FloorDraft is a zone that is being drawn.
type FloorDraft struct {
	Kind    string       `json:"kind"`
	Corners []FloorPoint `json:"corners,omitempty"`
}

// FloorAsk is a question that the editor asks before it goes on.
type FloorAsk string

// The questions.
const (
	FloorAsksLeave    FloorAsk = "leave"    // with changes that are not saved
	FloorAsksOriginal FloorAsk = "original" // back to the ward's file
	FloorAsksNoDock   FloorAsk = "no-dock"  // a plan without a charger is to be saved
)

// FloorEdit is the technician's editor of the floor.
type FloorEdit struct {
	Number   int            `json:"number"` // counts the plans that were looked at
	Plan     FloorPlan      `json:"plan"`
	Kept     FloorPlan      `json:"kept"` // as it is saved
	Before   *FloorPlan     `json:"before,omitempty"`
	Picked   FloorThing     `json:"picked,omitzero"`
	Draft    *FloorDraft    `json:"draft,omitempty"`
	Checked  int            `json:"checked"` // the number that Problems are of
	Problems []FloorProblem `json:"problems,omitempty"`
	Mapless  bool           `json:"mapless,omitempty"` // ways could not be checked: there is no map
	Refused  FloorRefusal   `json:"refused,omitempty"`
	Ask      FloorAsk       `json:"ask,omitempty"`
	Loading  bool           `json:"loading,omitempty"`
	Saving   bool           `json:"saving,omitempty"`
	Leaving  bool           `json:"leaving,omitempty"` // once it is saved
	SavedAt  time.Time      `json:"saved_at,omitzero"`
	Later    bool           `json:"later,omitempty"`    // what is saved counts from the next start on
	Original bool           `json:"original,omitempty"` // the ward's file counts, nothing of a technician's
	Trouble  string         `json:"trouble,omitempty"`  // why it could not be loaded or saved
	Spot     FloorSpot      `json:"spot,omitzero"`
	Doors    []string       `json:"doors,omitempty"` // places that the ward's file names at doors
}

// Dirty reports whether there is something to save.
func (e *FloorEdit) Dirty() bool { return e.Draft != nil || !e.Plan.same(e.Kept) }

// Savable reports whether the plan was looked at and found good.
func (e *FloorEdit) Savable() bool {
	return !e.Loading && !e.Saving && e.Draft == nil && e.Checked == e.Number && len(e.Problems) == 0
}

// Checking reports whether the plan is still being looked at.
func (e *FloorEdit) Checking() bool { return !e.Loading && e.Checked != e.Number }

// ProblemOf is the first problem of a thing, or nil.
func (e *FloorEdit) ProblemOf(t FloorThing) *FloorProblem {
	return find(e.Problems, func(p FloorProblem) bool { return p.Thing == t })
}

// FloorOp is one step of the editor.
type FloorOp string

// The steps, with the fields of FloorEdited that they use.
const (
	FloorOpen       FloorOp = "open"
	FloorClose      FloorOp = "close"        // asks when something is not saved
	FloorDiscard    FloorOp = "discard"      // closes, whatever is not saved
	FloorStay       FloorOp = "stay"         // answers a question with no
	FloorPick       FloorOp = "pick"         // Kind, Name
	FloorAdd        FloorOp = "add"          // Kind (a place or a round), Name, At; a place goes to where the robot stands, or else to At
	FloorRename     FloorOp = "rename"       // Name, of what is picked
	FloorDelete     FloorOp = "delete"       // what is picked
	FloorMove       FloorOp = "move"         // Name, At, a place
	FloorHere       FloorOp = "here"         // the place picked, to the robot
	FloorTurn       FloorOp = "turn"         // By degrees, the place picked
	FloorSeat       FloorOp = "seat"         // the place picked is a seat, or not
	FloorRole       FloorOp = "role"         // Name of the role, for the place picked
	FloorDraw       FloorOp = "draw"         // Name of the kind: begins a zone
	FloorCorner     FloorOp = "corner"       // At, of the zone that is drawn
	FloorCornerBack FloorOp = "corner-back"  // takes its last corner back
	FloorDrawn      FloorOp = "drawn"        // ends it
	FloorCornerMove FloorOp = "corner-moved" // Index, At, of the zone picked
	FloorZoneKind   FloorOp = "zone-kind"    // Name of the kind, for the zone picked
	FloorZoneSpeed  FloorOp = "zone-speed"   // By centimetres per second
	FloorStop       FloorOp = "stop"         // Name of a place: at the end of the round picked
	FloorStopMove   FloorOp = "stop-moved"   // Index, By
	FloorStopCut    FloorOp = "stop-cut"     // Index
	FloorUndo       FloorOp = "undo"
	FloorSave       FloorOp = "save"     // asks first where there is no charger
	FloorRevert     FloorOp = "revert"   // to what is saved
	FloorOriginal   FloorOp = "original" // to the ward's file; asks first
)

// From a technician at the floor's editor, and from the worker who knows map and file.
type (
	// FloorEdited is one touch in the editor.
	FloorEdited struct {
		Op    FloorOp
		Kind  FloorKind
		Name  string
		At    FloorPoint
		Index int
		By    int
	}
	// FloorAnswer answers an EditFloor, or tells with FloorSpotted where the
	// robot stands.
	FloorAnswer struct {
		Work     FloorWork
		Number   int
		Plan     FloorPlan
		Original bool
		Later    bool
		Mapless  bool
		Problems []FloorProblem
		Reason   string // why it failed, or, loading, why a technician's file does not count
		Spot     FloorSpot
	}
)

func (FloorEdited) msg() {}
func (FloorAnswer) msg() {}

// FloorWork is something to do for the editor.
type FloorWork string

// What there is to do.
const (
	FloorLoad    FloorWork = "load"
	FloorCheck   FloorWork = "check"
	FloorKeep    FloorWork = "keep"    // saves Plan and uses it
	FloorRestore FloorWork = "restore" // drops what was saved and uses the ward's file
	FloorSpotted FloorWork = "spotted" // only in answers
)

// EditFloor asks for work on a plan. The answer is FloorAnswer with the same
// Work and Number.
type EditFloor struct {
	Work   FloorWork
	Number int
	Plan   FloorPlan
}

func (EditFloor) effect() {}
