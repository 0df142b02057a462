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
	hit, _ := u.scene.At(at) // without id beside every control
	switch {
	case step == Press:
		u.pressed = hit.id
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
