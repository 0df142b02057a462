package nav

import "time"

// The interlocks: every number that decides whether and how fast the robot
// moves. "Trial" is a measurement on the target's class of hardware,
// "proposal" our own judgement, to be confirmed at a service point.
const (
	// normalMps is the usual speed; 0.54 m to stop at 0.5 m/s² and 0.3 s of
	// reaction. Proposal.
	normalMps = 0.6
	// topMps is never exceeded, whatever a place asks for; 0.88 m to stop.
	// Proposal.
	topMps = 0.8

	// sigmaLimitM is the uncertainty from which the position is not good
	// enough to drive among people. Proposal.
	sigmaLimitM = 0.3
	// jumpLimitM is how far a position may move beyond what the base's own
	// speed explains. Proposal.
	jumpLimitM = 0.5
	// jumpSpeedFactor leaves room for a base that accelerates between two
	// looks at it.
	jumpSpeedFactor = 1.5
	// settleFor is how long all must be well before motion begins (again).
	settleFor = time.Second

	// stuckBelowM within stuckWithin is no progress: stop, wait blockedWait,
	// try again, at most maxRetries times. Proposal.
	stuckBelowM = 0.5
	stuckWithin = 10 * time.Second
	blockedWait = 10 * time.Second
	maxRetries  = 3

	// arriveWithinM is how near the base must be to a goal that it says it
	// has reached.
	arriveWithinM = 0.5
	// atPlaceM is how near counts as being at a place.
	atPlaceM = 0.6

	// holdWithin bounds one attempt to hold; attempts go on while the base
	// does not acknowledge.
	holdWithin = time.Second
	// lookEvery is how often the clock is looked at when the base says nothing.
	lookEvery = 100 * time.Millisecond

	// healthMoveM and healthEvery thin out the reports of a moving robot.
	healthMoveM = 0.25
	healthEvery = time.Second
)
