package store_test

import (
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// TestOpenHelps: a robot's last call is open until its end came, also one that
// came before it or under another epoch.
func TestOpenHelps(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s, now := p.open(t), time.Now().Truncate(time.Millisecond)
		n := uint64(0)
		item := func(robot, epoch string, seq uint64, ago time.Duration, body schema.Body) store.Item {
			n++
			e := schema.Event{Header: schema.Header{V: 1, ID: id(9000 + n), Epoch: epoch, Seq: seq, TS: now.Add(-ago), Clock: schema.ClockNTP}, Body: body}
			topic := schema.Topic{Commune: "c", Robot: robot, Channel: body.Kind().Channel()}
			return store.Item{Topic: topic, At: now, Payload: []byte("{}"), Event: &e}
		}
		ended := schema.HelpEnd{Outcome: "dropped", TookS: new(5)}
		_, err := s.Commit(t.Context(), []store.Item{
			item("open", "e", 1, 4*time.Minute, schema.Help{}), item("open", "e", 2, 3*time.Minute, ended), item("open", "e", 3, 2*time.Minute, schema.Help{}),
			item("ended", "e", 1, 3*time.Minute, schema.Help{}), item("ended", "e", 2, 2*time.Minute, ended),
			item("turned", "e", 2, 2*time.Minute, ended), item("turned", "e", 1, 3*time.Minute, schema.Help{}),
			item("renewed", "e", 7, 3*time.Minute, schema.Help{}), item("renewed", "f", 1, time.Minute, ended),
			item("late", "e", 1, 20*time.Minute, schema.Help{}),
			item("twice", "e", 1, 9*time.Minute, schema.Help{}), item("twice", "e", 3, time.Minute, schema.Help{}), // the end between is missing
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.OpenHelps(t.Context(), now.Add(-15*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]time.Duration{"open": 2 * time.Minute, "twice": time.Minute}
		if len(got) != len(want) {
			t.Errorf("got %+v, want the calls of %v", got, want)
		}
		for _, c := range got {
			if ago, open := want[c.Robot]; !open || !c.Called.Equal(now.Add(-ago)) || !c.At.Equal(c.Called) || c.Commune != "c" {
				t.Errorf("got %+v, want %v ago", c, ago)
			}
		}
	})
}

// TestWhatIsAsked: an open call says what it is about, and that nobody answers it.
func TestWhatIsAsked(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s, now := p.open(t), time.Now().Truncate(time.Millisecond)
		item := func(robot string, seq uint64, body schema.Body) store.Item {
			e := schema.Event{Header: schema.Header{V: 1, ID: id(9100 + seq), Epoch: "e" + robot, Seq: seq, TS: now.Add(-time.Minute), Clock: schema.ClockNTP}, Body: body}
			text, err := schema.EncodeBody(body)
			if err != nil {
				t.Fatal(err)
			}
			payload, err := schema.Join(e.Header, text)
			if err != nil {
				t.Fatal(err)
			}
			topic := schema.Topic{Commune: "c", Robot: robot, Channel: body.Kind().Channel()}
			return store.Item{Topic: topic, At: now, Payload: payload, Event: &e}
		}
		asked := schema.Help{Procedure: "1.001193", Topic: "fee", Lang: "en", Priority: true}
		raised := schema.HelpRaise{Procedure: "1.001193", Topic: "fee", WaitedS: new(120)}
		_, err := s.Commit(t.Context(), []store.Item{
			item("b", 1, asked), item("b", 2, raised), item("b", 3, schema.HelpEnd{Outcome: "dropped", TookS: new(5)}),
			item("b", 4, asked), item("a", 5, asked), item("a", 6, raised),
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.OpenHelps(t.Context(), now.Add(-15*time.Minute))
		if err != nil || len(got) != 2 {
			t.Fatalf("got %+v and %v, want two calls", got, err)
		}
		for _, c := range got {
			if c.Asked != asked || (c.Raise == 6) != (c.Robot == "a") {
				t.Errorf("got %+v, want %+v, and only that of a to be for leaders", c, asked)
			}
		}
	})
}
