package nav

import (
	"errors"
	"fmt"
	"time"
)

// ErrNotSafe says that Resume is not possible now.
var ErrNotSafe = errors.New("the robot may not move yet")

// guard decides whether the robot may move.
type guard struct {
	seen    bool   // the base has answered at least once
	latched bool   // stopped, until Resume
	eStops  uint64 // presses seen

	posed   bool
	pose    Pose
	poseAt  time.Time
	speed   float64
	verdict State // why the robot may not move, or ""
	badAt   time.Time
}

// look judges the state of the base at a moment.
func (g *guard) look(now time.Time, s BaseState) {
	g.seen = g.seen || s.Link
	if s.EStop || s.EStops != g.eStops {
		g.latched, g.eStops = true, s.EStops
	}
	jumped := g.jumped(now, s)
	g.verdict = g.obstacle(s, jumped)
	switch {
	case g.verdict != "":
		g.badAt = now
	case !g.badAt.IsZero() && now.Sub(g.badAt) < settleFor:
		g.verdict = StateLocalising
	}
}

// obstacle is what forbids motion now, before any time to settle.
func (g *guard) obstacle(s BaseState, jumped bool) State {
	switch why := s.hindrance(); {
	case why == StateLinkLost && !g.seen:
		return StateOffline
	case why != "":
		return why
	case g.latched:
		return StateEStop
	case jumped:
		return StateLocalising
	}
	return ""
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
func (g *guard) resume(now time.Time, s BaseState) error {
	g.look(now, s)
	if why := s.hindrance(); why != "" {
		return fmt.Errorf("cannot resume in state %s: %w", why, ErrNotSafe)
	}
	if g.latched {
		g.latched, g.badAt = false, now
	}
	return nil
}
