package doctor

import (
	"context"
	"strings"

	"tiepdan/agent/jog"
)

// Base is what the motion base's check needs; the zero value is a unit without
// one.
type Base struct {
	// State waits until the base has been heard, or ctx ends.
	State   func(context.Context) (BaseState, error)
	Version func(context.Context) (string, error)
	// Wheels take the robot, to move it a little by hand; nil moves nothing. Whoever
	// asks for that has confirmed that there is room.
	Wheels func(context.Context) (jog.Session, error)
}

// BaseState is what a base says of itself.
type BaseState struct {
	Link, Starting, EStop, Localised, Charging bool
	BatteryPct                                 int // -1 is not known
	Faults                                     []string
	Unsigned                                   bool // it speaks without the key that it should have
}

const (
	batteryLow   = 25
	batteryEmpty = 10
)

func baseTroubles() []Trouble {
	p := PartBase
	charge := Text{"Đưa robot về chỗ sạc (trang cán bộ: “Về sạc”) hoặc cắm sạc.", "Send the robot to its charger (officials' page: “Charge”) or plug one in."}
	return []Trouble{
		{p, "base.none", Skipped, Text{"Cấu hình không có đế di chuyển.", "The configuration has no motion base."}, Text{"Nếu máy có đế, đặt base.kind và base.device.", "If this unit has one, set base.kind and base.device."}},
		{p, "base.setup", Fail, Text{"Cấu hình đế không dùng được: %v.", "The base's configuration cannot be used: %v."}, Text{"Sửa bảng [base]; khoá ký phải là tệp chỉ chủ nó đọc được (kioskctl config check).", "Correct the table [base]; the signing key is a file that its owner alone may read (kioskctl config check)."}},
		{p, "base.off", Fail, Text{"Đế không trả lời.", "The base does not answer."}, Text{"Bật nguồn đế; kiểm tra dây, rồi base.device và base.baud (ls -l /dev/tiepdan-base).", "Switch the base on; check the cable, then base.device and base.baud (ls -l /dev/tiepdan-base)."}},
		{p, "base.unsigned", Fail, Text{"Đế trả lời nhưng không ký bằng khoá của máy này.", "The base speaks, and does not sign with this unit's key."}, Text{"Nạp đúng khoá vào đế, hoặc sửa base.signing_key_file.", "Give the base the same key, or correct base.signing_key_file."}},
		{p, "base.estop", Fail, Text{"Nút dừng khẩn cấp đang nhấn.", "The emergency stop is pressed."}, Text{"Xem quanh robot đã an toàn chưa, xoay nhả nút đỏ, rồi cho chạy tiếp ở trang cán bộ.", "See that the robot's surroundings are safe, turn the red button free, then let it go on at the officials' page."}},
		{p, "base.fault", Fail, Text{"Đế báo lỗi: %s.", "The base reports: %s."}, Text{"Tắt đế 10 giây rồi bật lại; nếu còn lỗi, gọi nhà cung cấp đế với lời báo này.", "Switch the base off for 10 seconds and on; if it stays, call its maker with these words."}},
		{p, "base.starting", Warn, Text{"Đế đang khởi động.", "The base is starting."}, Text{"Chờ một phút rồi kiểm tra lại.", "Wait a minute and examine again."}},
		{p, "base.lost", Warn, Text{"Đế chưa biết mình ở đâu.", "The base does not know where it is."}, Text{"Đẩy robot về chỗ sạc hoặc cửa vào rồi chờ; nếu vẫn vậy, kiểm tra bản đồ của đế.", "Push the robot to its charger or the entrance and wait; if it stays, check the base's map."}},
		{p, "base.empty", Fail, Text{"Pin chỉ còn %d %%.", "The battery has %d %% left."}, charge},
		{p, "base.battery", Warn, Text{"Pin còn %d %%.", "The battery has %d %% left."}, charge},
		{p, "base.charge", Warn, Text{"Đế không cho biết mức pin.", "The base does not tell its battery."}, Text{"Kiểm tra dây đo pin của đế.", "Check the base's battery sensor."}},
		{p, "base.version", Warn, Text{"Đế không cho biết phiên bản: %v.", "The base does not tell its version: %v."}, Text{"Phần mềm của đế quá cũ: cập nhật theo nhà cung cấp.", "The base's firmware is too old: update it as its maker says."}},
		{p, "base.untested", Skipped, Text{"Chưa cho đế chạy thử.", "The base was not moved."}, Text{"Dọn trống 1 m quanh robot rồi chạy sudo kioskctl doctor --move (chỉ chạy từ kioskctl).", "Clear one metre around the robot, then run sudo kioskctl doctor --move (from kioskctl alone)."}},
		{p, "base.alone", Skipped, Text{"Chưa cho đế chạy thử: kioskd không chạy.", "The base was not moved: kioskd does not run."}, Text{"Khởi động kioskd (systemctl start kioskd) rồi chạy lại với --move.", "Start kioskd (systemctl start kioskd), then run again with --move."}},
		{p, "base.inuse", Skipped, Text{"Chưa cho đế chạy thử: robot đang phục vụ hoặc đang đi.", "The base was not moved: the robot serves somebody or is on its way."}, Text{"Chờ xong rồi chạy lại với --move.", "Wait until it is done, then run again with --move."}},
		{p, "base.held", Fail, Text{"Không cho đế chạy thử được: %s.", "The base could not be moved: %s."}, Text{"Gỡ nguyên nhân nêu trên rồi chạy lại với --move.", "Mend what is said, then run again with --move."}},
		{p, "base.still", Fail, Text{"Lệnh %[1]s %[2]s nhưng đế chỉ nhích %[3]s.", "Told to move %[1]s %[2]s, the base came %[3]s."}, Text{"Kiểm tra phanh, bánh và vật cản quanh đế.", "Check brake, wheels, and what stands around the base."}},
		{p, "base.reversed", Fail, Text{"Lệnh %[1]s %[2]s nhưng đế đi ngược lại, %[3]s.", "Told to move %[1]s %[2]s, the base went the other way, %[3]s."}, Text{"Đừng cho robot chạy. Kiểm tra dây hai động cơ và chiều lắp cảm biến, hoặc tham số của đế.", "Do not let the robot drive. Check both motors' cables and how the sensor is mounted, or the base's parameters."}},
		{p, "base.odometry", Warn, Text{"Lệnh %[1]s %[2]s nhưng đế báo đã đi %[3]s.", "Told to move %[1]s %[2]s, the base says that it came %[3]s."}, Text{"Thử lại trên sàn phẳng; nếu vẫn lệch, hiệu chỉnh bánh xe của đế theo nhà cung cấp.", "Try again on an even floor; if it stays, calibrate the base's wheels as its maker says."}},
		{p, "base.drift", Warn, Text{"Đi rồi về, đế lệch chỗ cũ %.0f mm và %.0f°.", "Having come back, the base is off by %.0f mm and %.0f°."}, Text{"Kiểm tra bánh trượt và sàn; thử lại, nếu vẫn lệch thì hiệu chỉnh đế.", "Look for a wheel that slips, and at the floor; try again, and calibrate the base if it stays."}},
		{p, "base.refused", Fail, Text{"Đế không chịu đi: %v.", "The base did not move: %v."}, Text{"Sửa lỗi nêu trên của đế rồi thử lại.", "Mend what is said of the base above, then try again."}},
	}
}

