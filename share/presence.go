package share

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"tiepdan/kiosk"
)

// errOtherRun answers a robot whose name another one has, or has taken over.
var errOtherRun = errors.New("another robot uses this name, or this robot's state is an old copy")

// enter counts a request of a member in, or says why it has no part in the line.
// Two robots with one name, or with copies of one disk, would give the same
// numbers of one block: the one that is there stays.
func (s *Server) enter(ctx context.Context, name string, req Request) error {
	members := s.o.Core.View().Share.Members
	if i := slices.IndexFunc(members, func(m kiosk.SharerRow) bool { return m.Name == name }); i >= 0 {
		switch m := members[i]; {
		case slices.Contains(m.Ended, req.Run):
			return errOtherRun
		case req.Block != 0 && req.Block != m.Block:
			return fmt.Errorf("the keeper's list gives this robot block %d, its own file block %d", m.Block, req.Block)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.members[name]
	if req.Boot != p.boot && p.boot != "" && s.isThere(p) {
		return errOtherRun
	}
	p.boot = req.Boot
	p.open, p.seen = p.open+1, s.o.Now()
	s.tell(ctx, name, p)
	return nil
}

// refused notes why a robot has no part in the line: once, however often it asks.
func (s *Server) refused(r *http.Request, name string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.members[name]; p.barred != err.Error() {
		p.barred = err.Error()
		s.o.Logger.LogAttrs(r.Context(), slog.LevelWarn, "a robot of the line was refused",
			slog.String("robot", name), slog.String("from", r.RemoteAddr), slog.String("error", p.barred))
	}
}

// leave counts a request out. Whose connection broke may be another process when
// it comes again.
func (s *Server) leave(ctx context.Context, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.members[name]
	p.open, p.seen = p.open-1, s.o.Now()
	if p.open == 0 && ctx.Err() != nil {
		p.boot = ""
	}
	s.tell(ctx, name, p)
}

// isThere reports whether a member asks, or did a moment ago; s.mu is held.
func (s *Server) isThere(p *peer) bool {
	return p.open > 0 || s.o.Now().Sub(p.seen).Abs() < goneAfter && !p.seen.IsZero()
}

// tell says when a member came or went; s.mu is held.
func (s *Server) tell(ctx context.Context, name string, p *peer) {
	up := s.isThere(p)
	if p.heard && p.isUp == up || !p.heard && !up && s.o.Now().Sub(s.began) < absentAfter {
		return
	}
	p.heard, p.isUp = true, up
	s.o.Logger.LogAttrs(ctx, slog.LevelInfo, "a robot of the line came or went", slog.String("robot", name), slog.Bool("up", up))
	s.o.Core.Post(kiosk.MemberLink{Member: name, Up: up})
}

// watch looks for members that are gone.
func (s *Server) watch(ctx context.Context) {
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			s.mu.Lock()
			for name, p := range s.members {
				s.tell(ctx, name, p)
			}
			s.mu.Unlock()
		}
	}
}
