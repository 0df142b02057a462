package kiosk_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
)

func TestBulletins(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	letters := func(n int) string { return strings.Repeat("ữ", n) }
	for name, tc := range map[string]struct {
		msg  kiosk.Announce
		want error
	}{
		"unknown door":     {kiosk.Announce{Door: 7, ID: "a", Text: kiosk.Text{Vi: "x"}}, kiosk.ErrUnknownDoor},
		"no name":          {kiosk.Announce{Door: 1, Text: kiosk.Text{Vi: "x"}}, kiosk.ErrBadText},
		"no text":          {kiosk.Announce{Door: 1, ID: "a"}, kiosk.ErrBadText},
		"English alone":    {kiosk.Announce{Door: 1, ID: "a", Text: kiosk.Text{En: "x"}}, kiosk.ErrBadText},
		"too long":         {kiosk.Announce{Door: 1, ID: "a", Text: kiosk.Text{Vi: letters(601)}}, kiosk.ErrBadText},
		"too long English": {kiosk.Announce{Door: 1, ID: "a", Text: kiosk.Text{Vi: "x", En: letters(601)}}, kiosk.ErrBadText},
	} {
		t.Log(name)
		tc.msg.Request = "q"
		b.refused(tc.msg, tc.want)
	}
	b.refused(kiosk.Withdraw{Request: "q", Door: 1, ID: "a"}, kiosk.ErrNoText)
	for i := range 20 {
		b.granted(kiosk.Announce{Request: "q", Door: 1, ID: strconv.Itoa(i), Text: kiosk.Text{Vi: letters(600), En: letters(600)}})
	}
	b.refused(kiosk.Announce{Request: "q", Door: 1, ID: "one more", Text: kiosk.Text{Vi: "x"}}, kiosk.ErrTooManyTexts)
	b.granted(kiosk.Announce{Request: "q", Door: 3, ID: "7", Text: kiosk.Text{Vi: "Nghỉ chiều thứ Sáu."}}) // in place of what it was
	if s := b.said(); len(s) != 0 {
		t.Errorf("says %+v, want nothing of what is no emergency", s)
	}
	b.screen(kiosk.ScreenHome)
	v := b.m.View()
	if n := len(v.Announcements); n != 21 || v.Announcements[0].Vi != "Nghỉ trưa từ 12 giờ." || v.Announcements[20].Vi != "Nghỉ chiều thứ Sáu." {
		t.Errorf("%d announcements, the last %+v, want the setup's before 20 with the changed one last", n, v.Announcements[n-1])
	}
	b.restart()
	if n := len(b.m.View().Bulletins); n != 20 {
		t.Errorf("after a restart %d bulletins, want all 20", n)
	}
	for i := range 20 {
		b.granted(kiosk.Withdraw{Request: "q", Door: 1, ID: strconv.Itoa(i)})
		b.refused(kiosk.Withdraw{Request: "q", Door: 1, ID: strconv.Itoa(i)}, kiosk.ErrNoText)
	}
	if v := b.m.View(); len(v.Announcements) != 1 || v.Bulletins != nil {
		t.Errorf("withdrawn: %+v and %+v, want the setup's alone", v.Announcements, v.Bulletins)
	}
}

func TestAnEmergencyTakesTheScreen(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		if screen == kiosk.ScreenEmergency {
			return
		}
		fire := kiosk.Text{Vi: "Cháy ở tầng 2.", En: "Fire on floor 2."}
		b.granted(kiosk.Announce{Request: "q", Door: 1, ID: "a", Text: fire, Emergency: true})
		s := b.said()
		if len(s) != 2 || s[0].Lang != kiosk.Vi || s[1].Lang != kiosk.En || !s[0].Chime ||
			!strings.Contains(s[0].Text, fire.Vi) || !strings.Contains(s[1].Text, fire.En) || s[0].ID == s[1].ID {
			b.t.Errorf("says %+v, want the text in both languages", s)
		}
		if screen == kiosk.ScreenOut { // nothing is promised
			b.screen(screen)
			return
		}
		b.screen(kiosk.ScreenEmergency)
		v := b.m.View()
		if v.Alarm != fire || len(v.Announcements) != 1 {
			b.t.Errorf("alarm %+v, announcements %+v, want the fire apart from them", v.Alarm, v.Announcements)
		}
		b.unchanged("nothing is to be had now",
			kiosk.ServicePicked{Service: "cert", ID: "x", Token: "k"}, kiosk.PriorityToggled{}, kiosk.HelpAsked{}, kiosk.ListenAsked{},
			kiosk.Opened{From: kiosk.ScreenEmergency, To: kiosk.Spot{Screen: kiosk.ScreenHome}}, kiosk.Woken{Lang: kiosk.En},
			kiosk.Dismissed{Screen: kiosk.ScreenEmergency}, kiosk.TrayAnswered{Mission: "tray/1", Took: true})
		b.granted(kiosk.Withdraw{Request: "q", Door: 3, ID: "a"})
		b.screen(screen)
		if got := b.m.View().Alarm; got != (kiosk.Text{}) {
			b.t.Errorf("withdrawn: alarm %+v, want none", got)
		}
	})
}

