package console_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/ui/console"
)

// room is a service point with the real core: officials at three doors, and
// the television.
type room struct {
	whole  *testing.T
	core   *core
	opts   console.Options
	wire   *wire
	stop   func()
	chrome *chrome
	home   string
	three  tab
	four   tab
	tv     tab
}

func newRoom(t *testing.T) *room {
	t.Helper()
	f := &room{whole: t, core: newCore(t, ward()), wire: newWire(t)}
	f.opts = options(t, f.core)
	f.opts.Now = f.core.Now
	f.opts.Doors = append(f.opts.Doors, console.Door{Number: 5, NameVi: "Văn hóa – Xã hội", PINHash: hash(t, "555555")})
	f.start()
	f.home = "https://" + f.wire.ln.Addr().String() + "/"
	f.chrome = startChrome(t)
	return f
}

func (f *room) start() {
	address, stop := serve(f.whole, f.opts)
	f.stop = stop
	f.wire.lead(address)
}

// TestBrowserRoom: two officials in two browsers and the room's television on
// the real core.
func TestBrowserRoom(t *testing.T) {
	f := newRoom(t)
	f.history()
	f.three = f.chrome.open(t, f.home, 1366, 768)
	f.three.logIn(t, 3, "333333")
	f.four = f.chrome.open(t, f.home, 360, 780)
	f.four.logIn(t, 4, "444444")
	f.tv = f.chrome.open(t, f.home+"display?sound=1", 1920, 1080)
	f.tv.until(t, `document.body.dataset.link`, "up")
	f.tv.click(t, "#sound", 1) // browsers want a touch before they play
	f.tv.until(t, `String(document.querySelector("#sound").hidden)`, "true")
	t.Run("both calls stand on the display", f.twoCalls)
	t.Run("keyboard only", f.keyboardOnly)
	t.Run("undo", f.undo)
	t.Run("one ticket, two officials", f.onePick)
	t.Run("doors and stranded people", f.stranded)
	t.Run("reservations", f.reservations)
	t.Run("the ward is away", f.wardAway)
	t.Run("the answer is lost", f.lostAnswer)
	t.Run("restart", f.restart)
	t.Run("pictures", f.pictures)
	f.chrome.mu.Lock()
	defer f.chrome.mu.Unlock()
	for _, fault := range f.chrome.faults {
		t.Errorf("a page complained: %s", fault)
	}
}

// history gives the day some visits, so that waits are measured, and a line.
func (f *room) history() {
	c := f.core
	for range 4 {
		c.ticket("civil", "")
		c.send(kiosk.CallNext{Request: fmt.Sprintf("h-%d", c.n), Door: 3})
		c.pass(time.Duration(4+c.n%5) * time.Minute)
		c.send(kiosk.CloseVisit{Request: fmt.Sprintf("h-%d", c.n), Door: 3, Seen: row(c.View(), 3).Ticket})
		c.pass(time.Minute)
	}
	c.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", BatteryPct: 82, Place: "welcome"}})
	classes := map[int]string{4: "elderly", 6: "disabled"}
	for i, s := range []string{"civil", "land", "civil", "social", "civil", "civil", "civil", "land", "civil"} {
		c.ticket(s, classes[i])
		c.pass(2 * time.Minute)
	}
}

func row(v kiosk.View, door int) kiosk.DoorRow {
	i := slices.IndexFunc(v.Board, func(r kiosk.DoorRow) bool { return r.Door == door })
	return v.Board[i]
}

// press presses a key once its button may act.
func (p tab) press(t *testing.T, act, key string) {
	t.Helper()
	p.until(t, fmt.Sprintf(freeJS, act), "false")
	p.key(t, key)
}

// hit presses a key that is no letter.
func (p tab) hit(t *testing.T, key, code, text string) {
	t.Helper()
	keys := map[string]int{"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38}
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := map[string]any{"type": kind, "key": key, "code": code, "windowsVirtualKeyCode": keys[key]}
		if kind == "keyDown" && text != "" {
			params["text"] = text
		}
		p.c.call(t, p.session, "Input.dispatchKeyEvent", params, nil)
	}
}

const openJS = `String(document.querySelector("#sheet").open)`

