package doctor

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Buttons is how many buttons a panel has.
const Buttons = 4

// Panel is what the rating panel's check needs; the zero value is a unit
// without one.
type Panel struct {
	// State waits until the panel has been heard, or ctx ends.
	State func(context.Context) (PanelState, error)
	// Presses gives the number of each button that is pressed, 1 to 4, until ctx
	// ends. They do not count as ratings. nil asks for none.
	Presses func(ctx context.Context, pressed func(button int)) error
}

// PanelState is how a panel is.
type PanelState struct {
	Link  bool
	Stuck string // what is said of buttons that stay down; "" is none
}

// pressLimit is how long pressing all buttons may take.
const pressLimit = 30 * time.Second

func panelTroubles() []Trouble {
	p := PartPanel
	return []Trouble{
		{p, "panel.none", Skipped, Text{"Cấu hình không có bảng nút.", "The configuration has no rating panel."}, Text{"Nếu máy có bảng nút, đặt panel.kind và panel.device.", "If this unit has one, set panel.kind and panel.device."}},
		{p, "panel.setup", Fail, Text{"Cấu hình bảng nút không dùng được: %v.", "The panel's configuration cannot be used: %v."}, Text{"Sửa panel.kind, panel.device hoặc panel.pins theo kioskctl config check.", "Correct panel.kind, panel.device or panel.pins as kioskctl config check says."}},
		{p, "panel.off", Fail, Text{"Bảng nút không trả lời.", "The panel does not answer."}, Text{"Kiểm tra dây USB của bảng nút, rồi panel.device (ls -l /dev/tiepdan-panel).", "Check the panel's USB cable, then panel.device (ls -l /dev/tiepdan-panel)."}},
		{p, "panel.stuck", Fail, Text{"Nút bị kẹt: %s.", "Stuck: %s."}, Text{"Gỡ nút, làm sạch, lắp lại; nếu vẫn kẹt, thay nút.", "Take the button out, clean it, put it back; if it sticks again, replace it."}},
		{p, "panel.untested", Skipped, Text{"Chưa bấm thử các nút.", "The buttons were not pressed."}, Text{"Chạy kioskctl doctor --press, hoặc bấm thử ở trang kỹ thuật trên màn hình.", "Run kioskctl doctor --press, or press them on the screen's technician page."}},
		{p, "panel.unpressed", Fail, Text{"Không nhận được nút %s.", "Nothing came from button %s."}, Text{"Bấm lại; nếu vẫn không nhận, kiểm tra dây của nút đó.", "Press again; if nothing comes, check that button's wires."}},
		{p, "panel.unheard", Fail, Text{"Không nghe được bảng nút: %v.", "The panel could not be listened to: %v."}, Text{"Kiểm tra dây của bảng nút rồi thử lại.", "Check the panel's cable and try again."}},
	}
}

// Check examines the panel, and asks to press each button if Presses is set.
func (d Panel) Check() Check {
	return Check{Part: PartPanel, Device: "panel", Limit: usualLimit + pressLimit, Run: d.examine}
}

func (d Panel) examine(ctx context.Context, ask Ask) []Result {
	if d.State == nil {
		return []Result{trouble("panel.none")}
	}
	within, cancel := context.WithTimeout(ctx, usualLimit)
	defer cancel()
	s, err := d.State(within)
	switch {
	case err != nil:
		return []Result{trouble("panel.setup", err)}
	case !s.Link:
		return []Result{trouble("panel.off")}
	case s.Stuck != "":
		return []Result{trouble("panel.stuck", s.Stuck)}
	case d.Presses == nil:
		return []Result{pass(PartPanel, Text{"Trả lời, không nút nào kẹt.", "Answers, and no button sticks."}), trouble("panel.untested")}
	}
	return d.press(ctx, ask)
}

func (d Panel) press(ctx context.Context, ask Ask) []Result {
	ask(Text{"Hãy bấm lần lượt cả bốn nút đánh giá (30 giây).", "Press each of the four rating buttons (30 seconds)."})
	ctx, cancel := context.WithTimeout(ctx, pressLimit)
	defer cancel()
	var mu sync.Mutex // a press may come while the panel is let go
	var pressed [Buttons]bool
	left := Buttons
	err := d.Presses(ctx, func(n int) {
		mu.Lock()
		defer mu.Unlock()
		if n < 1 || n > Buttons || pressed[n-1] {
			return
		}
		pressed[n-1] = true
		if left--; left == 0 {
			cancel()
		}
	})
	mu.Lock()
	defer mu.Unlock()
	if left == 0 {
		return []Result{pass(PartPanel, Text{"Nhận được cả bốn nút.", "All four buttons were felt."})}
	}
	if err != nil && ctx.Err() == nil {
		return []Result{trouble("panel.unheard", err)}
	}
	var missing []string
	for i, ok := range pressed {
		if !ok {
			missing = append(missing, strconv.Itoa(i+1))
		}
	}
	return []Result{trouble("panel.unpressed", strings.Join(missing, ", "))}
}
