package window

import (
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

const (
	// restAfter is how long nothing is drawn until memory is given back: then
	// nobody waits for an answer.
	restAfter = 2 * time.Second
	// restBytes is how much there must be to give back, lest a page that turns
	// now and then cost more than it frees.
	restBytes = 1 << 20
)

// rest gives memory back to the system when the screen has come to rest. A
// visit leaves twice of what is in use behind, and Go returns that only slowly.
type rest struct {
	drawn   time.Time // last; zero when there is nothing to do
	freeing sync.WaitGroup
}

// due is when to look, zero for never.
func (r *rest) due() time.Time {
	if r.drawn.IsZero() {
		return time.Time{}
	}
	return r.drawn.Add(restAfter)
}

// look frees aside, for it takes some milliseconds.
func (r *rest) look(now time.Time) {
	if due := r.due(); due.IsZero() || now.Before(due) {
		return
	}
	r.drawn = time.Time{}
	if idle() >= restBytes {
		r.freeing.Go(debug.FreeOSMemory)
	}
}

// idle is how many bytes of the heap could be given back: those that are free,
// and those that turned to garbage since the last collection.
func idle() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	for _, m := range s {
		if m.Value.Kind() != metrics.KindUint64 {
			return 0
		}
	}
	free, objects, live := s[0].Value.Uint64(), s[1].Value.Uint64(), s[2].Value.Uint64()
	return free + objects - min(objects, live)
}
