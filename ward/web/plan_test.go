package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/report"
	"tiepdan/report/schema"
	"tiepdan/ward/command"
)

// hall is the plan of a floor of 20 by 15 metres.
func hall() schema.Floor {
	wall := func(x1, y1, x2, y2 float64) [][2]float64 { return [][2]float64{{x1, y1}, {x2, y1}, {x2, y2}, {x1, y2}} }
	return report.FloorOf(report.Plan{
		Outline: [][][2]float64{wall(0, 0, 20, 15), wall(0.2, 0.2, 19.8, 14.8)},
		Places: []schema.FloorPlace{
			{Place: "door-3", Kind: schema.PlaceDoor, XCM: 1600, YCM: 1200, Doors: []int{3}},
			{Place: "dock", Kind: schema.PlaceDock, XCM: 100, YCM: 100, Doors: []int{}},
			{Place: "gate", Kind: schema.PlaceEntrance, XCM: 1000, YCM: 100, Doors: []int{}},
			{Place: "home", Kind: schema.PlaceWelcome, XCM: 500, YCM: 200, Doors: []int{}},
			{Place: "round-2", Kind: schema.PlaceOther, XCM: 700, YCM: 900, Doors: []int{}},
		},
		Zones:  []schema.FloorZone{{Zone: "stairs", Kind: schema.ZoneKeepOut, Area: [][]int{{1700, 0}, {2000, 0}, {2000, 300}}}},
		Rounds: []string{"morning"},
	})
}

// drives is a robot that leads somebody to door 3.
func (s site) drives(t *testing.T, robot string, change func(*schema.Status)) schema.Topic {
	t.Helper()
	topic := schema.Topic{Commune: "c", Robot: robot}
	data, err := schema.Encode(hall())
	if err != nil {
		t.Fatal(err)
	}
	s.motion.Floor(topic, hall(), data, time.Now())
	status := schema.Status{
		Base:    &schema.BaseStatus{State: "driving", BatteryPct: 61, XM: 10, YM: 7.5},
		Mission: &schema.MissionStatus{Kind: "lead", Phase: "leading", Door: 3, Place: "door-3"},
		Printer: schema.PrinterStatus{Link: true, Paper: "ok"},
	}
	if change != nil {
		change(&status)
	}
	s.now.State(topic, schema.State{V: 1, State: schema.LinkOnline, Boot: "b"}, time.Now())
	s.now.Status(topic, status, time.Now())
	s.motion.Status(topic, status, time.Now())
	return topic
}

