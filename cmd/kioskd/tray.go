package main

import (
	"io"

	"tiepdan/config"
	"tiepdan/drivers/serialport"
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
	o := tray.Options{
		OnLink: func(up bool, detail string) { p.post(kiosk.LinkChanged{Part: kiosk.PartTray, Up: up, Detail: detail}) },
		Logger: p.logger,
	}
	switch c.Tray.Kind {
	case "gpio":
		names := tray.Names{Present: c.Tray.Present, Hands: c.Tray.Hands, Stock: c.Tray.Stock}
		o.Open = func() (tray.Pins, error) { return tray.Open(names) }
	case "serial":
		o.OpenBox = func() (io.ReadCloser, error) {
			return serialport.Open(c.Tray.Device, serialport.Options{Baud: trayBaud})
		}
	default:
		return nil
	}
	t := tray.New(o)
	p.serve("tray", t.Run)
	return &trayWatch{t}
}

// trayBaud is the tray box's line rate, see package tray.
const trayBaud = 115200
