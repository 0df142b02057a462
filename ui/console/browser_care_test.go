package console_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// applyCare does what the core does with help and announcements.
func applyCare(v *kiosk.View, m kiosk.Msg) error {
	switch m := m.(type) {
	case kiosk.AnswerHelp:
		if v.Help == nil || v.Help.ID != m.Help || v.Help.Door != 0 {
			return kiosk.ErrNoHelp
		}
		h := *v.Help
		h.Door, h.Answered = m.Door, now
		v.Help = &h
	case kiosk.CloseHelp:
		if v.Help == nil || v.Help.ID != m.Help {
			return kiosk.ErrNoHelp
		}
		v.Help = nil
	case kiosk.Announce:
		b := kiosk.Bulletin{ID: m.ID, Text: m.Text, Emergency: m.Emergency, Door: m.Door, At: now}
		v.Bulletins = append(slices.Clone(v.Bulletins), b)
	case kiosk.Withdraw:
		v.Bulletins = slices.DeleteFunc(slices.Clone(v.Bulletins), func(b kiosk.Bulletin) bool { return b.ID == m.ID })
	}
	return nil
}

const shownJS = `String(document.querySelector("%s").getBoundingClientRect().height > 0)`

// helpIsAnswered: both officials notice a call, one answers it by keyboard and
// the other sees who comes.
func (f *office) helpIsAnswered(t *testing.T) {
	d, three, four := f.desk, f.three, f.four
	n := len(d.took())
	d.change(func(v *kiosk.View) { v.Help = &kiosk.Help{ID: "help/1", At: now.Add(-time.Minute)} })
	three.until(t, `document.title`, "⚠ Cần giúp · Cửa 3")
	four.until(t, fmt.Sprintf(shownJS, "#answer-help"), "true")
	four.until(t, `document.querySelector("#alert").textContent`, "Có người cần giúp ở màn hình robot, gọi lúc 09:40.")
	if top := four.eval(t, `document.querySelector("#help").getBoundingClientRect().top < innerHeight / 2`); top != "true" {
		t.Errorf("the call is in the upper half of a phone: %s, want true", top)
	}
	three.shoot(t, "help")
	four.shoot(t, "phone-help")
	three.until(t, fmt.Sprintf(freeJS, "answer"), "false")
	three.key(t, "t")
	four.until(t, `document.querySelector("#help strong").textContent`, "Cửa 3 đang đến giúp người ở màn hình robot")
	three.shoot(t, "help-answered")
	four.until(t, fmt.Sprintf(freeJS, "helped"), "false")
	four.click(t, "#close-help", 1)
	three.until(t, `String(document.querySelector("#help").hidden)`, "true")
	if got := d.kinds(n); got != "AnswerHelp CloseHelp" {
		t.Errorf("T and the other door's button sent %q, want AnswerHelp CloseHelp", got)
	}
}

// emergency: the second step comes before the screen is taken; every door sees
// it, and may take it back.
func (f *office) emergency(t *testing.T) {
	d, three, four := f.desk, f.three, f.four
	n := len(d.took())
	three.eval(t, `document.querySelector("#texts-card").open = true`)
	three.eval(t, `document.querySelector("#vi").focus()`)
	f.chrome.call(t, three.session, "Input.insertText", map[string]any{"text": "Có cháy, mời mọi người ra cửa chính theo hướng dẫn."}, nil)
	three.eval(t, `document.querySelector("#announce [type=checkbox]").click()`)
	three.until(t, fmt.Sprintf(freeJS, "announce"), "false")
	three.eval(t, `document.querySelector("#announce button").click()`)
	three.until(t, `document.querySelector("#announce-say .said").textContent`, "Có cháy, mời mọi người ra cửa chính theo hướng dẫn.")
	if got := d.kinds(n); got != "" {
		t.Errorf("the first step sent %q, want nothing", got)
	}
	three.eval(t, `document.querySelector("#announce-say").scrollIntoView()`)
	three.shoot(t, "emergency-ask")
	three.until(t, `document.querySelector("#confirm-announce").getAttribute("aria-disabled")`, "false")
	three.eval(t, `document.querySelector("#confirm-announce").click()`)
	four.until(t, `document.title`, "⚠ KHẨN CẤP · Cửa 4")
	three.until(t, `document.querySelector("#vi").value`, "")
	three.shoot(t, "emergency-list")
	three.eval(t, `scrollTo(0, 0)`)
	three.shoot(t, "emergency")
	four.shoot(t, "phone-emergency")
	if got := four.eval(t, `document.scrollingElement.scrollWidth`); got != "390" {
		t.Errorf("page on a phone is %s px wide, want 390", got)
	}
	four.until(t, fmt.Sprintf(freeJS, "withdraw"), "false")
	four.click(t, "#alarms button", 1)
	three.until(t, `String(document.querySelector("#alarms").hidden)`, "true")
	three.eval(t, `document.querySelector("#texts-card").open = false`)
	if got := d.kinds(n); got != "Announce Withdraw" {
		t.Errorf("an emergency and its end sent %q, want Announce Withdraw", got)
	}
}

// technician sees the screen as it changes, and the parts.
func (f *office) technician(t *testing.T) {
	f.desk.change(func(v *kiosk.View) {
		v.Screen, v.Printer = kiosk.ScreenCalled, kiosk.Printer{Checked: true, Link: true, Paper: "near-end"}
		v.Parts = []kiosk.PartState{
			{Part: kiosk.PartPrinter, Up: true, Since: now.Add(-time.Hour)},
			{Part: kiosk.PartVoice, Detail: "espeak-ng <missing>", Since: now},
		}
	})
	page := f.chrome.open(t, f.home, 1280, 800)
	page.until(t, `!!document.querySelector("#pin")`, "true")
	page.eval(t, `document.querySelector("#door").value = "0"; document.querySelector("#pin").focus()`)
	f.chrome.call(t, page.session, "Input.insertText", map[string]any{"text": "777777"}, nil)
	page.click(t, "button.go", 1)
	page.until(t, `location.pathname + document.body.dataset.link`, "/screenup")
	page.until(t, `document.querySelector("#picture").naturalWidth`, "320")
	page.until(t, `document.querySelector(".shows strong").textContent`, "Mời đến cửa")
	page.shoot(t, "technician")
	before := page.eval(t, `document.querySelector("#picture").src`)
	f.panel.draw()
	page.until(t, fmt.Sprintf(`String(document.querySelector("#picture").src !== %q)`, before), "true")
	page.resize(t, 390, 844)
	page.shoot(t, "phone-technician")
	if got := page.eval(t, `document.scrollingElement.scrollWidth`); got != "390" {
		t.Errorf("page on a phone is %s px wide, want 390", got)
	}
	page.click(t, "header form button", 1)
	page.until(t, `location.pathname + location.search`, "/login?door=0")
}
