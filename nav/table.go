package nav

import "fmt"

// Interlock is a line of Table: what the navigator sees, what it does then, and
// what ends that.
type Interlock struct {
	Rule              Rule
	When, Then, Until string
}

// Table is every rule about motion with its numbers, the gravest first; those
// before RuleStaffHold stand against all motion, and the first that applies
// names the state. docs/motion.md shows it, and a test breaks each line.
func Table() []Interlock {
	const held = "hold, until the base confirms; the mission is suspended"
	settled := fmt.Sprintf("all has been well for %v", settleFor)
	return []Interlock{
		{RuleLink, fmt.Sprintf("the base says so, or gave no sign of life for %v", linkLostAfter), held, settled},
		{RuleEStop, "the base says that the motors are cut", held, "the button is released; then resume"},
		{RuleResume, "there was an e-stop, however short", held, "staff resumes, with the button released and the position good; then " + settled},
		{RuleFault, "the base says what is wrong with it", held, settled},
		{RuleStray, fmt.Sprintf("the base is faster than %.2f m/s for %v without a goal from here", strayMps, strayAfter), fmt.Sprintf("hold, again every %v from the beginning; the mission is suspended", holdAgain), "it stands; then " + settled},
		{RuleStartup, "the base starts", held, settled},
		{RuleKeepOut, "the base has not confirmed the keep-out areas since it started or was away", held, fmt.Sprintf("it confirms; asked again every %v", fenceAgain)},
		{RuleLocalised, "the base does not know where it is", held, fmt.Sprintf("%s; after %v it is asked to look for itself near where it last was well, %d times, then staff", settled, fixAfter, fixTries)},
		{RulePoseAge, fmt.Sprintf("the position is older than %v", poseStaleAfter), held, settled},
		{RuleSigma, fmt.Sprintf("σ of the position is above %.1f m, or not a number", sigmaLimitM), held, "as above"},
		{RuleJump, fmt.Sprintf("the position jumps %.1f m further than the speed before explains, of which %.1f m/s count; the base says that it corrected it, while it moves", jumpLimitM, jumpMostMps), held, settled},
		{RuleBumper, "a bumper is pressed", held, fmt.Sprintf("%v after its release; the %dth contact ends the mission", bumperRest, maxRetries+1)},
		{RuleHand, "a hand is in the tray, or nobody can tell", held + ", unless the tray is offered", fmt.Sprintf("%v after it left; asked to leave every %v", handRest, handAgain)},
		{RuleSettle, "one of the above has just ended", "no motion yet", "its rest is over"},
		{RuleStaffHold, "staff keeps the robot", "no errand; the way to the charger only on a critical battery", "staff releases it"},
		{RuleScreen, "a visitor works the screen", "as with staff; an escort is not stopped by it", "she has not touched it for a while"},
		{RuleCritical, fmt.Sprintf("the battery is at %d %% or less", criticalPct), "only the way to the charger, or staff is asked for where none is known; an escort fails, with excuse and staff", fmt.Sprintf("above %d %%", lowPct)},
		{RuleLow, fmt.Sprintf("the battery is at %d %% or less", lowPct), "to the charger once a call or escort under way has ended", fmt.Sprintf("%d %%; %d %% for a patrol", enoughPct, plentyPct)},
		{RuleQuiet, "quiet hours or lunch", "no patrol and no music", "they are over; the patrol goes on"},
		{RuleTray, "there is no tray, or nothing on it", "no patrol; a refill is asked for", "there is"},
		{RuleTopSpeed, "always", fmt.Sprintf("at most %.1f m/s, %.1f as a rule", topMps, normalMps), ""},
		{RuleZone, fmt.Sprintf("within %.1f m of a zone", zoneAheadM), fmt.Sprintf("its speed; %.1f m/s where people wait", slowMps), "it is left"},
		{RuleLastMetre, fmt.Sprintf("within %.1f m of the goal", nearGoalM), fmt.Sprintf("%.1f m/s; %.1f m in front of a person it stops", slowMps, approachM), ""},
		{RuleForbidden, "the goal is in a keep-out area", "the mission fails", ""},
		{RuleWrong, fmt.Sprintf("the base says it has arrived, more than %.1f m from the goal", arriveWithinM), "not believed: as stuck", ""},
		{RuleStuck, fmt.Sprintf("under %.1f m in %v", stuckBelowM, stuckWithin), fmt.Sprintf("hold, ask for the way, wait %v, try again; from the %dnd time on the other place, if there is one", blockedWait, elseAfter), ""},
		{RuleTries, fmt.Sprintf("stuck, refused or in contact more than %d times", maxRetries), "a patrol leaves that stop out, everything else fails and asks for staff", ""},
		{RulePace, fmt.Sprintf("the person who is led is more than %.0f m behind", escortSlowM), fmt.Sprintf("%.1f m/s", slowMps), "she is nearer"},
		{RuleBehind, fmt.Sprintf("more than %.0f m behind, or not seen for %v", escortStopM, escortBlink), "stop and ask her to come closer", fmt.Sprintf("she is within %.1f m, or says so", escortGoOnM)},
		{RuleLost, fmt.Sprintf("she is lost for %v", escortLostAfter), "say so and end", ""},
		{RuleWait, fmt.Sprintf("while it waits, she comes no %.1f m nearer for %v, or not near enough within %v", escortNearerM, escortLostAfter, escortWaitMost), "as lost", ""},
		{RuleTogether, fmt.Sprintf("it arrives, and she is more than %.1f m behind or was not seen for %v", escortGoOnM, escortBlink), "ask her to come closer before it says that this is the place", fmt.Sprintf("she is within %.1f m, after %v within %.1f m, or says so", escortHereM, escortAgain, escortGoOnM)},
		{RuleManners, "something more urgent is wanted", "a patrol, welcome or way to the dock gives way and goes on later, a return is dropped; a call and an escort are brought to their end", ""},
		{RuleServe, "a stop with the tray", fmt.Sprintf("say so, wait %v to %v (%v as a rule, %v more after a hand), thank", serveLeast, serveMost, serveUsual, serveAfter), ""},
		{RuleDock, "docking fails", fmt.Sprintf("%d tries, then staff; anew after %v", dockTries, dockAgain), ""},
		{RuleJog, "a technician drives by hand", "no mission begins or goes on, not even the way to the charger; she cannot begin while one is under way or waits", fmt.Sprintf("she ends it, or nothing is heard of her for %v; the robot holds", jogOver)},
		{RuleJogSpeed, "by hand", fmt.Sprintf("at most %.1f m/s, or the zone's, and %.1f rad/s", jogMps, jogRps), ""},
		{RuleDeadMan, fmt.Sprintf("by hand, and no word that the key is held for %v", jogLife), "hold, until the base confirms", "it is held"},
		{RuleLetGo, "by hand, and a rule above, to hand and settle, staff-hold, screen or the next held the robot; those about its position do not", "no motion, even when it is well again", fmt.Sprintf("the key is let go for %v", jogLife)},
		{RuleJogClear, fmt.Sprintf("by hand, and something is within %.2f m of its middle in the way, or nobody knows", jogClearM), "hold, until the base confirms; turning, and the other way, stay possible", "the way is free, and the key was let go"},
		{RuleMusic, "standing, or not on a patrol", "no music", ""},
	}
}

