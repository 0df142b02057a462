package ui

import (
	"fmt"
	"image"
	"slices"

	"tiepdan/kiosk"
)

// roles are what a place can serve for.
func roles(r kiosk.FloorRoles) []struct{ role, place string } {
	return []struct{ role, place string }{{"dock", r.Dock}, {"entrance", r.Entrance}, {"welcome", r.Welcome}, {"waiting", r.Waiting}}
}

// placeNote says what a place is for and where it lies.
func placeNote(e *kiosk.FloorEdit, pl kiosk.FloorPlace, l kiosk.Lang) string {
	note := poseNote(pl, l)
	if pl.Seat {
		note = wFloorSeat.in(l) + " · " + note
	}
	for _, r := range roles(e.Plan.Roles) {
		if r.place == pl.Name {
			return roleWord(r.role).in(l) + " · " + note
		}
	}
	return note
}

func poseNote(pl kiosk.FloorPlace, l kiosk.Lang) string {
	return fmt.Sprintf("%s; %s m · %s°", metres(pl.XM, l), metres(pl.YM, l), whole(pl.HeadingDeg))
}

func zoneNote(z kiosk.FloorZone, l kiosk.Lang) string {
	note := zoneWord(z.Kind).in(l)
	if z.Kind == kiosk.ZoneSpeed {
		note += " · " + metres(z.SpeedMPS, l) + " m/s"
	}
	return note
}

// pickedHead draws the name of what is picked with what is wrong with it, or a
// note, and the way back to the list.
func (c *canvas) pickedHead(at image.Rectangle, p picture, note string) image.Rectangle {
	e := p.Technician.Floor
	head, rest := cutTop(at, editRow, editGap)
	back, head := cutRight(head, min(250, head.Dx()*38/100), 12)
	c.editButton(back, wFloorList, p, iconPapers, kiosk.FloorEdited{Op: kiosk.FloorPick}, turnTo(0))
	ink := c.InkSoft
	if bad := e.ProblemOf(e.Picked); bad != nil {
		note, ink = problemText(bad, p.Lang), c.Bad
	}
	c.say(e.Picked.Name, note)
	up, down := cutTop(head, head.Dy()*55/100, 0)
	c.text(up, style{size: editSmall, weight: bold, color: c.Ink, tight: true}.mid(), e.Picked.Name)
	c.text(down, style{size: editFine, weight: medium, color: ink, tight: true}.mid(), note)
	return rest
}

// hint writes a line of advice.
func (c *canvas) editHint(at *image.Rectangle, text string) {
	line, rest := cutTop(*at, 72, editGap)
	*at = rest
	c.text(line, style{size: editFine, weight: medium, color: c.InkSoft}.mid(), text)
}

// nameRow draws what things of all kinds have.
func (c *canvas) nameRow(at, del image.Rectangle, p picture) {
	kind := p.Technician.Floor.Picked.Kind
	c.editButton(at, wFloorRename, p, iconLetters, kiosk.FloorEdited{}, beginName(naming{kind: kind, renames: true}))
	c.editButton(del, wFloorDelete, p, iconErase, kiosk.FloorEdited{Op: kiosk.FloorDelete}, turnTo(0))
}

func (c *canvas) editChoice(at image.Rectangle, l phrase, p picture, ic icon, on bool, msg kiosk.FloorEdited) {
	c.choice(at, choice{label: l.in(p.Lang), icon: ic, on: on, size: editSmall, msg: msg})
}

// placePanel draws what can be done with a place.
func (c *canvas) placePanel(at image.Rectangle, p picture) {
	e := p.Technician.Floor
	pl := e.Plan.Place(e.Picked.Name)
	if pl == nil {
		return
	}
	at = c.pickedHead(at, p, poseNote(*pl, p.Lang))
	if at.Dy() >= 5*(editRow+editGap)+80 {
		c.editHint(&at, wFloorDragHint.in(p.Lang)+" · "+spotText(e.Spot, p.Lang))
	}
	row := editRows(at, 5)
	c.editButton(row(0, 1, 0), wFloorHere, p, iconRobot, kiosk.FloorEdited{Op: kiosk.FloorHere}, nil)
	c.editButton(row(1, 2, 0), wFloorLeft, p, iconRepeat, kiosk.FloorEdited{Op: kiosk.FloorTurn, By: 15}, nil)
	c.editButton(row(1, 2, 1), wFloorRight, p, iconRepeat, kiosk.FloorEdited{Op: kiosk.FloorTurn, By: -15}, nil)
	for i, r := range roles(e.Plan.Roles) {
		ic := []icon{iconTool, iconDoor, iconHome, iconPeople}[i]
		c.editChoice(row(2+i/2, 2, i%2), roleWord(r.role), p, ic, r.place == pl.Name, kiosk.FloorEdited{Op: kiosk.FloorRole, Name: r.role})
	}
	c.editChoice(row(4, 3, 0), wFloorSeat, p, iconPeople, pl.Seat, kiosk.FloorEdited{Op: kiosk.FloorSeat})
	c.nameRow(row(4, 3, 1), row(4, 3, 2), p)
}

