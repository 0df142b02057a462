package ui

import (
	"image"
	"time"
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
}

// ripe reports whether a press on a control can be meant for it.
func (u *UI) ripe(c Control, now time.Time) bool {
	when, ok := u.since[place{c.id, c.Bounds}]
	return ok && now.Sub(when) >= ripening
}

// Touch follows a finger over the scene laid out last. A control acts when the
// finger is lifted from the control that it was put on; sliding off cancels. A
// press on a control that came up less than 400 ms ago is ignored. It reports
// whether the picture may have changed and must be laid out again,
// which the caller does before the next touch: taps act on what was visible.
func (u *UI) Touch(step Touch, at image.Point, now time.Time) bool {
	if u.scene == nil {
		return false
	}
	before := u.pressed
	hit, _ := u.scene.At(at) // without id beside every control
	switch {
	case step == Press && u.ripe(hit, now):
		u.pressed = hit.id
	case step == Press:
		u.pressed = ""
	case step == Cancel, hit.id != before:
		u.pressed = ""
	case step == Release && before != "":
		u.pressed = ""
		u.act(hit)
	}
	return u.pressed != before
}

func (u *UI) act(hit Control) {
	if hit.Msg != nil {
		u.post(hit.Msg)
		return
	}
	u.page = max(0, u.page+hit.turn)
}
