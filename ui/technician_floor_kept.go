package ui

import "image/color"

// floorKept says of a plan in which nothing is wrong what is saved of it.
func (c *canvas) floorKept(p picture) (ic icon, ink color.NRGBA, text string) {
	e := p.Technician.Floor
	ic, ink, text = iconCheck, c.Good, wFloorEdited.in(p.Lang)
	switch {
	case e.Plan.Roles.Dock == "" && (!e.Original || e.Kept.Roles.Dock != ""):
		ic, ink, text = iconWarn, c.Warn, wFloorNoDock.in(p.Lang)
	case e.Later:
		ic, ink, text = iconClock, c.Warn, wFloorLater.in(p.Lang)
	case e.Dirty():
		ic, ink, text = iconPen, c.Warn, wFloorDirty.in(p.Lang)
	case e.Mapless:
		ic, ink, text = iconWarn, c.Warn, wFloorMapless.in(p.Lang)
	case !e.SavedAt.IsZero():
		text = wFloorSaved.in(p.Lang)
	case e.Original:
		text = wFloorOwn.in(p.Lang)
	}
	return ic, ink, text
}
