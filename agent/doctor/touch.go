package doctor

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"strings"
	"time"
)

// TouchDevices is the kernel's list of input devices
// (https://docs.kernel.org/input/input.html, "proc interface").
const TouchDevices = "proc/bus/input/devices"

// absMTPositionX is the bit of a device that knows where a finger is
// (linux/input-event-codes.h).
const absMTPositionX = 0x35

// Touch is what the touch panel's check needs.
type Touch struct {
	Kernel fs.FS       // of "/": proc/bus/input/devices
	Name   string      // part of the panel's name; "" takes any
	Stuck  func() bool // a touch does not end; nil when no kioskd runs to tell
	// Corners shows a target in each corner of the screen, one after the other,
	// and tells which corner was touched when each was asked for (-1 is none). nil
	// shows none.
	Corners func(context.Context) ([4]int, error)
}

// Why the corners could not be shown.
var (
	ErrVisitor = errors.New("a visitor is at the screen")
	ErrNoScene = errors.New("no kioskd shows a screen")
)

// cornerLimit is how long touching the four corners may take.
const cornerLimit = 60 * time.Second

// cornerNames in the order in which they are asked for.
func cornerNames() [4]Text {
	return [4]Text{{"trên trái", "upper left"}, {"trên phải", "upper right"}, {"dưới phải", "lower right"}, {"dưới trái", "lower left"}}
}

func touchTroubles() []Trouble {
	p := PartTouch
	return []Trouble{
		{p, "touch.none", Fail, Text{"Không thấy tấm cảm ứng%s.", "There is no touch panel%s."}, Text{"Kiểm tra cáp USB của tấm cảm ứng; so tên với screen.touch_device.", "Check the touch panel's USB cable; compare its name with screen.touch_device."}},
		{p, "touch.unknown", Skipped, Text{"Nhân hệ điều hành không cho biết thiết bị nào.", "The kernel tells of no devices."}, Text{"Chạy trên chính robot.", "Run this on the robot itself."}},
		{p, "touch.stuck", Fail, Text{"Tấm cảm ứng báo một điểm chạm không dứt.", "The touch panel reports a touch that does not end."}, Text{"Lau khô và sạch kính, gỡ vật dính trên viền; nếu còn, rút cắm lại cáp.", "Dry and clean the glass, remove what sticks to the frame; if it stays, replug the cable."}},
		{p, "touch.untested", Skipped, Text{"Chưa chạm thử bốn góc.", "The four corners were not touched."}, Text{"Chạy kioskctl doctor --touch khi kioskd đang chạy, hoặc mục “Khám máy” ở trang kỹ thuật trên màn hình.", "Run kioskctl doctor --touch while kioskd runs, or “Examine” on the screen's technician page."}},
		{p, "touch.unshown", Skipped, Text{"Chưa chạm thử bốn góc: không có màn hình kioskd nào để chạm.", "The four corners were not touched: no kioskd shows a screen."}, Text{"Khởi động kioskd (systemctl start kioskd) rồi chạy lại với --touch.", "Start kioskd (systemctl start kioskd), then run again with --touch."}},
		{p, "touch.busy", Skipped, Text{"Chưa chạm thử bốn góc: đang có người dùng màn hình.", "The four corners were not touched: somebody uses the screen."}, Text{"Chờ người dân xong rồi chạy lại với --touch.", "Wait until the visitor is done, then run again with --touch."}},
		{p, "touch.corners", Fail, Text{"Không nhận được chạm ở góc %s.", "No touch came from the corner %s."}, Text{"Lau kính ở góc đó, chạm lại; nếu vẫn không nhận, thay tấm cảm ứng.", "Wipe the glass there and touch again; if nothing comes, replace the touch panel."}},
		{p, "touch.swapped", Fail, Text{"Chạm góc %[1]s nhưng nhận ở góc %[2]s.", "A touch in the corner %[1]s was felt in the corner %[2]s."}, Text{"Trục cảm ứng bị đảo: chỉnh ma trận toạ độ của X (docs/doctor.md), rồi thử lại.", "The axes are turned: set X's coordinate matrix (docs/doctor.md), then try again."}},
		{p, "touch.failed", Fail, Text{"Không đưa được bốn góc lên màn hình: %v.", "The corners could not be put on the screen: %v."}, Text{"Kiểm tra màn hình trước, rồi thử lại.", "Look at the display first, then try again."}},
	}
}

// Check examines the touch panel, and asks to touch the corners if Corners is
// set.
func (d Touch) Check() Check {
	return Check{Part: PartTouch, Device: "screen", Limit: usualLimit + cornerLimit, Run: d.examine}
}

func (d Touch) examine(ctx context.Context, ask Ask) []Result {
	found := ""
	f, err := d.Kernel.Open(TouchDevices)
	if err == nil {
		found = TouchPanel(f, d.Name)
		_ = f.Close()
	}
	switch {
	case d.Stuck != nil && d.Stuck():
		return []Result{trouble("touch.stuck")}
	case d.Corners != nil:
		return d.touch(ctx, ask, found)
	case err != nil:
		return []Result{trouble("touch.unknown")}
	case found == "" && d.Name != "":
		return []Result{trouble("touch.none", ": "+d.Name)}
	case found == "":
		return []Result{trouble("touch.none", "")}
	}
	return []Result{pass(PartTouch, Text{"Đã nối: %s.", "Connected: %s."}, found), trouble("touch.untested")}
}

func (d Touch) touch(ctx context.Context, ask Ask, name string) []Result {
	ask(Text{"Hãy chạm vào dấu ở từng góc màn hình của robot (60 giây).", "Touch the mark in each corner of the robot's screen (60 seconds)."})
	ctx, cancel := context.WithTimeout(ctx, cornerLimit)
	defer cancel()
	felt, err := d.Corners(ctx)
	switch {
	case errors.Is(err, ErrVisitor):
		return []Result{trouble("touch.busy")}
	case errors.Is(err, ErrNoScene):
		return []Result{trouble("touch.unshown")}
	case err != nil:
		return []Result{trouble("touch.failed", err)}
	}
	names := cornerNames()
	var out []Result
	for asked, got := range felt {
		switch {
		case got < 0 || got >= len(names):
			out = append(out, trouble("touch.corners", names[asked]))
		case got != asked:
			out = append(out, trouble("touch.swapped", names[asked], names[got]))
		}
	}
	if len(out) == 0 {
		out = append(out, pass(PartTouch, Text{"Nhận đúng cả bốn góc. %s", "All four corners were felt. %s"}, name))
	}
	return out
}

// TouchPanel gives the name of the first device in the kernel's list that feels
// fingers, or whose name holds a text; "" is none.
func TouchPanel(list io.Reader, name string) string {
	var now string
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == "":
			now = ""
		case strings.HasPrefix(line, "N: Name="):
			now = strings.Trim(strings.TrimPrefix(line, "N: Name="), `"`)
			if name != "" && strings.Contains(strings.ToLower(now), strings.ToLower(name)) {
				return now
			}
		case name == "" && strings.HasPrefix(line, "B: ABS=") && feels(strings.TrimPrefix(line, "B: ABS=")):
			return now
		}
	}
	return ""
}

// feels reads a bitmap, words of 64 bits in hexadecimal, the highest first.
func feels(bitmap string) bool {
	bits := new(big.Int)
	for word := range strings.FieldsSeq(bitmap) {
		w, ok := new(big.Int).SetString(word, 16)
		if !ok {
			return false
		}
		bits.Lsh(bits, 64).Or(bits, w)
	}
	return bits.Bit(absMTPositionX) == 1
}
