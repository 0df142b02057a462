package ui

import (
	"image"
	"strings"

	"tiepdan/kiosk"
)

// The texts of asking for the technician's PIN.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wPIN      = phrase{Vi: "Mã PIN của kỹ thuật viên", En: "Technician's PIN"}
	wPINWrong = phrase{Vi: "Sai mã PIN. Xin chờ rồi thử lại.", En: "Wrong PIN. Wait, then try again."}
	wCancel   = phrase{Vi: "Thôi", En: "Cancel"}
	wEnter    = phrase{Vi: "Xong", En: "Enter"}
)

// pinMost is longer than any PIN.
const pinMost = 12

// padOver reports whether the PIN may be asked for on a screen: not over a
// visitor's number, nor over what everybody must see.
func padOver(s kiosk.Screen) bool {
	switch s {
	case kiosk.ScreenTicket, kiosk.ScreenOut, kiosk.ScreenEmergency, kiosk.ScreenTechnician:
		return false
	default:
		_, known := screens()[s]
		return known
	}
}

// pinPad asks for the technician's PIN, over any screen.
func (c *canvas) pinPad(p picture) {
	c.cover()
	c.spoken = nil
	work := c.area
	work.Min.Y = max(c.reachTop(), c.area.Min.Y+c.headHeight())
	at := middleOf(work, min(work.Dx()-2*margin, 640), min(work.Dy()-2*gutter, 880))
	c.scrim()
	c.box(at.Inset(-8), radius+8, c.Action) // seen on black too
	c.box(at, radius, c.Surface)
	in := at.Inset(32)
	head, in := cutTop(in, 64, 8)
	title, ink := wPIN, c.Ink
	if p.local.refused {
		title, ink = wPINWrong, c.Bad
	}
	c.text(head, style{size: 40, weight: bold, color: ink}.centered().mid(), title.in(p.Lang))
	dots, in := cutTop(in, 76, 16)
	c.box(dots, 16, c.Sunken)
	c.text(dots, style{size: sizeTitle, weight: bold, color: c.Ink}.centered().mid(), strings.Repeat("•", len(p.local.pin)))
	foot, in := cutBottom(in, max(minTarget, in.Dy()/5), 12)
	for i, d := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "<"} {
		c.pinKey(cell(in, 3, 4, 12, i), d, p)
	}
	c.button(cell(foot, 2, 1, 16, 0), button{label: wCancel.in(p.Lang), icon: iconCross, quiet: true, act: func(l *local) { l.pad, l.pin = false, "" }})
	c.button(cell(foot, 2, 1, 16, 1), button{label: wEnter.in(p.Lang), icon: iconCheck, act: func(l *local) {
		l.entered, l.pin, l.refused = l.pin, "", false
	}})
}

func (c *canvas) pinKey(at image.Rectangle, d string, p picture) {
	switch d {
	case "":
	case "<":
		c.keyCap(at, keycap{id: "erase", label: wErase.in(p.Lang), icon: iconErase, act: func(l *local) {
			l.pin = l.pin[:max(0, len(l.pin)-1)]
		}})
	default:
		c.keyCap(at, keycap{id: d, label: d, act: func(l *local) {
			if l.refused = false; len(l.pin) < pinMost {
				l.pin += d
			}
		}})
	}
}
