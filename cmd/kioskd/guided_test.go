package main_test

import (
	"image"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// guideSays is what the voice guide says last on views in turn and after some keys.
func guideSays(t *testing.T, size image.Point, views []kiosk.View, keys ...ui.GuideKey) string {
	t.Helper()
	said := ""
	u, err := ui.New(ui.Options{Say: func(_ kiosk.Lang, text string) { said = text }})
	if err != nil {
		t.Fatal(err)
	}
	show := func(v kiosk.View) {
		u.Scene(v, time.Now(), size)
		u.Shown(time.Now())
	}
	for _, v := range views {
		show(v)
	}
	for _, k := range keys {
		u.Key(k)
		show(views[len(views)-1])
	}
	return said
}

// A blind visitor lays a finger on the screen, listens, and takes a number with
// the panel's buttons. None of her presses is a rating.
func TestABlindVisitorTakesANumber(t *testing.T) {
	r := newRig(t)
	r.until("home screen, everything ready", func(v kiosk.View) bool {
		return v.Screen == kiosk.ScreenHome && v.Printer.Ready() && v.Robot.State == "idle" && len(v.Notices) == 0
	})
	if err := r.screen.Press(r.size.X/2, 130); err != nil {
		t.Fatal(err)
	}
	r.until("the voice guide", func(v kiosk.View) bool { return v.Looks.Guided })
	if err := r.screen.Release(r.size.X/2, 130); err != nil {
		t.Fatal(err)
	}
	home, err := r.view()
	if err != nil {
		t.Fatal(err)
	}
	at := []kiosk.View{home}
	r.heard(guideSays(t, r.size, at))
	r.panel.command("press 2")
	r.heard(guideSays(t, r.size, at, ui.GuideNext))
	r.panel.command("press 3")
	r.heard(guideSays(t, r.size, at, ui.GuideNext, ui.GuideRepeat))
	r.panel.command("press 4")
	v := r.until("her ticket", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintDone })
	r.heard(guideSays(t, r.size, []kiosk.View{home, v}))
	if v.Ticket.Number != "A001" {
		t.Errorf("got number %s, want A001", v.Ticket.Number)
	}
	r.until("the next visitor finds the usual screen", func(v kiosk.View) bool {
		return v.Screen == kiosk.ScreenHome && !v.Looks.Guided
	})
	r.panel.command("press 1") // now it rates
	eventually(t, "the one rating", 30*time.Second, func() error {
		got, err := r.ratings()
		if err == nil && got["very-satisfied panel"] != 1 {
			return errNotYet
		}
		return err
	})
	if got, err := r.ratings(); err != nil || len(got) != 1 {
		t.Errorf("got ratings %v (%v), want the last press alone", got, err)
	}
}
