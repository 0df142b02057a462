package feedback

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"tiepdan/ward/caller"
	"tiepdan/ward/office"
)

//go:embed static templates
var files embed.FS

// Cases is what a feedback becomes, see office.Cases and store.Store.
type Cases interface {
	Open(ctx context.Context, f office.Feedback, at time.Time) (token string, number int, err error)
	Find(ctx context.Context, token string) (office.Case, bool, error)
}

// Service is a service that a feedback can be about.
type Service struct{ Code, Vi, En string }

// Options configures a Server.
type Options struct {
	Unit, UnitEn string // name of the service point
	Location     *time.Location
	Cases        Cases
	// Communes are those that the server has, by the names that are shown.
	Communes func(ctx context.Context) ([]string, error)
	Services func(commune string) []Service // those of now; of all communes with ""
	Logger   *slog.Logger
}

// Server serves the public pages. Make it with New.
type Server struct {
	options Options
	pages   *template.Template
	files   http.Handler
	version string        // changes when a file in static does
	each    *caller.Limit // feedback from one address
	all     *caller.Limit // feedback from all of them, but for an address's first
	first   *caller.Limit // the first of each address
	looks   *caller.Limit // tokens that do not exist, of one address
}

// CommuneField is the part of the form's address that names a commune, where
// one server has several.
const CommuneField = "u"

// Paths of the pages, and of what they load.
const (
	FormPath  = "/g/"
	assetPath = "/g-static/"
)

// maxForm bounds what is sent: every character of the text can take nine
// letters on the way.
const maxForm = office.MostFeedback*9 + 4096

// Owns says whether a path is one of these pages.
func Owns(path string) bool {
	return path == "/g" || strings.HasPrefix(path, FormPath) || strings.HasPrefix(path, assetPath)
}

// New makes a Server.
func New(o Options) (*Server, error) {
	pages, err := template.New("").ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("cannot make the feedback's page: %w", err)
	}
	static, err := fs.Sub(files, "static")
	if err != nil {
		return nil, fmt.Errorf("cannot make the feedback's page: %w", err)
	}
	style, err := fs.ReadFile(static, "feedback.css")
	if err != nil {
		return nil, fmt.Errorf("cannot make the feedback's page: %w", err)
	}
	sum := sha256.Sum256(style)
	return &Server{
		options: o, pages: pages, version: hex.EncodeToString(sum[:6]),
		files: http.StripPrefix(assetPath, http.FileServerFS(static)),
		// A room full of people can share one address.
		each:  &caller.Limit{Free: 10, Every: time.Minute},
		all:   &caller.Limit{Free: 200, Every: 5 * time.Second},
		first: &caller.Limit{Free: 2000, Every: 2 * time.Second},
		looks: &caller.Limit{Free: 30, Every: 4 * time.Second},
	}, nil
}

// Handler serves the pages under the paths that Owns knows, and nothing else.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /g", http.RedirectHandler(FormPath, http.StatusMovedPermanently))
	mux.HandleFunc("GET "+FormPath+"{$}", s.form)
	mux.HandleFunc("POST "+FormPath+"{$}", s.send)
	mux.HandleFunc("GET "+FormPath+"{token}", s.state)
	mux.HandleFunc("GET "+assetPath+"{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=86400") // the page names the version
		s.files.ServeHTTP(w, r)
	})
	return headers(http.NewCrossOriginProtection().Handler(mux))
}

const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		// The address is what opens the page; a browser that may not name its
		// origin would be taken for another site's when it sends the form.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// view is what the pages are drawn from.
type view struct {
	Lang, Unit, Version string
	Communes            []choice // to choose from; none when there is no choice
	Commune             string
	Topics              []choice
	Services            []choice
	Text                string
	Most                int
	Wrong               string
	Case                *state
	Token               string
}

type choice struct {
	Code, Name string
	Here       bool
}

// state is what the citizen reads of her feedback.
type state struct {
	Number             int
	Topic, Opened      string
	Step               int // 1 received, 2 in hand, 3 answered
	Answer, AnsweredAt string
}

// T picks one of two texts.
func (v view) T(vi, en string) string {
	if v.Lang == "en" {
		return en
	}
	return vi
}

func (s *Server) view(r *http.Request) view {
	v := view{Lang: "vi", Version: s.version, Most: office.MostFeedback}
	if r.URL.Query().Get("lang") == "en" || r.Method == http.MethodPost && r.PostFormValue("lang") == "en" {
		v.Lang = "en"
	}
	if v.Unit = s.options.Unit; v.Lang == "en" && s.options.UnitEn != "" {
		v.Unit = s.options.UnitEn
	}
	return v
}

func (s *Server) form(w http.ResponseWriter, r *http.Request) {
	s.drawForm(w, r, s.view(r), http.StatusOK)
}

func (s *Server) drawForm(w http.ResponseWriter, r *http.Request, v view, status int) {
	var topic, service string
	if r.Method == http.MethodPost {
		topic, service = r.PostFormValue("topic"), r.PostFormValue("service")
	}
	for _, code := range office.Topics() {
		v.Topics = append(v.Topics, choice{code, v.T(Topics()[code].Vi, Topics()[code].En), code == topic})
	}
	commune, all := s.commune(r)
	if v.Commune = commune; commune == "" {
		for _, name := range all {
			v.Communes = append(v.Communes, choice{name, name, false})
		}
	}
	for _, x := range s.options.Services(commune) {
		v.Services = append(v.Services, choice{x.Code, v.T(x.Vi, x.En), x.Code == service})
	}
	s.draw(w, r, "form.html", v, status)
}

