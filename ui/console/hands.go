package console

import (
	"slices"
	"sync"
)

// hands remembers whose press changed each door last, so that nobody is blamed
// for what an official's own presses did while the page was slow.
type hands struct {
	mu   sync.Mutex
	last map[int]string   // session, by door
	busy map[int][]string // sessions with a press on its way
}

func newHands() *hands { return &hands{last: map[int]string{}, busy: map[int][]string{}} }

// begin notes that a press is on its way to the core.
func (h *hands) begin(o order) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.busy[o.door] = append(h.busy[o.door], o.session)
}

// end notes what became of it.
func (h *hands) end(o order, done bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if i := slices.Index(h.busy[o.door], o.session); i >= 0 {
		h.busy[o.door] = slices.Delete(h.busy[o.door], i, i+1)
	}
	if done && o.turns() {
		h.last[o.door] = o.session
	}
}

// another reports whether somebody else's press changed the door of an order
// last, or may be doing so just now.
func (h *hands) another(o order) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	last := h.last[o.door]
	return last != "" && last != o.session || slices.ContainsFunc(h.busy[o.door], func(s string) bool { return s != o.session })
}

// turns reports whether an order, done, changes who is at its door.
func (o order) turns() bool {
	switch o.action {
	case "next", "pick", "close", "noshow", "hold", "undo":
		return true
	case "transfer":
		return o.ticket == "" || o.ticket == o.seen
	}
	return false
}
