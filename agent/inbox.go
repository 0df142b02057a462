package agent

import (
	"sync"

	"tiepdan/kiosk"
)

// item is one message on its way to the loop. done, when set, is told the
// outcome of its commit; it has room for it.
type item struct {
	msg  kiosk.Msg
	done chan<- error
}

func (i item) settle(err error) {
	if i.done != nil {
		i.done <- err
	}
}

// inbox holds messages without bound, so that no sender waits for the loop and
// nothing is dropped; positions of the robot are last-value-wins.
type inbox struct {
	mu    sync.Mutex
	items []item
	ready chan struct{}
}

func newInbox() inbox { return inbox{ready: make(chan struct{}, 1)} }

func (b *inbox) put(i item) {
	b.mu.Lock()
	if n := len(b.items); n > 0 && isPosition(i.msg) && isPosition(b.items[n-1].msg) {
		b.items[n-1] = i
	} else {
		b.items = append(b.items, i)
	}
	b.mu.Unlock()
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

func (b *inbox) take() []item {
	b.mu.Lock()
	defer b.mu.Unlock()
	items := b.items
	b.items = nil
	return items
}

// onlyMoved reports whether a message told a new position and nothing else of
// note.
func onlyMoved(before, after kiosk.Model, msg kiosk.Msg) bool {
	a, b := before.Robot, after.Robot
	a.XM, a.YM, a.HeadingRad, a.BatteryPct = b.XM, b.YM, b.HeadingRad, b.BatteryPct
	return isPosition(msg) && a == b && before.Stopped == after.Stopped
}

func isPosition(m kiosk.Msg) bool {
	_, ok := m.(kiosk.RobotChanged)
	return ok
}
