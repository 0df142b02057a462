package uitest

import (
	"tiepdan/kiosk"
	"tiepdan/ui"
)

// Checkup is an examination that found something of everything.
func Checkup() ui.Checkup {
	row := func(s ui.CheckState, name, nameEn, found, foundEn, next, nextEn string) ui.CheckRow {
		return ui.CheckRow{State: s, Name: kiosk.Text{Vi: name, En: nameEn}, Found: kiosk.Text{Vi: found, En: foundEn}, Next: kiosk.Text{Vi: next, En: nextEn}}
	}
	pass := func(name, nameEn, found, foundEn string) ui.CheckRow {
		return row(ui.CheckPass, name, nameEn, found, foundEn, "", "")
	}
	return ui.Checkup{Offered: true, At: Noon(), Rows: []ui.CheckRow{
		pass("kioskd", "kioskd", "Đang chạy, phiên bản v1.4.0.", "Runs, version v1.4.0."),
		pass("Màn hình", "Display", "Cửa sổ đang hiện trên card0-HDMI-A-1.", "The window is shown on card0-HDMI-A-1."),
		row(ui.CheckFail, "Máy in", "Printer", "Máy in hết giấy.", "The printer is out of paper.",
			"Mở nắp, lắp cuộn giấy nhiệt 80 mm mới (mặt nhiệt hướng đầu in), đóng nắp.", "Open the cover, put in a new 80 mm thermal roll (its coated side to the head), close it."),
		pass("Nút đánh giá", "Rating panel", "Trả lời, không nút nào kẹt.", "Answers, and no button sticks."),
		pass("Đế di chuyển", "Motion base", "Phiên bản 1.2.3, pin 86 %, biết vị trí, nút dừng khẩn cấp nhả.", "Version 1.2.3, battery 86 %, knows where it is, emergency stop released."),
		row(ui.CheckSkipped, "Khay mời", "Tray", "Cấu hình không có khay.", "The configuration has no tray.", "Nếu máy có khay, đặt tray.kind.", "If this unit has one, set tray.kind."),
		row(ui.CheckWarn, "Chứng thư", "Certificates", "máy này: còn 20 ngày, đến 23/08/2026.", "this unit: 20 days left, until 23/08/2026.",
			"Đăng ký lại máy với phường (kioskctl provision), hoặc xin chứng thư mới ở máy chủ (wardd robot).", "Enrol the unit at the ward again (kioskctl provision), or get a new certificate there (wardd robot)."),
		pass("Mạng, máy chủ", "Network, ward server", "tiepdan.cua-nam.example:8883 nhận máy này, sau 24ms.", "tiepdan.cua-nam.example:8883 takes this unit, after 24ms."),
		pass("Đồng hồ", "Clock", "Đã đồng bộ, lệch 2ms (±5ms) so với NTP; Asia/Ho_Chi_Minh.", "Synchronised, 2ms (±5ms) from NTP; Asia/Ho_Chi_Minh."),
		pass("Ổ đĩa", "Disk", "Trống 41.2 GB trong 54.9 GB, ghi được.", "41.2 GB free of 54.9 GB, can be written."),
		pass("Nhiệt độ", "Temperature", "Nóng nhất 51 °C (x86_pkg_temp), 6 cảm biến.", "At most 51 °C (x86_pkg_temp), 6 sensors."),
		pass("Bộ nhớ", "Memory", "Còn 2.9 GB trong 3.8 GB.", "2.9 GB of 3.8 GB are left."),
	}}
}
