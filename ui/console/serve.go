package console

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

const (
	// maxBody is above the largest form of these pages, in bytes: two texts of
	// 600 letters, each letter up to three bytes in nine characters.
	maxBody = 24 << 10
	// closeWithin lets answers under way end; every state is kept before it is
	// answered, so cutting one off loses nothing.
	closeWithin = time.Second
	// writeFor bounds one answer, and one event of a live stream.
	writeFor = 15 * time.Second
	// retryMin and retryMax bound the pause before the address is tried again.
	retryMin = 2 * time.Second
	retryMax = 10 * time.Second
)

// Run serves until ctx ends, and then returns nil. An address that cannot be
// listened on is tried again; an error means that the certificate cannot be had.
func (s *Server) Run(ctx context.Context) error {
	defer s.watchers.clear()
	for {
		ln := s.listen(ctx)
		if ln == nil {
			return nil
		}
		cert, err := s.certificate(ctx)
		if err != nil {
			return fmt.Errorf("cannot serve the door console: %w", errors.Join(err, ln.Close()))
		}
		s.listening(ln.Addr().String())
		s.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "door console listens", slog.String("address", ln.Addr().String()))
		err = s.serve(ctx, ln, cert)
		if ctx.Err() != nil {
			return err
		}
		s.opts.Logger.LogAttrs(ctx, slog.LevelError, "officials have no door console; it is tried again", slog.Any("error", err))
		if !rest(ctx, retryMin) {
			return nil
		}
	}
}

// listen takes the address, as soon as it can be had; nil means that ctx ended.
func (s *Server) listen(ctx context.Context) net.Listener {
	var lc net.ListenConfig
	var last string
	for wait := retryMin; ; wait = min(2*wait, retryMax) {
		ln, err := lc.Listen(ctx, "tcp", s.opts.Listen)
		if err == nil {
			return ln
		}
		if ctx.Err() != nil {
			return nil
		}
		// A port that stays taken for hours is one line, not thousands.
		if err = s.unheard(err); err.Error() != last {
			last = err.Error()
			s.opts.Logger.LogAttrs(ctx, slog.LevelError, "officials have no door console; it is tried again", slog.Any("error", err))
		}
		if !rest(ctx, wait) {
			return nil
		}
	}
}

// unheard says why the address cannot be had, and what to look for.
func (s *Server) unheard(err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("cannot serve the door console on %s: %w; is another program using the port?", s.opts.Listen, err)
	}
	return fmt.Errorf("cannot serve the door console on %s: %w", s.opts.Listen, err)
}

// rest waits; false means that ctx ended.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// serve answers on ln until ctx ends or ln fails; it closes ln.
func (s *Server) serve(ctx context.Context, ln net.Listener, cert tls.Certificate) error {
	// Streams end with run, so that a shutdown need not wait for a browser.
	run, cancel := context.WithCancel(ctx)
	defer cancel()
	srv := &http.Server{
		Handler:           s.handler(),
		BaseContext:       func(net.Listener) context.Context { return run },
		ErrorLog:          slog.NewLogLogger(s.opts.Logger.Handler(), slog.LevelDebug),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       writeFor,
		WriteTimeout:      writeFor,
		IdleTimeout:       2 * time.Minute,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}},
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.ServeTLS(ln, "", "") }()
	select {
	case err := <-failed:
		return fmt.Errorf("cannot go on serving the door console: %w", err)
	case <-ctx.Done():
	}
	return stop(ctx, srv, failed)
}

func stop(ctx context.Context, srv *http.Server, failed <-chan error) error {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
	defer cancel()
	if err := srv.Shutdown(within); err != nil {
		err = srv.Close()
		<-failed
		if err != nil {
			return fmt.Errorf("cannot close the door console: %w", err)
		}
		return nil
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("cannot close the door console: %w", err)
	}
	return nil
}

func (s *Server) listening(addr string) {
	s.mu.Lock()
	s.addr = addr
	s.mu.Unlock()
	s.once.Do(func() { close(s.ready) })
}

// Ready is closed once the console listens for the first time.
func (s *Server) Ready() <-chan struct{} { return s.ready }

// Addr is the host and port that the console listens on; "" before Ready.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addr
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.deskPage)
	mux.HandleFunc("GET /login", s.loginPage)
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("POST /logout", s.logout)
	mux.HandleFunc("GET /session", s.alive)
	mux.HandleFunc("GET /events", s.events)
	mux.HandleFunc("GET /sheet/{name}", s.sheet)
	mux.HandleFunc("GET /display", s.displayPage)
	mux.HandleFunc("GET /display/events", s.displayEvents)
	mux.HandleFunc("POST /do/{action}", s.act)
	mux.HandleFunc("POST /do/announce", s.announce)
	mux.HandleFunc("GET /screen", s.forTechnician(s.screenPage))
	mux.HandleFunc("GET /screen.png", s.forTechnician(s.screenPNG))
	mux.HandleFunc("GET /screen/live", s.forTechnician(s.screenLive))
	mux.HandleFunc("GET /static/{file}", s.file)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "ok\n") // a prober that is gone needs no answer
	})
	same := http.NewCrossOriginProtection()
	same.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "Yêu cầu từ trang khác bị từ chối.", http.StatusForbidden)
	}))
	return guard(http.MaxBytesHandler(same.Handler(mux), maxBody))
}

// guard sets the headers that keep the pages to themselves: nothing from
// another host, nothing inline, no framing, nothing kept by a cache.
func guard(next http.Handler) http.Handler {
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
