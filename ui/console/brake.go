package console

import (
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// brake slows down guessing of PINs. It counts wrong ones by door and by
// address; after a few free tries each further one doubles the time until the
// next is looked at. The state is in memory: a restart forgives.
type brake struct {
	mu      sync.Mutex
	tallies map[string]tally
}

type tally struct {
	wrong int
	last  time.Time
	until time.Time
}

const (
	freeTries = 4
	// The door's cap is low: somebody who guesses must not keep the official
	// of that door out. The address's cap is what stops the guessing.
	doorCap    = 30 * time.Second
	addressCap = 5 * time.Minute
	forgetWait = 30 * time.Minute
	// pruneAbove bounds the memory that many addresses can take.
	pruneAbove = 1000
)

func newBrake() *brake { return &brake{tallies: map[string]tally{}} }

// enter counts a try, wrong until forgiven, so that tries at the same moment
// do not all pass. A positive answer is how long to wait: such a try is
// neither looked at nor counted.
func (b *brake) enter(now time.Time, door int, remote string) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	d, a := doorKey(door), addressKey(remote)
	wait := max(b.tallies[d].until.Sub(now), b.tallies[a].until.Sub(now))
	if wait > 0 {
		return wait
	}
	b.prune(now)
	b.tallies[d] = b.tallies[d].add(now, doorCap)
	b.tallies[a] = b.tallies[a].add(now, addressCap)
	return 0
}

// forgive takes back the try of enter after the right PIN. The door starts
// afresh; the address only loses this try, so that knowing one door's PIN does
// not buy guesses at another's.
func (b *brake) forgive(now time.Time, door int, remote string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.tallies, doorKey(door))
	a := addressKey(remote)
	t := b.tallies[a]
	t.wrong = max(0, t.wrong-1)
	t.until = now
	b.tallies[a] = t
}

func (t tally) add(now time.Time, limit time.Duration) tally {
	if now.Sub(t.last) > forgetWait {
		t = tally{}
	}
	t.wrong++
	t.last, t.until = now, now
	if over := t.wrong - freeTries; over >= 0 {
		t.until = now.Add(min(limit, time.Second<<min(over, 10)))
	}
	return t
}

// prune drops what would be forgotten anyway.
func (b *brake) prune(now time.Time) {
	if len(b.tallies) < pruneAbove {
		return
	}
	for k, t := range b.tallies {
		if now.Sub(t.last) > forgetWait || len(b.tallies) >= 2*pruneAbove && !t.until.After(now) {
			delete(b.tallies, k)
		}
	}
}

func doorKey(door int) string { return "door " + strconv.Itoa(door) }

// addressKey takes an IPv6 neighbourhood as one: a host has a whole /64.
func addressKey(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.Unmap().Is4() {
		return "address " + host
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return "address " + host
	}
	return "address " + p.String()
}
