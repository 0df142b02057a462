package ui_test

import (
	"fmt"
	"image"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// shown is one picture of the walk.
type shown struct {
	uitest.Screen
	orientation string
	size        image.Point
	scene       *ui.Scene
}

// mode names how a picture looks.
func (s shown) mode() string {
	l := s.View.Looks
	name := fmt.Sprintf("%s %s %s %s", s.Name, s.orientation, s.View.Lang, l.Text)
	if l.Contrast {
		name += " contrast"
	}
	if l.Reach {
		name += " reach"
	}
	if l.Guided {
		name += " guided"
	}
	return name
}

// dimension is what the walk goes over.
type dimension int

const (
	withThemes dimension = 1 << iota
	withSizes
	withReach
	withGuide
	withAll = withThemes | withSizes | withReach | withGuide
)

// allLooks lists what a visitor can make of the screen.
func allLooks(d dimension) []kiosk.Looks {
	out := []kiosk.Looks{{}}
	double := func(with dimension, change func(*kiosk.Looks)) {
		if d&with == 0 {
			return
		}
		for _, l := range out {
			change(&l)
			out = append(out, l)
		}
	}
	double(withSizes, func(l *kiosk.Looks) { l.Text = kiosk.TextLarge })
	if d&withSizes != 0 {
		out = append(out, kiosk.Looks{Text: kiosk.TextLargest})
	}
	double(withThemes, func(l *kiosk.Looks) { l.Contrast = true })
	double(withReach, func(l *kiosk.Looks) { l.Reach = true })
	double(withGuide, func(l *kiosk.Looks) { l.Guided = true })
	return out
}

// walk calls check for every picture of every screen, in both languages and
// orientations.
func walk(t *testing.T, d dimension, check func(t *testing.T, s shown)) {
	t.Helper()
	if racing {
		t.Skip("lays out and draws thousands of screens, each alone")
	}
	for orientation, size := range uitest.Sizes() {
		for _, l := range uitest.Languages() {
			t.Run(fmt.Sprintf("%s-%s", orientation, l), func(t *testing.T) {
				t.Parallel()
				u := newScreen(t, uitest.Options())
				for _, s := range drawn(l) {
					for _, looks := range allLooks(d) {
						s = s.Looked(looks)
						scene, err := s.Show(u, size)
						if err != nil {
							t.Errorf("%s: %v", orientation, err)
							continue
						}
						check(t, shown{s, orientation, size, scene})
					}
				}
			})
		}
	}
}

func newScreen(t *testing.T, o ui.Options) *ui.UI {
	t.Helper()
	u, err := ui.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
