package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// maxPath is how long the path of a socket may be (sockaddr_un, unix(7)), with
// the ending that it has while it is made.
const maxPath = 107 - len(ending)

const ending = ".new"

// shutdownFor is how long requests may go on after the end.
const shutdownFor = 2 * time.Second

// Path is where kioskd's socket is: what the configuration says, or a file in
// the state directory.
func Path(configured, stateDir string) string {
	if configured != "" {
		return configured
	}
	return filepath.Join(stateDir, "run", "kioskd.sock")
}

// Server answers on the socket.
type Server struct {
	path   string
	mux    *http.ServeMux
	logger *slog.Logger
}

// New prepares a server. [Server.Handle] everything before [Server.Run].
func New(path string, logger *slog.Logger) *Server {
	return &Server{path: path, mux: http.NewServeMux(), logger: logger}
}

// Handle registers what answers a pattern of [http.ServeMux], "POST /doctor".
// A request's context ends with [Server.Run]'s.
func (s *Server) Handle(pattern string, h http.HandlerFunc) { s.mux.HandleFunc(pattern, h) }

// Run serves until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	l, err := listen(ctx, s.path)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(s.path) }()
	// What is under way ends with ctx: a doctor that waits for a touch would
	// hold the end of the program up.
	hs := &http.Server{
		Handler: s.mux, ReadHeaderTimeout: 5 * time.Second, ErrorLog: slog.NewLogLogger(s.logger.Handler(), slog.LevelWarn),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	served := make(chan error, 1)
	go func() { served <- hs.Serve(l) }()
	select {
	case err := <-served:
		return fmt.Errorf("cannot serve %s: %w", s.path, err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownFor)
	defer cancel()
	if err := hs.Shutdown(end); err != nil {
		_ = hs.Close()
	}
	<-served
	return nil
}

// listen makes the socket so that nobody else can open it at any moment: it
// gets its mode before it gets its name. A socket that a program left behind
// gives way; one that answers does not.
func listen(ctx context.Context, path string) (net.Listener, error) {
	if len(path) > maxPath {
		return nil, fmt.Errorf("cannot listen on %s: a socket's path has at most %d bytes: set control.socket", path, maxPath)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("cannot make the socket's directory: %w", err)
	}
	var d net.Dialer
	if c, err := d.DialContext(ctx, "unix", path); err == nil {
		_ = c.Close()
		return nil, fmt.Errorf("cannot listen on %s: another program answers there", path)
	} else if !errors.Is(err, unix.ENOENT) && !errors.Is(err, unix.ECONNREFUSED) {
		return nil, fmt.Errorf("cannot listen on %s: %w", path, err)
	}
	making := path + ending
	if err := os.Remove(making); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("cannot make a socket: %w", err)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "unix", making)
	if err != nil {
		return nil, fmt.Errorf("cannot make a socket: %w", err)
	}
	if u, ok := l.(*net.UnixListener); ok {
		u.SetUnlinkOnClose(false) // its name changes
	}
	if err := errors.Join(os.Chmod(making, 0o660), os.Rename(making, path)); err != nil { // #nosec G302 -- the group may ask
		return nil, errors.Join(fmt.Errorf("cannot make a socket: %w", err), l.Close(), os.Remove(making))
	}
	return l, nil
}

// Refuse answers that something cannot be done, with its reason.
func Refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(refusal{Error: why})
}

type refusal struct {
	Error string `json:"error"`
}
