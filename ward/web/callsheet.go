package web

import (
	"context"
	"slices"
	"time"

	"tiepdan/ward/office"
)

// callSheet is the file of calls.
func (s *Server) callSheet(w words, u office.User) sheet {
	return sheet{
		title: w.T("Gọi nhân viên", "Calls"),
		head: []string{
			w.T("Ngày", "Day"), w.T("Gọi lúc", "Called"), w.T("Phường", "Commune"), "Robot", w.T("Mã thủ tục", "Code of the procedure"), w.T("Thủ tục", "Procedure"),
			w.T("Hỏi về", "Asks about"), w.T("Ngôn ngữ", "Language"), w.T("Ưu tiên", "Priority"), w.T("Kết quả", "Outcome"), w.T("Cửa nhận", "Door that answered"),
			w.T("Trả lời sau (giây)", "Answered after (s)"), w.T("Kết thúc sau (giây)", "Ended after (s)"), w.T("Báo lãnh đạo", "Leaders told"),
		},
		each: func(ctx context.Context, p period, row func(...any) error) error {
			calls, err := s.options.Store.Calls(ctx, p.From, p.To, p.Commune)
			if err != nil {
				return err
			}
			now := time.Now()
			for _, c := range slices.Backward(calls) {
				if !seesCall(u, c) {
					continue
				}
				var door any
				if c.Door > 0 {
					door = c.Door
				}
				err := row(c.Day, c.At, c.Commune, c.Robot, c.Asked.Procedure, s.procedure(w, c.Asked.Procedure), w.topic(c.Asked.Topic), c.Asked.Lang, c.Asked.Priority,
					w.became(c, now), door, seconds(c.Answer), seconds(c.Took), c.Raise > 0)
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// alertSheet is the file of alerts, with what was done about each.
func (s *Server) alertSheet(w words, u office.User) sheet {
	return sheet{
		title: w.T("Cảnh báo", "Alerts"),
		head: []string{
			w.T("Số", "Number"), w.T("Cảnh báo lúc", "Raised"), w.T("Phường", "Commune"), w.T("Về", "About"), w.T("Hỏi về", "Asks about"),
			w.T("Không hài lòng", "Dissatisfied"), w.T("Lượt đánh giá", "Ratings"), w.T("Phụ trách", "Owner"), w.T("Hạn", "Deadline"),
			w.T("Nhận lúc", "Taken"), w.T("Báo quá hạn lúc", "Found overdue"), w.T("Đóng lúc", "Closed"), w.T("Đúng hạn", "In time"), w.T("Đã làm gì", "What was done"),
		},
		each: func(ctx context.Context, p period, row func(...any) error) error {
			names, _, err := s.people(ctx)
			if err != nil {
				return err
			}
			alerts, err := s.alertsOf(ctx, p)
			if err != nil {
				return err
			}
			for _, a := range slices.Backward(alerts) {
				if !a.MaySee(u) {
					continue
				}
				full, _, err := s.options.Store.Alert(ctx, a.ID)
				if err != nil {
					return err
				}
				done := ""
				if n := len(full.Notes); n > 0 && !a.Open() {
					done = full.Notes[n-1].Text
				}
				x := s.alertRow(w, a, names, who{User: u}, time.Now())
				var bad, n any
				if !a.IsCall() && !a.IsUpdate() {
					bad, n = a.Bad, a.N
				}
				err = row(a.Number, a.Opened, a.Commune, x.Place, x.Asks, bad, n, x.Owned, a.Due, known(a.Acked), known(a.Escalated), known(a.Closed),
					!a.Open() && !a.Closed.After(a.Due), done)
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// known is a moment as a table has it, nil for one that has not come.
func known(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// alertsOf are the alerts that were opened in a period, the newest first.
func (s *Server) alertsOf(ctx context.Context, p period) ([]office.Alert, error) {
	all, err := s.options.Store.Alerts(ctx, false, 100_000)
	return slices.DeleteFunc(all, func(a office.Alert) bool {
		opened := s.dayOf(a.Opened)
		return opened < p.From || opened > p.To || !p.has(a.Commune)
	}), err
}
