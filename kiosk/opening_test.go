package kiosk_test

import (
	"errors"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// working has hours: Monday to Friday 8 to 12 and 13 to 17, civil on Saturday
// mornings too. The tests start on a Monday at eight.
func working(s *kiosk.Setup) {
	const h = time.Hour
	var w queue.Week
	for d := time.Monday; d <= time.Friday; d++ {
		w[d] = []queue.Span{{From: 8 * h, To: 12 * h}, {From: 13 * h, To: 17 * h}}
	}
	s.Rules.Hours = w
	w[time.Saturday] = []queue.Span{{From: 8 * h, To: 12 * h}}
	s.Services[1].Hours = w
}

// at goes to a local time of the week of the tests.
func (b *bench) to(day, hour, minute int) {
	b.t.Helper()
	b.at = time.Date(2026, 11, day, hour-7, minute, 0, 0, time.UTC)
	b.send(kiosk.Tick{})
}

func TestIntake(t *testing.T) {
	t.Parallel()
	b := newCounter(t, working)
	for _, tc := range []struct {
		day, hour, minute int
		cert, civil       kiosk.Intake
		vi, en            string // of cert
	}{
		{23, 8, 0, kiosk.IntakeOpen, kiosk.IntakeOpen, "", ""},
		{23, 11, 59, kiosk.IntakeOpen, kiosk.IntakeOpen, "", ""},
		{23, 12, 0, kiosk.IntakeLunch, kiosk.IntakeLunch, "Đang nghỉ trưa. Mời quý khách quay lại lúc 13 giờ.", "It is the lunch break. Please come back at 13:00."},
		{23, 12, 30, kiosk.IntakeOpen, kiosk.IntakeOpen, "", ""},
		{23, 16, 44, kiosk.IntakeOpen, kiosk.IntakeOpen, "", ""},
		{23, 16, 45, kiosk.IntakeEnded, kiosk.IntakeEnded, "Hôm nay đã hết giờ nhận hồ sơ. Mời quý khách quay lại lúc 8 giờ ngày mai.", "No more tickets are given today. Please come back at 08:00 tomorrow."},
		{23, 20, 0, kiosk.IntakeEnded, kiosk.IntakeEnded, "Hôm nay đã hết giờ nhận hồ sơ. Mời quý khách quay lại lúc 8 giờ ngày mai.", "No more tickets are given today. Please come back at 08:00 tomorrow."},
		{24, 7, 29, kiosk.IntakeEarly, kiosk.IntakeEarly, "Chưa đến giờ làm việc. Mời quý khách quay lại lúc 8 giờ.", "The Center is not open yet. Please come back at 08:00."},
		{24, 7, 30, kiosk.IntakeOpen, kiosk.IntakeOpen, "", ""},
		{28, 9, 0, kiosk.IntakeDayOff, kiosk.IntakeOpen, "Hôm nay Trung tâm không làm việc. Mời quý khách quay lại lúc 8 giờ thứ hai ngày 30 tháng 11.", "The Center is closed today. Please come back at 08:00 on Monday, 30 November."},
	} {
		b.to(tc.day, tc.hour, tc.minute)
		v := b.m.View()
		if got := []kiosk.Intake{v.Services[0].Intake.State, v.Services[1].Intake.State}; got[0] != tc.cert || got[1] != tc.civil {
			t.Errorf("%d, %d:%02d: intake %v, want %s, %s", tc.day, tc.hour, tc.minute, got, tc.cert, tc.civil)
		}
		words := v.Services[0].Intake.Words(b.at, time.FixedZone("ICT", 7*60*60))
		if words.Vi != tc.vi || words.En != tc.en {
			t.Errorf("%d, %d:%02d: %+v, want %q, %q", tc.day, tc.hour, tc.minute, words, tc.vi, tc.en)
		}
	}
}

// TestARefusedTicketIsExplained: asked for too late, no number is given, it is
// said and shown why, and this goes by itself.
func TestARefusedTicketIsExplained(t *testing.T) {
	t.Parallel()
	b := newCounter(t, working)
	b.to(23, 16, 50)
	b.send(kiosk.ServicePicked{Service: "cert", ID: "x", Token: "t"})
	v := b.m.View()
	if v.Screen != kiosk.ScreenHome || v.Line.Refusal == nil || v.Line.Refusal.State != kiosk.IntakeEnded || len(b.m.Line.Live) != 0 {
		t.Fatalf("screen %s, refusal %+v", v.Screen, v.Line.Refusal)
	}
	if got, want := b.spoke(), "Hôm nay đã hết giờ nhận hồ sơ. Mời quý khách quay lại lúc 8 giờ ngày mai.|"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	b.rest(12 * time.Second)
	if r := b.m.View().Line.Refusal; r != nil {
		t.Errorf("after its time the screen still says %+v", r)
	}
}

// TestDoorsCloseWhilePeopleWait: the console sees who has no door, and moves
// them in one step; tickets are refused while no door takes the service.
func TestDoorsCloseWhilePeopleWait(t *testing.T) {
	t.Parallel()
	b := newCounter(t, working)
	b.take("cert", "civil", "civil")
	b.done(kiosk.SetDoor{Request: "q", Door: 3, State: queue.DoorPaused, BackMin: 10})
	v := b.m.View()
	if d := v.Board[1].Desk; d.State != queue.DoorPaused || !d.Back.Equal(b.at.Add(10*time.Minute)) || len(v.Line.Stranded) != 0 {
		t.Fatalf("paused: %+v, stranded %+v", d, v.Line.Stranded)
	}
	if err := b.ask(kiosk.CallNext{Request: "q", Door: 3}); !errors.Is(err, kiosk.ErrDoorNotOpen) {
		t.Errorf("a call to the paused door: %v", err)
	}
	b.done(kiosk.SetDoor{Request: "q", Door: 3, State: queue.DoorClosed})
	v = b.m.View()
	if len(v.Line.Stranded) != 2 || v.Services[1].Intake.State != kiosk.IntakeNoDoor || v.Services[1].Open != 0 {
		t.Fatalf("closed: stranded %+v, intake %+v", v.Line.Stranded, v.Services[1].Intake)
	}
	if rows := v.Line.Tickets; rows[0].Stranded || !rows[1].Stranded || !rows[2].Stranded || rows[2].Ahead != 0 {
		t.Errorf("for their holders: %+v, want the last two stranded, without a place", rows)
	}
	b.send(kiosk.ServicePicked{Service: "civil", ID: "x", Token: "t"})
	if got := b.spoke(); got != "Hiện chưa có cửa nào tiếp nhận dịch vụ này. Xin hỏi cán bộ.|" {
		t.Errorf("says %q", got)
	}
	b.done(kiosk.MoveStranded{Request: "q", Door: 1, ToDoor: 1})
	if got := b.queued(1); got != "v1:order v2:transferred v3:transferred " {
		t.Errorf("door 1: %s, want all with their places", got)
	}
	if rows := b.m.View().Line.Tickets; rows[1].Stranded || rows[2].Ahead != 2 {
		t.Errorf("for their holders: %+v, want nobody stranded", rows)
	}
	b.done(kiosk.SetDoor{Request: "q", Door: 3, State: queue.DoorOpen})
	for _, m := range []kiosk.SetDoor{{Door: 9, State: queue.DoorOpen}, {Door: 1, State: "ajar"}, {Door: 1, State: queue.DoorPaused, BackMin: -1}} {
		m.Request = "q"
		if err := b.ask(m); err == nil {
			t.Errorf("%+v: done", m)
		}
	}
	b.to(23, 12, 15)
	if d := b.m.View().Board[0].Desk; !d.Lunch || d.Back.UTC().Hour() != 6 {
		t.Errorf("at lunch: %+v, want it back at 13:00", d)
	}
	b.done(kiosk.CallNext{Request: "q", Door: 1}) // who is still at work may call
}

// TestTheViewFollowsTheHours: by its own deadlines alone the screen shows what
// the hours say.
func TestTheViewFollowsTheHours(t *testing.T) {
	t.Parallel()
	b := newCounter(t, working)
	want := map[string]kiosk.Intake{"12:00": kiosk.IntakeLunch, "12:30": kiosk.IntakeOpen, "16:45": kiosk.IntakeEnded}
	for range 100 {
		b.at = b.m.Deadline()
		if b.at.After(start.Add(12 * time.Hour)) {
			break
		}
		b.send(kiosk.Tick{})
		clock := b.at.UTC().Add(7 * time.Hour).Format("15:04")
		if w, ok := want[clock]; ok && b.m.View().Services[0].Intake.State == w {
			delete(want, clock)
		}
	}
	if len(want) != 0 {
		t.Errorf("the screen never showed %v", want)
	}
}

// TestADayThatCrossesMidnight: with its reset at four, a night's line goes on
// after midnight and begins anew at four.
func TestADayThatCrossesMidnight(t *testing.T) {
	t.Parallel()
	b := newCounter(t, func(s *kiosk.Setup) {
		s.DayReset = 4 * time.Hour
		s.Rules.Hours = queue.Week{time.Monday: {{From: 20 * time.Hour, To: 26 * time.Hour}}}
	})
	b.to(23, 23, 50)
	b.take("cert", "cert")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.MarkNoShow{Request: "q", Door: 1, Seen: "v1"})
	b.to(24, 0, 5)
	b.take("cert")
	if got := b.queued(1); got != "v2:order v3:order " || b.m.View().Services[0].Intake.State != kiosk.IntakeOpen {
		t.Errorf("after midnight: %s, intake %+v", got, b.m.View().Services[0].Intake)
	}
	if n := b.m.View().Board[0].Queue[1].Number; n != "A003" {
		t.Errorf("after midnight the number is %s, want A003", n)
	}
	b.to(24, 4, 0)
	if v := b.m.View(); len(v.Board[0].Queue) != 0 || len(v.Line.Today) != 0 {
		t.Errorf("at four: %+v, today %+v", v.Board[0].Queue, v.Line.Today)
	}
	b.to(24, 21, 0)
	if s := b.m.View().Services[0].Intake.State; s != kiosk.IntakeDayOff {
		t.Errorf("on Tuesday: %s", s)
	}
}