// twoCalls: both doors call within a moment; no call is lost and both stand
// large on the display.
func (f *room) twoCalls(t *testing.T) {
	f.three.until(t, fmt.Sprintf(freeJS, "next"), "false")
	f.four.until(t, fmt.Sprintf(freeJS, "next"), "false")
	f.three.eval(t, `document.querySelector("[data-act=next]").click()`)
	f.four.eval(t, `document.querySelector("[data-act=next]").click()`)
	f.tv.until(t, `document.querySelectorAll("#calls .call[data-fresh]").length`, "2")
	r3, r4 := row(f.core.View(), 3), row(f.core.View(), 4)
	if r3.Number == r4.Number || r3.Number == "" || r4.Number == "" {
		t.Fatalf("doors serve %q and %q, want two people", r3.Number, r4.Number)
	}
	shown := f.tv.eval(t, `[...document.querySelectorAll("#calls .no")].map((e) => e.textContent).sort().join(" ")`)
	want := []string{r3.Number, r4.Number}
	slices.Sort(want)
	if shown != strings.Join(want, " ") {
		t.Errorf("the display shows %q large, want %q", shown, want)
	}
	f.tv.until(t, `document.body.dataset.chimes`, "2")
	f.tv.shoot(t, "display")
	f.three.until(t, `document.querySelector(".others strong").textContent`, r4.Number)
	f.three.shoot(t, "desk")
	f.four.resize(t, 390, 844)
	f.four.shoot(t, "phone")
}

// keyboardOnly is a whole visit without the mouse: call, recall, plan,
// transfer, take over at the other door, end.
func (f *room) keyboardOnly(t *testing.T) {
	three := f.three
	number := three.eval(t, numberJS)
	three.press(t, "recall", "r")
	three.until(t, sayJS, "Đã gọi lại "+number+".")
	three.press(t, "class", "u")
	three.until(t, openJS, "true")
	three.shoot(t, "sheet-class")
	three.until(t, `document.querySelector("#sheet [data-digit='2']").getAttribute("aria-disabled")`, "false")
	three.hit(t, "2", "Digit2", "2")
	three.until(t, sayJS, number+" nay thuộc diện: Người khuyết tật.")
	three.press(t, "plan", "k")
	three.until(t, openJS, "true")
	three.eval(t, `document.querySelector("#sheet select").focus()`)
	three.eval(t, `document.querySelector("#sheet select").value = "social"`)
	three.key(t, "n") // a letter in a field calls nobody
	three.eval(t, `document.querySelector("#sheet .line button").focus()`)
	three.hit(t, "Enter", "Enter", "\r")
	three.until(t, openJS, "false")
	three.press(t, "transfer", "d")
	three.until(t, openJS, "true")
	three.shoot(t, "sheet-transfer")
	three.key(t, "c") // a shortcut of the page does nothing behind a dialog
	three.until(t, `document.querySelector("#sheet [data-digit='1']").getAttribute("aria-disabled")`, "false")
	three.hit(t, "1", "Digit1", "1")
	three.until(t, sayJS, "Đã chuyển "+number+" đến cửa 4. Thứ tự của người dân không đổi.")
	if got, _ := f.core.state(number); got.State != queue.Waiting || got.To != 4 || len(got.Plan) != 1 || got.Class != "disabled" {
		t.Errorf("after the transfer %s is %+v, want it to wait for door 4 only, with its class and plan", number, got)
	}
	three.press(t, "help", "?")
	three.until(t, openJS, "true")
	three.shoot(t, "sheet-help")
	three.hit(t, "Escape", "Escape", "")
	three.until(t, openJS, "false")
	three.hit(t, "ArrowDown", "ArrowDown", "")
	three.until(t, `String(document.activeElement.matches("#line .ticket"))`, "true")
	three.hit(t, "Enter", "Enter", "\r")
	three.until(t, openJS, "true")
	three.shoot(t, "sheet-ticket")
	three.hit(t, "Escape", "Escape", "")
	three.press(t, "next", "n")
	three.until(t, fmt.Sprintf(freeJS, "close"), "false")
	next := three.eval(t, numberJS)
	three.press(t, "close", "c")
	three.until(t, sayJS, "Đã kết thúc "+next+". Robot đang mời đánh giá.")
	if n := served[kiosk.CloseVisit](f.core); n != 5 { // four of the morning
		t.Errorf("%d visits were closed, want 5", n)
	}
}

