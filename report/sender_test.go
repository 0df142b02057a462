package report_test

import (
	"log/slog"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/report/schema"
	"tiepdan/ward/command"
)

// TestTheWardsSender has the ward's own sender and a real core talk over a real
// broker: what the ward reads of its commands is what the core did.
func TestTheWardsSender(t *testing.T) {
	t.Parallel()
	url := broker(t)
	newClerk(t, url)
	o := newOutbox(t, 1, 0)
	c := newCore(t, o)
	reporter(t, url, o, obeying(c, schema.ClockNTP))
	s, err := command.New(command.Options{Broker: url, Key: wardKey(1), Logger: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	ctx := t.Context()
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	here := schema.Topic{Commune: "00070", Robot: "kb-01"}
	state := func(id string, want command.State) {
		t.Helper()
		eventually(t, "the state "+string(want), func() bool {
			found, _ := s.Find(id)
			return found.State == want
		})
	}
	// Sent until the robot has subscribed: what was sent before is not kept.
	eventually(t, "the robot answers", func() bool {
		if _, err := s.Report(ctx, here); err != nil {
			return false
		}
		for _, sent := range s.States() {
			if sent.State == command.Done {
				return true
			}
		}
		return false
	})
	id, err := s.Announce(ctx, command.Announcement{To: here, Announce: schema.Announce{
		Announcement: "n1", Text: schema.Label{Vi: "Có cháy, mời ra cửa chính."}, Priority: "emergency",
	}})
	if err != nil {
		t.Fatal(err)
	}
	state(id, command.Done)
	if screen := c.view().Screen; screen != kiosk.ScreenEmergency {
		t.Errorf("the screen is %s, want the emergency", screen)
	}
	if id, err = s.Withdraw(ctx, here, "n1"); err != nil {
		t.Fatal(err)
	}
	state(id, command.Done)
	if screen := c.view().Screen; screen == kiosk.ScreenEmergency {
		t.Error("the emergency is on the screen yet, want it withdrawn")
	}
	if id, err = s.Goto(ctx, command.Errand{To: here, Goto: schema.Goto{Place: "door-3"}}); err != nil {
		t.Fatal(err)
	}
	state(id, command.Accepted)
	c.mu.Lock()
	mission := c.model.Errand.Mission.ID
	c.mu.Unlock()
	c.update(kiosk.MissionChanged{Mission: mission, Phase: kiosk.PhaseDriving})
	state(id, command.Running)
	c.update(kiosk.MissionChanged{Mission: mission, Phase: kiosk.PhaseArrived})
	state(id, command.Done)
	if err := s.Configure(ctx, here, schema.Settings{Rev: 9, Doors: &[]schema.DoorName{{Door: 3, Name: schema.Label{Vi: "Đất đai"}}}}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the settings are reported", func() bool {
		r, _ := s.Reported(here)
		return r.Rev == 9 && r.State == schema.SettingsApplied
	})
}
