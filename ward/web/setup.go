package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/live"
	"tiepdan/ward/office"
)

// setupView is the page of one robot's settings: what they shall be, and what
// the robot said to it.
type setupView struct {
	frame

	Robot  string
	Wanted wantedRow
	Form   setupForm
	Seen   int64 // revision that the form begins from
	Needs  []needRow
	Plans  []planCard
	Ons    []planOn
	Replan bool
}

// wantedRow is what was put before the robot last.
type wantedRow struct {
	Rev          int64 // 0 for nothing yet
	At, By       string
	State, Class string
	Answered     string
	Online       bool
	Other        string // what the robot has said of another revision
}

// setupPath is the address of a robot's page.
func setupPath(to schema.Topic) string { return "/robots/" + to.Commune + "/" + to.Robot }

// setupOf finds the robot of a page's address, if she sees it. One that is not
// here may have settings all the same.
func (s *Server) setupOf(r *http.Request, x who) (live.Robot, schema.Topic, bool) {
	to := schema.Topic{Commune: r.PathValue("commune"), Robot: r.PathValue("robot")}
	if b, found := s.robot(r, x); found {
		return b, to, true
	}
	_, wanted := s.options.Commands.Wanted(to)
	return live.Robot{Commune: to.Commune, Name: to.Robot}, to, wanted && x.SeesCommune(to.Commune)
}

func (s *Server) setupPage(w http.ResponseWriter, r *http.Request, x who) {
	b, to, found := s.setupOf(r, x)
	if !found {
		http.NotFound(w, r)
		return
	}
	d, _ := s.options.Commands.Wanted(to)
	s.drawSetup(w, r, x, b, formOf(d.Settings, b), "")
}

func (s *Server) drawSetup(w http.ResponseWriter, r *http.Request, x who, b live.Robot, f setupForm, wrong string) {
	v := setupView{frame: s.frame(w, r, x, "/robots"), Robot: x.called(b.Commune, b.Name), Form: f}
	to := schema.Topic{Commune: b.Commune, Robot: b.Name}
	v.Live, v.Feed = true, setupPath(to)+"/live"
	v.Wanted = s.wanted(v.words, to, b.State == schema.LinkOnline)
	v.Title = v.T("Cấu hình ", "Settings of ") + v.Robot
	v.Seen = v.Wanted.Rev
	s.setupFloor(&v, x, b)
	v.FeedQuery = planQuery(v.Ons)
	if wrong != "" {
		v.Wrong = wrong
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "setup.html", v)
}

// setupFloor fills in the robot's floor and what it needs somebody for.
func (s *Server) setupFloor(v *setupView, x who, b live.Robot) {
	now, called := time.Now(), b
	called.Name = x.called(b.Commune, b.Name)
	for _, n := range s.needs(v.words, x, []live.Robot{b}, now) {
		if n.Key == b.Commune+"/"+b.Name {
			v.Needs = append(v.Needs, n)
		}
	}
	groups, _ := s.floors([]live.Robot{b}, []live.Robot{called})
	for _, g := range groups {
		v.Plans = append(v.Plans, s.card(v.words, g, "", false, now))
		v.Ons = append(v.Ons, v.Plans[0].On)
	}
}

// setupEvents keeps the robot's answer fresh. The form is hers: nothing writes
// over it.
func (s *Server) setupEvents(w http.ResponseWriter, r *http.Request, x who) {
	_, to, found := s.setupOf(r, x)
	if !found {
		http.NotFound(w, r)
		return
	}
	s.follow(w, r, x, feed{
		sections: []string{"wanted", "needs", "replan"},
		view: func(_ context.Context, w words, x who) (any, error) {
			b, _ := s.robot(r, x)
			v := setupView{frame: frame{words: w, Me: x}, Wanted: s.wanted(w, to, b.State == schema.LinkOnline)}
			s.setupFloor(&v, x, b)
			v.Plans, v.Replan = nil, r.URL.Query().Get("plans") != plansKey(v.Ons)
			return v, nil
		},
		more: func(view any) []section { return planSections(view.(setupView).Ons) }, //nolint:forcetypeassert // what view gives
	})
}

