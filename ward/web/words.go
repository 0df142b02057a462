package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/feedback"
	"tiepdan/ward/live"
	"tiepdan/ward/office"
	"tiepdan/ward/stats"
)

// words says things in the language of one page.
type words struct{ Lang string }

// T picks one of two texts.
func (w words) T(vi, en string) string {
	if w.Lang == "en" && en != "" {
		return en
	}
	return vi
}

// Label picks a robot's text.
func (w words) Label(l schema.Label) string { return w.T(l.Vi, l.En) }

// Percent writes a share with one decimal, "–" of nothing.
func (w words) Percent(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	s := fmt.Sprintf("%.1f", 100*float64(part)/float64(whole))
	if s == "100.0" {
		s = "100"
	}
	return w.T(strings.Replace(s, ".", ",", 1), s) + w.T(" %", "%")
}

// decimal writes a number with one decimal.
func (w words) decimal(v float64) string {
	s := fmt.Sprintf("%.1f", v)
	return w.T(strings.Replace(s, ".", ",", 1), s)
}

// Share writes a share with one decimal, "–" of nothing.
func (w words) Share(s stats.Share) string { return w.Percent(s.Part, s.Whole) }

// Range writes the interval of a share, in whole per cent.
func (w words) Range(s stats.Share) string {
	if !s.Known() {
		return ""
	}
	return fmt.Sprintf("%.0f\u2060–\u2060%.0f", 100*s.Low, 100*s.High) + w.T("\u00a0%", "%")
}

// Count writes a number with its thousands apart.
func (w words) Count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + w.T(".", ",") + s[i:]
	}
	return s
}

// Ago writes an age.
func (w words) Ago(at, now time.Time) string {
	if at.IsZero() {
		return "–"
	}
	switch d := now.Sub(at); {
	case d < 10*time.Second:
		return w.T("vừa xong", "just now")
	case d < time.Minute:
		n := int(d.Seconds()) / 10 * 10
		return w.T(fmt.Sprintf("%d giây trước", n), fmt.Sprintf("%d s ago", n))
	case d < time.Hour:
		n := int(d.Minutes())
		return w.T(fmt.Sprintf("%d phút trước", n), fmt.Sprintf("%d min ago", n))
	default:
		n := int(d.Hours())
		return w.T(fmt.Sprintf("%d giờ trước", n), fmt.Sprintf("%d h ago", n))
	}
}

// pair is a text in both languages.
type pair struct{ vi, en string }

// say looks a word of the contract up; one that is not known is shown as it is.
func (w words) say(table map[string]pair, word string) string {
	if p, ok := table[word]; ok {
		return w.T(p.vi, p.en)
	}
	return word
}

func faceNames() map[string]pair {
	return map[string]pair{
		"very-satisfied": {"Rất hài lòng", "Very satisfied"},
		"satisfied":      {"Hài lòng", "Satisfied"},
		"neutral":        {"Bình thường", "Neutral"},
		"dissatisfied":   {"Không hài lòng", "Dissatisfied"},
	}
}

func partNames() map[string]pair {
	return map[string]pair{
		"printer": {"Máy in vé", "Ticket printer"},
		"panel":   {"Bảng nút đánh giá", "Rating panel"},
		"base":    {"Bộ di chuyển", "Motion base"},
		"voice":   {"Giọng nói", "Voice"},
		"ward":    {"Kết nối với phường", "Link to the ward"},
		"store":   {"Bộ nhớ", "Storage"},
		"touch":   {"Màn hình cảm ứng", "Touch panel"},
		"screen":  {"Màn hình", "Monitor"},
		"ear":     {"Nghe tiếng nói", "Hearing"},
		"tray":    {"Khay mời", "Tray"},
	}
}

func baseStates() map[string]pair {
	return map[string]pair{
		"offline":    {"Bộ di chuyển chưa kết nối", "Base not connected"},
		"startup":    {"Đang khởi động", "Starting"},
		"localising": {"Đang định vị", "Localising"},
		"idle":       {"Sẵn sàng", "Ready"},
		"driving":    {"Đang di chuyển", "Moving"},
		"waitPerson": {"Đang chờ người dân", "Waiting for the person"},
		"serving":    {"Đang mời", "Serving"},
		"docking":    {"Đang vào trạm sạc", "Docking"},
		"blocked":    {"Bị chắn đường", "Way blocked"},
		"jog":        {"Kỹ thuật viên đang di chuyển robot", "A technician moves the robot"},
		"estop":      {"Dừng khẩn cấp", "Emergency stop"},
		"fault":      {"Có lỗi", "Fault"},
		"linkLost":   {"Mất liên lạc với bộ di chuyển", "Link to the base lost"},
		"charging":   {"Đang sạc", "Charging"},
	}
}

func papers() map[string]pair {
	return map[string]pair{
		"":         {"chưa rõ", "not known"},
		"ok":       {"còn giấy", "paper in"},
		"near-end": {"giấy sắp hết", "paper low"},
		"end":      {"hết giấy", "out of paper"},
	}
}

func helpers() template.FuncMap {
	return template.FuncMap{
		"hm": func(t time.Time) string { return t.Format("15:04") },
		// The printed report is in Vietnamese.
		"share":    words{"vi"}.Share,
		"interval": words{"vi"}.Range,
	}
}

// topics are those of the public form.
func topics() map[string]pair {
	all := make(map[string]pair)
	for code, text := range feedback.Topics() {
		all[code] = pair{text.Vi, text.En}
	}
	return all
}

// services lists for the public form what the robots serve now.
func services(now *live.Now) func(commune string) []feedback.Service {
	return func(commune string) []feedback.Service {
		var all []feedback.Service
		for code, label := range labels(who{User: office.User{Commune: commune}}.robots(now.Robots())) {
			all = append(all, feedback.Service{Code: code, Vi: label.Vi, En: cmp.Or(label.En, label.Vi)})
		}
		slices.SortFunc(all, func(a, b feedback.Service) int { return cmp.Compare(a.Vi, b.Vi) })
		return all
	}
}
