package ui

import "tiepdan/kiosk"

// reply reads out what the robot answers, once for each request, to whoever
// does not listen to all: who speaks is spoken to. A screen that is left falls
// silent.
func (u *UI) reply() {
	if u.o.Say == nil {
		return
	}
	now := ""
	if d := u.view.Dialogue; d != nil && (u.view.Screen == kiosk.ScreenAnswer || u.view.Screen == kiosk.ScreenGuide) {
		now = d.ID + " " + string(u.view.Screen) + " " + string(u.view.Lang)
		if u.view.Screen == kiosk.ScreenGuide && (d.Several() || d.Meant.Needs == nil) { // read by herself
			now = ""
		}
	}
	if now == u.replied {
		return
	}
	before := u.replied
	u.replied = now
	if now != "" {
		u.o.Say(u.view.Lang, sentences(append(u.scene.Spoken(), u.labels()...)))
	} else if before != "" {
		u.o.Say(u.view.Lang, "")
	}
}

// labels are what a question on the screen offers: the controls before those of
// the bar.
func (u *UI) labels() []string {
	if u.view.Screen != kiosk.ScreenAnswer {
		return nil
	}
	var out []string
	for _, c := range u.scene.controls {
		if c.Label != "" && !c.late && !c.back {
			out = append(out, c.Label)
		}
	}
	return out
}
