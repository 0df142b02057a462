package phone

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

const (
	freeTries  = 30              // unknown tickets of one address at once
	oneTry     = 4 * time.Second // until it may ask for one more
	maxAddress = 10_000          // addresses remembered
)

// limit counts the unknown tickets that each address asked for.
type limit struct {
	mu    sync.Mutex
	fresh map[netip.Prefix]time.Time // when the address has all its tries again
}

// take uses up one try.
func (l *limit) take(a netip.Prefix, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fresh == nil || len(l.fresh) >= maxAddress {
		l.forget(now)
	}
	from := l.fresh[a]
	if from.Before(now) {
		from = now
	}
	l.fresh[a] = from.Add(oneTry)
}

// spent says whether an address has no try left.
func (l *limit) spent(a netip.Prefix, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fresh[a].Sub(now) > (freeTries-1)*oneTry
}

// forget drops the addresses that have all their tries, or everything when
// nobody has: what it costs to remember is bounded.
func (l *limit) forget(now time.Time) {
	kept := make(map[netip.Prefix]time.Time)
	for a, at := range l.fresh {
		if at.After(now) {
			kept[a] = at
		}
	}
	if len(kept) >= maxAddress {
		clear(kept)
	}
	l.fresh = kept
}

// address is who asks: one IPv4 address, or the network of an IPv6 one. A
// reverse proxy on this machine says for whom it asks.
func address(r *http.Request) netip.Prefix {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err == nil && a.IsLoopback() {
		said := r.Header.Values("X-Forwarded-For")
		if len(said) > 0 {
			last := said[len(said)-1]
			last = strings.TrimSpace(last[strings.LastIndex(last, ",")+1:])
			if behind, err := netip.ParseAddr(last); err == nil {
				a = behind
			}
		}
	}
	a = a.Unmap().WithZone("")
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // all that cannot be told apart share their tries
	}
	return p
}

const (
	maxStreams = 3000 // open pages
	maxOne     = 400  // of one address: a whole room may share it
)

// places bounds the pages that are kept fresh.
type places struct {
	mu  sync.Mutex
	all int
	of  map[netip.Prefix]int
}

// take takes a place; give it back with the function.
func (p *places) take(a netip.Prefix) (giveBack func(), ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all >= maxStreams || p.of[a] >= maxOne {
		return nil, false
	}
	if p.of == nil {
		p.of = make(map[netip.Prefix]int)
	}
	p.all++
	p.of[a]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.all--
		if p.of[a]--; p.of[a] == 0 {
			delete(p.of, a)
		}
	}, true
}
