package share

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"tiepdan/kiosk"
)

// Core is the robot's agent.
type Core interface {
	View() kiosk.View
	// Changed is signalled after the view changed, until ctx ends.
	Changed(ctx context.Context) <-chan struct{}
	// Commit returns once a message is on the disk.
	Commit(ctx context.Context, m kiosk.Msg) error
	Post(m kiosk.Msg)
}

// Times of the server.
const (
	commitMost = 3 * time.Second
	// goneAfter is how long a member may be silent between two requests.
	goneAfter = 3 * time.Second
	lookEvery = time.Second
	// absentAfter is how long a member may take to come after the start.
	absentAfter = 15 * time.Second
	ringMost    = 64
)

// ServerOptions configure the keeper's side.
type ServerOptions struct {
	Core    Core
	Boot    string // names this run: versions of another one mean nothing
	Secret  Secret
	Members []string
	Listen  string // HOST:PORT
	Now     func() time.Time
	Logger  *slog.Logger
}

// Server answers the members of a line.
type Server struct {
	o     ServerOptions
	tls   *tls.Config
	known map[string]ed25519.PublicKey

	mu      sync.Mutex
	began   time.Time
	members map[string]*peer
	drawn   int
}

// peer is what the server knows of one member.
type peer struct {
	ring   []picture // the latest of the line, as it was shown to the member
	open   int       // requests
	seen   time.Time
	isUp   bool
	heard  bool   // of it, in this run
	boot   string // the process that has the name now
	barred string // why another one was refused last
}

type picture struct {
	version string
	mirror  kiosk.Mirror
}

// NewServer checks the options.
func NewServer(o ServerOptions) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{o: o, began: o.Now(), members: map[string]*peer{}}
	for _, name := range o.Members {
		s.members[name] = &peer{}
	}
	var err error
	if s.known, err = o.Secret.publics(o.Members); err != nil {
		return nil, err
	}
	s.tls, err = o.Secret.serverTLS(o.Members)
	return s, err
}

// Run listens until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.o.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen for the robots of the line: %w", err)
	}
	s.o.Logger.LogAttrs(ctx, slog.LevelInfo, "listens for the robots of the line", slog.String("address", ln.Addr().String()))
	return s.Serve(ctx, ln)
}

// Serve answers on a listener until ctx ends, and closes it.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler: http.HandlerFunc(s.handle), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: waitMost + 2*commitMost + 5*time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10,
		ErrorLog:    slog.NewLogLogger(s.o.Logger.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	var presence sync.WaitGroup
	inner, cancel := context.WithCancel(ctx)
	presence.Go(func() { s.watch(inner) })
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	err := srv.Serve(tls.NewListener(ln, s.tls))
	stop()
	cancel()
	presence.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("cannot serve the robots of the line: %w", err)
}

// handle takes one request of one member.
func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	name := ""
	if r.TLS != nil {
		name = memberOf(*r.TLS, s.known)
	}
	if name == "" || r.Method != http.MethodPost || r.URL.Path != path {
		http.Error(w, "no such page", http.StatusNotFound)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, requestMost))
	if err != nil {
		http.Error(w, "too long, or cut", http.StatusBadRequest)
		return
	}
	req, err := decodeRequest(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := s.enter(r.Context(), name, req); err != nil {
		s.refused(r, name, err)
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	defer s.leave(r.Context(), name)
	if len(req.Ops) > 0 {
		if err := s.commit(r.Context(), name, req); err != nil {
			s.o.Logger.LogAttrs(r.Context(), slog.LevelWarn, "a robot's operations were not done", slog.String("robot", name), slog.String("error", err.Error()))
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
	}
	heard, ok := s.wait(r.Context(), name, req)
	if !ok {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	out, err := json.Marshal(heard)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(out)
}

// commit has the core do the operations, and returns when its view knows them.
func (s *Server) commit(ctx context.Context, name string, req Request) error {
	ctx, cancel := context.WithTimeout(ctx, commitMost)
	defer cancel()
	changed := s.o.Core.Changed(ctx)
	if err := s.o.Core.Commit(ctx, kiosk.LineOps{Member: name, Run: req.Run, Sent: req.Sent.UTC(), Ops: req.Ops}); err != nil {
		return err
	}
	last := req.Ops[len(req.Ops)-1].Seq
	for {
		for _, m := range s.o.Core.View().Share.Members {
			if m.Name == name && m.Run == req.Run && m.Applied >= last {
				return nil
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return errOtherRun
		}
	}
}

// wait returns what is new for a member, at once or when something is.
func (s *Server) wait(ctx context.Context, name string, req Request) (kiosk.LineHeard, bool) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(req.WaitMS)*time.Millisecond)
	defer cancel()
	changed := s.o.Core.Changed(ctx)
	for {
		if heard, ok := s.news(name, req.Have); ok || req.WaitMS == 0 {
			return heard, ok
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return kiosk.LineHeard{}, false
		}
	}
}

// news is what the line has that a version of it had not.
func (s *Server) news(name, have string) (kiosk.LineHeard, bool) {
	mirror, ok := s.o.Core.View().Share.Mirror(name)
	if !ok {
		return kiosk.LineHeard{}, false
	}
	mirror.Now = s.o.Now().UTC().Round(0)
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.members[name]
	if n := len(p.ring); n == 0 || !p.ring[n-1].mirror.Same(mirror) {
		s.drawn++
		p.ring = append(p.ring, picture{fmt.Sprintf("%s/%d", s.o.Boot, s.drawn), mirror})
		p.ring = p.ring[max(0, len(p.ring)-ringMost):]
	}
	newest := p.ring[len(p.ring)-1].version
	if newest == have {
		return kiosk.LineHeard{}, false
	}
	var before *kiosk.Mirror
	for i := range p.ring {
		if p.ring[i].version == have {
			before = &p.ring[i].mirror
		}
	}
	return kiosk.LineHeard{From: have, To: newest, Change: mirror.Since(before)}, true
}
