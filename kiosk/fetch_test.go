package kiosk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// birth is the procedure that the tests ask about.
const birth = "1.001193"

// directory is who is responsible for what in these tests.
func directory() []kiosk.Official {
	return []kiosk.Official{
		{ID: "civil", Title: kiosk.Text{Vi: "cán bộ hộ tịch", En: "the civil status official"}, Doors: []int{3}, Groups: []string{"civil"}, Procedures: []string{birth}, Deputy: "cert"},
		{ID: "cert", Title: kiosk.Text{Vi: "cán bộ chứng thực", En: "the certification official"}, Doors: []int{1}, Groups: []string{"cert"}, Deputy: "civil"},
		{ID: "land", Title: kiosk.Text{Vi: "cán bộ địa chính"}, Doors: []int{1}, Groups: []string{"land"}, NoAlert: true},
		{ID: "trade", Title: kiosk.Text{Vi: "cán bộ kinh tế"}, Doors: []int{3}, Groups: []string{"trade"}},
	}
}

// fetching has a visitor at a procedure's screen of a ward with a directory.
func fetching(t *testing.T, change ...func(*kiosk.Setup)) *bench {
	t.Helper()
	s := visiting()
	s.Officials = directory()
	s.Services[0].Groups, s.Services[1].Groups = []string{"cert", "social"}, []string{"civil"}
	for _, f := range change {
		f(&s)
	}
	b := newBench(t)
	b.send(kiosk.Started{Boot: "b1", Setup: s})
	b.open(kiosk.Spot{Screen: kiosk.ScreenGuide, Group: "civil", Code: birth})
	return b
}

func (b *bench) says(words string) {
	b.t.Helper()
	if s := b.said(); len(s) != 1 || !strings.Contains(s[0].Text, words) {
		b.t.Errorf("says %+v, want %q once", s, words)
	}
}

// rings fails unless the call rings at these doors and no others.
func (b *bench) rings(doors ...int) {
	b.t.Helper()
	for _, d := range []int{1, 3} {
		if h := b.m.View().Help; h == nil || h.Rings(d) != slices.Contains(doors, d) {
			b.t.Errorf("%+v, want it to ring at %v", h, doors)
		}
	}
}

func TestTheResponsibleOfficialIsCalled(t *testing.T) {
	t.Parallel()
	b := fetching(t)
	ask := kiosk.AskOfficial{Procedure: birth, Group: "civil", Topic: kiosk.TopicFee}
	b.unchanged("no topic", kiosk.AskOfficial{Procedure: birth, Topic: "weather"}, kiosk.AskOfficial{Procedure: birth})
	b.unchanged("no code", kiosk.AskOfficial{Procedure: strings.Repeat("1", 65), Topic: kiosk.TopicFee})
	b.send(kiosk.PriorityToggled{}, ask)
	b.screen(kiosk.ScreenHelp)
	b.says("Tôi đã gọi cán bộ hộ tịch.")
	want := kiosk.HelpCalled{Procedure: birth, Topic: kiosk.TopicFee, Lang: kiosk.Vi, Priority: true}
	if got := events[kiosk.HelpCalled](b); len(got) != 1 || got[0] != want {
		t.Errorf("reported %+v, want %+v", got, want)
	}
	b.rings(3)
	b.send(ask) // a second touch is the same call
	if b.m.Help.ID != "help/1" || len(b.said()) != 0 || len(events[kiosk.HelpCalled](b)) != 0 {
		t.Errorf("asked twice: %+v and %+v, want the same call", b.m.Help, b.effects)
	}
	b.restart() // somebody may be coming
	b.rings(3)
	b.after(30 * time.Second).granted(kiosk.AnswerHelp{Request: "q", Door: 3, Help: "help/1"})
	b.says("cửa số 3 đang đến")
	b.rings()
	b.refused(kiosk.AnswerHelp{Request: "p", Door: 1, Help: "help/1"}, kiosk.ErrNoHelp)
	b.refused(kiosk.LaterHelp{Request: "p", Door: 1, Help: "help/1"}, kiosk.ErrNoHelp)
	b.refused(kiosk.RedirectHelp{Request: "p", Door: 1, Help: "help/1", ToDoor: 3}, kiosk.ErrNoHelp)
	b.granted(kiosk.CloseHelp{Request: "r", Door: 3, Help: "help/1"})
	b.ended(kiosk.HelpEnded{Outcome: "helped", Door: 3, Answer: 30 * time.Second, Took: 30 * time.Second})
}

