package kiosk_test

import (
	"errors"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// TestSettingsChangeInTheMiddleOfADay: services, doors and classes come and
// go, and nobody is lost, called twice, or given a number that was given.
func TestSettingsChangeInTheMiddleOfADay(t *testing.T) {
	t.Parallel()
	b := newCounter(t)
	b.send(kiosk.ClassPicked{Class: "ill"})
	b.take("cert", "cert", "cert", "civil")
	b.done(kiosk.CallNext{Request: "q", Door: 1}, kiosk.CallNext{Request: "q", Door: 3})
	b.done(kiosk.PlanVisit{Request: "q", Door: 3, Ticket: "v2", Services: []string{"civil"}})
	b.done(kiosk.Transfer{Request: "q", Door: 3, Ticket: "v3", ToDoor: 1})

	// Door 1 and the service civil are gone, and so is the class.
	s := lined()
	s.Services, s.Doors = s.Services[:1], s.Doors[1:]
	s.Services[0].Doors = []int{3}
	s.Priority.Classes = s.Priority.Classes[:1]
	b.after(time.Minute).send(kiosk.Started{Boot: "b2", Setup: s})
	if err := b.ask(kiosk.CloseVisit{Request: "q", Door: 1, Seen: "v1"}); !errors.Is(err, kiosk.ErrUnknownDoor) {
		t.Errorf("door 1 closes a visit: %v", err)
	}
	v := b.m.View()
	if len(v.Board) != 1 || v.Board[0].Number != "A002" {
		t.Fatalf("board %+v, want A002 at door 3 alone", v.Board)
	}
	if got := b.queued(3); got != "v1:transferred v3:transferred " {
		t.Errorf("door 3: %s, want v1, who was at door 1, and v3", got)
	}
	if len(v.Line.Stranded) != 1 || v.Line.Stranded[0].Number != "B001" {
		t.Errorf("stranded %+v, want B001, whose service is gone", v.Line.Stranded)
	}
	if got := v.Line.Stranded[0].Service.Vi; got != "Dịch vụ đã ngừng (civil)" {
		t.Errorf("its service reads %q, want that it is gone", got)
	}
	for _, row := range v.Line.Tickets {
		if row.Stranded != (row.Number == "B001") {
			t.Errorf("for its holder: %+v, want B001 alone stranded", row)
		}
	}
	b.done(kiosk.CloseVisit{Request: "q", Door: 3, Seen: "v2"})
	b.screen(kiosk.ScreenRating) // the service that was to follow is gone
	b.done(kiosk.CallNext{Request: "q", Door: 3})
	b.done(kiosk.MoveStranded{Request: "q", Door: 3, ToService: "cert"})

	// They come back, and the letter goes on.
	b.rest(3 * time.Minute)
	b.send(kiosk.Started{Boot: "b3", Setup: lined()})
	if got := b.queued(1); got != "v3:transferred v4:transferred " {
		t.Errorf("door 1: %s", got)
	}
	b.take("civil")
	if tk, _ := b.m.Line.Find("v5"); tk.Number != "B002" {
		t.Errorf("the next number of civil is %s, want B002", tk.Number)
	}
}
