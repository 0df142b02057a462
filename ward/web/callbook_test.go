package web_test

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/web"
)

// named is a site whose pages know one procedure.
func named(t *testing.T) site {
	t.Helper()
	s := newSiteWith(t, func(o *web.Options) {
		o.Procedure = func(code string) (vi, en string) {
			if code == "1.001193" {
				return "Đăng ký khai sinh", "Birth registration"
			}
			return "", ""
		}
	})
	s.user(t, "lan", office.Leader)
	s.user(t, "minh", office.Officer, 3)
	s.user(t, "hoa", office.Officer, 4)
	s.user(t, "tek", office.Technician)
	return s
}

func (s site) look(t *testing.T) {
	t.Helper()
	alerts := &office.Alerts{Store: s.data}
	if _, err := alerts.LookAtCalls(t.Context(), office.FirstRule(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := alerts.Escalate(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	s.now.Stored()
}

// TestUnansweredOnPages: what nobody answered stands on the live page of those who
// may take it, by name, until it is closed with what was done.
func TestUnansweredOnPages(t *testing.T) {
	t.Parallel()
	s := named(t)
	sample(s)
	called := time.Now().Add(-2 * time.Minute)
	s.happened(t, "kb-01", 1, called, schema.Help{Procedure: "1.001193", Topic: "fee"})
	s.happened(t, "kb-01", 2, time.Now(), schema.HelpRaise{Procedure: "1.001193", Topic: "fee", WaitedS: new(120)})
	s.look(t)
	all, err := s.data.Alerts(t.Context(), true, 9)
	if err != nil || len(all) != 1 {
		t.Fatalf("got %+v, %v, want one alert", all, err)
	}
	path := "/alerts/" + all[0].ID
	lead, minh, hoa, tek := s.as(t, "lan"), s.as(t, "minh"), s.as(t, "hoa"), s.as(t, "tek")
	const asks, title = "Đăng ký khai sinh, hỏi lệ phí", "Cần xử lý ngay"
	for name, header := range map[string][]string{"lan": lead, "minh": minh, "hoa": hoa} {
		body := s.get(t, "/", header...)
		wantAll(t, name, body, title, asks, "Gọi ở robot kb-01", "Tôi nhận xử lý", "Bà lan", `href="`+path+`"`, "· Đăng ký khai sinh", "chưa ai trả lời, cần lãnh đạo")
		wantAll(t, name, s.get(t, "/alerts", header...), asks, "không ai trả lời", "trong 30 phút")
		wantAll(t, name, s.get(t, path, header...), asks, "Đang gọi", "Tôi nhận xử lý")
	}
	wantAll(t, "English", s.get(t, "/?lang=en", lead...), "Birth registration, asks about fee")
	if w, _ := s.do(t, http.MethodGet, path, "", tek...); w.StatusCode != http.StatusForbidden {
		t.Errorf("got %d for a technician, want 403", w.StatusCode)
	}
	act := func(want int, do, text string, header []string) {
		t.Helper()
		if w, _ := s.do(t, http.MethodPost, path, url.Values{"do": {do}, "text": {text}}.Encode(), header...); w.StatusCode != want {
			t.Errorf("%s: got %d, want %d", do, w.StatusCode, want)
		}
	}
	act(http.StatusUnprocessableEntity, "close", "xong", hoa)
	act(http.StatusSeeOther, "ack", "", minh)
	act(http.StatusNotFound, "ack", "", hoa)
	wantNone(t, "hoa", s.get(t, "/", hoa...), title)
	wantAll(t, "lan", s.get(t, "/", lead...), title, "Bà minh", "Đang xử lý")
	s.happened(t, "kb-01", 3, time.Now(), schema.HelpEnd{Outcome: "helped", Door: 4, AnswerS: new(130), TookS: new(140)})
	wantAll(t, "what became of it", s.get(t, path, minh...), "Cửa 4 nhận sau 2 phút 10 giây")
	act(http.StatusUnprocessableEntity, "close", " ", minh)
	act(http.StatusSeeOther, "close", "Đã hướng dẫn bà ở cửa 4.", minh)
	wantNone(t, "lan", s.get(t, "/", lead...), title)
	wantAll(t, "closed", s.get(t, path, lead...), "Đã đóng", "Đã hướng dẫn bà ở cửa 4.")
	s.wantRecord(t, "alert-raise", "", "c/call:kb-01")
	wantAll(t, "record", s.get(t, "/record", lead...), "Gọi ở robot kb-01 · c", "Cảnh báo tự phát")
	report := s.get(t, "/report", lead...)
	wantAll(t, "report", report, "1 lượt gọi nhân viên ở robot", "1 có người nhận, một nửa trong 2 phút 10 giây", "1 lượt không ai trả lời kịp", "1 cảnh báo, 1 đã xử lý xong, 1 đúng hạn", "Không có cảnh báo đánh giá thấp nào")
	wantAll(t, "file", s.get(t, "/export/alerts.csv", lead...), "Gọi ở robot kb-01", "Đã hướng dẫn bà ở cửa 4.", "Bà minh")
	s.wantCallFigures(t)
}

func (s site) wantCallFigures(t *testing.T) {
	t.Helper()
	lead := s.as(t, "lan")
	_, body := s.do(t, http.MethodPost, "/tokens", url.Values{"title": {"x"}}.Encode(), lead...)
	_, token, _ := strings.Cut(body, "tdw_")
	wantAll(t, "figures", s.get(t, "/api/v1/calls", "Authorization", "Bearer tdw_"+token[:26]),
		`"calls":1,"answered":1,"nobody":0,"withdrawn":0,"raised":1,"answer_median_s":130`)
}

// TestOverdueOnPages: what is past its deadline is before all leaders.
func TestOverdueOnPages(t *testing.T) {
	t.Parallel()
	s, alert, _ := staffed(t)
	lead, minh := s.as(t, "lan"), s.as(t, "minh")
	wantNone(t, "in time", s.get(t, "/", lead...), "Cần xử lý ngay")
	err := s.data.ChangeAlert(t.Context(), alert, func(a *office.Alert) error {
		a.Due = time.Now().Add(-time.Minute)
		return nil
	}, office.Entry{At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	s.look(t)
	wantAll(t, "leader", s.get(t, "/", lead...), "Cần xử lý ngay", "Cửa 3", "Quá hạn", "Bà minh")
	wantNone(t, "officer", s.get(t, "/", minh...), "Cần xử lý ngay")
	wantAll(t, "alert", s.get(t, "/alerts/"+alert, lead...), "đã báo lãnh đạo lúc")
	wantAll(t, "record", s.get(t, "/record", lead...), "Quá hạn, báo lãnh đạo")
}

// TestCallsPage: what became of calls, afterwards; an officer's are those of her
// doors and of none.
func TestCallsPage(t *testing.T) {
	t.Parallel()
	s := named(t)
	at := time.Now().Add(-time.Hour)
	ended := func(seq uint64, door int) {
		t.Helper()
		s.happened(t, "kb-01", seq, at, schema.Help{Procedure: "1.001193", Topic: "papers", Lang: "en"})
		s.happened(t, "kb-01", seq+1, at, schema.HelpEnd{Outcome: "helped", Door: door, AnswerS: new(40 * door), TookS: new(300)})
	}
	ended(1, 3)
	ended(3, 4)
	s.happened(t, "kb-01", 5, at, schema.Help{Procedure: "9.9"})
	s.happened(t, "kb-01", 6, at, schema.HelpEnd{Outcome: "nobody", TookS: new(900)})
	s.happened(t, "kb-01", 7, at, schema.Help{})
	lead, minh := s.as(t, "lan"), s.as(t, "minh")
	body := s.get(t, "/calls", lead...)
	wantAll(t, "leader", body, "<span>4</span>", "Đăng ký khai sinh, hỏi giấy tờ", "nói tiếng Anh", "Cửa 3 nhận sau 2 phút", "Cửa 4 nhận sau 2 phút 40 giây", "Không ai đến", "9.9",
		"Không rõ kết quả", "2 có người nhận, một nửa trong 2 phút 20 giây; 1 không ai đến")
	body = s.get(t, "/calls", minh...)
	wantAll(t, "officer", body, "<span>3</span>", "Cửa 3 nhận sau 2 phút", "Không ai đến")
	wantNone(t, "officer", body, "Cửa 4")
	file := s.get(t, "/export/calls.csv", minh...)
	wantAll(t, "file", file, "1.001193", "Đăng ký khai sinh", "Cửa 3 nhận sau 2 phút")
	wantNone(t, "file", file, "Cửa 4")
	wantAll(t, "page beyond the last", s.get(t, "/calls?over=9", lead...), "Không có cuộc gọi nào")
}

// TestRaisedAtOnce: the server that runs opens the alert by itself.
func TestRaisedAtOnce(t *testing.T) {
	t.Parallel()
	s := named(t)
	s.serve(t)
	s.happened(t, "kb-01", 1, time.Now(), schema.HelpRaise{WaitedS: new(120)})
	for late := time.Now().Add(60 * time.Second); ; {
		all, err := s.data.Alerts(t.Context(), true, 9)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 1 && all[0].IsCall() {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("got %+v after a minute, want the alert", all)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// serve runs the server beside its handler.
func (s site) serve(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.server.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
