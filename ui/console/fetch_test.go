package console_test

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// TestAQuestionForAnOfficial: her door rings and says what is asked, others see it.
func TestAQuestionForAnOfficial(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	o.Procedure = func(code string) string { return map[string]string{"1.001193": "Đăng ký khai sinh"}[code] }
	address, _ := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "3", "333333")
	parts, cut := listen(t, c, address+"/events?door=3")
	defer cut()
	next(t, parts)
	asked := kiosk.Help{
		ID: "help/7", At: now.Add(-time.Minute), Lang: kiosk.En, Priority: true, Procedure: "1.001193", Topic: kiosk.TopicFee,
		Official: "civil", Title: kiosk.Text{Vi: "cán bộ hộ tịch"}, Doors: []int{3}, Rung: now,
	}
	elsewhere, later, late, mine := asked, asked, asked, asked
	elsewhere.Doors = []int{4}
	later.Later, later.Back = 3, now.Add(5*time.Minute)
	late.Doors, late.Late = []int{4}, true
	mine.Door, mine.Answered = 3, now
	officials := []kiosk.Official{{ID: "civil", Title: kiosk.Text{Vi: "cán bộ hộ tịch"}}, {ID: "land", Title: kiosk.Text{Vi: "cán bộ địa chính"}}}
	for _, tt := range []struct {
		name  string
		help  *kiosk.Help
		has   []string
		lacks []string
	}{
		{
			"her own", &asked,
			[]string{
				"Có người cần gặp cán bộ", "Đăng ký khai sinh – hỏi về lệ phí", "nói tiếng Anh, diện ưu tiên", "gọi cán bộ hộ tịch", "data-ring=",
				"Tôi đến", "5 phút nữa", `<option value="o:land">cán bộ địa chính`, `<option value="4">cửa 4`, "⚠ Cần giúp",
				`data-alert="Có người cần gặp cán bộ ở màn hình robot, gọi lúc 09:40: Đăng ký khai sinh – hỏi về lệ phí.`,
			},
			[]string{`value="o:civil"`, `value="3">cửa 3`},
		},
		{"another door's", &elsewhere, []string{"đang chờ cán bộ khác", "Tôi đến", `data-alert=""`}, []string{"data-ring=", "⚠ Cần giúp"}},
		{"put off", &later, []string{"cửa 3 hẹn đến, gọi lại lúc 09:46", "Tôi đến"}, []string{"5 phút nữa", "data-ring="}},
		{"nobody comes", &late, []string{"data-ring=", "đã lâu chưa ai đến"}, nil},
		{"she comes", &mine, []string{"Bạn đang đến giúp", "Chuyển"}, []string{"data-ring=", "Tôi đến"}},
	} {
		d.change(func(v *kiosk.View) { v.Help, v.Officials = tt.help, officials })
		got := next(t, parts)
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

// TestAnswersToACall: each button's message, for the door of the session alone.
func TestAnswersToACall(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		action string
		form   url.Values
		want   kiosk.Msg // nil for a refusal
	}{
		{"later", url.Values{"what": {"help/7"}}, kiosk.LaterHelp{Door: 3, Help: "help/7"}},
		{"later", url.Values{}, nil},
		{"redirect", url.Values{"what": {"help/7"}, "on": {"o:land"}, "door": {"4"}}, kiosk.RedirectHelp{Door: 3, Help: "help/7", ToOfficial: "land"}},
		{"redirect", url.Values{"what": {"help/7"}, "on": {"4"}}, kiosk.RedirectHelp{Door: 3, Help: "help/7", ToDoor: 4}},
		{"redirect", url.Values{"what": {"help/7"}, "on": {"o:"}}, nil},
		{"redirect", url.Values{"what": {"help/7"}, "on": {"x"}}, nil},
		{"redirect", url.Values{"what": {"help/7"}}, nil},
		{"redirect", url.Values{"what": {"help/7"}, "on": {strings.Repeat("4", 200)}}, nil},
	} {
		d := newDesk(morning())
		o := options(t, d)
		address, _ := serve(t, o)
		c := browser(t, o)
		token, _ := logIn(t, c, address, "3", "333333")
		tt.form.Set("seen", "")
		code, _, body := send(t, c, http.MethodPost, address+"/do/"+tt.action, tt.form, "X-CSRF-Token", token)
		took := d.took()
		if tt.want == nil {
			if code < 400 || len(took) != 0 {
				t.Errorf("%s %v: got %d and %v, want a refusal", tt.action, tt.form, code, took)
			}
			continue
		}
		if code != http.StatusOK || len(took) != 1 {
			t.Errorf("%s %v: got %d %q and %v, want one message", tt.action, tt.form, code, body, took)
			continue
		}
		got := reflect.New(reflect.TypeOf(took[0])).Elem()
		got.Set(reflect.ValueOf(took[0]))
		if got.FieldByName("Request").String() == "" {
			t.Errorf("%s: the press has no name", tt.action)
		}
		got.FieldByName("Request").SetString("")
		if got.Interface() != any(tt.want) {
			t.Errorf("%s %v: got %+v, want %+v", tt.action, tt.form, got, tt.want)
		}
	}
}
