package ui

import (
	"fmt"
	"image"

	"tiepdan/kiosk"
)

// form is one way to lay out the services.
type form struct {
	cols int
	wide bool // facts beside the name, not below
	size int  // of the name
}

// forms lists the ways to lay out services, the best to read first.
func forms(portrait bool) []form {
	if portrait {
		return []form{{1, true, 42}, {1, true, 38}, {2, false, 40}, {1, true, 34}, {2, false, 36}, {1, true, 30}, {2, false, 32}, {2, false, 30}}
	}
	return []form{{1, true, 42}, {2, false, 42}, {2, false, 38}, {2, false, 34}, {2, false, 30}, {3, false, 30}}
}

const (
	tileGap  = 18
	tileMost = 190
)

// services draws one large tile for each service. When not even the smallest
// form holds them all they are shown page by page: none is left out.
func (c *canvas) services(at image.Rectangle, p picture) {
	all := p.Services
	if len(all) == 0 {
		return
	}
	for _, f := range forms(c.portrait()) {
		if h, ok := c.tileHeight(at, f, all, p.Lang); ok {
			c.tiles(at, f, h, all, p)
			return
		}
	}
	c.servicePages(at, p)
}

// tileHeight gives the height of each tile in a form, and whether all fit.
func (c *canvas) tileHeight(at image.Rectangle, f form, all []kiosk.ServiceRow, l kiosk.Lang) (int, bool) {
	w := (at.Dx() - tileGap*(f.cols-1)) / f.cols
	need := minTarget
	for _, s := range all {
		t := c.layTile(image.Rect(0, 0, w, 0), f, s, l)
		if t.overfull {
			return 0, false
		}
		need = max(need, t.height)
	}
	rows := (len(all) + f.cols - 1) / f.cols
	room := (at.Dy()+tileGap)/rows - tileGap
	return min(room, max(need, tileMost)), need <= room
}

func (c *canvas) tiles(at image.Rectangle, f form, h int, all []kiosk.ServiceRow, p picture) {
	rows := (len(all) + f.cols - 1) / f.cols
	at.Max.Y = at.Min.Y + rows*(h+tileGap) - tileGap
	for i, s := range all {
		c.tile(cell(at, f.cols, rows, tileGap, i), f, s, p.Lang)
	}
}

// servicePages draws the page of services that was turned to.
func (c *canvas) servicePages(at image.Rectangle, p picture) {
	bar, rest := cutBottom(at, 96, tileGap)
	all := p.Services
	f := form{cols: 2, size: sizeBody}
	// Fewer tiles on each page until the tallest fits.
	per := len(all) - 1
	for ; per > 1; per-- {
		if _, ok := c.tileHeight(rest, f, padded(all, per), p.Lang); ok {
			break
		}
	}
	per = max(per, 1)
	pages := (len(all) + per - 1) / per
	now := c.page % pages
	part := all[now*per : min(len(all), (now+1)*per)]
	h, _ := c.tileHeight(rest, f, padded(all, per), p.Lang)
	if h == 0 {
		h = rest.Dy()
	}
	c.tiles(rest, f, h, part, p)

	label := wMore.in(p.Lang)
	if now == pages-1 {
		label = wBack.in(p.Lang)
	}
	note, push := cutLeft(bar, bar.Dx()/2, gutter)
	c.text(note, style{size: sizeBody, weight: medium, color: c.InkSoft}.mid(), fmt.Sprintf(wChooseMore.in(p.Lang), now+1, pages))
	by := 1
	ic := iconArrow
	if now == pages-1 {
		by, ic = 1-pages, iconBack
	}
	pressed := c.turner(push, label, by)
	c.pushable(push, pressed, true)
	c.iconText(pad(push, 24, 6), ic, style{size: sizeLead, weight: semiBold, color: c.Action}, label)
}

// padded is the list by which a page of per services is measured: the tallest
// tiles come first, so that every page fits. Heights differ little, so the
// whole list stands for its tallest.
func padded(all []kiosk.ServiceRow, per int) []kiosk.ServiceRow {
	longest := all[0]
	for _, s := range all {
		if len(s.Name.Vi)+len(s.Name.En) > len(longest.Name.Vi)+len(longest.Name.En) {
			longest = s
		}
	}
	out := make([]kiosk.ServiceRow, per)
	for i := range out {
		out[i] = longest
	}
	return out
}

