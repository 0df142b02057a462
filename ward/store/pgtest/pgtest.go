// Package pgtest runs a PostgreSQL server of its own for tests: Debian's
// program, in a folder that goes away, on a socket that nobody else sees, and
// never as root.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a running server. Make it with Start.
type Server struct {
	dir   string
	cmd   *exec.Cmd
	life  io.Closer // the server ends when this is closed, or this process does
	said  bytes.Buffer
	ended chan error
	count atomic.Int64
}

const (
	startWait = 30 * time.Second
	name      = "ward" // of the user and the database
)

// Start starts a server. settings are added to its own: fsync=off is quicker
// where nothing is measured.
func Start(ctx context.Context, settings ...string) (*Server, error) {
	s, err := start(ctx, settings)
	if err != nil {
		return nil, fmt.Errorf("cannot start PostgreSQL for the tests: %w", err)
	}
	return s, nil
}

func start(ctx context.Context, settings []string) (s *Server, err error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "ward-pg-")
	if err != nil {
		return nil, err
	}
	s = &Server{dir: dir, ended: make(chan error, 1)}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	as, err := owner(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	first := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "--pgdata", data, "--username", name, "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
	first.Dir, first.SysProcAttr = dir, as
	if out, err := first.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	// The shell ends the server when its standard input does.
	args := []string{
		"-c", `"$@" </dev/null & server=$!; read -r end; kill -QUIT $server; wait $server`, "sh",
		filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=",
	}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	s.cmd = exec.Command("sh", args...) //nolint:noctx // Stop ends it
	s.cmd.Dir, s.cmd.SysProcAttr, s.cmd.Stderr = dir, as, &s.said
	if s.life, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { s.ended <- s.cmd.Wait() }()
	if err := s.ready(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// programs finds the folder of the server's programs: Debian keeps it out of
// the path.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("it is not installed: run scripts/setup test")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// owner gives the folder to somebody who is not root, which the server wants.
func owner(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(nobody.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(nobody.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

func (s *Server) ready(ctx context.Context) error {
	const step = 50 * time.Millisecond
	for deadline := time.Now().Add(startWait); ; {
		c, err := pgx.Connect(ctx, s.url("public"))
		if err == nil {
			return c.Close(ctx)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not ready after %v: %w", startWait, err)
		}
		wait := time.NewTimer(step)
		select {
		case <-wait.C:
		case ended := <-s.ended:
			s.ended <- ended
			return fmt.Errorf("it has ended (%w): %s", ended, s.said.Bytes())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Server) url(schema string) string {
	return (&url.URL{Scheme: "postgres", User: url.User(name), Path: "/postgres", RawQuery: url.Values{
		"host": {s.dir}, "search_path": {schema},
	}.Encode()}).String()
}

// Fresh makes a place without tables and gives its address.
func (s *Server) Fresh(ctx context.Context) (address string, err error) {
	schema := fmt.Sprintf("t%d", s.count.Add(1))
	c, err := pgx.Connect(ctx, s.url("public"))
	if err != nil {
		return "", fmt.Errorf("cannot connect to the tests' server: %w", err)
	}
	_, err = c.Exec(ctx, "CREATE SCHEMA "+schema)
	if err = errors.Join(err, c.Close(ctx)); err != nil {
		return "", fmt.Errorf("cannot make schema %s: %w", schema, err)
	}
	return s.url(schema), nil
}

// Stop ends the server and takes its files away.
func (s *Server) Stop() error {
	err := s.life.Close()
	<-s.ended // it was told to drop everything, so it says so
	return errors.Join(err, os.RemoveAll(s.dir))
}
