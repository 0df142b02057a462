package main

import (
	"context"
	"log/slog"

	"tiepdan/agent/doctor"
	"tiepdan/kiosk"
	"tiepdan/ui"
)

// Infirmary is where the technician at the screen has the robot examined.
type Infirmary struct{ *infirmary }

// NewInfirmary makes one that is shown through do.
func NewInfirmary(do func(func(*ui.UI)), post func(kiosk.Msg), view func() kiosk.View, e *doctor.Examiner) Infirmary {
	i := newInfirmary(do, post, view, slog.New(slog.DiscardHandler))
	i.examiner = e
	return Infirmary{i}
}

// Ask is the touch on a button of the page.
func (i Infirmary) Ask(all bool) { i.ask(all) }

// Touched is the touch on a corner.
func (i Infirmary) Touched(n int) { i.touched(n) }

// Corners asks for them.
func (i Infirmary) Corners(ctx context.Context) ([4]int, error) { return i.corners(ctx) }