// TestPlan: the floor with its doors, the robot where it is, what it is doing
// and where to.
func TestPlan(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.drives(t, "kb-01", nil)
	body := s.get(t, "/robots")
	wantAll(t, "plan", body, `class="walls" d="M`, `class="zone keep-out"`, `<text y="6">3</text>`, ">Sạc</text>", "Đang dẫn người đến cửa 3", `class="target"`,
		`class="robot"`, "pin 61 %", `href="?on=c-`, `value=":door-3"`)
	wantNone(t, "plan", body, "ô 1 m", `value="dock:dock"`, "round-2</span>", "bearing")
	s.now.Info(schema.Topic{Commune: "c", Robot: "kb-01"}, schema.Info{V: 1, Can: []string{schema.AbilityErrands}})
	key := "c-" + hall().Hash
	body = s.get(t, "/robots?on="+key+"&to=door-3&lang=en")
	wantAll(t, "touched", body, `value="dock:dock"`, `value="round:morning"`, `value="welcome:gate"`, `id="errand-`+key+`" open`, `value=":door-3" required checked`,
		"Leading a person to door 3")
	for _, tt := range []struct {
		name   string
		change func(*schema.Status)
		want   string
	}{
		{"charging", func(x *schema.Status) { x.Base.Charging, x.Base.BatteryPct, x.Mission = true, 54, nil }, "Đang sạc 54 %"},
		{"blocked", func(x *schema.Status) { x.Base.State = "blocked" }, "Bị chặn, đã nhờ nhường đường"},
		{"charging, nobody knows how far", func(x *schema.Status) { x.Base.Charging, x.Base.BatteryPct, x.Mission = true, -1, nil }, "Đang sạc"},
		{"moves by itself", func(x *schema.Status) { x.Base.Reason = "moves-by-itself" }, "Đứng yên: bộ di chuyển tự chạy khi không có lệnh"},
		{"tray away", func(x *schema.Status) { x.Base.Reason = "tray-away" }, "Đứng yên: mất liên lạc với khay"},
		{"stuck", func(x *schema.Status) { x.Base.Staff = "no-progress" }, "Cần người: bị kẹt, không đi được"},
		{"round", func(x *schema.Status) { x.Mission = &schema.MissionStatus{Kind: "patrol", Phase: "driving"} }, "Đang đi mời nước"},
		{"home", func(x *schema.Status) { x.Mission, x.Base.State, x.Base.Place = nil, "idle", "home" }, "Sẵn sàng, ở chỗ của robot"},
		{"e-stop", func(x *schema.Status) { x.Base.EStop = true }, "Dừng khẩn cấp"},
	} {
		s.drives(t, "kb-01", tt.change)
		wantAll(t, tt.name, s.get(t, "/robots?lang=vi"), tt.want)
	}
	s.now.State(schema.Topic{Commune: "c", Robot: "kb-01"}, schema.State{V: 1, State: schema.LinkLost, Boot: "b"}, time.Now())
	body = s.get(t, "/robots")
	wantAll(t, "lost", body, `<g class="old">`)
	wantNone(t, "lost", body, `class="target"`)
}

// TestPlanStream: what moves comes in a layer of its own; of another plan the
// page is told.
func TestPlanStream(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.drives(t, "kb-01", nil)
	key := "c-" + hall().Hash
	got := s.first(t, "/robots/live?plans="+key, 10, []string{"Accept", "text/event-stream"})
	wantAll(t, "stream", got, "event: marks-"+key, "event: on-"+key, "event: replan\ndata:\n")
	wantNone(t, "stream", got, `class="walls"`)
	wantAll(t, "another plan", s.first(t, "/robots/live?plans=c-0", 10, []string{"Accept", "text/event-stream"}), "Sơ đồ vừa thay đổi")
}

// TestErrand: only leaders send, only what the plan has, and the record has it.
func TestErrand(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	s.drives(t, "kb-01", nil)
	s.now.Info(schema.Topic{Commune: "c", Robot: "kb-01"}, schema.Info{V: 1, Can: []string{schema.AbilityErrands}})
	s.drives(t, "old", nil)
	lead := s.as(t, "lan")
	wantNone(t, "officer", s.get(t, "/robots", s.as(t, "minh")...), "/robots/errand", `href="?on=`)
	form := func(robot, task string) string { return url.Values{"robot": {robot}, "task": {task}}.Encode() }
	for _, tt := range []struct {
		name, form, as string
		want           int
	}{
		{"officer", form("c/kb-01", ":door-3"), "minh", http.StatusForbidden},
		{"technician", form("c/kb-01", ":door-3"), "tek", http.StatusForbidden},
		{"no robot", form("c/kb-09", ":door-3"), "lan", http.StatusBadRequest},
		{"no place", form("c/kb-01", ":moon"), "lan", http.StatusBadRequest},
		{"a place that is none to go to", form("c/kb-01", ":round-2"), "lan", http.StatusBadRequest},
		{"no such kind", form("c/kb-01", "fly:door-3"), "lan", http.StatusBadRequest},
		{"a robot that knows no kinds", form("c/old", "dock:dock"), "lan", http.StatusBadRequest},
		{"nothing", "", "lan", http.StatusBadRequest},
	} {
		if w, _ := s.do(t, http.MethodPost, "/robots/errand", tt.form, s.as(t, tt.as)...); w.StatusCode != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, w.StatusCode, tt.want)
		}
	}
	for task, want := range map[string]schema.Goto{
		":door-3": {Place: "door-3"}, "round:morning": {Kind: schema.GotoRound, Place: "morning"}, "dock:dock": {Kind: schema.GotoDock, Place: "dock"},
	} {
		if w, _ := s.do(t, http.MethodPost, "/robots/errand", form("c/kb-01", task), lead...); w.Header.Get("Location") != "/robots?said=sent" {
			t.Fatalf("%s: got %q, want it sent", task, w.Header.Get("Location"))
		}
		sent := s.sender.States()
		if sent[0].Order != want || sent[0].By != "lan" {
			t.Errorf("%s: got %+v, want %+v", task, sent[0], want)
		}
	}
	s.wantRecord(t, "announce", "lan", "round morning kb-01")
	wantAll(t, "record", s.get(t, "/record", lead...), "Đi mời nước theo vòng morning kb-01", "Về trạm sạc dock kb-01")
	wantAll(t, "sent", s.get(t, "/announce", lead...), "Đi mời nước theo vòng", "Về trạm sạc")
	wantAll(t, "answer", s.get(t, "/robots", lead...), "Đã làm xong")
	s.sender.mu.Lock()
	s.sender.err = command.ErrAway
	s.sender.mu.Unlock()
	if w, _ := s.do(t, http.MethodPost, "/robots/errand", form("c/kb-01", ":door-3"), lead...); w.Header.Get("Location") != "/robots?said=away" {
		t.Errorf("got %q without a broker", w.Header.Get("Location"))
	}
}

