package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tiepdan/kiosk"
)

// robotData is the robot's card.
type robotData struct {
	Configured bool
	State      string
	Tone       string // "ok", "warn" or "stop": the colour beside the words
	Task       string
	Advice     string // what the official should do, "" for nothing
	Battery    string
	Place      string
	Asks       []string // what somebody should do besides
	Resume     bool
}

// notice is one line above the page.
type notice struct {
	Tone string
	Text string
}

// works reports whether the base could take an errand now.
func works(r kiosk.RobotView) bool {
	if !r.Configured || r.EStop || r.Held || r.Technician {
		return false
	}
	switch r.State {
	case "", "offline", "linkLost", "fault", "estop", "startup", "localising":
		return false
	}
	return true
}

// maySummon reports whether nobody relies on the robot: what it does while
// nobody needs it gives way.
func maySummon(r kiosk.RobotView) bool {
	switch kiosk.MissionKind(r.Mission) {
	case "", kiosk.MissionReturn, kiosk.MissionTray, kiosk.MissionWelcome, kiosk.MissionDock:
		return works(r)
	case kiosk.MissionLead, kiosk.MissionSummon:
	}
	return works(r) && r.Phase.Final()
}

// busy reports whether the robot is on a round, to the entrance or to its
// charger, now or after its errand.
func busy(r kiosk.RobotView) bool {
	switch kiosk.MissionKind(r.Mission) {
	case kiosk.MissionTray, kiosk.MissionWelcome, kiosk.MissionDock:
		return !r.Phase.Final()
	case kiosk.MissionLead, kiosk.MissionSummon, kiosk.MissionReturn:
	}
	return r.Waits != ""
}

// mayDismiss keeps one door from sending away the robot that leads a person
// to another.
func mayDismiss(r kiosk.RobotView, door int) bool {
	return works(r) && r.Mission != string(kiosk.MissionReturn) && (r.Mission == "" || r.Phase.Final() || r.Door == door || r.Door == 0 && r.Mission != string(kiosk.MissionLead))
}

// mayResume reports whether motion waits only for an official's leave: the
// base says that the button was released, but has not moved on.
func mayResume(r kiosk.RobotView) bool {
	return r.Configured && !r.EStop && r.State == "estop"
}

func robot(r kiosk.RobotView) robotData {
	d := robotData{Configured: r.Configured, Resume: mayResume(r)}
	if !r.Configured {
		return d
	}
	d.State, d.Tone = state(r)
	d.Advice = advice(r)
	if r.State != "offline" && r.State != "linkLost" && r.State != "" {
		d.Battery = battery(r)
	}
	d.Task, d.Place = task(r), where(r.At)
	if l := r.Strayed; l != nil {
		d.Asks = append(d.Asks, fmt.Sprintf("%s không theo kịp robot: vui lòng tìm và mời đến cửa %d.", l.Number, l.Door))
	}
	if r.Refill {
		d.Asks = append(d.Asks, "Khay cần tiếp thêm nước và bánh kẹo.")
	}
	return d
}

func battery(r kiosk.RobotView) string {
	text := "Pin chưa rõ"
	if r.BatteryPct >= 0 {
		text = fmt.Sprintf("Pin %d%%", r.BatteryPct)
	}
	if r.Charging {
		text += " · đang sạc"
	}
	return text
}

// robotOf is the robot's card, which says too why the base was never spoken to.
func robotOf(v kiosk.View) robotData {
	d := robot(v.Robot)
	keyless := slices.ContainsFunc(v.Parts, func(p kiosk.PartState) bool {
		return p.Part == kiosk.PartBase && !p.Up && strings.HasPrefix(p.Detail, "cannot read the base's key")
	})
	if keyless && d.Configured {
		d.Advice = "Không đọc được khóa ký của đế di chuyển nên robot đứng yên: vui lòng báo kỹ thuật."
	}
	return d
}

// advice is what an official should do, "" for nothing.
func advice(r kiosk.RobotView) string {
	switch {
	case r.EStop:
		return "Kiểm tra quanh robot cho an toàn, rồi nhả nút đỏ trên thân robot."
	case mayResume(r):
		return "Nút đã nhả. Khi quanh robot không còn ai vướng, nhấn Cho chạy tiếp."
	case r.Reason == "moves-by-itself", r.Reason == "tray-away":
		return helpWanted(r.Reason)
	case r.Held:
		return "Robot được giữ đứng yên. Nhấn Cho robot đi lại khi xong việc."
	case r.Staff != "":
		return helpWanted(r.Staff)
	case r.Reason == "hand-in-tray" && r.Phase != kiosk.PhaseServing:
		return "Robot chờ lấy tay hoặc vật khỏi khay rồi mới đi."
	case r.State == "blocked":
		return "Vui lòng dọn lối đi trước robot."
	case r.State == "fault":
		return "Vui lòng báo kỹ thuật. Gọi số vẫn bình thường."
	}
	return ""
}

// words is a state for people, and its colour.
type words struct{ text, tone string }

