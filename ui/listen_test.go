package ui_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// words lists what is written on a scene, without its controls' labels.
func words(s *ui.Scene) string { return strings.Join(s.Spoken(), "\n") }

func listeningView(s kiosk.ListenState, l kiosk.Lang) kiosk.View {
	v := uitest.Visiting(kiosk.ScreenListen, l)
	v.Listen = &kiosk.Listening{ID: "listen/1", State: s}
	return v
}

// What is being said is shown while the microphone is open, and nowhere else.
func TestHearing(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	show := func(v kiosk.View) string { return words(u.Scene(v, uitest.Noon(), uitest.Landscape())) }
	open := listeningView(kiosk.ListenOpen, kiosk.Vi)
	show(open)
	u.SetHearing("giấy khai sinh")
	if got := show(open); !strings.Contains(got, "giấy khai sinh") || !strings.Contains(got, "Đang nghe…") {
		t.Errorf("while it listens: got %q, want what is being said", got)
	}
	guided := open
	guided.Looks.Guided = true
	if got := show(guided); strings.Contains(got, "giấy khai sinh") {
		t.Errorf("for who listens to the guide: got %q, want nothing that the guide would say into the microphone", got)
	}
	for _, s := range []kiosk.ListenState{kiosk.ListenNothing, kiosk.ListenDeaf} {
		if got := show(listeningView(s, kiosk.Vi)); strings.Contains(got, "giấy khai sinh") {
			t.Errorf("%s: got %q, want nothing of what was said", s, got)
		}
	}
	show(uitest.Visiting(kiosk.ScreenHome, kiosk.Vi))
	if got := show(open); strings.Contains(got, "giấy khai sinh") {
		t.Errorf("after the visitor had left: got %q, want nothing of what was said", got)
	}
	long := strings.Repeat("rất dài ", 60) + "và hết"
	u.SetHearing(long)
	if got := show(open); !strings.Contains(got, "và hết") || strings.Contains(got, long) {
		t.Errorf("a long request: got %q, want its end", got)
	}
}

// The button to speak is offered where speaking is understood.
func TestSpeakingIsOfferedInTheLanguagesThatAreHeard(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		ear  bool
		ears []kiosk.Lang
		want []kiosk.Lang
	}{
		{"no recogniser", false, nil, nil},
		{"no recogniser any more", false, []kiosk.Lang{kiosk.Vi, kiosk.En}, nil},
		{"Vietnamese alone", true, []kiosk.Lang{kiosk.Vi}, []kiosk.Lang{kiosk.Vi}},
		{"both", true, []kiosk.Lang{kiosk.Vi, kiosk.En}, []kiosk.Lang{kiosk.Vi, kiosk.En}},
	}
	for _, tt := range tests {
		for _, l := range []kiosk.Lang{kiosk.Vi, kiosk.En} {
			u := newScreen(t, uitest.Options())
			u.SetEars(tt.ears)
			v := uitest.Visiting(kiosk.ScreenFind, l)
			v.Ear = tt.ear
			offered := slices.ContainsFunc(u.Scene(v, uitest.Noon(), uitest.Landscape()).Controls(), func(c ui.Control) bool {
				_, ok := c.Msg.(kiosk.ListenAsked)
				return ok
			})
			if want := slices.Contains(tt.want, l); offered != want {
				t.Errorf("%s, %s: offered %v, want %v", tt.name, l, offered, want)
			}
		}
	}
}

// While the microphone is open, who has said all can say so.
func TestTheEndOfSpeechCanBeTouched(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	for _, l := range []kiosk.Lang{kiosk.Vi, kiosk.En} {
		has := slices.ContainsFunc(u.Scene(listeningView(kiosk.ListenOpen, l), uitest.Noon(), uitest.Landscape()).Controls(), func(c ui.Control) bool {
			return c.Msg == kiosk.SpeechEnded{}
		})
		if !has {
			t.Errorf("%s: got no control that ends the speech, want one", l)
		}
	}
}

// A short touch opens the microphone until there is silence; who holds the
// button while she speaks has said all when she lets go. A rest of three
// seconds is no call for the voice guide then.
func TestHoldToTalk(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		held time.Duration
		last ui.Touch
		want []kiosk.Msg
	}{
		{"a tap", 150 * time.Millisecond, ui.Release, []kiosk.Msg{kiosk.ListenAsked{}}},
		{"held", 5 * time.Second, ui.Release, []kiosk.Msg{kiosk.ListenAsked{}, kiosk.SpeechEnded{}}},
		{"held, and the touch lost", 2 * time.Second, ui.Cancel, []kiosk.Msg{kiosk.ListenAsked{}, kiosk.SpeechEnded{}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []kiosk.Msg
			o := uitest.Options()
			o.Say = func(kiosk.Lang, string) {} // there is a voice guide
			o.Post = func(m kiosk.Msg) {
				if m != (kiosk.Touched{}) {
					got = append(got, m)
				}
			}
			u := newScreen(t, o)
			now := uitest.Noon()
			v := uitest.Visiting(kiosk.ScreenListen, kiosk.Vi)
			s := u.Scene(v, now, uitest.Landscape())
			u.Shown(now)
			now = now.Add(time.Second)
			i := slices.IndexFunc(s.Controls(), func(c ui.Control) bool { return c.Msg == kiosk.ListenAsked{} })
			at := s.Controls()[i].Bounds.Min.Add(s.Controls()[i].Bounds.Size().Div(2))
			u.Touch(ui.Press, at, now)
			if want := tt.want[:1]; !reflect.DeepEqual(got, want) {
				t.Fatalf("with the finger down: got %v, want %v at once", got, want)
			}
			u.Scene(listeningView(kiosk.ListenOpen, kiosk.Vi), now, uitest.Landscape())
			u.Shown(now)
			for end := now.Add(tt.held); now.Before(end); now = now.Add(50 * time.Millisecond) {
				u.Touch(ui.Move, at, now)
				u.Tick(now)
			}
			u.Touch(tt.last, at, now)
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if w := u.Wake(); !w.IsZero() {
				t.Errorf("with the finger up: wakes at %v, want never", w)
			}
		})
	}
}

// TestWordsSent: who is heard by a model of the ward is told so, before she speaks
// and while she does.
func TestWordsSent(t *testing.T) {
	t.Parallel()
	for _, sent := range []bool{false, true} {
		o := uitest.Options()
		o.WordsSent = sent
		screen, err := ui.New(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, state := range []*kiosk.Listening{nil, {ID: "listen/1", State: kiosk.ListenOpen}} {
			v := uitest.Visiting(kiosk.ScreenListen, kiosk.Vi)
			v.Listen = state
			got := strings.Join(screen.Scene(v, uitest.Noon(), uitest.Landscape()).Spoken(), " ")
			if strings.Contains(got, "gửi tới máy tính của phường") != sent {
				t.Errorf("sent %v, %+v: got %q", sent, state, got)
			}
		}
		v := uitest.Visiting(kiosk.ScreenFind, kiosk.Vi)
		v.Ear = true
		opens := slices.ContainsFunc(screen.Scene(v, uitest.Noon(), uitest.Landscape()).Controls(), func(c ui.Control) bool {
			_, ok := c.Msg.(kiosk.ListenAsked)
			return ok
		})
		if opens == sent {
			t.Errorf("sent %v: a touch before she was told opens the microphone: %v", sent, opens)
		}
	}
}
