package ui

import (
	"slices"

	"tiepdan/kiosk"
)

// The texts of asking for reasons.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wWhy           = phrase{Vi: "Chúng tôi cần làm tốt hơn điều gì?", En: "What could we do better?"}
	wWhyHint       = phrase{Vi: "Mời quý khách chạm vào một hoặc nhiều lý do.", En: "Please touch one or more reasons."}
	wSend          = phrase{Vi: "Gửi", En: "Send"}
	wNoReason      = phrase{Vi: "Không nêu lý do", En: "Rather not say"}
	wReasonWait    = phrase{Vi: "Chờ lâu", En: "The wait was long"}
	wReasonManner  = phrase{Vi: "Thái độ phục vụ", En: "The way I was treated"}
	wReasonUnclear = phrase{Vi: "Hướng dẫn chưa rõ", En: "Unclear guidance"}
	wReasonPapers  = phrase{Vi: "Nhiều giấy tờ", En: "Too many papers"}
	wReasonPlace   = phrase{Vi: "Chỗ ngồi, lối đi, thiết bị", En: "Seats, access, equipment"}
	wReasonOther   = phrase{Vi: "Lý do khác", En: "Another reason"}
)

// reasonText is how a reason reads.
func reasonText(r kiosk.Reason) phrase {
	switch r {
	case kiosk.ReasonWait:
		return wReasonWait
	case kiosk.ReasonManner:
		return wReasonManner
	case kiosk.ReasonUnclear:
		return wReasonUnclear
	case kiosk.ReasonPapers:
		return wReasonPapers
	case kiosk.ReasonPlace:
		return wReasonPlace
	default:
		return wReasonOther
	}
}

// reasons asks why somebody was not satisfied. The rating counts already.
func (c *canvas) reasons(p picture) {
	r := p.Rating
	own := []button{{label: wNoReason.in(p.Lang), icon: iconHome, msg: kiosk.Dismissed{Screen: p.Screen, Ticket: r.Ticket}, quiet: true}}
	f := c.chrome(p, own...)
	room := c.titled(f, p, c.push(124), wWhy.in(p.Lang), wWhyHint.in(p.Lang))
	push, room := cutBottom(room, c.push(124), gutter)
	cols := 2
	if room.Dx() > 1500 && c.k < 1.5 {
		cols = 3
	}
	all := kiosk.Reasons()
	rows := (len(all) + cols - 1) / cols
	room.Max.Y = min(room.Max.Y, room.Min.Y+rows*(c.h(220)+gutter)-gutter)
	for i, reason := range all {
		c.choice(cell(room, cols, rows, 16, i), choice{
			label: reasonText(reason).in(p.Lang), icon: iconNote, on: slices.Contains(r.Reasons, reason),
			msg: kiosk.ReasonPicked{Ticket: r.Ticket, Reason: reason},
		})
	}
	if len(r.Reasons) == 0 {
		return
	}
	c.button(push, button{label: wSend.in(p.Lang), icon: iconArrow, msg: kiosk.ReasonsSent{Ticket: r.Ticket}, size: c.t(sizeLead)})
}
