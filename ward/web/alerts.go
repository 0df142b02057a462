package web

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/stats"
)

// lookEvery is how often low ratings are looked for even when nothing came:
// rows leave the window by themselves.
const (
	lookEvery = time.Minute
	restFor   = 3 * time.Second
)

// watch looks for low ratings when ratings come, until ctx ends.
func (s *Server) watch(ctx context.Context) error {
	return s.watchFor(ctx, "low ratings", restFor, s.look)
}

// watchCalls looks for calls that nobody answers: a visitor waits meanwhile.
func (s *Server) watchCalls(ctx context.Context) error {
	return s.watchFor(ctx, "calls that nobody answers", settle, s.lookAtCalls)
}

// watchFor looks when something came, until ctx ends. What fails is tried again
// at the next look.
func (s *Server) watchFor(ctx context.Context, of string, pause time.Duration, look func(context.Context) error) error {
	changed, stop := s.options.Now.Listen()
	defer stop()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := look(ctx); err != nil && ctx.Err() == nil {
			s.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot look for alerts", slog.String("look", of), slog.Any("error", err))
		}
		// Many events at once are looked at once.
		rest := time.NewTimer(pause)
		select {
		case <-rest.C:
		case <-ctx.Done():
			rest.Stop()
			return nil
		}
		select {
		case <-changed:
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

func (s *Server) look(ctx context.Context) error {
	rule, err := s.settings.Rule(ctx)
	if err != nil {
		return err
	}
	raised, err := s.alerts.Look(ctx, rule, time.Now())
	if raised > 0 {
		s.options.Now.Stored() // open pages draw the new alert
	}
	return err
}

func (s *Server) lookAtCalls(ctx context.Context) error {
	rule, err := s.settings.Rule(ctx)
	if err != nil {
		return err
	}
	raised, err := s.alerts.LookAtCalls(ctx, rule, time.Now())
	if err != nil {
		return err
	}
	late, err := s.alerts.Escalate(ctx, time.Now())
	if raised+late > 0 {
		s.options.Now.Stored()
	}
	return err
}

// alertRow is one alert in a list.
type alertRow struct {
	office.Alert

	Place, Owned           string
	OpenedAt, DueAt, Since string
	IsLate                 bool
	State, Class           string
	May, MayTake           bool
	Asks                   string // procedure and topic of a call
}

// Bads is the share of dissatisfied ratings.
func (a alertRow) Bads() stats.Share { return stats.ShareOf(a.Bad, a.N) }

type alertsView struct {
	frame

	Open, Closed []alertRow
	OpenN        int // of all pages
	OpenAt       pager
	ClosedAt     pager
	Rule         string
	CallRule     string
}

// people are the users by ID, as others see them.
func (s *Server) people(ctx context.Context) (map[string]string, []office.User, error) {
	users, err := s.options.Store.Users(ctx)
	names := make(map[string]string, len(users))
	for _, u := range users {
		names[u.ID] = u.Called()
	}
	return names, users, err
}

func (s *Server) alertRow(w words, a office.Alert, names map[string]string, u who, now time.Time) alertRow {
	row := alertRow{
		Alert: a, Owned: names[a.Owner], OpenedAt: s.when(a.Opened, now), DueAt: s.when(a.Due, now), Since: s.when(a.From, now),
		IsLate: a.Late(now), May: a.MayAct(u.User), MayTake: a.MayTake(u.User),
	}
	switch {
	case a.IsCall():
		row.Place, row.Asks = w.T("Gọi ở robot ", "Call at robot ")+a.Robot, s.asks(w, a.Procedure, a.Topic)
	case a.IsUpdate():
		row.Place, row.Asks = w.T("Cập nhật robot ", "Update of robot ")+a.Robot, w.softTrouble(a)
	case a.Door > 0:
		row.Place = w.T("Cửa ", "Door ") + strconv.Itoa(a.Door)
	default:
		row.Place = w.T("Bảng nút bấm ", "Button panel ") + a.Robot
	}
	if u.Several() && a.Commune != "" {
		row.Place += " · " + a.Commune
	}
	switch {
	case !a.Open():
		row.State, row.Class = w.T("Đã đóng", "Closed"), "off"
	case row.IsLate:
		row.State, row.Class = w.T("Quá hạn", "Overdue"), "bad"
	case a.Acked.IsZero():
		row.State, row.Class = w.T("Chưa ai nhận", "Nobody took it"), "warn"
	default:
		row.State, row.Class = w.T("Đang xử lý", "In hand"), "ok"
	}
	return row
}

func (s *Server) alertsPage(w http.ResponseWriter, r *http.Request, x who) {
	v := alertsView{frame: s.frame(w, r, x, "/alerts")}
	rule, err := s.settings.Rule(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.Rule, v.CallRule = v.rule(rule), v.callRule(rule)
	if err := s.alertLists(r.Context(), r, &v, x); err != nil {
		s.fail(w, r, err)
		return
	}
	s.draw(w, r, "alerts.html", v)
}

// alertLists fills in the open alerts and the closed ones, a page of each.
func (s *Server) alertLists(ctx context.Context, r *http.Request, v *alertsView, x who) error {
	names, _, err := s.people(ctx)
	if err != nil {
		return err
	}
	if v.OpenN, err = s.options.Store.CountAlerts(ctx, x.User); err != nil {
		return err
	}
	now := time.Now()
	rows := func(ctx context.Context, name string) (rows []alertRow, at pager, err error) {
		all, err := s.options.Store.AlertsFor(ctx, listing(r, x, name))
		all, at = paged(r, name, all)
		for _, a := range all {
			rows = append(rows, s.alertRow(v.words, a, names, x, now))
		}
		return rows, at, err
	}
	if v.Open, v.OpenAt, err = rows(ctx, listOpen); err != nil {
		return err
	}
	v.Closed, v.ClosedAt, err = rows(ctx, listOver)
	return err
}

// alertView is one alert and what can be done about it.
type alertView struct {
	frame

	Alert  alertRow
	Acker  string
	Became string // of a call
	Late   string // when leaders were told that the deadline passed, "" for not
	Notes  []noteRow
	People []office.User
	Owner  string // user ID
}

type noteRow struct{ At, User, Text string }

func (s *Server) notes(notes []office.Note, now time.Time) []noteRow {
	rows := make([]noteRow, 0, len(notes))
	for _, n := range notes {
		rows = append(rows, noteRow{s.when(n.At, now), n.User, n.Text})
	}
	return rows
}

func (s *Server) alertPage(w http.ResponseWriter, r *http.Request, x who) { s.drawAlert(w, r, x, nil) }

func (s *Server) drawAlert(w http.ResponseWriter, r *http.Request, x who, refused error) {
	a, found, err := s.options.Store.Alert(r.Context(), r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !found || !a.MaySee(x.User) {
		http.NotFound(w, r)
		return
	}
	names, users, err := s.people(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	now := time.Now()
	v := alertView{
		frame: s.frame(w, r, x, "/alerts"), Acker: names[a.AckedBy], Notes: s.notes(a.Notes, now), People: workers(users, a.Commune), Owner: a.Owner,
	}
	v.Alert = s.alertRow(v.words, a, names, x, now)
	if !a.Escalated.IsZero() {
		v.Late = s.when(a.Escalated, now)
	}
	if v.Became, err = s.became(r.Context(), v.words, a); err != nil {
		s.fail(w, r, err)
		return
	}
	v.Wrong = v.wrong(refused)
	if refused != nil {
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "alert.html", v)
}

// workers are those whom something of a commune can be given to.
func workers(users []office.User, commune string) []office.User {
	return slices.DeleteFunc(slices.Clone(users), func(u office.User) bool { return !u.WorksOn(commune) })
}

func (s *Server) alertChange(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	id, text, now := r.PathValue("id"), r.PostFormValue("text"), time.Now()
	var err error
	said := "saved"
	switch r.PostFormValue("do") {
	case "ack":
		err = s.alerts.Acknowledge(r.Context(), x.actor(), id, now)
	case "note":
		err = s.alerts.Write(r.Context(), x.actor(), id, text, now)
	case "assign":
		err = s.alerts.Assign(r.Context(), x.actor(), id, r.PostFormValue("owner"), s.moment(r.PostFormValue("due")), now)
	case "close":
		said, err = "closed", s.alerts.Close(r.Context(), x.actor(), id, text, now)
	default:
		http.Error(w, "nothing to do", http.StatusBadRequest)
		return
	}
	s.settle(w, r, err, "/alerts/"+id, said, func() { s.drawAlert(w, r, x, err) })
}

// moment reads what a field of date and time says, in the ward's time; zero
// when it says nothing.
func (s *Server) moment(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", text, s.options.Location)
	if err != nil {
		return time.Time{}
	}
	return t
}
