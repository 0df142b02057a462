package web

import (
	"fmt"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// reasonRow is one reason that was given after a rating today.
type reasonRow struct {
	Name string
	N    int
}

func (w words) reasons(d store.Day) []reasonRow {
	rows := make([]reasonRow, 0, len(d.Reasons))
	for _, r := range d.Reasons {
		rows = append(rows, reasonRow{Name: w.say(reasonNames(), r.Reason), N: r.N})
	}
	return rows
}

// help is what became of today's calls for a person. Calls still open are in
// Called only.
type help struct {
	Called   int
	Became   []string
	NoAnswer bool // somebody waited in vain
}

func (w words) help(h store.Help) help {
	out := help{Called: h.Called, NoAnswer: h.Nobody > 0}
	if h.Answered > 0 {
		took := w.span(h.Median)
		out.Became = append(out.Became, w.T(
			fmt.Sprintf("%d có người nhận, một nửa trong %s", h.Answered, took),
			fmt.Sprintf("%d answered, half within %s", h.Answered, took)))
	}
	if h.Nobody > 0 {
		out.Became = append(out.Became, w.T(fmt.Sprintf("%d không ai đến", h.Nobody), fmt.Sprintf("%d nobody came", h.Nobody)))
	}
	if h.Dropped > 0 {
		out.Became = append(out.Became, w.T(fmt.Sprintf("%d người dân thôi gọi", h.Dropped), fmt.Sprintf("%d withdrawn by the visitor", h.Dropped)))
	}
	if h.Called == 0 && len(out.Became) == 0 {
		out.Became = append(out.Became, w.T("từ màn hình robot", "from the robot's screen"))
	}
	return out
}

// span writes a time that something took.
func (w words) span(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	switch {
	case s < 60:
		return w.T(fmt.Sprintf("%d giây", s), fmt.Sprintf("%d s", s))
	case s%60 == 0 || s >= 600:
		return w.T(fmt.Sprintf("%d phút", (s+30)/60), fmt.Sprintf("%d min", (s+30)/60))
	}
	return w.T(fmt.Sprintf("%d phút %d giây", s/60, s%60), fmt.Sprintf("%d min %d s", s/60, s%60))
}

func reasonNames() map[string]pair {
	return map[string]pair{
		"long-wait":        {"Chờ lâu", "Long wait"},
		"manner":           {"Thái độ phục vụ", "Manner of service"},
		"unclear-guidance": {"Hướng dẫn chưa rõ", "Unclear guidance"},
		"too-many-papers":  {"Nhiều giấy tờ", "Too many papers"},
		"place":            {"Cơ sở vật chất", "The place"},
		"other":            {"Lý do khác", "Other"},
	}
}

func (w words) mission(m *schema.MissionStatus) string {
	if m == nil {
		return ""
	}
	door := fmt.Sprintf(" %d", m.Door)
	switch {
	case m.Kind == "welcome":
		return w.T("Đón khách ở lối vào", "Welcoming people")
	case m.Kind == "dock" || m.Kind == "charge":
		return w.T("Về trạm sạc", "Going to its charger")
	case m.Kind == "tray" || m.Kind == "patrol":
		return w.T("Mời nước và bánh kẹo", "Offering drinks and sweets")
	case m.Kind == "return" || m.Door == 0:
		return w.T("Về chỗ đón", "Going to its place")
	case m.Kind == "lead":
		return w.T("Dẫn người dân tới cửa"+door, "Leading a visitor to door"+door)
	default:
		return w.T("Tới cửa"+door, "Going to door"+door)
	}
}

// left says how far the paper goes, when that can be told.
func (w words) left(l *schema.Left) string {
	switch {
	case l == nil:
		return ""
	case l.Measured:
		return fmt.Sprintf(w.T(", còn khoảng %d vé", ", about %d tickets left"), l.Tickets)
	}
	return fmt.Sprintf(w.T(", còn chừng %d vé (chưa đo cuộn nào)", ", perhaps %d tickets left (no roll was measured yet)"), l.Tickets)
}

// data shows, for each robot, the outbox heard of last; older ones only while
// something of them is missing.
func (w words) data(s snapshot, me who) []dataRow {
	due := make(map[string]uint64)
	for _, r := range s.robots {
		if r.Status != nil {
			due[r.Commune+"/"+r.Name+"/"+r.Status.Outbox.Epoch] = r.Status.Outbox.Sent // named as me knows it
		}
	}
	seen := make(map[string]bool)
	var rows []dataRow
	for _, x := range s.streams {
		robot := x.Commune + "/" + me.called(x.Commune, x.Robot)
		if seen[robot] && x.Missing == 0 {
			continue
		}
		seen[robot] = true
		row := dataRow{Robot: me.called(x.Commune, x.Robot), Upto: x.Upto, Missing: x.Missing, Lost: x.Lost, Age: w.Ago(x.Seen, s.at)}
		if sent := due[robot+"/"+x.Epoch]; sent > x.Top {
			row.Due = sent - x.Top
		}
		rows = append(rows, row)
	}
	return rows
}
