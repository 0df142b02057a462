package ui

import (
	"image"
	"strings"
	"time"

	"tiepdan/kiosk"
)

// Touch is what a finger does.
type Touch int

// The steps of a touch.
const (
	Press Touch = iota
	Move
	Release
	Cancel
)

// ripening is how long a control must have been on screen before a finger can
// press it. The second tap of a double tap comes within about 300 ms: it was
// meant for what was there before. A person who reads first is slower.
const ripening = 400 * time.Millisecond

// place is a control as it lies on screen. What changes any of it makes
// another control of it.
type place struct {
	id     string
	bounds image.Rectangle
}

// ripen takes over since when the controls that stay have been on screen. New
// ones are not until Shown; those of the very first scene replace nothing.
func (u *UI) ripen(controls []Control) {
	since := make(map[place]time.Time, len(controls))
	for _, c := range controls {
		at := place{c.id, c.Bounds}
		if when, ok := u.since[at]; ok || u.scene == nil {
			since[at] = when
		}
	}
	u.since = since
}

// Shown says that the scene laid out last is on screen now. Now is of the
// clock of [UI.Touch], which need not be the one that is drawn.
func (u *UI) Shown(now time.Time) {
	if u.scene == nil {
		return
	}
	for _, c := range u.scene.controls {
		at := place{c.id, c.Bounds}
		if _, ok := u.since[at]; !ok {
			u.since[at] = now
		}
	}
	u.speak()
}

// ripe reports whether a press on a control can be meant for it.
func (u *UI) ripe(c Control, now time.Time) bool {
	when, ok := u.since[place{c.id, c.Bounds}]
	return ok && now.Sub(when) >= ripening
}

// Long presses, and how often the core learns that somebody is at the screen.
const (
	holdFor   = 3 * time.Second // anywhere, for the voice guide
	secretFor = 5 * time.Second // at the clock, for the technician
	tellEvery = 5 * time.Second
	// padFor is how long the PIN pad waits for a touch.
	padFor = 30 * time.Second
	// sheetFor is how long a page over a screen does: the core, which does not
	// know of it, would leave it to the next visitor.
	sheetFor = time.Minute
	// stuckFor is longer than anybody keeps a finger on a screen.
	stuckFor = 45 * time.Second
)

// Touch follows a finger over the scene laid out last. A control acts when the
// finger is lifted from the control that it was put on; sliding off cancels.
// What opens the microphone acts at once: a finger may rest on it to talk. A
// press on a control that came up less than 400 ms ago is ignored. It reports
// whether the picture may have changed and must be laid out again,
// which the caller does before the next touch: taps act on what was visible.
func (u *UI) Touch(step Touch, at image.Point, now time.Time) bool {
	if u.scene == nil {
		return false
	}
	before := u.pressed
	hit, _ := u.scene.At(at) // without id beside every control
	u.feels(step, now)
	switch {
	case step != Move && u.talked(step, now):
		u.pressed = ""
	case step == Press && u.ripe(hit, now) && !u.twice(hit, now):
		u.pressed = hit.id
		u.talk(hit, now)
	case step == Press:
		u.pressed = ""
	case step == Cancel, hit.id != before:
		u.pressed = ""
	case step == Release && before != "":
		u.pressed = ""
		u.acted, u.actedAt = place{hit.id, hit.Bounds}, now
		u.act(hit)
	}
	return u.pull(step, hit, at, before) || u.pressed != before
}

// feels notes since when a finger is down, and that somebody is there.
func (u *UI) feels(step Touch, now time.Time) {
	switch step {
	case Press:
		u.down, u.last, u.heard = now, now, false
		u.tell(now)
	case Release, Cancel:
		u.down = time.Time{}
	case Move:
	}
}

func (u *UI) act(hit Control) {
	if hit.act != nil {
		hit.act(&u.local)
		if u.local.entered != "" { // a PIN is complete
			u.o.Unlock(u.local.entered)
			u.local.entered = ""
		}
		u.examine()
		if u.local.asking {
			u.local.asking = false
			u.o.Post(kiosk.Asked{From: u.view.Screen, Meant: u.tools.mind().Understand(u.local.query)})
		}
		if z := u.local.zone; z != nil {
			u.local.zone = nil
			u.Key(*z)
		}
	}
	if hit.Msg != nil {
		u.o.Post(hit.Msg)
	}
}

