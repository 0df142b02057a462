package ui

import (
	"image"
	"image/color"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// The texts of the list of papers that is printed.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wSlip        = phrase{Vi: "In danh sách giấy tờ", En: "Print this list"}
	wSlipWaits   = phrase{Vi: "In vé xong sẽ in danh sách", En: "Printed after the ticket"}
	wSlipPrints  = phrase{Vi: "Đang in danh sách giấy tờ", En: "Your list is being printed"}
	wSlipDone    = phrase{Vi: "Xin nhận danh sách ở khe in", En: "Please take your list below"}
	wSlipFailed  = phrase{Vi: "Chưa in được, xin đọc ở đây", En: "Not printed: read it here"}
	wSlipPerhaps = phrase{Vi: "Không rõ đã in ra chưa", En: "Perhaps it was not printed"}
)

// slipOf is how the paper fares, "" when it can be asked for; ok is false when
// there is nothing to be seen of it: without a printer none is offered.
func (p picture) slipOf(pr *assist.Procedure) (state kiosk.PrintState, ok bool) {
	if p.local.part != papersPart || len(pr.Papers) == 0 {
		return "", false
	}
	state = p.Slip.State
	if p.Slip.Code != pr.Code && state != kiosk.PrintReserved && state != kiosk.PrintSent {
		state = "" // another one's, that is settled
	}
	return state, state != "" || p.Slip.Offered
}

// slip draws, at the bottom of the papers, the control that prints them, or how
// the paper fares.
func (c *canvas) slip(room *image.Rectangle, p picture, pr *assist.Procedure) {
	state, ok := p.slipOf(pr)
	if !ok {
		return
	}
	var at image.Rectangle
	at, *room = cutBottom(*room, max(minTarget+lipHeight, c.push(88)), listGap)
	c.slipAt(at, p, pr, state, c.t(sizeBody))
}

func (c *canvas) slipHeight() int { return c.push(100) }

func (c *canvas) slipAt(at image.Rectangle, p picture, pr *assist.Procedure, state kiosk.PrintState, size int) {
	if state == "" {
		c.button(at, button{label: wSlip.in(p.Lang), icon: iconPrinter, size: size, msg: kiosk.SlipAsked{Code: pr.Code}, quiet: true})
		return
	}
	c.slipState(at, p, state)
}

// slipState tells how the paper fares, until the control comes back.
func (c *canvas) slipState(at image.Rectangle, p picture, state kiosk.PrintState) {
	words, ic := wSlipPrints, iconPrinter
	ground, ink, edge := c.ActionSoft, c.ActionDeep, c.Action
	warn := func() (color.NRGBA, color.NRGBA, color.NRGBA) { return c.WarnSoft, c.Warn, c.WarnLine }
	switch state {
	case kiosk.PrintReserved:
		words = wSlipWaits
	case kiosk.PrintDone:
		words, ic = wSlipDone, iconDown
		ground, ink, edge = c.GoodSoft, c.Good, c.Good
	case kiosk.PrintFail:
		words, ic = wSlipFailed, iconWarn
		ground, ink, edge = warn()
	case kiosk.PrintUnsure:
		words, ic = wSlipPerhaps, iconAsk
		ground, ink, edge = warn()
	default:
	}
	c.say(words.in(p.Lang))
	c.framed(at, 3, edge, ground)
	c.iconText(pad(at, 20, 2), ic, style{size: c.t(sizeBody), weight: semiBold, color: ink}, words.in(p.Lang))
}
