package queue_test

import (
	"errors"
	"testing"
	"time"

	"tiepdan/queue"
)

// TestClosingWhilePeopleWait: whoever has no door any more is listed, nobody
// is lost, and one step sends them all elsewhere with their places.
func TestClosingWhilePeopleWait(t *testing.T) {
	t.Parallel()
	l := queue.NewLine(services(), queue.Policy{Strict: true}).Configure(services(), queue.Policy{Strict: true}, 1, 2, 3, 4)
	l = join(t, l, start, "n1", "n2", "n3")
	l, _, _ = l.CallNext(1, start)
	closeDoor := func(d int, s queue.DoorState) {
		t.Helper()
		var err error
		if l, err = l.SetDoor(d, s, start.Add(time.Hour), start); err != nil {
			t.Fatal(err)
		}
	}
	closeDoor(1, queue.DoorClosed)
	if got := l.Stranded(); len(got) != 0 {
		t.Fatalf("stranded %v with door 2 open, want nobody", got)
	}
	if _, _, err := l.CallNext(1, start); !errors.Is(err, queue.ErrDoorBusy) {
		t.Errorf("a call to the closed door that serves: %v, want busy", err)
	}
	l, ended, err := l.Close(1, start)
	if err != nil {
		t.Fatalf("the closed door cannot end its visit: %v", err)
	}
	l = l.Settle(ended)
	if _, _, err := l.CallNext(1, start); !errors.Is(err, queue.ErrDoorNotOpen) {
		t.Errorf("a call to the closed door: %v, want not open", err)
	}
	closeDoor(2, queue.DoorPaused)
	if got := l.Stranded(); len(got) != 0 || !l.Staffed("cert") {
		t.Errorf("stranded %v while door 2 only pauses, want nobody", got)
	}
	if d := l.Desk(2); !d.Back.Equal(start.Add(time.Hour)) {
		t.Errorf("door 2: %+v, want it back in an hour", d)
	}
	closeDoor(2, queue.DoorClosed)
	if got := names(l.Stranded()); got != "n2 n3" || l.Staffed("cert") {
		t.Errorf("stranded %s, want n2 n3", got)
	}
	if _, _, err := l.MoveStranded("", 0, "", start); !errors.Is(err, queue.ErrSamePlace) {
		t.Errorf("moved nowhere: %v", err)
	}
	if _, _, err := l.MoveStranded("land", 4, "", start); !errors.Is(err, queue.ErrNobodyWaits) {
		t.Errorf("nobody waits for land: %v", err)
	}
	if _, _, err := l.MoveStranded("", 1, "", start); !errors.Is(err, queue.ErrDoorNotOpen) {
		t.Errorf("moved to a closed door: %v", err)
	}
	l, moved, err := l.MoveStranded("cert", 4, "", start)
	if err != nil || names(moved) != "n2 n3" || names(l.Order(4)) != "n2 n3" {
		t.Errorf("moved %s, %v, order at door 4 %s, want n2 n3", names(moved), err, names(l.Order(4)))
	}
	closeDoor(4, queue.DoorClosed)
	if got := names(l.Stranded()); got != "n2 n3" {
		t.Errorf("stranded at the closed door 4: %s, want n2 n3", got)
	}
	l = l.Reset(start.Add(24 * time.Hour))
	if l.Desk(1).State != queue.DoorOpen {
		t.Error("door 1 is closed on the next day")
	}
}

// TestMovedSettings: services and doors that go in the middle of a day.
func TestMovedSettings(t *testing.T) {
	t.Parallel()
	all := services()
	l := queue.NewLine(all, queue.Policy{Strict: true}).Configure(all, queue.Policy{Strict: true}, 1, 2, 3, 4)
	l = join(t, l, start, "n1", "n2", "n3")
	l, _, _ = l.CallNext(1, start.Add(5*time.Minute))
	l, _, _ = l.Transfer("n3", 1, "", start)
	l = l.Tick(start.Add(6*time.Minute)).Configure([]queue.Service{{ID: "cert", Prefix: "A", Doors: []int{2}}}, queue.Policy{Strict: true}, 2)
	if got := names(l.Order(2)); got != "n1 n2 n3" {
		t.Errorf("door 1 went: order at door 2 %s, want n1, who was there, n2, n3", got)
	}
	l = l.Configure([]queue.Service{{ID: "tax", Prefix: "A", Doors: []int{2}}}, queue.Policy{Strict: true}, 2)
	if got := names(l.Stranded()); got != "n1 n2 n3" {
		t.Errorf("the service went: stranded %s, want all", got)
	}
	l, tk, err := l.Issue(queue.Ticket{ID: "x", Service: "tax"}, start)
	if err != nil || tk.Number != "A004" {
		t.Errorf("the new service with the old letter gives %s, %v, want A004", tk.Number, err)
	}
	l, moved, err := l.MoveStranded("", 0, "tax", start)
	if err != nil || len(moved) != 3 || len(l.Stranded()) != 0 {
		t.Errorf("moved %s, %v", names(moved), err)
	}
}

