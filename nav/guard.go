package nav

import (
	"errors"
	"fmt"
	"time"
)

// ErrNotSafe says that Resume is not possible now.
var ErrNotSafe = errors.New("the robot may not move yet")

// verdict is why the robot may not move, and how that is called; the zero one
// lets it move.
type verdict struct {
	state  State
	reason Reason
}

// clear reports whether the robot may move.
func (v verdict) clear() bool { return v == verdict{} }

// guard decides whether the robot may move at all. It knows the base and the
// tray, and nothing of missions.
type guard struct {
	rules   rules
	seen    bool   // the base has answered at least once
	latched bool   // stopped, until Resume
	pressed bool   // the button, when last seen
	eStops  uint64 // presses seen
	fenced  bool   // the base has the keep-out areas, or there are none

	posed  bool
	pose   Pose
	poseAt time.Time
	speed  float64
	resets uint64

	ours     bool      // the base has a goal from here
	straysAt time.Time // since when it moves without one; zero: it does not

	now verdict
	// byHand is that of a robot that somebody drives who sees it: it need not
	// know where it is.
	byHand   verdict
	handBad  verdict
	handRest time.Time
	bad      verdict   // the last one that was not clear
	rest     time.Time // until when that one's rest lasts
	since    time.Time // since when the position has not been good; zero: it is
	known    bool      // it was good once
	good     Pose      // when it last was
}

// look judges the base and the tray at a moment.
func (g *guard) look(now time.Time, s BaseState, t TrayState) {
	g.seen = g.seen || s.Link
	if s.EStop && !g.pressed || s.EStops != g.eStops {
		g.latched = true
	}
	g.pressed, g.eStops = s.EStop, s.EStops
	g.stray(now, s)
	seen := sight{now: now, base: s, tray: t, jumped: g.jumped(now, s)}
	g.byHand = g.lookByHand(seen)
	v := g.obstacle(seen)
	switch {
	case !v.clear():
		g.restAfter(seen)
	case now.Before(g.rest) && g.rules.on(RuleSettle):
		v = g.bad.resting()
	}
	g.now = v
	switch {
	case v.clear():
		g.since, g.known, g.good = time.Time{}, true, s.Pose
	case v.reason == ReasonSettling: // it may be gone again in a moment
	case v.state != StateLocalising:
		g.since = time.Time{} // something else is wrong
	case g.since.IsZero():
		g.since = now
	}
}

// lost reports whether the base does not know where it is, and nothing graver
// is wrong.
func (g *guard) lost() bool { return g.now.state == StateLocalising && g.now.reason != ReasonSettling }

// stray notes a base that moves although it has no goal from here. Whose motors
// are cut is pushed.
func (g *guard) stray(now time.Time, s BaseState) {
	if g.ours || !s.Link || s.EStop || s.SpeedMps <= strayMps {
		g.straysAt = time.Time{}
	} else if g.straysAt.IsZero() {
		g.straysAt = now
	}
}

// restAfter notes the longest rest that anything seen now wants: a fault that
// hides a bumper, or comes after it, does not make its rest shorter.
func (g *guard) restAfter(s sight) {
	for _, b := range bars() {
		if !b.when(g, &s) || !g.rules.on(b.rule) {
			continue
		}
		if until := s.now.Add(b.is.rest()); until.After(g.rest) {
			g.bad, g.rest = b.is, until
		}
	}
}

// ofPlace are the rules about where the robot is: whoever drives it by hand sees
// that.
func ofPlace(r Rule) bool {
	switch r {
	case RuleKeepOut, RuleLocalised, RulePoseAge, RuleSigma, RuleJump:
		return true
	default:
		return false
	}
}

// lookByHand judges whether it may be driven by hand, with rests of its own.
func (g *guard) lookByHand(s sight) verdict {
	worst := verdict{}
	for _, b := range bars() {
		if ofPlace(b.rule) || !b.when(g, &s) || !g.rules.on(b.rule) {
			continue
		}
		if worst.clear() {
			worst = b.is
		}
		if until := s.now.Add(b.is.rest()); until.After(g.handRest) {
			g.handBad, g.handRest = b.is, until
		}
	}
	if worst.clear() && s.now.Before(g.handRest) && g.rules.on(RuleSettle) {
		return g.handBad.resting()
	}
	return worst
}

// rest is how long all must be well after a verdict.
func (v verdict) rest() time.Duration {
	switch v.reason {
	case ReasonHand:
		return handRest
	case ReasonBumper:
		return bumperRest
	default:
		return settleFor
	}
}

// resting is the verdict while that lasts.
func (v verdict) resting() verdict {
	if v.reason == ReasonHand || v.reason == ReasonBumper {
		return v
	}
	return verdict{StateLocalising, ReasonSettling}
}

