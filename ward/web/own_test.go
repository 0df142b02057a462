package web_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
	"tiepdan/ward/web"
)

// TestHushed: a hidden group is never the only one, and what is hidden is never
// fewer than five ratings together, unless that is all there is.
func TestHushed(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		ratings := make([]int, 1+random.IntN(12))
		for i := range ratings {
			ratings[i] = random.IntN(1 + random.IntN(30))
		}
		hidden := web.Hushed(ratings...)
		groups, n, shown := 0, 0, 0
		for i, is := range hidden {
			switch {
			case is:
				groups, n = groups+1, n+ratings[i]
			case stats.Few(ratings[i]):
				t.Fatalf("%v: got %v, want few hidden", ratings, hidden)
			default:
				shown += ratings[i]
			}
		}
		if groups > 0 && shown > 0 && (groups < 2 || n < stats.FewGroup) {
			t.Fatalf("%v: got %v, where the whole tells %d ratings of %d groups", ratings, hidden, n, groups)
		}
		if groups > 0 && shown == 0 && groups < 2 && n >= stats.FewGroup {
			t.Fatalf("%v: got %v", ratings, hidden)
		}
	}
}

// rateOn stores ratings of a door at a moment.
func (s site) rateOn(t *testing.T, door int, at time.Time, faces ...string) {
	t.Helper()
	var items []store.Item
	for i, face := range faces {
		for j, body := range []schema.Body{
			schema.Visit{Service: "land", Door: door, Outcome: "closed", WaitS: new(60), ServeS: new(300)},
			schema.Rating{Face: face, Source: "ticket", Service: "land", Door: door, Lang: "vi", WaitS: new(60), ServeS: new(300)},
		} {
			seq := uint64(1 + 2*i + j)
			e := schema.Event{
				Header: schema.Header{
					V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-bcce-%04x%08x", door*100+int(seq), at.Unix()&0xffffffff),
					Epoch: fmt.Sprintf("e%d-%d", door, at.Unix()), Seq: seq, TS: at, Clock: schema.ClockNTP,
				},
				Body: body,
			}
			items = append(items, store.Item{
				Topic: schema.Topic{Commune: "c", Robot: "kb-01", Channel: body.Kind().Channel()}, At: at, Payload: []byte("{}"), Event: &e,
			})
		}
	}
	if _, err := s.data.Commit(t.Context(), items); err != nil {
		t.Fatal(err)
	}
}

// TestOwnWorkOnly: no page or file gives an officer a figure that has a
// colleague's rating in it, though they are two only, nor days of her choice.
func TestOwnWorkOnly(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	now := time.Now().UTC()
	month := time.Date(now.Year(), now.Month(), 1, 3, 0, 0, 0, time.UTC).AddDate(0, -1, 0)
	s.rateOn(t, 3, month, slices.Repeat([]string{"satisfied"}, 7)...)
	s.rateOn(t, 3, month.AddDate(0, 0, 1), "dissatisfied", "neutral") // few
	s.rateOn(t, 3, month.AddDate(0, 0, 2), slices.Repeat([]string{"very-satisfied"}, 20)...)
	s.rateOn(t, 4, month, slices.Repeat([]string{"dissatisfied"}, 11)...)
	minh, lead := s.as(t, "minh"), s.as(t, "lan")
	for _, by := range []string{"service", "door", "hour", "day", "robot"} {
		body := s.get(t, "/ratings?period=last&lang=en&by="+by, minh...)
		wantAll(t, by, body, ">29<", "93.1%")
		wantNone(t, by, body, ">40<", ">11 ", ">11<", "27.5%")
	}
	wantAll(t, "leader", s.get(t, "/ratings?period=last&lang=en", lead...), ">40<")
	body := s.get(t, "/ratings?period=last&lang=en&by=day", minh...)
	if got := strings.Count(body, "not shown: few ratings"); got != 2 {
		t.Errorf("got %d hidden days, want the one of two ratings and the next small one", got)
	}
	wantNone(t, "days", body, ">7<", ">2<")
	first := month.Format(time.DateOnly)
	wantNone(t, "days of her choice", s.get(t, "/ratings?lang=en&from="+first+"&to="+first, minh...), ">7<", `type="date"`)
	wantNone(t, "waits", s.get(t, "/waits?period=last&lang=en", minh...), ">40<")
	wantNone(t, "pillars", s.get(t, "/pillars?period=last&lang=en", minh...), "of 40")
	wantAll(t, "pillars", s.get(t, "/pillars?period=last&lang=en", minh...), "of 29")

	w, file := s.do(t, http.MethodGet, "/export/ratings.csv?period=last", "", minh...)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil || w.StatusCode != http.StatusOK {
		t.Fatal(w.StatusCode, err)
	}
	days := make(map[string]int)
	for _, row := range rows[1:] {
		days[row[0]]++
		for i, cell := range row {
			if i != 0 && i != 4 && i != 5 && cell != "" {
				t.Errorf("got %q in column %q, want neither moment nor place", cell, rows[0][i])
			}
		}
	}
	if days[""] != 9 || days[month.AddDate(0, 0, 2).Format(time.DateOnly)] != 20 || len(days) != 2 {
		t.Errorf("got rows of the days %v, want 9 without a day and 20 with theirs", days)
	}
}

// TestFewToday: with one to four ratings an officer reads no rate that is false.
func TestFewToday(t *testing.T) {
	t.Parallel()
	s, _, _ := staffed(t)
	now := time.Now().UTC()
	s.rateOn(t, 3, now, "satisfied", "neutral")
	s.rateOn(t, 4, now.Add(-time.Second), slices.Repeat([]string{"satisfied"}, 6)...)
	minh := s.as(t, "minh")
	s.data.mu.Lock()
	s.data.day = store.Day{Day: now.Format(time.DateOnly)}
	s.data.mu.Unlock()
	for _, path := range []string{"/?lang=en", "/ratings?lang=en"} {
		body := strings.Join(strings.Fields(s.get(t, path, minh...)), " ")
		wantAll(t, path, body, "&lt; 5", "Response rate</h2><p class=\"num\">–")
		wantNone(t, path, body, "0.0%", ">8<", ">6<")
	}
}

// TestDoorsOfCommunes: the doors of two communes that have one number are two.
func TestDoorsOfCommunes(t *testing.T) {
	t.Parallel()
	s := newShared(t)
	head := s.as(t, "head")
	for _, path := range []string{"/ratings?by=door", "/waits?by=door", "/report"} {
		wantAll(t, path, s.get(t, path, head...), "Cửa 3 · ba", "Cửa 3 · cn")
	}
	wantNone(t, "one commune", s.get(t, "/ratings?by=door&commune=cn", head...), "Cửa 3 · ")
	lead, found, err := s.data.User(t.Context(), s.find(t, "head"))
	if err != nil || !found {
		t.Fatal(err)
	}
	token, err := (&office.Tokens{Store: s.data}).Make(t.Context(), office.Actor{User: lead}, "x", "", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	body := s.get(t, "/api/v1/doors", "Authorization", "Bearer "+token)
	wantAll(t, "doors", body, `"door":3,"commune":"ba"`, `"door":3,"commune":"cn"`)
}

// find gives the ID of a user.
func (s site) find(t *testing.T, name string) string {
	t.Helper()
	users, err := s.data.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return users[slices.IndexFunc(users, func(u office.User) bool { return u.Name == name })].ID
}