// undo: every act comes back within ten seconds, with a countdown, and not later.
func (f *room) undo(t *testing.T) {
	three := f.three
	three.until(t, `String(/^còn \d+ giây$/.test(document.querySelector("#undo-left").textContent))`, "true")
	three.shoot(t, "desk-undo")
	three.press(t, "undo", "z")
	three.until(t, fmt.Sprintf(freeJS, "close"), "false")
	number := three.eval(t, numberJS)
	if got, _ := f.core.state(number); got.State != queue.Called || got.Door != 3 {
		t.Errorf("after undo %s is %+v, want it at door 3 again", number, got)
	}
	for _, act := range []struct{ act, key, name string }{{"noshow", "v", "vắng mặt"}, {"hold", "h", "giữ lại"}} {
		three.press(t, act.act, act.key)
		three.until(t, `document.querySelector("#undo-button span").textContent`, "Hoàn tác "+act.name+" "+number)
		three.press(t, "undo", "z")
		three.until(t, numberJS, number)
	}
	three.press(t, "hold", "h")
	three.until(t, `document.querySelector(".held .num").textContent`, number)
	f.core.pass(11 * time.Second)
	three.until(t, `String(document.querySelector("#undo").hidden)`, "true")
	three.shoot(t, "desk-held")
}

// onePick: both officials press for the same held ticket; one has it, the other
// is told who.
func (f *room) onePick(t *testing.T) {
	three, four := f.three, f.four
	four.until(t, fmt.Sprintf(freeJS, "close"), "false")
	four.eval(t, `document.querySelector("[data-act=close]").click()`)
	four.until(t, numberJS, "Trống")
	number := three.eval(t, `document.querySelector(".held .num").textContent`)
	for _, p := range []tab{three, four} {
		p.until(t, `document.querySelector(".held [data-act=pick]")?.getAttribute("aria-disabled")`, "false")
	}
	four.eval(t, `document.querySelector("#say").replaceChildren()`)
	before := served[kiosk.Pick](f.core)
	f.core.hush(true) // the second page does not learn of the first's call in time
	three.eval(t, `document.querySelector(".held [data-act=pick]").click()`)
	four.eval(t, `document.querySelector(".held [data-act=pick]").click()`)
	three.until(t, `String(document.querySelector("#say").textContent.includes("`+number+`"))`, "true")
	four.until(t, sayJS+`.length > 0 ? "said" : ""`, "said")
	f.core.hush(false)
	four.until(t, `String(document.querySelector(".held") === null)`, "true")
	if n := served[kiosk.Pick](f.core) - before; n != 1 {
		t.Errorf("%d picks of one ticket were done, want 1", n)
	}
	got, _ := f.core.state(number)
	loser := map[int]tab{3: four, 4: three}[got.Door]
	told := fmt.Sprintf(`String(document.querySelector("#say").textContent === "%s vừa được gọi đến cửa %d. Lần nhấn của bạn chưa được thực hiện.")`, number, got.Door)
	loser.until(t, told, "true")
	loser.until(t, `String(document.querySelector("[data-act=door]").getAttribute("aria-disabled"))`, "false")
}