// zonePanel draws what can be done with a zone.
func (c *canvas) zonePanel(at image.Rectangle, p picture) {
	e := p.Technician.Floor
	z := e.Plan.Zone(e.Picked.Name)
	if z == nil {
		return
	}
	at = c.pickedHead(at, p, zoneNote(*z, p.Lang))
	c.editHint(&at, wFloorDragZone.in(p.Lang))
	row := editRows(at, 3)
	for i, kind := range []string{kiosk.ZoneKeepOut, kiosk.ZoneSpeed, kiosk.ZoneWaiting} {
		ic := []icon{iconCross, iconClock, iconPeople}[i]
		c.editChoice(row(0, 3, i), zoneWord(kind), p, ic, z.Kind == kind, kiosk.FloorEdited{Op: kiosk.FloorZoneKind, Name: kind})
	}
	if z.Kind == kiosk.ZoneSpeed {
		c.editButton(row(1, 3, 0), wFloorSlower, p, iconMinus, kiosk.FloorEdited{Op: kiosk.FloorZoneSpeed, By: -5}, nil)
		c.text(row(1, 3, 1), style{size: sizeBody, weight: bold, color: c.Ink}.centered().mid(), metres(z.SpeedMPS, p.Lang)+nbsp+"m/s")
		c.editButton(row(1, 3, 2), wFloorFaster, p, iconPlus, kiosk.FloorEdited{Op: kiosk.FloorZoneSpeed, By: 5}, nil)
	}
	c.nameRow(row(2, 2, 0), row(2, 2, 1), p)
}

// draftPanel draws what can be done with a zone that is drawn.
func (c *canvas) draftPanel(at image.Rectangle, p picture) {
	d := p.Technician.Floor.Draft
	head, at := cutTop(at, 120, editGap)
	text := zoneWord(d.Kind).in(p.Lang) + ". " + fmt.Sprintf(wFloorDraw.in(p.Lang), len(d.Corners))
	c.say(text)
	c.text(head, style{size: sizeSmall, weight: semiBold, color: c.Ink}.mid(), text)
	row := editRows(at, 4)
	c.editButton(row(0, 1, 0), wFloorDrawn, p, iconCheck, kiosk.FloorEdited{Op: kiosk.FloorDrawn}, nil)
	c.editButton(row(1, 1, 0), wFloorCorner, p, iconErase, kiosk.FloorEdited{Op: kiosk.FloorCornerBack}, nil)
	c.editButton(row(2, 1, 0), wFloorDrop, p, iconCross, kiosk.FloorEdited{Op: kiosk.FloorUndo}, nil)
}

// roundPanel draws the stops of a round in their order.
func (c *canvas) roundPanel(at image.Rectangle, p picture) {
	e := p.Technician.Floor
	r := e.Plan.Round(e.Picked.Name)
	if r == nil {
		return
	}
	at = c.pickedHead(at, p, fmt.Sprintf(wFloorPoints.in(p.Lang), len(r.Stops)))
	foot, at := cutBottom(at, editRow, editGap)
	c.nameRow(cell(foot, 2, 1, editGap, 0), cell(foot, 2, 1, editGap, 1), p)
	turn, room := cutBottom(at, editRow, editGap)
	per := max(1, (room.Dy()+editGap)/(editRow+editGap))
	pages := max(1, (len(r.Stops)+per-1)/per)
	now := min(p.local.page, pages-1)
	if pages > 1 {
		var pager image.Rectangle
		pager, turn = cutRight(turn, sidePagerWidth, 12)
		c.sidePager(pager, now, pages, p)
	}
	c.text(turn, style{size: editFine, weight: medium, color: c.InkSoft}.mid(), wFloorStops.in(p.Lang))
	for i, stop := range r.Stops {
		if i/per == now {
			y := room.Min.Y + i%per*(editRow+editGap)
			c.stopRow(image.Rect(room.Min.X, y, room.Max.X, y+editRow), p, i, stop)
		}
	}
}

