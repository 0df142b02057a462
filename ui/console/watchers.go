package console

import (
	"sync"
	"time"
)

// glanceFor is how long somebody counts as a viewer who fetches single
// pictures, so that nobody looks on without the sign on the screen.
const glanceFor = 10 * time.Second

// watchers counts who sees the screen, and tells when that changes.
type watchers struct {
	told func(n int)
	idle func() // nobody looks any more

	mu      sync.Mutex
	live    map[string]int         // session → open live views
	glances map[string]*time.Timer // session → end of its glance
	n       int
}

func newWatchers(told func(int), idle func()) *watchers {
	if told == nil {
		told = func(int) {}
	}
	return &watchers{told: told, idle: idle, live: map[string]int{}, glances: map[string]*time.Timer{}}
}

// join counts one live view until leave.
func (w *watchers) join(session string) (leave func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.live[session]++
	w.tell()
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.live[session]--; w.live[session] == 0 {
			delete(w.live, session)
		}
		w.tell()
	}
}

// glance counts a session that fetched a picture without a live view, for a while.
func (w *watchers) glance(session string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.live[session] > 0 {
		return
	}
	if t := w.glances[session]; t != nil {
		t.Reset(glanceFor)
		return
	}
	w.glances[session] = time.AfterFunc(glanceFor, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.glances, session)
		w.tell()
	})
	w.tell()
}

// clear forgets the glances when the console stops.
func (w *watchers) clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for session, t := range w.glances {
		t.Stop()
		delete(w.glances, session)
	}
	w.tell()
}

// tell tells the number if it is another one; w.mu is held, so that the
// numbers are told in their order.
func (w *watchers) tell() {
	n := 0
	for _, views := range w.live {
		n += views
	}
	for session := range w.glances {
		if w.live[session] == 0 {
			n++
		}
	}
	if n == w.n {
		return
	}
	w.n = n
	w.told(n)
	if n == 0 {
		w.idle()
	}
}
