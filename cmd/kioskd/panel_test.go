package main_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/drivers/panel"
)

func TestStuckButtonsAreAllNamed(t *testing.T) {
	t.Parallel()
	var s kioskd.StuckButtons
	for _, step := range []struct {
		button int
		stuck  bool
		want   string
	}{
		{1, true, "button 1 is stuck"},
		{2, true, "buttons 1, 2 are stuck"},
		{2, false, "button 1 is stuck"},
		{1, false, ""},
	} {
		if got := kioskd.Told(&s, step.button, step.stuck); got != step.want {
			t.Errorf("button %d stuck %v: got %q, want %q", step.button, step.stuck, got, step.want)
		}
	}
}

// A press that is delivered late would rate whoever came meanwhile.
func TestLatePressIsDropped(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := kioskd.PanelHandler(kioskd.NewPlugs(slog.New(slog.NewTextHandler(&log, nil))), "box", nil)
	for range 2 {
		if err := h.OnPress(panel.Press{Button: 3, At: time.Now().Add(-20 * time.Second), Seq: 7}); err != nil {
			t.Errorf("late press: got %v, want it taken, so that it does not come again", err)
		}
	}
	if got := log.String(); strings.Count(got, "press dropped") != 2 || !strings.Contains(got, "dropped=2") {
		t.Errorf("log: got %q, want two presses dropped, counted", got)
	}
}
