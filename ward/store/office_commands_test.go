package store_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// TestCommands: what was sent comes back as it was, with how far it came, until
// it is old.
func TestCommands(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		to := schema.Topic{Commune: "00070", Robot: "kb-01"}
		ends, called := noon.Add(time.Hour), noon.Add(-time.Minute)
		var want []command.Command
		for i, order := range []schema.Order{
			schema.Announce{Announcement: "n1", Text: schema.Label{Vi: "Nghỉ từ 16 giờ"}, Priority: "high", Ends: &ends},
			schema.Withdraw{Announcement: "n1"},
			schema.Goto{Place: "door-3"},
			schema.Report{},
			schema.Reply{Called: called, Door: 3},
		} {
			at := noon.Add(time.Duration(i) * time.Minute)
			c := command.Command{ID: id(uint64(i)), To: to, Order: order, State: command.Sent, Issued: at, Expires: at.Add(30 * time.Second), At: at, By: "lan"}
			if err := s.AddCommand(t.Context(), c, noon.Add(-command.Keep)); err != nil {
				t.Fatal(err)
			}
			want = append(want, c)
		}
		want[2].State, want[2].Reason, want[2].At = command.Rejected, schema.ReasonNoRobot, noon.Add(time.Hour)
		if err := s.MoveCommand(t.Context(), want[2]); err != nil {
			t.Fatal(err)
		}
		got, err := s.Commands(t.Context(), 4)
		if err != nil || len(got) != 4 {
			t.Fatalf("got %d commands, %v, want the last 4", len(got), err)
		}
		for i, c := range got {
			w := want[i+1]
			if c.ID != w.ID || c.To != w.To || c.State != w.State || c.Reason != w.Reason || c.By != "lan" || !c.Issued.Equal(w.Issued) || !c.At.Equal(w.At) || c.Order.Verb() != w.Order.Verb() {
				t.Errorf("got %+v, want %+v", c, w)
			}
		}
		if r, ok := got[3].Order.(schema.Reply); !ok || !r.Called.Equal(called) || r.Door != 3 {
			t.Errorf("got %+v, want the reply as it was", got[3].Order)
		}
		if err := s.ForgetCommands(t.Context(), noon.Add(3*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Commands(t.Context(), 100); err != nil || len(got) != 2 {
			t.Errorf("got %d commands, %v, want the two that are not old", len(got), err)
		}
	})
}

// TestResults: what robots said of commands is found in what was received.
func TestResults(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		result := schema.Result{Command: id(99), State: schema.ResultDone}
		item := event(1, result)
		body, err := schema.EncodeBody(result)
		if err != nil {
			t.Fatal(err)
		}
		if item.Payload, err = schema.Join(item.Event.Header, body); err != nil {
			t.Fatal(err)
		}
		item.Topic.Channel = schema.ResultChannel(result.Command)
		commit(t, s, item, rating(2))
		for since, want := range map[time.Time]int{noon.Add(-time.Second): 1, noon.Add(time.Second): 0} {
			got, err := s.Results(t.Context(), since)
			if err != nil || len(got) != want || want == 1 && (got[0].Result != result || got[0].From.Robot != "kb-01" || !got[0].At.Equal(noon)) {
				t.Errorf("since %v: got %+v, %v, want %d results", since, got, err, want)
			}
		}
	})
}

