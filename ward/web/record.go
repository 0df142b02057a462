package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"tiepdan/ward/office"
)

// recordView is who did what.
type recordView struct {
	frame

	Rows []recordRow
}

type recordRow struct{ At, User, Did, About, From string }

func (s *Server) recordPage(w http.ResponseWriter, r *http.Request, x who) {
	v := recordView{frame: s.frame(w, r, x, "")}
	v.Title = v.T("Nhật ký", "Record")
	all, err := s.options.Store.Record(r.Context(), 500)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	subjects, err := s.subjects(r, v.words)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	now := time.Now()
	for _, e := range all {
		v.Rows = append(v.Rows, recordRow{s.when(e.At, now), e.User, v.say(deeds(), e.Did), v.about(e, subjects), e.From})
	}
	s.draw(w, r, "record.html", v)
}

// about says what something was done to as people call it. What is not known
// is shown as it was kept.
func (w words) about(e office.Entry, subjects map[string]string) string {
	first, rest, _ := strings.Cut(e.About, " ")
	if name := subjects[first]; name != "" {
		first = name
	}
	switch e.Did {
	case "alert-raise":
		return w.scope(e.About)
	case "setting":
		return w.setting(first, rest)
	case "user-create", "user-change":
		return strings.TrimSuffix(first+" · "+w.say(standings(), rest), " · ")
	case "configure":
		var parts []string
		for part := range strings.FieldsSeq(rest) {
			parts = append(parts, w.say(settingsFields(), part))
		}
		return first + " · " + strings.Join(parts, ", ")
	case "announce":
		return w.say(orders(), first) + " " + rest
	case "need-take":
		return first + " · " + w.say(map[string]pair{"refill": {"tiếp khay", "refill"}, "staff": {"robot cần người", "needs somebody"}}, rest)
	case "reply":
		return first + " · " + w.T("Cửa ", "Door ") + rest
	}
	return strings.TrimSpace(first + " " + rest)
}

// scope names the place of an alert, see office.Alert.
func (w words) scope(text string) string {
	commune, place, found := strings.Cut(text, "/")
	if !found {
		commune, place = "", text
	}
	kind, which, found := strings.Cut(place, ":")
	if !found {
		return text
	}
	said := w.T("Bảng nút bấm ", "Button panel ") + which
	switch kind {
	case "door":
		said = w.T("Cửa ", "Door ") + which
	case "call":
		said = w.T("Gọi ở robot ", "Call at robot ") + which
	case "update":
		said = w.T("Cập nhật robot ", "Update of robot ") + which
	}
	return strings.TrimSuffix(said+" · "+commune, " · ")
}

func (w words) setting(name, value string) string {
	switch name {
	case "norms":
		var n office.Norms
		if json.Unmarshal([]byte(value), &n) == nil {
			return fmt.Sprintf(w.T("Định mức: chờ %d phút, tiếp %d phút", "Norms: wait %d min, service %d min"), n.WaitMin, n.ServeMin)
		}
	case "alert-rule":
		r := office.FirstRule() // what an older one does not say is as it was
		if json.Unmarshal([]byte(value), &r) == nil {
			return w.rule(r) + " " + w.callRule(r)
		}
	}
	return name + " " + value
}

func standings() map[string]pair {
	return map[string]pair{
		"leader": {"lãnh đạo", "leader"}, "officer": {"cán bộ", "officer"}, "technician": {"kỹ thuật", "technician"}, "disabled": {"đã khóa", "disabled"},
	}
}

func orders() map[string]pair {
	return map[string]pair{
		"announce": {"Thông báo", "Announcement"}, "withdraw": {"Gỡ thông báo", "Withdrawal"}, "goto": {"Di chuyển tới", "Errand to"},
		"round": {"Đi mời nước theo vòng", "Round with drinks"}, "welcome": {"Ra đón khách", "Welcome people at"}, "dock": {"Về trạm sạc", "To the charger"},
	}
}

