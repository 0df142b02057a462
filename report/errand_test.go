package report_test

import (
	"context"
	"crypto/ed25519"
	"reflect"
	"sync"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// TestErrandKinds: what the ward sends a robot on comes to the core as it was
// meant.
func TestErrandKinds(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	w.receipt("e1", 0)
	var mu sync.Mutex
	var got []kiosk.WardGoto
	reporter(t, url, newOutbox(t, 1, 0), func(o *report.Options) {
		o.Keys = []ed25519.PublicKey{wardKey(1).Public().(ed25519.PublicKey)}
		o.Status, o.StatusEvery = func() schema.Status { return schema.Status{} }, time.Hour
		o.Obey = func(_ context.Context, m kiosk.Msg) error {
			mu.Lock()
			defer mu.Unlock()
			if sent, is := m.(kiosk.WardGoto); is {
				sent.Order = kiosk.Order{}
				got = append(got, sent)
			}
			return nil
		}
	})
	eventually(t, "the robot is there", func() bool { return w.last(schema.ChannelStatus) != "" })
	for _, order := range []schema.Goto{{Place: "door-3"}, {Kind: schema.GotoRound, Place: "morning"}, {Kind: schema.GotoDock}, {Kind: schema.GotoWelcome}} {
		topic, data, err := schema.SignCommand(wardKey(1), schema.Topic{Commune: "00070", Robot: "kb-01"}, commandAt(time.Now(), order))
		if err != nil {
			t.Fatal(err)
		}
		w.client.Publish(topic.String(), 1, false, data).Wait()
	}
	want := []kiosk.WardGoto{{Place: "door-3"}, {Kind: "round", Place: "morning"}, {Kind: "dock"}, {Kind: "welcome"}}
	eventually(t, "the errands", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return reflect.DeepEqual(got, want)
	})
}

// TestMissionOf: an errand of the base's own is told too, whatever the core has
// that waits for it.
func TestMissionOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		robot kiosk.RobotView
		want  *schema.MissionStatus
	}{
		{"nothing", kiosk.RobotView{}, nil},
		{
			"leading",
			kiosk.RobotView{Mission: "lead", Phase: kiosk.PhaseLeading, Door: 3, Robot: kiosk.Robot{Mission: "lead/4", Kind: "lead", Target: "door-3"}},
			&schema.MissionStatus{Kind: "lead", Phase: "leading", Door: 3, Place: "door-3"},
		},
		{
			"its own way to the charger",
			kiosk.RobotView{Mission: "tray", Phase: kiosk.PhaseSuspended, Robot: kiosk.Robot{State: "docking", Mission: "nav/2", Kind: "charge", Target: "dock"}},
			&schema.MissionStatus{Kind: "charge", Phase: "docking", Place: "dock"},
		},
	} {
		tt.robot.Configured = true
		if got := report.StatusOf(kiosk.View{Robot: tt.robot}).Mission; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
