package xtouch

import (
	"fmt"
	"image"
	"time"

	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// tapTime is how long a quick finger rests on the glass.
const tapTime = 40 * time.Millisecond

// touchButton is the pointer button that a touch presses.
const touchButton = 1

// Tap touches the point, in pixels from the top left, for 40 ms. It returns once
// the server has sent the release on.
func (d *Display) Tap(x, y int) error {
	d.finger.Lock()
	defer d.finger.Unlock()
	if err := d.Press(x, y); err != nil {
		return err
	}
	select {
	case <-time.After(tapTime):
	case <-d.gone:
	}
	return d.Release(x, y)
}

// Press puts the finger down at the point, in pixels from the top left.
func (d *Display) Press(x, y int) error {
	if err := d.Move(x, y); err != nil {
		return err
	}
	return d.fake("press", xproto.ButtonPress, touchButton, 0, 0)
}

// Release moves the finger to the point, in pixels from the top left, and lifts it.
func (d *Display) Release(x, y int) error {
	if err := d.Move(x, y); err != nil {
		return err
	}
	return d.fake("release", xproto.ButtonRelease, touchButton, 0, 0)
}

// Move moves the pointer to the point, in pixels from the top left; it drags when
// the finger is down.
func (d *Display) Move(x, y int) error {
	if size := d.Size(); !image.Pt(x, y).In(image.Rectangle{Max: size}) {
		return fmt.Errorf("cannot touch %d,%d on the display %q: it is %d by %d pixels", x, y, d.name, size.X, size.Y)
	}
	return d.fake("move", xproto.MotionNotify, 0, int16(x), int16(y))
}

// fake returns once the server has handled the event: Check is a round trip.
func (d *Display) fake(what string, event, detail byte, x, y int16) error {
	const now, thePointer = 0, 0
	if err := xtest.FakeInputChecked(d.conn, event, detail, now, d.root, x, y, thePointer).Check(); err != nil {
		return d.fail(what, err)
	}
	select {
	case <-d.gone:
		return d.fail(what, ErrGone) // an unanswered request looks like a good one
	default:
		return nil
	}
}
