package main_test

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// path is a line between robots and a broker that can be cut and slowed.
type path struct {
	listener  net.Listener
	to        string
	cut, slow atomic.Bool

	mu    sync.Mutex
	conns map[net.Conn]bool
	all   sync.WaitGroup
}

func newPath(t *testing.T, to string) *path {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &path{listener: l, to: to, conns: make(map[net.Conn]bool)}
	p.all.Go(p.accept)
	t.Cleanup(func() {
		l.Close()
		p.drop()
		p.all.Wait()
	})
	return p
}

func (p *path) address() string { return p.listener.Addr().String() }

func (p *path) accept() {
	for {
		near, err := p.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", p.to)
		if err != nil || p.cut.Load() {
			near.Close()
			if far != nil {
				far.Close()
			}
			continue
		}
		p.mu.Lock()
		p.conns[near], p.conns[far] = true, true
		p.mu.Unlock()
		p.all.Go(func() { p.copy(far, near) })
		p.all.Go(func() { p.copy(near, far) })
	}
}

// copy passes on small pieces; a slow line has 20 kB/s and 200 ms.
func (p *path) copy(to, from net.Conn) {
	defer func() {
		to.Close()
		from.Close()
		p.mu.Lock()
		delete(p.conns, from)
		p.mu.Unlock()
	}()
	piece := make([]byte, 4<<10)
	for {
		n, err := from.Read(piece)
		if n > 0 {
			if p.slow.Load() {
				time.Sleep(200 * time.Millisecond)
			}
			if _, err := to.Write(piece[:n]); err != nil {
				return
			}
		}
		if err != nil || p.cut.Load() {
			return
		}
	}
}

// drop ends every connection, in the middle of whatever it carries.
func (p *path) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		c.Close()
	}
}