// StateLine is what a state means, and what leads out of it.
type StateLine struct {
	State       State
	Means, Next string
}

// States is every state. Those from StateEStop on are reached from anywhere.
func States() []StateLine {
	return []StateLine{
		{StateOffline, "the base has not answered since the program began", "startup, localising or idle once it does"},
		{StateStartup, "the base boots, or has not confirmed the keep-out areas", "localising"},
		{StateLocalising, "the position is not good, or has only just become good again", "idle, or what was going on before"},
		{StateIdle, "nothing to do, or nothing that may be done now", "driving when a mission may run, charging when current flows"},
		{StateDriving, "the base has a goal", "what the mission does there; blocked; docking"},
		{StateWaitPerson, "for the visitor to be ready, or for the person behind", "driving; idle when she does not come"},
		{StateServing, "the tray is offered, or a hand is in it", "driving once the time is over and the hand gone"},
		{StateBlocked, "it cannot get on, a bumper is pressed, or staff holds it", "driving, idle"},
		{StateDocking, "the base drives the last metre", "charging; driving for another try"},
		{StateCharging, "current flows and nothing else is wanted", "driving when a mission may run"},
		{StateJog, "a technician drives by hand", "what there was before, once she ends it"},
		{StateEStop, "stopped, until staff resumes", "localising, then what was going on before"},
		{StateFault, "the base says that it is broken", "localising"},
		{StateLinkLost, "the base does not answer", "localising"},
	}
}

// PriorityLine is a line of the order in which things are wanted.
type PriorityLine struct{ What, Gives string }

// Priorities is that order, the most urgent first.
func Priorities() []PriorityLine {
	return []PriorityLine{
		{"e-stop, fault, link, position, bumper, hand", "everything is suspended"},
		{"a technician drives by hand", "nothing else runs"},
		{"critical battery", "everything is suspended but the way to the charger; an escort fails"},
		{"staff holds the robot", "everything is suspended"},
		{"low battery", "nothing is begun; a call or an escort under way is brought to its end"},
		{"called (goto)", "starts before queued guides; never interrupts an escort"},
		{"guide (lead)", "is never interrupted but by the above"},
		{"welcome", "goes on later"},
		{"patrol", "gives way once no hand is in the tray, goes on later at the same stop"},
		{"dock, as somebody wished", "goes on later"},
		{"return", "is dropped when anything else is wanted"},
	}
}
