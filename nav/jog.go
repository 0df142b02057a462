package nav

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Twist is a velocity: forward, and the turn counter-clockwise.
type Twist struct{ Mps, Rps float64 }

// moves tells a twist from a stop, which is what a number that cannot be used
// counts as.
func (t Twist) moves() bool {
	return t != Twist{} && !math.IsNaN(t.Mps+t.Rps) && !math.IsInf(t.Mps+t.Rps, 0)
}

var (
	// ErrJogged says that somebody drives the robot by hand already.
	ErrJogged = errors.New("somebody drives the robot by hand already")
	// ErrJogOver says that driving by hand has ended.
	ErrJogOver = errors.New("driving by hand has ended")
)

// jog is somebody who drives the robot by hand. Her key counts as held while
// words of it come; without them the robot holds.
type jog struct {
	number  uint64 // of the session; 0: nobody drives
	twist   Twist  // wanted
	at      time.Time
	heardAt time.Time // her last word, a stop as well
	fresh   bool      // not passed on yet
	spent   bool      // something held the robot: the key must be let go first
	goal    uint64    // the motion that runs; 0: none
	why     Reason    // it does not move
}

// BeginJog lets a technician drive by hand, and returns the number of that. No
// mission runs meanwhile; the error is ErrUnderWay while there is one that is not
// the navigator's own, or ErrJogged.
func (m *Machine) BeginJog(now time.Time) (uint64, error) {
	own := func(r *run) bool { return r.Kind == KindCharge }
	switch {
	case m.jog.number != 0:
		return 0, fmt.Errorf("cannot drive by hand: %w", ErrJogged)
	case m.active != nil && !own(m.active), slices.ContainsFunc(m.queue, func(r *run) bool { return !own(r) }):
		return 0, fmt.Errorf("cannot drive by hand: %w", ErrUnderWay)
	}
	m.jog = jog{number: m.number(), heardAt: now}
	return m.jog.number, nil
}

// Jog says what is wanted now, for as long as the key counts as held. The error
// is ErrJogOver.
func (m *Machine) Jog(now time.Time, number uint64, t Twist) error {
	j := &m.jog
	if number == 0 || number != j.number {
		return fmt.Errorf("cannot drive by hand: %w", ErrJogOver)
	}
	j.twist, j.at, j.heardAt, j.fresh = m.gentle(t), now, now, true
	return nil
}

// gentle is a twist within the speeds for driving by hand.
func (m *Machine) gentle(t Twist) Twist {
	if !t.moves() {
		return Twist{}
	}
	if !m.rules.on(RuleJogSpeed) {
		return t
	}
	mps := min(jogMps, m.site.speedAt(Point{m.base.Pose.XM, m.base.Pose.YM}))
	return Twist{Mps: min(max(t.Mps, -mps), mps), Rps: min(max(t.Rps, -jogRps), jogRps)}
}

// EndJog ends driving by hand; the robot holds. Another number changes nothing.
func (m *Machine) EndJog(number uint64) {
	if number == 0 || number != m.jog.number {
		return
	}
	m.jog.stop(m)
	m.jog = jog{}
}

// JogState is how driving by hand stands.
type JogState struct {
	// Over is true once it has ended.
	Over bool
	// Moving is true while the base is told to move, and Twist how.
	Moving bool
	Twist  Twist
	// Held is why the base is not told to move, or would not be.
	Held Reason
	Base BaseState
}

// JogState tells how the driving with that number stands.
func (m *Machine) JogState(number uint64) JogState {
	j := &m.jog
	s := JogState{Over: number == 0 || number != j.number, Base: m.base}
	if !s.Over {
		s.Moving, s.Held = j.goal != 0, j.why
		if s.Moving {
			s.Twist = j.twist
		}
	}
	return s
}

