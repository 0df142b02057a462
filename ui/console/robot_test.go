package console_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tiepdan/kiosk"
)

var canIn = regexp.MustCompile(`data-can="([^"]*)"`)

func TestRobotButtons(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "3", "333333")
	idle := kiosk.Robot{State: "idle", BatteryPct: 50}
	lead := kiosk.RobotView{Robot: kiosk.Robot{State: "driving"}, Mission: "lead", Phase: kiosk.PhaseToPerson, Number: "B007"}
	tests := []struct {
		name  string
		robot kiosk.RobotView
		can   string // of summon, tray, dismiss, resume
		says  string
	}{
		{"idle", kiosk.RobotView{Robot: idle}, "summon tray dismiss", "Sẵn sàng"},
		{"leads to another door", with(lead, 4), "", "Dẫn B007 đến cửa 4: đang đến chỗ người dân"},
		{"leads to this door", with(lead, 3), "dismiss", "Dẫn B007 đến cửa 3"},
		{"summoned here", kiosk.RobotView{Robot: idle, Mission: "summon", Phase: kiosk.PhaseLeading, Door: 3}, "dismiss", "Đến cửa 3 theo lời gọi"},
		{"brings drinks", kiosk.RobotView{Robot: idle, Mission: "tray", Phase: kiosk.PhaseLeading, Door: 4}, "", "Mang nước và bánh kẹo đến khu chờ"},
		{"offers drinks", kiosk.RobotView{Robot: idle, Mission: "tray", Phase: kiosk.PhaseArrived, Door: 4}, "summon tray dismiss", "Đang mời nước và bánh kẹo"},
		{"goes home", kiosk.RobotView{Robot: idle, Mission: "return", Phase: kiosk.PhaseLeading}, "summon tray", "Về chỗ đón"},
		{"stop pressed", kiosk.RobotView{Robot: kiosk.Robot{State: "estop", EStop: true}}, "", "nhả nút đỏ"},
		{"stop released", kiosk.RobotView{Robot: kiosk.Robot{State: "estop"}}, "resume", "nhấn Cho chạy tiếp"},
		{"held", kiosk.RobotView{Robot: kiosk.Robot{State: "blocked", Reason: "staff-hold"}, Held: true}, "release", "giữ đứng yên"},
		{"needs a hand", kiosk.RobotView{Robot: kiosk.Robot{State: "charging", Staff: "dock-failed"}}, "summon tray dismiss", "đẩy robot vào đế sạc"},
		{"serves", kiosk.RobotView{Robot: kiosk.Robot{State: "serving"}}, "summon tray dismiss", "Đang mời nước"},
		{"link lost", kiosk.RobotView{Robot: kiosk.Robot{State: "linkLost"}}, "", "Mất liên lạc"},
		{"nothing heard", kiosk.RobotView{}, "", "Mất liên lạc"},
		{"fault", kiosk.RobotView{Robot: kiosk.Robot{State: "fault"}}, "", "báo kỹ thuật"},
		{"localising", kiosk.RobotView{Robot: kiosk.Robot{State: "localising"}}, "", "Đang tìm vị trí"},
		{"blocked", kiosk.RobotView{Robot: kiosk.Robot{State: "blocked"}, Mission: "lead", Phase: kiosk.PhaseBlocked, Door: 4}, "", "dọn lối đi"},
	}
	for _, tt := range tests {
		tt.robot.Configured = true
		d.change(func(v *kiosk.View) { v.Robot = tt.robot })
		_, _, page := send(t, c, http.MethodGet, address+"/", nil)
		found := canIn.FindStringSubmatch(page)
		if found == nil {
			t.Fatalf("%s: the page has no list of actions", tt.name)
		}
		var got []string
		for _, a := range []string{"summon", "tray", "dismiss", "resume", "release"} {
			if slices.Contains(strings.Fields(found[1]), a) {
				got = append(got, a)
			}
		}
		if strings.Join(got, " ") != tt.can {
			t.Errorf("%s: buttons %v, want %q", tt.name, got, tt.can)
		}
		if !strings.Contains(page, tt.says) {
			t.Errorf("%s: the page lacks %q", tt.name, tt.says)
		}
	}
}

func with(r kiosk.RobotView, door int) kiosk.RobotView {
	r.Door = door
	return r
}
