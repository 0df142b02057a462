package ui_test

import (
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// BenchmarkScene is what a touch costs before anything is drawn.
func BenchmarkScene(b *testing.B) {
	for name, v := range map[string]kiosk.View{"home": uitest.Ward(kiosk.ScreenHome, kiosk.Vi), "crowded": uitest.Crowded(kiosk.Vi), "called": uitest.Called(kiosk.Vi, "")} {
		b.Run(name, func(b *testing.B) {
			u, err := ui.New(ui.Options{})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				u.Scene(v, uitest.Noon(), uitest.Landscape())
			}
		})
	}
}
