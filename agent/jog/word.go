package jog

// Path is where a running kioskd lets the robot be driven.
const Path = "/drive"

// Word is one line from the terminal: what the key that is held wants, all zero
// while none is.
type Word struct {
	Mps float64 `json:"mps"`
	Rps float64 `json:"rps"`
}

// Range is how far it is to the nearest thing on one side.
type Range struct {
	Known bool    `json:"known"`
	Free  bool    `json:"free"` // as far as the base sees
	M     float64 `json:"m"`
}

// Status is one line from kioskd, ten a second.
type Status struct {
	Over       string  `json:"over,omitempty"` // why it has ended, see [Words]
	Moving     bool    `json:"moving"`
	Held       string  `json:"held,omitempty"` // why it does not move, see [Words]
	Link       bool    `json:"link"`
	Localised  bool    `json:"localised"`
	XM         float64 `json:"x_m"`
	YM         float64 `json:"y_m"`
	HeadingRad float64 `json:"heading_rad"`
	SpeedMps   float64 `json:"speed_mps"`
	BatteryPct int     `json:"battery_pct"` // -1 is not known
	Charging   bool    `json:"charging"`
	Ahead      Range   `json:"ahead"`
	Left       Range   `json:"left"`
	Back       Range   `json:"back"`
	Right      Range   `json:"right"`
}

// Why driving by hand ended.
const (
	OverIdle   = "no-word"        // nothing was heard of the technician
	OverServed = "somebody-needs" // the screen was wanted for an alarm
)

// Words are those for a reason of package nav, or for the end of driving by hand.
func Words(reason string) (vi, en string) {
	w, known := words()[reason]
	if !known {
		return reason, reason
	}
	return w[0], w[1]
}

func words() map[string][2]string {
	return map[string][2]string{
		"offline":         {"đế chưa trả lời", "the base has not answered yet"},
		"link-lost":       {"mất liên lạc với đế", "the link to the base is lost"},
		"estop":           {"nút dừng khẩn cấp đang nhấn", "the emergency stop is pressed"},
		"wait-for-resume": {"đã dừng khẩn cấp, chờ cán bộ cho chạy tiếp", "there was an emergency stop: an official has to let it go on"},
		"fault":           {"đế báo lỗi", "the base reports a fault"},
		"moves-by-itself": {"đế tự di chuyển", "the base moves by itself"},
		"startup":         {"đế đang khởi động", "the base is starting"},
		"settling":        {"chờ một giây cho ổn định", "all has to be well for a second"},
		"bumper":          {"cảm biến va chạm đang bị nhấn", "a bumper is pressed"},
		"hand-in-tray":    {"có tay trong khay, hoặc không đọc được khay", "a hand is in the tray, or nobody can tell"},
		"staff-hold":      {"cán bộ đang giữ robot đứng yên", "an official keeps the robot where it is"},
		"charging":        {"robot đang sạc, hãy đưa ra khỏi chỗ sạc trước", "it charges: take it off its charger first"},
		"not-localised":   {"đế chưa biết mình ở đâu", "the base does not know where it is"},
		"screen":          {"có người chạm màn hình", "somebody touches the screen"},
		"in-the-way":      {"có vật cản phía đang đi", "something is in the way"},
		"view-unknown":    {"đế không cho biết xung quanh có gì", "the base does not tell what is around"},
		"let-go-first":    {"hãy thả phím ra trước", "let the key go first"},
		OverIdle:          {"không còn tín hiệu từ kỹ thuật viên", "nothing was heard of the technician"},
		OverServed:        {"robot cần cho việc khác", "the robot is needed for something else"},
	}
}
