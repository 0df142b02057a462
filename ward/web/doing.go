package web

import (
	"fmt"
	"strconv"
	"strings"

	"tiepdan/report/schema"
	"tiepdan/ward/motion"
)

// floorNames names places as people do: by what they are for, where the plan
// says it.
type floorNames map[string]schema.FloorPlace

func namesOf(p motion.Plan) floorNames {
	names := make(floorNames, len(p.Places))
	for _, place := range p.Places {
		names[place.Place] = place
	}
	return names
}

// place is a place as part of a sentence.
func (w words) place(names floorNames, name string) string {
	p, known := names[name]
	if !known {
		return name
	}
	switch p.Kind {
	case schema.PlaceDoor:
		return w.T("cửa ", "door ") + doorsText(p.Doors)
	case schema.PlaceWelcome:
		return w.T("chỗ của robot", "its place")
	case schema.PlaceWaiting:
		return w.T("khu chờ", "the waiting area")
	case schema.PlaceDock:
		return w.T("trạm sạc", "the charger")
	case schema.PlaceEntrance:
		return w.T("lối vào", "the entrance")
	case schema.PlaceOther:
	}
	return name
}

func doorsText(doors []int) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(doors)), ", "), "[]")
}

// doing says what a robot is doing, and how urgent that is for people: "bad",
// "warn" or "ok".
func (w words) doing(b *schema.BaseStatus, m *schema.MissionStatus, names floorNames) (text, class string) {
	if text, class := w.trouble(b); text != "" {
		return text, class
	}
	switch {
	case b.Held:
		return w.T("Cán bộ đang giữ tại chỗ", "Kept where it is by an official"), "warn"
	case b.State == "blocked":
		return w.T("Bị chặn, đã nhờ nhường đường", "Way blocked, it has asked people to let it pass"), "warn"
	case b.Charging || b.State == "charging":
		if b.BatteryPct < 0 {
			return w.T("Đang sạc", "Charging"), "ok"
		}
		return fmt.Sprintf(w.T("Đang sạc %d %%", "Charging, %d%%"), b.BatteryPct), "ok"
	case b.State == "docking":
		return w.T("Đang vào trạm sạc", "Docking"), "ok"
	}
	if m != nil {
		if text := w.errand(m, names); text != "" {
			return text, "ok"
		}
	}
	return w.resting(b, names), "ok"
}

// trouble is what keeps it from moving, "" for nothing.
func (w words) trouble(b *schema.BaseStatus) (text, class string) {
	switch {
	case b.EStop:
		return w.T("Dừng khẩn cấp, nút đang được nhấn", "Emergency stop, its button is pressed"), "bad"
	case b.State == "estop":
		return w.T("Đã nhả nút dừng, chờ cán bộ cho đi tiếp", "Stop released, waits for an official's leave"), "bad"
	case b.Staff != "":
		return w.T("Cần người: ", "Needs somebody: ") + w.say(staffReasons(), b.Staff), "bad"
	case b.State == "fault" || b.State == "linkLost":
		return w.say(baseStates(), b.State), "bad"
	case b.Reason == "moves-by-itself", b.Reason == "tray-away":
		return w.T("Đứng yên: ", "Stands still: ") + w.say(staffReasons(), b.Reason), "bad"
	case b.State == "offline" || b.State == "startup" || b.State == "localising":
		return w.say(baseStates(), b.State), "warn"
	}
	return "", ""
}

// resting is what it does without an errand.
func (w words) resting(b *schema.BaseStatus, names floorNames) string {
	text := w.say(baseStates(), b.State)
	if b.Place != "" && b.State == "idle" {
		text += w.T(", ở ", ", at ") + w.place(names, b.Place)
	}
	switch b.Reason {
	case "quiet-hours":
		return text + w.T(" (giờ yên tĩnh)", " (quiet hours)")
	case "lunch":
		return text + w.T(" (giờ ăn trưa)", " (lunch)")
	}
	return text
}

// errand says how an errand goes, "" when it is over.
func (w words) errand(m *schema.MissionStatus, names floorNames) string {
	where := w.T("cửa ", "door ") + strconv.Itoa(m.Door)
	if m.Door == 0 {
		where = w.place(names, m.Place)
	}
	switch m.Phase {
	case "failed":
		return w.T("Không tới được ", "Could not get to ") + where
	case "cancelled":
		return ""
	case "suspended":
		return w.T("Tạm dừng: ", "Paused: ") + w.mission(m)
	case "queued":
		return w.T("Chuẩn bị: ", "About to start: ") + w.mission(m)
	}
	if m.Kind == "lead" {
		return w.leading(m.Phase, where)
	}
	going, known := errandsGoing()[m.Kind]
	if m.Phase == "arrived" || m.Phase == "serving" {
		going, known = errandsThere()[m.Kind]
	}
	if !known {
		return w.mission(m)
	}
	if m.Kind == "summon" || m.Kind == "goto" {
		return w.T(going.vi, going.en) + where
	}
	return w.T(going.vi, going.en)
}