// TestTheDayEnds: at the reset the ward learns of everybody whose visit was
// over, also of who could still have come back, and the next day is empty.
func TestTheDayEnds(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.to(23, 23, 58)
	b.take("cert", "cert", "cert", "cert", "cert")
	b.done(
		kiosk.CallNext{Request: "q", Door: 1}, kiosk.MarkNoShow{Request: "q", Door: 1, Seen: "v1"},
		kiosk.CallNext{Request: "q", Door: 1}, kiosk.Hold{Request: "q", Door: 1, Seen: "v2"},
		kiosk.CallNext{Request: "q", Door: 3},
		kiosk.Book{Request: "q", Door: 1, ID: "b", Code: 123456, Service: "cert", Time: b.at.Add(10 * time.Hour).Unix()},
		kiosk.SetDoor{Request: "q", Door: 1, State: queue.DoorClosed},
	)
	b.at = time.Date(2026, 11, 23, 16, 59, 55, 0, time.UTC)
	b.done(kiosk.CloseVisit{Request: "q", Door: 3, Seen: "v3"}, kiosk.CallNext{Request: "q", Door: 3})
	b.to(24, 0, 0)
	ended := events[kiosk.VisitEnded](b)
	if len(ended) != 1 || ended[0].Outcome != "no-show" { // v3 was told of when v4 was called
		t.Errorf("events %+v, want the one who was missed", ended)
	}
	v := b.m.View()
	if v.Board[1].Number != "A004" || len(v.Line.Held)+len(v.Line.Returnable)+len(v.Board[0].Queue)+len(v.Line.Today) != 0 {
		t.Errorf("the new day begins with %+v, %+v", v.Board, v.Line)
	}
	if len(v.Line.Bookings) != 1 || v.Board[0].Desk.State != queue.DoorOpen {
		t.Errorf("reservations %+v, door 1 %+v, want one for today and an open door", v.Line.Bookings, v.Board[0].Desk)
	}
	b.rest(5 * time.Minute)
	b.take("cert")
	if tk, _ := b.m.Line.Find("v6"); tk.Number != "A005" {
		t.Errorf("with A004 at a door the first number is %s, want A005", tk.Number)
	}
}
