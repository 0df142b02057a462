package console_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// busy is a view of a large service point at its worst: many doors and
// services with long names, every state, announcements, an alarm.
func busy(doors, services int, alarm bool) kiosk.View {
	v := morning()
	names := []kiosk.Text{
		{Vi: "Tư pháp – Hộ tịch", En: "Justice – Civil status"},
		{Vi: "Địa chính – Xây dựng – Đô thị và Môi trường", En: "Land, construction, urban affairs and environment"},
		{Vi: "Lao động – Thương binh và Xã hội", En: "Labour, invalids and social affairs"},
		{Vi: "Kế toán – Tài chính", En: "Accounting – Finance"},
	}
	v.Board, v.Services = nil, nil
	for i := range doors {
		r := kiosk.DoorRow{Door: i + 1, Name: names[i%4], Desk: kiosk.DoorDesk{State: queue.DoorOpen}}
		switch i % 4 {
		case 0, 1:
			r.Number, r.Ticket, r.Since = fmt.Sprintf("%c%03d", 'A'+i%5, 40+i), fmt.Sprint("t", i), now.Add(-time.Duration(i)*time.Second)
		case 2:
			r.Desk = kiosk.DoorDesk{State: queue.DoorPaused, Since: now, Back: now.Add(20 * time.Minute)}
		case 3:
			r.Desk = kiosk.DoorDesk{State: queue.DoorOpen, Lunch: true, Back: now.Add(time.Hour)}
		}
		v.Board = append(v.Board, r)
	}
	for i := range services {
		s := kiosk.ServiceRow{ID: fmt.Sprint("s", i), Name: names[i%4], Waiting: 3 * i, Intake: kiosk.IntakeView{State: kiosk.IntakeOpen}}
		switch i % 3 {
		case 0:
			s.Wait = queue.Wait{Known: true, Min: 95 * time.Minute, Max: 140 * time.Minute}
		case 1:
			s.Intake = kiosk.IntakeView{State: kiosk.IntakeEnded, Opens: now.Add(22 * time.Hour)}
		}
		v.Services = append(v.Services, s)
	}
	v.Announcements = []kiosk.Text{
		{Vi: "Từ ngày 1 tháng 12, hồ sơ đất đai được tiếp nhận tại cửa 2 và cửa 6 vào tất cả các buổi sáng trong tuần.", En: "From 1 December land files are taken at doors 2 and 6 every morning."},
		{Vi: "Nước uống ở góc phải phòng chờ."},
	}
	if alarm {
		v.Bulletins = []kiosk.Bulletin{{ID: "b", Text: kiosk.Text{Vi: "Có cháy, mời mọi người ra cửa chính theo hướng dẫn.", En: "Fire: please leave by the main door."}, Emergency: true, At: now}}
	}
	return v
}

// TestBrowserDisplay: nothing on the television is cut off, whatever the ward
// has; every text has contrast; it needs no log-in and tells no secret.
func TestBrowserDisplay(t *testing.T) {
	d := newDesk(busy(3, 3, false))
	o := options(t, d)
	address, _ := serve(t, o)
	c := startChrome(t)
	tv := c.open(t, address+"/display", 1920, 1080)
	tv.until(t, `document.body.dataset.link`, "up")
	for _, tt := range []struct {
		doors, services int
		alarm           bool
	}{{1, 1, false}, {2, 2, false}, {4, 4, false}, {6, 5, true}, {8, 8, false}, {12, 8, false}} {
		name := fmt.Sprintf("%d doors, %d services, alarm %v", tt.doors, tt.services, tt.alarm)
		d.change(func(v *kiosk.View) { *v = busy(tt.doors, tt.services, tt.alarm) })
		tv.until(t, `document.querySelectorAll(".door").length`, fmt.Sprint(tt.doors))
		tv.until(t, `String(document.querySelector("#alarms").hidden)`, fmt.Sprint(!tt.alarm))
		for _, size := range [][2]int{{1920, 1080}, {1366, 768}, {1080, 1920}} {
			tv.resize(t, size[0], size[1])
			tv.until(t, `document.fonts.status`, "loaded")
			for _, tongue := range []string{"en", "vi"} {
				if got := tv.eval(t, `document.body.dataset.tongue = "`+tongue+`";`+cutJS); got != "" {
					t.Errorf("%s at %v, %s: cut off: %s", name, size, tongue, got)
				}
			}
			tv.shoot(t, strings.NewReplacer(" ", "-", ",", "").Replace(fmt.Sprintf("tv %d %d %d", tt.doors, tt.services, size[0])))
		}
		if got := tv.eval(t, paleJS); got != "" {
			t.Errorf("%s: too little contrast: %s", name, got)
		}
	}
	if got := tv.eval(t, `document.querySelectorAll("form, a, input").length`); got != "0" {
		t.Errorf("the display has %s controls, want none", got)
	}
	first := tv.eval(t, `document.querySelector("#texts .shown").textContent`)
	tv.until(t, fmt.Sprintf(`String(document.querySelector("#texts .shown").textContent !== %q)`, first), "true")
}

const (
	// cutJS names texts that do not fit their boxes.
	cutJS = `[...document.querySelectorAll("#board :is(p, span, li, time, div, section)")].filter((e) => { const r = e.getBoundingClientRect();
	return r.width > 0 && getComputedStyle(e).display !== "inline" && !e.closest(".text:not(.shown)") && (getComputedStyle(e).overflow !== "visible" && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2) || r.bottom > innerHeight + 1 || r.right > innerWidth + 1); })
	.map((e) => (e.className || e.id || e.tagName) + ": " + e.textContent.trim().slice(0, 60) + " " + e.scrollWidth + "x" + e.scrollHeight + " in " + e.clientWidth + "x" + e.clientHeight).slice(0, 4).join("; ")`
	// paleJS names texts whose contrast is under 4.5 (WCAG 2.1, 1.4.3).
	paleJS = `(() => {
	const rgb = (s) => { const m = s.match(/[\d.]+/g).map(Number); return { c: m.slice(0, 3), a: m.length > 3 ? m[3] : 1 }; };
	const lum = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const back = (e) => { for (; e; e = e.parentElement) { const b = rgb(getComputedStyle(e).backgroundColor); if (b.a === 1) return b.c; } return [255, 255, 255]; };
	document.getAnimations().forEach((a) => a.finish()); // a colour on its way is none
	const out = [];
	for (const e of document.querySelectorAll("body *")) {
		const r = e.getBoundingClientRect();
		if (!r.width || !e.checkVisibility() || e.closest("[aria-disabled=true], noscript, .unseen") || ![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
		const a = lum(rgb(getComputedStyle(e).color).c), b = lum(back(e));
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) out.push(e.textContent.trim().slice(0, 40) + " " + ratio.toFixed(2));
	}
	return out.slice(0, 4).join("; ");
})()`
)
