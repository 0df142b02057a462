package main

import (
	"tiepdan/agent/control"
	"tiepdan/config"
)

// addControl plugs in the socket on which programs on the robot ask. What
// they can ask for is registered here.
func (p *plugs) addControl(c *config.Config, screen *screen, updates software) {
	s := control.New(control.Path(c.Control.Socket, c.Unit.StateDir), p.logger)
	p.addDrive(s)
	p.addDoctor(c, screen, s)
	p.addUpdateSocket(s, updates)
	s.Handle("GET /metrics", p.watch.meter.ServeHTTP)
	s.Handle("GET /logs", p.logs.serve)
	s.Handle("GET /screen", screen.picture)
	p.serve("control socket", s.Run)
}
