package doctor

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Base is what the motion base's check needs; the zero value is a unit without
// one.
type Base struct {
	// State waits until the base has been heard, or ctx ends.
	State   func(context.Context) (BaseState, error)
	Version func(context.Context) (string, error)
	// Move drives a hand's width forward while it is confirmed, and returns how
	// far it came, by the base's own word. It stops when ctx ends. nil moves
	// nothing.
	Move func(context.Context) (metres float64, err error)
}

// Why a base was not moved.
var (
	ErrLetGo = errors.New("the confirmation was let go") // Move's error then
	ErrInUse = errors.New("kioskd drives the base")      // and here
)

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
	// moveLeast is how far a base comes that moves at all, in metres.
	moveLeast = 0.02
	moveLimit = 20 * time.Second
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
		{p, "base.untested", Skipped, Text{"Chưa cho đế chạy thử.", "The base was not moved."}, Text{"Gọi robot đến một cửa từ trang cán bộ và xem nó đi.", "Call the robot to a door at the officials' page and watch it go."}},
		{p, "base.inuse", Skipped, Text{"Chưa cho đế chạy thử: kioskd đang giữ đế.", "The base was not moved: kioskd has it."}, Text{"Gọi robot đến một cửa từ trang cán bộ và xem nó đi.", "Call the robot to a door at the officials' page and watch it go."}},
		{p, "base.letgo", Skipped, Text{"Chưa cho đế chạy thử: phím xác nhận không được giữ.", "The base was not moved: the confirmation was not held."}, Text{"Chạy lại và giữ phím cách đến khi xong.", "Run again and hold the space bar until it is done."}},
		{p, "base.still", Fail, Text{"Đã ra lệnh đi nhưng đế chỉ nhích %.0f mm.", "The base was told to move and came %.0f mm."}, Text{"Kiểm tra phanh, bánh và vật cản trước đế.", "Check brake, wheels, and what stands before the base."}},
		{p, "base.refused", Fail, Text{"Đế không chịu đi: %v.", "The base did not move: %v."}, Text{"Sửa lỗi nêu trên của đế rồi thử lại.", "Mend what is said of the base above, then try again."}},
	}
}

// Check examines the base, and moves it if Move is set.
func (d Base) Check() Check {
	return Check{Part: PartBase, Device: "base", Limit: usualLimit + moveLimit, Run: d.examine}
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
	case d.Move == nil:
		return append(out, trouble("base.untested"))
	case s.EStop || s.Starting:
		return out
	}
	return append(out, d.move(ctx, ask))
}

func (d Base) move(ctx context.Context, ask Ask) Result {
	ask(Text{"Dọn trống 1 m phía trước robot, rồi GIỮ phím cách: robot tiến khoảng 10 cm; thả ra là dừng.", "Clear one metre before the robot, then HOLD the space bar: it moves about 10 cm; letting go stops it."})
	ctx, cancel := context.WithTimeout(ctx, moveLimit)
	defer cancel()
	metres, err := d.Move(ctx)
	switch {
	case errors.Is(err, ErrInUse):
		return trouble("base.inuse")
	case errors.Is(err, ErrLetGo):
		return trouble("base.letgo")
	case err != nil:
		return trouble("base.refused", err)
	case metres < moveLeast:
		return trouble("base.still", metres*1000)
	}
	return pass(PartBase, Text{"Đã tiến %.0f mm và dừng.", "Moved %.0f mm and stopped."}, metres*1000)
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
