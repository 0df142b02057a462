package doctor

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"tiepdan/agent/jog"
)

// ErrNoKioskd says that the base is moved by a running kioskd alone: it has the
// rules by which the robot stops.
var ErrNoKioskd = errors.New("kioskd does not run")

const (
	moveLimit = 40 * time.Second
	// moveReady is how long the robot may take until it may move, and moveStand
	// until it stands.
	moveReady = 3 * time.Second
	moveStand = 2 * time.Second
	// moveAgain is how often a drive is confirmed; standFor and standMps are
	// standing.
	moveAgain = 50 * time.Millisecond
	standFor  = 300 * time.Millisecond
	standMps  = 0.02
	// moveTries is how often it may try until the base comes as it was told.
	moveTries = 3
	// looks are how many positions make one: each has noise of its own.
	looks = 10
)

// What a small move may be off by, in parts of what was commanded, and how far from
// its beginning it may end.
const (
	moveLeast   = 0.3
	moveOff     = 0.8
	moveDriftM  = 0.06
	moveDriftRd = 0.1
)

// leg is one part of the small move: 5 cm, or 10°.
type leg struct {
	name     Text
	mps, rps float64
	lasts    time.Duration
}

func legs() []leg {
	const lasts = 500 * time.Millisecond
	return []leg{
		{Text{"tiến", "forward"}, 0.1, 0, lasts},
		{Text{"lùi", "back"}, -0.1, 0, lasts},
		{Text{"quay trái", "left"}, 0, 0.35, lasts},
		{Text{"quay phải", "right"}, 0, -0.35, lasts},
	}
}

// place is where the base stands by its own word.
type place struct{ x, y, heading float64 }

// heldError says what held the robot.
type heldError string

func (e heldError) Error() string { return "held: " + string(e) }

// mover makes the small move.
type mover struct{ wheels jog.Session }

// move drives a little to and fro, by hand as kioskctl drive does, and compares
// where the base says that it is with what was commanded.
func (d Base) move(ctx context.Context, ask Ask) []Result {
	ask(Text{"Robot tiến 5 cm rồi lùi lại, quay 10° rồi quay lại. Đứng cách 1 m, sẵn sàng bấm nút đỏ.", "The robot moves 5 cm forward and back, and turns 10° and back. Stand one metre away, a hand at the red button."})
	wheels, err := d.Wheels(ctx)
	switch {
	case errors.Is(err, ErrNoKioskd):
		return []Result{trouble("base.alone")}
	case errors.Is(err, jog.ErrServed), errors.Is(err, jog.ErrBusy):
		return []Result{trouble("base.inuse")}
	case err != nil:
		return []Result{trouble("base.refused", err)}
	}
	defer wheels.End()
	m := mover{wheels}
	out, err := m.all(ctx)
	for again := 1; again < moveTries && err == nil && out[0].State != Pass; again++ {
		// An order that came late on a busy computer is no fault of the base.
		out, err = m.all(ctx)
	}
	if held, ok := errors.AsType[heldError](err); ok {
		vi, en := jog.Words(string(held))
		return []Result{trouble("base.held", Text{vi, en})}
	}
	if err != nil {
		return []Result{trouble("base.refused", err)}
	}
	return out
}

