package ui_test

import (
	"image"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// rest puts a finger down and asks the screen again and again what is due.
func rest(u *ui.UI, at image.Point, from time.Time, long time.Duration) {
	u.Touch(ui.Press, at, from)
	for past := time.Duration(0); past <= long; past += 100 * time.Millisecond {
		u.Tick(from.Add(past))
	}
}

func TestRestingAFingerTurnsTheVoiceGuideOn(t *testing.T) {
	t.Parallel()
	for _, s := range []kiosk.Screen{kiosk.ScreenHome, kiosk.ScreenAttract} {
		for _, tt := range []struct {
			name string
			rest time.Duration
			want []kiosk.Msg
		}{
			{"shorter", 2900 * time.Millisecond, nil},
			{"three seconds", 3 * time.Second, []kiosk.Msg{kiosk.LooksPicked{Looks: kiosk.Looks{Guided: true}}}},
			{"longer, once only", 20 * time.Second, []kiosk.Msg{kiosk.LooksPicked{Looks: kiosk.Looks{Guided: true}}}},
		} {
			t.Run(string(s)+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				var got []kiosk.Msg
				u := newScreen(t, asked(func(m kiosk.Msg) { got = append(got, m) }))
				f := uitest.NewFinger(u, uitest.Ward(s, kiosk.Vi), uitest.Portrait())
				at := middle(f.Scene.Controls()[len(f.Scene.Controls())-2])
				rest(u, at, f.Now, tt.rest)
				if !reflect.DeepEqual(got, tt.want) {
					t.Errorf("resting: got %#v, want %#v", got, tt.want)
				}
				if len(tt.want) == 0 {
					return
				}
				u.Touch(ui.Release, at, f.Now.Add(tt.rest))
				if len(got) != 1 {
					t.Errorf("lifting the finger then: got %#v, want nothing more", got)
				}
			})
		}
	}
}

// On a visitor's ticket a finger that rests is one that thinks.
func TestRestingElsewhereIsATouch(t *testing.T) {
	t.Parallel()
	var got []kiosk.Msg
	u := newScreen(t, asked(func(m kiosk.Msg) { got = append(got, m) }))
	f := uitest.NewFinger(u, uitest.Ticket(kiosk.Vi, kiosk.PrintFail), uitest.Landscape())
	c, ok := f.Find("Tôi đã ghi số")
	if !ok {
		t.Fatal("got no way to note the number")
	}
	rest(u, middle(c), f.Now, 10*time.Second)
	if len(got) != 0 {
		t.Fatalf("resting: got %#v, want nothing", got)
	}
	u.Touch(ui.Release, middle(c), f.Now.Add(11*time.Second))
	if want := []kiosk.Msg{c.Msg}; !reflect.DeepEqual(got, want) {
		t.Errorf("lifting: got %#v, want %#v", got, want)
	}
}

// clockOf is where the clock is.
func clockOf(t *testing.T, s *ui.Scene) image.Point {
	t.Helper()
	for _, c := range s.Controls() {
		if c.Secret() {
			return middle(c)
		}
	}
	t.Fatal("got no secret place, want the clock")
	return image.Point{}
}

// pinShown reports whether the PIN is asked for.
func pinShown(s *ui.Scene) bool {
	for _, w := range s.Written() {
		if strings.Contains(w.Text, "PIN") {
			return true
		}
	}
	return false
}

