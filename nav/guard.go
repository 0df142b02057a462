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
	eStops  uint64 // presses seen
	fenced  bool   // the base has the keep-out areas, or there are none

	posed  bool
	pose   Pose
	poseAt time.Time
	speed  float64

	now   verdict
	bad   verdict   // the last one that was not clear
	rest  time.Time // until when that one's rest lasts
	since time.Time // since when the position has not been good; zero: it is
	good  Pose      // the last good one
}

// look judges the base and the tray at a moment.
func (g *guard) look(now time.Time, s BaseState, t TrayState) {
	g.seen = g.seen || s.Link
	if s.EStop || s.EStops != g.eStops {
		g.latched, g.eStops = true, s.EStops
	}
	v := g.obstacle(now, s, t, g.jumped(now, s))
	switch {
	case !v.clear():
		g.bad, g.rest = v, now.Add(v.rest())
	case now.Before(g.rest) && g.rules.on(RuleSettle):
		v = verdict{StateLocalising, ReasonSettling}
		if g.bad.reason == ReasonHand || g.bad.reason == ReasonBumper {
			v = g.bad
		}
	}
	g.now = v
	switch {
	case v.state == StateLocalising && v.reason != ReasonSettling:
		if g.since.IsZero() {
			g.since = now
		}
	case v.clear():
		g.since, g.good = time.Time{}, s.Pose
	}
}

// rest is how long all must be well after a verdict.
func (v verdict) rest() time.Duration {
	switch v.reason {
	case ReasonHand:
		return handRest
	case ReasonBumper:
		return bumperRest
	}
	return settleFor
}

// obstacle is what forbids motion now, before any rest: the gravest first.
func (g *guard) obstacle(now time.Time, s BaseState, t TrayState, jumped bool) verdict {
	if v := g.broken(now, s); !v.clear() {
		return v
	}
	if v := g.lost(now, s, jumped); !v.clear() {
		return v
	}
	switch {
	case s.Bumpers != 0 && g.rules.on(RuleBumper):
		return verdict{StateBlocked, ReasonBumper}
	case t.Hand && g.rules.on(RuleHand):
		return verdict{StateServing, ReasonHand}
	}
	return verdict{}
}

// broken is what a base says, or does not say, that is not fit to drive.
func (g *guard) broken(now time.Time, s BaseState) verdict {
	silent := !s.HeardAt.IsZero() && now.Sub(s.HeardAt) > linkLostAfter
	switch {
	case !g.seen:
		return verdict{StateOffline, ReasonOffline}
	case (!s.Link || silent) && g.rules.on(RuleLink):
		return verdict{StateLinkLost, ReasonLinkLost}
	case s.EStop && g.rules.on(RuleEStop):
		return verdict{StateEStop, ReasonEStop}
	case g.latched && g.rules.on(RuleResume):
		return verdict{StateEStop, ReasonResume}
	case len(s.Faults) > 0 && g.rules.on(RuleFault):
		return verdict{StateFault, ReasonFault}
	case s.Starting && g.rules.on(RuleStartup):
		return verdict{StateStartup, ReasonStartup}
	case !g.fenced && g.rules.on(RuleKeepOut):
		return verdict{StateStartup, ReasonKeepOut}
	}
	return verdict{}
}

// lost is why the position is not good enough.
func (g *guard) lost(now time.Time, s BaseState, jumped bool) verdict {
	stale := !s.PoseAt.IsZero() && now.Sub(s.PoseAt) > poseStaleAfter
	switch {
	case !s.Localised && g.rules.on(RuleLocalised):
		return verdict{StateLocalising, ReasonNoFix}
	case stale && g.rules.on(RulePoseAge):
		return verdict{StateLocalising, ReasonStalePose}
	case !(s.PoseSigmaM <= sigmaLimitM) && g.rules.on(RuleSigma): // not a number is not good either
		return verdict{StateLocalising, ReasonSigma}
	case jumped && g.rules.on(RuleJump):
		return verdict{StateLocalising, ReasonJump}
	}
	return verdict{}
}

// jumped reports whether the pose moved further than the base's own speed
// explains: the base found out that it was wrong about where it is.
func (g *guard) jumped(now time.Time, s BaseState) bool {
	if !s.Link || g.posed && s.Pose == g.pose {
		return false
	}
	explained := jumpSpeedFactor * max(g.speed, s.SpeedMps) * now.Sub(g.poseAt).Seconds()
	jumped := g.posed && distanceM(s.Pose, g.pose) > jumpLimitM+explained
	g.posed, g.pose, g.poseAt, g.speed = true, s.Pose, now, s.SpeedMps
	return jumped
}

// resume ends an emergency stop if everything else is well.
func (g *guard) resume(now time.Time, s BaseState, t TrayState) error {
	g.look(now, s, t)
	if !g.latched {
		return nil
	}
	g.latched = false
	why := g.obstacle(now, s, t, false)
	if why.reason == ReasonHand { // it stands still for that anyway
		why = verdict{}
	}
	if !why.clear() {
		g.latched = true
		return fmt.Errorf("cannot resume while %s: %w", why.reason, ErrNotSafe)
	}
	g.bad, g.rest = verdict{StateEStop, ReasonResume}, now.Add(settleFor)
	return nil
}
