package office

import (
	"sync"
	"time"
)

// How wrong passwords are slowed down.
const (
	freeTries  = 5                // of one address before it has to wait
	userTries  = 15               // of one name, from anywhere
	firstWait  = 2 * time.Second  // doubled with each further one
	longWait   = 15 * time.Minute // at most, for an address
	userWait   = time.Minute      // at most, for a name: nobody can lock another out for long
	maxTracked = 10_000           // addresses and names remembered
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

// Wait is how long a try from an address for a name has to wait.
func (t *Throttle) Wait(address, name string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(t.wait("a "+address, freeTries, longWait, now), t.wait("u "+name, userTries, userWait, now))
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
	for _, key := range []string{"a " + address, "u " + name} {
		x := t.tries[key]
		if x == nil {
			x = &try{}
			t.tries[key] = x
		}
		x.wrong++
		x.last = now
	}
}

// Right forgets the tries: the password was right.
func (t *Throttle) Right(address, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tries, "a "+address)
	delete(t.tries, "u "+name)
}