// Check examines the base, and moves it if Wheels is set.
func (d Base) Check() Check {
	c := Check{Part: PartBase, Device: "base", Limit: usualLimit, Run: d.examine}
	if d.Wheels != nil { // the robot's screen says so
		c.Device, c.Limit = "screen", usualLimit+moveLimit
	}
	return c
}

func (d Base) examine(ctx context.Context, ask Ask) []Result {
	if d.State == nil {
		return []Result{trouble("base.none")}
	}
	within, cancel := context.WithTimeout(ctx, usualLimit)
	defer cancel()
	s, err := d.State(within)
	switch {
	case err != nil:
		return []Result{trouble("base.setup", err)}
	case s.Unsigned:
		return []Result{trouble("base.unsigned")}
	case !s.Link:
		return []Result{trouble("base.off")}
	}
	out := s.troubles()
	version, err := d.Version(within)
	if err != nil {
		out = append(out, trouble("base.version", err))
	}
	if len(out) == 0 {
		out = append(out, pass(PartBase, Text{"Phiên bản %[1]s, pin %[2]d %%, biết vị trí, nút dừng khẩn cấp nhả.", "Version %[1]s, battery %[2]d %%, knows where it is, emergency stop released."}, version, s.BatteryPct))
	}
	switch {
	case d.Wheels == nil:
		return append(out, trouble("base.untested"))
	case s.EStop || s.Starting || !s.Localised:
		return append(out, trouble("base.held", s.holds()))
	}
	return append(out, d.move(ctx, ask)...)
}

// holds is why a base is not moved that has not been asked yet.
func (s BaseState) holds() Text {
	why := "not-localised"
	switch {
	case s.EStop:
		why = "estop"
	case s.Starting:
		why = "startup"
	}
	vi, en := jog.Words(why)
	return Text{vi, en}
}

func (s BaseState) troubles() []Result {
	var out []Result
	if s.EStop {
		out = append(out, trouble("base.estop"))
	}
	if len(s.Faults) > 0 {
		out = append(out, trouble("base.fault", strings.Join(s.Faults, ", ")))
	}
	switch {
	case s.Starting:
		out = append(out, trouble("base.starting"))
	case !s.Localised:
		out = append(out, trouble("base.lost"))
	}
	switch {
	case s.BatteryPct < 0:
		out = append(out, trouble("base.charge"))
	case s.Charging:
	case s.BatteryPct < batteryEmpty:
		out = append(out, trouble("base.empty", s.BatteryPct))
	case s.BatteryPct < batteryLow:
		out = append(out, trouble("base.battery", s.BatteryPct))
	}
	return out
}
