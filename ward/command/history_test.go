package command_test

import (
	"context"
	"crypto/ed25519"
	"path/filepath"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/store"
)

// run is a sender that a test can end.
func run(t *testing.T, url string, key ed25519.PrivateKey, data command.Store) (s *command.Sender, stop func()) {
	t.Helper()
	s, err := command.New(command.Options{Broker: url, Key: key, Store: data})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Recall(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop = func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	return s, stop
}

// TestRestart: what was sent before a restart is there after it, with results
// that came before, while nobody listened, and after; and so is what is desired.
func TestRestart(t *testing.T) {
	t.Parallel()
	url := broker(t)
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	data, err := store.Open(t.Context(), store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := data.Close(); err != nil {
			t.Error(err)
		}
	})
	r := newRobot(t, url)
	first, stop := run(t, url, key, data)
	var ids [3]string
	for i := range ids {
		eventually(t, "it is sent", func() bool {
			ids[i], err = first.Send(t.Context(), command.Request{To: unit, Order: schema.Goto{Place: "door-3"}, By: "lan"})
			return err == nil
		})
		r.next(t)
	}
	r.say(t, unit, schema.Result{Command: ids[0], State: schema.ResultDone})
	eventually(t, "the first result", func() bool { c, _ := first.Find(ids[0]); return c.State == command.Done })
	d, err := first.Desire(t.Context(), command.Wish{To: unit, By: "tek"})
	if err != nil || d.Settings.Rev != 1 {
		t.Fatalf("got %+v, %v, want revision 1", d, err)
	}
	r.next(t)
	stop()
	missed(t, data, schema.Result{Command: ids[1], State: schema.ResultRejected, Reason: schema.ReasonNoRobot})

	second, stop := run(t, url, key, data)
	defer stop()
	if all := second.States(); len(all) != 3 || all[2].ID != ids[0] || all[2].State != command.Done || all[2].By != "lan" {
		t.Errorf("got %+v, want the three commands with the first one's result", all)
	}
	eventually(t, "the result that nobody heard", func() bool {
		c, _ := second.Find(ids[1])
		return c.State == command.Rejected && c.Reason == schema.ReasonNoRobot
	})
	m := r.next(t) // put before the robot again: the broker may have lost it
	if got, err := schema.OpenSettings([]ed25519.PublicKey{key.Public().(ed25519.PublicKey)}, unit.On(schema.ChannelDesired), m.Payload()); err != nil || got.Rev != 1 {
		t.Errorf("got %+v, %v, want the settings once more", got, err)
	}
	r.say(t, unit, schema.Result{Command: ids[2], State: schema.ResultDone})
	eventually(t, "the result after the restart", func() bool { c, _ := second.Find(ids[2]); return c.State == command.Done })
	eventually(t, "it is kept", func() bool {
		all, err := data.Commands(t.Context(), 10)
		return err == nil && len(all) == 3 && all[2].State == command.Done && all[1].State == command.Rejected
	})
	answered(t, r, second)
}

// answered: the robot's answer is kept with what it answers; whoever looked at
// something older is told.
func answered(t *testing.T, r *robot, s *command.Sender) {
	t.Helper()
	tell := func(a schema.Reported) {
		t.Helper()
		data, err := schema.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		r.client.Publish(unit.On(schema.ChannelReported).String(), 1, true, data).Wait()
		eventually(t, "the answer", func() bool {
			d, _ := s.Wanted(unit)
			return d.Answer == a && !d.Answered.IsZero()
		})
	}
	tell(schema.Reported{V: 1, Rev: 1, State: schema.SettingsApplied})
	if _, err := s.Desire(t.Context(), command.Wish{To: unit}); err == nil {
		t.Error("got settings over those of somebody else, want an error")
	}
	if _, err := s.Desire(t.Context(), command.Wish{To: unit, Seen: 1, Settings: schema.Settings{Doors: &[]schema.DoorName{{Door: 0}}}}); err == nil {
		t.Error("got settings that no robot takes, want an error")
	}
	d, err := s.Desire(t.Context(), command.Wish{To: unit, Seen: 1})
	if err != nil || d.Settings.Rev != 2 {
		t.Fatalf("got %+v, %v, want revision 2", d, err)
	}
	// A robot with a newer revision, of a ward whose store was lost.
	tell(schema.Reported{V: 1, Rev: 2, State: schema.SettingsRejected, Error: schema.SettingsOld, Field: "rev"})
	if d, err = s.Desire(t.Context(), command.Wish{To: unit, Seen: 2}); err != nil || d.Settings.Rev < time.Now().Unix()/60-1 {
		t.Errorf("got %+v, %v, want a revision above all that were ever used", d, err)
	}
	// A robot that claims the last revision there is would never be set up again.
	lie := schema.Reported{V: 1, Rev: 1<<53 - 1, State: schema.SettingsRejected, Error: schema.SettingsOld, Field: "rev"}
	data, err := schema.Encode(lie)
	if err != nil {
		t.Fatal(err)
	}
	r.client.Publish(unit.On(schema.ChannelReported).String(), 1, true, data).Wait()
	eventually(t, "the lie", func() bool { got, _ := s.Reported(unit); return got == lie })
	seen := d.Settings.Rev
	if d, err = s.Desire(t.Context(), command.Wish{To: unit, Seen: seen}); err != nil || d.Settings.Rev > seen+10 {
		t.Errorf("got revision %d, %v, after a robot claimed %d, want about %d", d.Settings.Rev, err, lie.Rev, seen+1)
	}
}

// missed puts a result into the store as the receiver does.
func missed(t *testing.T, data *store.Store, r schema.Result) {
	t.Helper()
	body, err := schema.EncodeBody(r)
	if err != nil {
		t.Fatal(err)
	}
	h := schema.Header{V: 1, ID: "01890a5d-ac96-774b-bcce-b302099a8099", Epoch: "e", Seq: 77, TS: time.Now(), Clock: schema.ClockNTP}
	payload, err := schema.Join(h, body)
	if err != nil {
		t.Fatal(err)
	}
	item := store.Item{Topic: unit.On(schema.ResultChannel(r.Command)), At: time.Now(), Payload: payload, Event: &schema.Event{Header: h, Body: r}}
	if _, err := data.Commit(t.Context(), []store.Item{item}); err != nil {
		t.Fatal(err)
	}
}
