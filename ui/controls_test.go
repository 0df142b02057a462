package ui_test

import (
	"image"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// The picture of a 21.5-inch screen hangs with its lower edge at 900 mm. EN 301
// 549 lets hands reach 1220 mm, the draft of its revision 1100 mm.
const (
	lowerEdgeMM = 900.0
	usualMM     = 1220.0
	nearMM      = 1100.0
	leastTarget = 80
)

// heightMM is how high a row of pixels is above the floor.
func heightMM(y int, size image.Point) float64 {
	picture := 268.0
	if size.Y > size.X {
		picture = 476
	}
	return lowerEdgeMM + picture*(1-float64(y)/float64(size.Y))
}

func TestControlsAreLargeApartAndInReach(t *testing.T) {
	t.Parallel()
	walk(t, withAll, func(t *testing.T, s shown) {
		t.Helper()
		limit := usualMM
		if s.View.Looks.Reach {
			limit = nearMM
		}
		var before []ui.Control
		for _, c := range s.scene.Controls() {
			if c.Backdrop() || c.Secret() {
				continue
			}
			if c.Bounds.Dx() < leastTarget || c.Bounds.Dy() < leastTarget {
				t.Errorf("%s: %q: got %v, want at least %d×%d", s.mode(), c.Label, c.Bounds.Size(), leastTarget, leastTarget)
			}
			if !c.Bounds.In(image.Rectangle{Max: s.size}) {
				t.Errorf("%s: %q: got place %v, want it on the screen", s.mode(), c.Label, c.Bounds)
			}
			if got := heightMM(c.Bounds.Min.Y, s.size); got > limit {
				t.Errorf("%s: %q: got its top %.0f mm above the floor, want at most %.0f", s.mode(), c.Label, got, limit)
			}
			for _, d := range before {
				if c.Bounds.Overlaps(d.Bounds) {
					t.Errorf("%s: %q and %q overlap: %v, %v", s.mode(), c.Label, d.Label, c.Bounds, d.Bounds)
				}
			}
			before = append(before, c)
			if found, ok := s.scene.At(middle(c)); !ok || found.Label != c.Label {
				t.Errorf("%s: at the middle of %q: got %q, want it", s.mode(), c.Label, found.Label)
			}
		}
		if len(before) == 0 && openToVisitors(s.View.Screen) {
			t.Errorf("%s: got no controls, want some: no screen may be a dead end", s.mode())
		}
	})
}

// openToVisitors reports whether there is something to be touched on a screen.
func openToVisitors(s kiosk.Screen) bool {
	return s != kiosk.ScreenOut && s != kiosk.ScreenEmergency
}

// The language is one touch away on every screen that does not speak both.
func TestTheLanguageIsOneTouchAway(t *testing.T) {
	t.Parallel()
	walk(t, withSizes|withReach, func(t *testing.T, s shown) {
		t.Helper()
		sheet := len(s.Name) >= 3 && s.Name[:3] == "pin" || !s.View.LeaveAt.IsZero() // a touch beside closes it
		if sheet || !openToVisitors(s.View.Screen) {
			return
		}
		label := "English"
		if s.View.Lang == kiosk.En {
			label = "Tiếng Việt"
		}
		for _, c := range s.scene.Controls() {
			if m, ok := c.Msg.(kiosk.LanguagePicked); ok && m.Lang != s.View.Lang && c.Label == label {
				return
			}
		}
		t.Errorf("%s: got no control %q, want the language on every visitor's screen", s.mode(), label)
	})
}

func TestEveryServiceCanBeReached(t *testing.T) {
	t.Parallel()
	for name, size := range uitest.Sizes() {
		for _, text := range []kiosk.TextSize{kiosk.TextNormal, kiosk.TextLarge, kiosk.TextLargest} {
			t.Run(name+" "+string(text), func(t *testing.T) {
				t.Parallel()
				picked := map[string]bool{}
				o := uitest.Options()
				o.Post = func(m kiosk.Msg) {
					if p, ok := m.(kiosk.ServicePicked); ok {
						picked[p.Service] = true
					}
				}
				v := uitest.Crowded(kiosk.Vi)
				v.Looks.Text = text
				f := uitest.NewFinger(newScreen(t, o), v, size)
				for range v.Services {
					for _, c := range f.Scene.Controls() {
						if _, ok := c.Msg.(kiosk.ServicePicked); ok {
							f.At(c)
						}
					}
					if next, ok := f.Find("Trang sau"); ok {
						f.At(next)
					}
				}
				if got, want := len(picked), len(v.Services); got != want {
					t.Errorf("turning all pages: got %d services, want %d", got, want)
				}
			})
		}
	}
}

func TestOddScreens(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	for _, size := range []image.Point{{1280, 1024}, {1366, 768}, {3840, 2160}, {800, 1280}, {1080, 1080}} {
		for _, s := range uitest.Screens(kiosk.Vi) {
			scene, err := s.Show(u, size)
			if err != nil {
				t.Errorf("%v: %v", size, err)
				continue
			}
			if m := scene.Misfits(); len(m) > 0 {
				t.Errorf("%s at %v: got misfits %q, want none", s.Name, size, m)
			}
			for _, c := range scene.Controls() {
				if !c.Bounds.In(image.Rectangle{Max: size.Add(image.Pt(1, 1))}) {
					t.Errorf("%s at %v: got %q at %v, want it on the screen", s.Name, size, c.Label, c.Bounds)
				}
			}
		}
	}
}

func TestViewsWithHolesAreDrawn(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	all := []kiosk.Screen{"", "unheard-of"}
	for _, s := range uitest.Screens(kiosk.Vi) {
		all = append(all, s.View.Screen)
	}
	for _, s := range all {
		for _, guided := range []bool{false, true} {
			for _, size := range uitest.Sizes() {
				v := kiosk.View{Screen: s, Looks: kiosk.Looks{Guided: guided}}
				if got := len(u.Scene(v, uitest.Noon(), size).Damage(nil)); got != 1 {
					t.Errorf("empty view of %q: got %d rectangles to draw, want 1", s, got)
				}
			}
		}
	}
}
