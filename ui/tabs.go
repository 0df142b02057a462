package ui

import (
	"image"

	"tiepdan/kiosk"
)

// tab is one of a few parts of a screen, of which one is open.
type tab struct {
	label phrase
	icon  icon
}

func (c *canvas) tabHeight() int { return max(minTarget+lipHeight, c.barRow()-10) }

// tabs draws them side by side.
func (c *canvas) tabs(at image.Rectangle, all []tab, p picture) {
	var labels []string
	for _, t := range all {
		labels = append(labels, short(t.label.in(p.Lang)))
	}
	gap := 12
	if len(all) > 4 { // their words shall not get smaller than the rest
		gap = 4
	}
	size := c.alike(choiceRoom(cell(at, len(all), 1, gap, 0)).Size(), c.t(sizeBody), labels)
	for i, t := range all {
		c.choice(cell(at, len(all), 1, gap, i), choice{
			label: t.label.in(p.Lang), icon: t.icon, on: i == p.local.part, size: size,
			act: func(l *local) { l.part, l.page = i, 0 },
		})
	}
}

// choice is one of several answers that stay on screen.
type choice struct {
	label string
	hint  string
	icon  icon
	on    bool
	size  int // of the label, 0 is usual
	msg   kiosk.Msg
	act   action
}

// choiceRoom is the room inside an answer.
func choiceRoom(at image.Rectangle) image.Rectangle {
	return pad(image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Max.Y-lipHeight), 16, 4)
}

// choice draws an answer. The chosen one is filled and bears a tick: colour is
// never the only sign.
func (c *canvas) choice(at image.Rectangle, o choice) {
	pressed := c.control(at, o.label, o.msg, o.act)
	c.tell(o.hint)
	ink := c.Action
	face := image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Max.Y-lipHeight)
	switch {
	case o.on:
		c.box(at, radius, c.ActionDeep)
		c.box(face, radius, c.Action)
		ink = c.OnAction
	case pressed:
		c.framed(at, 4, c.Action, c.ActionSoft)
	default:
		c.box(at, radius, c.Lip)
		c.framed(face, 3, c.Lip, c.Surface)
	}
	in := choiceRoom(at)
	ic := o.icon
	if o.on {
		ic = iconCheck
	}
	if o.hint == "" {
		size := c.t(sizeBody)
		if at.Dy() > 130 {
			size = c.t(sizeLead)
		}
		if o.size > 0 {
			size = o.size
		}
		c.iconText(in, ic, style{size: size, weight: semiBold, color: ink}, short(o.label))
		return
	}
	left, in := cutLeft(in, 52, 14)
	c.icon(middleOf(left, 52, 52).Min, 52, ic, ink, 2.2)
	soft := c.InkSoft
	if o.on {
		soft = c.OnAction
	}
	c.flowFit(in, []para{
		{style: style{size: c.t(38), weight: semiBold, color: ink}, text: o.label},
		{style: style{size: c.t(sizeSmall), weight: medium, color: soft}, text: o.hint},
	})
}
