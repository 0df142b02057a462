package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tiepdan/ward/office"
)

// settingsView is what the ward sets itself.
type settingsView struct {
	frame

	Rule  office.Rule
	Norms office.Norms
}

func (s *Server) settingsPage(w http.ResponseWriter, r *http.Request, x who) {
	s.drawSettings(w, r, x, "")
}

func (s *Server) drawSettings(w http.ResponseWriter, r *http.Request, x who, wrong string) {
	v := settingsView{frame: s.frame(w, r, x, "")}
	v.Title, v.Wrong = v.T("Thiết lập", "Settings"), wrong
	var err error
	if v.Rule, err = s.settings.Rule(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	if v.Norms, err = s.settings.Norms(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	if wrong != "" {
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "settings.html", v)
}

// rule says a rule in words.
func (w words) rule(r office.Rule) string {
	var parts string
	if r.LeastBad > 0 {
		parts = fmt.Sprintf(w.T("từ %d lượt không hài lòng", "%d or more dissatisfied ratings"), r.LeastBad)
	}
	if r.SharePct > 0 {
		if parts != "" {
			parts += w.T(", hoặc ", ", or ")
		}
		parts += fmt.Sprintf(w.T("từ %d %% không hài lòng trong ít nhất %d lượt", "%d%% or more dissatisfied of at least %d ratings"), r.SharePct, r.LeastN)
	}
	if parts == "" {
		return w.T("Cảnh báo đang tắt.", "Alerts are off.")
	}
	return fmt.Sprintf(w.T("Cảnh báo khi một cửa có %s trong %d phút. Hạn xử lý: %d phút.", "An alert is raised when a door has %s within %d minutes. To be dealt with in %d minutes."),
		parts, r.WindowMin, r.DueMin)
}

// callRule says what becomes of a call that nobody answers.
func (w words) callRule(r office.Rule) string {
	return fmt.Sprintf(w.T("Cuộc gọi không ai trả lời cũng là cảnh báo, xử lý trong %d phút.", "A call that nobody answers is an alert, too, to be dealt with in %d minutes."), r.CallDueMin)
}

// whole reads a whole number of a form; what is none is out of every range.
func whole(text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func (s *Server) settingsRule(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	rule := office.Rule{
		WindowMin: whole(r.PostFormValue("window")), LeastBad: whole(r.PostFormValue("bad")), SharePct: whole(r.PostFormValue("share")),
		LeastN: whole(r.PostFormValue("least")), DueMin: whole(r.PostFormValue("due")), CallDueMin: whole(r.PostFormValue("call-due")),
	}
	if rule.Check() != nil {
		s.drawSettings(w, r, x, words{language(w, r)}.T("Quy tắc có số ngoài khoảng cho phép.", "A number of the rule is out of its range."))
		return
	}
	if err := s.settings.SetRule(r.Context(), x.actor(), rule, time.Now()); err != nil {
		s.fail(w, r, err)
		return
	}
	s.options.Now.Stored() // the new rule looks at once
	back(w, r, "/settings", "saved")
}

func (s *Server) settingsNorms(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	norms := office.Norms{WaitMin: whole(r.PostFormValue("wait")), ServeMin: whole(r.PostFormValue("serve"))}
	switch err := s.settings.SetNorms(r.Context(), x.actor(), norms, time.Now()); {
	case errors.Is(err, office.ErrNorms):
		s.drawSettings(w, r, x, words{language(w, r)}.wrong(err))
	case err != nil:
		s.fail(w, r, err)
	default:
		back(w, r, "/settings", "saved")
	}
}

// tokensView is the tokens of the read-only interface.
type tokensView struct {
	frame

	Tokens []tokenRow
	Made   string // the new token, shown this once
	Base   string

	Communes []commune
}

type tokenRow struct {
	ID, Title, Commune, MadeBy, Made, Used string
	Holds                                  bool
}

func (s *Server) tokensPage(w http.ResponseWriter, r *http.Request, x who) {
	s.drawTokens(w, r, x, "", nil)
}

func (s *Server) drawTokens(w http.ResponseWriter, r *http.Request, x who, made string, refused error) {
	v := tokensView{frame: s.frame(w, r, x, ""), Made: made}
	v.Title = v.T("Mã truy cập API", "API tokens")
	v.Base, v.Communes = siteOf(r)+"/api/v1/summary", v.communes(x, "")
	all, err := s.options.Store.Tokens(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	now := time.Now()
	for _, t := range all {
		v.Tokens = append(v.Tokens, tokenRow{t.ID, t.Title, t.Commune, t.MadeBy, s.when(t.Made, now), s.when(t.Used, now), t.Revoked.IsZero()})
	}
	if refused != nil {
		v.Wrong = v.wrong(refused)
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "tokens.html", v)
}

func (s *Server) tokenMake(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	token, err := s.tokens.Make(r.Context(), x.actor(), r.PostFormValue("title"), r.PostFormValue("commune"), time.Now())
	if err != nil && (words{}).wrong(err) == "" {
		s.fail(w, r, err)
		return
	}
	s.drawTokens(w, r, x, token, err)
}

func (s *Server) tokenRevoke(w http.ResponseWriter, r *http.Request, x who) {
	if err := s.tokens.Revoke(r.Context(), x.actor(), r.PathValue("id"), time.Now()); err != nil && !errors.Is(err, office.ErrNone) {
		s.fail(w, r, err)
		return
	}
	back(w, r, "/tokens", "revoked")
}
