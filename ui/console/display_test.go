package console_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

var partIn = regexp.MustCompile(`(?s)<section id="calls".*?</section>`)

// TestDisplayShowsTheRoom: what is called, how the doors stand, who waits and
// how long; without log-in, and without anything that names a person.
func TestDisplayShowsTheRoom(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	d.change(func(v *kiosk.View) {
		at(v, 3).Number, at(v, 3).Ticket, at(v, 3).Since = "A012", "t-12", now.Add(-2*time.Second)
		at(v, 4).Since = now.Add(-2 * time.Second)
		v.Services = []kiosk.ServiceRow{
			{ID: "a", Name: kiosk.Text{Vi: "Hộ tịch", En: "Civil status"}, Waiting: 7, Wait: queue.Wait{Known: true, Min: 8 * time.Minute, Max: 21 * time.Minute}, Intake: kiosk.IntakeView{State: kiosk.IntakeOpen}},
			{ID: "b", Name: kiosk.Text{Vi: "Đất đai", En: "Land"}, Waiting: 2, Intake: kiosk.IntakeView{State: kiosk.IntakeOpen}},
			{ID: "c", Name: kiosk.Text{Vi: "Xã hội", En: "Society"}, Intake: kiosk.IntakeView{State: kiosk.IntakeLunch, Opens: now.Add(4 * time.Hour)}},
		}
		v.Announcements = []kiosk.Text{{Vi: "Chiều nay <nghỉ>", En: "Closed today"}}
		v.Line.Tickets = []kiosk.TicketRow{{Token: "secret-token", Number: "A012"}}
	})
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	code, h, page := send(t, c, http.MethodGet, address+"/display", nil)
	if code != http.StatusOK || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("display: got %d and policy %q, want it open and strict", code, h.Get("Content-Security-Policy"))
	}
	calls := partIn.FindString(page)
	for _, want := range []string{"A012", "B007", "Cửa 3", "Cửa 4", "Xin mời"} {
		if !strings.Contains(calls, want) {
			t.Errorf("two calls in one second: %q is not shown large in %q", want, calls)
		}
	}
	for _, want := range []string{"8–21 phút", "8–21 min", "chưa đủ dữ liệu", "Nghỉ trưa, nhận lại từ 13:41", "Chiều nay &lt;nghỉ&gt;", "Closed today", "09:41", "Thứ hai, ngày 2 tháng 3"} {
		if !strings.Contains(page, want) {
			t.Errorf("the display lacks %q", want)
		}
	}
	for _, not := range []string{"secret-token", "t-12", "t-07", "csrf", "/do/"} {
		if strings.Contains(page, not) {
			t.Errorf("the display tells %q", not)
		}
	}
	if code, _, _ := send(t, c, http.MethodPost, address+"/display", nil); code != http.StatusMethodNotAllowed {
		t.Errorf("post to the display: got %d, want %d", code, http.StatusMethodNotAllowed)
	}

	parts, cut := listen(t, c, address+"/display/events")
	defer cut()
	next(t, parts)
	d.change(func(v *kiosk.View) {
		at(v, 3).Number, at(v, 3).Ticket = "", ""
		at(v, 3).Desk = kiosk.DoorDesk{State: queue.DoorPaused, Back: now.Add(20 * time.Minute)}
		at(v, 4).Desk = kiosk.DoorDesk{State: queue.DoorClosed}
		v.Notices = []kiosk.Notice{kiosk.NoticeStoreFailed}
		v.Bulletins = []kiosk.Bulletin{{ID: "b", Emergency: true, Text: kiosk.Text{Vi: "Có cháy", En: "Fire"}}}
	})
	live := next(t, parts)
	for _, want := range []string{"Tạm nghỉ, mở lại 10:01", "Paused, back 10:01", "Đã đóng", "⚠ Có cháy", "tạm ngừng phát số"} {
		if !strings.Contains(live, want) {
			t.Errorf("after the changes the display lacks %q", want)
		}
	}
}

// TestDisplaysAreBounded: whoever opens the page without log-in cannot take the
// robot's memory.
func TestDisplaysAreBounded(t *testing.T) {
	t.Parallel()
	o := options(t, newDesk(morning()))
	address, _ := serve(t, o)
	c := browser(t, o)
	var cuts []func()
	for range 32 {
		parts, cut := listen(t, c, address+"/display/events")
		next(t, parts)
		cuts = append(cuts, cut)
	}
	if code, h, _ := send(t, c, http.MethodGet, address+"/display/events", nil); code != http.StatusServiceUnavailable || h.Get("Retry-After") == "" {
		t.Errorf("one display too many: got %d, want %d and when to come back", code, http.StatusServiceUnavailable)
	}
	for _, cut := range cuts {
		cut()
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/display/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("after the others went: got %d for 10 s, want a place", resp.StatusCode)
		}
	}
}
