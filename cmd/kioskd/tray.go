package main

import (
	"tiepdan/config"
	"tiepdan/drivers/tray"
	"tiepdan/kiosk"
	"tiepdan/nav"
)

// trayWatch lets the navigator see the tray.
type trayWatch struct{ *tray.Tray }

// State is what the sensors say now.
func (t *trayWatch) State() nav.TrayState {
	s := t.Tray.State()
	return nav.TrayState{Present: s.Present, Hand: s.Hand, Stock: s.Stock}
}

// addTray plugs in the tray's sensors, when some are configured; nil is none.
func (p *plugs) addTray(c *config.Config) *trayWatch {
	if c.Tray.Kind != "gpio" {
		return nil
	}
	names := tray.Names{Present: c.Tray.Present, Hands: c.Tray.Hands, Stock: c.Tray.Stock}
	t := tray.New(tray.Options{
		Open:   func() (tray.Pins, error) { return tray.Open(names) },
		OnLink: func(up bool, detail string) { p.post(kiosk.LinkChanged{Part: kiosk.PartTray, Up: up, Detail: detail}) },
		Logger: p.logger,
	})
	p.serve("tray", t.Run)
	return &trayWatch{t}
}
