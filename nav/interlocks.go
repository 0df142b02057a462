package nav

import "time"

// The interlocks: every number that decides whether and how fast the robot
// moves. "Trial" is a measurement on the target's class of hardware,
// "proposal" our own judgement, to be confirmed at a service point. Table has
// the rules that use them.
const (
	// normalMps is the usual speed; 0.54 m to stop at 0.5 m/s² and 0.3 s of
	// reaction. Proposal.
	normalMps = 0.6
	// slowMps is the speed among waiting people, on the last metres, and for
	// somebody who falls behind. Proposal.
	slowMps = 0.3
	// topMps is never exceeded, whatever a place asks for; 0.88 m to stop.
	// Proposal.
	topMps = 0.8
	// slowestMps is the least that makes sense for a zone.
	slowestMps = 0.1
	// zoneAheadM is how far before a slow zone the robot is slow: from topMps
	// to slowMps it takes 0.55 m of braking and 0.3 s of reaction.
	zoneAheadM = 0.8
	// nearGoalM is where the last metres begin.
	nearGoalM = 1.5

	// linkLostAfter without a sign of life the base counts as lost. Trial:
	// stalls of 176 ms were measured, so not lower.
	linkLostAfter = 300 * time.Millisecond
	// poseStaleAfter is how old a position may be; the base sends 20 a second.
	poseStaleAfter = 500 * time.Millisecond

	// sigmaLimitM is the uncertainty from which the position is not good
	// enough to drive among people. Proposal.
	sigmaLimitM = 0.3
	// jumpLimitM is how far a position may move beyond what the base's own
	// speed explains. Proposal.
	jumpLimitM = 0.5
	// jumpSpeedFactor leaves room for a base that accelerates between two
	// looks at it.
	jumpSpeedFactor = 1.5
	// jumpMostMps is the most that a speed explains, whatever the base says:
	// it drives at topMps.
	jumpMostMps = jumpSpeedFactor * topMps
	// settleFor is how long all must be well before motion begins (again).
	settleFor = time.Second
	// A base that stays unsure for fixAfter is asked to look for itself, again
	// every fixEvery, and in a wider circle each time; after fixTries times
	// staff is asked for.
	fixAfter  = 3 * time.Second
	fixEvery  = 10 * time.Second
	fixTries  = 3
	fixSigmaM = 0.5

	// bumperRest and handRest are how long the robot stands after a contact,
	// and after a hand left the tray.
	bumperRest = 3 * time.Second
	handRest   = 2 * time.Second

	// stuckBelowM within stuckWithin is no progress: stop, wait blockedWait,
	// try again, at most maxRetries times. Proposal.
	stuckBelowM = 0.5
	stuckWithin = 10 * time.Second
	blockedWait = 10 * time.Second
	maxRetries  = 3
	// elseAfter failures the robot goes to the other place, if there is one.
	elseAfter = 2

	// arriveWithinM is how near the base must be to a goal that it says it
	// has reached.
	arriveWithinM = 0.5
	// atPlaceM is how near counts as being at a place.
	atPlaceM = 0.6
	// approachM is how far from a person the robot stops. Proposal.
	approachM = 1.2

	// Somebody who is led: beyond escortSlowM the robot slows down, beyond
	// escortStopM it waits until she is within escortGoOnM, and gives up after
	// escortLostAfter. Proposals.
	escortSlowM     = 2.0
	escortStopM     = 4.0
	escortGoOnM     = 2.5
	escortLostAfter = 30 * time.Second
	// escortHereM is how near she comes at the end, or for escortAgain at least.
	escortHereM = 1.5
	// Who stands where she is does not follow: only coming escortNearerM nearer
	// counts, and no wait takes longer than escortWaitMost.
	escortNearerM  = 0.3
	escortWaitMost = time.Minute
	// escortAgain is how often she is asked to come closer.
	escortAgain = 10 * time.Second
	// escortGrace is how long she may take to fall in behind the robot, and
	// escortBlink how long the sensors may miss her.
	escortGrace = 6 * time.Second
	escortBlink = 1500 * time.Millisecond

	// A stop with the tray takes serveLeast to serveMost, serveUsual unless
	// the stop says otherwise; who has just taken something gets serveAfter
	// more within that. Proposals.
	serveLeast = 20 * time.Second
	serveMost  = 40 * time.Second
	serveUsual = 25 * time.Second
	serveAfter = 8 * time.Second
	// handFirst is how long a hand may stay on the way before it is asked to
	// leave, handAgain how often that is repeated.
	handFirst = 3 * time.Second
	handAgain = 10 * time.Second
	// refillPct is the stock from which more is asked for.
	refillPct = 20

	// Battery, in percent: up to criticalPct nothing but the way to the
	// charger is driven, up to lowPct nothing new is begun; errands go on from
	// enoughPct, patrols from plentyPct.
	criticalPct = 10
	lowPct      = 20
	enoughPct   = 30
	plentyPct   = 50

	// dockAheadM before the dock the base takes over. After dockTries that
	// failed staff is asked for, and dockAgain later it is tried anew; a try
	// takes at most dockWithin. unplugBlink is how long current may fail to flow.
	dockAheadM  = 1.0
	dockTries   = 3
	dockWithin  = 90 * time.Second
	dockAgain   = 3 * time.Minute
	unplugBlink = 10 * time.Second

	// fenceAgain is when keep-out areas that the base did not take are sent again.
	fenceAgain = 5 * time.Second

	// holdWithin bounds one attempt to hold; attempts go on while the base
	// does not acknowledge. capWithin bounds an attempt to cap the speed.
	holdWithin = time.Second
	capWithin  = time.Second
	// A base that is faster than strayMps without a goal from here is asked to
	// hold every holdAgain, and after strayAfter said to move by itself: a
	// hold from topMps takes 1.6 s at 0.5 m/s². lastHold bounds the one at the
	// end of the program.
	strayMps   = 0.05
	strayAfter = 2 * time.Second
	holdAgain  = 500 * time.Millisecond
	lastHold   = 500 * time.Millisecond
	// Driving by hand: the highest speeds, how long one word of the key counts,
	// and after how long without any word it has ended. The way is free while
	// nothing is nearer than jogClearM to the robot's middle on a strip of
	// jogHalfM to both sides: 0.3 m of robot, 0.12 m to stop from jogMps with
	// 0.4 s of reaction, and a hand's width. Somebody must see straight on within
	// jogSeenRad, and not longer ago than jogViewFor. Proposals.
	jogMps     = 0.2
	jogRps     = 0.4
	jogLife    = 250 * time.Millisecond
	jogOver    = 5 * time.Second
	jogClearM  = 0.55
	jogHalfM   = 0.35
	jogSeenRad = 0.2
	jogViewFor = 500 * time.Millisecond
	// lookEvery is how often the clock is looked at when the base says nothing.
	lookEvery = 100 * time.Millisecond

	// healthMoveM and healthEvery thin out the reports of a moving robot.
	healthMoveM = 0.25
	healthEvery = time.Second
)