// sight is what the guard judges.
type sight struct {
	now    time.Time
	base   BaseState
	tray   TrayState
	jumped bool
}

// bar is one of the rules that forbid all motion.
type bar struct {
	rule Rule
	is   verdict
	when func(g *guard, s *sight) bool
}

// bars are those rules, the gravest first.
func bars() [14]bar {
	return [...]bar{
		{RuleLink, verdict{StateOffline, ReasonOffline}, func(g *guard, _ *sight) bool { return !g.seen }},
		{RuleLink, verdict{StateLinkLost, ReasonLinkLost}, func(_ *guard, s *sight) bool {
			return !s.base.Link || !s.base.HeardAt.IsZero() && s.now.Sub(s.base.HeardAt) > linkLostAfter
		}},
		{RuleEStop, verdict{StateEStop, ReasonEStop}, func(_ *guard, s *sight) bool { return s.base.EStop }},
		{RuleResume, verdict{StateEStop, ReasonResume}, func(g *guard, _ *sight) bool { return g.latched }},
		{RuleFault, verdict{StateFault, ReasonFault}, func(_ *guard, s *sight) bool { return len(s.base.Faults) > 0 }},
		{RuleStray, verdict{StateFault, ReasonStray}, func(g *guard, s *sight) bool {
			return !g.straysAt.IsZero() && s.now.Sub(g.straysAt) >= strayAfter
		}},
		{RuleStartup, verdict{StateStartup, ReasonStartup}, func(_ *guard, s *sight) bool { return s.base.Starting }},
		{RuleKeepOut, verdict{StateStartup, ReasonKeepOut}, func(g *guard, _ *sight) bool { return !g.fenced }},
		{RuleLocalised, verdict{StateLocalising, ReasonNoFix}, func(_ *guard, s *sight) bool { return !s.base.Localised }},
		{RulePoseAge, verdict{StateLocalising, ReasonStalePose}, func(_ *guard, s *sight) bool {
			return !s.base.PoseAt.IsZero() && s.now.Sub(s.base.PoseAt) > poseStaleAfter
		}},
		{RuleSigma, verdict{StateLocalising, ReasonSigma}, func(_ *guard, s *sight) bool {
			return !(s.base.PoseSigmaM <= sigmaLimitM) // what is not a number is not good either
		}},
		{RuleJump, verdict{StateLocalising, ReasonJump}, func(_ *guard, s *sight) bool { return s.jumped }},
		{RuleBumper, verdict{StateBlocked, ReasonBumper}, func(_ *guard, s *sight) bool { return s.base.Bumpers != 0 }},
		{RuleHand, verdict{StateServing, ReasonHand}, func(_ *guard, s *sight) bool { return s.tray.Hand }},
	}
}

// obstacle is what forbids motion now, before any rest.
func (g *guard) obstacle(s sight) verdict {
	for _, b := range bars() {
		if b.when(g, &s) && g.rules.on(b.rule) {
			return b.is
		}
	}
	return verdict{}
}

// jumped reports whether the pose moved further than the base's speed before
// explains, or the base began anew while it moved: it found out that it was wrong
// about where it is. What it says of its speed together with the new pose
// explains nothing.
func (g *guard) jumped(now time.Time, s BaseState) bool {
	if !s.Link {
		return false
	}
	anew := g.posed && s.Resets != g.resets && (g.ours || g.speed > strayMps || s.SpeedMps > strayMps)
	g.resets = s.Resets
	if g.posed && s.Pose == g.pose {
		return anew
	}
	// A position that did not change for long is that of a robot that stood,
	// or is stale; either way no speed explains more.
	since := min(now.Sub(g.poseAt), poseStaleAfter)
	explained := min(jumpSpeedFactor*g.speed, jumpMostMps) * since.Seconds()
	far := g.posed && !(distanceM(s.Pose, g.pose) <= jumpLimitM+explained)
	g.posed, g.pose, g.poseAt, g.speed = true, s.Pose, now, s.SpeedMps
	return far || anew
}

// resume ends an emergency stop if everything else is well.
func (g *guard) resume(now time.Time, s BaseState, t TrayState) error {
	g.look(now, s, t)
	if !g.latched {
		return nil
	}
	g.latched = false
	why := g.obstacle(sight{now: now, base: s, tray: t})
	if why.reason == ReasonHand { // it stands still for that anyway
		why = verdict{}
	}
	if !why.clear() {
		g.latched = true
		return fmt.Errorf("cannot resume while %s: %w", why.reason, ErrNotSafe)
	}
	if until := now.Add(settleFor); until.After(g.rest) {
		g.bad, g.rest = verdict{StateEStop, ReasonResume}, until
	}
	return nil
}
