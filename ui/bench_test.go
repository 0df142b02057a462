package ui_test

import (
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// BenchmarkScene is what a touch costs before anything is drawn.
func BenchmarkScene(b *testing.B) {
	for name, v := range map[string]kiosk.View{"home": ward(kiosk.ScreenHome, kiosk.Vi), "crowded": crowded(kiosk.Vi), "called": called(kiosk.Vi, "")} {
		b.Run(name, func(b *testing.B) {
			u, err := ui.New(ui.Options{})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				u.Scene(v, noon, landscape)
			}
		})
	}
}
