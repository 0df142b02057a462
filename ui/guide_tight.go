package ui

import (
	"image"

	"tiepdan/assist"
)

// guideTight draws a procedure where the controls alone fill the reach of a hand:
// it is read above that, in card.
func (c *canvas) guideTight(card, work image.Rectangle, p picture, pr *assist.Procedure) {
	tabs, rest := cutTop(work, c.guideTabHeight(), 16)
	c.tabs(tabs, guideTabs(), p)
	switch {
	case p.local.part == askPart: // they are touched, and a number is taken on another tab
		c.say(wAskWhat.in(p.Lang))
		c.even(c.card(card), c.title().centered().mid(), wAskWhat.in(p.Lang))
		c.list(rest, p.asks(), p)
	case p.local.part == papersPart && len(pr.Papers) > 0:
		c.sayPapers(p, pr)
		if len(pr.Papers) > tightMost {
			c.lackCard(card, p, pr)
			c.list(rest, p.papers(pr), p)
			return
		}
		c.take(&rest, p, pr, true)
		c.tightPapers(card, rest, p, pr)
	default:
		c.take(&rest, p, pr, true)
		text := c.guidePart(p, pr)
		for _, a := range text {
			c.say(a.text)
		}
		c.tightFoot(card, rest, p, text)
	}
}

// tightMost is how many boxes have room in one row beside a pager.
const tightMost = 7

// tightPapers draws the papers, and their boxes in a row of their own.
func (c *canvas) tightPapers(card, rest image.Rectangle, p picture, pr *assist.Procedure) {
	text := c.numbered(p, pr)
	ticks, below := cutTop(rest, minTarget+8, listGap)
	if below.Dy() >= minTarget+lipHeight {
		c.ticks(ticks, p, pr)
		c.tightFoot(card, below, p, text)
		return
	}
	turn := image.Rectangle{}
	if len(c.flowed(card.Inset(padding).Size(), text)) > 1 {
		turn, ticks = cutRight(ticks, sidePagerWidth, listGap)
	}
	c.ticks(ticks, p, pr)
	c.flowSilent(c.card(card), turn, text, p)
}

// tightFoot draws a text, and at the upper end of what is left for controls who
// can be asked and what turns its pages.
func (c *canvas) tightFoot(card, rest image.Rectangle, p picture, text []para) {
	foot, _ := cutTop(rest, max(c.slipHeight(), c.pagerHeight()), 0)
	turn := image.Rectangle{}
	if len(c.flowed(card.Inset(padding).Size(), text)) > 1 {
		turn, foot = cutRight(foot, sidePagerWidth, listGap)
	}
	c.button(foot, p.askInCharge(c.t(sizeBody)))
	c.flowSilent(c.card(card), turn, text, p)
}

// lackCard tells what is missing where the papers are ticked in a list.
func (c *canvas) lackCard(at image.Rectangle, p picture, pr *assist.Procedure) {
	c.even(c.card(at), c.title().centered().mid(), p.lacking(pr))
}
