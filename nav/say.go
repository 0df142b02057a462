package nav

// Say asks for words to the people around. Which words is the core's business.
type Say struct {
	// Mission is the errand it belongs to, or empty.
	Mission string
	Code    SayCode
}

// SayCode names what to say.
type SayCode string

// What there is to say.
const (
	// SayAskWay asks people politely to let the robot pass.
	SayAskWay SayCode = "ask-way"
	// SayFollowMe begins to lead somebody.
	SayFollowMe SayCode = "follow-me"
	// SayComeCloser asks the person who is led to come nearer.
	SayComeCloser SayCode = "come-closer"
	// SayLostYou ends leading somebody who is not there any more.
	SayLostYou SayCode = "lost-you"
	// SayArrived tells the person who is led that this is the place.
	SayArrived SayCode = "arrived"
	// SayWelcome greets at the entrance.
	SayWelcome SayCode = "welcome"
	// SayPleaseTake offers the tray.
	SayPleaseTake SayCode = "please-take"
	// SayThank ends an offer of which somebody took.
	SayThank SayCode = "thank"
	// SayHand asks to take the hand out of the tray: the robot has to go.
	SayHand SayCode = "hand"
	// SayMustCharge excuses the robot, which leaves to charge.
	SayMustCharge SayCode = "must-charge"
	// SayNeedStaff asks for a member of staff.
	SayNeedStaff SayCode = "need-staff"
)

// Reason says in one word why the robot does not move, or why an errand is not
// carried out. The core has the words for people.
type Reason string

// The reasons. ReasonNone is that of a robot that is well.
const (
	ReasonNone        Reason = ""
	ReasonOffline     Reason = "offline"
	ReasonLinkLost    Reason = "link-lost"
	ReasonEStop       Reason = "estop"
	ReasonResume      Reason = "wait-for-resume"
	ReasonFault       Reason = "fault"
	ReasonStray       Reason = "moves-by-itself"
	ReasonStartup     Reason = "startup"
	ReasonKeepOut     Reason = "keep-out-not-loaded"
	ReasonNoFix       Reason = "not-localised"
	ReasonStalePose   Reason = "pose-stale"
	ReasonSigma       Reason = "position-uncertain"
	ReasonJump        Reason = "position-jumped"
	ReasonSettling    Reason = "settling"
	ReasonBumper      Reason = "bumper"
	ReasonHand        Reason = "hand-in-tray"
	ReasonStaffHold   Reason = "staff-hold"
	ReasonScreen      Reason = "screen"
	ReasonCritical    Reason = "battery-critical"
	ReasonLow         Reason = "battery-low"
	ReasonQuiet       Reason = "quiet-hours"
	ReasonLunch       Reason = "lunch"
	ReasonNoTray      Reason = "no-tray"
	ReasonTrayEmpty   Reason = "tray-empty"
	ReasonPreempted   Reason = "more-urgent"
	ReasonStuck       Reason = "no-progress"
	ReasonPerson      Reason = "person-behind"
	ReasonPersonLost  Reason = "person-lost"
	ReasonDockFailed  Reason = "dock-failed"
	ReasonBaseRefused Reason = "base-refused"
	ReasonWrongPlace  Reason = "wrong-place"
	ReasonForbidden   Reason = "in-keep-out"
	ReasonAsked       Reason = "asked-to"
	ReasonJog         Reason = "driven-by-hand"
	ReasonLetGo       Reason = "let-go-first"
	ReasonObstacle    Reason = "in-the-way"
	ReasonNoView      Reason = "view-unknown"
)
