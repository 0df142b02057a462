package office

import (
	"sync"
	"time"
)

// How wrong passwords are slowed down.
const (
	freeTries  = 5                // of one address before it has to wait
	userTries  = 15               // of one name, from anywhere
	pairTries  = 3                // of one name from one address, while the name has to wait
	firstWait  = 2 * time.Second  // doubled with each further one
	longWait   = 15 * time.Minute // at most, for an address
	userWait   = time.Minute      // at most, for a name: nobody can lock another out for long
	maxTracked = 30_000           // addresses, names and pairs remembered
)

// Throttle remembers wrong passwords, by address and by name. It is held in
// memory. The zero value is ready.
type Throttle struct {
	mu    sync.Mutex
	tries map[string]*try
}

type try struct {
	wrong int
	last  time.Time
}

// keysOf are what a try counts for: its address, its name, and both.
func keysOf(address, name string) (from, of, pair string) {
	return "a " + address, "u " + name, "p " + address + " " + name
}

// Wait is how long a try from an address for a name has to wait. A name that
// others guess at does not wait at an address that has guessed little at it: with
// her password she gets in, however long they go on.
func (t *Throttle) Wait(address, name string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	from, of, pair := keysOf(address, name)
	wait := t.wait(from, freeTries, longWait, now)
	if x := t.tries[pair]; x != nil && x.wrong >= pairTries && now.Sub(x.last) < longWait {
		wait = max(wait, t.wait(of, userTries, userWait, now))
	}
	return wait
}

func (t *Throttle) wait(key string, free int, most time.Duration, now time.Time) time.Duration {
	x := t.tries[key]
	if x == nil || x.wrong < free {
		return 0
	}
	wait := most
	if more := x.wrong - free; more < 9 { // 2 s · 2⁹ is more than longWait
		wait = min(firstWait<<more, most)
	}
	return max(0, wait-now.Sub(x.last))
}

// Take counts a try, before the password is looked at: many at once shall not
// all pass before the first turns out wrong.
func (t *Throttle) Take(address, name string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.tries == nil {
		t.tries = make(map[string]*try)
	}
	for key, x := range t.tries {
		if now.Sub(x.last) > longWait || len(t.tries) > maxTracked {
			delete(t.tries, key)
		}
	}
	from, of, pair := keysOf(address, name)
	for _, key := range []string{from, of, pair} {
		x := t.tries[key]
		if x == nil {
			x = &try{}
			t.tries[key] = x
		}
		x.wrong++
		x.last = now
	}
}

// Back takes one try back: its password was not looked at.
func (t *Throttle) Back(address, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	from, of, pair := keysOf(address, name)
	for _, key := range []string{from, of, pair} {
		t.less(key, 1)
	}
}

// less takes tries back.
func (t *Throttle) less(key string, tries int) {
	x := t.tries[key]
	if x == nil {
		return
	}
	if x.wrong -= tries; x.wrong <= 0 {
		delete(t.tries, key)
	}
}

// Right forgets the tries for a name from an address: the password was right.
// What was guessed at other names from there, and at this one from elsewhere,
// stays: who has a password of her own clears nothing by it.
func (t *Throttle) Right(address, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	from, of, pair := keysOf(address, name)
	own := t.tries[pair]
	if own == nil {
		return
	}
	delete(t.tries, pair)
	t.less(from, own.wrong)
	t.less(of, own.wrong)
}
