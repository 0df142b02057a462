package console_test

import (
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui/console"
)

var shots = flag.String("shots", "", "write screenshots of the browser test into this directory")

// wire forwards a fixed port to a console that may be cut off and replaced.
type wire struct {
	ln net.Listener

	mu    sync.Mutex
	to    string // "" while cut
	conns map[net.Conn]struct{}
}

// port takes a free port.
func port(t *testing.T) net.Listener {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

func newWire(t *testing.T) *wire {
	t.Helper()
	ln := port(t)
	w := &wire{ln: ln, conns: map[net.Conn]struct{}{}}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			all.Go(func() { w.carry(in) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		w.lead("")
		all.Wait()
	})
	return w
}

func (w *wire) carry(in net.Conn) {
	defer func() { _ = in.Close() }()
	w.mu.Lock()
	to := w.to
	w.mu.Unlock()
	var dialer net.Dialer
	out, err := dialer.DialContext(context.Background(), "tcp", to)
	if err != nil {
		return
	}
	defer func() { _ = out.Close() }()
	w.mu.Lock()
	if w.to != to {
		w.mu.Unlock()
		return
	}
	w.conns[in], w.conns[out] = struct{}{}, struct{}{}
	w.mu.Unlock()
	back := make(chan struct{})
	go func() {
		defer close(back)
		_, _ = io.Copy(in, out)
		_ = in.Close()
	}()
	_, _ = io.Copy(out, in)
	_ = out.Close()
	<-back
}

// lead cuts every connection and sends new ones to another console.
func (w *wire) lead(to string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.to = strings.TrimPrefix(to, "https://")
	for c := range w.conns {
		_ = c.Close()
	}
	clear(w.conns)
}

func (p tab) logIn(t *testing.T, door int, pin string) {
	t.Helper()
	p.until(t, `!!document.querySelector("#pin")`, "true")
	p.eval(t, fmt.Sprintf(`document.querySelector("#door").value = "%d"; document.querySelector("#pin").focus()`, door))
	p.c.call(t, p.session, "Input.insertText", map[string]any{"text": pin}, nil)
	p.click(t, "button.go", 1)
	p.until(t, `document.body.dataset.link`, "up")
}

func (p tab) shoot(t *testing.T, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	p.until(t, `document.fonts.status`, "loaded")
	p.eval(t, `document.getAnimations().forEach((a) => a.finish())`)
	var got struct{ Data string }
	p.c.call(t, p.session, "Page.captureScreenshot", map[string]any{"captureBeyondViewport": false}, &got)
	png, err := base64.StdEncoding.DecodeString(got.Data)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

const (
	numberJS = `document.querySelector(".number").firstChild.textContent.trim()`
	sayJS    = `document.querySelector("#say").textContent`
	freeJS   = `document.querySelector("[data-act=%s]").getAttribute("aria-disabled")`
)

// kinds names the messages taken since the first n.
func (d *desk) kinds(n int) string {
	var out []string
	for _, m := range d.took()[n:] {
		out = append(out, reflect.TypeOf(m).Name())
	}
	return strings.Join(out, " ")
}

// office is two officials at work: one at door 3 on a large screen, one at
// door 4 on a phone.
type office struct {
	whole       *testing.T // what outlives a step
	desk        *desk
	panel       *panel
	opts        console.Options
	wire        *wire
	stop        func() // ends the console that the wire leads to
	chrome      *chrome
	home        string
	three, four tab
}

func TestBrowser(t *testing.T) {
	f := office{whole: t, desk: newDesk(morning()), wire: newWire(t)}
	f.panel = newPanel()
	f.opts = techOptions(t, f.desk, f.panel, &audience{})
	var address string
	address, f.stop = serve(t, f.opts)
	f.wire.lead(address)
	f.home = "https://" + f.wire.ln.Addr().String() + "/"
	f.chrome = startChrome(t)
	f.three = f.chrome.open(t, f.home, 1280, 800)
	f.three.until(t, `document.readyState`, "complete")
	f.three.shoot(t, "login")
	f.three.logIn(t, 3, "333333")
	f.four = f.chrome.open(t, f.home, 390, 844)
	f.four.logIn(t, 4, "444444")
	f.three.shoot(t, "empty")
	f.four.shoot(t, "phone")
	if got := f.four.eval(t, `document.scrollingElement.scrollWidth`); got != "390" {
		t.Errorf("page on a phone is %s px wide, want 390", got)
	}
	t.Run("double click is one call", f.doubleClick)
	t.Run("shortcuts", f.shortcuts)
	t.Run("two officials at one door", f.twoAtOneDoor)
	t.Run("help", f.helpIsAnswered)
	t.Run("emergency", f.emergency)
	t.Run("lost and found", f.lostAndFound)
	t.Run("technician", f.technician)
	t.Run("log-out", func(t *testing.T) {
		f.three.click(t, "header form button", 1)
		f.three.until(t, `location.pathname + location.search`, "/login?door=3")
		f.three.until(t, `!!document.querySelector("#pin")`, "true")
	})
	f.chrome.mu.Lock()
	defer f.chrome.mu.Unlock()
	for _, fault := range f.chrome.faults {
		t.Errorf("a page complained: %s", fault)
	}
}

func (f *office) doubleClick(t *testing.T) {
	d, three, four := f.desk, f.three, f.four
	three.until(t, fmt.Sprintf(freeJS, "next"), "false")
	three.click(t, "[data-act=next]", 2)
	three.until(t, numberJS, "A012")
	three.until(t, sayJS, "Đã gọi A012 đến cửa 3.")
	three.until(t, fmt.Sprintf(freeJS, "recall"), "false") // the hold is over
	if got := d.kinds(0); got != "CallNext" {
		t.Errorf("a double click sent %q, want one CallNext", got)
	}
	three.shoot(t, "serving")
	four.until(t, `document.querySelector(".waiting .num").textContent`, "A009") // the other official sees it
	four.until(t, `document.querySelector(".others strong").textContent`, "A012")
}

func (f *office) shortcuts(t *testing.T) {
	d, three, four := f.desk, f.three, f.four
	n := len(d.took())
	four.key(t, "c")
	four.until(t, numberJS, "Trống")
	got := d.took()[n:]
	m, ok := got[0].(kiosk.CloseVisit)
	if len(got) != 1 || !ok || m.Door != 4 || m.Seen != "t-07" {
		t.Errorf("C sent %#v, want one CloseVisit of t-07 at door 4", got)
	}
	three.key(t, "n") // makes no sense now: somebody is at the door
	three.eval(t, `document.body.append(Object.assign(document.createElement("input"), {id: "try"})); document.querySelector("#try").focus()`)
	three.key(t, "r")
	three.until(t, `document.querySelector("#try").value`, "r")
	three.eval(t, `document.querySelector("#try").remove()`)
	three.key(t, "r")
	three.until(t, sayJS, "Đã gọi lại A012.")
	if got := d.kinds(n + 1); got != "Recall" {
		t.Errorf("N, R in a field and R sent %q, want Recall", got)
	}
}

func (f *office) twoAtOneDoor(t *testing.T) {
	d, four := f.desk, f.four
	second := f.chrome.open(t, f.home, 1280, 800)
	second.logIn(t, 4, "444444")
	four.until(t, fmt.Sprintf(freeJS, "next"), "false")
	n := len(d.took())
	d.hush(true) // the second page does not learn of the first's call in time
	four.key(t, "n")
	four.until(t, sayJS, "Đã gọi A009 đến cửa 4.")
	second.key(t, "n")
	second.until(t, sayJS, "Một cán bộ khác vừa gọi A009 đến cửa 4. Lần nhấn của bạn chưa được thực hiện; trang đã được cập nhật.")
	second.until(t, numberJS, "A009")
	second.shoot(t, "stale")
	f.chrome.call(t, second.session, "Emulation.setEmulatedMedia", map[string]any{
		"features": []map[string]string{{"name": "prefers-color-scheme", "value": "dark"}},
	}, nil)
	second.until(t, `getComputedStyle(document.body).backgroundColor`, "rgb(16, 22, 29)")
	d.hush(false)
	second.until(t, fmt.Sprintf(freeJS, "recall"), "false")
	second.shoot(t, "dark")
	if got := d.kinds(n); got != "CallNext CallNext" {
		t.Errorf("two officials sent %q, want one CallNext each", got)
	}
	if r := d.View().Board; r[0].Number != "A012" || r[1].Number != "A009" {
		t.Errorf("doors serve %s and %s, want A012 and A009", r[0].Number, r[1].Number)
	}
}

func (f *office) lostAndFound(t *testing.T) {
	d, three := f.desk, f.three
	n := len(d.took())
	f.wire.lead("")
	three.until(t, `document.body.dataset.link + document.querySelector("#lost").hidden`, "lostfalse")
	three.shoot(t, "lost")
	three.key(t, "r")
	f.stop()
	d.change(func(v *kiosk.View) {
		v.Robot.State, v.Robot.EStop = "estop", false
		v.Notices = append(v.Notices, kiosk.NoticeRobotStop)
	})
	again, _ := serve(f.whole, f.opts)
	f.wire.lead(again)
	three.until(t, `document.body.dataset.link`, "up")
	three.until(t, fmt.Sprintf(freeJS, "resume"), "false")
	three.until(t, `document.querySelector("#lost").hidden`, "true")
	three.shoot(t, "stopped")
	three.click(t, "[data-act=resume]", 1)
	three.until(t, sayJS, "Robot được phép chạy tiếp.")
	three.until(t, fmt.Sprintf(freeJS, "admit"), "false")
	three.click(t, "[data-act=admit]", 1)
	three.until(t, sayJS, "Đã nhận A013 vào hàng chờ.")
	if got := d.kinds(n); got != "ResumeRobot Admit" {
		t.Errorf("R without a link, resume and admit sent %q, want ResumeRobot Admit", got)
	}
}
