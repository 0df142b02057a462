package uitest

import (
	"fmt"
	"image"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// Screen is one picture that the screen can make, with a name.
type Screen struct {
	Name    string
	View    kiosk.View
	Floor   *ui.Floor
	Watched bool
	Checkup ui.Checkup
	// Alike says that the picture is like another one but for a few words: it has
	// no golden sheet of its own.
	Alike bool
	// Do is what a finger did before the picture; nil for nothing.
	Do func(*Finger)
}

// Show lays a screen out for a size. What was done on the screen shown before is
// forgotten, so that one UI serves for many.
func (s Screen) Show(u *ui.UI, size image.Point) (*ui.Scene, error) {
	u.SetFloor(s.Floor)
	u.SetWatched(s.Watched)
	u.SetCheckup(s.Checkup)
	u.Scene(kiosk.View{Screen: "none"}, Noon(), size)
	if s.Do == nil || s.View.Looks.Guided { // nobody writes or unlocks by listening
		return u.Scene(s.View, Noon(), size), nil
	}
	f := NewFinger(u, s.View, size)
	s.Do(f)
	if f.Err != nil {
		return nil, fmt.Errorf("cannot show %s: %w", s.Name, f.Err)
	}
	return f.Scene, nil
}

// Looked is a screen that looks in a way.
func (s Screen) Looked(l kiosk.Looks) Screen {
	s.View.Looks = l
	return s
}
