package main_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// TestUpdatePageInBrowser: a technician gives a version on her phone, and sees without
// touching the page how far it is.
func TestUpdatePageInBrowser(t *testing.T) {
	t.Parallel()
	w, m, _ := updating(t)
	data, err := store.Open(t.Context(), store.Options{File: filepath.Join(w.dir, "state", "ward.db"), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	users := &office.Users{Store: data, Cost: 4}
	n := office.NewUser{Name: "ky-thuat", Title: "Kỹ thuật", Role: office.Technician, Password: userPassword}
	if _, err := users.Create(t.Context(), office.Program(), n, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := data.Close(); err != nil {
		t.Fatal(err)
	}
	bundle, manifest, _ := m.release("v1.4.0", 3<<20)
	w.updateDo(0, "add", "--manifest", manifest, bundle)
	w.start()
	a, b, c := newSoftUnit(t, w, "kb-01", "v1.3.2"), newSoftUnit(t, w, "kb-02", "v1.3.2"), newSoftUnit(t, w, "kb-03", "v1.3.2")
	b.busy.Store(true)
	c.mu.Lock()
	c.bad["v1.4.0"] = true
	c.mu.Unlock()

	page := newBrowser(t)
	page.handheld()
	page.enter(w, "ky-thuat")
	page.open(w.page + "updates")
	page.until(`[...document.querySelectorAll(".soft")].filter(e => e.innerText.includes("v1.3.2")).length`, "3")
	page.wide(t, "updates")
	page.shot(t, "phone-updates-before")
	page.eval(`for (const e of document.querySelectorAll("[name=robot][value$='kb-01'], [name=robot][value$='kb-02']")) if (e.type == "checkbox") e.click();
		document.querySelector("form .primary").click()`)
	page.until(`document.querySelector(".said")?.innerText.includes("Đã lưu")`, "true")
	page.until(`document.querySelector("#link")?.textContent`, "Trực tiếp")
	page.eval(`window.kept = "yes"`)
	says := func(robot, text string) {
		t.Helper()
		page.until(`[...document.querySelectorAll(".soft")].find(e => e.querySelector("b").innerText == "`+robot+`").innerText.includes("`+text+`")`, "true")
	}
	says("kb-01", "đã chạy bản mới")
	says("kb-02", "chờ người dân xong việc")
	w.updateDo(0, "give", "v1.4.0", "--robot", "kb-03")
	says("kb-03", "đã quay lại bản cũ")
	if got := page.eval(`window.kept`); got != "yes" {
		t.Errorf("got the page drawn anew (%s), want its parts alone", got)
	}
	page.wide(t, "updates")
	page.shot(t, "phone-updates")
	page.eval(`[...document.querySelectorAll(".soft")].find(e => e.innerText.includes("kb-02")).querySelector("button").click()`)
	page.until(`document.querySelector(".said")?.innerText.includes("Đã thu hồi")`, "true")
	says("kb-02", "đã thu hồi")
	page.open(w.page + "robots?lang=en")
	page.until(`document.body.innerText.includes("Software v1.4.0: runs it")`, "true")
	page.wide(t, "robots")
	page.desk()
	page.open(w.page + "updates?lang=en")
	page.until(`document.body.innerText.includes("it did not come up well")`, "true")
	page.wide(t, "updates")
	page.shot(t, "updates")
	if len(page.faults) > 0 {
		t.Errorf("got complaints of the page:\n%s", strings.Join(page.faults, "\n"))
	}
	if a.runs() != "v1.4.0" || b.runs() != "v1.3.2" || c.runs() != "v1.3.2" {
		t.Errorf("they run %s, %s and %s", a.runs(), b.runs(), c.runs())
	}
	w.stop()
}
