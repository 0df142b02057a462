package control_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/agent/control"
)

// start serves on a new socket until the test ends, and returns its path.
func start(t *testing.T, with func(*control.Server)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run", "k.sock")
	s := control.New(path, slog.New(slog.DiscardHandler))
	with(s)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v, want nil", err)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the socket after the end: %v, want none", err)
		}
	})
	for range 6000 {
		if _, err := os.Stat(path); err == nil {
			return path
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("no socket came up in a minute")
	return ""
}

func TestAskAndAnswer(t *testing.T) {
	t.Parallel()
	path := start(t, func(s *control.Server) {
		s.Handle("POST /echo", func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
		s.Handle("GET /no", func(w http.ResponseWriter, _ *http.Request) {
			control.Refuse(w, http.StatusConflict, "a visitor is served")
		})
		s.Handle("GET /lines", func(w http.ResponseWriter, _ *http.Request) {
			l := control.NewLines(w)
			for i := range 3 {
				_ = l.Send(i)
			}
		})
	})
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o660 {
		t.Errorf("the socket's mode is %v, %v, want 660", info.Mode(), err)
	}
	c := control.NewClient(path)
	resp, err := c.Do(t.Context(), http.MethodPost, "/echo", "xin chào")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got, _ := io.ReadAll(resp.Body); string(got) != `"xin chào"` {
		t.Errorf("the answer is %s, want the question", got)
	}
	if err := refused(t, c, "/no"); err == nil || !strings.Contains(err.Error(), "a visitor is served") {
		t.Errorf("a refusal gives %v, want its reason", err)
	}
	if err := refused(t, c, "/nothing"); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("an unknown path gives %v, want 404", err)
	}
	var got []string
	err = c.Lines(t.Context(), http.MethodGet, "/lines", nil, func(l []byte) error {
		got = append(got, string(l))
		return nil
	})
	if err != nil || strings.Join(got, " ") != "0 1 2" {
		t.Errorf("lines are %v, %v, want 0 1 2", got, err)
	}
}

// refused asks for what is not answered.
func refused(t *testing.T, c *control.Client, path string) error {
	t.Helper()
	resp, err := c.Do(t.Context(), http.MethodGet, path, nil)
	if err == nil {
		resp.Body.Close()
	}
	return err
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "k.sock")
	if err := refused(t, control.NewClient(path), "/"); !errors.Is(err, control.ErrNotRunning) {
		t.Errorf("without a socket: %v, want ErrNotRunning", err)
	}
	left(t, path)
	if err := refused(t, control.NewClient(path), "/"); !errors.Is(err, control.ErrNotRunning) {
		t.Errorf("on a socket that was left behind: %v, want ErrNotRunning", err)
	}
}

// left leaves a socket behind on which nobody listens.
func left(t *testing.T, path string) {
	t.Helper()
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	l.Close()
}

func TestSocketLeftBehindGivesWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "k.sock")
	left(t, path)
	left(t, path+".new") // a program that ended while it made one
	s := control.New(path, slog.New(slog.DiscardHandler))
	s.Handle("GET /", func(http.ResponseWriter, *http.Request) {})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	for range 6000 {
		resp, err := control.NewClient(path).Do(ctx, http.MethodGet, "/", nil)
		if err == nil {
			resp.Body.Close()
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := control.New(path, slog.New(slog.DiscardHandler)).Run(ctx); err == nil || !strings.Contains(err.Error(), "another program answers") {
		t.Errorf("a second server: %v, want that it finds the first", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v, want nil", err)
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	if got, want := control.Path("", "/var/lib/tiepdan"), "/var/lib/tiepdan/run/kioskd.sock"; got != want {
		t.Errorf("Path is %s, want %s", got, want)
	}
	if got, want := control.Path("/run/tiepdan/k.sock", "/x"), "/run/tiepdan/k.sock"; got != want {
		t.Errorf("Path is %s, want %s", got, want)
	}
	long := "/tmp/" + strings.Repeat("x", 110)
	if err := control.New(long, slog.New(slog.DiscardHandler)).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "control.socket") {
		t.Errorf("a long path: %v, want what to set", err)
	}
}