func TestTheClockAsksForThePIN(t *testing.T) {
	t.Parallel()
	var pins []string
	var got []kiosk.Msg
	o := asked(func(m kiosk.Msg) { got = append(got, m) })
	o.Unlock = func(pin string) { pins = append(pins, pin) }
	u := newScreen(t, o)
	f := uitest.NewFinger(u, uitest.Ward(kiosk.ScreenHome, kiosk.Vi), uitest.Landscape())
	at := clockOf(t, f.Scene)
	rest(u, at, f.Now, 4900*time.Millisecond)
	u.Touch(ui.Release, at, f.Now)
	if f.Look(); pinShown(f.Scene) {
		t.Error("resting for 4.9 s: got asked for the PIN, want not yet")
	}
	f.Unlock()
	if f.Err != nil || !pinShown(f.Scene) {
		t.Fatalf("resting for 5 s: got no question for the PIN (%v), want it", f.Err)
	}
	for _, c := range f.Scene.Controls() {
		if c.Msg != nil {
			t.Errorf("under the PIN: got %q still there, want nothing of the screen below", c.Label)
		}
	}
	f.Type("1")
	f.Tap("Xóa")
	f.Type("2468")
	f.Tap("Xong")
	if f.Err != nil || !reflect.DeepEqual(pins, []string{"2468"}) {
		t.Errorf("giving the PIN: got %q (%v), want 2468 once", pins, f.Err)
	}
	for _, w := range f.Scene.Written() {
		if strings.Contains(w.Text, "2468") {
			t.Errorf("got the PIN on the screen: %q", w.Text)
		}
	}
	u.Refuse()
	if f.Look(); !pinShown(f.Scene) {
		t.Error("a wrong PIN: got no question any more, want it")
	}
	f.Tap("Thôi")
	if f.Look(); pinShown(f.Scene) || len(got) != 0 {
		t.Errorf("giving up: got the question %t and messages %#v, want neither", pinShown(f.Scene), got)
	}
}

func TestWithoutUnlockThereIsNoSecret(t *testing.T) {
	t.Parallel()
	u := newScreen(t, ui.Options{})
	for _, s := range uitest.Screens(kiosk.Vi) {
		for _, c := range u.Scene(s.View, uitest.Noon(), uitest.Landscape()).Controls() {
			if c.Secret() {
				t.Errorf("%s: got a secret place, want none without a PIN to check", s.Name)
			}
		}
	}
}

// A palm, a thing that leans on the screen, and a panel that is ill: no finger
// rests for 45 seconds.
func TestAFingerThatNeverLiftsIsNone(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	f := uitest.NewFinger(u, uitest.Ward(kiosk.ScreenHome, kiosk.Vi), uitest.Landscape())
	at := image.Pt(5, 900)
	u.Touch(ui.Press, at, f.Now)
	for _, tt := range []struct {
		after time.Duration
		want  bool
	}{{0, false}, {44 * time.Second, false}, {45 * time.Second, true}, {time.Hour, true}} {
		if got := u.Stuck(f.Now.Add(tt.after)); got != tt.want {
			t.Errorf("a finger down for %v: got stuck %t, want %t", tt.after, got, tt.want)
		}
	}
	for now := f.Now; ; {
		wake := u.Wake()
		if wake.IsZero() || !wake.After(now) {
			t.Fatalf("a finger down since %v: got woken at %v, want a time to come before it is stuck", f.Now, wake)
		}
		if now = wake; u.Stuck(now) {
			break
		}
		u.Tick(now)
	}
	u.Touch(ui.Release, at, f.Now.Add(time.Hour))
	if u.Stuck(f.Now.Add(2*time.Hour)) || !u.Wake().IsZero() {
		t.Error("after it lifts: got it stuck still, want not")
	}
}

// A second press before the first is lifted never makes two of them.
func TestAPalmBesideAFingerDoesNotActTwice(t *testing.T) {
	t.Parallel()
	var got []kiosk.Msg
	u := newScreen(t, asked(func(m kiosk.Msg) { got = append(got, m) }))
	f := uitest.NewFinger(u, uitest.Ward(kiosk.ScreenHome, kiosk.Vi), uitest.Landscape())
	a, b := middle(labelled(t, f.Scene, "Chứng thực")), middle(labelled(t, f.Scene, "Đất đai, xây dựng"))
	for _, step := range []struct {
		how ui.Touch
		at  image.Point
	}{{ui.Press, a}, {ui.Press, b}, {ui.Move, a}, {ui.Release, a}, {ui.Release, b}} {
		u.Touch(step.how, step.at, f.Now)
	}
	if len(got) > 1 {
		t.Errorf("two presses at once: got %#v, want at most one message", got)
	}
	got = nil
	for range 2 { // one that bounces
		u.Touch(ui.Press, a, f.Now.Add(time.Second))
	}
	u.Touch(ui.Release, a, f.Now.Add(time.Second))
	u.Touch(ui.Release, a, f.Now.Add(time.Second))
	if len(got) != 1 {
		t.Errorf("a press that bounces: got %#v, want one message", got)
	}
}
