package ui_test

import (
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// The least contrasts: WCAG 2.2, 1.4.3 and 1.4.6 for texts, 1.4.11 for what is
// not a text.
const (
	usualContrast   = 4.5
	highContrast    = 7.0
	drawingContrast = 3.0
)

// contrast is the ratio of WCAG 2.2, 1.4.3.
func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	part := func(v byte) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func TestTextsStandOut(t *testing.T) {
	t.Parallel()
	walk(t, withThemes|withGuide|withReach, func(t *testing.T, s shown) {
		t.Helper()
		want := usualContrast
		if s.View.Looks.Contrast {
			want = highContrast
		}
		for _, w := range s.scene.Written() {
			if got := contrast(w.Ink, w.Ground); got < want {
				t.Errorf("%s: %q: got contrast %.1f of %v on %v, want at least %.1f", s.mode(), w.Text, got, w.Ink, w.Ground, want)
			}
		}
	})
}

// Of what is drawn of several colours one must stand out: a face has a skin.
func TestIconsStandOut(t *testing.T) {
	t.Parallel()
	eyes := newEyes()
	walk(t, withThemes, func(t *testing.T, s shown) {
		t.Helper()
		for _, d := range eyes.of(s).Drawings(s.scene) {
			best := 0.0
			for _, ink := range d.Ink {
				best = max(best, contrast(ink, d.Ground))
			}
			if best < drawingContrast {
				t.Errorf("%s: a drawing at %v: got contrast %.1f of %v on %v, want at least %.1f", s.mode(), d.At, best, d.Ink, d.Ground, drawingContrast)
			}
		}
	})
}

// Nothing is left out, cut or ended by dots but by what goes on: "Đang nghe…".
func TestTextsFit(t *testing.T) {
	t.Parallel()
	goingOn := []string{"Đang nghe…", "Listening…", "Đang thử…", "Running…"}
	walk(t, withSizes|withReach|withGuide, func(t *testing.T, s shown) {
		t.Helper()
		for _, m := range s.scene.Misfits() {
			t.Errorf("%s: got a text without room, want all to fit: %s", s.mode(), m)
		}
		for _, w := range s.scene.Written() {
			if strings.Contains(w.Text, "…") && !slices.Contains(goingOn, w.Text) {
				t.Errorf("%s: got an ellipsis in %q, want texts whole", s.mode(), w.Text)
			}
		}
	})
}

// The least sizes of texts, in design pixels: 30 is 7.3 mm, to be read from 600
// mm. On the technician's page, in the lines that name a source, and in texts of
// 250 letters and more, less will do.
const (
	leastSize    = 30
	leastFine    = 24
	leastExtreme = 22
)

func leastOf(s shown, text string) int {
	switch {
	case strings.HasSuffix(s.Name, "-long") || strings.HasPrefix(s.Name, "home-long") || s.Name == "home-troubled":
		return leastExtreme
	case s.View.Screen == kiosk.ScreenTechnician:
		return leastFine
	}
	for _, head := range []string{"Nguồn: ", "Source: ", "Cơ quan giải quyết: ", "In charge: "} {
		if strings.HasPrefix(text, head) {
			return leastFine
		}
	}
	return leastSize
}

func TestTextsAreLargeEnough(t *testing.T) {
	t.Parallel()
	walk(t, withSizes|withReach|withGuide, func(t *testing.T, s shown) {
		t.Helper()
		for _, w := range s.scene.Written() {
			if want := leastOf(s, w.Text); w.Size < want {
				t.Errorf("%s: %q: got %d px, want at least %d", s.mode(), w.Text, w.Size, want)
			}
		}
	})
}

// readable is the size from which a text is legible for everybody: numbers and
// titles above it may give room to what is smaller.
const readable = 60

// slack is by how much the mean may shrink because fewer small texts have room.
const slack = 0.05

// sizes gives the size of each text of a screen.
func sizes(s *ui.Scene) map[string]int {
	out := map[string]int{}
	for _, w := range s.Written() {
		out[w.Text] = max(out[w.Text], w.Size)
	}
	return out
}

// fixed reports whether a screen looks alike in every size of text: it is as
// large as it can be, or for the technician.
func fixed(s uitest.Screen) bool {
	switch s.View.Screen {
	case kiosk.ScreenOut, kiosk.ScreenEmergency, kiosk.ScreenTechnician:
		return true
	default:
		return strings.HasPrefix(s.Name, "pin")
	}
}

// extreme reports whether a screen is so full that texts take room from one another.
func extreme(s uitest.Screen) bool {
	return s.Name == "home-troubled" || strings.Contains(s.Name, "-long") || strings.HasSuffix(s.Name, "-busy") || strings.HasSuffix(s.Name, "-bare")
}

// Texts that a visitor finds small are larger in the larger sizes: their mean is
// over those that stand on the screen in the usual size as well.
func TestTextsGrow(t *testing.T) {
	t.Parallel()
	for orientation, size := range uitest.Sizes() {
		for _, l := range uitest.Languages() {
			t.Run(orientation+" "+string(l), func(t *testing.T) {
				t.Parallel()
				u := newScreen(t, uitest.Options())
				for _, s := range uitest.Screens(l) {
					if !fixed(s) {
						grows(t, u, s, size)
					}
				}
			})
		}
	}
}

func grows(t *testing.T, u *ui.UI, s uitest.Screen, size image.Point) {
	t.Helper()
	var usual map[string]int
	was := 0.0
	for _, text := range []kiosk.TextSize{kiosk.TextNormal, kiosk.TextLarge, kiosk.TextLargest} {
		scene, err := s.Looked(kiosk.Looks{Text: text}).Show(u, size)
		if err != nil {
			t.Error(err)
			return
		}
		now := sizes(scene)
		if usual == nil {
			usual = now
		}
		is, n := 0.0, 0
		for text, size := range usual {
			if now[text] > 0 && size < readable {
				is, n = is+float64(now[text])/float64(size), n+1
			}
		}
		is /= float64(n)
		if text != kiosk.TextNormal && is <= 1 && !extreme(s) || is < was-slack {
			t.Errorf("%s: texts of size %q: got %.2f times the usual sizes, want more than 1 and about %.2f", s.Name, text, is, was)
		}
		was = is
		if said := scene.Spoken(); len(said) > 0 && usual[said[0]] > 0 && now[said[0]] > 0 {
			t.Logf("%s: size %q: title %d px, %.2f times", s.Name, text, now[said[0]], float64(now[said[0]])/float64(usual[said[0]]))
		}
	}
}

// The header's date fits on every day of the year.
func TestEveryDateFits(t *testing.T) {
	t.Parallel()
	for orientation, size := range uitest.Sizes() {
		t.Run(orientation, func(t *testing.T) {
			t.Parallel()
			u := newScreen(t, uitest.Options())
			for day := range 366 {
				for _, l := range uitest.Languages() {
					s := u.Scene(uitest.Ticket(l, kiosk.PrintDone), uitest.Noon().AddDate(0, 0, day), size)
					for _, w := range s.Written() {
						if w.Size < leastSize {
							t.Errorf("%d days on: %q: got %d px, want at least %d", day, w.Text, w.Size, leastSize)
						}
					}
				}
			}
		})
	}
}
