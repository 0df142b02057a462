package console_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"tiepdan/kiosk"
)

func TestActionsSendTheirMessage(t *testing.T) {
	t.Parallel()
	o := options(t, nil)
	tests := []struct {
		action string
		form   url.Values
		want   func(request string) kiosk.Msg
		says   string
	}{
		{"next", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.CallNext{Request: q, Door: 3} }, "Đã gọi A012 đến cửa 3."},
		{"recall", url.Values{"seen": {"t-1"}}, func(q string) kiosk.Msg { return kiosk.Recall{Request: q, Door: 3, Seen: "t-1"} }, "Đã gọi lại"},
		{"close", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.CloseVisit{Request: q, Door: 3} }, "Đã kết thúc"},
		{"noshow", url.Values{"seen": {"t-1"}}, func(q string) kiosk.Msg { return kiosk.MarkNoShow{Request: q, Door: 3, Seen: "t-1"} }, "Đã ghi vắng mặt"},
		{"admit", url.Values{"seen": {""}, "ticket": {"t-13"}}, func(q string) kiosk.Msg { return kiosk.Admit{Request: q, Door: 3, Ticket: "t-13"} }, "Đã nhận A013 vào hàng chờ."},
		{"summon", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.SummonRobot{Request: q, Door: 3} }, "Đã gọi robot đến cửa 3."},
		{"dismiss", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.DismissRobot{Request: q, Door: 3} }, "Đã cho robot về"},
		{"resume", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.ResumeRobot{Request: q, Door: 3} }, "chạy tiếp"},
		{"stay", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.HoldRobot{Request: q, Door: 3} }, "đứng yên"},
		{"release", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.ReleaseRobot{Request: q, Door: 3} }, "đi lại"},
		{"tray", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.OfferTray{Request: q, Door: 3} }, "nước và bánh kẹo"},
		{"tray", url.Values{"seen": {""}, "what": {"tea"}}, func(q string) kiosk.Msg { return kiosk.OfferTray{Request: q, Door: 3, Round: "tea"} }, "đi mời"},
		{"welcome", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.WelcomeRobot{Request: q, Door: 3} }, "đón khách"},
		{"dock", url.Values{"seen": {""}}, func(q string) kiosk.Msg { return kiosk.DockRobot{Request: q, Door: 3} }, "chỗ sạc"},
		{"answer", url.Values{"seen": {""}, "what": {"help/1"}}, func(q string) kiosk.Msg { return kiosk.AnswerHelp{Request: q, Door: 3, Help: "help/1"} }, "bạn đang đến"},
		{"helped", url.Values{"seen": {""}, "what": {"help/1"}}, func(q string) kiosk.Msg { return kiosk.CloseHelp{Request: q, Door: 3, Help: "help/1"} }, "giúp xong"},
		{"withdraw", url.Values{"seen": {""}, "what": {"b-1"}}, func(q string) kiosk.Msg { return kiosk.Withdraw{Request: q, Door: 3, ID: "b-1"} }, "Đã gỡ thông báo"},
	}
	for _, tt := range tests {
		t.Run(tt.action, func(t *testing.T) {
			t.Parallel()
			d := newDesk(morning())
			d.change(func(v *kiosk.View) { v.Help = &kiosk.Help{ID: "help/1", At: now} })
			o := o
			o.Desk, o.StateDir = d, t.TempDir()
			address, _ := serve(t, o)
			c := browser(t, o)
			token, _ := logIn(t, c, address, "3", "333333")
			tt.form.Set("door", "4") // a form cannot choose the door
			code, _, body := send(t, c, http.MethodPost, address+"/do/"+tt.action, tt.form, "X-CSRF-Token", token)
			if code != http.StatusOK || !strings.Contains(body, tt.says) {
				t.Errorf("%s: got %d %q, want %q", tt.action, code, body, tt.says)
			}
			got := d.took()
			if len(got) != 1 {
				t.Fatalf("%s sent %v, want one message", tt.action, got)
			}
			request := reflect.ValueOf(got[0]).FieldByName("Request").String()
			if len(request) < 20 {
				t.Errorf("%s: request %q, want a random id", tt.action, request)
			}
			if want := tt.want(request); got[0] != want {
				t.Errorf("%s sent %#v, want %#v", tt.action, got[0], want)
			}
		})
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	token, _ := logIn(t, c, address, "3", "333333")
	tests := []struct {
		err  error
		code int
		says string
	}{
		{kiosk.ErrStalePage, http.StatusConflict, "Trang chưa kịp cập nhật, xin xem lại"},
		{kiosk.ErrNobodyWaits, http.StatusConflict, "Chưa có ai chờ"},
		{kiosk.ErrDoorBusy, http.StatusConflict, "Nhấn Kết thúc (C)"},
		{kiosk.ErrNoCurrent, http.StatusConflict, "Nhấn Gọi tiếp (N)"},
		{kiosk.ErrRecallLimit, http.StatusConflict, "nhấn Vắng mặt (V)"},
		{kiosk.ErrAlreadyWaiting, http.StatusConflict, "đã ở trong hàng"},
		{kiosk.ErrUnknownTicket, http.StatusConflict, "mời người dân lấy số mới"},
		{kiosk.ErrUnknownDoor, http.StatusConflict, "chọn lại cửa"},
		{kiosk.ErrNoRobot, http.StatusConflict, "Xem trạng thái robot"},
		{kiosk.ErrStopPressed, http.StatusConflict, "nhả nút"},
		{kiosk.ErrHeld, http.StatusConflict, "giữ đứng yên rồi"},
		{kiosk.ErrNotHeld, http.StatusConflict, "không bị giữ"},
		{kiosk.ErrNotStopped, http.StatusConflict, "không cần"},
		{kiosk.ErrNoHelp, http.StatusConflict, "cửa khác đã nhận"},
		{kiosk.ErrBadText, http.StatusConflict, "từ 1 đến 600 chữ cái"},
		{kiosk.ErrTooManyTexts, http.StatusConflict, "gỡ bớt"},
		{kiosk.ErrNoText, http.StatusConflict, "đã được gỡ"},
		{kiosk.ErrUnknownService, http.StatusConflict, "chọn dịch vụ khác"},
		{kiosk.ErrUnknownClass, http.StatusConflict, "chọn lại"},
		{kiosk.ErrDoorNotOpen, http.StatusConflict, "chọn Mở cửa"},
		{kiosk.ErrWrongState, http.StatusConflict, "vừa đổi trạng thái"},
		{kiosk.ErrTooLate, http.StatusConflict, "quá thời hạn"},
		{kiosk.ErrSamePlace, http.StatusConflict, "đúng chỗ đó rồi"},
		{kiosk.ErrNothingToUndo, http.StatusConflict, "quá 10 giây"},
		{kiosk.ErrRated, http.StatusConflict, "đã đánh giá"},
		{kiosk.ErrNoBooking, http.StatusConflict, "Không còn lịch hẹn"},
		{kiosk.ErrArrived, http.StatusConflict, "đã được cấp số"},
		{kiosk.ErrDuplicate, http.StatusConflict, "đặt lịch lần nữa"},
		{kiosk.ErrTooMany, http.StatusConflict, "bớt đi"},
		{kiosk.ErrOutsideHours, http.StatusConflict, "Giờ hẹn nằm ngoài giờ làm việc"},
		{kiosk.ErrBadTime, http.StatusConflict, "60 ngày"},
		{kiosk.ErrStoreFailed, http.StatusServiceUnavailable, "báo kỹ thuật"},
		{nil, http.StatusOK, "Đã gọi"},
		{errors.New("disk on fire"), http.StatusInternalServerError, "báo kỹ thuật"},
	}
	for _, tt := range tests {
		if tt.err != nil {
			d.fail(fmt.Errorf("cannot call to door 3: %w", tt.err))
		} else {
			d.fail(nil)
		}
		code, h, body := send(t, c, http.MethodPost, address+"/do/next", url.Values{"seen": {""}}, "X-CSRF-Token", token)
		if code != tt.code || !strings.Contains(body, tt.says) {
			t.Errorf("%v: got %d %q, want %d %q", tt.err, code, body, tt.code, tt.says)
		}
		if got := h.Get("HX-Trigger") == "stale"; got != (tt.err != nil) {
			t.Errorf("%v: page asked to refresh: %v, want %v", tt.err, got, tt.err != nil)
		}
		if tt.err != nil && strings.Contains(body, tt.err.Error()) {
			t.Errorf("%v: the official reads %q, want no inner words", tt.err, body)
		}
	}
}

func TestStalePageIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	token, _ := logIn(t, c, address, "3", "333333")
	d.change(func(v *kiosk.View) { at(v, 3).Number, at(v, 3).Ticket = "A008", "t-08" })
	code, _, body := send(t, c, http.MethodPost, address+"/do/next", url.Values{"seen": {""}}, "X-CSRF-Token", token)
	if code != http.StatusConflict || !strings.Contains(body, "Trang chưa kịp cập nhật") || strings.Contains(body, "cán bộ khác") {
		t.Errorf("stale page: got %d %q, want a friendly refusal", code, body)
	}
	if got := d.View().Board[0].Number; got != "A008" {
		t.Errorf("door 3 serves %q after a stale call, want A008", got)
	}
}

func TestForgedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	token, _ := logIn(t, c, address, "3", "333333")
	stranger := browser(t, o)
	otherToken, _ := logIn(t, browser(t, o), address, "4", "444444")
	seen := url.Values{"seen": {""}}
	tests := []struct {
		name    string
		client  *http.Client
		path    string
		form    url.Values
		headers []string
		code    int
	}{
		{"no token", c, "/do/next", seen, nil, http.StatusForbidden},
		{"other session's token", c, "/do/next", seen, []string{"X-CSRF-Token", otherToken}, http.StatusForbidden},
		{"other site", c, "/do/next", seen, []string{"X-CSRF-Token", token, "Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"other origin", c, "/do/next", seen, []string{"X-CSRF-Token", token, "Origin", "https://evil.example"}, http.StatusForbidden},
		{"log-in from another site", stranger, "/login", url.Values{"door": {"3"}, "pin": {"333333"}}, []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"log-out without token", c, "/logout", url.Values{"x": {""}}, nil, http.StatusForbidden},
		{"no session", stranger, "/do/next", seen, []string{"X-CSRF-Token", token}, http.StatusUnauthorized},
		{"no seen", c, "/do/next", url.Values{"x": {""}}, []string{"X-CSRF-Token", token}, http.StatusBadRequest},
		{"unknown action", c, "/do/reboot", seen, []string{"X-CSRF-Token", token}, http.StatusBadRequest},
		{"admit nobody", c, "/do/admit", seen, []string{"X-CSRF-Token", token}, http.StatusBadRequest},
		{"endless ticket", c, "/do/admit", url.Values{"seen": {""}, "ticket": {strings.Repeat("t", 200)}}, []string{"X-CSRF-Token", token}, http.StatusBadRequest},
		{"endless body", c, "/do/next", url.Values{"seen": {strings.Repeat("t", 1<<20)}}, []string{"X-CSRF-Token", token}, http.StatusBadRequest},
	}
	for _, tt := range tests {
		code, _, body := send(t, tt.client, http.MethodPost, address+tt.path, tt.form, tt.headers...)
		if code != tt.code {
			t.Errorf("%s: got %d %q, want %d", tt.name, code, body, tt.code)
		}
	}
	if got := d.took(); len(got) != 0 {
		t.Errorf("the core got %v, want nothing from forged requests", got)
	}
}
