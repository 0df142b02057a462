package office

import (
	"context"
	"sync"
	"time"
)

// touch is when uses are written. While they cannot be, it is tried once in
// touchEvery only: each try waits for the disk.
type touch struct {
	mu   sync.Mutex
	at   time.Time // of the last failure
	text string    // why; "" after a success
}

func (t *touch) due(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text == "" || now.Sub(t.at) >= touchEvery
}

// failed takes how a try ended. Who hung up says nothing of the disk.
func (t *touch) failed(ctx context.Context, now time.Time, err error, warn func(context.Context, error)) {
	if err != nil && ctx.Err() != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil {
		t.text = ""
		return
	}
	t.at, t.text = now, err.Error()
	if warn != nil {
		warn(ctx, err)
	}
}

func (t *touch) why() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text
}

// mostHeld bounds the sessions in memory.
const mostHeld = 500

// held are the sessions that could not be written. They end with the program.
type held struct {
	mu  sync.Mutex
	all map[string]heldSession
}

type heldSession struct {
	Session

	entry Entry
}

func (h *held) add(x Session, e Entry) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil {
		h.all = make(map[string]heldSession)
	}
	if _, has := h.all[x.Key]; !has && len(h.all) >= mostHeld {
		return false
	}
	h.all[x.Key] = heldSession{x, e}
	return true
}

func (h *held) find(key string) (Session, Entry, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	x, found := h.all[key]
	return x.Session, x.entry, found
}

// use keeps when a session was used, unless it has ended.
func (h *held) use(key string, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if x, found := h.all[key]; found {
		x.Used = at
		h.all[key] = x
	}
}

// drop ends sessions of a user, and says whether there were any.
func (h *held) drop(user string, ends func(key string) bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	had := false
	for key, x := range h.all {
		if x.User == user && ends(key) {
			delete(h.all, key)
			had = true
		}
	}
	return had
}
