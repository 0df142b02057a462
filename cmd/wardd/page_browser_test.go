package main_test

import (
	"bytes"
	"cmp"
	"flag"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
)

var shots = flag.String("shots", "", "write pictures of the ward's pages to this folder")

// TestPagesInBrowser lets a real browser walk through the pages of a ward in
// use, at the size of a desk and of a phone, as each role.
func TestPagesInBrowser(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	h := newHistory(t, w)
	h.days(30)
	h.office()
	if _, err := command.MakeKey(filepath.Join(w.dir, "state", "commands.key")); err != nil {
		t.Fatal(err)
	}
	w.start()
	robots := h.robots(w.mqtt)
	now := time.Now().In(h.zone)
	for i := range 14 {
		h.visit(now.Add(-time.Duration(14-i)*time.Minute), areas()[i%6], areas()[i%6].doors[0])
	}
	wait := 2400
	for i := range 4 {
		h.add(now.Add(-time.Duration(4-i)*time.Minute), schema.Rating{Face: "dissatisfied", Source: "ticket", Service: "dat-dai", Door: 6, Lang: "vi", WaitS: &wait, ServeS: &wait})
	}
	h.commit()

	b := newBrowser(t)
	b.desk()
	b.enter(w, "lan")
	b.until(`document.querySelector("#link")?.textContent`, "Trực tiếp")
	b.until(`document.querySelectorAll("#ratings [data-n]").length >= 8 && document.body.innerText.includes("Đất đai")`, "true")
	h.floors(robots, b, w)
	b.open(w.page)
	b.until(`document.querySelector("#link")?.textContent`, "Trực tiếp")
	b.eval(`window.kept = "yes"`)
	h.add(time.Now().In(h.zone), schema.Rating{Face: "very-satisfied", Source: "ticket", Service: "ho-tich", Door: 3, Lang: "vi", WaitS: &wait, ServeS: &wait})
	h.commit()
	b.shot(t, "live")
	// An alert is raised by itself, for the only officer of the door.
	b.until(`fetch("/alerts").then(r => r.text()).then(t => window.alerts = t.includes("Trần Văn Minh")), String(window.alerts)`, "true")
	for _, page := range []string{
		"ratings", "ratings?by=door", "ratings?by=hour", "ratings?by=day", "waits", "waits?by=door&period=7", "robots", "alerts", "cases", "pillars",
		"export", "users", "settings", "tokens", "record", "report", "announce", "cases/poster", "calls", "ratings?lang=en&by=service", "waits?lang=en",
	} {
		b.page(t, w, page)
	}
	b.page(t, w, "alerts?lang=vi")
	b.follow(`document.querySelector(".jobs a").href`)
	b.shot(t, "alert")
	b.page(t, w, "cases")
	b.follow(`[...document.querySelectorAll(".jobs a")].find(a => a.innerText.includes("Thời gian chờ")).href`)
	b.shot(t, "case")
	b.unanswered(t, w, robots)
	b.leave(w)
	b.shot(t, "login")
	h.add(time.Now().In(h.zone).Add(-time.Minute), schema.Help{})
	h.commit()
	b.officer(t, w)
	b.technician(t, w)
	b.citizen(t, w)
	if len(b.faults) > 0 {
		t.Errorf("got complaints of the pages:\n%s", strings.Join(b.faults, "\n"))
	}
}

// officer: her door and service, nothing of others.
func (b *browser) officer(t *testing.T, w *wardd) {
	t.Helper()
	b.handheld()
	b.enter(w, "minh")
	b.until(`document.querySelector("#link")?.textContent`, "Trực tiếp")
	b.until(`[...document.querySelectorAll("#ratings em")].every(e => e.textContent == "Cửa 6")`, "true")
	b.until(`[...document.querySelectorAll(".callers button")].map(e => e.innerText).join()`, "Cửa 6 đang tới")
	b.wide(t, "calls")
	b.shot(t, "phone-live")
	b.eval(`document.querySelector(".callers button").click()`)
	b.until(`document.querySelector(".said")?.innerText.includes("Đã gửi") && document.querySelector(".callers").innerText.includes("Cửa 6")`, "true")
	b.shot(t, "phone-call")
	b.page(t, w, "ratings?by=door")
	b.until(`[...document.querySelectorAll(".groups tbody tr td:first-child")].map(e => e.innerText).join()`, "Cửa 6")
	b.page(t, w, "waits")
	b.page(t, w, "cases")
	b.until(`document.querySelectorAll(".jobs a").length`, "1")
	b.page(t, w, "alerts")
	b.page(t, w, "users")
	b.until(`document.body.innerText.includes("không dành cho tài khoản")`, "true")
	b.leave(w)
}

