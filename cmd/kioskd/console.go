package main

import (
	"tiepdan/config"
	"tiepdan/ui"
	"tiepdan/ui/console"
)

// addConsole plugs in the officials' pages.
func (p *plugs) addConsole(c *config.Config, screen *screen) error {
	doors := make([]console.Door, len(c.Doors))
	for i, d := range c.Doors {
		doors[i] = console.Door{Number: d.Number, NameVi: d.NameVI, NameEn: d.NameEN, PINHash: d.PINHash}
	}
	found, err := catalogue(c, p.logger)
	if err != nil {
		return err
	}
	s, err := console.New(console.Options{
		Procedure: plainName(found),
		Desk:      p.agent, Doors: doors, TechnicianPINHash: c.Screen.TechnicianPINHash,
		Screen: screen.Window, Watched: func(n int) { screen.Do(func(u *ui.UI) { u.SetWatched(n > 0) }) },
		Listen: c.Console.Listen, CertFile: c.Console.CertFile, KeyFile: c.Console.KeyFile,
		StateDir: c.Unit.StateDir, SessionFor: hours(c.Console.SessionH), Logger: p.logger,
	})
	if err != nil {
		return err
	}
	p.serve("door console", s.Run)
	return nil
}
