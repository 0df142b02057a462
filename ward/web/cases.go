package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	qrcode "github.com/skip2/go-qrcode"

	"tiepdan/ward/feedback"
	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
)

// caseRow is one case in a list.
type caseRow struct {
	office.Case

	About, Owned, ServiceName string
	OpenedAt, DueAt           string
	State, Class              string
	Begin                     string // of the text
}

type casesView struct {
	frame

	Open, Done []caseRow
	OpenN      int // of all pages
	OpenAt     pager
	DoneAt     pager
	Month      caseFigures
	Form       string // address of the public form
	Places     []commune
}

// caseFigures are the cases of a period.
type caseFigures struct {
	N, Answered int
	SameDay     stats.Share
}

func figuresOf(days []store.CaseDay) caseFigures {
	var f caseFigures
	same := 0
	for _, d := range days {
		f.N, f.Answered, same = f.N+d.N, f.Answered+d.Answered, same+d.SameDay
	}
	f.SameDay = stats.ShareOf(same, f.N)
	return f
}

func (s *Server) caseRow(w words, c office.Case, names map[string]string, u office.User, now time.Time) caseRow {
	row := caseRow{
		Case: c, About: w.say(topics(), c.Topic), Owned: names[c.Owner],
		OpenedAt: s.when(c.Opened, now), DueAt: s.when(c.Due, now), ServiceName: c.Service,
	}
	if name := s.serviceNames(w, u)[c.Service]; name != "" {
		row.ServiceName = name
	}
	if row.Begin = c.Text; len([]rune(c.Text)) > 90 {
		row.Begin = string([]rune(c.Text)[:88]) + "…"
	}
	if c.Erased {
		row.Begin = w.T("(nội dung đã xóa)", "(the text was erased)")
	}
	switch {
	case c.Status == office.CaseAnswered:
		row.State, row.Class = w.T("Đã trả lời", "Answered"), "ok"
	case c.Late(now):
		row.State, row.Class = w.T("Quá hạn", "Overdue"), "bad"
	case c.Status == office.CaseTaken:
		row.State, row.Class = w.T("Đang xử lý", "In hand"), "ok"
	default:
		row.State, row.Class = w.T("Mới", "New"), "warn"
	}
	return row
}

func (s *Server) casesPage(w http.ResponseWriter, r *http.Request, x who) {
	v := casesView{frame: s.frame(w, r, x, "/cases"), Form: formAddress(r, x)}
	v.Places = v.communes(x, "")
	if err := s.caseLists(r.Context(), r, &v, x); err != nil {
		s.fail(w, r, err)
		return
	}
	today := s.today()
	days, err := s.options.Store.CaseDays(r.Context(), today.AddDate(0, 0, -29).Format(time.DateOnly), today.Format(time.DateOnly), x.Commune)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.Month = figuresOf(days)
	s.draw(w, r, "cases.html", v)
}

// caseLists fills in the open cases and the answered ones, a page of each.
func (s *Server) caseLists(ctx context.Context, r *http.Request, v *casesView, x who) error {
	names, _, err := s.people(ctx)
	if err != nil {
		return err
	}
	if v.OpenN, err = s.options.Store.CountCases(ctx, x.User); err != nil {
		return err
	}
	now := time.Now()
	rows := func(ctx context.Context, name string) (rows []caseRow, at pager, err error) {
		all, err := s.options.Store.CasesFor(ctx, listing(r, x, name))
		all, at = paged(r, name, all)
		for _, c := range all {
			rows = append(rows, s.caseRow(v.words, c, names, x.User, now))
		}
		return rows, at, err
	}
	if v.Open, v.OpenAt, err = rows(ctx, listOpen); err != nil {
		return err
	}
	v.Done, v.DoneAt, err = rows(ctx, listOver)
	return err
}

// caseView is one case and what can be done about it.
type caseView struct {
	frame

	Case     caseRow
	Answered string
	Answerer string
	Notes    []noteRow
	People   []office.User
	Owner    string // user ID
	Text     string // that was refused, so that it is not lost
}

func (s *Server) casePage(w http.ResponseWriter, r *http.Request, x who) { s.drawCase(w, r, x, nil) }

func (s *Server) drawCase(w http.ResponseWriter, r *http.Request, x who, refused error) {
	c, found, err := s.options.Store.Case(r.Context(), r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !found || !c.MayAct(x.User) {
		http.NotFound(w, r)
		return
	}
	names, users, err := s.people(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	now := time.Now()
	v := caseView{
		frame: s.frame(w, r, x, "/cases"), Answerer: names[c.AnsweredBy], Answered: s.when(c.Answered, now),
		Notes: s.notes(c.Notes, now), People: workers(users, c.Commune), Owner: c.Owner,
	}
	v.Case = s.caseRow(v.words, c, names, x.User, now)
	if refused != nil {
		v.Wrong, v.Text = v.wrong(refused), r.PostFormValue("text")
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "case.html", v)
}

func (s *Server) caseChange(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	id, text, now := r.PathValue("id"), r.PostFormValue("text"), time.Now()
	var err error
	said := "saved"
	switch r.PostFormValue("do") {
	case "take":
		err = s.cases.Take(r.Context(), x.actor(), id, now)
	case "note":
		err = s.cases.Write(r.Context(), x.actor(), id, text, now)
	case "assign":
		err = s.cases.Assign(r.Context(), x.actor(), id, r.PostFormValue("owner"), s.moment(r.PostFormValue("due")), now)
	case "answer":
		said, err = "answered", s.cases.Answer(r.Context(), x.actor(), id, text, now)
	case "erase":
		said, err = "erased", s.cases.Erase(r.Context(), x.actor(), id, now)
	default:
		http.Error(w, "nothing to do", http.StatusBadRequest)
		return
	}
	s.settle(w, r, err, "/cases/"+id, said, func() { s.drawCase(w, r, x, err) })
}

// siteOf is where we are, as this browser reaches us.
func siteOf(r *http.Request) string {
	if secure(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// formAddress is where a commune's form for feedback is. It names the commune
// where there are several.
func formAddress(r *http.Request, x who) string {
	at := siteOf(r) + feedback.FormPath
	if commune := x.scope(r); commune != "" && len(x.communes) > 1 {
		at += "?" + feedback.CommuneField + "=" + commune
	}
	return at
}

// posterView is a sheet of paper with the code that leads to the form.
type posterView struct {
	frame

	Form string
	Code string
}

// poster is the address on the sheet: ours, or the one that she typed into the
// page, because phones may reach the form by another name than this browser. A
// link that leads here chooses no other: a browser says what led it.
func poster(r *http.Request, x who) string {
	at, err := url.Parse(r.URL.Query().Get("at"))
	typed := r.Header.Get("Sec-Fetch-Site") == "same-origin" || err == nil && at.Host == r.Host
	if err != nil || !typed || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" || at.User != nil ||
		at.Path != feedback.FormPath || at.Fragment != "" || len(at.String()) > 300 {
		return formAddress(r, x)
	}
	return at.String()
}

func (s *Server) posterPage(w http.ResponseWriter, r *http.Request, x who) {
	v := posterView{frame: s.frame(w, r, x, "/cases"), Form: poster(r, x)}
	s.draw(w, r, "poster.html", v)
}

func (s *Server) posterCode(w http.ResponseWriter, r *http.Request, x who) {
	png, err := qrcode.Encode(poster(r, x), qrcode.Medium, 720)
	if err != nil {
		s.fail(w, r, fmt.Errorf("cannot draw the code: %w", err))
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(png) //nolint:gosec // a picture, with its type and nosniff; who hung up needs no answer
}
