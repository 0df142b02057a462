package ui

import (
	"image"
	"strings"

	"tiepdan/kiosk"
)

// form is one way to lay out the services.
type form struct {
	cols int
	wide bool // facts beside the name, not below
	bare bool // without icons and second language, where room is short
	size int  // of the name
}

// forms lists the ways to lay out services, the best to read first.
func forms(portrait bool) []form {
	if portrait {
		return []form{
			{1, true, false, 42},
			{1, true, false, 38},
			{2, false, false, 40},
			{1, true, false, 34},
			{2, false, false, 36},
			{1, true, false, 30},
			{2, false, false, 32},
			{2, false, true, 34},
			{2, false, true, 30},
		}
	}
	return []form{
		{1, true, false, 42},
		{2, false, false, 42},
		{1, true, false, 38},
		{2, false, false, 38},
		{1, true, false, 34},
		{2, false, false, 34},
		{2, false, false, 30},
		{2, false, true, 36},
		{2, false, true, 30},
		{3, false, true, 32},
		{3, false, true, 30},
	}
}

const (
	tileGap  = 12
	tileMost = 200
)

// services draws one large tile for each service. When not even the smallest
// form holds them all they are shown page by page: none is left out.
func (c *canvas) services(at image.Rectangle, p picture) {
	all := p.Services
	if len(all) == 0 {
		return
	}
	if c.k > 1 { // tiles with large texts leave no room: rows, page by page
		c.serviceRows(at, p)
		return
	}
	for _, f := range forms(c.portrait()) {
		if rows, ok := c.rows(at, f, all, p); ok {
			c.tiles(at, f, rows, all, p)
			return
		}
	}
	c.servicePages(at, p)
}

// rows gives the height of each row of tiles in a form, and whether all fit.
// Room that is left over makes the rows alike first, then higher.
func (c *canvas) rows(at image.Rectangle, f form, all []kiosk.ServiceRow, p picture) ([]int, bool) {
	w := (at.Dx() - tileGap*(f.cols-1)) / f.cols
	rows := make([]int, (len(all)+f.cols-1)/f.cols)
	for i, s := range all {
		t := c.layTile(image.Rect(0, 0, w, 0), f, s, p)
		if t.overfull {
			return nil, false
		}
		rows[i/f.cols] = max(rows[i/f.cols], t.height, minTarget)
	}
	room := at.Dy() - tileGap*(len(rows)-1)
	level, used := 0, 0
	for ; level <= tileMost; level++ {
		sum := 0
		for _, h := range rows {
			sum += max(h, level)
		}
		if sum > room {
			break
		}
		used = level
	}
	if level == 0 {
		return nil, false
	}
	for i := range rows {
		rows[i] = max(rows[i], used)
	}
	return rows, true
}

func (c *canvas) tiles(at image.Rectangle, f form, rows []int, all []kiosk.ServiceRow, p picture) {
	w := (at.Dx() - tileGap*(f.cols-1)) / f.cols
	y := at.Min.Y
	for i, s := range all {
		row, col := i/f.cols, i%f.cols
		x := at.Min.X + col*(w+tileGap)
		c.tile(image.Rect(x, y, x+w, y+rows[row]), f, s, p)
		if col == f.cols-1 {
			y += rows[row] + tileGap
		}
	}
}

// serviceRows draws the services as rows of a list.
func (c *canvas) serviceRows(at image.Rectangle, p picture) {
	items := make([]item, len(p.Services))
	for i, s := range p.Services {
		items[i] = item{
			mark: s.Prefix, title: s.Name.In(p.Lang), msg: kiosk.ServicePicked{Service: s.ID},
			note: serviceFacts(s, p), shut: closed(s),
		}
	}
	c.list(at, items, p)
}

// serviceFacts says where a service is and how long it takes to be called, or
// why no tickets are given.
func serviceFacts(s kiosk.ServiceRow, p picture) string {
	facts := []string{doorsText(s.Doors, p.Lang, false)}
	if closed(s) {
		facts = append(facts, intakeText(s.Intake.State, p.Lang))
		if t := opensText(s.Intake, p.now, p.Lang); t != "" {
			facts = append(facts, t)
		}
	} else {
		facts = append(facts, waitingText(s.Waiting, p.Lang), waitText(s.Wait, p.Lang))
	}
	return strings.Join(facts, " · ")
}

// serviceTale is what the voice guide says of a service.
func serviceTale(s kiosk.ServiceRow, p picture) string {
	if closed(s) {
		return s.Intake.Words(p.now, p.now.Location()).In(p.Lang)
	}
	return serviceFacts(s, p)
}

// servicePages draws the page of services that was turned to.
func (c *canvas) servicePages(at image.Rectangle, p picture) {
	bar, room := cutBottom(at, c.pagerHeight(), tileGap)
	f, pages := c.paged(room, p)
	now := min(p.local.page, len(pages)-1)
	part := pages[now]
	rows, ok := c.rows(room, f, part, p)
	if !ok { // one service whose name alone is too long for a tile
		c.serviceRows(at, p)
		return
	}
	c.tiles(room, f, rows, part, p)

	c.pager(bar, now, len(pages), p)
}

// paged finds the form that needs the fewest pages, and what stands on each.
func (c *canvas) paged(room image.Rectangle, p picture) (form, [][]kiosk.ServiceRow) {
	var best form
	var pages [][]kiosk.ServiceRow
	for _, f := range []form{{1, true, false, 38}, {2, false, false, 36}, {1, true, false, 30}, {2, false, false, 30}, {2, false, true, 30}} {
		var now [][]kiosk.ServiceRow
		for rest := p.Services; len(rest) > 0; {
			n := 1
			for n < len(rest) {
				if _, ok := c.rows(room, f, rest[:n+1], p); !ok {
					break
				}
				n++
			}
			now, rest = append(now, rest[:n]), rest[n:]
		}
		if pages == nil || len(now) < len(pages) {
			best, pages = f, now
		}
	}
	return best, pages
}
