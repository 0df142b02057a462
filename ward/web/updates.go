package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
	"tiepdan/ward/office"
	"tiepdan/ward/updates"
)

// updatersPath is the page of robots' software.
const updatersPath = "/updates"

// updatersView is what robots run, what they shall run, and how far they are.
type updatersView struct {
	frame

	Robots []softRow
	Shelf  []shelfRow
	May    bool // she gives and withdraws
	Form   giveForm
}

// softRow is one robot's software.
type softRow struct {
	Key, Name    string // Key as COMMUNE/ROBOT
	Runs, Wants  string // versions; "" for not known and for none
	State, Class string
	Since        string
	By           string // who gave it, and when
	Open         bool   // it can be withdrawn
	Certified    bool   // it can be given something
}

type shelfRow struct {
	Version, Compatible, Added string
	MiB                        int64
}

// giveForm is what somebody filled in, so that it is not lost.
type giveForm struct {
	Version, From, To, NotBefore string
	AtOnce                       bool
	Robots                       map[string]bool
}

// updaters give software to robots; others see it.
func updaters(u office.User) bool { return u.Role == office.Technician }

func (s *Server) updatersPage(w http.ResponseWriter, r *http.Request, x who) {
	s.drawUpdaters(w, r, x, giveForm{}, "")
}

func (s *Server) drawUpdaters(w http.ResponseWriter, r *http.Request, x who, f giveForm, wrong string) {
	v, err := s.updatersOf(r.Context(), words{language(w, r)}, x)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.frame, v.Form = s.frame(w, r, x, "/robots"), f
	v.Title = v.T("Phần mềm của robot", "Robots' software")
	v.Live, v.Feed = true, updatersPath+"/live"
	shelf, err := s.options.Updates.Shelf.List()
	if err != nil {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "the shelf has what cannot be used", slog.Any("error", err))
		v.Wrong = v.T("Kho có bản không dùng được. Xin xem lệnh wardd update list.", "The shelf has what cannot be used: see wardd update list.")
	}
	for _, i := range shelf {
		const half = 1 << 19
		v.Shelf = append(v.Shelf, shelfRow{i.Version, i.Compatible, s.when(i.Added, time.Now()), (i.Bundle.Size + half) >> 20})
	}
	if wrong != "" {
		v.Wrong = wrong
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "updates.html", v)
}

func (s *Server) updatersEvents(w http.ResponseWriter, r *http.Request, x who) {
	s.follow(w, r, x, feed{
		sections: []string{"updating"},
		view:     func(ctx context.Context, w words, x who) (any, error) { return s.updatersOf(ctx, w, x) },
	})
}

func (s *Server) updatersOf(ctx context.Context, w words, x who) (updatersView, error) {
	v := updatersView{frame: frame{words: w, Me: x}, May: updaters(x.User)}
	wishes, err := s.wishes(ctx)
	if err != nil {
		return v, err
	}
	certified, err := s.options.Updates.Robots()
	if err != nil {
		return v, err
	}
	here := make(map[schema.Topic]live.Robot)
	of := slices.Clone(certified)
	for _, r := range s.options.Now.Robots() {
		to := schema.Topic{Commune: r.Commune, Robot: r.Name}
		here[to], of = r, append(of, to)
	}
	for to := range wishes {
		of = append(of, to)
	}
	slices.SortFunc(of, func(a, b schema.Topic) int { return strings.Compare(a.String(), b.String()) })
	for _, to := range slices.Compact(of) {
		if !x.SeesCommune(to.Commune) {
			continue
		}
		row := softRow{Key: to.Commune + "/" + to.Robot, Name: x.called(to.Commune, to.Robot), Certified: slices.Contains(certified, to)}
		if info := here[to].Info; info != nil {
			row.Runs = info.Version
		}
		if wish, found := wishes[to]; found {
			s.soft(w, &row, wish)
		}
		v.Robots = append(v.Robots, row)
	}
	return v, nil
}

func (s *Server) wishes(ctx context.Context) (map[schema.Topic]updates.Wish, error) {
	all, err := s.options.Updates.Store.Updates(ctx)
	of := make(map[schema.Topic]updates.Wish, len(all))
	for _, w := range all {
		of[w.To] = w
	}
	return of, err
}

// soft says what a robot shall run, and how far it is.
func (s *Server) soft(w words, row *softRow, wish updates.Wish) {
	now := time.Now()
	row.Wants, row.Open = wish.Version, wish.Open()
	row.State, row.Class = s.softState(w, wish, now)
	row.By = strings.TrimPrefix(wish.By+", "+s.when(wish.Given, now), ", ")
	since := wish.ToldAt
	if wish.State == updates.Given || since.IsZero() {
		since = wish.Given
	}
	if wish.Since.After(since) {
		since = wish.Since
	}
	row.Since = s.when(since, now)
}

// softLine is that in one line, for the page of robots.
func (s *Server) softLine(w words, row *robotRow, wish updates.Wish) {
	state, class := s.softState(w, wish, time.Now())
	row.Soft, row.SoftClass = w.T("Phần mềm ", "Software ")+wish.Version+": "+state, class
}

// updateGive does what the page's forms ask.
func (s *Server) updateGive(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form is too large", http.StatusRequestEntityTooLarge)
		return
	}
	robots, ok := topicsOf(r.PostForm["robot"])
	f, lang := formGiven(r.PostForm), words{language(w, r)}
	if !ok {
		http.Error(w, "there is no such robot", http.StatusBadRequest)
		return
	}
	switch r.PostFormValue("do") {
	case "give":
		s.give(w, r, x, f, robots)
	case "withdraw":
		_, err := s.options.Updates.Withdraw(r.Context(), x.actor(), robots, time.Now())
		s.settle(w, r, err, updatersPath, "withdrawn", func() { s.drawUpdaters(w, r, x, f, lang.wrong(err)) })
	default:
		http.Error(w, "nothing to do", http.StatusBadRequest)
	}
}

func (s *Server) give(w http.ResponseWriter, r *http.Request, x who, f giveForm, robots []schema.Topic) {
	lang := words{language(w, r)}
	hours := ""
	if f.From != "" || f.To != "" {
		hours = f.From + "-" + f.To
	}
	window, err := updates.ParseWindow(hours)
	if err != nil {
		s.drawUpdaters(w, r, x, f, lang.wrong(err))
		return
	}
	_, err = s.options.Updates.Give(r.Context(), x.actor(), updates.Giving{
		Version: f.Version, To: robots, AtOnce: f.AtOnce, NotBefore: s.moment(f.NotBefore), Window: window,
	}, time.Now())
	s.settle(w, r, err, updatersPath, "desired", func() { s.drawUpdaters(w, r, x, f, lang.wrong(err)) })
}

func formGiven(v url.Values) giveForm {
	f := giveForm{
		Version: v.Get("version"), From: v.Get("from"), To: v.Get("to"), NotBefore: v.Get("not-before"), AtOnce: v.Get("at-once") != "",
		Robots: make(map[string]bool),
	}
	for _, r := range v["robot"] {
		f.Robots[r] = true
	}
	return f
}

// topicsOf reads robots as COMMUNE/ROBOT.
func topicsOf(keys []string) ([]schema.Topic, bool) {
	all := make([]schema.Topic, 0, len(keys))
	for _, key := range keys {
		commune, robot, found := strings.Cut(key, "/")
		if !found || errors.Join(schema.CheckLevel(commune), schema.CheckLevel(robot)) != nil {
			return nil, false
		}
		all = append(all, schema.Topic{Commune: commune, Robot: robot})
	}
	return all, true
}
