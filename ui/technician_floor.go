package ui

import (
	"fmt"
	"image"
	"image/color"

	"tiepdan/kiosk"
)

// Measures of the editor.
const (
	editRow   = minTarget + lipHeight
	editGap   = 8
	editSmall = 28 // the size of most of its texts
	editFine  = 24
	editPanel = 680
)

// floorEditor draws the floor's editor: a map that a finger works on, and a
// panel about what is picked.
func (c *canvas) floorEditor(p picture) {
	e := p.Technician.Floor
	f := c.chrome(
		p,
		button{label: wFloorClose.in(p.Lang), icon: iconBack, msg: kiosk.FloorEdited{Op: kiosk.FloorClose}, quiet: true},
		button{label: wFloorUndo.in(p.Lang), icon: iconRepeat, msg: kiosk.FloorEdited{Op: kiosk.FloorUndo}, quiet: true, here: e.Before == nil && e.Draft == nil},
		button{label: wFloorSave.in(p.Lang), icon: iconCheck, msg: kiosk.FloorEdited{Op: kiosk.FloorSave}, here: !e.Savable() || !e.Dirty()},
	)
	c.say(wFloorOpen.in(p.Lang))
	if f.deep() {
		c.floorEditMap(f.top, p, false)
	}
	room := f.work
	if p.local.floor.naming.kind != "" {
		c.namePad(room, p)
		return
	}
	var at image.Rectangle
	switch {
	case room.Dx() >= 1300:
		at, room = cutRight(room, editPanel, gutter)
	case room.Dy() >= 1000:
		at, room = cutBottom(room, 640, gutter)
	default:
		at, room = cutRight(room, room.Dx()*62/100, gutter)
	}
	if !e.Loading {
		c.mapTools(&room, p)
		c.floorEditMap(room, p, true)
	}
	c.floorPanel(at, p)
}

// floorDoor draws, where there is a robot, what opens the editor, and returns
// the room for the page's title beside it.
func (c *canvas) floorDoor(room image.Rectangle, p picture) (head, rest image.Rectangle) {
	if !p.Robot.Configured {
		return cutTop(room, 64, 8)
	}
	head, rest = cutTop(room, editRow, 12)
	at, head := cutRight(head, 280, gutter)
	c.editButton(at, wFloorOpen, p, iconPin, kiosk.FloorEdited{Op: kiosk.FloorOpen}, nil)
	return head, rest
}

// mapTools draws what moves the map, in rows at the foot of its place.
func (c *canvas) mapTools(room *image.Rectangle, p picture) {
	scale := newEditMap(*room, p, false).j.scale
	part := func(n int, size int) float64 { return float64(n*size) / 4 / scale }
	all := []struct {
		label phrase
		icon  icon
		act   func(*floorLocal)
	}{
		{wZoomIn, iconPlus, func(f *floorLocal) { f.zoom = min(max(1, f.zoom)*zoomStep, zoomMost) }},
		{wZoomOut, iconMinus, func(f *floorLocal) { f.zoom = max(1, f.zoom/zoomStep) }},
		{wZoomAll, iconWhole, func(f *floorLocal) { f.zoom, f.off = 1, Point{} }},
		{wPanLeft, iconBack, func(f *floorLocal) { f.off.XM -= part(1, room.Dx()) }},
		{wPanRight, iconArrow, func(f *floorLocal) { f.off.XM += part(1, room.Dx()) }},
		{wPanUp, iconUp, func(f *floorLocal) { f.off.YM += part(1, room.Dy()) }},
		{wPanDown, iconSouth, func(f *floorLocal) { f.off.YM -= part(1, room.Dy()) }},
	}
	cols := min(len(all), (room.Dx()+editGap)/(minTarget+editGap))
	rows := (len(all) + cols - 1) / cols
	at, rest := cutBottom(*room, rows*(editRow+editGap)-editGap, editGap)
	*room = rest
	for i, b := range all {
		box := cell(at, cols, rows, editGap, i)
		c.pushable(box, c.declare(box, "key "+b.label.Vi, b.label.in(p.Lang), nil, func(l *local) { b.act(&l.floor) }), true)
		c.icon(middleOf(box, 44, 44).Min, 44, b.icon, c.Action, 2.2)
	}
}

// floorPanel draws the panel beside the map.
func (c *canvas) floorPanel(at image.Rectangle, p picture) {
	e := p.Technician.Floor
	head, at := cutTop(at, 80, editGap)
	c.floorStatus(head, p)
	switch {
	case e.Loading:
	case e.Ask != "":
		c.floorAsk(at, p)
	case e.Draft != nil:
		c.draftPanel(at, p)
	case e.Picked.Kind == kiosk.FloorPlaces:
		c.placePanel(at, p)
	case e.Picked.Kind == kiosk.FloorZones:
		c.zonePanel(at, p)
	case e.Picked.Kind == kiosk.FloorRounds:
		c.roundPanel(at, p)
	default:
		c.floorList(at, p)
	}
}

