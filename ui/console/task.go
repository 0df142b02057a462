package console

import (
	"fmt"

	"tiepdan/kiosk"
)

// task says what the robot is about.
func task(r kiosk.RobotView) string {
	what := errandOf(r)
	switch {
	case what == "" && r.Kind == "charge":
		return "Tự đi sạc vì pin yếu" + afterwards(r)
	case what == "":
		return ""
	}
	if phase := phaseOf(r); phase != "" {
		what += ": " + phase
	}
	return what + afterwards(r)
}

// errandOf names what the robot was sent on, "" for nothing.
func errandOf(r kiosk.RobotView) string {
	switch kiosk.MissionKind(r.Mission) {
	case kiosk.MissionWelcome:
		return "Đón khách ở cửa vào"
	case kiosk.MissionDock:
		return "Vào chỗ sạc"
	case kiosk.MissionTray:
		return "Mang nước và bánh kẹo đi mời"
	case kiosk.MissionLead:
		if !r.Phase.Final() {
			return fmt.Sprintf("Dẫn %s đến cửa %d", r.Number, r.Door)
		}
	case kiosk.MissionSummon:
		if r.Door == 0 && !r.Phase.Final() {
			return "Đến nơi phường gọi"
		}
		if !r.Phase.Final() {
			return fmt.Sprintf("Đến cửa %d theo lời gọi", r.Door)
		}
	case kiosk.MissionReturn:
		if !r.Phase.Final() {
			return "Về chỗ đón"
		}
	}
	return ""
}

// phaseOf is how far it has come.
func phaseOf(r kiosk.RobotView) string {
	switch {
	case r.Behind && r.Phase == kiosk.PhaseWaiting:
		return "đang chờ người dân theo kịp"
	case r.Phase == kiosk.PhaseSuspended || r.Phase == kiosk.PhaseQueued:
		if why := waitsFor(r.Reason); why != "" {
			return why
		}
	}
	return map[kiosk.Phase]string{
		kiosk.PhaseQueued:    "đang xếp lượt",
		kiosk.PhaseDriving:   "đang trên đường",
		kiosk.PhaseToPerson:  "đang đến chỗ người dân",
		kiosk.PhaseWaiting:   "đang chờ người dân",
		kiosk.PhaseLeading:   "đang trên đường",
		kiosk.PhaseServing:   "đang mời tại chỗ",
		kiosk.PhaseDocking:   "đang ghép vào đế sạc",
		kiosk.PhaseBlocked:   "bị chắn lối",
		kiosk.PhaseSuspended: "tạm dừng",
	}[r.Phase]
}

// waitsFor says why something does not begin or go on, in the words of an
// official; "" for what the robot's state says already.
func waitsFor(why string) string {
	return map[string]string{
		"quiet-hours":      "chờ hết giờ yên tĩnh",
		"lunch":            "chờ hết giờ nghỉ trưa",
		"no-tray":          "chờ lắp khay",
		"tray-empty":       "chờ tiếp thêm vào khay",
		"battery-low":      "chờ sạc pin",
		"battery-critical": "chờ sạc pin",
		"staff-hold":       "chờ được đi lại",
		"screen":           "chờ người dân dùng xong màn hình",
		"hand-in-tray":     "chờ người dân lấy xong",
		"tray-away":        "chờ nối lại khay",
		"moves-by-itself":  "chờ đế đứng yên",
		"more-urgent":      "nhường việc gấp hơn",
	}[why]
}

// afterwards says what the robot goes on with.
func afterwards(r kiosk.RobotView) string {
	what := map[kiosk.MissionKind]string{
		kiosk.MissionTray: "đi mời nước và bánh kẹo", kiosk.MissionWelcome: "đón khách ở cửa vào", kiosk.MissionDock: "đi sạc",
	}[r.Waits]
	if what == "" {
		return ""
	}
	return ". Sau đó " + what
}