func TestEmergencies(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.granted(kiosk.Announce{Request: "q", Door: 1, ID: "a", Text: kiosk.Text{Vi: "Cháy."}, Emergency: true})
	if s := b.said(); len(s) != 1 || s[0].Lang != kiosk.Vi {
		t.Errorf("without English it says %+v, want Vietnamese alone", s)
	}
	b.granted(kiosk.Announce{Request: "q", Door: 1, ID: "b", Text: kiosk.Text{Vi: "Ra lối sau."}, Emergency: true})
	if got := b.m.View().Alarm.Vi; got != "Ra lối sau." {
		t.Errorf("of two emergencies %q shows, want the newest", got)
	}
	b.restart()
	b.screen(kiosk.ScreenEmergency)
	b.quiet(20 * time.Hour)
	b.screen(kiosk.ScreenEmergency) // until somebody withdraws it
	b.granted(kiosk.Withdraw{Request: "q", Door: 1, ID: "b"})
	if got := b.m.View().Alarm.Vi; got != "Cháy." {
		t.Errorf("the other emergency shows %q, want it still", got)
	}
	b.granted(kiosk.Announce{Request: "q", Door: 1, ID: "a", Text: kiosk.Text{Vi: "Đã dập tắt."}}) // the all-clear in its place
	b.screen(kiosk.ScreenHome)
}

// A ticket lives through an emergency that is shorter than its screen; after a
// longer one its number waits for an official's word.
func TestATicketInAnEmergency(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		print func(job string) kiosk.Msg
		lasts time.Duration
		after kiosk.Screen
		waits int
	}{
		{"short, printing", nil, 10 * time.Second, kiosk.ScreenTicket, 0},
		{"short, printed", func(j string) kiosk.Msg { return kiosk.Printed{Job: j} }, 5 * time.Second, kiosk.ScreenTicket, 1},
		{"short, failed", func(j string) kiosk.Msg { return kiosk.PrintFailed{Job: j} }, 30 * time.Second, kiosk.ScreenTicket, 0},
		{"long, printing", nil, 10 * time.Minute, kiosk.ScreenHome, 0},
		{"long, printed", func(j string) kiosk.Msg { return kiosk.Printed{Job: j} }, 10 * time.Minute, kiosk.ScreenHome, 1},
		{"long, failed", func(j string) kiosk.Msg { return kiosk.PrintFailed{Job: j} }, 10 * time.Minute, kiosk.ScreenHome, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.send(kiosk.ServicePicked{Service: "civil", ID: "v", Token: "k"})
			job := effect[kiosk.PrintTicket](b).Job
			b.alarm()
			b.unchanged("a touch meant for the ticket", kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: "v"})
			if tc.print != nil {
				b.send(tc.print(job))
			}
			b.screen(kiosk.ScreenEmergency)
			b.quiet(tc.lasts)
			b.send(kiosk.Withdraw{Door: 1, ID: "alarm"})
			if got := b.m.View().Screen; got != tc.after && (tc.after != kiosk.ScreenHome || got != kiosk.ScreenAttract) {
				t.Errorf("after the emergency: %s, want %s", got, tc.after)
			}
			v := b.m.View()
			if got := v.Services[1].Waiting; got != tc.waits {
				t.Errorf("%d wait, want %d", got, tc.waits)
			}
			if got := len(v.Board[1].Unsure); got != 1-tc.waits {
				t.Errorf("%d numbers that an official can admit, want %d", got, 1-tc.waits)
			}
		})
	}
}
