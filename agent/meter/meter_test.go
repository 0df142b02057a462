package meter_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tiepdan/agent/meter"
	"tiepdan/kiosk"
)

func scrape(m *meter.Meter) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	return w
}

func TestMeter(t *testing.T) {
	t.Parallel()
	m := meter.New(meter.Options{
		Version: "v1.2.3",
		View: func() kiosk.View {
			v := kiosk.View{Screen: kiosk.ScreenHome, Parts: []kiosk.PartState{{Part: kiosk.PartPrinter, Up: true}, {Part: kiosk.PartPanel}}}
			v.Services = []kiosk.ServiceRow{{ID: "land", Waiting: 4}}
			v.Robot.Configured, v.Robot.BatteryPct = true, 73
			return v
		},
		Outbox: func(context.Context) (int, error) { return 12, nil },
	})
	m.Step("tick", 3*time.Millisecond, 2*time.Millisecond)
	m.Step("robot-changed", time.Millisecond, 0) // rides with the next commit
	m.Frame(5*time.Millisecond, 0)
	m.Frame(5*time.Millisecond, 20*time.Millisecond)
	m.Flight("touch")
	w := scrape(m)
	for _, want := range []string{
		`tiepdan_messages_total{kind="tick"} 1`, `tiepdan_step_seconds_count 2`, `tiepdan_commit_seconds_count 1`, `tiepdan_step_seconds_sum 0.004`,
		`tiepdan_frame_seconds_count 2`, `tiepdan_touch_seconds_count 1`, `tiepdan_flights_total{reason="touch"} 1`, `tiepdan_part_up{part="panel"} 0`,
		`tiepdan_part_up{part="printer"} 1`, `tiepdan_waiting_tickets{service="land"} 4`, `tiepdan_battery_percent 73`, `tiepdan_screen_info{screen="home"} 1`,
		`tiepdan_outbox_events 12`, `tiepdan_build_info{version="v1.2.3"} 1`, `process_resident_memory_bytes`, `go_goroutines`,
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("got %d, and it lacks %s", w.Code, want)
		}
	}
}

// TestUnreadable: what cannot be read is an error and not a 0.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	m := meter.New(meter.Options{
		View:   func() kiosk.View { return kiosk.View{} },
		Outbox: func(context.Context) (int, error) { return 0, errors.New("the disk is ill") },
	})
	if w := scrape(m); w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "the disk is ill") {
		t.Errorf("got %d, %s", w.Code, w.Body)
	}
}
