package store_test

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// step is one event of a robot as it is sent.
func step(t *testing.T, robot string, seq uint64, at time.Time, body schema.Body) store.Item {
	t.Helper()
	e := schema.Event{Header: schema.Header{V: 1, ID: id(9300 + seq), Epoch: "e" + robot, Seq: seq, TS: at, Clock: schema.ClockNTP}, Body: body}
	text, err := schema.EncodeBody(body)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := schema.Join(e.Header, text)
	if err != nil {
		t.Fatal(err)
	}
	topic := schema.Topic{Commune: "c", Robot: robot, Channel: body.Kind().Channel()}
	return store.Item{Topic: topic, At: at, Payload: payload, Event: &e}
}

func person(t *testing.T, s *store.Store, name string, role office.Role, commune string) office.Actor {
	t.Helper()
	users := &office.Users{Store: s, Cost: bcrypt.MinCost}
	u, err := users.Create(t.Context(), office.Program(), office.NewUser{Name: name, Role: role, Commune: commune, Password: "1234567890"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	return office.Actor{User: u}
}

// oneOpen is the only open alert that somebody sees.
func oneOpen(t *testing.T, s *store.Store, u office.User) office.Alert {
	t.Helper()
	all, err := s.AlertsFor(t.Context(), office.Listing{For: u, Limit: 9})
	if err != nil || len(all) != 1 || !all[0].MaySee(u) {
		t.Fatalf("got %+v, %v, want one alert that %s sees", all, err, u.Name)
	}
	return all[0]
}

func wantNoneOpen(t *testing.T, s *store.Store, u office.User) {
	t.Helper()
	all, err := s.AlertsFor(t.Context(), office.Listing{For: u, Limit: 9})
	if n, counts := s.CountAlerts(t.Context(), u); err != nil || counts != nil || len(all) != 0 || n != 0 {
		t.Errorf("got %+v, %d, %v, want no alert for %s", all, n, errors.Join(err, counts), u.Name)
	}
}

// TestUnansweredCall: a call that nobody answers is an alert once, from its opening
// to its end, with who took it and a deadline that leaders learn of.
func TestUnansweredCall(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		lead := leader(t, s)
		minh, hoa, far := person(t, s, "minh", office.Officer, ""), person(t, s, "hoa", office.Officer, "c"), person(t, s, "xa", office.Officer, "d")
		tek := person(t, s, "tek", office.Technician, "")
		alerts, rule := &office.Alerts{Store: s}, office.FirstRule()
		look := func(at time.Time, want int) {
			t.Helper()
			if got, err := alerts.LookAtCalls(t.Context(), rule, at); err != nil || got != want {
				t.Errorf("got %d alerts, %v, want %d", got, err, want)
			}
		}
		at := noon.Add(2 * time.Minute)
		look(noon, 0)
		_, err := s.Commit(t.Context(), []store.Item{
			step(t, "kb", 1, noon, schema.Help{Procedure: "1.001193", Topic: "fee"}),
			step(t, "kb", 2, at, schema.HelpRaise{Procedure: "1.001193", Topic: "fee", WaitedS: new(120)}),
			step(t, "old", 1, at.Add(-8*24*time.Hour), schema.HelpRaise{WaitedS: new(120)}),
		})
		if err != nil {
			t.Fatal(err)
		}
		look(at, 1)
		look(at, 0)
		a := oneOpen(t, s, lead.User)
		if !a.IsCall() || a.Owner != lead.User.ID || !a.Due.Equal(at.Add(30*time.Minute)) || !a.From.Equal(noon) || a.Robot != "kb" || a.Commune != "c" ||
			a.Procedure != "1.001193" || a.Topic != "fee" || a.Number != 1 || a.Late(at) {
			t.Errorf("got %+v, want the only leader's, with what was asked, until half an hour later", a)
		}
		oneOpen(t, s, minh.User)
		oneOpen(t, s, hoa.User)
		wantNoneOpen(t, s, far.User)
		wantNoneOpen(t, s, tek.User)
		for _, who := range []office.Actor{far, tek} {
			if err := alerts.Acknowledge(t.Context(), who, a.ID, at); !errors.Is(err, office.ErrRights) {
				t.Errorf("got %v for %s, want it refused", err, who.User.Name)
			}
		}
		if err := alerts.Close(t.Context(), minh, a.ID, "xong", at); !errors.Is(err, office.ErrRights) {
			t.Errorf("got %v, want it closed by nobody who has not taken it", err)
		}
		if err := alerts.Acknowledge(t.Context(), minh, a.ID, at); err != nil {
			t.Fatal(err)
		}
		if got := oneOpen(t, s, minh.User); got.Owner != minh.User.ID || got.AckedBy != minh.User.ID {
			t.Errorf("got %+v, want it to be hers who took it", got)
		}
		wantNoneOpen(t, s, hoa.User)
		if err := alerts.Acknowledge(t.Context(), hoa, a.ID, at); !errors.Is(err, office.ErrRights) {
			t.Errorf("got %v, want a taken one taken by nobody else", err)
		}
		wantEscalated(t, s, alerts, lead, a)
		if err := alerts.Close(t.Context(), minh, a.ID, "Đã gọi lại cho bà.", at.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		look(at.Add(3*time.Hour), 0) // a closed one is not raised again
		wantNoneOpen(t, s, lead.User)
		got, _, err := s.Alert(t.Context(), a.ID)
		if err != nil || got.Open() || len(got.Notes) != 1 || got.Notes[0].Text != "Đã gọi lại cho bà." {
			t.Errorf("got %+v, %v, want it closed with what was done", got, err)
		}
	})
}

// wantEscalated: a deadline that passes is noted once, and a new one begins anew.
func wantEscalated(t *testing.T, s *store.Store, alerts *office.Alerts, lead office.Actor, a office.Alert) {
	t.Helper()
	escalate := func(at time.Time, want int) {
		t.Helper()
		if got, err := alerts.Escalate(t.Context(), at); err != nil || got != want {
			t.Errorf("got %d escalated, %v, want %d", got, err, want)
		}
	}
	late := a.Due.Add(time.Second)
	escalate(a.Due, 0)
	escalate(late, 1)
	escalate(late, 0)
	if got := oneOpen(t, s, lead.User); !got.Escalated.Equal(late) || !got.Late(late) {
		t.Errorf("got %+v, want it escalated", got)
	}
	if err := alerts.Assign(t.Context(), lead, a.ID, got(t, s, a.ID).Owner, late.Add(time.Hour), late); err != nil {
		t.Fatal(err)
	}
	escalate(late, 0)
	escalate(late.Add(time.Hour+time.Second), 1)
	record, err := s.Record(t.Context(), 9)
	if err != nil || record[0].Did != "alert-late" || record[0].User != "" {
		t.Errorf("got %+v, %v, want the program's line of the record", record[0], err)
	}
}

func got(t *testing.T, s *store.Store, id string) office.Alert {
	t.Helper()
	a, found, err := s.Alert(t.Context(), id)
	if err != nil || !found {
		t.Fatalf("got %v, %v, want the alert", found, err)
	}
	return a
}

// TestOwnerOfCall: with several leaders a call is whose takes it.
func TestOwnerOfCall(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	s := p.open(t)
	lead, of := leader(t, s), person(t, s, "an", office.Leader, "c")
	person(t, s, "binh", office.Leader, "d")
	alerts := &office.Alerts{Store: s}
	if _, err := s.Commit(t.Context(), []store.Item{step(t, "kb", 1, noon, schema.HelpRaise{WaitedS: new(9)})}); err != nil {
		t.Fatal(err)
	}
	if _, err := alerts.LookAtCalls(t.Context(), office.FirstRule(), noon); err != nil {
		t.Fatal(err)
	}
	a := oneOpen(t, s, of.User)
	if a.Owner != "" {
		t.Errorf("got owner %q, want none of two leaders", a.Owner)
	}
	minh, nam := person(t, s, "minh", office.Officer, "c"), person(t, s, "nam", office.Officer, "c")
	if err := alerts.Assign(t.Context(), lead, a.ID, nam.User.ID, time.Time{}, noon); err != nil {
		t.Fatal(err)
	}
	wantNoneOpen(t, s, minh.User) // it was given to somebody
	oneOpen(t, s, nam.User)
}

// TestCalls: what became of each call, of its own robot and outbox.
func TestCalls(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		asked := schema.Help{Procedure: "1.001193", Topic: "fee", Lang: "en", Priority: true}
		minute := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
		night := time.Date(noon.Year(), noon.Month(), noon.Day(), 23, 59, 0, 0, hanoi)
		_, err := s.Commit(t.Context(), []store.Item{
			step(t, "a", 1, minute(0), asked), step(t, "b", 51, minute(1), schema.Help{}),
			step(t, "a", 2, minute(2), schema.HelpRaise{Procedure: "1.001193", Topic: "fee", WaitedS: new(120)}),
			step(t, "b", 52, minute(2), schema.HelpEnd{Outcome: "dropped", TookS: new(60)}),
			step(t, "a", 3, minute(5), schema.HelpEnd{Outcome: "helped", Door: 3, AnswerS: new(200), TookS: new(300)}),
			step(t, "a", 4, minute(9), schema.Help{}),  // its end is missing
			step(t, "a", 6, minute(30), schema.Help{}), // and this one's came before midnight
			step(t, "a", 7, minute(45), schema.HelpEnd{Outcome: "nobody", TookS: new(900)}),
			step(t, "b", 53, night, schema.Help{}), step(t, "b", 54, night.Add(5*time.Minute), schema.HelpEnd{Outcome: "helped", Door: 1, AnswerS: new(20), TookS: new(300)}),
		})
		if err != nil {
			t.Fatal(err)
		}
		day := noon.Format(time.DateOnly)
		calls, err := s.Calls(t.Context(), day, day, "c")
		if err != nil {
			t.Fatal(err)
		}
		want := []struct {
			robot, outcome string
			door           int
			raised         bool
			asked          schema.Help
		}{
			{"b", "helped", 1, false, schema.Help{}},
			{"a", "nobody", 0, false, schema.Help{}},
			{"a", "", 0, false, schema.Help{}},
			{"b", "dropped", 0, false, schema.Help{}},
			{"a", "helped", 3, true, asked},
		}
		if len(calls) != len(want) {
			t.Fatalf("got %d calls %+v, want %d", len(calls), calls, len(want))
		}
		for i, w := range want {
			if c := calls[i]; c.Robot != w.robot || c.Outcome != w.outcome || c.Door != w.door || (c.Raise > 0) != w.raised || c.Asked != w.asked || (c.Answer != nil) != (w.door > 0) {
				t.Errorf("call %d: got %+v, want %+v", i, c, w)
			}
		}
		if first := calls[4]; *first.Answer != 200*time.Second || *first.Took != 300*time.Second || !first.At.Equal(noon) || first.Day != day {
			t.Errorf("got %+v, want the answer after 200 s", first)
		}
		for commune, called := range map[string]int{"": 5, "c": 5, "d": 0} {
			h, err := s.Helps(t.Context(), day, day, commune)
			if err != nil || h.Called != called || called > 0 && (h.Raised != 1 || h.Answered != 1 || h.Nobody != 1 || h.Dropped != 1 || h.Median != 200*time.Second) {
				t.Errorf("commune %q: got %+v, %v, want %d calls, one of each", commune, h, err, called)
			}
		}
		if other, err := s.Calls(t.Context(), day, day, "d"); err != nil || len(other) != 0 {
			t.Errorf("got %+v, %v, want nothing of another commune", other, err)
		}
	})
}

