package main_test

import (
	"strconv"
	"strings"
	"testing"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report"
	"tiepdan/report/schema"
)

// hall is a service point of 20 by 13 metres: six doors, chairs, a counter.
func hall() schema.Floor {
	box := func(x, y, wide, high float64) [][2]float64 {
		return [][2]float64{{x, y}, {x + wide, y}, {x + wide, y + high}, {x, y + high}}
	}
	var walls [][][2]float64
	for _, b := range [][4]float64{
		{0, 0, 8.6, 0.2},
		{11.4, 0, 8.6, 0.2},
		{0, 0, 0.2, 13},
		{19.8, 0, 0.2, 13},
		{0, 12.8, 20, 0.2}, // outside, open at the entrance
		{3.2, 9.6, 0.15, 3.2},
		{6.5, 9.6, 0.15, 3.2},
		{9.8, 9.6, 0.15, 3.2},
		{13.1, 9.6, 0.15, 3.2},
		{16.4, 9.6, 0.15, 3.2},
		{0.2, 9.5, 1, 0.15},
		{2.4, 9.5, 2.1, 0.15},
		{5.7, 9.5, 2.1, 0.15},
		{9, 9.5, 2.1, 0.15},
		{12.3, 9.5, 2.1, 0.15},
		{15.6, 9.5, 2.1, 0.15},
		{18.9, 9.5, 0.9, 0.15},
		{14.5, 1.2, 3.5, 0.7},
		{0.9, 5.2, 0.5, 2.4},
	} {
		walls = append(walls, box(b[0], b[1], b[2], b[3]))
	}
	for row := range 3 {
		for seat := range 6 {
			walls = append(walls, box(6.6+1.1*float64(seat), 3.6+1.3*float64(row), 0.5, 0.5))
		}
	}
	var places []schema.FloorPlace
	for door := 1; door <= 6; door++ {
		places = append(places, schema.FloorPlace{Place: "door-" + string(rune('0'+door)), Kind: schema.PlaceDoor, XCM: 330*door - 150, YCM: 880, Doors: []int{door}})
	}
	places = append(
		places,
		schema.FloorPlace{Place: "home", Kind: schema.PlaceWelcome, XCM: 420, YCM: 170, Doors: []int{}},
		schema.FloorPlace{Place: "chairs", Kind: schema.PlaceWaiting, XCM: 560, YCM: 520, Doors: []int{}},
		schema.FloorPlace{Place: "dock", Kind: schema.PlaceDock, XCM: 90, YCM: 90, Doors: []int{}},
		schema.FloorPlace{Place: "gate", Kind: schema.PlaceEntrance, XCM: 1000, YCM: 120, Doors: []int{}},
	)
	return report.FloorOf(report.Plan{
		Outline: walls, Places: places, Rounds: []string{"Sáng", "Chiều"},
		Zones: []schema.FloorZone{
			{Zone: "Khu chờ", Kind: schema.ZoneWaiting, Area: [][]int{{620, 320}, {1320, 320}, {1320, 720}, {620, 720}}},
			{Zone: "Cầu thang", Kind: schema.ZoneKeepOut, Area: [][]int{{1750, 420}, {1980, 420}, {1980, 740}, {1750, 740}}},
		},
	})
}

// floors: robots tell where they are; the page follows, and a touch sends one.
func (h *history) floors(client mqtt.Client, b *browser, w *wardd) {
	t := h.t
	t.Helper()
	for _, name := range []string{"kb-01", "kb-02"} {
		say(t, client, name, "info", schema.Info{
			V: 1, Model: "kb-1", Version: "v1", Can: []string{"goto", schema.AbilityErrands}, Schemas: []string{}, Epoch: "9f3a1c21" + name,
		})
		say(t, client, name, "tlm/floor", hall())
	}
	b.desk()
	// A page that is drawn between the two plans asks to be loaded again.
	b.until(`fetch("/robots").then(r => r.text()).then(t => window.planned = (t.match(/<path class="robot"/g) || []).length), String(window.planned)`, "2")
	b.open(w.page + "robots")
	b.until(`document.querySelectorAll(".plan .robot").length`, "2")
	b.until(`document.querySelector("#link")?.textContent`, "Trực tiếp")
	b.until(`document.querySelector(".over .target") !== null && document.querySelector(".crew").innerText.includes("Đang dẫn người đến cửa 4")`, "true")
	b.eval(`window.kept = document.querySelector(".plan .walls")`)
	b.wide(t, "robots")
	b.shot(t, "floor")
	b.dark(true)
	b.shot(t, "floor-dark")
	b.dark(false)

	s := h.status(1)
	s.Base.XM, s.Base.YM, s.Base.HeadingRad = 12, 8.2, 0.1
	before := b.eval(`document.querySelectorAll(".plan .robot")[1].getAttribute("transform")`)
	say(t, client, "kb-02", "tlm/status", s)
	b.until(`document.querySelectorAll(".plan .robot")[1].getAttribute("transform") != "`+before+`"`, "true")
	b.until(`String(window.kept === document.querySelector(".plan .walls"))`, "true") // only what moves is sent

	s.Base.Staff, s.Base.State, s.Base.Refill = "no-progress", "blocked", true
	say(t, client, "kb-02", "tlm/status", s)
	b.until(`document.querySelectorAll(".needs li").length`, "2")
	b.eval(`[...document.querySelectorAll(".needs li")].find(e => e.innerText.includes("bị kẹt")).querySelector("button").click()`)
	b.until(`location.search.includes("said=saved") && document.querySelector(".needs")?.innerText.includes("đang tới")`, "true")
	b.open(w.page)
	b.until(`document.querySelector(".needs")?.innerText.includes("kb-02")`, "true")
	b.until(`document.querySelector("#link")?.textContent`, "Trực tiếp")
	b.shot(t, "live-needs")
	say(t, client, "kb-02", "tlm/status", h.status(1))
	b.until(`document.querySelector(".needs") === null`, "true") // gone without the page being loaded again
	h.touch(b, w)
}

// touch sends a robot by a touch on the plan, on a phone.
func (h *history) touch(b *browser, w *wardd) {
	t := h.t
	t.Helper()
	b.handheld()
	b.open(w.page + "robots")
	b.until(`document.querySelectorAll("a.spot").length`, "10")
	b.wide(t, "robots")
	at := strings.Split(b.eval(`(() => { const r = document.querySelector("a.spot[href*='to=door-5'] .touch").getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2, r.width].join() })()`), ",")
	b.tap(at[0], at[1])
	b.until(`document.querySelector(".errand[open] input[name=task]:checked")?.value`, ":door-5")
	b.shot(t, "phone-floor")
	b.eval(`document.querySelector(".errand input[value='00070/kb-01']").click(); document.querySelector(".errand .primary").click()`)
	b.until(`document.querySelector(".said")?.innerText.includes("Đã gửi tới robot") && document.querySelector(".crew").innerText.includes("Đã gửi, robot chưa trả lời")`, "true")
	b.desk()
}

// tap touches a point of the window.
func (b *browser) tap(x, y string) {
	b.t.Helper()
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		b.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": number(b.t, x), "y": number(b.t, y), "button": "left", "clickCount": 1}, nil)
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// dark is what a person prefers.
func (b *browser) dark(on bool) {
	b.t.Helper()
	value := map[bool]string{true: "dark", false: "light"}[on]
	b.call("Emulation.setEmulatedMedia", map[string]any{"features": []any{map[string]any{"name": "prefers-color-scheme", "value": value}}}, nil)
}
