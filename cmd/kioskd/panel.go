package main

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"tiepdan/config"
	"tiepdan/drivers/panel"
	"tiepdan/drivers/serialport"
	"tiepdan/kiosk"
	"tiepdan/ui"
)

// commitTimeout is how long a press may wait for the disk before the panel is
// told to keep it.
const commitTimeout = 5 * time.Second

// addPanel plugs in the satisfaction panel, when one is configured.
func (p *plugs) addPanel(c *config.Config, s *screen) error {
	switch c.Panel.Kind {
	case "none":
		return nil
	case "serial":
		box := panel.NewBox(panel.BoxOptions{
			Open: func() (panel.Port, error) {
				return serialport.Open(c.Panel.Device, serialport.Options{Baud: panelBaud})
			},
			Handler: p.panelHandler("box", s), Logger: p.logger,
		})
		p.serve("panel", box.Run)
		return nil
	case "gpio":
		if len(c.Panel.Pins) != panel.Buttons {
			return fmt.Errorf("panel.pins: %d pins, want %d", len(c.Panel.Pins), panel.Buttons)
		}
		gpio := panel.NewGPIO(panel.GPIOOptions{
			Open: func() ([panel.Buttons]panel.Pin, [panel.Buttons]panel.Light, error) {
				return panel.OpenPins([panel.Buttons]string(c.Panel.Pins))
			},
			Debounce: time.Duration(c.Panel.DebounceMS) * time.Millisecond,
			// Pins count presses anew in every run of the program.
			Handler: p.panelHandler("gpio/"+uuid.NewString()[:8], s), Logger: p.logger,
		})
		p.serve("panel", gpio.Run)
		return nil
	}
	return fmt.Errorf("panel.kind %q: want serial, gpio or none", c.Panel.Kind)
}

// panelBaud is the button box's line rate, see package panel.
const panelBaud = 115200

// panelHandler stores a press before the panel may forget it. While the voice
// guide works the screen, the buttons are its keys and rate nothing.
func (p *plugs) panelHandler(device string, s *screen) panel.Handler {
	var jammed stuckButtons
	dropped := 0
	return panel.Handler{
		OnPress: func(press panel.Press) error {
			if age := time.Since(press.At); age > pressLasts {
				dropped++
				p.logger.LogAttrs(context.Background(), slog.LevelWarn, "press dropped: it came too late to be of whoever is there now",
					slog.Int("button", press.Button), slog.Duration("age", age), slog.Int("dropped", dropped))
				return nil
			}
			if p.live.pressed(press.Button) { // by a technician, who rates nothing
				return nil
			}
			if s.Guided() {
				s.Do(func(u *ui.UI) { u.Key(ui.GuideKey(press.Button - 1)) })
				return nil
			}
			ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
			defer cancel()
			return p.agent.Commit(ctx, kiosk.PanelPressed{Button: press.Button, Device: device, Seq: press.Seq})
		},
		// Help is for whoever cannot work the screen, the voice guide's users too.
		OnHelp: func(press panel.Press) error {
			if p.live.pressed(press.Button) {
				return nil
			}
			ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
			defer cancel()
			return p.agent.Commit(ctx, kiosk.PanelHeld{Device: device, Seq: press.Seq})
		},
		OnLink: func(up bool) { p.post(kiosk.LinkChanged{Part: kiosk.PartPanel, Up: up}) },
		OnStuck: func(button int, stuck bool) {
			p.post(kiosk.LinkChanged{Part: kiosk.PartPanel, Up: true, Detail: jammed.told(button, stuck)})
		},
	}
}

// pressLasts is how long after it was made a press still rates: later, another
// person may be on the screen. One try of the disk is in it.
const pressLasts = commitTimeout + 2*time.Second

// stuckButtons is which buttons are stuck.
type stuckButtons [panel.Buttons]bool

// told notes a change and names all that are stuck; "" is none.
func (s *stuckButtons) told(button int, stuck bool) string {
	s[button-1] = stuck
	var names []string
	for i, is := range s {
		if is {
			names = append(names, strconv.Itoa(i+1))
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return "button " + names[0] + " is stuck"
	}
	return "buttons " + strings.Join(names, ", ") + " are stuck"
}
