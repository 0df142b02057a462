package ui_test

import (
	"fmt"
	"image"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

func middle(c ui.Control) image.Point { return c.Bounds.Min.Add(c.Bounds.Size().Div(2)) }

// tap touches a control that has been on screen for long.
func tap(u *ui.UI, c ui.Control) {
	u.Shown(uitest.Noon())
	tapAt(u, middle(c), uitest.Noon().Add(time.Minute))
}

func tapAt(u *ui.UI, at image.Point, now time.Time) {
	u.Touch(ui.Press, at, now)
	u.Touch(ui.Release, at, now.Add(40*time.Millisecond))
}

// asked passes on what touches ask for, but not that somebody is there.
func asked(post func(kiosk.Msg)) ui.Options {
	o := uitest.Options()
	o.Post = func(m kiosk.Msg) {
		if _, ok := m.(kiosk.Touched); !ok {
			post(m)
		}
	}
	return o
}

func labelled(t *testing.T, s *ui.Scene, label string) ui.Control {
	t.Helper()
	var all []string
	for _, c := range s.Controls() {
		if c.Label == label {
			return c
		}
		all = append(all, c.Label)
	}
	t.Fatalf("got no control %q, only %q", label, all)
	return ui.Control{}
}

func TestWhatIsTouchedIsSent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		view  kiosk.View
		label string
		want  kiosk.Msg
	}{
		{"service", uitest.Ward(kiosk.ScreenHome, kiosk.Vi), "Chứng thực", kiosk.ServicePicked{Service: "chung-thuc"}},
		{"service in English", uitest.Ward(kiosk.ScreenHome, kiosk.En), "Certification", kiosk.ServicePicked{Service: "chung-thuc"}},
		{"priority", uitest.Ward(kiosk.ScreenHome, kiosk.Vi), "Ưu tiên", kiosk.PriorityToggled{}},
		{"language", uitest.Ward(kiosk.ScreenHome, kiosk.Vi), "English", kiosk.LanguagePicked{Lang: kiosk.En}},
		{"language back", uitest.Ward(kiosk.ScreenHome, kiosk.En), "Tiếng Việt", kiosk.LanguagePicked{Lang: kiosk.Vi}},
		{"number noted", uitest.Ticket(kiosk.Vi, kiosk.PrintFail), "Tôi đã ghi số", kiosk.NumberNoted{Ticket: "t1"}},
		{"print after all", uitest.Ticket(kiosk.Vi, kiosk.PrintFail), "In phiếu", kiosk.ReprintAsked{Ticket: "t1"}},
		{"paper came", uitest.Ticket(kiosk.Vi, kiosk.PrintUnsure), "Tôi đã có phiếu", kiosk.NumberNoted{Ticket: "t1"}},
		{"paper did not come", uitest.Ticket(kiosk.Vi, kiosk.PrintUnsure), "Chưa có, in lại", kiosk.ReprintAsked{Ticket: "t1"}},
		{"paper came as the last", paperEnd(kiosk.PrintUnsure), "Tôi đã có phiếu", kiosk.NumberNoted{Ticket: "t1"}},
		{"paper ran out", paperEnd(kiosk.PrintUnsure), "Tôi đã ghi số", kiosk.NumberNoted{Ticket: "t1"}},
		{"number noted without paper", paperEnd(kiosk.PrintFail), "Tôi đã ghi số", kiosk.NumberNoted{Ticket: "t1"}},
		{"ticket taken", uitest.Ticket(kiosk.Vi, kiosk.PrintDone), "Về trang đầu", kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: "t1"}},
		{"follow", uitest.Called(kiosk.Vi, kiosk.PhaseWaiting), "Tôi đi theo", kiosk.FollowReady{Mission: "m1"}},
		{"home from a call", uitest.Called(kiosk.Vi, ""), "Lấy số mới", kiosk.Dismissed{Screen: kiosk.ScreenCalled, Ticket: "t1"}},
		{"best face", uitest.Rating(kiosk.Vi, ""), "Rất hài lòng", kiosk.FacePicked{Ticket: "t1", Face: kiosk.VerySatisfied}},
		{"good face", uitest.Rating(kiosk.Vi, ""), "Hài lòng", kiosk.FacePicked{Ticket: "t1", Face: kiosk.Satisfied}},
		{"plain face", uitest.Rating(kiosk.Vi, ""), "Bình thường", kiosk.FacePicked{Ticket: "t1", Face: kiosk.Neutral}},
		{"bad face", uitest.Rating(kiosk.En, ""), "Not satisfied", kiosk.FacePicked{Ticket: "t1", Face: kiosk.Dissatisfied}},
		{"no rating", uitest.Rating(kiosk.Vi, ""), "Bỏ qua", kiosk.Dismissed{Screen: kiosk.ScreenRating, Ticket: "t1"}},
		{"after the rating", uitest.Rating(kiosk.Vi, kiosk.Satisfied), "Về trang đầu", kiosk.Dismissed{Screen: kiosk.ScreenRating, Ticket: "t1"}},
	}
	for _, tt := range tests {
		for orientation, size := range uitest.Sizes() {
			t.Run(tt.name+" "+orientation, func(t *testing.T) {
				t.Parallel()
				var got []kiosk.Msg
				u := newScreen(t, asked(func(m kiosk.Msg) { got = append(got, m) }))
				tap(u, labelled(t, u.Scene(tt.view, uitest.Noon(), size), tt.label))
				if want := []kiosk.Msg{tt.want}; !reflect.DeepEqual(got, want) {
					t.Errorf("touching %q: got %#v, want %#v", tt.label, got, want)
				}
			})
		}
	}
}