// driveByHand passes on what the technician wants, or holds.
func (m *Machine) driveByHand(now time.Time) {
	j := &m.jog
	if j.number == 0 {
		return
	}
	if now.Sub(j.heardAt) >= jogOver {
		m.EndJog(j.number)
		return
	}
	alive := j.twist.moves() && (now.Sub(j.at) < jogLife || !m.rules.on(RuleDeadMan))
	wanted := j.twist
	if !alive {
		wanted, j.spent = Twist{}, false
	}
	j.why = m.barByHand(now, wanted)
	switch {
	case !alive:
		j.stop(m)
	case j.why != ReasonNone:
		j.spent = true
		j.stop(m)
	case j.spent && m.rules.on(RuleLetGo):
		j.why = ReasonLetGo
	default:
		j.push(m, wanted)
	}
}

// push passes a fresh word on. Nothing takes the place of another motion of this
// step.
func (j *jog) push(m *Machine, wanted Twist) {
	if j.goal == 0 && m.out.Motion == nil {
		j.goal, j.fresh = m.number(), true
		m.out.Motion = &Motion{Number: j.goal, Kind: MotionJog}
	}
	if j.goal != 0 && j.fresh {
		m.out.Twist, j.fresh = &wanted, false
	}
}

// stop takes the running motion back.
func (j *jog) stop(m *Machine) {
	if j.goal != 0 {
		j.goal = 0
		m.out.Motion, m.out.Twist = &Motion{Kind: MotionHold}, nil
	}
}

// barByHand is why the robot may not be driven so, or "".
func (m *Machine) barByHand(now time.Time, t Twist) Reason {
	switch {
	case !m.guard.byHand.clear():
		return m.guard.byHand.reason
	case m.held && m.rules.on(RuleStaffHold):
		return ReasonStaffHold
	case m.touched && m.rules.on(RuleScreen):
		return ReasonScreen
	case m.jog.goal == 0 && m.base.Ordered && !m.base.Docked:
		return ReasonSettling // an order from before has not been held yet
	case t.Mps == 0 || !m.rules.on(RuleJogClear):
		return ReasonNone
	}
	return m.inTheWay(now, t.Mps < 0)
}

// inTheWay looks at the strip of floor that the robot would drive on next.
func (m *Machine) inTheWay(now time.Time, back bool) Reason {
	if at := m.base.SectorsAt; at.IsZero() || now.Sub(at) > jogViewFor {
		return ReasonNoView
	}
	known := false
	for i, far := range m.base.SectorsM {
		angle := 2 * math.Pi * float64(i) / Sectors
		if back {
			angle += math.Pi
		}
		d := float64(far)
		if math.IsNaN(d) {
			continue
		}
		ahead := math.Cos(angle)
		known = known || ahead > math.Cos(jogSeenRad)
		if ahead >= 0 && d*ahead <= jogClearM && math.Abs(d*math.Sin(angle)) <= jogHalfM {
			return ReasonObstacle
		}
	}
	if !known {
		return ReasonNoView
	}
	return ReasonNone
}

// Jog is a technician who drives by hand, see Machine.BeginJog. Its methods may
// be called from any goroutine.
type Jog struct {
	nav    *Navigator
	number uint64
}

// Jog lets a technician drive by hand until End.
func (n *Navigator) Jog() (*Jog, error) {
	j := &Jog{nav: n}
	err := n.ask(func(m *Machine) (err error) {
		j.number, err = m.BeginJog(time.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	return j, nil
}

// Drive says what is wanted now; it counts for a quarter of a second. The error is
// ErrJogOver.
func (j *Jog) Drive(t Twist) error {
	return j.nav.ask(func(m *Machine) error { return m.Jog(time.Now(), j.number, t) })
}

// State tells how it stands.
func (j *Jog) State() JogState {
	j.nav.mu.Lock()
	defer j.nav.mu.Unlock()
	s := j.nav.machine.JogState(j.number)
	s.Base = j.nav.base.State() // newer than the last step
	return s
}

// End ends it; the robot holds.
func (j *Jog) End() {
	_ = j.nav.ask(func(m *Machine) error { m.EndJog(j.number); return nil })
}
