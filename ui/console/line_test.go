package console_test

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/ui/console"
)

// TestLineActionsSendTheirMessage: what the forms of the line send.
func TestLineActionsSendTheirMessage(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 3, 14, 30, 0, 0, now.Location())
	tests := []struct {
		action string
		form   url.Values
		want   kiosk.Msg
		says   string
	}{
		{"hold", url.Values{"seen": {"t-1"}}, kiosk.Hold{Door: 3, Seen: "t-1"}, "Đã giữ lại"},
		{"undo", url.Values{"seen": {""}}, kiosk.Undo{Door: 3}, "Đã hoàn tác"},
		{"transfer", url.Values{"seen": {"t-1"}, "to_door": {"4"}}, kiosk.Transfer{Door: 3, Seen: "t-1", ToDoor: 4}, "đến cửa 4"},
		{"transfer", url.Values{"seen": {""}, "ticket": {"t-12"}, "to_door": {"4"}, "to_service": {"civil"}}, kiosk.Transfer{Door: 3, Ticket: "t-12", ToDoor: 4, ToService: "civil"}, "Đã chuyển A012 đến cửa 4, dịch vụ civil"},
		{"goon", url.Values{"seen": {""}, "ticket": {"t-12"}}, kiosk.Resume{Door: 3, Ticket: "t-12"}, "A012 chờ tiếp"},
		{"pick", url.Values{"seen": {""}, "ticket": {"t-12"}}, kiosk.Pick{Door: 3, Ticket: "t-12"}, "Đã gọi"},
		{"takeback", url.Values{"seen": {""}, "ticket": {"t-12"}}, kiosk.TakeBack{Door: 3, Ticket: "t-12"}, "Đã nhận lại A012"},
		{"plan", url.Values{"seen": {""}, "ticket": {"t-12"}, "then": {"land", "", "tax"}}, kiosk.PlanVisit{Door: 3, Ticket: "t-12", Services: []string{"land", "tax"}}, "chờ tiếp: land, rồi tax"},
		{"plan", url.Values{"seen": {""}, "ticket": {"t-12"}, "then": {""}}, kiosk.PlanVisit{Door: 3, Ticket: "t-12"}, "không còn dịch vụ tiếp theo"},
		{"class", url.Values{"seen": {""}, "ticket": {"t-12"}, "class": {""}}, kiosk.SetClass{Door: 3, Ticket: "t-12"}, "thuộc diện: Thường"},
		{"cancel", url.Values{"seen": {""}, "ticket": {"t-12"}}, kiosk.CancelTicket{Door: 3, Ticket: "t-12"}, "Đã hủy A012"},
		{"door", url.Values{"seen": {""}, "state": {"paused"}, "back": {"15"}}, kiosk.SetDoor{Door: 3, State: queue.DoorPaused, BackMin: 15}, "Cửa 3 tạm nghỉ"},
		{"strand", url.Values{"seen": {""}, "to_door": {"4"}, "service": {"civil"}}, kiosk.MoveStranded{Door: 3, Service: "civil", ToDoor: 4}, "Đã chuyển 0 người"},
		{"book", url.Values{"seen": {""}, "service": {"civil"}, "at": {"2026-03-03T14:30"}}, kiosk.Book{Door: 3, Service: "civil", Time: at.Unix()}, "Đã ghi nhận"},
		{"unbook", url.Values{"seen": {""}, "what": {"b-1"}}, kiosk.CancelBooking{Door: 3, Booking: "b-1"}, "Đã hủy lịch hẹn"},
		{"checkin", url.Values{"seen": {""}, "what": {"b-1"}}, kiosk.CheckIn{Door: 3, Booking: "b-1"}, "Đã ghi nhận"},
	}
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	token, _ := logIn(t, c, address, "3", "333333")
	for i, tt := range tests {
		tt.form.Set("door", "4") // a form cannot choose the door
		code, _, body := send(t, c, http.MethodPost, address+"/do/"+tt.action, tt.form, "X-CSRF-Token", token)
		if code != http.StatusOK || !strings.Contains(body, tt.says) {
			t.Errorf("%s: got %d %q, want %q", tt.action, code, body, tt.says)
		}
		got := d.took()
		if len(got) != i+1 {
			t.Fatalf("%s: %d messages so far, want %d", tt.action, len(got), i+1)
		}
		m := reflect.New(reflect.TypeOf(got[i])).Elem()
		m.Set(reflect.ValueOf(got[i]))
		m.FieldByName("Request").SetString("")
		if f := m.FieldByName("ID"); f.IsValid() && tt.action == "book" {
			if len(f.String()) < 20 {
				t.Errorf("book: reservation %q, want a name of its own", f.String())
			}
			f.SetString("")
		}
		if !reflect.DeepEqual(m.Interface(), any(tt.want)) {
			t.Errorf("%s sent %#v, want %#v", tt.action, m.Interface(), tt.want)
		}
	}
}

