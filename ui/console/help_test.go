package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"tiepdan/kiosk"
	"tiepdan/ui/console"
)

var titleIn = regexp.MustCompile(`data-title="([^"]*)"`)

func TestHelpIsNoticed(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "3", "333333")
	parts, cut := listen(t, c, address+"/events?door=3")
	defer cut()
	next(t, parts)
	asked := kiosk.Help{ID: "help/7", At: now.Add(-3 * time.Minute)}
	late, answered, mine := asked, asked, asked
	late.Late = true
	answered.Door, answered.Answered = 4, now
	mine.Door, mine.Answered = 3, now
	tests := []struct {
		name  string
		help  *kiosk.Help
		title string
		has   []string
		lacks []string
	}{
		{"asked", &asked, "⚠ Cần giúp · Cửa 3", []string{"Có người cần giúp", "gọi lúc 09:38", "Tôi đến", `value="help/7"`, `data-alert="Có người cần giúp`}, []string{"Đã giúp xong", "đã lâu"}},
		{"nobody answered for long", &late, "⚠ Cần giúp · Cửa 3", []string{"đã lâu chưa ai đến", "Tôi đến"}, nil},
		{"another door comes", &answered, "Cửa 3 (3 chờ)", []string{"Cửa 4 đang đến", "nhận lúc 09:41", "Đã giúp xong", `data-alert=""`}, []string{"Tôi đến"}},
		{"this door comes", &mine, "Cửa 3 (3 chờ)", []string{"Bạn đang đến giúp", "Đã giúp xong"}, []string{"Tôi đến"}},
		{"over", nil, "Cửa 3 (3 chờ)", []string{`<div id="help" hx-swap-oob="true" hidden>`}, []string{"Đã giúp xong", "cần giúp"}},
	}
	for _, tt := range tests {
		d.change(func(v *kiosk.View) { v.Help = tt.help })
		got := next(t, parts)
		if title := titleIn.FindStringSubmatch(got); title == nil || title[1] != tt.title {
			t.Errorf("%s: got title %q, want %q", tt.name, title, tt.title)
		}
		for _, want := range tt.has {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the page lacks %q", tt.name, want)
			}
		}
		for _, not := range tt.lacks {
			if strings.Contains(got, not) {
				t.Errorf("%s: the page has %q", tt.name, not)
			}
		}
	}
}

var draftIn = regexp.MustCompile(`name="id" value="([^"]+)"`)

// announced returns the announcements that the core was asked for.
func (d *desk) announced() (out []kiosk.Announce) {
	for _, m := range d.took() {
		if a, ok := m.(kiosk.Announce); ok {
			out = append(out, a)
		}
	}
	return out
}

func TestAnnounce(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	token, page := logIn(t, c, address, "3", "333333")
	id := draftIn.FindStringSubmatch(page)[1]
	post := func(form url.Values) (int, string) {
		t.Helper()
		code, _, body := send(t, c, http.MethodPost, address+"/do/announce", form, "X-CSRF-Token", token)
		return code, body
	}
	// What was typed with decomposed letters and on several lines is one line of composed ones.
	code, body := post(url.Values{"id": {id}, "vi": {"  Chiều nay\r\nnghi\u0309 \u0007 "}, "en": {"Closed this afternoon"}, "door": {"4"}})
	got := d.announced()
	if code != http.StatusOK || len(got) != 1 {
		t.Fatalf("got %d %q and messages %v, want one announcement", code, body, got)
	}
	if a := got[0]; a.Door != 3 || a.ID != id || a.Text != (kiosk.Text{Vi: "Chiều nay nghỉ", En: "Closed this afternoon"}) || a.Emergency || len(a.Request) < 20 {
		t.Errorf("got %+v, want the tidy text of door 3 under the form's name", a)
	}
	if again := draftIn.FindStringSubmatch(body); again == nil || again[1] == id || !strings.Contains(body, "đang hiện") || strings.Contains(body, "Chiều nay") {
		t.Errorf("got answer %q, want an empty form with a name of its own", body)
	}
	longest := strings.Repeat("ữ", 600)
	if code, body := post(url.Values{"id": {id}, "vi": {longest}, "en": {longest}}); code != http.StatusOK {
		t.Errorf("two texts of 600 letters: got %d %q, want them taken", code, body)
	}
	for name, form := range map[string]url.Values{
		"no Vietnamese": {"id": {id}, "vi": {" "}, "en": {"x"}},
		"too long":      {"id": {id}, "vi": {longest + "a"}},
		"English long":  {"id": {id}, "vi": {"a"}, "en": {longest + "a"}},
		"no name":       {"id": {""}, "vi": {"a"}},
	} {
		if code, body := post(form); code < 400 {
			t.Errorf("%s: got %d %q, want a refusal", name, code, body)
		}
	}
	if got := d.announced(); len(got) != 2 {
		t.Errorf("got %d announcements, want none from the refused ones", len(got)-2)
	}
	if code, _, _ := send(t, c, http.MethodPost, address+"/do/announce", url.Values{"id": {id}, "vi": {"a"}}, "X-CSRF-Token", "forged"); code != http.StatusForbidden {
		t.Errorf("forged: got %d, want %d", code, http.StatusForbidden)
	}
}