func (b *browser) technician(t *testing.T, w *wardd) {
	t.Helper()
	b.enter(w, "ky-thuat")
	b.until(`location.pathname`, "/robots")
	b.until(`document.querySelectorAll(".places a").length`, "1")
	b.shot(t, "phone-robots")
	b.follow(`document.querySelector("a.setup").href`)
	b.until(`getComputedStyle(document.querySelector(".week").closest(".part")).display`, "none") // as in the robot's file
	b.shot(t, "phone-setup-before")
	b.eval(`for (const e of document.querySelectorAll("input[value=ward]")) e.click();
		document.querySelector("[name=vi]").value = "Chiều thứ sáu nghỉ từ 16 giờ để họp.";
		for (const e of document.querySelectorAll(".week input:not(#off)")) e.value = "07:30-11:30, 13:00-17:00"; document.querySelector("#sun").value = "";
		document.querySelector("#off").value = "02/09/2027"; document.querySelector("[name=door-vi]").value = "Chứng thực"; document.querySelector(".setup-form button").click()`)
	b.until(`document.querySelector("[sse-swap=wanted]").innerText.includes("Robot chưa trả lời") && document.querySelector(".said")?.innerText.includes("Đã lưu")`, "true")
	b.wide(t, "setup")
	b.shot(t, "phone-setup")
	b.desk()
	b.shot(t, "setup")
	b.handheld()
	b.leave(w)
}

// citizen writes by the code on the wall, and reads the answer's state.
func (b *browser) citizen(t *testing.T, w *wardd) {
	t.Helper()
	b.open(w.page + "g/")
	b.wide(t, "g")
	b.shot(t, "phone-form")
	b.eval(`document.querySelector("input[value=wait]").click(); document.querySelector("textarea").value = "Chờ lâu quá"; document.querySelector("button").click()`)
	b.until(`location.pathname.length > 20 && document.body.innerText.includes("Phản ánh số 6")`, "true")
	b.wide(t, "g/token")
	b.shot(t, "phone-state")
}

func (b *browser) desk() {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
}

func (b *browser) handheld() {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 390, "height": 844, "deviceScaleFactor": 1.5, "mobile": true}, nil)
}

// enter logs in as a person does.
func (b *browser) enter(w *wardd, name string) {
	b.t.Helper()
	b.open(w.page + "login")
	b.until(`!!document.querySelector("#name")`, "true")
	b.eval(`document.querySelector("#name").value = "` + name + `"; document.querySelector("#password").value = "` + userPassword + `"; document.querySelector("form button").click()`)
	b.until(`!!document.querySelector(".places")`, "true")
}

func (b *browser) leave(w *wardd) {
	b.t.Helper()
	b.eval(`document.querySelector("form[action='/logout'] button").click()`)
	b.until(`location.pathname`, "/login")
}

// page opens a page and checks that it fits its window.
func (b *browser) page(t *testing.T, w *wardd, path string) {
	t.Helper()
	b.open(w.page + path)
	b.until(`document.querySelectorAll("[data-chart]").length == document.querySelectorAll(".uplot").length && !!document.querySelector("main")`, "true")
	b.wide(t, path)
	name := strings.NewReplacer("?", "-", "&", "-", "=", "-", "/", "-").Replace(path)
	if b.eval(`innerWidth < 500`) == "true" {
		name = "phone-" + name
	}
	b.shot(t, name)
}

// wide checks that nothing is wider than the window.
func (b *browser) wide(t *testing.T, path string) {
	t.Helper()
	if got := b.eval(`document.documentElement.scrollWidth - document.documentElement.clientWidth`); got != "0" {
		t.Errorf("%s: got %s pixels beyond the window's width", path, got)
	}
}

func (b *browser) follow(js string) {
	b.t.Helper()
	to := b.eval(js)
	b.open(to)
	b.until(`location.href`, to)
	b.until(`!!document.querySelector("main.job")`, "true")
}

// shot takes a picture of the whole page, with a palette: small for the documents.
func (b *browser) shot(t *testing.T, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	time.Sleep(300 * time.Millisecond) // for what moves into its place
	var size struct {
		CSSContentSize struct{ Width, Height float64 }
	}
	b.call("Page.getLayoutMetrics", nil, &size)
	var got struct{ Data []byte }
	b.call("Page.captureScreenshot", map[string]any{
		"format": "png", "captureBeyondViewport": true,
		"clip": map[string]any{"x": 0, "y": 0, "width": size.CSSContentSize.Width, "height": min(size.CSSContentSize.Height, 4000), "scale": 1},
	}, &got)
	full, err := png.Decode(bytes.NewReader(got.Data))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, reduced(full)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// reduced gives a picture with the 256 colours that it has most of.
func reduced(full image.Image) image.Image {
	coarse := func(x, y int) color.RGBA {
		r, g, b, _ := full.At(x, y).RGBA()
		return color.RGBA{uint8(r>>8) &^ 3, uint8(g>>8) &^ 3, uint8(b>>8) &^ 3, 255}
	}
	counts := make(map[color.RGBA]int)
	box := full.Bounds()
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			counts[coarse(x, y)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	var colours color.Palette
	for _, c := range all[:min(256, len(all))] {
		colours = append(colours, c)
	}
	nearest := make(map[color.RGBA]uint8, len(all))
	for _, c := range all {
		nearest[c] = uint8(colours.Index(c))
	}
	out := image.NewPaletted(box, colours)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			out.SetColorIndex(x, y, nearest[coarse(x, y)])
		}
	}
	return out
}
