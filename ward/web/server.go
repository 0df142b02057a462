package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"tiepdan/ward/caller"
	"tiepdan/ward/feedback"
	"tiepdan/ward/live"
	"tiepdan/ward/motion"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
	"tiepdan/ward/updates"
)

//go:embed static templates
var files embed.FS

// Store is what the pages ask the store, see store.Store.
type Store interface {
	Today(ctx context.Context, at time.Time) (store.Day, error)
	Latest(ctx context.Context, limit int) ([]store.Rating, error)
	Streams(ctx context.Context) ([]store.Stream, error)
	Quarantined(ctx context.Context) (int, error)
	Communes(ctx context.Context) ([]string, error)
	OpenHelps(ctx context.Context, since time.Time) ([]store.HelpCall, error)
	Calls(ctx context.Context, from, to, commune string) ([]store.Call, error)
	Helps(ctx context.Context, from, to, commune string) (store.Help, error)
	AlertsIn(ctx context.Context, commune string, open bool, limit int) ([]office.Alert, error)
	TodayIn(ctx context.Context, at time.Time, commune string) (store.Day, error)
	LatestIn(ctx context.Context, commune string, limit int) ([]store.Rating, error)
	QuarantinedIn(ctx context.Context, commune string) (int, error)
	Note(ctx context.Context, e office.Entry) error
	Record(ctx context.Context, limit int) ([]office.Entry, error)
	figureStore
	exportStore
	office.UserStore
	office.SessionStore
	office.AlertStore
	office.CaseStore
	office.TokenStore
	office.OptionStore
}

// Options configures a Server.
type Options struct {
	Unit, UnitEn string // name of the service point
	Location     *time.Location
	PasswordHash []byte // bcrypt; empty for no log-in while there are no users
	Locked       bool   // a ward that was set up: without users nobody comes in
	Cost         int    // of bcrypt for users; 0 for the usual one
	Store        Store
	Now          *live.Now
	Motion       *motion.Book // plans of floors, and what robots need; nil for none
	Commands     Commands     // nil while nothing can be sent to robots: then no page offers it
	Tickets      Tickets      // none when empty
	// Procedure is how people call a procedure, "" for a code that is not
	// known; nil when no code is.
	Procedure func(code string) (vi, en string)
	// Ending lists the certificates that end soon or have ended; nil without an
	// authority.
	Ending func(at time.Time) ([]Ending, error)
	// Invite invites a robot; nil where robots cannot enrol by themselves.
	Invite Invite
	// Updates gives software to robots; nil where the ward brings none onto them.
	Updates *updates.Giver
	Logger  *slog.Logger
}

// Tickets are pages that need neither a log-in nor the name of this machine.
type Tickets struct {
	Owns    func(path string) bool
	Handler http.Handler
}

// Server serves the pages. Make it with New.
type Server struct {
	options  Options
	pages    *template.Template
	assets   string // changes when a file in static does
	board    board
	users    *office.Users
	sessions *office.Sessions
	throttle *office.Throttle
	alerts   *office.Alerts
	cases    *office.Cases
	tokens   *office.Tokens
	settings *office.Options
	feedback *feedback.Server
	streams  chan struct{} // one place for each open page
	access   atomic.Uint64 // counts changes of who may see what
	calls    *caller.Limit // of the read-only interface
}

const (
	maxStreams    = 200
	headerWait    = 10 * time.Second
	idleWait      = 2 * time.Minute
	shutdownWait  = 3 * time.Second
	maxHeaderSize = 16 << 10
)

// New makes a Server.
func New(o Options) (*Server, error) {
	pages, err := template.New("").Funcs(helpers()).ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("cannot make page: %w", err)
	}
	assets, err := digest()
	if err != nil {
		return nil, fmt.Errorf("cannot make page: %w", err)
	}
	cases := &office.Cases{Store: o.Store}
	warn := func(ctx context.Context, err error) {
		o.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot write; people go on reading", slog.Any("error", err))
	}
	s := &Server{
		options: o, pages: pages, assets: assets,
		board:    board{store: o.Store, now: o.Now},
		users:    &office.Users{Store: o.Store, Cost: o.Cost},
		sessions: &office.Sessions{Store: o.Store, Warn: warn},
		throttle: &office.Throttle{},
		alerts:   &office.Alerts{Store: o.Store},
		cases:    cases,
		tokens:   &office.Tokens{Store: o.Store, Warn: warn},
		settings: &office.Options{Store: o.Store},
		streams:  make(chan struct{}, maxStreams),
		calls:    &caller.Limit{Free: 60, Every: time.Second},
	}
	s.feedback, err = feedback.New(feedback.Options{
		Unit: o.Unit, UnitEn: o.UnitEn, Location: o.Location, Cases: cases, Communes: s.communes, Services: services(o.Now), Logger: o.Logger,
	})
	return s, err
}