// TestNeeds: a robot that needs somebody is on the live page until somebody has
// helped it; who goes is told to all.
func TestNeeds(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	topic := s.drives(t, "kb-01", func(x *schema.Status) { x.Base.Refill, x.Base.Staff = true, "dock-failed" })
	lead, tek := s.as(t, "lan"), s.as(t, "tek")
	for name, body := range map[string]string{"live": s.get(t, "/", lead...), "robots": s.get(t, "/robots", tek...), "its page": s.get(t, "/robots/c/kb-01", tek...)} {
		wantAll(t, name, body, "Robot cần người <span>2<", "Cần tiếp thêm nước, bánh kẹo", "Cần người: không vào được trạm sạc", "Tôi tới")
	}
	needs := s.motion.Needs()
	form := func(robot, need string, since time.Time) string {
		return url.Values{"robot": {robot}, "need": {need}, "since": {strconv.FormatInt(since.UnixMilli(), 10)}}.Encode()
	}
	for _, tt := range []struct {
		name, form string
		want       int
		to         string
	}{
		{"no robot", form("c/none", "refill", needs[0].Since), http.StatusBadRequest, ""},
		{"no need", form("c/kb-01", "tea", needs[0].Since), http.StatusBadRequest, ""},
		{"nonsense", "robot=c/kb-01&need=refill&since=x", http.StatusBadRequest, ""},
		{"another need", form("c/kb-01", "refill", needs[0].Since.Add(-time.Minute)), http.StatusSeeOther, "/robots?said=over-need"},
		{"this one", form("c/kb-01", "refill", needs[0].Since), http.StatusSeeOther, "/robots?said=saved"},
	} {
		if w, _ := s.do(t, http.MethodPost, "/needs", tt.form, tek...); w.StatusCode != tt.want || w.Header.Get("Location") != tt.to {
			t.Errorf("%s: got %d to %q, want %d to %q", tt.name, w.StatusCode, w.Header.Get("Location"), tt.want, tt.to)
		}
	}
	body := s.get(t, "/", lead...)
	wantAll(t, "taken", body, "đang tới (")
	if n := strings.Count(body, "Tôi tới"); n != 1 {
		t.Errorf("got %d buttons, want one for the other need", n)
	}
	s.wantRecord(t, "need-take", "tek", "c/kb-01 refill")
	wantAll(t, "record", s.get(t, "/record", lead...), "c/kb-01 · tiếp khay")
	s.motion.Status(topic, schema.Status{}, time.Now())
	wantNone(t, "over", s.get(t, "/", lead...), "Robot cần người")
}