func state(r kiosk.RobotView) (text, tone string) {
	switch {
	case r.EStop:
		return "Đang dừng khẩn cấp", "stop"
	case r.Held && r.State == "blocked":
		return "Được giữ đứng yên", "warn"
	case r.Reason == "moves-by-itself":
		return "Tự di chuyển khi không có lệnh", "stop"
	case r.Reason == "tray-away":
		return "Mất liên lạc với khay", "warn"
	case r.Technician && r.State == "idle":
		return "Kỹ thuật viên đang dùng", "warn"
	case r.State == "driving" && (r.Kind == "charge" || r.Mission == string(kiosk.MissionDock)):
		return "Đang đi sạc", "ok"
	}
	w, known := map[string]words{
		"idle":       {"Sẵn sàng", "ok"},
		"charging":   {"Đang sạc", "ok"},
		"driving":    {"Đang di chuyển", "ok"},
		"waitPerson": {"Đang chờ người dân", "ok"},
		"serving":    {"Đang mời nước và bánh kẹo", "ok"},
		"docking":    {"Đang vào chỗ sạc", "ok"},
		"startup":    {"Đang khởi động", "warn"},
		"localising": {"Đang tìm vị trí", "warn"},
		"blocked":    {"Bị chắn lối", "warn"},
		"jog":        {"Kỹ thuật viên đang di chuyển robot", "warn"},
		"estop":      {"Đã dừng khẩn cấp, chờ cho phép", "stop"},
		"fault":      {"Có lỗi", "stop"},
	}[r.State]
	if !known { // offline, linkLost, or nothing heard yet
		return "Mất liên lạc với đế di chuyển", "stop"
	}
	return w.text, w.tone
}

// helpWanted says what somebody has to do for a robot that cannot help itself.
func helpWanted(why string) string {
	switch why {
	case "dock-failed", "battery-critical", "battery-low":
		return "Robot không tự vào được chỗ sạc: vui lòng đẩy robot vào đế sạc."
	case "moves-by-itself":
		return "Đế di chuyển khi không ai ra lệnh: nhấn nút đỏ trên thân robot và báo kỹ thuật."
	case "tray-away":
		return "Mất liên lạc với khay, robot đứng yên: vui lòng kiểm tra dây và nguồn của khay."
	case "hand-in-tray":
		return "Có vật vướng ở khay: vui lòng lấy ra."
	case "not-localised", "position-uncertain", "position-jumped", "pose-stale":
		return "Robot không biết mình ở đâu: vui lòng đẩy robot về chỗ đón."
	case "person-lost":
		return "Robot không tìm thấy người được dẫn: vui lòng đến giúp người dân."
	case "bumper":
		return "Robot chạm phải vật cản nhiều lần: vui lòng đến xem."
	case "no-progress", "base-refused", "wrong-place", "in-keep-out":
		return "Robot bị kẹt: vui lòng dọn lối đi hoặc đẩy robot ra chỗ trống."
	}
	return "Robot cần người giúp: vui lòng đến xem."
}

// where says where the robot is, for those who do not see it.
func where(at kiosk.Whereabouts) string {
	if at.Door != 0 {
		return fmt.Sprintf("Ở cửa %d", at.Door)
	}
	return map[string]string{
		"welcome": "Ở chỗ đón", "waiting": "Ở khu chờ", "dock": "Ở chỗ sạc", "entrance": "Ở cửa vào",
	}[at.Kind]
}

// notices says what does not work and what to do about it. An unknown notice
// is left out rather than shown as a code.
func notices(v kiosk.View) []notice {
	texts := map[kiosk.Notice]notice{
		kiosk.NoticeStoreFailed: {"stop", "Robot không ghi được dữ liệu: không phát số mới. Báo kỹ thuật ngay."},
		kiosk.NoticeTouchOff:    {"stop", "Màn hình cảm ứng mất kết nối: người dân không chọn được trên màn hình. Báo kỹ thuật ngay."},
		kiosk.NoticeRobotStop:   {"stop", "Robot đang dừng khẩn cấp: xem mục Robot."},
		kiosk.NoticePaperEnd:    {"stop", "Máy in hết giấy: thay cuộn giấy mới. Người dân vẫn có thể ghi lại số trên màn hình."},
		kiosk.NoticePrinterOff:  {"stop", "Máy in không hoạt động: kiểm tra nắp, nguồn và dây. Người dân ghi lại số trên màn hình."},
		kiosk.NoticePaperNear:   {"warn", "Máy in sắp hết giấy: chuẩn bị cuộn giấy mới."},
		kiosk.NoticeRobotOff:    {"warn", "Robot không di chuyển được: mời người dân tự đến cửa."},
		kiosk.NoticeVoiceOff:    {"warn", "Robot không nói được: gọi thêm bằng lời."},
		kiosk.NoticePanelOff:    {"warn", "Bảng nút đánh giá mất kết nối: người dân đánh giá trên màn hình."},
		kiosk.NoticeWardAway:    {"warn", "Chưa nối được với máy chủ phường: gọi số vẫn bình thường, đánh giá sẽ gửi sau."},
	}
	var out []notice
	for _, n := range v.Notices {
		if t, ok := texts[n]; ok {
			out = append(out, t)
		}
	}
	if v.Maintenance {
		out = append(out, notice{"warn", "Kỹ thuật viên đang bảo trì robot: người dân tạm chưa lấy số trên màn hình được."})
	}
	slices.SortStableFunc(out, func(a, b notice) int { return cmp.Compare(a.Tone, b.Tone) }) // "stop" before "warn"
	return out
}
