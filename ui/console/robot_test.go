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
		{"idle", kiosk.RobotView{Robot: idle}, "summon tray welcome dock dismiss", "Sẵn sàng"},
		{"leads to another door", with(lead, 4), "", "Dẫn B007 đến cửa 4: đang đến chỗ người dân"},
		{"leads to this door", with(lead, 3), "dismiss", "Dẫn B007 đến cửa 3"},
		{"leads, and goes on with its round", kiosk.RobotView{Robot: idle, Mission: "lead", Phase: kiosk.PhaseLeading, Number: "B007", Door: 4, Waits: "tray"}, "", "Dẫn B007 đến cửa 4: đang trên đường. Sau đó đi mời nước và bánh kẹo"},
		{"waits for whom it leads", kiosk.RobotView{Robot: idle, Mission: "lead", Phase: kiosk.PhaseWaiting, Behind: true, Number: "B007", Door: 4}, "", "đang chờ người dân theo kịp"},
		{"has lost somebody", kiosk.RobotView{Robot: idle, Strayed: &kiosk.Strayed{Number: "B007", Door: 4}}, "summon tray welcome dock dismiss", "B007 không theo kịp robot: vui lòng tìm và mời đến cửa 4."},
		{"summoned here", kiosk.RobotView{Robot: idle, Mission: "summon", Phase: kiosk.PhaseLeading, Door: 3}, "dismiss", "Đến cửa 3 theo lời gọi"},
		{"sent by the ward", kiosk.RobotView{Robot: idle, Mission: "summon", Phase: kiosk.PhaseDriving}, "dismiss", "Đến nơi phường gọi: đang trên đường"},
		{"on another door's round", kiosk.RobotView{Robot: idle, Mission: "tray", Phase: kiosk.PhaseDriving, Door: 4}, "summon dock", "Mang nước và bánh kẹo đi mời: đang trên đường"},
		{"offers drinks", kiosk.RobotView{Robot: idle, Mission: "tray", Phase: kiosk.PhaseServing, Door: 3}, "summon dock dismiss", "Mang nước và bánh kẹo đi mời: đang mời tại chỗ"},
		{"waits for lunch to end", kiosk.RobotView{Robot: kiosk.Robot{State: "idle", Reason: "lunch"}, Mission: "tray", Phase: kiosk.PhaseSuspended}, "summon dock dismiss", "Mang nước và bánh kẹo đi mời: chờ hết giờ nghỉ trưa"},
		{"tray empty", kiosk.RobotView{Robot: kiosk.Robot{State: "idle", Refill: true}}, "summon tray welcome dock dismiss", "Khay cần tiếp thêm nước và bánh kẹo."},
		{"welcomes", kiosk.RobotView{Robot: kiosk.Robot{State: "idle"}, At: kiosk.Whereabouts{Kind: "entrance"}, Mission: "welcome", Phase: kiosk.PhaseArrived}, "summon tray welcome dock dismiss", "Ở cửa vào"},
		{"charges by itself", kiosk.RobotView{Robot: kiosk.Robot{State: "driving", Kind: "charge", BatteryPct: 18}}, "summon tray welcome dock dismiss", "Tự đi sạc vì pin yếu"},
		{"on the way to the charger", kiosk.RobotView{Robot: kiosk.Robot{State: "driving"}, Mission: "dock", Phase: kiosk.PhaseDriving}, "summon dismiss", "Đang đi sạc"},
		{"battery not known", kiosk.RobotView{Robot: kiosk.Robot{State: "idle", BatteryPct: -1}}, "summon tray welcome dock dismiss", "Pin chưa rõ"},
		{"with a technician", kiosk.RobotView{Robot: idle, Technician: true}, "", "Kỹ thuật viên đang dùng"},
		{"waits for who works the screen", kiosk.RobotView{Robot: kiosk.Robot{State: "idle", Reason: "screen"}, Mission: "tray", Phase: kiosk.PhaseSuspended}, "summon dock dismiss", "chờ người dân dùng xong màn hình"},
		{"moves by itself", kiosk.RobotView{Robot: kiosk.Robot{State: "fault", Reason: "moves-by-itself"}}, "", "Đế di chuyển khi không ai ra lệnh"},
		{"tray away", kiosk.RobotView{Robot: kiosk.Robot{State: "serving", Reason: "tray-away"}, Mission: "tray", Phase: kiosk.PhaseSuspended}, "summon dock dismiss", "Mất liên lạc với khay, robot đứng yên"},
		{"stands at a door", kiosk.RobotView{Robot: kiosk.Robot{State: "idle"}, At: kiosk.Whereabouts{Door: 4}}, "summon tray welcome dock dismiss", "Ở cửa 4"},
		{"docked", kiosk.RobotView{Robot: kiosk.Robot{State: "charging"}, Mission: "dock", Phase: kiosk.PhaseArrived, Door: 4}, "summon tray welcome dismiss", "Vào chỗ sạc"},
		{"goes home", kiosk.RobotView{Robot: idle, Mission: "return", Phase: kiosk.PhaseLeading}, "summon tray welcome dock", "Về chỗ đón"},
		{"stop pressed", kiosk.RobotView{Robot: kiosk.Robot{State: "estop", EStop: true}}, "", "nhả nút đỏ"},
		{"stop released", kiosk.RobotView{Robot: kiosk.Robot{State: "estop"}}, "resume", "nhấn Cho chạy tiếp"},
		{"held", kiosk.RobotView{Robot: kiosk.Robot{State: "blocked", Reason: "staff-hold"}, Held: true}, "release", "giữ đứng yên"},
		{"needs a hand", kiosk.RobotView{Robot: kiosk.Robot{State: "charging", Staff: "dock-failed"}}, "summon tray welcome dock dismiss", "đẩy robot vào đế sạc"},
		{"serves", kiosk.RobotView{Robot: kiosk.Robot{State: "serving"}}, "summon tray welcome dock dismiss", "Đang mời nước"},
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
		for _, a := range []string{"summon", "tray", "welcome", "dock", "dismiss", "resume", "release"} {
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

// TestTheKeyOfTheBase: that the base's key cannot be read is said to officials.
func TestTheKeyOfTheBase(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "3", "333333")
	for _, up := range []bool{false, true} {
		d.change(func(v *kiosk.View) {
			v.Robot = kiosk.RobotView{Configured: true}
			v.Parts = []kiosk.PartState{{Part: kiosk.PartBase, Up: up, Detail: "cannot read the base's key: open base.key: no such file or directory"}}
		})
		_, _, page := send(t, c, http.MethodGet, address+"/", nil)
		if strings.Contains(page, "Không đọc được khóa ký") == up {
			t.Errorf("with the base up %v the page says otherwise", up)
		}
	}
}
