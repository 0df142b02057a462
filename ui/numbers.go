package ui

import (
	"fmt"
	"strings"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// The texts for those whose turn did not go the usual way.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wMissed     = phrase{Vi: "Đã gọi, còn quay lại được", En: "Missed, may come back"}
	wMissedOne  = phrase{Vi: "%s trước %s", En: "%s before %s"}
	wMissedLine = phrase{Vi: "Đã gọi, còn quay lại được: %s", En: "Missed, may come back: %s"}
	wHeld       = phrase{Vi: "Số đang giữ chỗ", En: "Places kept"}
	wHeldOne    = phrase{Vi: "%s ở cửa %d", En: "%s at door %d"}
	wMoved      = phrase{Vi: "Số chuyển sang cửa khác", En: "Sent to other doors"}
	wMovedOne   = phrase{Vi: "%s sang %s", En: "%s to %s"}
)

// movedFor is how long it is shown that a number waits elsewhere now.
const movedFor = 10 * time.Minute

// numbers lists the numbers that were missed, are held, or wait elsewhere.
func (p picture) numbers() []bulletin {
	missed := p.listed(p.Line.Returnable, func(w kiosk.WaitingRow, l kiosk.Lang) string {
		return fmt.Sprintf(wMissedOne.in(l), w.Number, w.Until.In(p.now.Location()).Format("15:04"))
	})
	held := p.listed(p.Line.Held, func(w kiosk.WaitingRow, l kiosk.Lang) string {
		if w.From == 0 {
			return w.Number
		}
		return fmt.Sprintf(wHeldOne.in(l), w.Number, w.From)
	})
	moved := p.listed(p.moved(), func(w kiosk.WaitingRow, l kiosk.Lang) string {
		return fmt.Sprintf(wMovedOne.in(l), w.Number, strings.ToLower(doorsText(w.Doors, l, true)))
	})
	var out []bulletin
	for _, b := range []bulletin{{missed, wMissed, iconHorn}, {held, wHeld, iconPause}, {moved, wMoved, iconArrow}} {
		if b.text.Vi != "" {
			out = append(out, b)
		}
	}
	return out
}

// listed says one thing of several numbers, each unbroken.
func (p picture) listed(rows []kiosk.WaitingRow, one func(kiosk.WaitingRow, kiosk.Lang) string) kiosk.Text {
	if len(rows) == 0 {
		return kiosk.Text{}
	}
	in := func(l kiosk.Lang) string {
		var all []string
		for _, w := range rows {
			all = append(all, glue(one(w, l)))
		}
		return strings.Join(all, ", ") + "."
	}
	return kiosk.Text{Vi: in(kiosk.Vi), En: in(kiosk.En)}
}

// moved lists those whom an official sent to another door a short while ago.
func (p picture) moved() []kiosk.WaitingRow {
	var out []kiosk.WaitingRow
	seen := map[string]bool{}
	for _, d := range p.Board {
		for _, w := range d.Queue {
			if w.Origin == queue.OriginMoved && !seen[w.Ticket] && p.now.Sub(w.Since).Abs() < movedFor && len(w.Doors) > 0 {
				seen[w.Ticket] = true
				out = append(out, w)
			}
		}
	}
	return out
}