func TestWhoIsResponsible(t *testing.T) {
	t.Parallel()
	evening := func(o *kiosk.Official) {
		for d := range o.Hours {
			o.Hours[d] = []queue.Span{{From: 18 * time.Hour, To: 19 * time.Hour}}
		}
	}
	for _, tc := range []struct {
		name        string
		change      func(*kiosk.Setup)
		code, group string
		want        string // ID, "" for a service's doors
		doors       []int
	}{
		{"by code", nil, birth, "cert", "civil", []int{3}},
		{"by group", nil, "9", "cert", "cert", []int{1}},
		{"a service's doors", nil, "9", "social", "", []int{1, 3}},
		{"anybody", nil, "9", "", "", nil},
		{"for all", func(s *kiosk.Setup) { s.Officials[2].All = true }, "9", "", "land", []int{1}},
		{"off duty: the deputy", func(s *kiosk.Setup) { evening(&s.Officials[0]) }, birth, "", "cert", []int{1}},
		{"no directory", func(s *kiosk.Setup) { s.Officials = nil }, birth, "civil", "", []int{3}},
		{"the second of two is there", func(s *kiosk.Setup) {
			evening(&s.Officials[1])
			s.Officials[3].Groups = []string{"cert"}
		}, "9", "cert", "trade", []int{3}},
		{"nobody of a narrower tier is there", func(s *kiosk.Setup) {
			evening(&s.Officials[0])
			s.Officials[0].Deputy = ""
			s.Officials[3].Groups = []string{"civil"}
		}, birth, "civil", "trade", []int{3}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if tc.change == nil {
				tc.change = func(*kiosk.Setup) {}
			}
			b := fetching(t, tc.change)
			b.send(kiosk.AskOfficial{Procedure: tc.code, Group: tc.group, Topic: kiosk.TopicOther})
			h := b.m.Help
			if h == nil || h.Official != tc.want || !slices.Equal(h.Doors, tc.doors) {
				t.Errorf("called %+v, want %q at %v", h, tc.want, tc.doors)
			}
		})
	}
}

func TestNobodyIsThere(t *testing.T) {
	t.Parallel()
	b := fetching(t, func(s *kiosk.Setup) {
		working(s)
		for d := time.Tuesday; d <= time.Friday; d++ {
			s.Officials[2].Hours[d] = []queue.Span{{From: 8 * time.Hour, To: 12 * time.Hour}}
		}
	})
	ask := kiosk.AskOfficial{Procedure: "9", Group: "land", Topic: kiosk.TopicTime}
	b.send(ask)
	b.says("Cán bộ địa chính hiện không có ở đây. Mời quý khách quay lại lúc 8 giờ ngày mai. Quý khách có thể lấy số ngay tại đây.")
	if v := b.m.View(); v.Help != nil || v.Absent == nil || v.Absent.Opens.IsZero() || len(events[kiosk.HelpCalled](b)) != 0 {
		t.Errorf("help %+v, absent %+v, want nobody called and when she is there", v.Help, v.Absent)
	}
	b.restart()
	b.send(ask)
	c := *b
	c.send(kiosk.HelpAsked{}) // anybody is better than nobody
	if v := c.m.View(); v.Help == nil || v.Absent != nil {
		t.Errorf("help %+v, absent %+v, want a call for anybody", v.Help, v.Absent)
	}
	b.open(kiosk.Spot{Screen: kiosk.ScreenGuide, Group: "civil", Code: birth})
	if v := b.m.View(); v.Absent != nil {
		t.Errorf("at the procedure again: %+v, want it forgotten", v.Absent)
	}
	b.send(ask)
	b.quiet(2 * idleReset)
	b.screen(kiosk.ScreenHome)
	if b.m.Absent != nil {
		t.Errorf("the next visitor finds %+v", b.m.Absent)
	}

	closed := fetching(t)
	closed.granted(kiosk.SetDoor{Request: "q", Door: 1, State: queue.DoorClosed})
	closed.send(ask)
	closed.says("Cán bộ địa chính hiện không có ở đây. Quý khách có thể lấy số ngay tại đây.")
	closed.granted(kiosk.SetDoor{Request: "r", Door: 3, State: queue.DoorClosed})
	closed.send(kiosk.AskOfficial{Group: "social", Topic: kiosk.TopicTime})
	closed.says("Hiện chưa có cán bộ phụ trách việc này.")
}