// TestDesired: of two who change the same, one is told; a robot's answer is kept
// with the revision that it answers.
func TestDesired(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		to := schema.Topic{Commune: "00070", Robot: "kb-01"}
		d := command.Desired{To: to, At: noon, By: "tek", Settings: schema.Settings{
			Rev: 1, Hours: &schema.Hours{Mon: []schema.Span{{From: 450, To: 690}}, DaysOff: []string{"2026-09-02"}}, Doors: &[]schema.DoorName{},
		}}
		if err := s.Desire(t.Context(), d, 0); err != nil {
			t.Fatal(err)
		}
		if err := s.Desire(t.Context(), d, 0); !errors.Is(err, command.ErrChanged) {
			t.Errorf("got %v, want %v", err, command.ErrChanged)
		}
		d.Settings.Rev = 2
		if err := s.Desire(t.Context(), d, 1); err != nil {
			t.Fatal(err)
		}
		late := d
		late.Settings.Rev, late.Answer, late.Answered = 1, schema.Reported{V: 1, Rev: 1, State: schema.SettingsApplied}, noon
		if err := s.AnswerDesired(t.Context(), late); err != nil {
			t.Fatal(err)
		}
		if all, err := s.Desired(t.Context()); err != nil || len(all) != 1 || !all[0].Answered.IsZero() || all[0].Answer != (schema.Reported{}) {
			t.Fatalf("got %+v, %v, want revision 2 without an answer", all, err)
		}
		d.Answer, d.Answered = schema.Reported{V: 1, Rev: 2, State: schema.SettingsRejected, Error: schema.SettingsBad, Field: "hours"}, noon
		if err := s.AnswerDesired(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		all, err := s.Desired(t.Context())
		if err != nil || len(all) != 1 || all[0].Answer != d.Answer || !all[0].Answered.Equal(noon) || all[0].By != "tek" || !reflect.DeepEqual(all[0].Settings, d.Settings) {
			t.Errorf("got %+v, %v, want %+v", all, err, d)
		}
	})
}

// TestOneCommune: the figures of one commune leave out those of another, and
// sum up to those of all.
func TestOneCommune(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		for commune, n := range map[string]uint64{"a": 2, "b": 3} {
			items := []store.Item{
				event(10, schema.Visit{Service: "land", Door: 3, Outcome: "closed", WaitS: new(60), ServeS: new(300)}),
				event(11, schema.Reasons{Face: "dissatisfied", Service: "land", Door: 3, Reasons: []string{"long-wait"}}),
				event(12, schema.Help{}),
			}
			for i := range n {
				items = append(items, rating(i+1))
			}
			for i := range items {
				items[i].Topic.Commune = commune
				e := *items[i].Event
				e.ID = id(uint64(commune[0])<<8 + e.Seq)
				items[i].Event = &e
			}
			if _, err := s.Commit(t.Context(), items); err != nil {
				t.Fatal(err)
			}
			day, err := s.TodayIn(t.Context(), noon, commune)
			if err != nil || len(day.Ratings) != 1 || day.Ratings[0].N != int(n) || day.Closed != 1 || day.Reasoned != 1 || len(day.Reasons) != 1 || day.Help.Called != 1 {
				t.Errorf("%s: got %+v, %v, want its own %d ratings and one of all else", commune, day, err, n)
			}
			latest, err := s.LatestIn(t.Context(), commune, 10)
			if err != nil || len(latest) != int(n) || latest[0].Commune != commune {
				t.Errorf("%s: got %+v, %v, want its own %d ratings", commune, latest, err, n)
			}
		}
		if day, err := s.TodayIn(t.Context(), noon, "?"); err != nil || len(day.Ratings) != 0 || day.Closed+day.Help.Called != 0 {
			t.Errorf("got %+v, %v of no commune, want nothing", day, err)
		}
		for _, x := range []office.Case{{ID: "1", Key: "1", Commune: "a", Opened: noon}, {ID: "2", Key: "2", Commune: "b", Opened: noon}, {ID: "3", Key: "3", Opened: noon}} {
			if _, err := s.AddCase(t.Context(), x, office.Entry{At: noon}); err != nil {
				t.Fatal(err)
			}
		}
		for commune, want := range map[string]int{"": 3, "a": 2, "b": 2, "?": 1} {
			if got, err := s.CasesIn(t.Context(), commune, true, 10); err != nil || len(got) != want {
				t.Errorf("%q: got %d cases, %v, want %d", commune, len(got), err, want)
			}
			if got, err := s.AlertsIn(t.Context(), commune, true, 10); err != nil || len(got) != 0 {
				t.Errorf("%q: got %d alerts, %v, want none", commune, len(got), err)
			}
		}
		if all, err := s.Communes(t.Context()); err != nil || !reflect.DeepEqual(all, []string{"a", "b"}) {
			t.Errorf("got %v, %v, want both communes", all, err)
		}
	})
}
