package main

import (
	"context"

	"tiepdan/agent/control"
	"tiepdan/agent/doctor"
	"tiepdan/cmd/internal/checkup"
	"tiepdan/config"
)

// addDoctor lets programs on the robot have it examined.
func (p *plugs) addDoctor(c *config.Config, s *control.Server) {
	unit := checkup.Unit{File: p.file, Config: c}
	e := doctor.NewExaminer(func(ctx context.Context, w doctor.Wishes, tell func(doctor.Event)) doctor.Report {
		return doctor.Examine(ctx, w.Among(unit.Machine(w)), doctor.Options{
			Unit: unit.Name(), Version: version(), Clock: checkup.ClockQuality(), Now: unit.Now, Tell: tell,
		})
	})
	s.Handle("POST "+doctor.Path, e.ServeHTTP)
}
