package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/store"
)

// happened stores one event of a robot.
func (s site) happened(t *testing.T, robot string, seq uint64, at time.Time, body schema.Body) {
	t.Helper()
	e := schema.Event{
		Header: schema.Header{V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-bcce-%012x", seq), Epoch: "calls-" + robot, Seq: seq, TS: at, Clock: schema.ClockNTP},
		Body:   body,
	}
	text, err := schema.EncodeBody(body)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := schema.Join(e.Header, text)
	if err != nil {
		t.Fatal(err)
	}
	topic := schema.Topic{Commune: "c", Robot: robot, Channel: body.Kind().Channel()}
	if _, err := s.data.Commit(t.Context(), []store.Item{{Topic: topic, At: time.Now(), Payload: payload, Event: &e}}); err != nil {
		t.Fatal(err)
	}
	s.now.Stored()
}

// TestCalls: who may answer a visitor's call for a person, what the robot is sent
// for it, and what becomes of it on the page.
func TestCalls(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	sample(s)
	called := time.Now().Add(-time.Minute).Truncate(time.Millisecond)
	s.happened(t, "old", 1, time.Now().Add(-26*time.Minute), schema.Help{})
	s.happened(t, "kb-01", 2, called.Add(-time.Minute), schema.Help{})
	s.happened(t, "kb-01", 3, called.Add(-time.Second), schema.HelpEnd{Outcome: "dropped", TookS: new(59)})
	s.happened(t, "kb-01", 4, called, schema.Help{})
	s.happened(t, "kb-01", 40, called, schema.HelpRaise{WaitedS: new(59)})
	lead, minh, hoa, tek := s.as(t, "lan"), s.as(t, "minh"), s.as(t, "hoa"), s.as(t, "tek")
	const title, button = "Người dân đang gọi nhân viên", "Cửa 3 đang tới"
	for _, header := range [][]string{lead, minh} {
		body := s.get(t, "/", header...)
		wantAll(t, "who has door 3", body, title+" <span>1<", button, "chưa ai trả lời, cần lãnh đạo", strconv.FormatInt(called.UnixMilli(), 10))
		wantNone(t, "who has door 3", body, "<b>old</b>")
	}
	body := s.get(t, "/", hoa...)
	wantAll(t, "who has door 4", body, title)
	wantNone(t, "who has door 4", body, "đang tới")

	form := func(robot string, at time.Time, door int) string {
		return url.Values{"robot": {robot}, "called": {strconv.FormatInt(at.UnixMilli(), 10)}, "door": {strconv.Itoa(door)}}.Encode()
	}
	for _, tt := range []struct {
		name, form string
		header     []string
		want       int
		to         string
	}{
		{"technician", form("c/kb-01", called, 3), tek, http.StatusForbidden, ""},
		{"another's door", form("c/kb-01", called, 3), hoa, http.StatusBadRequest, ""},
		{"a door that the robot has not", form("c/kb-01", called, 4), hoa, http.StatusSeeOther, "/?said=over"},
		{"another call", form("c/kb-01", called.Add(-time.Minute), 3), minh, http.StatusSeeOther, "/?said=over"},
		{"another robot", form("c/none", called, 3), minh, http.StatusBadRequest, ""},
		{"nonsense", "robot=c/kb-01&called=x&door=3", minh, http.StatusBadRequest, ""},
	} {
		if w, _ := s.do(t, http.MethodPost, "/calls", tt.form, tt.header...); w.StatusCode != tt.want || w.Header.Get("Location") != tt.to {
			t.Errorf("%s: got %d to %q, want %d to %q", tt.name, w.StatusCode, w.Header.Get("Location"), tt.want, tt.to)
		}
	}
	if sent := s.sender.States(); len(sent) != 0 {
		t.Fatalf("got %v sent, want nothing yet", sent)
	}
	s.sender.mu.Lock()
	s.sender.err = command.ErrAway
	s.sender.mu.Unlock()
	if w, _ := s.do(t, http.MethodPost, "/calls", form("c/kb-01", called, 3), minh...); w.Header.Get("Location") != "/?said=away" {
		t.Errorf("got %q without a broker", w.Header.Get("Location"))
	}
	wantAll(t, "away", s.get(t, "/?said=away", minh...), `role="alert">Chưa gửi được: mất kết nối`, button)
	s.sender.mu.Lock()
	s.sender.err = nil
	s.sender.mu.Unlock()
	if w, _ := s.do(t, http.MethodPost, "/calls", form("c/kb-01", called, 3), minh...); w.Header.Get("Location") != "/?said=sent" {
		t.Errorf("got %q, want it sent", w.Header.Get("Location"))
	}
	s.wantReply(t, called)
	body = strings.Join(strings.Fields(s.get(t, "/", lead...)), " ")
	wantAll(t, "answered", body, title, "· Cửa 3 sau 1 phút", "Đã làm xong")
	wantNone(t, "answered", body, button)
	wantAll(t, "list of what was sent", s.get(t, "/announce", lead...), "Trả lời người gọi")
	s.happened(t, "kb-01", 5, time.Now(), schema.HelpEnd{Outcome: "helped", Door: 3, AnswerS: new(60), TookS: new(90)})
	wantNone(t, "over", s.get(t, "/", lead...), title)
}

// wantReply: the robot was told of door 3, with the moment that its event names.
func (s site) wantReply(t *testing.T, called time.Time) {
	t.Helper()
	sent := s.sender.States()
	if len(sent) != 1 || sent[0].By != "minh" || sent[0].To != (schema.Topic{Commune: "c", Robot: "kb-01"}) {
		t.Fatalf("got %+v sent, want one command by minh", sent)
	}
	if reply, is := sent[0].Order.(schema.Reply); !is || reply.Door != 3 || !reply.Called.Equal(called) {
		t.Errorf("got %+v, want door 3 for %v", sent[0].Order, called)
	}
	s.wantRecord(t, "reply", "minh", "c/kb-01 3")
}

func (s site) wantRecord(t *testing.T, did, user, about string) {
	t.Helper()
	record, err := s.data.Record(t.Context(), 20)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range record {
		if e.Did == did && e.User == user && e.About == about {
			return
		}
	}
	t.Errorf("got no %q of %s about %q in the record", did, user, about)
}

// TestRejectedReply: when the robot takes no answer, the next door can give one.
func TestRejectedReply(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	sample(s)
	called := time.Now().Add(-time.Minute).Truncate(time.Millisecond)
	s.happened(t, "kb-01", 1, called, schema.Help{})
	s.sender.all = []command.Command{{
		ID: "x", To: schema.Topic{Commune: "c", Robot: "kb-01"}, Order: schema.Reply{Called: called, Door: 3}, State: command.Rejected, Reason: "nobody-waits", Issued: time.Now(),
	}}
	wantAll(t, "live", s.get(t, "/", s.as(t, "minh")...), "Robot từ chối: không còn ai chờ", "Cửa 3 đang tới")
}

// TestAskStatus: leaders and technicians ask a robot for its status, and read what
// became of it.
func TestAskStatus(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	sample(s)
	const path = "/robots/c/kb-01/report"
	wantNone(t, "officer", s.get(t, "/robots", s.as(t, "minh")...), path)
	for _, name := range []string{"tek", "lan"} {
		header := s.as(t, name)
		wantAll(t, name, s.get(t, "/robots", header...), `action="`+path+`"`)
		if w, _ := s.do(t, http.MethodPost, path, "", header...); w.StatusCode != http.StatusSeeOther || w.Header.Get("Location") != "/robots?said=sent" {
			t.Errorf("%s: got %d to %q, want it asked", name, w.StatusCode, w.Header.Get("Location"))
		}
		s.wantRecord(t, "ask-status", name, "c/kb-01")
		wantAll(t, name, s.get(t, "/robots", header...), "Đã làm xong")
		if w, _ := s.do(t, http.MethodPost, "/robots/c/none/report", "", header...); w.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d for no robot, want 404", name, w.StatusCode)
		}
	}
	if sent := s.sender.States(); len(sent) != 2 || sent[0].Order != (schema.Report{}) {
		t.Errorf("got %+v, want two questions", sent)
	}
}
