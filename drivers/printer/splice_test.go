package printer_test

import (
	"io"
	"net"
	"sync"
)

// splice is a line on which a test may say something of its own to the host.
type splice struct {
	mu   sync.Mutex
	host net.Conn
}

func newSplice() *splice { return &splice{} }

func (s *splice) into(c io.ReadWriteCloser) io.ReadWriteCloser {
	host, inner := net.Pipe()
	s.mu.Lock()
	s.host = inner
	s.mu.Unlock()
	go func() { _, _ = io.Copy(inner, c); _ = inner.Close() }()
	go func() { _, _ = io.Copy(c, inner); _ = c.Close() }()
	return host
}

func (s *splice) say(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.host.Write(b)
}
