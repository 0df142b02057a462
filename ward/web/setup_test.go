package web_test

import (
	"crypto/ed25519"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"tiepdan/report/schema"
	"tiepdan/ward/web"
)

// setup is a form that sets all parts.
func setup(changes ...string) url.Values {
	v := url.Values{
		"seen": {"0"}, "texts": {"ward"}, "hours": {"ward"}, "doors": {"ward"},
		"kind": {"announcement", "instruction", "announcement"}, "vi": {"Nghỉ chiều\r\nthứ sáu", "Lấy số ở đây", " "}, "en": {"", "Take a number here", ""},
		"mon": {"7h30-11h30; 13:00–17:00"}, "sat": {"8h-11:45"}, "off": {"2/9/2027, 2027-01-01 02/09/2027"},
		"door": {"3", "4"}, "door-vi": {"Hộ tịch", ""}, "door-en": {"Civil status", ""},
	}
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

// TestSetup: what a technician writes is what the robot shall have.
func TestSetup(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	sample(s)
	tek, minh := s.as(t, "tek"), s.as(t, "minh")
	const path = "/robots/c/kb-01"
	wantAll(t, "robots", s.get(t, "/robots", tek...), `href="`+path+`"`)
	wantNone(t, "robots of an officer", s.get(t, "/robots", minh...), path)
	wantAll(t, "before", s.get(t, path, tek...), "Phường chưa đặt gì", `name="door" value="3"`)
	post := func(want int, form url.Values) string {
		t.Helper()
		w, body := s.do(t, http.MethodPost, path, form.Encode(), tek...)
		if w.StatusCode != want {
			t.Errorf("%v: got %d, want %d", form, w.StatusCode, want)
		}
		return body
	}
	post(http.StatusSeeOther, setup())
	to := schema.Topic{Commune: "c", Robot: "kb-01"}
	d, _ := s.sender.Wanted(to)
	want := schema.Settings{
		Rev: 1,
		Announcements: &[]schema.StandingText{
			{Kind: "announcement", Text: schema.Label{Vi: "Nghỉ chiều thứ sáu"}}, {Kind: "instruction", Text: schema.Label{Vi: "Lấy số ở đây", En: "Take a number here"}},
		},
		Hours: &schema.Hours{
			Mon: []schema.Span{{From: 450, To: 690}, {From: 780, To: 1020}}, Sat: []schema.Span{{From: 480, To: 705}}, DaysOff: []string{"2027-01-01", "2027-09-02"},
		},
		Doors: &[]schema.DoorName{{Door: 3, Name: schema.Label{Vi: "Hộ tịch", En: "Civil status"}}},
	}
	if !reflect.DeepEqual(d.Settings, want) || d.By != "tek" {
		t.Errorf("got %+v by %q, want %+v by tek", d.Settings, d.By, want)
	}
	wantAll(t, "after", s.get(t, path, tek...), "Phiên bản", "Robot chưa trả lời", "Nghỉ chiều thứ sáu", `value="07:30-11:30, 13:00-17:00"`, "01/01/2027, 02/09/2027", `name="seen" value="1"`)
	// Somebody else was quicker: nothing is lost, and the page shows what is there now.
	wantAll(t, "quicker", post(http.StatusUnprocessableEntity, setup("vi", "Thông báo khác")), "Người khác vừa đổi", "Thông báo khác", `name="seen" value="1"`)
	wantAll(t, "record", s.get(t, "/record", s.as(t, "lan")...), "Đặt cấu hình robot", "c/kb-01 · thông báo và hướng dẫn, giờ làm việc, tên cửa", "tek")
	post(http.StatusSeeOther, url.Values{"seen": {"1"}, "texts": {"file"}, "vi": {"x"}})
	if d, _ := s.sender.Wanted(to); d.Settings != (schema.Settings{Rev: 2}) {
		t.Errorf("got %+v, want all as the robot's file has it", d.Settings)
	}
	for path, want := range map[string]int{"/robots/c/kb-99": http.StatusNotFound, "/robots/x/kb-01": http.StatusNotFound} {
		if w, _ := s.do(t, http.MethodGet, path, "", tek...); w.StatusCode != want {
			t.Errorf("%s: got %d, want %d", path, w.StatusCode, want)
		}
	}
}

// TestSetupRefused: what no robot would take is not sent, and stays in the form.
func TestSetupRefused(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	sample(s)
	tek := s.as(t, "tek")
	for _, tt := range []struct{ name, field, value, says string }{
		{"no Vietnamese", "en", "English only", "cần có tiếng Việt"},
		{"long", "vi", strings.Repeat("ệ", 601), "tối đa 600"},
		{"kind", "kind", "advert", "Loại thông báo"},
		{"no times", "tue", "sáng", "Thứ ba: xin ghi giờ"},
		{"backwards", "wed", "11:30-07:30", "Thứ tư"},
		{"overlap", "thu", "7-12, 11-17", "Thứ năm"},
		{"past midnight", "fri", "22:00-25:00", "Thứ sáu"},
		{"day off", "off", "30/02/2027", "30/02/2027"},
		{"door without Vietnamese", "door-vi", "", "Cửa 3"},
		{"door too long", "door-vi", strings.Repeat("ệ", 65), "Cửa 3"},
	} {
		form := setup(tt.field, tt.value)
		switch tt.field {
		case "en":
			form["vi"], form["kind"] = []string{""}, []string{"announcement"}
		case "door-vi":
			form["door"], form["door-en"] = []string{"3"}, []string{"x"}
		}
		w, body := s.do(t, http.MethodPost, "/robots/c/kb-01", form.Encode(), tek...)
		if w.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, tt.says) && !strings.Contains(body, "tên cửa 3") {
			t.Errorf("%s: got %d, want 422 that says %q", tt.name, w.StatusCode, tt.says)
		}
	}
	if _, found := s.sender.Wanted(schema.Topic{Commune: "c", Robot: "kb-01"}); found {
		t.Error("got settings kept, want none")
	}
	if w, _ := s.do(t, http.MethodPost, "/robots/c/kb-01", "vi="+strings.Repeat("x", 600<<10), tek...); w.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d for a huge form, want 413", w.StatusCode)
	}
}

// FuzzSetup: whatever comes is refused, or is something that a robot takes and
// that the form shows again as it is.
func FuzzSetup(f *testing.F) {
	f.Add(setup().Encode())
	f.Add(setup("mon", "0:00-24:00", "off", "").Encode())
	f.Add("texts=ward&hours=ward&doors=ward")
	f.Add("hours=ward&tue=7h-8h&door=9999999999&door-vi=x&door-en=y")
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	f.Fuzz(func(t *testing.T, form string) {
		v, err := url.ParseQuery(form)
		if err != nil {
			return
		}
		s, wrong, again := web.SettingsOf(v)
		if wrong != "" {
			return
		}
		s.Rev = 1
		if _, _, err := schema.SignSettings(key, schema.Topic{Commune: "c", Robot: "r"}, s); err != nil && !strings.Contains(err.Error(), "control character") {
			t.Fatalf("got %v for %q, want it refused or fit for a robot", err, form)
		}
		same, wrong, _ := web.SettingsOf(again)
		same.Rev = 1
		if wrong != "" || !reflect.DeepEqual(same, s) {
			t.Fatalf("got %+v (%s) from the form of %+v, want the same", same, wrong, s)
		}
	})
}
