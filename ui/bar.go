package ui

import (
	"image"
	"slices"

	"tiepdan/kiosk"
)

// The bar of controls lies at the foot of every screen, within everybody's
// reach, and always in the same order: the screen's own controls, how the screen
// looks, a person, the language.

const barGap = 16

// barHeight is its height with so many controls of the screen's own.
func (c *canvas) barHeight(p picture, own int) int {
	h := c.barRow()
	if c.portrait() && own > 0 && openable(p.Screen) {
		return 2*h + barGap
	}
	return h
}

// barRow is the height of one row: larger texts need a little more.
func (c *canvas) barRow() int { return 100 + int(16*(c.k-1)/0.6) }

// bar draws the bar.
func (c *canvas) bar(at image.Rectangle, p picture, own []button) {
	from := len(c.hits)
	defer func() {
		for i := from; i < len(c.hits); i++ {
			c.hits[i].late = true
		}
	}()
	fixed := []button{
		{label: wLooks.in(p.Lang), icon: iconEasy, msg: kiosk.Opened{From: p.Screen, To: along(p, kiosk.ScreenLooks)}, quiet: true, here: p.Screen == kiosk.ScreenLooks},
		{label: wStaff.in(p.Lang), icon: iconStaff, msg: kiosk.Opened{From: p.Screen, To: along(p, kiosk.ScreenHelp)}, quiet: true, here: p.Screen == kiosk.ScreenHelp},
		{label: otherTongue(p.Lang), icon: iconGlobe, msg: kiosk.LanguagePicked{Lang: other(p.Lang)}, quiet: true},
	}
	if !openable(p.Screen) { // what took the screen is answered first
		fixed = fixed[2:]
	}
	if c.portrait() && !openable(p.Screen) {
		c.buttons(at, append(slices.Clip(own), fixed...))
		return
	}
	if c.portrait() {
		row, up := cutBottom(at, c.barRow(), barGap)
		c.buttons(row, fixed)
		c.buttons(up, own)
		return
	}
	right, left := cutRight(at, len(fixed)*(fixedWidth+barGap)-barGap, barGap)
	c.buttons(right, fixed)
	if n := len(own); n > 0 {
		width := ownWidth
		if n == 1 {
			width = ownWide
		}
		left.Max.X = min(left.Max.X, left.Min.X+n*(width+barGap)-barGap)
		c.buttons(left, own)
	}
}

// Widths of the bar's controls in landscape.
const (
	fixedWidth = 300
	ownWidth   = 450
	ownWide    = 560 // when it is alone
)

// buttons draws buttons of like width side by side.
func (c *canvas) buttons(at image.Rectangle, all []button) {
	var labels []string
	for _, b := range all {
		labels = append(labels, glue(b.label))
	}
	size := int(float64(sizeBody) * (1 + (c.k-1)/2))
	if len(all) > 0 {
		size = c.alike(buttonRoom(cell(at, len(all), 1, barGap, 0), true).Size(), size, labels)
	}
	for i, b := range all {
		b.size, b.line = size, true
		c.button(cell(at, len(all), 1, barGap, i), b)
	}
}

// openable reports whether a visitor may go elsewhere from a screen.
func openable(s kiosk.Screen) bool {
	switch s {
	case kiosk.ScreenTicket, kiosk.ScreenCalled, kiosk.ScreenRating, kiosk.ScreenOut, kiosk.ScreenTray,
		kiosk.ScreenEmergency, kiosk.ScreenMaintenance, kiosk.ScreenTechnician:
		return false
	default:
		return true
	}
}

// along opens a screen and remembers what the visitor was reading.
func along(p picture, to kiosk.Screen) kiosk.Spot {
	s := p.Spot
	s.Screen = to
	return s
}

// goHome is the control that leads home.
func goHome(p picture) button {
	return button{label: wHome.in(p.Lang), icon: iconHome, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenHome}), quiet: true}
}

// goBack is the control that leads one step back.
func goBack(p picture, to kiosk.Spot) button {
	return button{label: wGoBack.in(p.Lang), icon: iconBack, msg: open(p, to), quiet: true}
}

// open asks for another screen.
func open(p picture, to kiosk.Spot) kiosk.Msg { return kiosk.Opened{From: p.Screen, To: to} }

// otherTongue is the name of the language that is not shown, in itself.
func otherTongue(l kiosk.Lang) string {
	if l == kiosk.En {
		return wVietnamese.Vi
	}
	return wEnglish.En
}
