package console

import (
	"cmp"
	"fmt"
	"slices"

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
	Resume     bool
}

// notice is one line above the page.
type notice struct {
	Tone string
	Text string
}

// works reports whether the base could take an errand now.
func works(r kiosk.RobotView) bool {
	if !r.Configured || r.EStop || r.Held {
		return false
	}
	switch r.State {
	case "", "offline", "linkLost", "fault", "estop", "startup", "localising":
		return false
	}
	return true
}

// maySummon reports whether nobody relies on the robot.
func maySummon(r kiosk.RobotView) bool {
	return works(r) && (r.Mission == "" || r.Mission == string(kiosk.MissionReturn) || r.Phase.Final())
}

// mayDismiss keeps one door from sending away the robot that leads a person
// to another.
func mayDismiss(r kiosk.RobotView, door int) bool {
	return works(r) && r.Mission != string(kiosk.MissionReturn) && (r.Mission == "" || r.Phase.Final() || r.Door == door)
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
		d.Battery = fmt.Sprintf("Pin %d%%", r.BatteryPct)
		if r.Charging {
			d.Battery += " · đang sạc"
		}
	}
	d.Task = task(r)
	return d
}

// advice is what an official should do, "" for nothing.
func advice(r kiosk.RobotView) string {
	switch {
	case r.EStop:
		return "Kiểm tra quanh robot cho an toàn, rồi nhả nút đỏ trên thân robot."
	case mayResume(r):
		return "Nút đã nhả. Khi quanh robot không còn ai vướng, nhấn Cho chạy tiếp."
	case r.Held:
		return "Robot được giữ đứng yên. Nhấn Cho robot đi lại khi xong việc."
	case r.Staff != "":
		return helpWanted(r.Staff)
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
	case "hand-in-tray":
		return "Có vật vướng ở khay: vui lòng lấy ra."
	case "not-localised", "position-uncertain", "position-jumped", "pose-stale":
		return "Robot không biết mình ở đâu: vui lòng đẩy robot về chỗ đón."
	case "no-progress":
		return "Robot bị kẹt: vui lòng dọn lối đi hoặc đẩy robot ra chỗ trống."
	}
	return "Robot cần người giúp: vui lòng đến xem."
}

// task says what the robot is about.
func task(r kiosk.RobotView) string {
	kind := kiosk.MissionKind(r.Mission)
	switch {
	case kind == kiosk.MissionTray && r.Phase == kiosk.PhaseArrived:
		return "Đang mời nước và bánh kẹo ở khu chờ"
	case r.Mission == "" || r.Phase.Final():
		return ""
	}
	what := ""
	switch kind {
	case kiosk.MissionTray:
		what = "Mang nước và bánh kẹo đến khu chờ"
	case kiosk.MissionLead:
		what = fmt.Sprintf("Dẫn %s đến cửa %d", r.Number, r.Door)
	case kiosk.MissionSummon:
		what = fmt.Sprintf("Đến cửa %d theo lời gọi", r.Door)
	case kiosk.MissionReturn:
		what = "Về chỗ đón"
	}
	phase := map[kiosk.Phase]string{
		kiosk.PhaseQueued:    "đang xếp lượt",
		kiosk.PhaseToPerson:  "đang đến chỗ người dân",
		kiosk.PhaseWaiting:   "đang chờ người dân",
		kiosk.PhaseLeading:   "đang trên đường",
		kiosk.PhaseBlocked:   "bị chắn lối",
		kiosk.PhaseSuspended: "tạm dừng",
	}[r.Phase]
	if phase == "" {
		return what
	}
	return what + ": " + phase
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