// stranded: a door closes for the day; those whom nobody calls any more are
// moved in one step, by keyboard.
func (f *room) stranded(t *testing.T) {
	five := f.chrome.open(t, f.home, 1366, 768)
	five.logIn(t, 5, "555555")
	f.core.ticket("social", "")
	five.press(t, "door", "p")
	five.until(t, openJS, "true")
	five.until(t, `document.querySelector("#sheet [data-digit='2']").getAttribute("aria-disabled")`, "false")
	five.hit(t, "2", "Digit2", "2")
	five.until(t, sayJS, "Cửa 5 tạm nghỉ, dự kiến mở lại sau 5 phút. Màn hình phòng chờ đã báo.")
	f.tv.until(t, `String(document.querySelector("#doors").textContent.includes("Tạm nghỉ, mở lại"))`, "true")
	five.until(t, fmt.Sprintf(freeJS, "next"), "true")
	five.press(t, "door", "p")
	five.until(t, openJS, "true")
	five.shoot(t, "sheet-door")
	five.until(t, `document.querySelector("#sheet [data-digit='9']").getAttribute("aria-disabled")`, "false")
	alone := len(row(f.core.View(), 5).Queue)
	five.hit(t, "9", "Digit9", "9")
	five.until(t, `document.querySelector(".stranded .count").textContent`, fmt.Sprint(alone))
	five.shoot(t, "desk-stranded")
	five.press(t, "strand", "s")
	five.until(t, openJS, "true")
	five.eval(t, `document.querySelector("#sheet [name=to_door]").value = "4"`)
	five.shoot(t, "sheet-strand")
	five.until(t, `document.querySelector("#sheet [data-act=strand]").getAttribute("aria-disabled")`, "false")
	five.eval(t, `document.querySelector("#sheet [data-act=strand]").click()`)
	five.until(t, `String(document.querySelector(".stranded") === null)`, "true")
	if v := f.core.View(); len(v.Line.Stranded) != 0 {
		t.Errorf("%d people have no door, want 0", len(v.Line.Stranded))
	}
}

// reservations: one is booked, found by its code, and checked in.
func (f *room) reservations(t *testing.T) {
	three := f.three
	three.press(t, "bookings", "l")
	three.until(t, openJS, "true")
	at := f.core.Now().Add(2 * time.Hour).In(time.FixedZone("ICT", 7*3600)).Format("2006-01-02T15:04")
	three.eval(t, `document.querySelector("#sheet details").open = true; document.querySelector("#sheet [name=at]").value = "`+at+`"`)
	three.until(t, `document.querySelector("#sheet [data-act=book]").getAttribute("aria-disabled")`, "false")
	three.eval(t, `document.querySelector("#sheet [data-act=book]").click()`)
	three.until(t, `String(document.querySelector("#sheet-say").textContent.includes("Mã hẹn: 123"))`, "true")
	three.until(t, `document.querySelectorAll(".books li").length`, "1")
	three.shoot(t, "sheet-bookings")
	three.until(t, `document.querySelector("#sheet [data-act=checkin]").getAttribute("aria-disabled")`, "false")
	three.eval(t, `document.querySelector("#sheet [data-act=checkin]").click()`)
	three.until(t, `String(/Đã cấp số A\d{3} cho lịch hẹn 123/.test(document.querySelector("#sheet-say").textContent))`, "true")
	three.hit(t, "Escape", "Escape", "")
	three.until(t, openJS, "false")
	three.press(t, "today", "b")
	three.until(t, openJS, "true")
	three.shoot(t, "sheet-today")
	three.hit(t, "Escape", "Escape", "")
}

// wardAway: the network to the ward is down; the doors go on.
func (f *room) wardAway(t *testing.T) {
	f.core.send(kiosk.LinkChanged{Part: kiosk.PartWard})
	f.three.until(t, `String(document.querySelector("#notices").textContent.includes("Chưa nối được với máy chủ phường"))`, "true")
	if r := row(f.core.View(), 3); r.Number != "" {
		f.three.press(t, "close", "c")
		f.three.until(t, numberJS, "Trống")
	}
	f.three.press(t, "next", "n")
	f.three.until(t, fmt.Sprintf(freeJS, "close"), "false")
	f.core.send(kiosk.LinkChanged{Part: kiosk.PartWard, Up: true})
}

// lostAnswer: the robot did what was asked and its answer got lost; the same
// press again does it no second time.
func (f *room) lostAnswer(t *testing.T) {
	three := f.three
	three.press(t, "recall", "r")
	three.until(t, `String(document.querySelector("#say").textContent.startsWith("Đã gọi lại"))`, "true")
	n := served[kiosk.Recall](f.core)
	// What the page sends when it sends the same press twice at once.
	js := `(async () => { const s = document.querySelector("#seen").value; const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRF-Token"];
	const one = () => fetch("/do/recall", { method: "POST", headers: { "X-CSRF-Token": token, "Content-Type": "application/x-www-form-urlencoded" }, body: "seen=" + s + "&request=same-press" }).then((r) => r.status);
	window.twice = (await Promise.all([one(), one(), one()])).join(" "); })()`
	three.eval(t, js)
	three.until(t, `window.twice`, "200 200 200")
	if got := served[kiosk.Recall](f.core) - n; got != 1 {
		t.Errorf("one press sent three times was done %d times, want once", got)
	}
}

