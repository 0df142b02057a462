package ui

import (
	"fmt"
	"image"
	"slices"
)

// para is one paragraph of a text that flows over pages.
type para struct {
	style style
	text  string
	icon  icon // hangs before it
	mark  string
	gap   int  // above it
	fine  bool // becomes small before others do
}

// fragment is a part of a paragraph on one page.
type fragment struct {
	para
	block
	y     int
	first bool // bears the icon or the mark
}

// hang is how far paragraphs with an icon or a mark are indented.
func (p para) hang() int {
	if p.icon == "" && p.mark == "" {
		return 0
	}
	return p.style.size*13/10 + 14
}

// flowed breaks paragraphs into pages of a size; lines are never split and a
// text is never cut.
func (c *canvas) flowed(size image.Point, all []para) [][]fragment {
	f := flow{size: size}
	blocks := make([]block, len(all))
	for i, p := range all {
		width := size.X - p.hang()
		blocks[i] = c.set(p.style, width, p.text)
		if blocks[i].width > width { // one word wider than the line
			blocks[i], _ = c.fit(p.style, width, blocks[i].height, p.text)
		} else if p.style.align == center { // no lonely word below a line
			blocks[i] = c.balance(p.style, width, p.text)
		}
	}
	headed := false
	for i, p := range all {
		need := p.gap + blocks[i].height
		heads := p.style == c.lead() && i+1 < len(all)
		if heads { // not without what it heads
			need += all[i+1].gap + blocks[i+1].height
		}
		switch {
		case need <= size.Y && !headed: // a paragraph stays on one page if one holds it
			f.reserve(need)
		case heads:
			f.reserve(p.gap + blocks[i].height + all[i+1].gap + all[i+1].style.lineHeight())
		}
		f.add(p, blocks[i])
		headed = heads
	}
	return append(f.pages, f.now)
}

// flow fills pages.
type flow struct {
	size  image.Point
	pages [][]fragment
	now   []fragment
	y     int
}

// reserve turns to a new page unless so much has room on this one.
func (f *flow) reserve(height int) {
	if len(f.now) > 0 && f.y+height > f.size.Y {
		f.pages, f.now, f.y = append(f.pages, f.now), nil, 0
	}
}

// add puts a paragraph behind the others, over as many pages as it takes.
func (f *flow) add(p para, b block) {
	if len(f.now) > 0 {
		f.y += p.gap
	}
	for first := true; len(b.lines) > 0; first = false {
		fit := f.fitting(b)
		if fit == 0 {
			f.pages, f.now, f.y = append(f.pages, f.now), nil, 0
			continue
		}
		part := block{style: b.style}
		for _, l := range b.lines[:fit] {
			part.add(l)
		}
		b.lines = b.lines[fit:]
		f.now = append(f.now, fragment{para: p, block: part, y: f.y, first: first})
		f.y += part.height
	}
}

// fitting is how many lines of a block the page takes: at least one on an empty
// page, and no lonely line before or after the break.
func (f *flow) fitting(b block) int {
	n := len(b.lines)
	fit := min(n, max(0, (f.size.Y-f.y)/b.style.lineHeight()))
	switch {
	case fit == 0 && len(f.now) == 0:
		return 1
	case fit == n-1 && n > 2 && fit > 1:
		return fit - 1
	default:
		return fit
	}
}

// flowText draws the page of a flowing text that was turned to, with a pager
// when there are several.
func (c *canvas) flowText(at image.Rectangle, all []para, p picture) {
	if len(c.flowed(at.Size(), all)) == 1 {
		c.flowInto(at, image.Rectangle{}, all, p)
		return
	}
	foot, room := cutBottom(at, c.pagerHeight(), gutter/2)
	c.flowInto(room, foot, all, p)
}

// flowInto draws the page that was turned to into one rectangle, and its pager,
// if there are more pages, into another.
func (c *canvas) flowInto(at, foot image.Rectangle, all []para, p picture) {
	for _, a := range all {
		c.say(a.text)
	}
	c.flowSilent(at, foot, all, p)
}

// flowSilent is flowInto of what a listener hears otherwise.
func (c *canvas) flowSilent(at, foot image.Rectangle, all []para, p picture) {
	pages := c.flowed(at.Size(), all)
	now := min(p.local.page, len(pages)-1)
	if len(pages) > 1 {
		c.pager(foot, now, len(pages), p)
	}
	c.fragments(at, pages[now])
}

// flowFit draws a short text of paragraphs, smaller until it fits.
func (c *canvas) flowFit(at image.Rectangle, all []para) {
	for c.textHeight(at.Dx(), all) > at.Dy() {
		var least bool
		if all, least = smaller(all); least {
			c.misfits = append(c.misfits, fmt.Sprintf("%q does not fit %d×%d at size %d", all[0].text, at.Dx(), at.Dy(), sizeFloor))
			break
		}
	}
	at.Min.Y += max(0, (at.Dy()-c.textHeight(at.Dx(), all))/2)
	c.fragments(at, c.flowed(image.Pt(at.Dx(), 1<<20), all)[0])
}

// sizeFine is how small a source line becomes while something else is larger
// than it must be.
const sizeFine = 24

// smaller steps paragraphs down: first those that are larger than what is read
// from afar, then the fine ones, then all. It reports true when none can be
// smaller.
func smaller(all []para) ([]para, bool) {
	for _, step := range []struct {
		floor int
		fine  bool
	}{{sizeSmall, false}, {sizeFine, true}, {sizeFloor, false}} {
		out, least := slices.Clone(all), true
		for i := range out {
			if size := out[i].style.size; size > step.floor && (out[i].fine || !step.fine) {
				out[i].style.size, least = max(step.floor, size-max(1, size/20)), false
			}
		}
		if !least {
			return out, false
		}
	}
	return all, true
}

// textHeight is how high paragraphs stand in a width.
func (c *canvas) textHeight(width int, all []para) int {
	last := c.flowed(image.Pt(width, 1<<20), all)[0]
	if len(last) == 0 {
		return 0
	}
	f := last[len(last)-1]
	return f.y + f.height
}

func (c *canvas) fragments(at image.Rectangle, all []fragment) {
	for _, f := range all {
		x, y, line := at.Min.X, at.Min.Y+f.y, f.block.style.lineHeight()
		size := f.block.style.size
		if f.first && f.icon != "" {
			side := size * 11 / 10
			c.icon(image.Pt(x, y+(line-side)/2), side, f.icon, c.Action, 2.2)
		}
		if f.first && f.mark != "" {
			side := size * 13 / 10
			dot := image.Rect(x, y+(line-side)/2, x+side, y+(line+side)/2)
			c.box(dot, side/2, c.Action)
			c.text(dot, style{size: size * 9 / 10, weight: bold, color: c.OnAction, tight: true}.centered().mid(), f.mark)
		}
		c.put(image.Rect(x+f.hang(), y, at.Max.X, y+f.height), f.block, f.text)
	}
}