func TestFormsThatNoPageSends(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	token, _ := logIn(t, c, address, "3", "333333")
	long := strings.Repeat("x", 129)
	for name, tt := range map[string]struct {
		action string
		form   url.Values
	}{
		"door that is no number":  {"transfer", url.Values{"seen": {""}, "to_door": {"four"}}},
		"negative pause":          {"door", url.Values{"seen": {""}, "state": {"paused"}, "back": {"-5"}}},
		"door without state":      {"door", url.Values{"seen": {""}}},
		"time that is none":       {"book", url.Values{"seen": {""}, "service": {"civil"}, "at": {"tomorrow"}}},
		"reservation of no time":  {"book", url.Values{"seen": {""}, "service": {"civil"}}},
		"plan without a ticket":   {"plan", url.Values{"seen": {""}, "then": {"land"}}},
		"endless plan":            {"plan", url.Values{"seen": {""}, "ticket": {"t-12"}, "then": strings.Split(strings.Repeat("land,", 40), ",")}},
		"endless request":         {"next", url.Values{"seen": {""}, "request": {long}}},
		"endless class":           {"class", url.Values{"seen": {""}, "ticket": {"t-12"}, "class": {long}}},
		"nobody is picked":        {"pick", url.Values{"seen": {""}}},
		"nothing is checked in":   {"checkin", url.Values{"seen": {""}}},
		"nothing is seen":         {"hold", url.Values{"x": {""}}},
		"cancel nobody":           {"cancel", url.Values{"seen": {""}}},
		"an action that is not":   {"erase", url.Values{"seen": {""}}},
		"a month that is not one": {"book", url.Values{"seen": {""}, "service": {"civil"}, "at": {"2026-13-03T14:30"}}},
	} {
		if code, _, body := send(t, c, http.MethodPost, address+"/do/"+tt.action, tt.form, "X-CSRF-Token", token); code != http.StatusBadRequest {
			t.Errorf("%s: got %d %q, want %d", name, code, body, http.StatusBadRequest)
		}
	}
	if got := d.took(); len(got) != 0 {
		t.Errorf("the core got %v, want nothing", got)
	}
}

// TestOtherDoorsTicketsAreTheirs: an official acts for one door.
func TestOtherDoorsTicketsAreTheirs(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	d.change(func(v *kiosk.View) {
		for i := range v.Board {
			for j := range v.Board[i].Queue {
				v.Board[i].Queue[j].Doors = []int{3, 4}
			}
		}
		v.Line.Held = []kiosk.WaitingRow{{Ticket: "t-20", Number: "C020", TicketFacts: kiosk.TicketFacts{From: 4, Doors: []int{4}}}}
		v.Line.Returnable = []kiosk.WaitingRow{{Ticket: "t-21", Number: "C021", TicketFacts: kiosk.TicketFacts{Doors: []int{4}}}}
	})
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	token, page := logIn(t, c, address, "3", "333333")
	for _, tt := range []struct {
		action, ticket string
		code           int
		says           string
	}{
		{"goon", "t-20", http.StatusForbidden, "C020 chờ cửa 4"},
		{"pick", "t-20", http.StatusForbidden, "C020 chờ cửa 4"},
		{"takeback", "t-21", http.StatusForbidden, "C021 chờ cửa 4"},
		{"class", "t-07", http.StatusConflict, "B007 vừa được gọi đến cửa 4"},
		{"cancel", "t-12", http.StatusOK, "Đã hủy A012"},
	} {
		form := url.Values{"seen": {""}, "ticket": {tt.ticket}}
		code, _, body := send(t, c, http.MethodPost, address+"/do/"+tt.action, form, "X-CSRF-Token", token)
		if code != tt.code || !strings.Contains(body, tt.says) {
			t.Errorf("%s of %s at door 3: got %d %q, want %d %q", tt.action, tt.ticket, code, body, tt.code, tt.says)
		}
	}
	if got := d.kinds(0); got != "CancelTicket" {
		t.Errorf("the core got %q, want CancelTicket only", got)
	}
	if strings.Contains(page, "C020") || strings.Contains(page, "C021") {
		t.Error("door 3's page lists tickets of door 4")
	}
	_, _, sheet := send(t, c, http.MethodGet, address+"/sheet/ticket?number=c020", nil, "X-CSRF-Token", token)
	if !strings.Contains(sheet, "C020 chờ cửa 4") || strings.Contains(sheet, "/do/") {
		t.Errorf("sheet of door 4's ticket at door 3: got %q, want where it is and no buttons", sheet)
	}
}

