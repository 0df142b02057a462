package ui

import (
	"fmt"
	"image"
	"slices"

	"tiepdan/kiosk"
)

// The texts of coming for several things at once.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wPlan      = phrase{Vi: "Thêm việc khác", En: "Something else"}
	wPlanned   = phrase{Vi: "Thêm %d việc", En: "%d more"}
	wPlanTitle = phrase{Vi: "Quý khách cần làm thêm việc gì?", En: "What else did you come for?"}
	wPlanHint  = phrase{Vi: "Một số dùng cho mọi việc, lần lượt theo thứ tự đã chọn.", En: "One number serves for all, in the order you choose."}
	wPlanAs    = phrase{Vi: "Việc thứ %d", En: "Number %d"}
	wPlanFull  = phrase{Vi: "Chọn được nhiều nhất %d việc.", En: "At most %d can be chosen."}
	wPlanDone  = phrase{Vi: "Xong", En: "Done"}
	wTakeAll   = phrase{Vi: "Lấy một số cho %d việc", En: "One number for %d things"}
)

// planMost is how many services can follow in one visit.
const planMost = 5

// others lists the services that can follow one in the same visit.
func (p picture) others(first string) []kiosk.ServiceRow {
	var out []kiosk.ServiceRow
	for _, s := range p.Services {
		if s.ID != first && !closed(s) {
			out = append(out, s)
		}
	}
	return out
}

// planned lists those that were chosen and can still be had.
func (p picture) planned(first string) []string {
	var out []string
	for _, id := range p.local.plan {
		if slices.ContainsFunc(p.others(first), func(s kiosk.ServiceRow) bool { return s.ID == id }) {
			out = append(out, id)
		}
	}
	return out
}

// planButton leads to the page of what else a visitor came for.
func (p picture) planButton(first string) button {
	b := button{label: wPlan.in(p.Lang), icon: iconPlus, quiet: true, act: show(sheetPlan)}
	if n := len(p.planned(first)); n > 0 {
		b.label, b.icon = fmt.Sprintf(wPlanned.in(p.Lang), n), iconCheck
	}
	return b
}

// plan draws that page. A touch chooses a service, or takes that back.
func (c *canvas) plan(p picture, first string) {
	f := c.chrome(p, button{label: wPlanDone.in(p.Lang), icon: iconCheck, act: show(sheetNone)})
	chosen := p.planned(first)
	hint := wPlanHint.in(p.Lang)
	if len(chosen) >= planMost {
		hint = fmt.Sprintf(wPlanFull.in(p.Lang), planMost)
	}
	room := c.titled(f, p, c.h(110), wPlanTitle.in(p.Lang), hint)
	var items []item
	for _, s := range p.others(first) {
		it := item{title: s.Name.In(p.Lang), mark: s.Prefix, note: serviceFacts(s, p), act: plan(s.ID)}
		if i := slices.Index(chosen, s.ID); i >= 0 {
			it.mark, it.icon, it.note = "", iconCheck, fmt.Sprintf(wPlanAs.in(p.Lang), i+2)
		}
		items = append(items, it)
	}
	c.list(room, items, p)
}

// plan puts a service behind those chosen, or takes it out.
func plan(id string) action {
	return func(l *local) {
		if i := slices.Index(l.plan, id); i >= 0 {
			l.plan = slices.Delete(slices.Clone(l.plan), i, i+1)
		} else if len(l.plan) < planMost {
			l.plan = append(slices.Clone(l.plan), id)
		}
	}
}

// choices draws what can be said of a ticket before it is taken, at the bottom
// of a rectangle: quietly, as most visitors pass it by.
func (c *canvas) choices(room *image.Rectangle, p picture, first string) {
	all := []button{p.priorityButton()}
	if len(p.others(first)) > 0 {
		all = append(all, p.planButton(first))
	}
	var at image.Rectangle
	height := minTarget + lipHeight
	if room.Dy() > 400 {
		height = max(height, c.push(96))
	}
	at, *room = cutBottom(*room, height, 16)
	left, right := at, image.Rectangle{}
	if len(all) > 1 { // the second has the longer name
		left, right = cutLeft(at, at.Dx()*38/100, 16)
	}
	for i, b := range all {
		b.size, b.line = c.t(sizeSmall), true
		c.button([]image.Rectangle{left, right}[i], b)
	}
	if p.Priority {
		c.tellOf(wPriority.in(p.Lang), wPrioritySet.in(p.Lang)+" "+p.class())
	}
}

// tellOf adds to what the voice guide says of the control with a label.
func (c *canvas) tellOf(label, text string) {
	for i := range c.hits {
		if c.hits[i].Label == label {
			c.hits[i].tale = text
		}
	}
}

// takeLabel says what a touch on the control that gives a number gives.
func takeLabel(p picture, s kiosk.ServiceRow) string {
	doors := glue(doorsText(s.Doors, p.Lang, true))
	switch n := len(p.planned(s.ID)); {
	case n > 0:
		return fmt.Sprintf(wTakeAll.in(p.Lang), n+1) + " – " + doors
	case p.Priority:
		return wTakeFirst.in(p.Lang) + doors
	default:
		return wTakeFor.in(p.Lang) + doors
	}
}
