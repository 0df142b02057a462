package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// post presses a button and returns what the official reads.
func post(t *testing.T, c *http.Client, address, token, action string, form url.Values) string {
	t.Helper()
	if !form.Has("seen") {
		form.Set("seen", "")
	}
	_, _, body := send(t, c, http.MethodPost, address+"/do/"+action, form, "X-CSRF-Token", token)
	return body
}

// TestOwnPressesBlameNobody: a press from a page that is behind one's own undo
// says so; only another official's press is called another official's.
func TestOwnPressesBlameNobody(t *testing.T) {
	t.Parallel()
	d := newCore(t, ward())
	d.ticket("civil", "")
	d.ticket("civil", "")
	o := options(t, d)
	o.Now = d.Now
	address, _ := serve(t, o)
	one, two := browser(t, o), browser(t, o)
	token, _ := logIn(t, one, address, "3", "333333")
	other, _ := logIn(t, two, address, "3", "333333")
	post(t, one, address, token, "next", url.Values{})
	seen := row(d.View(), 3).Ticket
	post(t, one, address, token, "undo", url.Values{"seen": {seen}})
	for _, action := range []string{"close", "recall", "noshow"} {
		if got := post(t, one, address, token, action, url.Values{"seen": {seen}}); !strings.Contains(got, "Trang chưa kịp cập nhật") || strings.Contains(got, "cán bộ khác") {
			t.Errorf("%s after one's own undo: got %q, want nobody blamed", action, got)
		}
	}
	post(t, two, address, other, "next", url.Values{})
	if got := post(t, one, address, token, "next", url.Values{}); !strings.Contains(got, "Một cán bộ khác vừa gọi A001 đến cửa 3") {
		t.Errorf("after another official's call: got %q, want to be told of it", got)
	}
	post(t, two, address, other, "close", url.Values{"seen": {row(d.View(), 3).Ticket}})
	if got := post(t, one, address, token, "close", url.Values{"seen": {seen}}); !strings.Contains(got, "Một cán bộ khác vừa làm trống cửa 3") {
		t.Errorf("after another official's end: got %q, want to be told of it", got)
	}
}

// TestClosedPlaces: what is closed is not offered, what pauses says so, and a
// refusal names the place that was chosen.
func TestClosedPlaces(t *testing.T) {
	t.Parallel()
	d := newCore(t, ward())
	number := d.ticket("civil", "")
	d.ticket("social", "")
	d.send(kiosk.CallNext{Request: "c", Door: 3})
	d.send(kiosk.SetDoor{Request: "p", Door: 4, State: queue.DoorPaused})
	d.send(kiosk.SetDoor{Request: "s", Door: 5, State: queue.DoorClosed})
	o := options(t, d)
	o.Now = d.Now
	address, _ := serve(t, o)
	c, other := browser(t, o), browser(t, o)
	token, page := logIn(t, c, address, "3", "333333")
	otherToken, _ := logIn(t, other, address, "4", "444444")
	if strings.Contains(page, "dự kiến: chưa") {
		t.Error("one whom no door calls has an estimate")
	}
	_, _, sheet := send(t, c, http.MethodGet, address+"/sheet/transfer", nil, "X-CSRF-Token", token)
	for _, has := range []string{
		`Địa chính – Xây dựng (đang nghỉ)`, `Đất đai và xây dựng (đang nghỉ)`, "cửa 5 (đã đóng); dịch vụ Lao động và bảo trợ xã hội (mọi cửa đã đóng).",
		`<option value="social">`, // at a chosen door
	} {
		if !strings.Contains(sheet, has) {
			t.Errorf("the dialog lacks %q:\n%s", has, sheet)
		}
	}
	for _, never := range []string{`name="to_door" value="5"`, `<option value="5"`, `name="to_service" value="social"`} {
		if strings.Contains(sheet, never) {
			t.Errorf("the dialog offers %q:\n%s", never, sheet)
		}
	}
	seen := row(d.View(), 3).Ticket
	for _, tt := range []struct {
		action string
		form   url.Values
		says   string
	}{
		{"transfer", url.Values{"seen": {seen}, "to_door": {"5"}}, "Cửa 5 đang đóng"},
		{"transfer", url.Values{"seen": {seen}, "to_service": {"social"}}, "Dịch vụ Lao động và bảo trợ xã hội không có cửa nào mở. Vui lòng chọn cửa hoặc dịch vụ khác."},
		{"strand", url.Values{"to_door": {"5"}, "to_service": {"civil"}}, "Cửa 5 đang đóng"},
		{"strand", url.Values{}, "Chưa chọn nơi chuyển đến"},
		{"strand", url.Values{"service": {"land"}, "to_door": {"3"}}, "Không còn ai của dịch vụ này"},
		{"strand", url.Values{"to_door": {"3"}}, "Đã chuyển 1 người"},
		{"transfer", url.Values{"seen": {seen}, "to_door": {"4"}}, "Đã chuyển " + number},
	} {
		if got := post(t, c, address, token, tt.action, tt.form); !strings.Contains(got, tt.says) {
			t.Errorf("%s %v: got %q, want %q", tt.action, tt.form, got, tt.says)
		}
	}
	if got := post(t, other, address, otherToken, "strand", url.Values{"to_door": {"3"}}); !strings.Contains(got, "Không còn ai để chuyển") {
		t.Errorf("the second move of all: got %q, want that nobody is left", got)
	}
}