func digest() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(files, "static", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(path)
		sum.Write(data)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:6]), err
}

// Serve serves on l until ctx ends, and closes l. It looks for low ratings, for
// calls that nobody answers and for deadlines that pass all the while.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.watch(ctx) })
	group.Go(func() error { return s.watchCalls(ctx) })
	group.Go(func() error { return Serve(ctx, l, s.Handler(), s.options.Logger) })
	return group.Wait()
}

// Public is what citizens' phones may reach: the tickets' pages and the form
// for feedback, for an address of their own.
func (s *Server) Public() http.Handler {
	public := s.feedback.Handler()
	tickets := s.options.Tickets
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tickets.Handler != nil && !feedback.Owns(r.URL.Path) {
			tickets.Handler.ServeHTTP(w, r)
			return
		}
		public.ServeHTTP(w, r)
	})
}

// Serve serves a handler on l until ctx ends, and closes l.
func Serve(ctx context.Context, l net.Listener, h http.Handler, logger *slog.Logger) error {
	over, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{
		Handler:           h,
		BaseContext:       func(net.Listener) context.Context { return over },
		ReadHeaderTimeout: headerWait,
		ReadTimeout:       headerWait,
		IdleTimeout:       idleWait,
		MaxHeaderBytes:    maxHeaderSize,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownWait)
		defer cancel()
		stopped <- server.Shutdown(bounded)
	})
	err := server.Serve(l)
	if stop() {
		return fmt.Errorf("cannot serve the page: %w", err)
	}
	return <-stopped
}

// Handler is the pages without a listener.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, x := range s.routes() {
		mux.HandleFunc(x.pattern, s.guard(x.may, x.page))
	}
	mux.HandleFunc("GET /login", s.loginPage)
	mux.HandleFunc("POST /login", s.login)
	mux.Handle("GET /static/", http.HandlerFunc(serveStatic))
	s.api(mux)
	// Refuses what another site's page makes the browser send.
	own := s.headers(http.NewCrossOriginProtection().Handler(mux))
	public, tickets := s.Public(), s.options.Tickets
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if feedback.Owns(r.URL.Path) || tickets.Handler != nil && tickets.Owns(r.URL.Path) {
			public.ServeHTTP(w, r)
			return
		}
		own.ServeHTTP(w, r)
	})
}

func serveStatic(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/") {
		http.NotFound(w, r) // a folder would be listed
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=86400") // the page names the version
	http.FileServerFS(files).ServeHTTP(w, r)
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g, err := s.gate(r.Context()); err != nil {
			s.fail(w, r, err)
			return
		} else if g == gateOpen && !fromHere(r) {
			http.Error(w, "this page answers only to localhost", http.StatusMisdirectedRequest)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// fromHere says whether somebody at this machine asks us ourselves. A proxy on
// this machine asks for others, whatever Host it names.
func fromHere(r *http.Request) bool {
	for name := range r.Header {
		if name == "Forwarded" || name == "Via" || name == "X-Real-Ip" || strings.HasPrefix(name, "X-Forwarded-") {
			return false
		}
	}
	return isLocal(r.Host) && isLocal(r.RemoteAddr)
}

// isLocal says whether a Host header names this machine.
func isLocal(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// live draws the first page once; events keeps it fresh.
func (s *Server) live(w http.ResponseWriter, r *http.Request, x who) {
	v, err := s.view(r.Context(), words{language(w, r)}, x)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.frame = s.frame(w, r, x, "/")
	v.Live, v.Feed, v.Unwritten = true, "/live", "" // it is among the notices
	s.draw(w, r, "live.html", v)
}

func (s *Server) draw(w http.ResponseWriter, r *http.Request, name string, v any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := s.pages.ExecuteTemplate(w, name, v); err != nil && r.Context().Err() == nil {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "cannot send page", slog.Any("error", err))
	}
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot draw page", slog.Any("error", err))
	text := "Chưa đọc được dữ liệu. Xin thử lại sau. / The data cannot be read now."
	if r.Method == http.MethodPost {
		text = "Chưa lưu được, có thể đĩa của máy chủ đã đầy. Xin thử lại sau. / It could not be kept; the server's disk may be full."
	}
	http.Error(w, text, http.StatusServiceUnavailable)
}

const langCookie = "wardd_lang"

// language is the one asked for, else the one asked for last, else Vietnamese.
func language(w http.ResponseWriter, r *http.Request) string {
	asked := r.URL.Query().Get("lang")
	if asked == "vi" || asked == "en" {
		http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure follows the connection; it is only a language
			Name: langCookie, Value: asked, Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, Secure: secure(r), SameSite: http.SameSiteLaxMode,
		})
		return asked
	}
	if c, err := r.Cookie(langCookie); err == nil && c.Value == "en" {
		return "en"
	}
	return "vi"
}