func TestReservations(t *testing.T) {
	t.Parallel()
	p := queue.Policy{Strict: true, CheckInEarly: 10 * time.Minute, CheckInLate: 5 * time.Minute, Classes: []queue.Class{{ID: "old"}}}
	due := start.Add(time.Hour)
	line := func() queue.Line {
		l, _, err := newLine(p).Book(queue.Booking{ID: "b", Code: 123456, Service: "cert", At: due}, start)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	for _, tc := range []struct {
		name     string
		code     int
		after    time.Duration // of the appointment
		official bool
		want     error
		due      bool
	}{
		{"in time", 123456, -5 * time.Minute, false, nil, true},
		{"a little late", 123456, 5 * time.Minute, false, nil, true},
		{"too early", 123456, -11 * time.Minute, false, queue.ErrTooEarly, false},
		{"too late", 123456, 7 * time.Minute, false, queue.ErrTooLate, false},
		{"unknown", 123457, 0, false, queue.ErrNoBooking, false},
		{"an official takes the early", 123456, -30 * time.Minute, true, nil, true},
		{"an official takes the late", 123456, 30 * time.Minute, true, nil, false},
	} {
		at := due.Add(tc.after)
		l, tk, err := line().Expire(at).CheckIn("", tc.code, queue.Ticket{ID: "t"}, tc.official, at)
		if !errors.Is(err, tc.want) || (err == nil) != (tc.want == nil) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
			continue
		}
		if err != nil {
			continue
		}
		if tk.Number != "A001" || tk.Due.IsZero() == tc.due {
			t.Errorf("%s: ticket %+v, want A001 with its time %v", tc.name, tk, tc.due)
		}
		if _, _, err := l.CheckIn("", tc.code, queue.Ticket{ID: "u"}, tc.official, at); !errors.Is(err, queue.ErrArrived) {
			t.Errorf("%s, again: %v, want used before", tc.name, err)
		}
		if _, err := l.Unbook("b"); !errors.Is(err, queue.ErrArrived) {
			t.Errorf("%s, taken back: %v, want used before", tc.name, err)
		}
	}
	for name, b := range map[string]queue.Booking{
		"the same code":   {ID: "c", Code: 123456, Service: "cert", At: due},
		"five digits":     {ID: "c", Code: 12345, Service: "cert", At: due},
		"unknown service": {ID: "c", Code: 200000, Service: "tax", At: due},
		"unknown class":   {ID: "c", Code: 200000, Service: "cert", Class: "x", At: due},
		"in the past":     {ID: "c", Code: 200000, Service: "cert", At: start.Add(-time.Minute)},
	} {
		if _, _, err := line().Book(b, start); err == nil {
			t.Errorf("%s: booked", name)
		}
	}
	if l, err := line().Unbook("b"); err != nil || len(l.Bookings) != 0 {
		t.Errorf("taken back: %v, %v", l.Bookings, err)
	}
	if l := line().Reset(start.Add(30 * time.Minute)); len(l.Bookings) != 1 {
		t.Error("a reset lost the reservation of the new day")
	}
}

// TestDueGoesFirst: before its time a reservation waits as anybody, from then
// on it counts as the first class.
func TestDueGoesFirst(t *testing.T) {
	t.Parallel()
	p := withClasses(queue.Policy{Strict: true, CheckInEarly: time.Hour})
	l := join(t, newLine(p), start, "n1", "i1")
	l, _, err := l.Book(queue.Booking{ID: "b", Code: 123456, Service: "cert", At: start.Add(20 * time.Minute)}, start)
	if err != nil {
		t.Fatal(err)
	}
	l, _, err = l.CheckIn("b", 0, queue.Ticket{ID: "due"}, false, start.Add(5*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	l, _, _ = l.Join("due", start.Add(5*time.Minute))
	if got := names(l.Tick(start.Add(19 * time.Minute)).Order(1)); got != "i1 n1 due" {
		t.Errorf("before its time: %s", got)
	}
	l = l.Tick(start.Add(20 * time.Minute))
	if got := names(l.Order(1)); got != "due i1 n1" || l.Sequence(1)[0].Why.Reason != queue.ReasonDue {
		t.Errorf("at its time: %s, %+v", got, l.Sequence(1)[0].Why)
	}
}
