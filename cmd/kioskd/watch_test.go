package main_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiepdan/cmd/internal/freeport"
	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/kiosk"
)

// TestWatch: Prometheus reads figures of what really happened, and log lines
// tell which visit they belong to.
func TestWatch(t *testing.T) {
	t.Parallel()
	at := freeport.Address(t)
	r := (&rig{t: t, root: t, dir: t.TempDir(), extra: fmt.Sprintf("[diagnostics]\nmetrics = %q\n", at)}).begin()
	r.until("the home screen", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenHome })
	r.press("Tìm thủ tục", screenIs(kiosk.ScreenFind))
	eventually(t, "figures and a visit", time.Minute, func() error {
		resp, err := http.Get("http://" + at + "/metrics")
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		for _, want := range []string{`tiepdan_messages_total{kind="Started"} 1`, `tiepdan_part_up{part="printer"} 0`, "tiepdan_commit_seconds_count", "tiepdan_outbox_events "} {
			if !strings.Contains(string(body), want) {
				return fmt.Errorf("no %s in %s", want, body)
			}
		}
		if !regexp.MustCompile(`tiepdan_touch_seconds_count [1-9]`).Match(body) {
			return errors.New("no touch was measured")
		}
		if !regexp.MustCompile(`msg=frame .* visit=[0-9a-f]{6}-1\b`).MatchString(r.kioskd.output()) {
			return errors.New("no line tells its visit")
		}
		return nil
	})
}

func TestHung(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name         string
		loop, window time.Duration // since its last sign of life; -1: none ever
		want         string
	}{
		{"both work", 10 * time.Second, 10 * time.Second, ""},
		{"there is no window", 10 * time.Second, -1, ""},
		{"the loop hangs", 17 * time.Second, time.Second, "the agent's loop has been silent for 17s"},
		{"the window hangs", time.Second, 20 * time.Second, "the window's thread has been silent for 20s"},
	} {
		window := time.Time{}
		if tc.window >= 0 {
			window = now.Add(-tc.window)
		}
		if got := kioskd.Hung(now, now.Add(-tc.loop), window); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}
