package visitlog_test

import (
	"bytes"
	"context"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"tiepdan/agent/visitlog"
	"tiepdan/kiosk"
)

func TestVisits(t *testing.T) {
	t.Parallel()
	v := visitlog.New()
	var out bytes.Buffer
	logger := slog.New(v.Handler(slog.NewTextHandler(&out, nil))).With(slog.String("part", "printer"))
	seen := func(s kiosk.Screen) string {
		v.Show(kiosk.View{Screen: s})
		out.Reset()
		logger.LogAttrs(context.Background(), slog.LevelInfo, "a line")
		return regexp.MustCompile(`visit=(\S+)`).FindString(out.String())
	}
	for _, s := range []kiosk.Screen{kiosk.ScreenAttract, kiosk.ScreenHome, kiosk.ScreenCalled, kiosk.ScreenEmergency} {
		if got := seen(s); got != "" {
			t.Errorf("%s: got %s, want no visit while nobody is there", s, got)
		}
	}
	first := seen(kiosk.ScreenFind)
	if first == "" || !strings.Contains(out.String(), "part=printer") {
		t.Fatalf("got %q in %q, want a visit", first, out.String())
	}
	for _, s := range []kiosk.Screen{kiosk.ScreenGuide, kiosk.ScreenCalled, kiosk.ScreenTicket, kiosk.ScreenRating} {
		if got := seen(s); got != first {
			t.Errorf("%s: got %s, want %s still", s, got, first)
		}
	}
	if got := seen(kiosk.ScreenHome); got != "" {
		t.Errorf("got %s after the visit", got)
	}
	if got := seen(kiosk.ScreenTicket); got == "" || got == first {
		t.Errorf("got %s for the next visit, the first was %s", got, first)
	}
}
