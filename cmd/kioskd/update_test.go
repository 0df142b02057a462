package main_test

import (
	"os"
	"path/filepath"
	"testing"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/kiosk"
)

func TestServed(t *testing.T) {
	t.Parallel()
	view := func(s kiosk.Screen, change func(*kiosk.View)) kiosk.View {
		v := kiosk.View{Screen: s, Services: []kiosk.ServiceRow{{ID: "land"}}, Board: []kiosk.DoorRow{{Door: 1}}}
		if change != nil {
			change(&v)
		}
		return v
	}
	for _, tc := range []struct {
		name string
		view kiosk.View
		want bool
	}{
		{"nobody is there", view(kiosk.ScreenAttract, nil), false},
		{"the home screen", view(kiosk.ScreenHome, nil), false},
		{"out of service", view(kiosk.ScreenOut, nil), false},
		{"a visitor reads", view(kiosk.ScreenGuide, nil), true},
		{"a visitor rates", view(kiosk.ScreenRating, nil), true},
		{"an emergency", view(kiosk.ScreenEmergency, nil), true},
		{"a technician works", view(kiosk.ScreenTechnician, nil), true},
		{"somebody waits", view(kiosk.ScreenHome, func(v *kiosk.View) { v.Services[0].Waiting = 1 }), true},
		{"somebody is at a door", view(kiosk.ScreenHome, func(v *kiosk.View) { v.Board[0].Number = "A001" }), true},
		{"the robot leads", view(kiosk.ScreenHome, func(v *kiosk.View) { v.Robot.Mission = "lead" }), true},
		{"the robot charges", view(kiosk.ScreenHome, func(v *kiosk.View) { v.Robot.Mission = "dock" }), false},
	} {
		if got := kioskd.Served(tc.view); got != tc.want {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestRunningVersion(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "os-release")
	if err := os.WriteFile(file, []byte("ID=debian\nIMAGE_ID=tiepdan\nIMAGE_VERSION=\"1.4.0\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := kioskd.RunningVersion(file); got != "1.4.0" {
		t.Errorf("got %q, want the image's", got)
	}
	if got := kioskd.RunningVersion(filepath.Join(t.TempDir(), "none")); got == "" {
		t.Error("got nothing on a machine without an image")
	}
}
