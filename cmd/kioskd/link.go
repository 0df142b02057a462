package main

import (
	"sync"
	"time"
)

// startGrace is how long a part may take to answer after the start before it
// counts as missing: no false alarm for every restart.
const startGrace = 3 * time.Second

// linkState passes on whether a part answers, when that changes.
type linkState struct {
	post func(up bool)

	mu     sync.Mutex
	timer  *time.Timer // runs during the grace
	told   bool        // post was called
	up     bool
	posted bool // what post was told last
}

// tell may be called as often as one likes, from any goroutine.
func (l *linkState) tell(up bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.up = up
	if up || l.told {
		l.settle()
	} else if l.timer == nil {
		l.timer = time.AfterFunc(startGrace, func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.settle()
		})
	}
}

// settle posts what is new; l.mu is held.
func (l *linkState) settle() {
	if !l.told || l.posted != l.up {
		l.told, l.posted = true, l.up
		l.post(l.up)
	}
}
