package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

func leader(t *testing.T, s *store.Store) office.Actor {
	t.Helper()
	users := &office.Users{Store: s, Cost: bcrypt.MinCost}
	u, err := users.Create(t.Context(), office.Program(), office.NewUser{
		Name: "lan", Title: "Nguyễn Thị Lan", Role: office.Leader, Password: "mật khẩu dài",
	}, noon)
	if err != nil {
		t.Fatal(err)
	}
	return office.Actor{User: u, From: "10.0.0.7"}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		by := leader(t, s)
		users := &office.Users{Store: s, Cost: bcrypt.MinCost}
		officer := office.NewUser{Name: "minh", Role: office.Officer, Doors: []int{3, 4}, Services: []string{"land", "tax"}, Password: "1234567890"}
		made, err := users.Create(t.Context(), by, officer, noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			name string
			user office.NewUser
			want error
		}{
			{"taken", office.NewUser{Name: "lan", Role: office.Leader, Password: "1234567890"}, office.ErrTaken},
			{"bad name", office.NewUser{Name: "Lan Nguyễn", Role: office.Leader, Password: "1234567890"}, office.ErrName},
			{"short password", office.NewUser{Name: "nga", Role: office.Leader, Password: "123456789"}, office.ErrPassword},
			{"no role", office.NewUser{Name: "nga", Role: "chief", Password: "1234567890"}, office.ErrRole},
			{"door 0", office.NewUser{Name: "nga", Role: office.Officer, Doors: []int{0}, Password: "1234567890"}, office.ErrPlaces},
		} {
			if _, err := users.Create(t.Context(), by, tt.user, noon); !errors.Is(err, tt.want) {
				t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
			}
		}
		got, found, err := s.User(t.Context(), made.ID)
		if err != nil || !found || !slices.Equal(got.Doors, officer.Doors) || !slices.Equal(got.Services, officer.Services) || !got.Created.Equal(noon) {
			t.Errorf("got %+v, %v, %v, want what was kept", got, found, err)
		}
		if _, right, err := users.Check(t.Context(), "minh", "1234567890"); err != nil || !right {
			t.Errorf("got %v, %v for the right password, want yes", right, err)
		}
		for _, wrong := range [][2]string{{"minh", "x"}, {"nobody", "1234567890"}} {
			if _, right, err := users.Check(t.Context(), wrong[0], wrong[1]); err != nil || right {
				t.Errorf("%v: got %v, %v, want no", wrong, right, err)
			}
		}
		// The last leader stays one.
		for _, c := range []office.Change{{Role: office.Officer}, {Role: office.Leader, Disabled: true}} {
			if err := users.Change(t.Context(), by, by.User.ID, c, noon); !errors.Is(err, office.ErrLastLeader) {
				t.Errorf("%+v: got %v, want the last leader kept", c, err)
			}
		}
		if err := users.Change(t.Context(), by, made.ID, office.Change{Role: office.Officer, Disabled: true}, noon); err != nil {
			t.Fatal(err)
		}
		if _, right, _ := users.Check(t.Context(), "minh", "1234567890"); right {
			t.Error("got a disabled user in, want her out")
		}
		record, err := s.Record(t.Context(), 100)
		if err != nil || len(record) != 3 {
			t.Errorf("got %d lines of the record, %v, want one for each of 3 changes", len(record), err)
		}
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		by := leader(t, s)
		sessions := &office.Sessions{Store: s}
		begin := func(at time.Time) string {
			t.Helper()
			name, err := sessions.Begin(t.Context(), by, "Firefox/1", at)
			if err != nil {
				t.Fatal(err)
			}
			return name
		}
		holds := func(name string, at time.Time) bool {
			t.Helper()
			_, holds, err := sessions.Use(t.Context(), name, at)
			if err != nil {
				t.Fatal(err)
			}
			return holds
		}
		first := begin(noon)
		if !holds(first, noon.Add(23*time.Hour)) || !holds(first, noon.Add(46*time.Hour)) {
			t.Error("got a session over that was in use")
		}
		if holds(first, noon.Add(71*time.Hour)) || holds("planted", noon) {
			t.Error("got a session that was idle or never begun")
		}
		at := noon.Add(72 * time.Hour)
		second, third := begin(at), begin(at)
		if err := sessions.EndAll(t.Context(), by, by.User.ID, office.KeyOf(third), at); err != nil {
			t.Fatal(err)
		}
		if holds(second, at) || !holds(third, at) {
			t.Error("want all sessions ended but the one kept")
		}
		all, err := s.Sessions(t.Context(), by.User.ID)
		if err != nil || len(all) != 1 || all[0].Key == third || all[0].From != "10.0.0.7" {
			t.Errorf("got %+v, %v, want one session by its hash", all, err)
		}
	})
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		by := leader(t, s)
		users := &office.Users{Store: s, Cost: bcrypt.MinCost}
		officer, err := users.Create(t.Context(), by, office.NewUser{Name: "minh", Role: office.Officer, Doors: []int{3}, Password: "1234567890"}, noon)
		if err != nil {
			t.Fatal(err)
		}
		at := noon
		rate := func(seq uint64, face string) store.Item {
			return event(seq, schema.Rating{Face: face, Source: "ticket", Service: "land", Door: 3, Lang: "vi"})
		}
		commit(t, s, rate(1, "dissatisfied"), rate(2, "satisfied"), rate(3, "dissatisfied"))
		alerts := &office.Alerts{Store: s}
		rule := office.Rule{WindowMin: 24 * 60, LeastBad: 3, DueMin: 60}
		look := func(want int) {
			t.Helper()
			if got, err := alerts.Look(t.Context(), rule, at.Add(3*time.Second)); err != nil || got != want {
				t.Fatalf("got %d alerts, %v, want %d", got, err, want)
			}
		}
		after, err := s.FirstPress(t.Context(), at)
		if presses, last, err2 := s.Presses(t.Context(), after, 2); err != nil || err2 != nil || len(presses) != 2 || last <= after {
			t.Fatalf("got %d ratings up to %d, %v, %v, want the first two", len(presses), last, err, err2)
		}
		look(0)
		commit(t, s, rate(4, "dissatisfied"))
		look(1)
		commit(t, s, rate(5, "dissatisfied"))
		look(0) // the same one, with greater figures
		open, err := s.Alerts(t.Context(), true, 10)
		if err != nil || len(open) != 1 || open[0].Bad != 4 || open[0].N != 5 || open[0].Owner != officer.ID || open[0].Number != 1 {
			t.Fatalf("got %+v, %v, want one alert of door 3 for its officer", open, err)
		}
		mine := office.Actor{User: officer}
		id := open[0].ID
		stranger := office.Actor{User: office.User{ID: "x", Role: office.Officer}}
		if err := alerts.Acknowledge(t.Context(), stranger, id, at); !errors.Is(err, office.ErrRights) {
			t.Errorf("got %v for somebody else, want refused", err)
		}
		if err := alerts.Acknowledge(t.Context(), mine, id, at); err != nil {
			t.Error(err)
		}
		if err := alerts.Assign(t.Context(), mine, id, by.User.ID, time.Time{}, at); !errors.Is(err, office.ErrRights) {
			t.Errorf("got %v for an officer who assigns, want refused", err)
		}
		if err := alerts.Assign(t.Context(), by, id, by.User.ID, at.Add(time.Hour), at); err != nil {
			t.Error(err)
		}
		if err := alerts.Write(t.Context(), by, id, " đã gọi người dân ", at); err != nil {
			t.Error(err)
		}
		if err := alerts.Close(t.Context(), by, id, "", at); !errors.Is(err, office.ErrText) {
			t.Errorf("got %v for closing without a word, want refused", err)
		}
		if err := alerts.Close(t.Context(), by, id, "bố trí thêm người", at.Add(2*time.Second)); err != nil {
			t.Error(err)
		}
		a, found, err := s.Alert(t.Context(), id)
		if err != nil || !found || a.Open() || len(a.Notes) != 2 || a.Notes[0].Text != "đã gọi người dân" || a.AckedBy != officer.ID {
			t.Errorf("got %+v, %v, want it closed with two notes", a, err)
		}
		if err := alerts.Write(t.Context(), by, id, "thêm", at); !errors.Is(err, office.ErrClosed) {
			t.Errorf("got %v for a closed alert, want refused", err)
		}
		look(0) // what was closed is not raised again by the same ratings
	})
}