// restart: pages say that the link is lost, keep their hands off, and come back
// by themselves.
func (f *room) restart(t *testing.T) {
	f.wire.lead("")
	for _, p := range []tab{f.three, f.four, f.tv} {
		p.until(t, `document.body.dataset.link + document.querySelector("#lost").hidden`, "lostfalse")
	}
	if got := f.three.eval(t, `document.querySelectorAll("[data-act]:not([aria-disabled=true])").length`); got != "0" {
		t.Errorf("%s buttons can be pressed without a link, want 0", got)
	}
	if got := f.three.eval(t, `String(document.querySelector("#lost").textContent.startsWith("Mất kết nối với robot, đang nối lại"))`); got != "true" {
		t.Errorf("the page says %q, want that the link is lost", f.three.eval(t, `document.querySelector("#lost").textContent`))
	}
	f.three.shoot(t, "desk-lost")
	f.tv.shoot(t, "display-lost")
	f.stop()
	number := f.core.ticket("civil", "")
	f.start()
	for _, p := range []tab{f.three, f.four, f.tv} {
		p.until(t, `document.body.dataset.link + document.querySelector("#lost").hidden`, "uptrue")
	}
	f.three.until(t, `String(document.querySelector("#line").textContent.includes("`+number+`"))`, "true")
}

// pictures looks at the pages in the sizes that count.
func (f *room) pictures(t *testing.T) {
	for _, w := range []int{360, 390} {
		f.four.resize(t, w, 844)
		if got := f.four.eval(t, `document.scrollingElement.scrollWidth`); got != fmt.Sprint(w) {
			t.Errorf("page on a phone is %s px wide, want %d: %s", got, w, f.four.eval(t, wideJS))
		}
	}
	f.four.until(t, fmt.Sprintf(freeJS, "door"), "false")
	f.four.shoot(t, "phone-line")
	f.four.eval(t, `document.querySelector("[data-act=door]").click()`)
	f.four.until(t, openJS, "true")
	f.four.shoot(t, "phone-sheet")
	if got := f.four.eval(t, `document.scrollingElement.scrollWidth`); got != "390" {
		t.Errorf("dialog on a phone is %s px wide, want 390", got)
	}
	f.four.eval(t, `document.querySelector("#sheet").close(); scrollTo(0, 700)`)
	f.four.shoot(t, "phone-down")
	for _, p := range []tab{f.three, f.four} {
		if got := p.eval(t, smallJS); got != "" {
			t.Errorf("targets under 44 px: %s", got)
		}
		if got := p.eval(t, paleJS); got != "" {
			t.Errorf("too little contrast: %s", got)
		}
	}
	f.chrome.call(t, f.three.session, "Emulation.setEmulatedMedia", map[string]any{
		"features": []map[string]string{{"name": "prefers-color-scheme", "value": "dark"}},
	}, nil)
	f.three.until(t, `getComputedStyle(document.body).backgroundColor`, "rgb(16, 22, 29)")
	f.three.shoot(t, "desk-dark")
	if got := f.three.eval(t, paleJS); got != "" {
		t.Errorf("too little contrast in the dark: %s", got)
	}
	f.tv.shoot(t, "display-later")
	f.tv.resize(t, 1080, 1920)
	f.tv.shoot(t, "display-portrait")
	if got := f.tv.eval(t, `document.scrollingElement.scrollWidth + " " + document.scrollingElement.scrollHeight`); got != "1080 1920" {
		t.Errorf("display is %s px, want 1080 1920", got)
	}
}

const (
	// wideJS names what sticks out of the page.
	wideJS = `[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > screen.width + 1).slice(0, 5).map((e) => e.tagName + "." + e.className).join(", ")`
	// smallJS names controls that a thumb misses.
	smallJS = `[...document.querySelectorAll("button, summary, select, input:not([type=hidden], [type=checkbox])")].filter((e) => { const r = e.getBoundingClientRect(); return r.height > 0 && (r.height < 43.5 || r.width < 43.5); }).map((e) => e.outerHTML.slice(0, 80) + " " + e.getBoundingClientRect().height).join("; ")`
)