// tile is the layout of one service tile.
type tile struct {
	badge      image.Rectangle
	name, sub  block
	nameAt     image.Rectangle
	subText    string
	facts      []measure
	factsAt    image.Rectangle
	factsStyle style
	height     int
	overfull   bool // a word is wider than its room
}

// layTile places the parts of a tile in a rectangle. A rectangle without
// height only measures.
func (c *canvas) layTile(at image.Rectangle, f form, s kiosk.ServiceRow, l kiosk.Lang) tile {
	const padX, padY, gap = 22, 14, 22
	t := tile{subText: second(s.Name, l)}
	t.factsStyle = style{size: sizeSmall, weight: medium, color: c.Ink}
	t.facts = []measure{
		{iconDoor, doorsText(s.Doors, l, false)},
		{iconPeople, waitingText(s.Waiting, l)},
		{iconClock, waitText(s.Wait, l)},
	}
	side := 2*f.size + 4
	in := image.Rect(at.Min.X+padX, at.Min.Y+padY, at.Max.X-padX, max(at.Min.Y+padY, at.Max.Y-padY-lipHeight))
	textAt := in
	textAt.Min.X += side + gap
	if f.wide {
		t.factsAt, textAt = cutRight(textAt, min(600, in.Dx()*46/100), gap)
	}
	t.name = c.balance(style{size: f.size, weight: semiBold, color: c.Ink}, textAt.Dx(), s.Name.In(l))
	t.sub = c.set(style{size: sizeSmall, weight: medium, color: c.InkSoft}, textAt.Dx(), t.subText)
	words := t.name.height + t.sub.height
	t.overfull = t.name.width > textAt.Dx() || t.sub.width > textAt.Dx()
	if f.wide {
		facts := c.flow(t.factsAt, t.factsStyle, t.facts, false)
		t.height = max(side, words, facts) + 2*padY + lipHeight
		t.nameAt = middleOf(image.Rect(textAt.Min.X, in.Min.Y, textAt.Max.X, in.Max.Y), textAt.Dx(), words)
		t.factsAt = middleOf(image.Rect(t.factsAt.Min.X, in.Min.Y, t.factsAt.Max.X, in.Max.Y), t.factsAt.Dx(), facts)
		t.badge = middleOf(image.Rect(in.Min.X, in.Min.Y, in.Min.X+side, in.Max.Y), side, side)
		return t
	}
	t.factsAt = in
	facts := c.flow(t.factsAt, t.factsStyle, t.facts, false)
	content := max(side, words) + 8 + facts
	t.height = content + 2*padY + lipHeight
	top := in.Min.Y + max(0, in.Dy()-content)/2
	t.badge = image.Rect(in.Min.X, top, in.Min.X+side, top+side)
	t.nameAt = image.Rect(textAt.Min.X, top+max(0, side-words)/2, textAt.Max.X, top+max(side, words))
	t.factsAt.Min.Y = top + max(side, words) + 8
	return t
}

// tile draws a service that can be touched.
func (c *canvas) tile(at image.Rectangle, f form, s kiosk.ServiceRow, l kiosk.Lang) {
	pressed := c.touch(at, s.Name.In(l), kiosk.ServicePicked{Service: s.ID})
	face := image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Max.Y-lipHeight)
	if pressed {
		c.framed(at, radius, 5, c.Action, c.ActionSoft)
	} else {
		c.box(at, radius, c.Lip)
		c.framed(face, radius, 2, c.Lip, c.Surface)
	}
	t := c.layTile(at, f, s, l)
	c.badge(t.badge, c.Action, c.OnBrand, f.size*3/2, s.Prefix)
	c.put(t.nameAt, t.name, s.Name.In(l))
	sub := t.nameAt
	sub.Min.Y += t.name.height
	c.put(sub, t.sub, t.subText)
	c.flow(t.factsAt, t.factsStyle, t.facts, true)
}