// TestSheets: every dialog is drawn, for its own page only, and says what is
// missing.
func TestSheets(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	d.change(func(v *kiosk.View) {
		v.Line.Stranded = []kiosk.WaitingRow{{Ticket: "t-30", Number: "D030", Service: kiosk.Text{Vi: "Đất đai"}, TicketFacts: kiosk.TicketFacts{ServiceID: "land"}}}
		v.Line.Bookings = []kiosk.BookingRow{
			{Booking: queue.Booking{ID: "b-1", Code: 123456, At: now.Add(time.Hour), State: queue.Booked}, Name: kiosk.Text{Vi: "Hộ tịch"}},
			{Booking: queue.Booking{ID: "b-2", Code: 654321, At: now.Add(-time.Hour), State: queue.Missed}, Name: kiosk.Text{Vi: "Hộ tịch"}},
			{Booking: queue.Booking{ID: "b-3", Code: 777777, At: now, State: queue.Arrived, Number: "A003"}, Name: kiosk.Text{Vi: "Hộ tịch"}},
		}
		v.Line.Today = []kiosk.TodayRow{{Door: 3, Name: kiosk.Text{Vi: "Hộ tịch"}, Served: 9, NoShows: 2, Times: 11, WaitMean: 12 * time.Minute, WaitP90: 25 * time.Minute, ServeMean: 6 * time.Minute}}
	})
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	token, page := logIn(t, c, address, "4", "444444")
	if !strings.Contains(page, "D030") {
		t.Error("the page does not list who has no door")
	}
	for _, tt := range []struct {
		path string
		has  []string
	}{
		{"transfer", []string{"B007", "Chuyển đến", `name="to_door" value="3"`}},
		{"plan", []string{"Sau dịch vụ này làm tiếp"}},
		{"class", []string{"Thường", "Ưu tiên"}},
		{"ticket?number=b007", []string{"Cửa 4"}},
		{"ticket?ticket=t-30", []string{"không còn cửa gọi", "Hủy số D030"}},
		{"ticket?number=Z999", []string{"Không thấy số Z999"}},
		{"ticket?ticket=gone", []string{"không còn trong hàng"}},
		{"door", []string{"Tạm nghỉ 15 phút", "Đóng cửa", "3 người sẽ không còn cửa nào gọi"}},
		{"strand", []string{"D030", "Đất đai (1)"}},
		{"bookings", []string{"123456", "10:41 hôm nay", "Quá giờ, chưa đến", "Đã đến, số A003"}},
		{"bookings?code=65", []string{"654321"}},
		{"bookings?code=9", []string{"mã bắt đầu bằng 9"}},
		{"today", []string{"12 phút", "25 phút", "6 phút"}},
		{"help", []string{"Phím tắt", "Hoàn tác"}},
	} {
		code, _, body := send(t, c, http.MethodGet, address+"/sheet/"+tt.path, nil, "X-CSRF-Token", token)
		for _, want := range tt.has {
			if code != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("%s: got %d %q, want %q", tt.path, code, body, want)
			}
		}
	}
	if _, _, body := send(t, c, http.MethodGet, address+"/sheet/bookings?code=65", nil, "X-CSRF-Token", token); strings.Contains(body, "123456") {
		t.Error("the search for 65 found 123456")
	}
	for name, tt := range map[string]struct {
		path, token string
		code        int
	}{
		"no such dialog":         {"secrets", token, http.StatusNotFound},
		"page of another log-in": {"door", "forged", http.StatusForbidden},
	} {
		if code, _, _ := send(t, c, http.MethodGet, address+"/sheet/"+tt.path, nil, "X-CSRF-Token", tt.token); code != tt.code {
			t.Errorf("%s: got %d, want %d", name, code, tt.code)
		}
	}
	if code, _, _ := send(t, browser(t, o), http.MethodGet, address+"/sheet/bookings", nil); code != http.StatusUnauthorized {
		t.Errorf("without log-in: got %d, want %d", code, http.StatusUnauthorized)
	}
}

