package phone

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tiepdan/ward/line"
)

//go:embed static templates
var files embed.FS

// Book tells what is known of a ticket, see line.Book.
type Book interface {
	Live(key line.Key, now time.Time) (line.Answer, bool)
	Look(ctx context.Context, key line.Key, now time.Time) (line.Answer, error)
	Listen(key line.Key) (changed <-chan struct{}, stop func())
}

// Options configures a Server.
type Options struct {
	Unit, UnitEn string // name of the service point
	Location     *time.Location
	Book         Book
	Now          func() time.Time // nil is time.Now
	Logger       *slog.Logger
}

// Server draws the page. Make it with New.
type Server struct {
	options Options
	pages   *template.Template
	files   http.Handler
	version string // changes when one of the files does
	limit   limit
	streams places
}

// New makes a Server.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	pages, err := template.ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("cannot make the ticket's page: %w", err)
	}
	sum := sha256.New()
	err = fs.WalkDir(files, "static", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(path)
		sum.Write(data)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot make the ticket's page: %w", err)
	}
	static, err := assets()
	if err != nil {
		return nil, fmt.Errorf("cannot make the ticket's page: %w", err)
	}
	return &Server{options: o, pages: pages, files: static, version: hex.EncodeToString(sum.Sum(nil)[:6])}, nil
}

// Paths of the pages, and of what they load.
const (
	pagePath   = "/t/"
	assetPath  = "/t-static/"
	robotsPath = "/robots.txt"
)

// Owns says whether a path is one of the tickets' pages.
func Owns(path string) bool {
	return strings.HasPrefix(path, pagePath) || strings.HasPrefix(path, assetPath) || path == robotsPath
}

// Handler serves the pages under the paths that Owns knows, and nothing else.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+pagePath+"{token}", s.page)
	mux.HandleFunc("GET "+pagePath+"{token}/live", s.live)
	mux.Handle("GET "+assetPath+"{name}", s.files)
	mux.HandleFunc("GET "+robotsPath, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("User-agent: *\nDisallow: /\n")) // who hung up needs no answer
	})
	return headers(mux)
}

func assets() (http.Handler, error) {
	static, err := fs.Sub(files, "static")
	if err != nil {
		return nil, err
	}
	serve := http.StripPrefix(assetPath, http.FileServerFS(static))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=86400") // the page names the version
		serve.ServeHTTP(w, r)
	}), nil
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // the address is what opens the page
		h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// mostToken bounds a token; the robots' have 22 letters.
const mostToken = 64

// look answers for the token of a request. The limit is for tickets that do
// not exist: a room full of people behind one address still sees its own.
func (s *Server) look(r *http.Request) (*view, int) {
	token := r.PathValue("token")
	now := s.options.Now()
	from := address(r)
	if len(token) > mostToken {
		token = token[:mostToken] // no ticket has that: it is looked for in vain, as any other
	}
	key := line.KeyOf(token)
	if a, lives := s.options.Book.Live(key, now); lives {
		return s.view(a, now), http.StatusOK
	}
	if s.limit.spent(from, now) {
		return s.plain(limited()), http.StatusTooManyRequests
	}
	a, err := s.options.Book.Look(r.Context(), key, now)
	switch {
	case err != nil:
		s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot draw a ticket's page", slog.Any("error", err))
		return s.plain(failed()), http.StatusServiceUnavailable
	case a.Kind == line.Unknown:
		s.limit.take(from, now)
		return s.plain(unknown()), http.StatusNotFound
	}
	return s.view(a, now), http.StatusOK
}

// mostTries is how often the page of an unknown ticket looks again by itself:
// a ticket that was printed just now may be faster than the robot's word.
const mostTries = 6

// page draws everything once; live keeps it fresh.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	v, status := s.look(r)
	if status == http.StatusNotFound {
		if tries, err := strconv.Atoi(r.URL.Query().Get("again")); err != nil || tries < mostTries {
			v.Again = max(tries, 0) + 1
		}
	}
	var page bytes.Buffer
	if err := s.pages.ExecuteTemplate(&page, "page.html", v); err != nil {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot draw a ticket's page", slog.Any("error", err))
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // who hung up needs no answer
}
