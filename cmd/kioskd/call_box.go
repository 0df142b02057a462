package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"tiepdan/config"
	"tiepdan/drivers/panel"
	"tiepdan/drivers/serialport"
	"tiepdan/kiosk"
)

// callLasts is how long a call waits for a robot that is busy: as long as the
// box repeats a press.
const callLasts = 30 * time.Second

// addCallBoxes plugs in the boxes whose buttons call the robot.
func (p *plugs) addCallBoxes(c *config.Config) {
	for i, b := range c.CallBoxes {
		box := panel.NewBox(panel.BoxOptions{
			Open:    func() (panel.Port, error) { return serialport.Open(b.Device, serialport.Options{Baud: panelBaud}) },
			Handler: callHandler(b.Doors, func(ctx context.Context, m kiosk.Msg) error { return p.agent.Do(ctx, m) }, p.logger),
			Logger:  p.logger,
		})
		p.serve(fmt.Sprintf("call box %d", i+1), box.Run)
	}
}

// callHandler calls the robot to a button's door. A press is acknowledged, and
// its button lit, when the robot comes; until then the box says it again.
func callHandler(doors []int, do func(context.Context, kiosk.Msg) error, logger *slog.Logger) panel.Handler {
	return panel.Handler{OnPress: func(press panel.Press) error {
		if press.Button > len(doors) || doors[press.Button-1] == 0 {
			return nil
		}
		door := doors[press.Button-1]
		told := []slog.Attr{slog.Int("door", door), slog.Int("button", press.Button)}
		if time.Since(press.At) > callLasts {
			logger.LogAttrs(context.Background(), slog.LevelWarn, "the robot was called and could not come", told...)
			return nil
		}
		ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
		defer cancel()
		err := do(ctx, kiosk.SummonRobot{Request: uuid.NewString(), Door: door})
		if errors.Is(err, kiosk.ErrUnknownDoor) { // no waiting helps
			logger.LogAttrs(ctx, slog.LevelWarn, "the robot was called to a door that there is not", told...)
			return nil
		}
		return err
	}}
}
