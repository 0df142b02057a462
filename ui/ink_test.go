package ui_test

import (
	"image"
	"strings"
	"sync"
	"testing"

	"tiepdan/ui"
)

// eyes keeps an eye for each goroutine of a walk: one for each orientation and
// language.
type eyes struct {
	mu  sync.Mutex
	all map[string]*ui.Eye
}

func newEyes() *eyes { return &eyes{all: map[string]*ui.Eye{}} }

func (e *eyes) of(s shown) *ui.Eye {
	e.mu.Lock()
	defer e.mu.Unlock()
	key := s.orientation + string(s.View.Lang)
	if e.all[key] == nil {
		e.all[key] = ui.NewEye(s.size)
	}
	return e.all[key]
}

// What is really drawn of a text lies on the screen, in the part that is drawn
// anew when the text changes, and in its box; nothing lies over it, no other
// text either.
func TestInkLiesInItsBox(t *testing.T) {
	t.Parallel()
	eyes := newEyes()
	walk(t, withSizes|withReach, func(t *testing.T, s shown) {
		t.Helper()
		eye := eyes.of(s)
		sheet := strings.HasPrefix(s.Name, "pin") || !s.View.LeaveAt.IsZero() || s.View.Line.Refusal != nil // lies over a screen
		var texts []string
		var inks []image.Rectangle
		for _, w := range s.scene.Written() {
			ink := eye.Ink(s.scene, w)
			if !ink.In(image.Rectangle{Max: s.size}) || !ink.In(w.Room) || !ink.In(w.Box) {
				t.Errorf("%s: %q: got ink in %v, want it within the screen, its room %v and its box %v", s.mode(), w.Text, ink, w.Room, w.Box)
			}
			if sheet {
				continue
			}
			if s.scene.Covered(w, ink) {
				t.Errorf("%s: %q: got a box over its ink in %v, want none", s.mode(), w.Text, ink)
			}
			for i, other := range inks {
				if ink.Overlaps(other) {
					t.Errorf("%s: %q in %v: got it over %q in %v, want them apart", s.mode(), w.Text, ink, texts[i], other)
				}
			}
			texts, inks = append(texts, w.Text), append(inks, ink)
		}
	})
}

// alphabet is every letter of Vietnamese with every tone, in both cases, and
// what else stands on screens.
func alphabet() []string {
	var out []string
	for _, row := range []string{
		"aàáảãạ", "ăằắẳẵặ", "âầấẩẫậ", "eèéẻẽẹ", "êềếểễệ", "iìíỉĩị",
		"oòóỏõọ", "ôồốổỗộ", "ơờớởỡợ", "uùúủũụ", "ưừứửữự", "yỳýỷỹỵ",
		"bcdđghjklmnpqrstvxfwz", "0123456789", "–-/(),.:;!?·•%…",
	} {
		out = append(out, row, strings.ToUpper(row))
	}
	return append(out, "ẴẾỖỰ ẴẾỖỰ", "Ẳng Ểnh Ỗng Ữ ỵ gỷ")
}

// Stacked capitals rise above their line: whatever the size and the weight, the
// part of the screen that is drawn for a text holds all of it.
func TestNoMarkIsCut(t *testing.T) {
	t.Parallel()
	u, eye := newScreen(t, ui.Options{}), ui.NewEye(image.Pt(2600, 560))
	for _, size := range []int{22, 24, 30, 34, 36, 38, 40, 42, 46, 48, 54, 56, 60, 62, 76, 88, 90, 96, 104} {
		for _, scale := range []float64{1, 1.3, 1.6} {
			scaled := int(float64(size)*scale + 0.5)
			for _, text := range alphabet() {
				for weight, cut := range ui.Cuts(u, eye, scaled, text) {
					if !cut.Ink.In(cut.Room.Inset(1)) {
						t.Errorf("%q, %d px, weight %d: got ink in %v, want it clear of the edge of %v", text, scaled, weight, cut.Ink, cut.Room)
					}
				}
			}
		}
	}
}
