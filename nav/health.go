package nav

import "time"

// State says in one word how the robot is. Table tells what leads from one to
// another.
type State string

// The states.
const (
	// StateOffline: the base has not answered since the program began.
	StateOffline State = "offline"
	StateStartup State = "startup"
	// StateLocalising: the base is not sure where it is, or has only just
	// become well again.
	StateLocalising State = "localising"
	StateIdle       State = "idle"
	StateDriving    State = "driving"
	StateWaitPerson State = "waitPerson"
	// StateServing: it offers its tray, or there is a hand in it.
	StateServing State = "serving"
	// StateBlocked: it would drive and cannot, or may not.
	StateBlocked  State = "blocked"
	StateDocking  State = "docking"
	StateCharging State = "charging"
	// StateJog: a technician drives by hand.
	StateJog State = "jog"
	// StateEStop lasts from the press until Resume.
	StateEStop    State = "estop"
	StateFault    State = "fault"
	StateLinkLost State = "linkLost"
)

// Health is the robot's condition for the screen and the ward.
type Health struct {
	State State
	// Reason is why, where the state alone does not say it.
	Reason Reason
	// Mission is the errand that it is at, or empty; Target the place that it
	// drives to.
	Mission string
	Kind    Kind
	Target  string
	// BatteryPct is 0 to 100, or -1 while unknown.
	BatteryPct int
	Charging   bool
	// EStop is true while the button is pressed.
	EStop bool
	// Held is true while staff keeps the robot where it is.
	Held bool
	// Music is true while quiet music is in place: only in motion, on a patrol.
	Music bool
	// RefillWanted is true while the tray needs somebody who fills it.
	RefillWanted bool
	// StaffWanted is why the robot cannot help itself, or empty.
	StaffWanted Reason
	Pose        Pose
	// Place names the place the robot is at, or is empty.
	Place string
}

// pulse thins out the reports of Health.
type pulse struct {
	told   bool
	last   Health
	lastAt time.Time
}

// due reports whether h is worth telling: at once when a word of it changed;
// a mere change of pose after 0.25 m or, when it is more than noise, a second.
func (p *pulse) due(now time.Time, h Health) bool {
	moved := distanceM(h.Pose, p.last.Pose)
	words, lastWords := h, p.last
	words.Pose, lastWords.Pose = Pose{}, Pose{}
	const noiseM = 0.05
	if p.told && words == lastWords && moved < healthMoveM &&
		(moved < noiseM || now.Sub(p.lastAt) < healthEvery) {
		return false
	}
	p.told, p.last, p.lastAt = true, h, now
	return true
}