// TestEmergencyIsAskedBack: one press never takes the screen.
func TestEmergencyIsAskedBack(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	token, page := logIn(t, c, address, "3", "333333")
	form := url.Values{"id": draftIn.FindStringSubmatch(page)[1:], "vi": {`Có cháy, mời ra <cửa> "chính"`}, "emergency": {"yes"}}
	code, _, body := send(t, c, http.MethodPost, address+"/do/announce", form, "X-CSRF-Token", token)
	if code != http.StatusOK || !strings.Contains(body, "Có, phát ngay") || !strings.Contains(body, "mời ra &lt;cửa&gt;") || len(d.announced()) != 0 {
		t.Fatalf("got %d %q and %v, want a question first", code, body, d.announced())
	}
	form.Set("confirmed", "yes")
	_, _, body = send(t, c, http.MethodPost, address+"/do/announce", form, "X-CSRF-Token", token)
	if got := d.announced(); len(got) != 1 || !got[0].Emergency || !strings.Contains(body, "Nhớ gỡ") {
		t.Errorf("got %v and %q, want the emergency on", got, body)
	}
}

func TestAnnouncementsAreListed(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "4", "444444")
	d.change(func(v *kiosk.View) {
		v.Bulletins = []kiosk.Bulletin{
			{ID: "b-1", Text: kiosk.Text{Vi: "Chiều nay nghỉ", En: "Closed"}, Door: 3, At: now.Add(-26 * time.Hour)},
			{ID: "b-2", Text: kiosk.Text{Vi: "Có cháy"}, Emergency: true, Door: 3, At: now},
		}
	})
	_, _, page := send(t, c, http.MethodGet, address+"/", nil)
	for _, want := range []string{
		"<title>⚠ KHẨN CẤP · Cửa 4</title>", "Đang phát thông báo khẩn cấp", "Gỡ thông báo khẩn cấp", `id="texts-count" class="count" hx-swap-oob="true">2<`,
		"từ 07:41 01/03, cửa 3", fmt.Sprintf("từ %s · cửa 3", now.Format("15:04")), `id="withdraw-b-1"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of another door lacks %q:\n%s", want, page)
		}
	}
	if a, b := strings.Index(page, `id="withdraw-b-2"`), strings.Index(page, `id="withdraw-b-1"`); a < 0 || b < a {
		t.Errorf("got the newer at %d and the older at %d, want the newest first", a, b)
	}
}

func FuzzTidy(f *testing.F) {
	for _, s := range []string{"", " a\r\n b\u0000", "nghi\u0309", "\xff", "ữ\u2028ữ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := console.Tidy(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) || got != strings.TrimSpace(got) {
			t.Errorf("got %q of %q, want one clean line", got, s)
		}
		if again := console.Tidy(got); again != got {
			t.Errorf("got %q at the second time, want %q again", again, got)
		}
	})
}
