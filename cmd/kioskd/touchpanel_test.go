package main_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/kiosk"
)

// What the kernel lists: a keyboard, a mouse, and a touch panel, whose bitmap of
// absolute axes has the bit of a finger's place.
const (
	plainInputs = `I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
H: Handlers=kbd event0
B: EV=3

I: Bus=0003 Vendor=046d Product=c077 Version=0111
N: Name="Logitech USB Optical Mouse"
H: Handlers=mouse0 event1
B: REL=103
`
	panelInput = `
I: Bus=0003 Vendor=222a Product=0001 Version=0110
N: Name="ILITEK ILITEK-TP"
H: Handlers=mouse1 event2
B: PROP=2
B: ABS=260800000000003
`
)

func TestTouchPanelGoesAndComes(t *testing.T) {
	t.Parallel()
	up := kiosk.LinkChanged{Part: kiosk.PartTouch, Up: true, Detail: "ILITEK ILITEK-TP"}
	tests := []struct {
		name  string
		panel string
		lists []string
		want  []kiosk.Msg
	}{
		{"never one, none named", "", []string{plainInputs, plainInputs}, nil},
		{"there", "", []string{plainInputs + panelInput, plainInputs + panelInput}, []kiosk.Msg{up}},
		{
			"unplugged and plugged in", "",
			[]string{panelInput, plainInputs, plainInputs, panelInput},
			[]kiosk.Msg{up, kiosk.LinkChanged{Part: kiosk.PartTouch, Detail: "not found "}, up},
		},
		{"named and missing", "ilitek", []string{plainInputs}, []kiosk.Msg{kiosk.LinkChanged{Part: kiosk.PartTouch, Detail: "not found ilitek"}}},
		{"named, whatever it feels", "optical", []string{plainInputs}, []kiosk.Msg{kiosk.LinkChanged{Part: kiosk.PartTouch, Up: true, Detail: "Logitech USB Optical Mouse"}}},
		{"no list", "", []string{""}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			list := filepath.Join(t.TempDir(), "devices")
			var got []kiosk.Msg
			look, _ := kioskd.NewTouchPanel(list, tt.panel, func(m kiosk.Msg) { got = append(got, m) })
			for _, text := range tt.lists {
				if text != "" {
					if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				look()
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTouchThatDoesNotEndIsTold(t *testing.T) {
	t.Parallel()
	var got []kiosk.Msg
	_, stuck := kioskd.NewTouchPanel(filepath.Join(t.TempDir(), "none"), "", func(m kiosk.Msg) { got = append(got, m) })
	stuck(true)
	stuck(false)
	want := []kiosk.Msg{
		kiosk.LinkChanged{Part: kiosk.PartTouch, Detail: "stuck: a touch does not end"},
		kiosk.LinkChanged{Part: kiosk.PartTouch, Up: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