// mostNamed is how many alerts and cases the record knows by number.
const mostNamed = 300

// subjects names what the record tells of by its ID.
func (s *Server) subjects(r *http.Request, w words) (map[string]string, error) {
	names, _, err := s.people(r.Context())
	if err != nil {
		return nil, err
	}
	alerts, err := s.options.Store.Alerts(r.Context(), false, mostNamed)
	if err != nil {
		return nil, err
	}
	for _, a := range alerts {
		names[a.ID] = w.T("cảnh báo ", "alert ") + w.Count(a.Number)
	}
	cases, err := s.options.Store.Cases(r.Context(), false, mostNamed)
	if err != nil {
		return nil, err
	}
	for _, c := range slices.Backward(cases) {
		names[c.ID] = w.T("phản ánh ", "case ") + w.Count(c.Number)
	}
	tokens, err := s.options.Store.Tokens(r.Context())
	for _, t := range tokens {
		names[t.ID] = t.Title
	}
	return names, err
}

func deeds() map[string]pair {
	return map[string]pair{
		"log-in":          {"Đăng nhập", "Logged in"},
		"log-in-wrong":    {"Sai mật khẩu", "Wrong password"},
		"log-out":         {"Đăng xuất", "Logged out"},
		"sessions-end":    {"Đăng xuất các phiên của", "Logged out the sessions of"},
		"password":        {"Đổi mật khẩu", "Changed the password"},
		"user-create":     {"Tạo người dùng", "Made a user"},
		"user-change":     {"Sửa người dùng", "Changed a user"},
		"alert-raise":     {"Cảnh báo tự phát", "Alert raised"},
		"alert-late":      {"Quá hạn, báo lãnh đạo", "Overdue, told leaders"},
		"alert-ack":       {"Nhận cảnh báo", "Acknowledged"},
		"alert-assign":    {"Giao cảnh báo", "Assigned"},
		"alert-note":      {"Ghi chú", "Wrote a note"},
		"alert-close":     {"Đóng cảnh báo", "Closed"},
		"case-open":       {"Phản ánh mới", "New feedback"},
		"case-take":       {"Nhận xử lý", "Took"},
		"case-assign":     {"Giao phản ánh", "Assigned"},
		"case-note":       {"Ghi chú nội bộ", "Wrote a note"},
		"case-answer":     {"Trả lời người dân", "Answered"},
		"case-erase":      {"Xóa nội dung", "Erased the text of"},
		"setting":         {"Đổi thiết lập", "Changed a setting"},
		"token-make":      {"Tạo mã truy cập", "Made a token"},
		"token-revoke":    {"Thu hồi mã truy cập", "Revoked a token"},
		"export":          {"Tải dữ liệu", "Exported"},
		"announce":        {"Gửi lệnh tới robot", "Told a robot"},
		"reply":           {"Trả lời người gọi ở robot", "Answered a call at a robot"},
		"need-take":       {"Nhận tới giúp robot", "Went to help a robot"},
		"ask-status":      {"Hỏi trạng thái robot", "Asked a robot for its status"},
		"configure":       {"Đặt cấu hình robot", "Configured a robot"},
		"robot-invite":    {"Mời robot đăng ký", "Invited a robot"},
		"robot-enrol":     {"Robot đã đăng ký", "A robot enrolled"},
		"update-give":     {"Giao phần mềm cho robot", "Gave software to robots"},
		"update-withdraw": {"Thu hồi phần mềm đã giao", "Withdrew software from robots"},
		"update-add":      {"Thêm phần mềm vào kho", "Put software on the shelf"},
		"update-remove":   {"Bỏ phần mềm khỏi kho", "Took software from the shelf"},
		"restore":         {"Phục hồi từ bản sao lưu", "Restored the backup of"},
		"give-up":         {"Không chờ bản ghi thiếu", "Gave up missing records"},
	}
}
