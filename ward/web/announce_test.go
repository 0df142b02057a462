package web_test

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
)

// sender takes commands instead of robots.
type sender struct {
	mu  sync.Mutex
	all []command.Command
	err error

	desired map[schema.Topic]command.Desired
}

func (s *sender) send(r command.Request) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return "", s.err
	}
	now := time.Now()
	s.all = append([]command.Command{{ID: "x", To: r.To, Order: r.Order, By: r.By, State: command.Done, Issued: now, Expires: now, At: now}}, s.all...)
	return "x", nil
}

func (s *sender) Send(_ context.Context, r command.Request) (string, error) {
	return s.send(r)
}

func (s *sender) Changed() (changed <-chan struct{}, stop func()) {
	return nil, func() {}
}

func (s *sender) Desire(_ context.Context, w command.Wish) (command.Desired, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.desired[w.To]
	if s.err != nil || d.Settings.Rev != w.Seen {
		return d, cmp.Or(s.err, command.ErrChanged)
	}
	w.Settings.Rev = w.Seen + 1
	d = command.Desired{To: w.To, Settings: w.Settings, At: time.Now(), By: w.By}
	if s.desired == nil {
		s.desired = make(map[schema.Topic]command.Desired)
	}
	s.desired[w.To] = d
	return d, nil
}

func (s *sender) Wanted(to schema.Topic) (command.Desired, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, found := s.desired[to]
	return d, found
}

func (s *sender) Reported(schema.Topic) (schema.Reported, bool) { return schema.Reported{}, false }

func (s *sender) States() []command.Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.all)
}

// TestAnnounce: what is sent, to whom, and what is refused.
func TestAnnounce(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	sample(s)
	lead := s.as(t, "lan")
	post := func(want int, form url.Values) string {
		t.Helper()
		w, body := s.do(t, http.MethodPost, "/announce", form.Encode(), lead...)
		if w.StatusCode != want {
			t.Errorf("%v: got %d, want %d", form, w.StatusCode, want)
		}
		return body
	}
	good := func(changes ...string) url.Values {
		v := url.Values{"do": {"announce"}, "vi": {"Hôm nay nghỉ từ 16 giờ"}, "priority": {"normal"}, "robot": {"c/kb-01"}}
		for i := 0; i < len(changes); i += 2 {
			v.Set(changes[i], changes[i+1])
		}
		return v
	}
	for _, bad := range []url.Values{
		good("vi", ""), good("vi", strings.Repeat("ạ", 601)), good("priority", "loud"), good("robot", "c/kb-99"), good("ends", "2020-01-01T10:00"), good("do", "shout"),
	} {
		post(http.StatusUnprocessableEntity, bad)
	}
	if len(s.sender.States()) != 0 {
		t.Fatalf("got %d commands sent, want none", len(s.sender.States()))
	}
	post(http.StatusSeeOther, good("ends", time.Now().UTC().Add(time.Hour).Format("2006-01-02T15:04")))
	sent := s.sender.States()
	a, ok := sent[0].Order.(schema.Announce)
	if !ok || a.Text.Vi != "Hôm nay nghỉ từ 16 giờ" || a.Ends == nil || sent[0].To.Robot != "kb-01" {
		t.Fatalf("got %+v, want the announcement for kb-01 with its end", sent[0])
	}
	body := s.get(t, "/announce", lead...)
	wantAll(t, "announce", body, "Hôm nay nghỉ từ 16 giờ", "Đã làm xong", `value="`+a.Announcement+`"`)
	post(http.StatusSeeOther, url.Values{"do": {"withdraw"}, "announcement": {a.Announcement}, "robot": {"c/kb-01"}})
	wantNone(t, "announce", s.get(t, "/announce", lead...), `value="`+a.Announcement+`"`)
	post(http.StatusSeeOther, url.Values{"do": {"goto"}, "place": {"door-3"}, "robot": {"c/kb-01"}})
	if g, ok := s.sender.States()[0].Order.(schema.Goto); !ok || g.Place != "door-3" {
		t.Errorf("got %+v, want the errand", s.sender.States()[0].Order)
	}
	s.sender.mu.Lock()
	s.sender.err = command.ErrAway
	s.sender.mu.Unlock()
	wantAll(t, "announce", post(http.StatusUnprocessableEntity, good()), "mất kết nối", "Hôm nay nghỉ từ 16 giờ")
	wantAll(t, "record", s.get(t, "/record", lead...), "Gửi lệnh tới robot", "Di chuyển tới door-3 kb-01")
}