func (s *Server) wanted(w words, to schema.Topic, online bool) wantedRow {
	now := time.Now()
	row := wantedRow{Online: online}
	if d, found := s.options.Commands.Wanted(to); found {
		row.Rev, row.At, row.By = d.Settings.Rev, s.when(d.At, now), d.By
		row.State, row.Class = w.settingsState(d.Answer)
		if !d.Answered.IsZero() {
			row.Answered = s.when(d.Answered, now)
		}
	}
	if said, heard := s.options.Commands.Reported(to); heard && said.Rev != row.Rev {
		state, _ := w.settingsState(said)
		row.Other = fmt.Sprintf(w.T("Trước đó, phiên bản %d: %s", "Before, revision %d: %s"), said.Rev, state)
	}
	return row
}

// settingsState says what a robot answered.
func (w words) settingsState(a schema.Reported) (text, class string) {
	switch a.State {
	case schema.SettingsApplied:
		return w.T("Robot đã áp dụng", "Applied"), "ok"
	case schema.SettingsRejected:
		text = w.T("Robot từ chối: ", "Rejected: ") + w.say(settingsErrors(), string(a.Error))
		if a.Field != "" && a.Field != "rev" {
			text += " (" + w.say(settingsFields(), a.Field) + ")"
		}
		return text, "bad"
	}
	return w.T("Robot chưa trả lời", "No answer yet"), "warn"
}

func settingsErrors() map[string]pair {
	return map[string]pair{
		"old-revision":  {"robot đã có cấu hình mới hơn, xin gửi lại", "it has newer settings; please send again"},
		"needs-restart": {"chỉ đổi được trong tệp cấu hình của robot", "it can be changed in the robot's own file only"},
		"unknown-door":  {"robot không có cửa này", "the robot has no such door"},
		"bad-value":     {"giá trị không hợp lệ", "a value is not valid"},
	}
}

func settingsFields() map[string]pair {
	return map[string]pair{
		"announcements": {"thông báo và hướng dẫn", "announcements"},
		"hours":         {"giờ làm việc", "hours"},
		"doors":         {"tên cửa", "names of doors"},
		"none":          {"như tệp của robot", "as in the robot's file"},
		"day_reset":     {"giờ bắt đầu ngày mới", "start of the day"},
		"time_zone":     {"múi giờ", "time zone"},
	}
}

// setupSend puts what a form says before the robot.
func (s *Server) setupSend(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxSetup)
	b, to, found := s.setupOf(r, x)
	if !found {
		http.NotFound(w, r)
		return
	}
	lang := words{language(w, r)}
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form is too large", http.StatusRequestEntityTooLarge)
		return
	}
	f := readSetup(r.PostForm)
	settings, wrong := f.settings(lang)
	if wrong != "" {
		s.drawSetup(w, r, x, b, f, wrong)
		return
	}
	// Before it is sent: nothing is done that the record does not have.
	entry := office.Entry{At: time.Now(), User: x.Name, Did: "configure", About: to.Commune + "/" + to.Robot + " " + f.parts(), From: x.from}
	if err := s.options.Store.Note(r.Context(), entry); err != nil {
		s.fail(w, r, err)
		return
	}
	_, err := s.options.Commands.Desire(r.Context(), command.Wish{To: to, Settings: settings, By: x.Name, Seen: f.Seen})
	switch {
	case err == nil:
		back(w, r, setupPath(to), "desired")
	case errors.Is(err, command.ErrChanged):
		s.drawSetup(w, r, x, b, f, lang.T("Người khác vừa đổi cấu hình này. Nội dung của bạn vẫn ở dưới; xin xem lại rồi gửi.",
			"Somebody else has changed these settings just now. What you wrote is below; please look again before you send it."))
	default:
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "cannot configure a robot", slog.Any("error", err))
		s.drawSetup(w, r, x, b, f, lang.T("Chưa lưu được cấu hình. Xin thử lại sau.", "The settings could not be kept. Please try again later."))
	}
}