// Neither the official nor her deputy is there in working hours: the leaders
// are told, once in half an hour, and the visitor that they are.
func TestTheLeadersAreToldWhoIsMissed(t *testing.T) {
	t.Parallel()
	afternoon := func(s *kiosk.Setup) {
		working(s)
		for _, i := range []int{0, 1} { // the civil status official, and her deputy
			for d := time.Monday; d <= time.Friday; d++ {
				s.Officials[i].Hours[d] = []queue.Span{{From: 13 * time.Hour, To: 17 * time.Hour}}
			}
		}
	}
	ask := kiosk.AskOfficial{Procedure: birth, Group: "civil", Topic: kiosk.TopicFee}
	b := fetching(t, afternoon)
	b.send(kiosk.LinkChanged{Part: kiosk.PartWard, Up: true}, ask)
	b.screen(kiosk.ScreenHelp)
	b.says("Cán bộ hộ tịch hiện không có ở đây. Tôi đã báo lãnh đạo phường. Mời quý khách quay lại lúc")
	b.says("Quý khách có thể lấy số ngay tại đây.")
	if got, want := events[kiosk.HelpRaised](b), (kiosk.HelpRaised{Procedure: birth, Topic: kiosk.TopicFee}); len(got) != 1 || got[0] != want {
		t.Errorf("reported %+v, want %+v once", got, want)
	}
	if called, ended := events[kiosk.HelpCalled](b), events[kiosk.HelpEnded](b); len(called) != 1 || len(ended) != 1 || ended[0].Outcome != "nobody" {
		t.Errorf("reported %+v and %+v, want a call that nobody can answer", called, ended)
	}
	b.restart()
	b.after(20*time.Minute).send(kiosk.LinkChanged{Part: kiosk.PartWard, Up: true}, ask)
	b.says("Tôi đã báo lãnh đạo phường.")
	if got := events[kiosk.HelpRaised](b); len(got) != 0 {
		t.Errorf("reported %+v again after 20 minutes, want it once", got)
	}
	b.open(kiosk.Spot{Screen: kiosk.ScreenGuide, Group: "civil", Code: birth})
	b.after(10 * time.Minute).send(ask)
	if got := events[kiosk.HelpRaised](b); len(got) != 1 {
		t.Errorf("reported %+v after half an hour, want it again", got)
	}

	apart := fetching(t, afternoon)
	apart.send(ask) // the alert waits for the ward, and nothing is promised
	if got := events[kiosk.HelpRaised](apart); len(got) != 1 || strings.Contains(apart.said()[0].Text, "lãnh đạo") {
		t.Errorf("reported %+v and said %+v, want an alert for later, and no promise", got, apart.said())
	}

	evening := fetching(t, afternoon)
	evening.after(10 * time.Hour).send(kiosk.Tick{})
	evening.open(kiosk.Spot{Screen: kiosk.ScreenGuide, Group: "civil", Code: birth})
	evening.send(kiosk.LinkChanged{Part: kiosk.PartWard, Up: true}, ask)
	if got := events[kiosk.HelpRaised](evening); len(got) != 0 || evening.m.View().Absent == nil {
		t.Errorf("after hours: reported %+v, want nobody told", got)
	}
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	b := fetching(t)
	b.send(kiosk.LinkChanged{Part: kiosk.PartWard, Up: true}, kiosk.AskOfficial{Procedure: birth, Group: "civil", Topic: kiosk.TopicFee})
	b.after(time.Minute - time.Second).send(kiosk.Tick{})
	b.rings(3)
	b.after(time.Second).send(kiosk.Tick{})
	b.says("Tôi gọi người thay là cán bộ chứng thực")
	b.rings(1, 3)
	b.after(time.Minute).send(kiosk.Tick{})
	b.says("Tôi đang báo lãnh đạo phường.")
	want := kiosk.HelpRaised{Procedure: birth, Topic: kiosk.TopicFee, Waited: 2 * time.Minute}
	if got := events[kiosk.HelpRaised](b); len(got) != 1 || got[0] != want || !b.m.View().Help.Late {
		t.Errorf("reported %+v and %+v, want %+v once", got, b.m.View().Help, want)
	}
	b.restart()
	b.quiet(10 * time.Minute)
	if b.m.Help == nil || len(events[kiosk.HelpRaised](b)) != 0 {
		t.Errorf("%+v after twelve minutes, want the call open and its alert sent once", b.m.Help)
	}
	b.granted(kiosk.AnswerHelp{Request: "q", Door: 1, Help: "help/1"}) // late, but welcome

	alone := fetching(t)
	alone.send(kiosk.AskOfficial{Group: "land", Topic: kiosk.TopicFee})
	alone.after(time.Minute).send(kiosk.Tick{})
	alone.says("Mời quý khách lấy số hoặc đến thẳng một cửa bất kỳ.") // no deputy, and nobody else is told
	if got := events[kiosk.HelpRaised](alone); len(got) != 0 || strings.Contains(alone.said()[0].Text, "lãnh đạo") {
		t.Errorf("reported %+v, want no alert for this official", got)
	}

	apart := fetching(t)
	apart.send(kiosk.AskOfficial{Group: "trade", Topic: kiosk.TopicFee})
	apart.after(time.Minute).send(kiosk.Tick{})
	if got := events[kiosk.HelpRaised](apart); len(got) != 1 || strings.Contains(apart.said()[0].Text, "lãnh đạo") {
		t.Errorf("reported %+v and said %+v, want an alert for later, and no promise while the ward is away", got, apart.said())
	}
}