// TestOnePressIsOne: a press that comes several times at once is done once, and
// all are answered alike; a new press is another one; so is another official's.
func TestOnePressIsOne(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c, other := browser(t, o), browser(t, o)
	token, _ := logIn(t, c, address, "3", "333333")
	otherToken, _ := logIn(t, other, address, "4", "444444")
	form := url.Values{"seen": {""}, "request": {"one"}}
	var all sync.WaitGroup
	answers := make([]string, 5)
	for i := range answers {
		all.Go(func() {
			_, _, answers[i] = send(t, c, http.MethodPost, address+"/do/next", form, "X-CSRF-Token", token)
		})
	}
	all.Wait()
	for _, a := range answers {
		if !strings.Contains(a, "Đã gọi A012 đến cửa 3.") {
			t.Errorf("one of five at once: got %q, want that A012 was called", a)
		}
	}
	if got := d.kinds(0); got != "CallNext" {
		t.Errorf("one press sent five times reached the core as %q, want one CallNext", got)
	}
	send(t, other, http.MethodPost, address+"/do/recall", form, "X-CSRF-Token", otherToken)
	send(t, c, http.MethodPost, address+"/do/recall", form, "X-CSRF-Token", token)
	if got := d.kinds(1); got != "Recall Recall" {
		t.Errorf("the same name from two officials: the core got %q, want two", got)
	}
	// An answer that tells nothing is not kept: the core decides about the second one.
	d.fail(kiosk.ErrStoreFailed)
	form.Set("request", "two")
	if code, _, _ := send(t, c, http.MethodPost, address+"/do/recall", form, "X-CSRF-Token", token); code != http.StatusServiceUnavailable {
		t.Errorf("with an ill disk: got %d, want %d", code, http.StatusServiceUnavailable)
	}
	d.fail(nil)
	if code, _, _ := send(t, c, http.MethodPost, address+"/do/recall", form, "X-CSRF-Token", token); code != http.StatusOK {
		t.Errorf("the same press after the disk was mended: got %d, want %d", code, http.StatusOK)
	}
	sent := d.took()
	if a, b := kiosk.RequestOf(sent[len(sent)-1]), kiosk.RequestOf(sent[len(sent)-2]); a != b {
		t.Errorf("the press went to the core as %q and %q, want one name so that it is done once", b, a)
	}
}

// TestWhyInWords: every reason of the dispatcher has its sentence.
func TestWhyInWords(t *testing.T) {
	t.Parallel()
	d := newDesk(morning())
	o := options(t, d)
	address, _ := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "3", "333333")
	for reason, want := range map[queue.Reason]string{
		queue.ReasonOrder: "Đến sớm nhất trong hàng", queue.ReasonClass: "Thuộc diện Người cao tuổi, trước 2 người đến sớm hơn",
		queue.ReasonShare: "Đến lượt theo tỷ lệ giữa các diện, trước 2 người", queue.ReasonAged: "Đã chờ lâu nên được gọi như diện ưu tiên",
		queue.ReasonDue: "Đã đến giờ hẹn 09:30", queue.ReasonReturned: "Vắng lần trước", queue.ReasonMoved: "Được chuyển đến, giữ thứ tự",
		queue.ReasonNext: "Dịch vụ tiếp theo của cùng lượt", queue.ReasonPicked: "Cán bộ chọn gọi số này",
	} {
		d.change(func(v *kiosk.View) {
			q := append([]kiosk.WaitingRow(nil), at(v, 3).Queue...)
			q[0].TicketFacts = kiosk.TicketFacts{
				Why: queue.Why{Reason: reason, Over: 2}, Class: "elderly", ClassName: kiosk.Text{Vi: "Người cao tuổi"},
				Due: now.Add(-11 * time.Minute), Joined: now.Add(-time.Hour),
			}
			at(v, 3).Queue = q
		})
		_, _, page := send(t, c, http.MethodGet, address+"/", nil)
		for _, has := range []string{want, "Người cao tuổi", "hẹn 09:30", "vào hàng 08:41"} {
			if !strings.Contains(page, has) {
				t.Errorf("%s: the page lacks %q", reason, has)
			}
		}
	}
}

// FuzzOrder: whatever a form says, it is refused, or the core's message is of
// this door and in bounds.
func FuzzOrder(f *testing.F) {
	for _, seed := range [][2]string{
		{"next", "seen=&request=one"},
		{"transfer", "seen=t-1&to_door=4&to_service=civil"},
		{"plan", "seen=&ticket=t&then=a&then=b"},
		{"door", "seen=&state=paused&back=15"},
		{"book", "seen=&service=civil&at=2026-03-03T14:30"},
		{"strand", "seen=&to_door=99999999999"},
		{"class", "seen=%ff&ticket=%00"},
		{"checkin", "seen=&what=b&what=c"},
		{"", "="},
		{"book", "seen=&service=x&at=9999-12-31T23:59"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, action, form string) {
		m := console.ReadOrder(action, form)
		if m == nil {
			return
		}
		v := reflect.ValueOf(m)
		for i := range v.NumField() {
			switch f := v.Field(i); {
			case v.Type().Field(i).Name == "Door" && f.Int() != 3:
				t.Errorf("%s %q became %#v, want door 3", action, form, m)
			case f.Kind() == reflect.String && f.Len() > 128, f.Kind() == reflect.Slice && f.Len() > 16:
				t.Errorf("%s %q became %#v, want it in bounds", action, form, m)
			case f.Kind() == reflect.Int && (f.Int() < 0 || f.Int() > 100_000):
				t.Errorf("%s %q became %#v, want its numbers in bounds", action, form, m)
			}
		}
	})
}