func TestCases(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		by := leader(t, s)
		cases := &office.Cases{Store: s}
		open := func(text string, at time.Time) string {
			t.Helper()
			token, number, err := cases.Open(t.Context(), office.Feedback{Topic: "wait", Service: "land", Text: text, Lang: "vi"}, at)
			if err != nil || number == 0 {
				t.Fatalf("got number %d, %v", number, err)
			}
			return token
		}
		token := open("Chờ quá lâu", noon)
		open("Cảm ơn", noon)
		late := open("Thiếu ghế", noon)
		for _, bad := range []office.Feedback{{Topic: "spam", Text: "x"}, {Topic: "wait", Text: "  "}, {Topic: "wait", Text: string(make([]rune, 2001))}} {
			if _, _, err := cases.Open(t.Context(), bad, noon); err == nil {
				t.Errorf("%.20v: got it kept, want refused", bad)
			}
		}
		c, found, err := s.CaseByKey(t.Context(), office.KeyOf(token))
		if err != nil || !found || c.Text != "Chờ quá lâu" || c.Number != 1 || c.Status != office.CaseNew {
			t.Fatalf("got %+v, %v, %v, want the first case", c, found, err)
		}
		if _, found, _ := s.CaseByKey(t.Context(), office.KeyOf(token+"x")); found {
			t.Error("got a case for another token, want none")
		}
		if err := cases.Answer(t.Context(), office.Actor{User: office.User{ID: "x", Role: office.Officer}}, c.ID, "xin lỗi", noon); !errors.Is(err, office.ErrRights) {
			t.Errorf("got %v for somebody else, want refused", err)
		}
		if err := cases.Answer(t.Context(), by, c.ID, "Xin lỗi, đã mở thêm cửa.", noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		other, _, _ := s.CaseByKey(t.Context(), office.KeyOf(late))
		if err := cases.Answer(t.Context(), by, other.ID, "Đã thêm ghế.", noon.Add(24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		days, err := s.CaseDays(t.Context(), "2026-03-02", "2026-03-02", "")
		if err != nil || len(days) != 1 || days[0].N != 3 || days[0].Answered != 2 || days[0].SameDay != 1 {
			t.Errorf("got %+v, %v, want 3 cases, 2 answered, 1 on the same day", days, err)
		}
		if err := cases.Erase(t.Context(), by, c.ID, noon); err != nil {
			t.Error(err)
		}
		if c, _, _ := s.Case(t.Context(), c.ID); c.Text != "" || !c.Erased || c.Answer == "" {
			t.Errorf("got %+v, want only the text gone", c)
		}
		open1, err := s.Cases(t.Context(), true, 10)
		if err != nil || len(open1) != 1 {
			t.Errorf("got %d open cases, %v, want 1", len(open1), err)
		}
	})
}

func TestTokensAndOptions(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		by := leader(t, s)
		tokens := &office.Tokens{Store: s}
		token, err := tokens.Make(t.Context(), by, "Trang của quận", "", noon)
		if err != nil {
			t.Fatal(err)
		}
		used, right, err := tokens.Use(t.Context(), token, noon)
		if err != nil || !right || used.Title != "Trang của quận" {
			t.Errorf("got %+v, %v, %v, want the token", used, right, err)
		}
		if err := tokens.Revoke(t.Context(), by, used.ID, noon); err != nil {
			t.Error(err)
		}
		if _, right, _ := tokens.Use(t.Context(), token, noon); right {
			t.Error("got a revoked token in, want it out")
		}
		options := &office.Options{Store: s}
		if n, err := options.Norms(t.Context()); err != nil || n != (office.Norms{}) {
			t.Errorf("got %+v, %v, want no norm until the ward sets one", n, err)
		}
		want := office.Norms{WaitMin: 15, ServeMin: 20}
		for range 2 {
			if err := options.SetNorms(t.Context(), by, want, noon); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := options.Norms(t.Context()); err != nil || n != want {
			t.Errorf("got %+v, %v, want %+v", n, err, want)
		}
		if err := options.SetNorms(t.Context(), office.Actor{User: office.User{Role: office.Officer}}, want, noon); !errors.Is(err, office.ErrRights) {
			t.Errorf("got %v for an officer, want refused", err)
		}
	})
}