// examine begins an examination that was asked for, and tells it of a corner.
func (u *UI) examine() {
	if kind := u.local.check; kind != checkNothing && u.o.Check != nil {
		u.o.Check(kind == checkAll)
	}
	if n := u.local.corner; n > 0 && u.o.Corner != nil {
		u.o.Corner(n)
	}
	u.local.check, u.local.corner = checkNothing, 0
}

// twice reports whether a press is the second of a double tap on a control that
// stays: it would take back what the first did, or turn two pages. Keys, digits
// and the zones of the voice guide are pressed that fast on purpose.
func (u *UI) twice(c Control, now time.Time) bool {
	for _, prefix := range []string{"key ", "digit ", "zone "} {
		if strings.HasPrefix(c.id, prefix) {
			return false
		}
	}
	quick := now.Sub(u.actedAt)
	return u.acted == (place{c.id, c.Bounds}) && quick >= 0 && quick < ripening
}

// tell lets the core know that somebody is there, who may be reading or writing.
func (u *UI) tell(now time.Time) {
	warned := !u.view.LeaveAt.IsZero()
	if quiet := now.Sub(u.told); !warned && quiet >= 0 && quiet < tellEvery {
		return
	}
	s := u.view.Screen
	if s == kiosk.ScreenAttract || !openable(s) && s != kiosk.ScreenTicket && s != kiosk.ScreenTechnician {
		return
	}
	u.told = now
	u.o.Post(kiosk.Touched{})
}

// Tick does what is due at a time of the clock of [UI.Touch]: a finger that
// rests for long asks for something of its own. It reports whether the picture
// may have changed.
func (u *UI) Tick(now time.Time) bool {
	if u.closes(now) {
		return true
	}
	if u.down.IsZero() || u.scene == nil {
		return false
	}
	rests := now.Sub(u.down)
	if u.pressed == "secret" {
		if rests < secretFor {
			return false
		}
		u.pressed, u.heard = "", true
		for _, c := range u.scene.controls {
			if c.Secret() {
				c.held(&u.local)
			}
		}
		return true
	}
	if u.scene.hold == nil || u.heard || rests < holdFor || !u.talking.IsZero() {
		return false
	}
	u.pressed, u.heard = "", true
	u.o.Post(u.scene.hold)
	return true
}

// closes closes what lies over the screen once nobody has touched it for long.
func (u *UI) closes(now time.Time) bool {
	quiet := now.Sub(u.last)
	switch {
	case u.local.pad && quiet >= padFor:
		u.local.pad, u.local.pin = false, ""
	case u.sheetLeft() && quiet >= sheetFor:
		show(sheetNone)(&u.local)
	default:
		return false
	}
	return true
}

// sheetLeft reports whether a page may have been left open. Who listens is not
// hurried: the core ends that.
func (u *UI) sheetLeft() bool { return u.local.sheet != sheetNone && !u.guiding }

// Wake is when Tick has something to do; zero for never.
func (u *UI) Wake() time.Time {
	switch {
	case u.local.pad && u.down.IsZero():
		return u.last.Add(padFor)
	case u.sheetLeft() && u.down.IsZero():
		return u.last.Add(sheetFor)
	case u.down.IsZero() || u.scene == nil:
		return time.Time{}
	case u.pressed == "secret":
		return u.down.Add(secretFor)
	case u.scene.hold != nil && !u.heard && u.talking.IsZero():
		return u.down.Add(holdFor)
	default:
		return u.down.Add(stuckFor)
	}
}

// Stuck reports whether a finger has been down for so long that it is none:
// a palm, a thing leant against the screen, or a panel that is ill.
func (u *UI) Stuck(now time.Time) bool {
	return !u.down.IsZero() && now.Sub(u.down) >= stuckFor
}
