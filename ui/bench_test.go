package ui_test

import (
	"image"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/raster"
	"tiepdan/ui/uitest"
)

func newUI(b *testing.B) *ui.UI {
	b.Helper()
	u, err := ui.New(ui.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return u
}

// BenchmarkScene is what a touch costs before anything is drawn.
func BenchmarkScene(b *testing.B) {
	for name, v := range map[string]kiosk.View{"home": uitest.Ward(kiosk.ScreenHome, kiosk.Vi), "crowded": uitest.Crowded(kiosk.Vi), "called": uitest.Called(kiosk.Vi, "")} {
		b.Run(name, func(b *testing.B) {
			u := newUI(b)
			u.Scene(v, uitest.Noon(), uitest.Landscape())
			for b.Loop() {
				u.Scene(v, uitest.Noon(), uitest.Landscape())
			}
		})
	}
}

// BenchmarkFirstScene is what the first screen costs: fonts, shaping and all
// its glyphs.
func BenchmarkFirstScene(b *testing.B) {
	v := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	img := raster.NewPicture(uitest.Landscape())
	for name, draw := range map[string]bool{"laid out": false, "drawn": true} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s := newUI(b).Scene(v, uitest.Noon(), uitest.Landscape())
				if draw {
					s.Draw(raster.NewCanvas(img), img.Rect)
				}
			}
		})
	}
}

// BenchmarkDraw is what a whole screen, and one pressed tile of it, cost.
func BenchmarkDraw(b *testing.B) {
	v := uitest.Busy(kiosk.Vi)
	u := newUI(b)
	before := u.Scene(v, uitest.Noon(), uitest.Landscape())
	img := raster.NewPicture(before.Size())
	canvas := raster.NewCanvas(img)
	b.Run("screen", func(b *testing.B) {
		for b.Loop() {
			before.Draw(canvas, img.Rect)
		}
	})
	u.Shown(time.Now().Add(-time.Hour))
	at := before.Controls()[len(before.Controls())/2].Bounds
	if !u.Touch(ui.Press, at.Min.Add(at.Size().Div(2)), time.Now()) {
		b.Fatal("a press changed nothing")
	}
	pressed := u.Scene(v, uitest.Noon(), uitest.Landscape())
	b.Run("pressed", func(b *testing.B) {
		pixels := 0
		for b.Loop() {
			pixels = 0
			for _, r := range pressed.Damage(before) {
				pressed.Draw(canvas, r)
				pixels += area(r)
			}
		}
		b.ReportMetric(float64(pixels), "px")
	})
}

func area(r image.Rectangle) int { return r.Dx() * r.Dy() }
