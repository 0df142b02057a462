package ui

import (
	"image"

	"tiepdan/kiosk"
)

// ticket draws a number that was just given out, and how its paper fares.
func (c *canvas) ticket(p picture) {
	t := p.Ticket
	if t == nil {
		c.home(p)
		return
	}
	settled := t.Print != kiosk.PrintFail && t.Print != kiosk.PrintUnsure
	f := c.chrome(p, settled)
	if settled {
		c.button(f.left, button{label: wHome.in(p.Lang), icon: iconHome, msg: kiosk.Dismissed{}, quiet: true})
	}
	if !c.portrait() {
		low := 168
		if !settled {
			low = 320
		}
		state, top := cutBottom(f.body, low, gutter)
		stub, facts := cutLeft(top, top.Dx()*47/100, gutter)
		c.stub(stub, p)
		c.ticketFacts(facts, p)
		c.printState(state, p)
		return
	}
	low := 230
	if !settled {
		low = 400
	}
	state, top := cutBottom(f.body, low, gutter)
	stub, facts := cutTop(top, top.Dy()*50/100, gutter)
	c.stub(stub, p)
	c.ticketFacts(facts, p)
	c.printState(state, p)
}

// stub draws the number as large as the screen allows.
func (c *canvas) stub(at image.Rectangle, p picture) {
	t := p.Ticket
	c.box(at, radius, c.Brand)
	in := pad(at, padding, 24)
	head, in := cutTop(in, 64, 0)
	c.text(head, style{size: sizeLead, weight: semiBold, color: c.OnBrandLow}.centered().mid(), wYourNumber.in(p.Lang))
	if t.Priority {
		var tag image.Rectangle
		tag, in = cutBottom(in, 76, 12)
		tag = middleOf(tag, 340, 72)
		c.box(tag, 36, c.Gold)
		c.iconText(pad(tag, 20, 0), iconHeart, style{size: 38, weight: bold, color: c.Brand}, wPriorityTicket.in(p.Lang))
	}
	c.text(in, style{size: 300, weight: bold, color: c.OnBrand, tight: true}.centered().mid(), t.Number)
}

// fact is one line of the ticket's facts.
type fact struct {
	icon  icon
	label string
	value string
}

func (c *canvas) ticketFacts(at image.Rectangle, p picture) {
	t := p.Ticket
	in := c.card(at)
	head, in := cutTop(in, min(150, in.Dy()*30/100), 12)
	c.text(head, style{size: sizeTitle, weight: bold, color: c.Ink}.mid(), t.Service.In(p.Lang))
	facts := []fact{
		{iconDoor, wGoTo.in(p.Lang), doorsText(t.Doors, p.Lang, true)},
		{iconPeople, wAhead.in(p.Lang), aheadText(t.Ahead, p.Lang)},
		{iconClock, wEstimate.in(p.Lang), waitText(t.Wait, p.Lang)},
	}
	for i, f := range facts {
		row := cell(in, 1, len(facts), 10, i)
		c.box(row, 16, c.Sunken)
		row = pad(row, 20, 4)
		ic, row := cutLeft(row, 64, 20)
		c.icon(middleOf(ic, 56, 56).Min, 56, f.icon, c.Action, 2)
		label, value := cutLeft(row, row.Dx()*51/100, 12)
		c.text(label, style{size: sizeBody, weight: medium, color: c.InkSoft}.mid(), f.label)
		c.text(value, style{size: 48, weight: bold, color: c.Ink}.ended().mid(), f.value)
	}
}

// printState tells how the paper fares; when it may not have come out it asks.
func (c *canvas) printState(at image.Rectangle, p picture) {
	t := p.Ticket
	b := banner{ground: c.ActionSoft, ink: c.ActionDeep, edge: c.Action}
	switch t.Print {
	case kiosk.PrintSent:
		b.icon, b.head, b.hint = iconPrinter, wPrinting.in(p.Lang), wPrintingHint.in(p.Lang)
		if t.Reprint {
			b.head = wReprinting.in(p.Lang)
		}
	case kiosk.PrintDone:
		b.icon, b.head, b.hint = iconDown, wTakeTicket.in(p.Lang), wTakeTicketHint.in(p.Lang)
		b.ground, b.ink, b.edge = c.GoodSoft, c.Good, c.Good
	case kiosk.PrintWaived:
		b.icon, b.head, b.hint = iconCheck, wKeepNumber.in(p.Lang), wKeepNumberHint.in(p.Lang)
		b.ground, b.ink, b.edge = c.GoodSoft, c.Good, c.Good
	case kiosk.PrintFail:
		c.printTrouble(at, p, wNoteNumber, wNoteNumberHint, iconPen, wNoted, wPrintAgain)
		return
	default:
		c.printTrouble(at, p, wDidItCome, wDidItComeHint, iconAsk, wItCame, wItDidNot)
		return
	}
	c.banner(at, b)
}

// printTrouble asks what to do when the paper failed or may have failed.
func (c *canvas) printTrouble(at image.Rectangle, p picture, head, hint key, ic icon, yes, no key) {
	row, top := cutBottom(at, 124, gutter)
	c.banner(top, banner{icon: ic, head: head.in(p.Lang), hint: hint.in(p.Lang), ground: c.WarnSoft, ink: c.Warn, edge: c.WarnLine})
	c.button(cell(row, 2, 1, gutter, 0), button{label: yes.in(p.Lang), icon: iconCheck, msg: kiosk.NumberNoted{Ticket: p.Ticket.ID}})
	c.button(cell(row, 2, 1, gutter, 1), button{label: no.in(p.Lang), icon: iconPrinter, msg: kiosk.ReprintAsked{Ticket: p.Ticket.ID}, quiet: true})
}