func TestInFiveMinutes(t *testing.T) {
	t.Parallel()
	b := fetching(t)
	b.send(kiosk.AskOfficial{Procedure: birth, Group: "civil", Topic: kiosk.TopicFee})
	b.refused(kiosk.LaterHelp{Request: "q", Door: 9, Help: "help/1"}, kiosk.ErrUnknownDoor)
	b.granted(kiosk.LaterHelp{Request: "q", Door: 3, Help: "help/1"})
	b.says("cửa số 3 sẽ đến trong 5 phút nữa")
	b.rings()
	b.refused(kiosk.LaterHelp{Request: "p", Door: 1, Help: "help/1"}, kiosk.ErrNoHelp)
	b.restart()
	b.after(5*time.Minute - time.Second).send(kiosk.Tick{})
	b.rings()
	b.after(time.Second).send(kiosk.Tick{})
	b.says("Đã hết 5 phút")
	b.rings(3)
	b.after(time.Second).granted(kiosk.LaterHelp{Request: "q2", Door: 3, Help: "help/1"})
	b.after(5 * time.Minute).send(kiosk.Tick{})
	b.refused(kiosk.LaterHelp{Request: "q3", Door: 3, Help: "help/1"}, kiosk.ErrLaterAgain)
	b.after(time.Minute).send(kiosk.Tick{})
	b.says("người thay")
	b.quiet(25*time.Minute - 11*time.Minute - 2*time.Second)
	if b.m.Help == nil {
		t.Fatal("the call ended before its time")
	}
	b.after(time.Second).send(kiosk.Tick{})
	b.ended(kiosk.HelpEnded{Outcome: "nobody", Took: 25 * time.Minute})
}