// floorStatus says how it stands with the plan, in one or two lines.
func (c *canvas) floorStatus(at image.Rectangle, p picture) {
	e := p.Technician.Floor
	ic, ink, text := c.floorKept(p)
	switch {
	case e.Loading:
		ic, ink, text = iconClock, c.InkSoft, wFloorLoading.in(p.Lang)
	case e.Refused != "":
		ic, ink, text = iconWarn, c.Bad, refusalWord(e.Refused).in(p.Lang)
	case e.Saving:
		ic, ink, text = iconClock, c.InkSoft, wFloorSaving.in(p.Lang)
	case e.Trouble != "":
		ic, ink, text = iconWarn, c.Bad, fmt.Sprintf(wFloorTrouble.in(p.Lang), brief(e.Trouble))
	case e.Checking():
		ic, ink, text = iconClock, c.InkSoft, wFloorChecking.in(p.Lang)
	case len(e.Problems) > 0:
		ic, ink, text = iconWarn, c.Bad, fmt.Sprintf(wFloorWrong.in(p.Lang), len(e.Problems))
	}
	c.say(text)
	c.framed(at, 2, c.Line, c.Sunken)
	in := pad(at, 16, 4)
	left, in := cutLeft(in, 44, 12)
	c.icon(middleOf(left, 40, 40).Min, 40, ic, ink, 2.4)
	c.text(in, style{size: editSmall, weight: semiBold, color: ink}.mid(), text)
}

// rows cuts a rectangle into so many rows of controls, not higher than they are
// good to touch.
func editRows(at image.Rectangle, n int) func(i, cols, col int) image.Rectangle {
	h := min((at.Dy()-(n-1)*editGap)/n, editRow+24)
	return func(i, cols, col int) image.Rectangle {
		y := at.Min.Y + i*(h+editGap)
		return cell(image.Rect(at.Min.X, y, at.Max.X, y+h), cols, 1, editGap, col)
	}
}

// push is a control of the panel.
func (c *canvas) editButton(at image.Rectangle, l phrase, p picture, ic icon, msg kiosk.FloorEdited, act action) {
	b := button{label: l.in(p.Lang), icon: ic, act: act, quiet: true, size: editSmall, line: true}
	if msg.Op != "" {
		b.msg = msg
	}
	c.button(at, b)
}

// floorAsk asks before something is lost.
func (c *canvas) floorAsk(at image.Rectangle, p picture) {
	e := p.Technician.Floor
	question := map[kiosk.FloorAsk]phrase{
		kiosk.FloorAsksLeave: wFloorAskLeave, kiosk.FloorAsksOriginal: wFloorAskOwn, kiosk.FloorAsksNoDock: wFloorAskDock,
	}[e.Ask]
	head, at := cutTop(at, 140, editGap)
	c.say(question.in(p.Lang))
	c.text(head, style{size: sizeBody, weight: bold, color: c.Ink}.mid(), question.in(p.Lang))
	row := editRows(at, 4)
	do := func(i int, l phrase, ic icon, op kiosk.FloorOp, quiet bool) {
		c.button(row(i, 1, 0), button{label: l.in(p.Lang), icon: ic, msg: kiosk.FloorEdited{Op: op}, quiet: quiet, size: sizeSmall, line: true})
	}
	do(0, wFloorStay, iconBack, kiosk.FloorStay, false)
	switch e.Ask {
	case kiosk.FloorAsksOriginal:
		do(1, wFloorGoBack, iconRepeat, kiosk.FloorOriginal, true)
		return
	case kiosk.FloorAsksNoDock:
		do(1, wFloorSaveSo, iconCheck, kiosk.FloorSave, true)
		return
	case kiosk.FloorAsksLeave:
	}
	do(1, wFloorDropGo, iconCross, kiosk.FloorDiscard, true)
	if e.Savable() {
		do(2, wFloorSaveGo, iconCheck, kiosk.FloorSave, true)
	}
}

