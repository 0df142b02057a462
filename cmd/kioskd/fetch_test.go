package main_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// answer presses a button of the banner of a call.
func (o *official) answer(action, help string, done func(kiosk.View) bool) {
	o.r.t.Helper()
	eventually(o.r.t, "console "+action, 60*time.Second, func() error {
		if v, err := o.r.view(); err == nil && done(v) {
			return nil
		}
		page, err := o.fetch(http.MethodGet, "/", nil, "")
		if err != nil {
			return err
		}
		token := csrfRE.FindStringSubmatch(page)
		if token == nil {
			return errNotYet
		}
		said, err := o.fetch(http.MethodPost, "/do/"+action, url.Values{"seen": {""}, "what": {help}}, token[1])
		if err != nil {
			return err
		}
		return fmt.Errorf("the console answered %q", said)
	})
}

// A visitor asks from a procedure's screen, the responsible official's door
// rings, and her answers reach the visitor, over a crash in the middle.
func TestAVisitorMeetsTheResponsibleOfficial(t *testing.T) {
	r := (&rig{t: t, root: t, dir: t.TempDir(), extra: `
[[officials]]
id = "ho-tich"
title_vi = "cán bộ hộ tịch"
title_en = "the civil status official"
doors = [3]
groups = ["ho-tich"]
`}).begin()
	r.until("home screen", screenIs(kiosk.ScreenHome))
	r.press("Tìm thủ tục", screenIs(kiosk.ScreenFind))
	r.press("Khai sinh", screenIs(kiosk.ScreenGroup))
	r.press("Khai sinh cho con", screenIs(kiosk.ScreenGuide))
	r.press("Gọi cán bộ", screenIs(kiosk.ScreenHelp))
	r.press("Lệ phí", func(v kiosk.View) bool { return v.Help != nil })
	v := r.until("the call", func(v kiosk.View) bool { return v.Help != nil })
	if h := v.Help; h.Official != "ho-tich" || h.Topic != kiosk.TopicFee || h.Procedure == "" || !h.Rings(3) || h.Rings(4) {
		t.Fatalf("called %+v, want the official of door 3 to be asked about the fee", h)
	}
	r.heard("Tôi đã gọi cán bộ hộ tịch. Xin quý khách chờ tại đây.")
	r.crash()
	o := r.official(3)
	eventually(t, "the door's page", 30*time.Second, func() error {
		page, err := o.fetch(http.MethodGet, "/", nil, "")
		if err == nil && !strings.Contains(page, "hỏi về lệ phí") {
			return errNotYet
		}
		return err
	})
	o.answer("later", v.Help.ID, func(v kiosk.View) bool { return v.Help != nil && v.Help.Later == 3 })
	o.answer("answer", v.Help.ID, func(v kiosk.View) bool { return v.Help != nil && v.Help.Door == 3 })
	o.answer("helped", v.Help.ID, func(v kiosk.View) bool { return v.Help == nil })
	eventually(t, "the ward has the call and its end, once", 30*time.Second, func() error {
		got, err := r.wardCounts(`SELECT kind || ' ' || coalesce(json_extract(payload, '$.topic'), json_extract(payload, '$.outcome')), count(*) FROM events WHERE kind LIKE 'help%' GROUP BY 1`)
		if err == nil && (len(got) != 2 || got["help fee"] != 1 || got["help-end helped"] != 1) {
			return fmt.Errorf("events %v", got)
		}
		return err
	})
}
