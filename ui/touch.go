package ui

import "image"

// Touch is what a finger does.
type Touch int

// The steps of a touch.
const (
	Press Touch = iota
	Move
	Release
	Cancel
)

// Touch follows a finger over the scene laid out last. A control acts when the
// finger is lifted from the control that it was put on; sliding off cancels.
// It reports whether the picture may have changed and must be laid out again,
// which the caller does before the next touch: taps act on what was visible.
func (u *UI) Touch(step Touch, at image.Point) bool {
	if u.scene == nil {
		return false
	}
	before := u.pressed
	switch step {
	case Press:
		u.pressed = ""
		if hit, ok := u.scene.At(at); ok {
			u.pressed = hit.id
		}
	case Move:
		if hit, ok := u.scene.At(at); u.pressed != "" && (!ok || hit.id != u.pressed) {
			u.pressed = ""
		}
	case Release:
		hit, ok := u.scene.At(at)
		u.pressed = ""
		if ok && before != "" && hit.id == before {
			u.act(hit)
		}
	case Cancel:
		u.pressed = ""
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
