package updates

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"tiepdan/ward/pki"
)

// paces bounds what each robot takes of the line.
type paces struct {
	rate int64 // bytes per second
	now  func() time.Time

	mu  sync.Mutex
	all map[pki.Identity]*pace
}

// pace is that of one robot, whatever connections it has.
type pace struct {
	rate int64

	mu   sync.Mutex
	next time.Time // when what was sent is paid for
}

func (p *paces) of(who pki.Identity) *pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil {
		p.all = make(map[pki.Identity]*pace)
	}
	if p.all[who] == nil {
		p.all[who] = &pace{rate: p.rate}
	}
	return p.all[who]
}

// take says how long to wait before so many bytes.
func (p *pace) take(n int, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next.Before(now) {
		p.next = now
	}
	wait := p.next.Sub(now)
	p.next = p.next.Add(time.Duration(n) * time.Second / time.Duration(p.rate))
	return wait
}

var errNoMore = errors.New("the robot's certificate is revoked")

// slowly writes at a pace, as long as the robot may have it.
type slowly struct {
	http.ResponseWriter

	control *http.ResponseController
	pace    *pace
	now     func() time.Time
	ctx     context.Context //nolint:containedctx // io.Writer has none
	may     func() bool
	looked  time.Time
}

// Unwrap is for http.ResponseController.
func (s *slowly) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *slowly) Write(b []byte) (written int, err error) {
	for len(b) > 0 {
		piece := b[:min(len(b), chunkBytes)]
		if err := s.wait(s.pace.take(len(piece), s.now())); err != nil {
			return written, err
		}
		now := s.now()
		if now.Sub(s.looked) >= lookEvery {
			if s.looked = now; !s.may() {
				return written, errNoMore
			}
		}
		_ = s.control.SetWriteDeadline(time.Now().Add(chunkWait)) // without one the write waits for the line
		n, err := s.ResponseWriter.Write(piece)
		written += n
		if err != nil {
			return written, err
		}
		b = b[len(piece):]
	}
	return written, nil
}

func (s *slowly) wait(d time.Duration) error {
	if d <= 0 {
		return s.ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-s.ctx.Done():
		return s.ctx.Err()
	}
}