func TestATouchThatSlidesOffDoesNothing(t *testing.T) {
	t.Parallel()
	posted := 0
	u := newScreen(t, asked(func(kiosk.Msg) { posted++ }))
	v := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	before := u.Scene(v, uitest.Noon(), uitest.Landscape())
	a, b := middle(labelled(t, before, "Chứng thực")), middle(labelled(t, before, "English"))
	if !u.Touch(ui.Press, a, uitest.Noon()) {
		t.Error("pressing a button: got no change, want the button to answer")
	}
	if len(u.Scene(v, uitest.Noon(), uitest.Landscape()).Damage(before)) == 0 {
		t.Error("pressing a button: got the same picture, want it to look pressed")
	}
	for _, step := range []struct {
		how ui.Touch
		at  image.Point
	}{{ui.Move, b}, {ui.Release, b}, {ui.Release, a}, {ui.Press, a}, {ui.Cancel, a}, {ui.Release, a}, {ui.Press, image.Pt(0, 0)}, {ui.Release, a}} {
		u.Touch(step.how, step.at, uitest.Noon())
	}
	if posted != 0 {
		t.Errorf("touches that slid off or were cancelled: got %d messages, want 0", posted)
	}
	if got := u.Scene(v, uitest.Noon(), uitest.Landscape()).Damage(before); len(got) != 0 {
		t.Errorf("after the touch: got changes in %v, want the picture of before", got)
	}
}

// A finger that is down while the screen changes must not act on the next screen.
func TestATouchDoesNotCrossScreens(t *testing.T) {
	t.Parallel()
	posted := 0
	u := newScreen(t, asked(func(kiosk.Msg) { posted++ }))
	at := middle(labelled(t, u.Scene(uitest.Ticket(kiosk.Vi, kiosk.PrintDone), uitest.Noon(), uitest.Landscape()), "Về trang đầu"))
	u.Touch(ui.Press, at, uitest.Noon())
	u.Scene(uitest.Called(kiosk.Vi, ""), uitest.Noon(), uitest.Landscape())
	u.Touch(ui.Release, at, uitest.Noon())
	if posted != 0 {
		t.Errorf("lifting the finger on another screen: got %d messages, want 0", posted)
	}
}

// paperEnd is the ticket screen after the paper ran out.
func paperEnd(s kiosk.PrintState) kiosk.View {
	v := uitest.Ticket(kiosk.Vi, s)
	v.Printer = kiosk.Printer{Link: true, Paper: "end", Checked: true}
	return v
}

// No paper is promised that cannot come, and no other is refused.
func TestAPaperIsOfferedOnlyWhileThePrinterCan(t *testing.T) {
	t.Parallel()
	ready := kiosk.Printer{Link: true, Paper: "ok", Checked: true}
	for _, tt := range []struct {
		name    string
		state   kiosk.PrintState
		printer kiosk.Printer
		again   bool
	}{
		{"failed, never heard of", kiosk.PrintFail, kiosk.Printer{}, true},
		{"failed, ready", kiosk.PrintFail, ready, true},
		{"failed, away", kiosk.PrintFail, kiosk.Printer{Paper: "ok", Checked: true}, false},
		{"failed, open", kiosk.PrintFail, kiosk.Printer{Link: true, Paper: "ok", Cover: true, Checked: true}, false},
		{"failed, no paper", kiosk.PrintFail, paperEnd("").Printer, false},
		{"unsure, never heard of", kiosk.PrintUnsure, kiosk.Printer{}, true},
		{"unsure, ready", kiosk.PrintUnsure, ready, true},
		{"unsure, no paper", kiosk.PrintUnsure, paperEnd("").Printer, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := uitest.Ticket(kiosk.Vi, tt.state)
			v.Printer = tt.printer
			controls, err := ui.Controls(v, uitest.Noon(), uitest.Landscape())
			if err != nil {
				t.Fatal(err)
			}
			noted, again := 0, false
			for _, c := range controls {
				switch c.Msg.(type) {
				case kiosk.NumberNoted:
					noted++
				case kiosk.ReprintAsked:
					again = true
				}
			}
			if again != tt.again || noted == 0 {
				t.Errorf("got paper offered %t and %d ways to keep the number, want %t and at least 1", again, noted, tt.again)
			}
		})
	}
}

func TestDamageIsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	v := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	before := u.Scene(v, uitest.Noon(), uitest.Landscape())
	if got := u.Scene(v, uitest.Noon().Add(time.Second), uitest.Landscape()).Damage(before); len(got) != 0 {
		t.Errorf("a second later: got damage %v, want none", got)
	}
	area := func(s *ui.Scene, since *ui.Scene) int {
		sum := 0
		for _, r := range s.Damage(since) {
			sum += r.Dx() * r.Dy()
		}
		return sum
	}
	clockOnly := v
	clockOnly.Announcements = nil
	quiet := u.Scene(clockOnly, uitest.Noon(), uitest.Landscape())
	if got := area(u.Scene(clockOnly, uitest.Noon().Add(time.Minute), uitest.Landscape()), quiet); got == 0 || got > 200*120 {
		t.Errorf("a minute later: got %d pixels to draw, want the clock alone, at most %d", got, 200*120)
	}
	moved := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	moved.Board[0].Number = "A099"
	if got := area(u.Scene(moved, uitest.Noon(), uitest.Landscape()), before); got == 0 || got > 600*120 {
		t.Errorf("a new number on the board: got %d pixels to draw, want one row, at most %d", got, 600*120)
	}
}

func TestNextIsWhenThePictureChanges(t *testing.T) {
	t.Parallel()
	at := uitest.Noon().Add(30 * time.Second)
	tests := []struct {
		name string
		view kiosk.View
		most time.Duration
	}{
		{"clock", kiosk.View{Screen: kiosk.ScreenTicket}, 30 * time.Second},
		{"announcements", uitest.Ward(kiosk.ScreenHome, kiosk.Vi), 12 * time.Second},
		{"notices", uitest.Noticed(uitest.Ward(kiosk.ScreenOut, kiosk.Vi), kiosk.NoticePaperEnd, kiosk.NoticeVoiceOff), 8 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := newScreen(t, uitest.Options())
			if got := u.Next(tt.view, at).Sub(at); got <= 0 || got > tt.most {
				t.Errorf("next change: got in %v, want within %v", got, tt.most)
			}
		})
	}
}

// No page of a long announcement holds a word or two alone.
func TestPagesOfAnAnnouncementAreEven(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	v := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	text := strings.Repeat("Bộ phận tiếp nhận hồ sơ nghỉ lễ. ", 7) + "Hết"
	for range 12 {
		text += " rồi"
		v.Announcements = []kiosk.Text{{Vi: text}}
		least, most := 1<<30, 0
		for i := range 10 {
			page := 0
			for _, w := range u.Scene(v, uitest.Noon().Add(time.Duration(i)*12*time.Second), uitest.Portrait()).Written() {
				if w.Text == text {
					page += w.Width
				}
			}
			least, most = min(least, page), max(most, page)
		}
		if least*2 < most {
			t.Errorf("an announcement that ends %q: got pages with %d to %d pixels of text, want them alike", text[len(text)-30:], least, most)
		}
	}
}

// Every page of every announcement gets its turn, whatever it takes turns with.
func TestAnnouncementsAreReadToTheEnd(t *testing.T) {
	t.Parallel()
	for orientation, size := range uitest.Sizes() {
		for _, text := range []kiosk.TextSize{kiosk.TextNormal, kiosk.TextLarge, kiosk.TextLargest} {
			for _, words := range []int{3, 30, 120} {
				t.Run(fmt.Sprintf("%s %s %d words", orientation, text, words), func(t *testing.T) {
					t.Parallel()
					v := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
					v.Looks.Text = text
					v.Announcements[0].Vi = strings.TrimSpace(strings.Repeat("tiếng ", words))
					turns(t, newScreen(t, uitest.Options()), v, size)
				})
			}
		}
	}
}

// turns looks on until each page had its turn: they say "2/5".
func turns(t *testing.T, u *ui.UI, v kiosk.View, size image.Point) {
	t.Helper()
	seen, texts, pages := map[string]bool{}, map[string]bool{}, 0
	for slot := 0; slot < 60 || slot < 3*pages; slot++ {
		s := u.Scene(v, uitest.Noon().Add(time.Duration(slot)*12*time.Second), size)
		if m := s.Misfits(); len(m) != 0 {
			t.Fatalf("got misfits %q, want pages", m)
		}
		for _, w := range s.Written() {
			texts[w.Text] = true
			var i, n int
			if got, err := fmt.Sscanf(w.Text, "%d/%d", &i, &n); got == 2 && err == nil && !strings.Contains(w.Text, " ") {
				seen[w.Text], pages = true, max(pages, n)
			}
		}
	}
	if len(seen) != pages {
		t.Errorf("got %d pages of %d shown, want all", len(seen), pages)
	}
	for _, a := range v.Announcements {
		if !texts[a.Vi] {
			t.Errorf("announcement %.40q…: got it never, want its turn", a.Vi)
		}
	}
}
