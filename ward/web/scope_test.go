package web_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/report"
	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// shared is a server of two communes, "ba" and "cn", each with a robot, a
// service, visits and ratings of door 3, a fault, a gap, a message kept aside,
// an alert, a case and a command that bear its name.
type shared struct {
	site

	alerts, cases, tokens map[string]string
}

// visits of each commune.
func visitsOf() map[string]int { return map[string]int{"ba": 13, "cn": 7} }

func newShared(t *testing.T) shared {
	t.Helper()
	made := newData(t)
	s := shared{newSiteOn(t, "", made, made.Store), map[string]string{}, map[string]string{}, map[string]string{}}
	lead := s.user(t, "head", office.Leader)
	users := &office.Users{Store: made, Cost: bcrypt.MinCost}
	for _, commune := range []string{"ba", "cn"} {
		s.report(t, commune)
		for role, doors := range map[office.Role][]int{office.Leader: nil, office.Officer: {3}, office.Technician: nil} {
			n := office.NewUser{Name: string(role) + "-" + commune, Title: "Bà " + string(role) + " của " + commune, Role: role, Commune: commune, Doors: doors, Password: secret}
			if role == office.Officer {
				n.Services = []string{"sv-" + commune, "both"}
			}
			if _, err := users.Create(t.Context(), lead, n, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
	}
	n := office.NewUser{Name: "officer-lost", Role: office.Officer, Doors: []int{3}, Services: []string{"sv-ba", "sv-cn", "both"}, Password: secret}
	if _, err := users.Create(t.Context(), lead, n, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, commune := range []string{"ba", "cn"} {
		s.office(t, lead, commune)
	}
	return s
}

// report is what a commune's robot says.
func (s shared) report(t *testing.T, commune string) {
	t.Helper()
	topic := schema.Topic{Commune: commune, Robot: "rb-" + commune}
	defer func() {
		alerts := &office.Alerts{Store: s.data}
		if n, err := alerts.LookAtCalls(t.Context(), office.FirstRule(), time.Now()); err != nil || n != 1 {
			t.Errorf("got %d alerts, %v, want one of the call", n, err)
		}
	}()
	bodies := []schema.Body{schema.Fault{Part: "base", Detail: "fault-" + commune}, schema.Help{}, schema.HelpRaise{WaitedS: new(120)}}
	for i := range visitsOf()[commune] {
		bodies = append(bodies,
			schema.Visit{Service: "sv-" + commune, Door: 3, Outcome: "closed", WaitS: new(60 * i), ServeS: new(300)},
			schema.Rating{Face: "dissatisfied", Source: "ticket", Service: "sv-" + commune, Door: 3, Lang: "vi", WaitS: new(60 * i), ServeS: new(300)})
	}
	var items []store.Item
	for i, body := range bodies {
		seq := uint64(i + 1)
		e := schema.Event{
			Header: schema.Header{V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-bcce-%06x%06x", int(commune[0]), seq), Epoch: "e", Seq: seq, TS: time.Now(), Clock: schema.ClockNTP},
			Body:   body,
		}
		payload := fmt.Appendf(nil, `{"part":"base","detail":"fault-%s"}`, commune)
		items = append(items, store.Item{Topic: topic.On(body.Kind().Channel()), At: time.Now(), Payload: payload, Event: &e})
	}
	items = append(items,
		store.Item{Topic: topic.On("evt/rating"), At: time.Now(), Payload: []byte("{"), Refused: &store.Refused{Reason: "number is taken by event " + asideOf(commune), Epoch: "e", Seq: 900}})
	if _, err := s.data.Commit(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	s.now.State(topic, schema.State{V: 1, State: schema.LinkOnline, Boot: "b"}, time.Now())
	plan := report.FloorOf(report.Plan{Places: []schema.FloorPlace{{Place: "place-plan-" + commune, Kind: schema.PlaceOther, Doors: []int{}}}})
	data, err := schema.Encode(plan)
	if err != nil {
		t.Fatal(err)
	}
	s.motion.Floor(topic, plan, data, time.Now())
	s.motion.Status(topic, schema.Status{Base: &schema.BaseStatus{Staff: "need-" + commune}}, time.Now())
	s.now.Status(topic, schema.Status{
		Services: []schema.ServiceStatus{{Service: "sv-" + commune, Label: schema.Label{Vi: "Lĩnh vực " + commune}, Waiting: 1}},
		Doors:    []schema.DoorStatus{{Door: 3, Label: schema.Label{Vi: "Cửa của " + commune}}},
		Base:     &schema.BaseStatus{State: "idle", BatteryPct: 50}, Printer: schema.PrinterStatus{Link: true, Paper: "ok"}, Outbox: schema.OutboxStatus{Epoch: "e"},
	}, time.Now())
}

// office is what people of a commune have to do.
func (s shared) office(t *testing.T, lead office.Actor, commune string) {
	t.Helper()
	now := time.Now()
	a := office.Alert{
		ID: "ALERT" + commune, Scope: commune + "/door:3", Commune: commune, Door: 3, Bad: 3, N: visitsOf()[commune], From: now, Opened: now, Due: now.Add(time.Hour),
	}
	if _, err := s.data.RaiseAlert(t.Context(), a, office.Entry{At: now}); err != nil {
		t.Fatal(err)
	}
	cases := &office.Cases{Store: s.data}
	token, _, err := cases.Open(t.Context(), office.Feedback{Commune: commune, Service: "both", Topic: "wait", Text: "words of " + commune, Lang: "vi"}, now)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := cases.Find(t.Context(), token)
	if err != nil || c.Owner == "" {
		t.Fatalf("got %+v, %v, want a case with the only officer of its commune", c, err)
	}
	tokens := &office.Tokens{Store: s.data}
	if s.tokens[commune], err = tokens.Make(t.Context(), lead, "of "+commune, commune, now); err != nil {
		t.Fatal(err)
	}
	s.alerts[commune], s.cases[commune] = a.ID, c.ID
	s.sender.mu.Lock()
	defer s.sender.mu.Unlock()
	to := schema.Topic{Commune: commune, Robot: "rb-" + commune}
	s.sender.all = append(s.sender.all, command.Command{ID: commune, To: to, Order: schema.Goto{Place: "place-" + commune}, Issued: now})
}

// asideOf is an event's identity: of a reason nothing else is kept.
func asideOf(commune string) string { return fmt.Sprintf("01890a5d-ac96-774b-bcce-%012x", commune) }

// marks are what gives a commune away.
func marks(commune string) []string {
	return []string{"rb-" + commune, "sv-" + commune, "Lĩnh vực " + commune, "Cửa của " + commune, "fault-" + commune, asideOf(commune), "words of " + commune, "place-" + commune, "plan-" + commune, "need-" + commune, " của " + commune, "ALERT" + commune}
}

// first are the parts that a stream of events begins with.
func (s site) first(t *testing.T, path string, parts int, header []string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(header[0], header[1])
	w, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	var all strings.Builder
	for scan := bufio.NewScanner(w.Body); parts > 0 && scan.Scan(); {
		if all.WriteString(scan.Text() + "\n"); scan.Text() == "" {
			parts--
		}
	}
	return all.String()
}

// TestCommunesApart tries every page, stream and file as each role of each
// commune: nothing of another commune is on it.
func TestCommunesApart(t *testing.T) {
	t.Parallel()
	s := newShared(t)
	streams := map[string]int{"/live": 9, "/robots/live": 8, "/announce/live": 1, "/robots/{commune}/{robot}/live": 5}
	paths := []string{
		"/ratings?by=service", "/ratings?by=door", "/ratings?by=robot", "/ratings?by=hour", "/waits?by=door", "/export/ratings.csv", "/export/visits.csv", "/export/cases.csv", "/export/calls.csv", "/export/alerts.csv",
		"/cases/code.png?at=x", "/report?commune=ba", "/ratings?by=robot&commune=ba", "/ratings?by=robot&commune=cn", "/export/ratings.csv?commune=ba", "/waits?by=service&commune=cn",
	}
	for _, pattern := range s.server.Patterns() {
		if path, isGet := strings.CutPrefix(pattern, "GET "); isGet && !strings.Contains(path, "{file}") && path != "/users/{id}" {
			paths = append(paths, strings.ReplaceAll(path, "{$}", ""))
		}
	}
	for _, user := range []struct {
		name    string
		sees    []string
		nothing bool
	}{
		{"head", []string{"ba", "cn"}, false},
		{"leader-ba", []string{"ba"}, false},
		{"leader-cn", []string{"cn"}, false},
		{"officer-ba", []string{"ba"}, false},
		{"officer-cn", []string{"cn"}, false},
		{"technician-ba", []string{"ba"}, false},
		{"technician-cn", []string{"cn"}, false},
		{"officer-lost", nil, true},
	} {
		header := s.as(t, user.name)
		seen := make(map[string]bool)
		for _, commune := range []string{"ba", "cn"} {
			may := slices.Contains(user.sees, commune)
			for _, path := range paths {
				full := strings.NewReplacer("{commune}", commune, "{robot}", "rb-"+commune).Replace(path)
				if strings.Contains(path, "alerts/") {
					full = strings.ReplaceAll(full, "{id}", s.alerts[commune])
				}
				full = strings.ReplaceAll(full, "{id}", s.cases[commune])
				var w answer
				var body string
				if parts, isStream := streams[path]; isStream {
					if w, _ = s.do(t, http.MethodHead, full, "", header...); w.StatusCode != http.StatusOK {
						continue
					}
					body = s.first(t, full, parts, header)
				} else {
					w, body = s.do(t, http.MethodGet, full, "", header...)
				}
				body = strings.ReplaceAll(body, strings.TrimSuffix(full, "?"), "") // she asked for it by this name
				if strings.Contains(path, "{") && !may && w.StatusCode == http.StatusOK {
					t.Errorf("%s: got %s, want it refused", user.name, full)
				}
				for _, mark := range marks(commune) {
					if !strings.Contains(body, mark) {
						continue
					}
					if seen[commune+mark] = true; !may {
						t.Errorf("%s: got %q on %s, want it hidden", user.name, mark, full)
					}
				}
			}
		}
		s.wantSeen(t, user.name, user.sees, seen)
	}
}

// wantSeen: what she may see was somewhere, so that the test looks at something.
func (s shared) wantSeen(t *testing.T, user string, sees []string, seen map[string]bool) {
	t.Helper()
	want := func(c string) []string { // but for the service's code: its name is shown
		return slices.DeleteFunc(marks(c), func(m string) bool {
			return m == "sv-"+c || m == "place-"+c && strings.HasPrefix(user, "officer")
		})
	}
	if strings.HasPrefix(user, "technician") {
		want = func(c string) []string {
			return []string{"rb-" + c, "fault-" + c, "plan-" + c, "need-" + c, asideOf(c)}
		}
	}
	for _, commune := range sees {
		for _, mark := range want(commune) {
			if !seen[commune+mark] {
				t.Errorf("%s: got no %q anywhere, want it shown", user, mark)
			}
		}
	}
}

// TestCommunesCount: figures count the commune's own visits and no others, and
// who sees all can ask for one.
func TestCommunesCount(t *testing.T) {
	t.Parallel()
	s := newShared(t)
	for _, tt := range []struct {
		user, path, want string
	}{
		{"head", "/ratings", "của 20 lượt đã tiếp"},
		{"head", "/ratings?commune=ba", "của 13 lượt đã tiếp"},
		{"head", "/ratings?by=robot", "<td>ba/rb-ba"},
		{"head", "/report?commune=cn", "7 lượt đánh giá"},
		{"head", "/", "ba/rb-ba"},
		{"leader-cn", "/ratings", "của 7 lượt đã tiếp"},
		{"leader-cn", "/ratings?commune=ba", "của 7 lượt đã tiếp"},
		{"leader-cn", "/report", "7 lượt đánh giá"},
		{"leader-cn", "/pillars", "trong 7 lượt"},
		{"officer-ba", "/ratings?by=hour", "của 13 lượt đã tiếp"},
		{"officer-ba", "/", `<p class="num">13</p>`},
		{"officer-lost", "/ratings", "của 0 lượt đã tiếp"},
		{"officer-lost", "/", "Xin lãnh đạo chọn phường"},
	} {
		body := strings.Join(strings.Fields(s.get(t, tt.path, s.as(t, tt.user)...)), " ")
		wantAll(t, tt.user+" "+tt.path, body, tt.want)
	}
	if got := strings.Count(s.get(t, "/export/visits.csv", s.as(t, "leader-ba")...), "\r\n"); got != 14 {
		t.Errorf("got %d lines of the file, want the heading and 13 visits", got)
	}
}

// TestCommunesWrite: nobody acts on what is another commune's.
func TestCommunesWrite(t *testing.T) {
	t.Parallel()
	s := newShared(t)
	users, err := s.data.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id := func(name string) string {
		return users[slices.IndexFunc(users, func(u office.User) bool { return u.Name == name })].ID
	}
	for _, tt := range []struct {
		name, user, path string
		form             url.Values
		want             int
	}{
		{"other's alert", "leader-cn", "/alerts/" + s.alerts["ba"], url.Values{"do": {"ack"}}, http.StatusNotFound},
		{"own alert", "leader-cn", "/alerts/" + s.alerts["cn"], url.Values{"do": {"ack"}}, http.StatusSeeOther},
		{"alert to another's officer", "leader-cn", "/alerts/" + s.alerts["cn"], url.Values{"do": {"assign"}, "owner": {id("officer-ba")}}, http.StatusUnprocessableEntity},
		{"alert to one's own", "leader-cn", "/alerts/" + s.alerts["cn"], url.Values{"do": {"assign"}, "owner": {id("officer-cn")}}, http.StatusSeeOther},
		{"other's case", "leader-cn", "/cases/" + s.cases["ba"], url.Values{"do": {"erase"}}, http.StatusNotFound},
		{"other's case, officer", "officer-cn", "/cases/" + s.cases["ba"], url.Values{"do": {"answer"}, "text": {"x"}}, http.StatusNotFound},
		{"case to another's officer", "head", "/cases/" + s.cases["ba"], url.Values{"do": {"assign"}, "owner": {id("officer-cn")}}, http.StatusUnprocessableEntity},
		{"other's robot told", "leader-cn", "/announce", url.Values{"do": {"goto"}, "place": {"x"}, "robot": {"ba/rb-ba"}}, http.StatusUnprocessableEntity},
		{"other's robot set up", "technician-cn", "/robots/ba/rb-ba", url.Values{"texts": {"ward"}}, http.StatusNotFound},
		{"own robot set up", "technician-cn", "/robots/cn/rb-cn", url.Values{"texts": {"ward"}}, http.StatusSeeOther},
		{"users", "leader-cn", "/users", url.Values{"name": {"x"}}, http.StatusForbidden},
		{"settings", "leader-cn", "/settings/norms", url.Values{"wait": {"1"}}, http.StatusForbidden},
		{"tokens", "leader-cn", "/tokens", url.Values{"title": {"x"}}, http.StatusForbidden},
		{"the last head of a commune only", "head", "/users/" + id("head"), url.Values{"do": {"save"}, "role": {"leader"}, "commune": {"cn"}}, http.StatusUnprocessableEntity},
	} {
		if w, _ := s.do(t, http.MethodPost, tt.path, tt.form.Encode(), s.as(t, tt.user)...); w.StatusCode != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, w.StatusCode, tt.want)
		}
	}
}

// TestCommunesOfPrograms: a token of one commune opens no figures of another.
func TestCommunesOfPrograms(t *testing.T) {
	t.Parallel()
	s := newShared(t)
	s.client.Jar = nil
	for _, commune := range []string{"ba", "cn"} {
		other := map[string]string{"ba": "cn", "cn": "ba"}[commune]
		header := []string{"Authorization", "Bearer " + s.tokens[commune]}
		for _, what := range []string{"summary", "days", "hours", "services", "doors", "robots", "cases", "gaps"} {
			body := s.get(t, "/api/v1/"+what, header...)
			wantNone(t, commune+" "+what, body, marks(other)...)
			if w, _ := s.do(t, http.MethodGet, "/api/v1/"+what+"?commune="+other, "", header...); w.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s: got %d for another commune, want 403", commune, what, w.StatusCode)
			}
		}
		wantAll(t, "summary", s.get(t, "/api/v1/summary", header...), fmt.Sprintf(`"visits":%d`, visitsOf()[commune]))
		wantAll(t, "gaps", s.get(t, "/api/v1/gaps", header...), "rb-"+commune)
		wantAll(t, "cases", s.get(t, "/api/v1/cases", header...), `"cases":1`)
	}
}

// TestCommunesOfFeedback: the form asks which commune is meant unless its
// address says so, and the case is that commune's.
func TestCommunesOfFeedback(t *testing.T) {
	t.Parallel()
	s := newShared(t)
	s.client.Jar = nil
	wantAll(t, "form", s.get(t, "/g/"), `<select id="u"`, "Lĩnh vực ba")
	body := s.get(t, "/g/?u=cn")
	wantAll(t, "form of cn", body, `name="u" value="cn"`, "Lĩnh vực cn")
	wantNone(t, "form of cn", body, "Lĩnh vực ba")
	form := url.Values{"topic": {"place"}, "text": {"x"}, "u": {"cn"}}
	if w, _ := s.do(t, http.MethodPost, "/g/", url.Values{"topic": {"place"}, "text": {"x"}}.Encode()); w.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("got %d without a commune, want 422", w.StatusCode)
	}
	if w, _ := s.do(t, http.MethodPost, "/g/", form.Encode()); w.StatusCode != http.StatusSeeOther {
		t.Errorf("got %d, want it kept", w.StatusCode)
	}
	all, err := s.data.Cases(t.Context(), false, 10)
	if err != nil || len(all) != 3 || all[0].Commune != "cn" {
		t.Errorf("got %+v, %v, want the new case to be cn's", all, err)
	}
	wantAll(t, "poster", s.get(t, "/cases/poster", s.as(t, "leader-cn")...), "/g/?u=cn")
}
