package kiosk

// Printer is what the ticket printer says of itself.
type Printer struct {
	Link    bool   `json:"link"`
	Paper   string `json:"paper"` // "ok", "near-end", "end"
	Cover   bool   `json:"cover"` // open
	Error   string `json:"error,omitempty"`
	Checked bool   `json:"checked"` // false until the first status arrived
	Left    Left   `json:"left,omitzero"`
}

// Left is how many tickets the paper still holds, while it is near its end.
type Left struct {
	Known    bool `json:"known"`
	Tickets  int  `json:"tickets"`
	Measured bool `json:"measured"` // on an earlier roll; else it is assumed
}

// Ready reports whether a ticket can be printed now.
func (p Printer) Ready() bool { return p.Link && p.Paper != "end" && !p.Cover && p.Error == "" }

// Part names a part of the robot that can fail on its own.
type Part string

// The parts.
const (
	PartPrinter Part = "printer"
	PartPanel   Part = "panel"
	PartBase    Part = "base"
	PartVoice   Part = "voice"
	PartWard    Part = "ward"
	PartStore   Part = "store"
	PartTouch   Part = "touch"  // the touch panel
	PartScreen  Part = "screen" // the monitor
	PartEar     Part = "ear"    // the microphone with its recogniser
	PartTray    Part = "tray"   // the tray's sensors
	PartLine    Part = "line"   // the robots of a shared line: of a member its keeper, of the keeper all members
)

// Robot is the motion base as seen from the service point. Positions are in
// metres in the map frame (x right, y up), the heading in radians
// counter-clockwise.
type Robot struct {
	State      string  `json:"state"`            // offline, startup, localising, idle, driving, waitPerson, serving, blocked, docking, jog, estop, fault, linkLost, charging
	Reason     string  `json:"reason,omitempty"` // why, where the state alone does not say it: a code of package nav
	Staff      string  `json:"staff,omitempty"`  // why it cannot help itself, or ""
	BatteryPct int     `json:"battery_pct"`
	Charging   bool    `json:"charging"`
	EStop      bool    `json:"e_stop"`
	XM         float64 `json:"x_m"`
	YM         float64 `json:"y_m"`
	HeadingRad float64 `json:"heading_rad"`
	Place      string  `json:"place"` // name of the place it stands at, "" on the way

	Mission string `json:"mission,omitempty"` // the errand that the base is at; those that begin with "nav/" are its own
	Kind    string `json:"kind,omitempty"`    // of it, a word of package nav: "patrol", "charge"
	Target  string `json:"target,omitempty"`  // place that it drives to
	Refill  bool   `json:"refill,omitempty"`  // the tray needs somebody who fills it
	Music   bool   `json:"music,omitempty"`   // quiet music is in place
}

// Phase is how far a mission has come.
type Phase string

// The phases of a mission, in order; the last three are final.
const (
	PhaseQueued    Phase = "queued"
	PhaseDriving   Phase = "driving"
	PhaseToPerson  Phase = "driving-to-person"
	PhaseWaiting   Phase = "waiting-person"
	PhaseLeading   Phase = "leading"
	PhaseServing   Phase = "serving" // the tray is offered
	PhaseDocking   Phase = "docking" // the last metre before the charger
	PhaseBlocked   Phase = "blocked"
	PhaseSuspended Phase = "suspended"
	PhaseArrived   Phase = "arrived"
	PhaseCancelled Phase = "cancelled"
	PhaseFailed    Phase = "failed"
)

// Final reports whether no further phase follows.
func (p Phase) Final() bool {
	return p == PhaseArrived || p == PhaseCancelled || p == PhaseFailed
}
