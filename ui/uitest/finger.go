package uitest

import (
	"fmt"
	"image"
	"strings"
	"time"
	"unicode"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// Finger works a screen as a visitor does: it touches what it sees, lifts, and
// looks again. The first thing that fails stays in Err, and it does no more.
type Finger struct {
	UI    *ui.UI
	View  kiosk.View
	Size  image.Point
	Now   time.Time
	Scene *ui.Scene
	Err   error
}

// NewFinger lays a view out and waits until every control can be touched.
func NewFinger(u *ui.UI, v kiosk.View, size image.Point) *Finger {
	f := &Finger{UI: u, View: v, Size: size, Now: Noon()}
	f.Look()
	return f
}

// Look lays the view out anew, shows it, and lets a second go by.
func (f *Finger) Look() {
	f.Scene = f.UI.Scene(f.View, Noon(), f.Size)
	f.UI.Shown(f.Now)
	f.Now = f.Now.Add(time.Second)
}

// Find gives the control with a label.
func (f *Finger) Find(label string) (ui.Control, bool) {
	for _, c := range f.Scene.Controls() {
		if c.Label == label && !c.Backdrop() {
			return c, true
		}
	}
	return ui.Control{}, false
}

// Tap touches the control with a label.
func (f *Finger) Tap(label string) {
	if f.Err != nil {
		return
	}
	c, ok := f.Find(label)
	if !ok {
		var all []string
		for _, c := range f.Scene.Controls() {
			all = append(all, c.Label)
		}
		f.Err = fmt.Errorf("cannot touch %q: there is only %q", label, all)
		return
	}
	f.At(c)
}

// At touches the middle of a control.
func (f *Finger) At(c ui.Control) {
	at := c.Bounds.Min.Add(c.Bounds.Size().Div(2))
	f.UI.Touch(ui.Press, at, f.Now)
	f.Look()
	f.UI.Touch(ui.Release, at, f.Now)
	f.Look()
}

// Say is the text in the language of the view.
func (f *Finger) Say(vi, en string) string {
	if f.View.Lang == kiosk.En {
		return en
	}
	return vi
}

// Type strikes the keys of a text on the keyboard of the screen. A capital
// takes the key for capitals first.
func (f *Finger) Type(text string) {
	for _, r := range text {
		switch {
		case r == ' ':
			f.Tap(f.Say("Dấu cách", "Space"))
		case unicode.IsUpper(r):
			f.Tap(f.Say("Chữ hoa", "Capitals"))
			f.Tap(string(r))
		default:
			f.Tap(strings.ToLower(string(r)))
		}
	}
}

// Unlock rests on the clock until the technician's PIN is asked for.
func (f *Finger) Unlock() {
	if f.Err != nil {
		return
	}
	for _, c := range f.Scene.Controls() {
		if !c.Secret() {
			continue
		}
		at := c.Bounds.Min.Add(c.Bounds.Size().Div(2))
		f.UI.Touch(ui.Press, at, f.Now)
		f.Now = f.Now.Add(6 * time.Second)
		f.UI.Tick(f.Now)
		f.UI.Touch(ui.Release, at, f.Now)
		f.Look()
		return
	}
	f.Err = fmt.Errorf("cannot unlock %s: it has no place for that", f.View.Screen)
}
