package ui_test

import (
	"strings"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui/uitest"
)

// Who reads a list of papers has the room of the strip that tells of the battery.
func TestPapersBeforeTheBattery(t *testing.T) {
	t.Parallel()
	for screen, want := range map[kiosk.Screen]bool{kiosk.ScreenFind: true, kiosk.ScreenGuide: false} {
		u := newScreen(t, uitest.Options())
		v := uitest.Placed(uitest.Visiting(screen, kiosk.Vi))
		v.Robot.State = "charging"
		var got string
		for _, w := range u.Scene(v, uitest.Noon(), uitest.Landscape()).Written() {
			got += w.Text + " "
		}
		if strings.Contains(got, "Tôi đang sạc pin") != want {
			t.Errorf("%s: got %q, want the battery told: %v", screen, got, want)
		}
	}
}