func TestAColleagueComesBeforeTheFiveMinutes(t *testing.T) {
	t.Parallel()
	b := fetching(t)
	b.send(kiosk.AskOfficial{Procedure: birth, Topic: kiosk.TopicFee})
	b.granted(kiosk.LaterHelp{Request: "q", Door: 3, Help: "help/1"})
	b.granted(kiosk.AnswerHelp{Request: "p", Door: 1, Help: "help/1"})
	if h := b.m.View().Help; h.Door != 1 || h.Later != 0 || !h.Back.IsZero() {
		t.Errorf("%+v, want door 1 to come and nothing to ring again", h)
	}
	b.quiet(6 * time.Minute)
	if len(b.said()) != 0 {
		t.Errorf("says %+v, want nothing", b.said())
	}
}

func TestACallIsSentOn(t *testing.T) {
	t.Parallel()
	b := fetching(t)
	b.send(kiosk.AskOfficial{Procedure: birth, Group: "civil", Topic: kiosk.TopicFee})
	to := func(request string, door, toDoor int, official string) kiosk.RedirectHelp {
		return kiosk.RedirectHelp{Request: request, Door: door, Help: "help/1", ToDoor: toDoor, ToOfficial: official}
	}
	b.refused(to("q", 3, 0, "nobody"), kiosk.ErrNoOfficial)
	b.refused(to("q", 3, 9, ""), kiosk.ErrUnknownDoor)
	b.refused(to("q", 3, 3, ""), kiosk.ErrSamePlace)
	b.granted(to("q1", 3, 0, "land"))
	b.says("được chuyển cho cán bộ địa chính")
	b.rings(1)
	b.granted(kiosk.AnswerHelp{Request: "a", Door: 1, Help: "help/1"})
	b.refused(to("q2", 3, 1, ""), kiosk.ErrNoHelp) // another door's
	b.after(10 * time.Second).granted(to("q3", 1, 3, ""))
	b.says("được chuyển cho cửa số 3")
	b.rings(3)
	b.granted(to("q4", 3, 0, "cert"))
	b.granted(kiosk.SetDoor{Request: "d", Door: 3, State: queue.DoorClosed})
	b.refused(to("q5", 1, 0, "civil"), kiosk.ErrOffDuty)
	b.refused(to("q5", 1, 3, ""), kiosk.ErrOffDuty)
	b.granted(kiosk.SetDoor{Request: "e", Door: 3, State: queue.DoorOpen})
	b.granted(to("q6", 1, 0, "trade"))
	b.refused(to("q7", 3, 0, "cert"), kiosk.ErrRedirects)
	b.after(time.Minute).send(kiosk.Tick{})
	if len(events[kiosk.HelpRaised](b)) != 1 {
		t.Error("nobody answered the last one, want the leaders told")
	}
	b.granted(kiosk.AnswerHelp{Request: "b", Door: 3, Help: "help/1"})
	b.granted(kiosk.CloseHelp{Request: "c", Door: 3, Help: "help/1"})
	b.ended(kiosk.HelpEnded{Outcome: "helped", Door: 3, Answer: 70 * time.Second, Took: 70 * time.Second})
}

// A call from the button is for everybody, and leaders hear of one that nobody answers.
func TestACallForAnybodyIsRaised(t *testing.T) {
	t.Parallel()
	b := calling(t)
	b.rings(1, 3)
	b.after(2 * time.Minute).send(kiosk.Tick{})
	if got := events[kiosk.HelpRaised](b); len(got) != 1 || got[0] != (kiosk.HelpRaised{Waited: 2 * time.Minute}) {
		t.Errorf("reported %+v, want an alert of two minutes", got)
	}
	if s := b.said(); len(s) != 1 || s[0].Lang != kiosk.En {
		t.Errorf("says %+v, want the truth in English", s)
	}
}
