package main_test

import (
	"reflect"
	"testing"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/kiosk"
)

func TestSharedLine(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		line config.Line
		want kiosk.ShareSetup
	}{
		{"alone, whatever else is set", config.Line{Role: "alone", Name: "hall", Block: 9}, kiosk.ShareSetup{}},
		{
			"keeper",
			config.Line{Role: "keeper", Members: []config.LineMember{{Name: "hall", Block: 9}}},
			kiosk.ShareSetup{Role: kiosk.ShareKeeper, Members: []kiosk.Sharer{{Name: "hall", Block: 9}}},
		},
		{
			"member",
			config.Line{Role: "member", Name: "hall", Block: 9, SpeakCalls: true, KeeperConsole: "https://k:8443"},
			kiosk.ShareSetup{Role: kiosk.ShareMember, Name: "hall", Block: 9, Speak: true, Where: "https://k:8443"},
		},
	} {
		if got := kioskd.Setup(&config.Config{Line: tc.line, Unit: config.Unit{DayReset: "00:00"}}).Share; !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: got %+v, want %+v", tc.name, got, tc.want)
		}
	}
}

// The ward adds up the lines of its robots: a shared one is told once.
func TestMemberTellsTheWardNoLine(t *testing.T) {
	t.Parallel()
	v := kiosk.View{
		Services: []kiosk.ServiceRow{{ID: "cert", Waiting: 3}}, Board: []kiosk.DoorRow{{Door: 1}},
		Parts: []kiosk.PartState{{Part: kiosk.PartLine, Up: true}},
	}
	if s := kioskd.Status(v); len(s.Services) != 1 || len(s.Doors) != 1 {
		t.Errorf("alone: got %+v, want its line", s)
	}
	v.Share.Role = kiosk.ShareMember
	if s := kioskd.Status(v); len(s.Services) != 0 || len(s.Doors) != 0 || len(s.Parts) != 1 {
		t.Errorf("member: got %+v, want its parts and no line", s)
	}
}