func errandsGoing() map[string]pair {
	round := pair{"Đang đi mời nước và bánh kẹo", "Going round with drinks and sweets"}
	to := pair{"Đang tới ", "On its way to "}
	dock := pair{"Đang về trạm sạc", "Going to its charger"}
	return map[string]pair{
		"summon": to, "goto": to, "tray": round, "patrol": round, "dock": dock, "charge": dock,
		"welcome": {"Đang ra lối vào đón khách", "Going to the entrance to welcome people"},
		"return":  {"Đang về chỗ của nó", "Going back to its place"},
	}
}

func errandsThere() map[string]pair {
	offer := pair{"Đang mời nước và bánh kẹo", "Offering drinks and sweets"}
	at := pair{"Đang ở ", "At "}
	return map[string]pair{
		"summon": at, "goto": at, "tray": offer, "patrol": offer, "dock": {}, "charge": {}, "return": {},
		"welcome": {"Đang đón khách ở lối vào", "Welcoming people at the entrance"},
	}
}

func (w words) leading(phase, door string) string {
	switch phase {
	case "driving", "driving-to-person":
		return w.T("Đang tới khu chờ để đón người đến ", "Going to meet the person called to ") + door
	case "waiting-person":
		return w.T("Đang chờ người được gọi đến ", "Waiting for the person called to ") + door
	case "arrived":
		return w.T("Đã dẫn người đến ", "Has led a person to ") + door
	}
	return w.T("Đang dẫn người đến ", "Leading a person to ") + door
}

// faultDetail says what of a part; the robot's own words but for those that
// people know by others.
func (w words) faultDetail(part, detail string) string {
	if part == "tray" && detail == "refill" {
		return w.T("tiếp thêm nước, bánh kẹo", "refill of drinks and sweets")
	}
	return detail
}

// staffReasons are why a robot cannot help itself.
func staffReasons() map[string]pair {
	return map[string]pair{
		"offline":             {"bộ di chuyển chưa kết nối", "its base is not connected"},
		"link-lost":           {"mất liên lạc với bộ di chuyển", "the link to its base is lost"},
		"estop":               {"nút dừng khẩn cấp đang được nhấn", "its emergency stop is pressed"},
		"wait-for-resume":     {"chờ cán bộ cho đi tiếp", "it waits for an official's leave"},
		"fault":               {"bộ di chuyển có lỗi", "its base has a fault"},
		"keep-out-not-loaded": {"chưa nạp được vùng cấm", "areas to keep out of are not loaded"},
		"not-localised":       {"không biết mình đang ở đâu", "it does not know where it is"},
		"pose-stale":          {"không biết mình đang ở đâu", "it does not know where it is"},
		"position-uncertain":  {"không chắc mình đang ở đâu", "it is not sure where it is"},
		"position-jumped":     {"vị trí nhảy đột ngột", "its position jumped"},
		"bumper":              {"đang chạm vật cản", "its bumper touches something"},
		"moves-by-itself":     {"bộ di chuyển tự chạy khi không có lệnh", "its base moves without an order"},
		"tray-away":           {"mất liên lạc với khay", "the link to its tray is lost"},
		"screen":              {"có người đang dùng màn hình", "somebody uses its screen"},
		"hand-in-tray":        {"có vật che cảm biến khay", "something is before the tray's sensor"},
		"battery-critical":    {"pin sắp cạn", "its battery is nearly empty"},
		"battery-low":         {"pin yếu", "its battery is low"},
		"no-tray":             {"chưa đặt khay", "its tray is not in place"},
		"tray-empty":          {"khay đã hết", "its tray is empty"},
		"no-progress":         {"bị kẹt, không đi được", "it is stuck"},
		"person-lost":         {"lạc người đang dẫn", "it lost the person it led"},
		"dock-failed":         {"không vào được trạm sạc", "it cannot get to its charger"},
		"base-refused":        {"bộ di chuyển không nhận lệnh", "its base refuses"},
		"wrong-place":         {"tới nhầm chỗ", "it came to a wrong place"},
		"in-keep-out":         {"đang ở trong vùng cấm", "it is where it must not be"},
	}
}