// TestNoTicketsNoWait: while no tickets are given the page does not say how
// long one would wait.
func TestNoTicketsNoWait(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "3", "333333")
	for _, tt := range []struct {
		intake kiosk.IntakeView
		says   string
	}{
		{kiosk.IntakeView{State: kiosk.IntakeEnded, Opens: now.Add(15 * time.Hour)}, "<strong>đã hết giờ nhận hồ sơ, không cấp số mới</strong>"},
		{kiosk.IntakeView{State: kiosk.IntakeLunch, Opens: now.Add(time.Hour)}, "<strong>nghỉ trưa, không cấp số; làm việc từ 10:41</strong>"},
		{kiosk.IntakeView{State: kiosk.IntakeEarly, Opens: now.Add(time.Hour)}, "<strong>chưa đến giờ cấp số; làm việc từ 10:41</strong>"},
		{kiosk.IntakeView{State: kiosk.IntakeDayOff}, "<strong>hôm nay không làm việc, không cấp số</strong>"},
		{kiosk.IntakeView{State: kiosk.IntakeNoDoor}, "<strong>mọi cửa đã đóng, không cấp số</strong>"},
		{kiosk.IntakeView{State: kiosk.IntakeOpen}, "lấy số bây giờ chờ <strong>chưa đủ dữ liệu</strong>"},
	} {
		d.change(func(v *kiosk.View) {
			v.Services = []kiosk.ServiceRow{{ID: "civil", Name: kiosk.Text{Vi: "Hộ tịch"}, Doors: []int{3}, Intake: tt.intake}}
		})
		_, _, page := send(t, c, http.MethodGet, address+"/", nil)
		if !strings.Contains(page, "Hộ tịch: "+tt.says) || strings.Contains(page, "lấy số bây giờ") != (tt.intake.State == kiosk.IntakeOpen) {
			t.Errorf("%s: the page lacks %q", tt.intake.State, tt.says)
		}
	}
}

// TestWithdrawnService: people of a service that is gone are listed in words.
func TestWithdrawnService(t *testing.T) {
	t.Parallel()
	d := newCore(t, ward())
	number := d.ticket("social", "")
	s := ward()
	s.Services = s.Services[:2]
	d.send(kiosk.Started{Boot: "b2", Setup: s})
	o := options(t, d)
	o.Now = d.Now
	address, _ := serve(t, o)
	c := browser(t, o)
	_, page := logIn(t, c, address, "3", "333333")
	if want := "Dịch vụ đã ngừng (social)"; !strings.Contains(page, want) || !strings.Contains(page, number) {
		t.Errorf("the page lacks %s as %q", number, want)
	}
}
