package updates

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/pki"
)

// Path is where versions are served: Path + VERSION + "/" + a file's name.
const Path = "/updates/"

// Serving configures a Server.
type Serving struct {
	Shelf  *Shelf
	Store  Store
	Gate   *pki.Gate
	Rate   int64 // bytes per second for each robot
	Now    func() time.Time
	Logger *slog.Logger
}

// Server gives robots what they shall have. Make it with NewServer.
type Server struct {
	options Serving
	paces   paces
	slots   chan struct{} // one for each bundle that is under way
}

const (
	// atOnce is how many bundles are under way at most: the others come again.
	atOnce     = 8
	comeAgain  = 60 * time.Second
	chunkWait  = time.Minute // for a robot to take one piece
	lookEvery  = time.Second // whether it may still
	chunkBytes = 32 << 10
)

// NewServer makes a Server.
func NewServer(o Serving) *Server {
	return &Server{options: o, paces: paces{rate: o.Rate, now: o.Now}, slots: make(chan struct{}, atOnce)}
}

// Handler answers robots. TLS has verified their certificates against the ward's
// authority; whether they are still good is asked here.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"{version}/{file}", s.serve)
	return mux
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	who, err := s.admit(r)
	if err != nil {
		s.refuse(w, r, http.StatusForbidden, "this needs the certificate of a robot of this ward", err)
		return
	}
	version := r.PathValue("version")
	wanted, err := s.wanted(r.Context(), who, version)
	switch {
	case err != nil:
		s.refuse(w, r, http.StatusServiceUnavailable, "the ward cannot say now what this robot shall have", err)
		return
	case !wanted:
		s.refuse(w, r, http.StatusForbidden, "this robot is not to have this version", errors.New(who.String()))
		return
	}
	item, err := s.options.Shelf.Find(version)
	if err != nil {
		s.refuse(w, r, http.StatusNotFound, "the ward has no such version", err)
		return
	}
	switch r.PathValue("file") {
	case FileManifest:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("ETag", strconv.Quote(item.SHA256))
		_, _ = w.Write(item.Raw) // who hung up asks again
	case item.Bundle.URL:
		s.bundle(w, r, who, item)
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) admit(r *http.Request) (pki.Identity, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return pki.Identity{}, errors.New("no certificate")
	}
	if _, err := s.options.Gate.Refresh(); err != nil {
		return pki.Identity{}, err
	}
	who, err := s.options.Gate.Admit(r.TLS.PeerCertificates[0], s.options.Now())
	if err == nil && who.Role != pki.Robot {
		err = errors.New("it is that of a " + string(who.Role))
	}
	return who, err
}

// wanted says whether a robot was told to have a version.
func (s *Server) wanted(ctx context.Context, who pki.Identity, version string) (bool, error) {
	all, err := s.options.Store.Updates(ctx)
	return slices.ContainsFunc(all, func(w Wish) bool {
		return w.asked() && w.Version == version && w.To == schema.Topic{Commune: who.Commune, Robot: who.Robot}
	}), err
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, text string, err error) {
	s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "refused a robot an update",
		slog.String("from", r.RemoteAddr), slog.String("path", r.URL.Path), slog.Any("error", err))
	http.Error(w, text, status)
}

// bundle sends a bundle, or the rest of it.
func (s *Server) bundle(w http.ResponseWriter, r *http.Request, who pki.Identity, item Item) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	default:
		w.Header().Set("Retry-After", strconv.Itoa(int(comeAgain.Seconds())))
		http.Error(w, "other robots are fetching: come again", http.StatusServiceUnavailable)
		return
	}
	file, err := s.options.Shelf.Open(r.Context(), item)
	if err != nil {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "a bundle of the shelf is not given out", slog.Any("error", err))
		http.Error(w, "the bundle cannot be used", http.StatusInternalServerError)
		return
	}
	defer func() { _ = file.Close() }() // only read
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // that of the request; without one there is none to lift
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("ETag", strconv.Quote(item.Bundle.SHA256))
	slow := &slowly{
		ResponseWriter: w, control: control, pace: s.paces.of(who), now: s.options.Now, ctx: r.Context(),
		may: func() bool { _, err := s.admit(r); return err == nil },
	}
	http.ServeContent(slow, r, "", item.Added, file)
}
