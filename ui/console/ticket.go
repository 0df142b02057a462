package console

import (
	"cmp"
	"fmt"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// waiting is one ticket in a list.
type waiting struct {
	Ticket, Number, Service, Waited string
	Priority                        bool
	Class                           string
	Joined                          string // the line, by the clock
	Why                             string // it is called at its place
	Origin                          string
	Due                             string // of its appointment
	Until                           string // it may come back
	From                            int
	Range                           string // it is expected to wait still, "" while it does not wait
	Then                            []string
}

// lister makes the rows of the lists of one view.
type lister struct {
	now     time.Time
	tickets map[string]kiosk.TicketRow // by number
}

func listerOf(v kiosk.View, now time.Time) lister {
	l := lister{now: now, tickets: make(map[string]kiosk.TicketRow, len(v.Line.Tickets))}
	for _, t := range v.Line.Tickets {
		l.tickets[t.Number] = t
	}
	return l
}

func (l lister) rows(rows []kiosk.WaitingRow) []waiting {
	out := make([]waiting, 0, len(rows))
	for _, w := range rows {
		out = append(out, l.row(w))
	}
	return out
}

func (l lister) row(w kiosk.WaitingRow) waiting {
	out := waitingOf(w, l.now)
	if t := l.tickets[w.Number]; t.State == queue.Waiting && !t.Stranded {
		out.Range = estimate(t.Wait)
	}
	return out
}

func waitingOf(w kiosk.WaitingRow, now time.Time) waiting {
	clock := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(now.Location()).Format("15:04")
	}
	return waiting{
		Ticket: w.Ticket, Number: w.Number, Service: w.Service.Vi, Priority: w.Priority, Waited: minutes(now.Sub(w.Since)),
		Class: w.ClassName.Vi, Joined: clock(w.Joined), Why: why(w.TicketFacts, now.Location()), Origin: origin(w.TicketFacts),
		Due: clock(w.Due), Until: clock(w.Until), From: w.From, Then: names(w.PlanNames),
	}
}

// Group is the class in words, also of a ward without classes.
func (w waiting) Group() string {
	if w.Class == "" && w.Priority {
		return "Ưu tiên"
	}
	return w.Class
}

// origin says how a ticket came to wait, but for the usual way.
func origin(f kiosk.TicketFacts) string {
	switch f.Origin {
	case queue.OriginMoved:
		if f.From != 0 {
			return fmt.Sprintf("chuyển từ cửa %d", f.From)
		}
		return "được chuyển đến"
	case queue.OriginReturned:
		return "vắng, đã quay lại"
	case queue.OriginNext:
		return "dịch vụ tiếp theo"
	case queue.OriginHeld:
		if f.From != 0 {
			return fmt.Sprintf("cửa %d đã giữ", f.From)
		}
		return "đã giữ lại"
	}
	return ""
}

// why says why a ticket is called at its place; "" when nothing is known.
func why(f kiosk.TicketFacts, zone *time.Location) string {
	switch f.Why.Reason {
	case queue.ReasonOrder:
		return "Đến sớm nhất trong hàng"
	case queue.ReasonReturned:
		return "Vắng lần trước, nay đến lượt"
	case queue.ReasonMoved:
		return "Được chuyển đến, giữ thứ tự cũ"
	case queue.ReasonNext:
		return "Dịch vụ tiếp theo của cùng lượt, giữ thứ tự cũ"
	case queue.ReasonPicked:
		return "Cán bộ chọn gọi số này"
	case queue.ReasonClass, queue.ReasonShare, queue.ReasonAged, queue.ReasonDue:
		before := ahead(f, zone)
		if f.Why.Over > 0 {
			before += fmt.Sprintf(", trước %d người đến sớm hơn", f.Why.Over)
		}
		return before
	}
	return ""
}

// ahead says why a ticket goes before people who came earlier.
func ahead(f kiosk.TicketFacts, zone *time.Location) string {
	switch f.Why.Reason {
	case queue.ReasonShare:
		return "Đến lượt theo tỷ lệ giữa các diện"
	case queue.ReasonAged:
		return "Đã chờ lâu nên được gọi như diện ưu tiên"
	case queue.ReasonDue:
		if f.Due.IsZero() {
			return "Đã đến giờ hẹn"
		}
		return "Đã đến giờ hẹn " + f.Due.In(zone).Format("15:04")
	default:
		return "Thuộc diện " + cmp.Or(f.ClassName.Vi, "ưu tiên")
	}
}