// TestRaisesOfOlder: what robots said before there were alerts of it is counted,
// and is an alert if it is not long ago.
func TestRaisesOfOlder(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	s, err := store.Open(t.Context(), p.options)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), []store.Item{step(t, "kb", 1, noon, schema.HelpRaise{Topic: "fee", WaitedS: new(9)})}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, p.options.File, dropRaises+`PRAGMA user_version = 17`)
	s = p.open(t)
	day := noon.Format(time.DateOnly)
	if h, err := s.Helps(t.Context(), day, day, ""); err != nil || h.Raised != 1 {
		t.Errorf("got %+v, %v, want one raise", h, err)
	}
	if n, err := (&office.Alerts{Store: s}).LookAtCalls(t.Context(), office.FirstRule(), noon.Add(time.Hour)); err != nil || n != 1 {
		t.Errorf("got %d, %v, want an alert", n, err)
	}
}

// dropRaises makes tables of the version before raiseTables, with those after it gone.
const dropRaises = `DROP TABLE office_updates; DROP TABLE office_invites; DROP TABLE help_raises; DROP INDEX office_alerts_event; ALTER TABLE office_alerts DROP COLUMN event;
	ALTER TABLE office_alerts DROP COLUMN code; ALTER TABLE office_alerts DROP COLUMN topic; ALTER TABLE office_alerts DROP COLUMN late_ms;`
