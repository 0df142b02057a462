package ui_test

import (
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// The second tap of a double tap was meant for what was there before.
func TestADoubleTapDoesNotActOnTheNextScreen(t *testing.T) {
	t.Parallel()
	home := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	next := uitest.Rating(kiosk.Vi, "")
	next.Rating.Ticket = "t2"
	for _, tt := range []struct {
		name  string
		from  kiosk.View
		label string
		to    kiosk.View
	}{
		{"ticket to home", uitest.Ticket(kiosk.Vi, kiosk.PrintDone), "Về trang đầu", home},
		{"call to home", uitest.Called(kiosk.Vi, ""), "Lấy số mới", home},
		{"rating to the next rating", uitest.Rating(kiosk.Vi, ""), "Hài lòng", next},
		{"skipped rating to the next", uitest.Rating(kiosk.Vi, ""), "Bỏ qua", next},
		{"unsure paper to failed", uitest.Ticket(kiosk.Vi, kiosk.PrintUnsure), "Chưa có, in lại", uitest.Ticket(kiosk.Vi, kiosk.PrintFail)},
	} {
		for orientation, size := range uitest.Sizes() {
			t.Run(tt.name+" "+orientation, func(t *testing.T) {
				t.Parallel()
				var got []kiosk.Msg
				u := newScreen(t, asked(func(m kiosk.Msg) { got = append(got, m) }))
				now := uitest.Noon()
				at := middle(labelled(t, u.Scene(tt.from, now, size), tt.label))
				tapAt(u, at, now)
				scene := u.Scene(tt.to, now, size)
				tapAt(u, at, now.Add(time.Second)) // laid out, but not on screen yet
				shown := now.Add(2 * time.Second)
				u.Shown(shown)
				for _, ms := range []int{0, 50, 120, 399} {
					when := shown.Add(time.Duration(ms) * time.Millisecond)
					tapAt(u, at, when)
					u.Shown(when) // shown still, not anew
				}
				if len(got) != 1 {
					t.Fatalf("taps within 400 ms of the next screen: got %#v, want only the first", got)
				}
				if _, ok := scene.At(at); !ok {
					at = middle(scene.Controls()[len(scene.Controls())-1])
				}
				tapAt(u, at, shown.Add(400*time.Millisecond))
				if len(got) != 2 {
					t.Errorf("a tap 400 ms after the next screen: got %#v, want two messages", got)
				}
			})
		}
	}
}

// What did not move or change answers at once: nobody is kept from the first
// screen, nor from a screen on which only numbers count on.
func TestAControlThatStaysAnswersAtOnce(t *testing.T) {
	t.Parallel()
	posted := 0
	u := newScreen(t, asked(func(kiosk.Msg) { posted++ }))
	now := uitest.Noon()
	u.Shown(now) // nothing is, which must do no harm
	v := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	tile := middle(labelled(t, u.Scene(v, now, uitest.Landscape()), "Chứng thực"))
	tapAt(u, tile, now)
	if posted != 1 {
		t.Fatalf("a tap on the very first scene: got %d messages, want 1", posted)
	}
	v = uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	v.Board[0].Number, v.Priority = "A099", true
	now = now.Add(time.Minute)
	u.Scene(v, now, uitest.Landscape())
	u.Shown(now)
	u.Touch(ui.Press, tile, now)
	u.Scene(v, now, uitest.Landscape()) // the pressed look
	u.Shown(now)
	u.Touch(ui.Release, tile, now)
	for _, later := range []time.Duration{0, 150 * time.Millisecond, 399 * time.Millisecond} { // a double tap is one
		tapAt(u, tile, now.Add(later))
	}
	if posted != 2 {
		t.Errorf("a double tap while only numbers changed: got %d messages, want 2 with the first", posted)
	}
	tapAt(u, tile, now.Add(400*time.Millisecond))
	if posted != 3 {
		t.Errorf("a tap 400 ms after the one before: got %d messages, want 3 with the first", posted)
	}
}

// A double tap turns one page and picks nothing of what comes up; a second tap
// turns the next.
func TestPagesTurnFast(t *testing.T) {
	t.Parallel()
	v := uitest.Crowded(kiosk.Vi)
	v.Services = append(v.Services, v.Services...)
	for i := range v.Services {
		v.Services[i].ID = string(rune('a' + i))
	}
	posted := 0
	u := newScreen(t, asked(func(kiosk.Msg) { posted++ }))
	now := uitest.Noon()
	first := u.Scene(v, now, uitest.Landscape())
	turn, tile := middle(labelled(t, first, "Trang sau")), middle(labelled(t, first, v.Services[0].Name.Vi))
	tapAt(u, turn, now)
	second := u.Scene(v, now, uitest.Landscape())
	u.Shown(now)
	tapAt(u, tile, now)
	if posted != 0 {
		t.Errorf("a tap on a service that just came up: got %d messages, want 0", posted)
	}
	tapAt(u, turn, now.Add(200*time.Millisecond))
	if got := u.Scene(v, now, uitest.Landscape()).Damage(second); len(got) != 0 {
		t.Errorf("the second tap of a double tap: got changes in %v, want the same page", got)
	}
	tapAt(u, turn, now.Add(450*time.Millisecond))
	if len(u.Scene(v, now, uitest.Landscape()).Damage(second)) == 0 {
		t.Error("a tap 450 ms later: got the same page, want the next")
	}
}

// Of two buttons that send the same only the one under the finger looks pressed.
func TestOneButtonLooksPressed(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	v := paperEnd(kiosk.PrintUnsure)
	before := u.Scene(v, uitest.Noon(), uitest.Landscape())
	one := labelled(t, before, "Tôi đã ghi số")
	u.Touch(ui.Press, middle(one), uitest.Noon())
	for _, r := range u.Scene(v, uitest.Noon(), uitest.Landscape()).Damage(before) {
		if !r.In(one.Bounds.Inset(-8)) {
			t.Errorf("pressing one of two buttons: got changes in %v, want them within %v", r, one.Bounds)
		}
	}
}