// commune is the one that a request names, or the only one; "" when it is
// still to be chosen among all.
func (s *Server) commune(r *http.Request) (commune string, all []string) {
	all, err := s.options.Communes(r.Context())
	if err != nil { // then a leader finds out
		s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot list communes for feedback", slog.Any("error", err))
		return "", nil
	}
	asked := r.URL.Query().Get(CommuneField)
	if r.Method == http.MethodPost {
		asked = r.PostFormValue(CommuneField)
	}
	switch {
	case slices.Contains(all, asked):
		return asked, all
	case len(all) == 1:
		return all[0], all
	}
	return "", all
}

func (s *Server) draw(w http.ResponseWriter, r *http.Request, name string, v view, status int) {
	var page bytes.Buffer
	if err := s.pages.ExecuteTemplate(&page, name, v); err != nil {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot draw the feedback's page", slog.Any("error", err))
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // who hung up needs no answer
}

// send takes a feedback. It is kept before the citizen is thanked.
func (s *Server) send(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		v := s.view(r)
		v.Wrong = v.T("Nội dung quá dài. Xin rút gọn.", "The text is too long. Please shorten it.")
		s.drawForm(w, r, v, http.StatusRequestEntityTooLarge)
		return
	}
	v, now := s.view(r), time.Now()
	v.Text = r.PostFormValue("text")
	// People do not see this field; programs that fill in every form do.
	if r.PostFormValue("website") != "" {
		v.Wrong = v.T("Chưa gửi được. Xin để trống ô cuối cùng.", "Not sent. Please leave the last field empty.")
		s.drawForm(w, r, v, http.StatusUnprocessableEntity)
		return
	}
	if !s.turn(caller.Address(r), now) {
		w.Header().Set("Retry-After", "60")
		v.Wrong = v.T("Đang có nhiều phản ánh gửi tới. Xin thử lại sau một phút.", "Many messages are coming in. Please try again in a minute.")
		s.drawForm(w, r, v, http.StatusTooManyRequests)
		return
	}
	token, err := s.keep(r, v, now)
	switch {
	case err == nil:
		to := FormPath + token
		if v.Lang == "en" {
			to += "?lang=en"
		}
		http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // a path of ours: the token is drawn, not read
		return
	case errors.Is(err, errCommune):
		v.Wrong = v.T("Xin chọn phường.", "Please choose a commune.")
	case errors.Is(err, office.ErrTopic):
		v.Wrong = v.T("Xin chọn một chủ đề.", "Please choose a topic.")
	case errors.Is(err, office.ErrText):
		v.Wrong = v.T("Xin viết nội dung, tối đa 2000 ký tự.", "Please write something, at most 2000 characters.")
	default:
		s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot keep a feedback", slog.Any("error", err))
		v.Wrong = v.T("Chưa lưu được phản ánh. Xin thử lại sau ít phút.", "It could not be kept. Please try again in a few minutes.")
		s.drawForm(w, r, v, http.StatusServiceUnavailable)
		return
	}
	s.drawForm(w, r, v, http.StatusUnprocessableEntity)
}

// turn uses up a turn of an address. Its first message takes nothing from what
// all have together, so that a few addresses cannot shut the form for the others.
func (s *Server) turn(from netip.Prefix, now time.Time) bool {
	together := s.all
	if s.each.Rested(from, now) {
		together = s.first
	}
	return s.each.Take(from, now) && together.Take(netip.Prefix{}, now)
}

// errCommune says that several communes are there and none was chosen.
var errCommune = errors.New("no commune")

func (s *Server) keep(r *http.Request, v view, now time.Time) (token string, err error) {
	commune, all := s.commune(r)
	if commune == "" && len(all) > 0 {
		return "", errCommune
	}
	f := office.Feedback{Commune: commune, Topic: r.PostFormValue("topic"), Service: r.PostFormValue("service"), Text: v.Text, Lang: v.Lang}
	if !slices.ContainsFunc(s.options.Services(commune), func(x Service) bool { return x.Code == f.Service }) {
		f.Service = ""
	}
	token, _, err = s.options.Cases.Open(r.Context(), f, now)
	return token, err
}

// mostToken bounds a token; ours have 26 letters.
const mostToken = 64

func (s *Server) state(w http.ResponseWriter, r *http.Request) {
	v, token := s.view(r), r.PathValue("token")
	var c office.Case
	var found bool
	var err error
	if len(token) <= mostToken {
		c, found, err = s.options.Cases.Find(r.Context(), token)
	}
	switch {
	case err != nil:
		s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot find a feedback", slog.Any("error", err))
		v.Wrong = v.T("Chưa đọc được. Xin thử lại sau ít phút.", "It cannot be read now. Please try again in a few minutes.")
		s.draw(w, r, "state.html", v, http.StatusServiceUnavailable)
	case !found && !s.looks.Take(caller.Address(r), time.Now()):
		v.Wrong = v.T("Xin thử lại sau một phút.", "Please try again in a minute.")
		s.draw(w, r, "state.html", v, http.StatusTooManyRequests)
	case !found:
		v.Wrong = v.T("Không tìm thấy phản ánh này.", "There is no such message.")
		s.draw(w, r, "state.html", v, http.StatusNotFound)
	default:
		v.Case, v.Token = s.stateOf(v, c), token
		s.draw(w, r, "state.html", v, http.StatusOK)
	}
}

func (s *Server) stateOf(v view, c office.Case) *state {
	topic := Topics()[c.Topic]
	at := func(t time.Time) string { return t.In(s.options.Location).Format("15:04 02/01/2006") }
	x := &state{Number: c.Number, Topic: v.T(topic.Vi, topic.En), Opened: at(c.Opened), Step: 1}
	switch c.Status {
	case office.CaseTaken:
		x.Step = 2
	case office.CaseAnswered:
		x.Step, x.Answer, x.AnsweredAt = 3, c.Answer, at(c.Answered)
	case office.CaseNew:
	}
	return x
}