// stopRow draws a stop with what moves it on in the order and what takes it out.
func (c *canvas) stopRow(at image.Rectangle, p picture, i int, stop string) {
	c.framed(at, 2, c.Line, c.Surface)
	cut, in := cutRight(at, minTarget+8, editGap)
	up, in := cutRight(in, minTarget+8, editGap)
	do := func(at image.Rectangle, l phrase, ic icon, msg kiosk.FloorEdited) {
		label := fmt.Sprintf("%s %d", l.in(p.Lang), i+1)
		c.pushable(at, c.control(at, label, msg, nil), true)
		c.icon(middleOf(at, 40, 40).Min, 40, ic, c.Action, 2.2)
	}
	if i > 0 {
		do(up, wFloorStopUp, iconUp, kiosk.FloorEdited{Op: kiosk.FloorStopMove, Index: i, By: -1})
	}
	do(cut, wFloorStopCut, iconCross, kiosk.FloorEdited{Op: kiosk.FloorStopCut, Index: i})
	c.text(pad(in, 16, 2), style{size: editSmall, weight: semiBold, color: c.Ink}.mid(), fmt.Sprintf("%d. %s", i+1, stop))
}

// naming is a name that is being written.
type naming struct {
	kind    kiosk.FloorKind // of the thing; "" writes none
	renames bool            // what is picked; else it is a new thing
	draws   bool            // the kind of a new zone is asked for
}

func beginName(n naming) action {
	return func(l *local) { l.floor.naming, l.query = n, "" }
}

func endName(l *local) { l.floor.naming, l.query = naming{}, "" }

// nameMost is the longest name.
const nameMost = 32

// usualNames are those that are offered for a new place or round.
func usualNames(e *kiosk.FloorEdit, kind kiosk.FloorKind) []string {
	all := []string{"sac", "loi-vao", "cho", "ghe-1", "ghe-2", "ghe-3", "quay", "cua-sau"}
	if kind == kiosk.FloorRounds {
		all = []string{"moi-nuoc", "vong-1", "vong-2", "vong-3"}
	}
	free := slices.DeleteFunc(all, func(name string) bool {
		return kind == kiosk.FloorPlaces && e.Plan.Place(name) != nil || kind == kiosk.FloorRounds && e.Plan.Round(name) != nil || kind == kiosk.FloorZones
	})
	return free[:min(len(free), 4)]
}

// namePad asks for a name: usual ones, and keys.
func (c *canvas) namePad(at image.Rectangle, p picture) {
	e, n := p.Technician.Floor, p.local.floor.naming
	field, at := cutTop(at, 92, editGap)
	c.say(wFloorName.in(p.Lang))
	c.framed(field, 4, c.Action, c.Surface)
	if p.local.query == "" {
		c.text(pad(field, 24, 4), style{size: sizeSmall, weight: medium, color: c.InkSoft}.mid(), wFloorName.in(p.Lang))
	} else {
		c.text(pad(field, 24, 4), style{size: sizeLead, weight: semiBold, color: c.Ink}.mid(), p.local.query)
	}
	usual, at := cutTop(at, editRow, editGap)
	for i, name := range usualNames(e, n.kind) {
		c.button(cell(usual, 4, 1, editGap, i), button{label: name, quiet: true, size: editSmall, line: true, act: func(l *local) { l.query = name }})
	}
	foot, at := cutBottom(at, editRow+8, editGap)
	c.button(cell(foot, 2, 1, editGap, 0), button{label: wCancel.in(p.Lang), icon: iconCross, quiet: true, size: sizeSmall, act: endName})
	msg := kiosk.FloorEdited{Op: kiosk.FloorAdd, Kind: n.kind, Name: p.local.query}
	if n.renames {
		msg = kiosk.FloorEdited{Op: kiosk.FloorRename, Name: p.local.query}
	} else if n.kind == kiosk.FloorPlaces {
		msg.At = newEditMap(at, p, false).middle()
	}
	take := button{label: wFloorNameDone.in(p.Lang), icon: iconCheck, size: sizeSmall, msg: msg, act: endName}
	if p.local.query == "" {
		take.here = true
	}
	c.button(cell(foot, 2, 1, editGap, 1), take)
	c.nameKeys(at, p)
}

// middle is what lies in the middle of the map.
func (m *editMap) middle() kiosk.FloorPoint { return m.j.point(m.at.Min.Add(m.at.Max).Div(2)) }

// nameKeys draws the keys that names are made of.
func (c *canvas) nameKeys(at image.Rectangle, p picture) {
	for i, row := range []string{"1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm"} {
		line := cell(at, 1, 4, keyGap, i)
		for j, r := range row {
			c.keyCap(cell(line, 10, 1, keyGap, j), keycap{id: string(r), label: string(r), act: func(l *local) {
				if len(l.query) < nameMost {
					l.query += string(r)
				}
			}})
		}
		if i == 3 {
			from, to := cell(line, 10, 1, keyGap, len(row)), cell(line, 10, 1, keyGap, 9)
			c.keyCap(from.Union(to), keycap{id: "erase", label: wErase.in(p.Lang), icon: iconErase, act: func(l *local) {
				l.query = l.query[:max(0, len(l.query)-1)]
			}})
		}
	}
}
