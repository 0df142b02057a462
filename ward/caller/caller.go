// Package caller tells who sends a request, and bounds how often.
package caller

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Address is who asks: one IPv4 address, or the network of an IPv6 one. A
// reverse proxy on this machine says for whom it asks. Addresses that cannot
// be told apart are all the same one.
func Address(r *http.Request) netip.Prefix {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err == nil && a.IsLoopback() {
		a = behind(r, a)
	}
	a = a.Unmap().WithZone("")
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// behind reads the last address that a proxy added.
func behind(r *http.Request, proxy netip.Addr) netip.Addr {
	said := r.Header.Values("X-Forwarded-For")
	if len(said) == 0 {
		return proxy
	}
	last := said[len(said)-1]
	last = strings.TrimSpace(last[strings.LastIndex(last, ",")+1:])
	if a, err := netip.ParseAddr(last); err == nil {
		return a
	}
	return proxy
}

const mostKnown = 10_000 // addresses remembered

// Limit lets each address do something Free times at once, and once more
// after each Every. Make one with its fields set.
type Limit struct {
	Free  int
	Every time.Duration

	mu    sync.Mutex
	fresh map[netip.Prefix]time.Time // when the address has all its turns again
}

// Take uses up one turn, if there is one.
func (l *Limit) Take(a netip.Prefix, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fresh == nil || len(l.fresh) >= mostKnown {
		l.forget(now)
	}
	from := l.fresh[a]
	if from.Before(now) {
		from = now
	}
	if from.Sub(now) > time.Duration(l.Free-1)*l.Every {
		return false
	}
	l.fresh[a] = from.Add(l.Every)
	return true
}

// Rested says whether an address has all its turns.
func (l *Limit) Rested(a netip.Prefix, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.fresh[a].After(now)
}

// forget drops the addresses that have all their turns, or everything when
// nobody has: what it costs to remember is bounded.
func (l *Limit) forget(now time.Time) {
	kept := make(map[netip.Prefix]time.Time)
	for a, at := range l.fresh {
		if at.After(now) {
			kept[a] = at
		}
	}
	if len(kept) >= mostKnown {
		clear(kept)
	}
	l.fresh = kept
}
