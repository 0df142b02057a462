package kiosk_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// booked has a reservation for cert at nine, an hour from the start.
func booked(t *testing.T) *bench {
	t.Helper()
	b := newCounter(t)
	b.done(kiosk.Book{Request: "q", Door: 1, ID: "b1", Code: 123456, Service: "cert", Time: start.Add(time.Hour).Unix()})
	b.send(kiosk.Opened{From: kiosk.ScreenHome, To: kiosk.Spot{Screen: kiosk.ScreenCheckIn}})
	b.screen(kiosk.ScreenCheckIn)
	return b
}

// TestCheckInAtTheScreen has an outcome for every code, shown and said.
func TestCheckInAtTheScreen(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		after   time.Duration // of the start; the reservation is at an hour
		code    int
		outcome kiosk.CheckInOutcome
		says    string
	}{
		{"in time", 50 * time.Minute, 123456, "", ""},
		{"early", 30 * time.Minute, 123456, kiosk.CheckInEarly, "Quý khách có hẹn lúc 9 giờ ngày 23 tháng 11. Xin nhập mã từ 8 giờ 45."},
		{"late", 75 * time.Minute, 123456, kiosk.CheckInLate, "Đã quá giờ hẹn 9 giờ. Mời quý khách lấy số thường hoặc hỏi cán bộ."},
		{"unknown", 50 * time.Minute, 123457, kiosk.CheckInUnknown, "Không tìm thấy mã hẹn này."},
	} {
		b := booked(t)
		b.at = start.Add(tc.after)
		b.send(kiosk.Touched{})
		b.send(kiosk.Opened{From: b.m.View().Screen, To: kiosk.Spot{Screen: kiosk.ScreenCheckIn}})
		b.send(kiosk.CheckInAsked{Code: tc.code, ID: "x", Token: "t"})
		v := b.m.View()
		if tc.outcome == "" {
			if v.Screen != kiosk.ScreenTicket || v.Ticket.Number != "A001" || !v.Ticket.Due.Equal(start.Add(time.Hour)) {
				t.Errorf("%s: %s, %+v, want the ticket A001", tc.name, v.Screen, v.Ticket)
			}
			effect[kiosk.PrintTicket](b)
			if row := v.Line.Bookings[0]; row.State != queue.Arrived || row.Number != "A001" {
				t.Errorf("%s: in the console %+v", tc.name, row)
			}
			continue
		}
		if v.Screen != kiosk.ScreenCheckIn || v.Line.CheckIn == nil || v.Line.CheckIn.Outcome != tc.outcome || !strings.HasPrefix(b.spoke(), tc.says) {
			t.Errorf("%s: %s, %+v, says %q", tc.name, v.Screen, v.Line.CheckIn, b.spoke())
		}
		before := len(b.m.Line.Live)
		b.after(time.Second).send(kiosk.CheckInAsked{Code: 123456, ID: "y", Token: "t"})
		if len(b.m.Line.Live) != before {
			t.Errorf("%s: codes can be tried as fast as a finger goes", tc.name)
		}
		b.after(time.Second).send(kiosk.Opened{From: kiosk.ScreenCheckIn, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
		if b.m.CheckIn != nil {
			t.Errorf("%s: the next visitor finds %+v", tc.name, b.m.CheckIn)
		}
	}
}

func TestCheckInAtTheConsole(t *testing.T) {
	t.Parallel()
	b := booked(t)
	b.at = start.Add(2 * time.Hour) // far too late for the code
	if v := b.m.View().Line.Bookings; len(v) != 1 || v[0].Name.En != "Certification" {
		t.Fatalf("bookings %+v", v)
	}
	b.send(kiosk.Tick{})
	if s := b.m.View().Line.Bookings[0].State; s != queue.Missed {
		t.Errorf("two hours later it is %s, want missed", s)
	}
	b.done(kiosk.CheckIn{Request: "q", Door: 1, Booking: "b1", ID: "x", Token: "t"})
	if got := b.queued(1); got != "x:order " {
		t.Errorf("the line: %s, want x waiting", got)
	}
	for want, m := range map[error]kiosk.Msg{
		kiosk.ErrArrived:        kiosk.CheckIn{Request: "q", Door: 1, Booking: "b1", ID: "y", Token: "t"},
		kiosk.ErrNoBooking:      kiosk.CancelBooking{Request: "q", Door: 1, Booking: "none"},
		kiosk.ErrUnknownService: kiosk.Book{Request: "q", Door: 1, ID: "b2", Code: 200000, Service: "tax", Time: b.at.Add(time.Hour).Unix()},
		kiosk.ErrTooLate:        kiosk.Book{Request: "q", Door: 1, ID: "b2", Code: 200000, Service: "cert", Time: 5},
		kiosk.ErrBadTime:        kiosk.Book{Request: "q", Door: 1, ID: "b2", Code: 200000, Service: "cert", Time: 1 << 60},
		kiosk.ErrDuplicate:      kiosk.Book{Request: "q", Door: 1, ID: "b2", Code: 123456, Service: "cert", Time: b.at.Add(time.Hour).Unix()},
		kiosk.ErrUnknownDoor:    kiosk.CancelBooking{Request: "q", Door: 9, Booking: "b1"},
	} {
		if err := b.ask(m); !errors.Is(err, want) {
			t.Errorf("%#v: %v, want %v", m, err, want)
		}
	}
	if err := b.ask(kiosk.CheckIn{Request: "q", Door: 1, ID: "y"}); !errors.Is(err, kiosk.ErrNoBooking) {
		t.Errorf("no reservation named: %v", err)
	}
}

// TestDueIsCalledByRule: at its time, and by a deadline of its own, the
// appointment is the next one.
func TestDueIsCalledByRule(t *testing.T) {
	t.Parallel()
	b := booked(t)
	b.at = start.Add(50 * time.Minute)
	b.send(kiosk.Touched{}, kiosk.Opened{From: b.m.View().Screen, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
	b.take("cert")
	b.done(kiosk.CheckIn{Request: "q", Door: 1, Booking: "b1", ID: "due", Token: "t"})
	if got := b.queued(1); got != "v1:order due:order " {
		t.Errorf("before nine: %s", got)
	}
	b.rest(start.Add(time.Hour).Sub(b.at))
	if got := b.queued(1); got != "due:appointment v1:order " {
		t.Errorf("at nine: %s", got)
	}
}

// TestBookedInTheHoursOnly: nobody is told to come when nobody works, by the
// hours of the service.
func TestBookedInTheHoursOnly(t *testing.T) {
	t.Parallel()
	book := func(b *bench, service string, day, hour, minute int) error {
		b.n++
		at := time.Date(2026, 11, day, hour-7, minute, 0, 0, time.UTC)
		return b.ask(kiosk.Book{Request: "q", Door: 1, ID: strconv.Itoa(b.n), Code: 100000 + b.n, Service: service, Time: at.Unix()})
	}
	off := func(s *kiosk.Setup) { s.Rules.DaysOff = []string{"2026-11-25"} }
	for _, tc := range []struct {
		name              string
		service           string
		day, hour, minute int
		want              error
	}{
		{"the next day", "cert", 24, 9, 0, nil},
		{"when it opens", "cert", 24, 8, 0, nil},
		{"before it opens", "cert", 24, 7, 59, kiosk.ErrOutsideHours},
		{"at lunch", "cert", 24, 12, 0, kiosk.ErrOutsideHours},
		{"at the end", "cert", 24, 17, 0, kiosk.ErrOutsideHours},
		{"on a day off", "cert", 25, 9, 0, kiosk.ErrOutsideHours},
		{"on Saturday", "cert", 28, 9, 0, kiosk.ErrOutsideHours},
		{"on Saturday by the service's own hours", "civil", 28, 9, 0, nil},
		{"on Sunday", "civil", 29, 9, 0, kiosk.ErrOutsideHours},
		{"no such service", "tax", 24, 9, 0, kiosk.ErrUnknownService},
		{"in the past", "cert", 22, 9, 0, kiosk.ErrTooLate},
	} {
		if err := book(newCounter(t, working, off), tc.service, tc.day, tc.hour, tc.minute); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
	if err := book(newCounter(t), "cert", 29, 3, 0); err != nil {
		t.Errorf("without hours: %v, want it booked", err)
	}
	b := newCounter(t, working)
	b.at = time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)
	if err := b.ask(kiosk.Book{Request: "q", Door: 1, ID: "b", Code: 123456, Service: "cert", Time: b.at.Add(time.Hour).Unix()}); err != nil {
		t.Errorf("while the clock is not set: %v, want it booked", err)
	}
}
