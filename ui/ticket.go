package ui

import (
	"fmt"
	"image"
	"strings"

	"tiepdan/kiosk"
)

// The texts of a ticket that is more than a number for one thing.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wThen = phrase{Vi: "sau đó: %s", En: "then: %s"}
	wDue  = phrase{Vi: "hẹn %s", En: "appointment at %s"}
)

// ticket draws a number that was just given out, and how its paper fares.
func (c *canvas) ticket(p picture) {
	t := p.Ticket
	if t == nil {
		c.home(p)
		return
	}
	settled := t.Print != kiosk.PrintFail && t.Print != kiosk.PrintUnsure
	var own []button
	if t.Print == kiosk.PrintDone || t.Print == kiosk.PrintWaived { // else the number might be lost
		own = append(own, button{label: wHome.in(p.Lang), icon: iconHome, msg: kiosk.Dismissed{Screen: p.Screen, Ticket: t.ID}, quiet: true})
	}
	body := c.chrome(p, own...).whole()
	c.say(wYourNumber.in(p.Lang)+": "+t.Number, wGoTo.in(p.Lang)+" "+doorsText(t.Doors, p.Lang, true))
	if !c.portrait() {
		low := c.h(168)
		if !settled {
			low = min(c.h(320), body.Dy()*48/100)
		}
		state, top := cutBottom(body, low, gutter)
		stub, facts := cutLeft(top, top.Dx()*47/100, gutter)
		c.stub(stub, p)
		c.ticketFacts(facts, p)
		c.printState(state, p)
		return
	}
	low := c.h(230)
	if !settled {
		low = c.h(400)
	}
	state, top := cutBottom(body, low, gutter)
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
	head, in := cutTop(in, c.h(64), 0)
	c.text(head, style{size: c.t(sizeLead), weight: semiBold, color: c.OnBrandLow}.centered().mid(), wYourNumber.in(p.Lang))
	if t.Priority {
		var tag image.Rectangle
		tag, in = cutBottom(in, 76, 12)
		tag = middleOf(tag, 340, 72)
		c.box(tag, 36, c.Gold)
		c.iconText(pad(tag, 20, 0), iconHeart, style{size: 38, weight: bold, color: c.dark()}, wPriorityTicket.in(p.Lang))
	}
	c.text(in, style{size: 300, weight: bold, color: c.OnBrand, tight: true}.centered().mid(), t.Number)
}

// factLeast is the height that a fact needs at least, with the gap above it.
const factLeast = 62

// fact is one line of the ticket's facts.
type fact struct {
	icon  icon
	label string
	value string
}

func (c *canvas) ticketFacts(at image.Rectangle, p picture) {
	t := p.Ticket
	in := c.card(at)
	title := t.Service.In(p.Lang)
	if !t.Due.IsZero() {
		due := glue(fmt.Sprintf(wDue.in(p.Lang), t.Due.In(p.now.Location()).Format("15:04")))
		c.say(due)
		title += ", " + due
	}
	if len(t.Then) > 0 {
		var then []string
		for _, n := range t.Then {
			then = append(then, n.In(p.Lang))
		}
		title += " – " + fmt.Sprintf(wThen.in(p.Lang), strings.Join(then, "; "))
		c.say(fmt.Sprintf(wThen.in(p.Lang), strings.Join(then, "; ")))
	}
	facts := []fact{
		{iconDoor, wGoTo.in(p.Lang), doorsText(t.Doors, p.Lang, true)},
		{iconPeople, wAhead.in(p.Lang), aheadText(t.Ahead, p.Lang)},
		{iconClock, wEstimate.in(p.Lang), waitText(t.Wait, p.Lang)},
	}
	least := c.set(style{size: sizeSmall, weight: bold}, in.Dx(), title).height // of a long name
	head, in := cutTop(in, max(min(150, in.Dy()*30/100), min(least, in.Dy()-len(facts)*factLeast)), 12)
	c.text(head, style{size: c.t(sizeTitle), weight: bold, color: c.Ink}.mid(), title)
	c.facts(in, facts)
}

// facts draws one fact a row, all in the same sizes.
func (c *canvas) facts(in image.Rectangle, all []fact) {
	parts := func(i int) (row, icon, label, value image.Rectangle) {
		row = cell(in, 1, len(all), 10, i)
		icon, rest := cutLeft(pad(row, 20, 4), 64, 20)
		label, value = cutLeft(rest, rest.Dx()*51/100, 12)
		return row, icon, label, value
	}
	small := style{size: c.t(sizeBody), weight: medium, color: c.InkSoft}.mid()
	large := style{size: c.t(48), weight: bold, color: c.Ink}.ended().mid()
	for i, f := range all {
		_, _, label, value := parts(i)
		b, _ := c.fit(small, label.Dx(), label.Dy(), f.label)
		small = small.sized(b.style.size)
		b, _ = c.fit(large, value.Dx(), value.Dy(), f.value)
		large = large.sized(b.style.size)
	}
	for i, f := range all {
		row, icon, label, value := parts(i)
		c.box(row, 16, c.Sunken)
		c.icon(middleOf(icon, 56, 56).Min, 56, f.icon, c.Action, 2)
		c.text(label, small, f.label)
		c.text(value, large, f.value)
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
		c.printFailed(at, p)
		return
	default:
		c.printUnsure(at, p)
		return
	}
	c.banner(at, b)
}

// printFailed asks to note a number whose paper surely did not come out. It
// offers to print only while the printer can.
func (c *canvas) printFailed(at image.Rectangle, p picture) {
	b := banner{icon: iconPen, head: wNoteNumber.in(p.Lang), hint: wNoteNumberHint.in(p.Lang)}
	ways := []button{p.noted(wNoted)}
	if !p.Printer.Checked || p.Printer.Ready() {
		ways = append(ways, p.again(wPrintAgain))
	}
	c.printTrouble(at, b, ways)
}

// printUnsure asks whether the paper came out. When it ran out on the way no
// further attempt can work, so the number itself is offered instead.
func (c *canvas) printUnsure(at image.Rectangle, p picture) {
	b := banner{icon: iconAsk, head: wDidItCome.in(p.Lang), hint: wDidItComeHint.in(p.Lang)}
	no := p.again(wItDidNot)
	if p.Printer.Checked && p.Printer.Paper == "end" {
		b.hint = wPaperEndHint.in(p.Lang)
		no = p.noted(wNoted)
		no.icon, no.quiet = iconPen, true
	}
	c.printTrouble(at, b, []button{p.noted(wItCame), no})
}

// noted is a button that settles for the number as it is.
func (p picture) noted(label phrase) button {
	return button{label: label.in(p.Lang), icon: iconCheck, msg: kiosk.NumberNoted{Ticket: p.Ticket.ID}}
}

// again is a button that asks for the paper once more.
func (p picture) again(label phrase) button {
	return button{label: label.in(p.Lang), icon: iconPrinter, msg: kiosk.ReprintAsked{Ticket: p.Ticket.ID}, quiet: true}
}

// printTrouble draws a warning with the ways out below it.
func (c *canvas) printTrouble(at image.Rectangle, b banner, ways []button) {
	row, top := cutBottom(at, c.push(124), 16)
	b.ground, b.ink, b.edge = c.WarnSoft, c.Warn, c.WarnLine
	c.banner(top, b)
	for i, way := range ways {
		c.button(cell(row, len(ways), 1, gutter, i), way)
	}
}