// all drives the legs and judges them.
func (m mover) all(ctx context.Context) ([]Result, error) {
	if err := m.ready(ctx); err != nil {
		return nil, err
	}
	begun, err := m.where(ctx)
	if err != nil {
		return nil, err
	}
	at, told := begun, [2]string{}
	var out []Result
	for _, l := range legs() {
		wanted, err := m.drive(ctx, l)
		if err != nil {
			return nil, err
		}
		after, err := m.where(ctx)
		if err != nil {
			return nil, err
		}
		came := l.came(at, after)
		out = append(out, l.judge(wanted, came)...)
		for i, lang := range []string{"vi", "en"} {
			told[i] += fmt.Sprintf(", %s %s", l.name.In(lang), l.said(came))
		}
		at = after
	}
	off, turned := math.Hypot(at.x-begun.x, at.y-begun.y), math.Abs(math.Remainder(at.heading-begun.heading, 2*math.Pi))
	if len(out) == 0 && (off > moveDriftM || turned > moveDriftRd) {
		out = append(out, trouble("base.drift", off*1000, turned*180/math.Pi))
	}
	if len(out) == 0 {
		out = append(out, pass(PartBase, Text{"Đã chạy thử%s.", "Moved%s."}, Text{told[0], told[1]}))
	}
	return out, nil
}

// ready waits until nothing holds the robot.
func (m mover) ready(ctx context.Context) error {
	for begun := time.Now(); ; {
		s := m.wheels.Status()
		switch {
		case s.Charging:
			return heldError("charging")
		case s.Held == "":
			return nil
		case time.Since(begun) > moveReady:
			return heldError(s.Held)
		}
		if err := m.stop(ctx); err != nil {
			return err
		}
	}
}

// stop says for a moment that nothing is wanted.
func (m mover) stop(ctx context.Context) error {
	if err := m.wheels.Drive(0, 0); err != nil {
		return err
	}
	return sleep(ctx, moveAgain)
}

// drive drives a leg until the base stands, and returns what was commanded.
func (m mover) drive(ctx context.Context, l leg) (wanted float64, err error) {
	begun := time.Now()
	for time.Since(begun) < l.lasts {
		if err := m.wheels.Drive(l.mps, l.rps); err != nil {
			return 0, err
		}
		if err := sleep(ctx, moveAgain); err != nil {
			return 0, err
		}
		if s := m.wheels.Status(); s.Held != "" {
			return 0, heldError(s.Held)
		}
	}
	wanted = (l.mps + l.rps) * time.Since(begun).Seconds()
	stands := time.Now()
	for begun = stands; time.Since(stands) < standFor && time.Since(begun) < moveStand; {
		if err := m.stop(ctx); err != nil {
			return 0, err
		}
		if m.wheels.Status().SpeedMps > standMps {
			stands = time.Now()
		}
	}
	return wanted, nil
}

// where is the mean of some positions of a base that stands.
func (m mover) where(ctx context.Context) (place, error) {
	var p place
	var sin, cos float64
	for range looks {
		if err := m.stop(ctx); err != nil {
			return place{}, err
		}
		s := m.wheels.Status()
		p.x, p.y = p.x+s.XM/looks, p.y+s.YM/looks
		sin, cos = sin+math.Sin(s.HeadingRad), cos+math.Cos(s.HeadingRad)
	}
	p.heading = math.Atan2(sin, cos)
	return p, nil
}

// came is how far the base came in the sense of a leg, metres forward or radians
// to the left.
func (l leg) came(from, to place) float64 {
	if l.mps == 0 {
		return math.Remainder(to.heading-from.heading, 2*math.Pi)
	}
	return (to.x-from.x)*math.Cos(from.heading) + (to.y-from.y)*math.Sin(from.heading)
}

func (l leg) said(came float64) string {
	if l.mps == 0 {
		return fmt.Sprintf("%.0f°", came*180/math.Pi)
	}
	return fmt.Sprintf("%.0f mm", came*1000)
}

// judge compares.
func (l leg) judge(wanted, came float64) []Result {
	switch part := came / wanted; {
	case part < -moveLeast:
		return []Result{trouble("base.reversed", l.name, l.said(wanted), l.said(came))}
	case part < moveLeast:
		return []Result{trouble("base.still", l.name, l.said(wanted), l.said(came))}
	case math.Abs(part-1) > moveOff:
		return []Result{trouble("base.odometry", l.name, l.said(wanted), l.said(came))}
	}
	return nil
}

// sleep waits, unless ctx ends before.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