// floorList draws what there is, and what can be added.
func (c *canvas) floorList(at image.Rectangle, p picture) {
	e := p.Technician.Floor
	tools, at := cutTop(at, editRow, editGap)
	name := func(k kiosk.FloorKind) action { return beginName(naming{kind: k}) }
	if p.local.floor.naming.draws {
		c.drawKinds(tools, p)
	} else {
		c.editButton(cell(tools, 3, 1, editGap, 0), wFloorPlace, p, iconPlus, kiosk.FloorEdited{}, name(kiosk.FloorPlaces))
		c.editButton(cell(tools, 3, 1, editGap, 1), wFloorZone, p, iconPlus, kiosk.FloorEdited{}, func(l *local) { l.floor.naming.draws = true })
		c.editButton(cell(tools, 3, 1, editGap, 2), wFloorRound, p, iconPlus, kiosk.FloorEdited{}, name(kiosk.FloorRounds))
	}
	foot, at := cutBottom(at, editRow, editGap)
	if e.Dirty() {
		c.editButton(cell(foot, 2, 1, editGap, 0), wFloorRevert, p, iconCross, kiosk.FloorEdited{Op: kiosk.FloorRevert}, nil)
	}
	if !e.Original {
		c.editButton(cell(foot, 2, 1, editGap, 1), wFloorOriginal, p, iconRepeat, kiosk.FloorEdited{Op: kiosk.FloorOriginal}, nil)
	}
	c.things(at, p)
}

// drawKinds asks which kind of zone is to be drawn.
func (c *canvas) drawKinds(at image.Rectangle, p picture) {
	for i, kind := range []string{kiosk.ZoneKeepOut, kiosk.ZoneSpeed, kiosk.ZoneWaiting} {
		c.editButton(cell(at, 3, 1, editGap, i), zoneWord(kind), p, iconPen, kiosk.FloorEdited{Op: kiosk.FloorDraw, Name: kind}, endName)
	}
}

// thing is a row of the list.
type thing struct {
	kiosk.FloorThing
	icon icon
	note string
	ink  color.NRGBA
}

// allThings lists what there is; what has a problem comes first.
func (c *canvas) allThings(p picture) []thing {
	e := p.Technician.Floor
	var wrong, well []thing
	add := func(kind kiosk.FloorKind, name string, ic icon, note string) {
		t := thing{kiosk.FloorThing{Kind: kind, Name: name}, ic, note, c.InkSoft}
		if bad := e.ProblemOf(t.FloorThing); bad != nil {
			t.icon, t.note, t.ink = iconWarn, problemText(bad, p.Lang), c.Bad
			wrong = append(wrong, t)
			return
		}
		well = append(well, t)
	}
	for _, bad := range e.Problems {
		if bad.Thing.Kind == "" {
			wrong = append(wrong, thing{kiosk.FloorThing{Name: wFloorOpen.in(p.Lang)}, iconWarn, problemText(&bad, p.Lang), c.Bad})
		}
	}
	for _, pl := range e.Plan.Places {
		add(kiosk.FloorPlaces, pl.Name, iconPin, placeNote(e, pl, p.Lang))
	}
	for _, r := range e.Plan.Rounds {
		add(kiosk.FloorRounds, r.Name, iconCup, fmt.Sprintf(wFloorPoints.in(p.Lang), len(r.Stops)))
	}
	for _, z := range e.Plan.Zones {
		add(kiosk.FloorZones, z.Name, iconPen, zoneNote(z, p.Lang))
	}
	return append(wrong, well...)
}

// things draws the list, page by page.
func (c *canvas) things(at image.Rectangle, p picture) {
	all := c.allThings(p)
	foot, room := cutBottom(at, editRow, editGap)
	per := max(1, (room.Dy()+editGap)/(editRow+editGap))
	pages := max(1, (len(all)+per-1)/per)
	now := min(p.local.page, pages-1)
	if pages > 1 {
		var pager image.Rectangle
		pager, foot = cutRight(foot, sidePagerWidth, 12)
		c.sidePager(pager, now, pages, p)
	}
	c.text(foot, style{size: editFine, weight: medium, color: c.InkSoft}.mid(), spotText(p.Technician.Floor.Spot, p.Lang))
	for i, t := range all[now*per : min(len(all), (now+1)*per)] {
		y := room.Min.Y + i*(editRow+editGap)
		c.thing(image.Rect(room.Min.X, y, room.Max.X, y+editRow), t)
	}
}

func (c *canvas) thing(at image.Rectangle, t thing) {
	msg := kiosk.FloorEdited{Op: kiosk.FloorPick, Kind: t.Kind, Name: t.Name}
	c.plate(at, c.declare(at, "thing "+string(t.Kind)+" "+t.Name, t.Name+": "+t.note, msg, turnTo(0)))
	in := pad(at, 16, 2)
	in.Max.Y -= lipHeight
	left, in := cutLeft(in, 44, 14)
	c.icon(middleOf(left, 40, 40).Min, 40, t.icon, t.ink, 2.2)
	up, down := cutTop(in, in.Dy()*52/100, 0)
	c.text(up, style{size: editSmall, weight: semiBold, color: c.Ink, tight: true}.mid(), t.Name)
	c.text(down, style{size: editFine, weight: medium, color: t.ink}.mid(), t.note)
}
