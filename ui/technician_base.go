package ui

import (
	"fmt"

	"tiepdan/kiosk"
)

// baseText is the base's state and its battery.
func baseText(r kiosk.RobotView, l kiosk.Lang) string {
	state, known := map[string]phrase{
		"idle":       {Vi: "sẵn sàng", En: "ready"},
		"charging":   {Vi: "đang sạc", En: "charging"},
		"driving":    {Vi: "đang đi", En: "driving"},
		"waitPerson": {Vi: "chờ người dân", En: "waiting for a person"},
		"serving":    {Vi: "đang mời, hoặc có tay ở khay", En: "offering, or a hand in the tray"},
		"docking":    {Vi: "đang vào chỗ sạc", En: "docking"},
		"startup":    {Vi: "đang khởi động", En: "starting"},
		"localising": {Vi: "đang tìm vị trí", En: "finding itself"},
		"blocked":    {Vi: "bị chắn lối", En: "blocked"},
		"jog":        {Vi: "kỹ thuật viên đang lái", En: "driven by a technician"},
		"estop":      {Vi: "dừng khẩn cấp", En: "emergency stop"},
		"fault":      {Vi: "có lỗi", En: "fault"},
	}[r.State]
	if !known { // offline, linkLost, or nothing heard yet
		state = phrase{Vi: "mất liên lạc", En: "not connected"}
	}
	if r.BatteryPct < 0 {
		return state.in(l) + " · " + wNoBattery.in(l)
	}
	return fmt.Sprintf("%s · %d%s%%", state.in(l), r.BatteryPct, nbsp)
}
