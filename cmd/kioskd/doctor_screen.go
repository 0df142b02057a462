package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tiepdan/agent/doctor"
	"tiepdan/kiosk"
	"tiepdan/ui"
)

// openPage is how long the technician's page may take to come up.
const openPage = 5 * time.Second

// infirmary is where the technician at the screen has the robot examined.
type infirmary struct {
	examiner *doctor.Examiner // nil until there is one
	wanted   chan bool        // with all that a hand has to do
	corner   chan int         // touched now, 1 to 4
	show     func(func(*ui.Checkup))
	post     func(kiosk.Msg)
	view     func() kiosk.View
	logger   *slog.Logger
}

// newInfirmary shows through do; what is shown belongs to the screen's thread.
func newInfirmary(do func(func(*ui.UI)), post func(kiosk.Msg), view func() kiosk.View, logger *slog.Logger) *infirmary {
	shown := &ui.Checkup{Offered: true}
	return &infirmary{
		wanted: make(chan bool, 1), corner: make(chan int, 1), post: post, view: view, logger: logger,
		show: func(change func(*ui.Checkup)) {
			do(func(u *ui.UI) { change(shown); u.SetCheckup(*shown) })
		},
	}
}

// ask is for the screen: a second touch while one runs asks for nothing.
func (i *infirmary) ask(all bool) {
	select {
	case i.wanted <- all:
	default:
	}
}

// touched is for the screen; what nobody waits for is dropped.
func (i *infirmary) touched(n int) {
	select {
	case i.corner <- n:
	default:
	}
}

// Run examines when the technician asks, until ctx ends.
func (i *infirmary) Run(ctx context.Context) error {
	i.show(func(*ui.Checkup) {}) // that it can be
	for {
		select {
		case <-ctx.Done():
			return nil
		case all := <-i.wanted:
			i.examine(ctx, doctor.Wishes{Touch: all, Print: all, Press: all})
		}
	}
}

func (i *infirmary) examine(ctx context.Context, w doctor.Wishes) {
	i.show(func(c *ui.Checkup) { *c = ui.Checkup{Offered: true, Running: true} })
	report, err := i.examiner.Examine(ctx, w, func(e doctor.Event) {
		if e.Ask != nil {
			i.show(func(c *ui.Checkup) { c.Ask = kiosk.Text(*e.Ask) })
			return
		}
		i.show(func(c *ui.Checkup) { c.Rows = append(c.Rows, checkRow(*e.Result)) })
	})
	if err != nil { // another one is under way, from the socket
		i.logger.LogAttrs(ctx, slog.LevelWarn, "the robot was not examined", slog.String("error", err.Error()))
		i.show(func(c *ui.Checkup) { *c = ui.Checkup{Offered: true} })
		return
	}
	rows := make([]ui.CheckRow, len(report.Results))
	for n, r := range report.Results {
		rows[n] = checkRow(r)
	}
	i.show(func(c *ui.Checkup) { *c = ui.Checkup{Offered: true, At: report.At, Rows: rows} })
}

func checkRow(r doctor.Result) ui.CheckRow {
	return ui.CheckRow{State: ui.CheckState(r.State), Name: kiosk.Text(r.Part.Name()), Found: kiosk.Text(r.Found), Next: kiosk.Text(r.Next)}
}

// corners shows a mark in each corner, on the technician's page, and tells which
// corner was touched. Nobody who is at the screen is driven away for it.
func (i *infirmary) corners(ctx context.Context) ([4]int, error) {
	felt := [4]int{-1, -1, -1, -1}
	if i.view().Technician == nil {
		if err := i.open(ctx); err != nil {
			return felt, err
		}
		defer i.post(kiosk.TechnicianLeft{})
	}
	defer i.show(func(c *ui.Checkup) { c.Corner, c.Ask = 0, kiosk.Text{} })
	for n := range felt {
		select { // what was touched before this mark came
		case <-i.corner:
		default:
		}
		i.show(func(c *ui.Checkup) { c.Corner = n + 1 })
		select {
		case <-ctx.Done():
			return felt, nil
		case got := <-i.corner:
			felt[n] = got - 1
		}
	}
	return felt, nil
}

// open brings the technician's page up for whoever asked on the socket, unless
// somebody is at the screen.
func (i *infirmary) open(ctx context.Context) error {
	switch i.view().Screen {
	case kiosk.ScreenHome, kiosk.ScreenAttract, kiosk.ScreenMaintenance:
	default:
		return doctor.ErrVisitor
	}
	i.post(kiosk.TechnicianEntered{})
	end := time.NewTimer(openPage)
	defer end.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for i.view().Technician == nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-end.C:
			return errors.New("the technician's page does not open")
		case <-tick.C:
		}
	}
	return nil
}
