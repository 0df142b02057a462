package ui

import (
	"image"
	"strconv"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// guidePart is the text of the tab that is open.
func (c *canvas) guidePart(p picture, pr *assist.Procedure) []para {
	switch p.local.part {
	case 1:
		return c.steps(p, pr)
	case 2:
		return c.times(p, pr)
	default:
		return c.noPapers(p)
	}
}

func (c *canvas) lead() style { return style{size: c.t(sizeBody), weight: bold, color: c.Action} }
func (c *canvas) body() style { return style{size: c.t(sizeBody), weight: medium, color: c.Ink} }

// noPapers stands where the list of papers is not known; one that is, is ticked.
func (c *canvas) noPapers(p picture) []para {
	var out []para
	if c.k == 1 { // larger texts need its room, and the tab says it too
		out = append(out, para{style: c.lead(), text: wBring.in(p.Lang)})
	}
	return append(out, para{style: c.body(), text: wNoPapers.in(p.Lang), gap: 12})
}

func (c *canvas) steps(p picture, pr *assist.Procedure) []para {
	var out []para
	for i, t := range pr.Steps {
		out = append(out, para{style: c.body(), text: lookup(t, p.Lang), mark: strconv.Itoa(i + 1), gap: 16})
	}
	if len(pr.Steps) == 0 {
		out = append(out, para{style: c.body(), text: wNoSteps.in(p.Lang)})
	}
	return out
}

// times is how long it takes, what it costs as far as the ward says so, and
// what one gets.
func (c *canvas) times(p picture, pr *assist.Procedure) []para {
	long := wHowLong.in(p.Lang)
	if len(pr.Time) > 1 {
		long += " (" + wDepends.in(p.Lang) + ")"
	}
	out := []para{{style: c.lead(), text: long}}
	for _, t := range pr.Time {
		out = append(out, para{style: c.body(), text: lookup(t, p.Lang), icon: iconClock, gap: 8})
	}
	if len(pr.Time) == 0 {
		out = append(out, para{style: c.body(), text: wNoTime.in(p.Lang), icon: iconClock, gap: 8})
	}
	fee := lookup(pr.Fee, p.Lang)
	if fee == "" {
		fee = wNoFee.in(p.Lang)
	}
	out = append(out, para{style: c.lead(), text: wFee.in(p.Lang), gap: 20}, para{style: c.body(), text: fee, icon: iconCoin, gap: 8})
	if lookup(pr.Fee, p.Lang) != "" { // only the ward's own file says a fee
		out = append(out, para{style: style{size: c.t(sizeSmall), weight: medium, color: c.InkSoft}, text: wFeeSource.in(p.Lang), gap: 4})
	}
	if full := lookup(pr.Title, p.Lang); full != name(pr, p.Lang) {
		out = append(out, para{style: c.lead(), text: wOfficial.in(p.Lang), gap: 20}, para{style: c.body(), text: full, icon: iconNote, gap: 8})
	}
	if r := lookup(pr.Result, p.Lang); r != "" {
		out = append(out, para{style: c.lead(), text: wResult.in(p.Lang), gap: 20}, para{style: c.body(), text: r, icon: iconPapers, gap: 8})
	}
	return out
}

// guideCode draws the code of the portal's page, with what its owner and its
// source are.
func (c *canvas) guideCode(at image.Rectangle, p picture, pr *assist.Procedure) {
	c.framed(at, 2, c.Line, c.Surface)
	in := at.Inset(12)
	facts := []para{
		{style: style{size: sizeSmall, weight: semiBold, color: c.Ink}, text: wOwner.in(p.Lang) + ": " + lookup(pr.Owner, p.Lang), fine: true},
		{style: style{size: sizeSmall, weight: medium, color: c.InkSoft}, text: sourceText(pr, p.Lang), gap: 6, fine: true},
	}
	if pr.PortalURL == "" {
		c.flowFit(in, facts)
		return
	}
	scan := wScanGuide
	if pr.Online {
		scan = wScanOnline
	}
	facts = append([]para{{style: style{size: sizeBody, weight: semiBold, color: c.Ink}, text: scan.in(p.Lang)}}, facts...)
	if in.Dx() > in.Dy()*5/4 {
		side := min(in.Dy(), 260, in.Dx()*36/100)
		if in.Dx() > 700 { // what it is for stays on a line
			side = min(side, in.Dx()-560)
		}
		code, rest := cutLeft(in, side, 20)
		c.code(code, pr.PortalURL)
		c.flowFit(rest, facts)
		return
	}
	code, rest := cutTop(in, min(in.Dx(), max(in.Dy()/2, in.Dy()-c.textHeight(in.Dx(), facts)-12)), 12)
	c.code(code, pr.PortalURL)
	c.flowFit(rest, facts)
}

func sourceText(pr *assist.Procedure, l kiosk.Lang) string {
	s := wSource.in(l) + ": " + lookup(pr.Source, l)
	if pr.Checked != "" {
		s += " (" + wChecked.in(l) + nbsp + glue(checkedText(pr.Checked, l)) + ")"
	}
	return s
}
