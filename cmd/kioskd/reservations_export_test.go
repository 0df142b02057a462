package main

import (
	"context"
	"log/slog"
	"time"

	"tiepdan/kiosk"
)

// NewReservations makes the watch of a file of reservations, for one look at a
// time.
func NewReservations(path string, now func() time.Time, view func() kiosk.View, do func(context.Context, kiosk.Msg) error, logger *slog.Logger) func(context.Context) {
	r := &reservations{path: path, zone: time.FixedZone("ICT", 7*3600), door: 1, now: now, view: view, do: do, logger: logger}
	return r.look
}
