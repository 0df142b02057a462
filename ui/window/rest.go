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
	// restBytes is how much must have been allocated since, lest a page that
	// turns now and then cost more than it frees.
	restBytes = 4 << 20
)

// rest gives memory back to the system when the screen has come to rest. A
// visit leaves twice of what is in use behind, and Go returns that only slowly.
type rest struct {
	drawn     time.Time // last; zero when there is nothing to do
	allocated uint64    // when memory was given back last
	freeing   sync.WaitGroup
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
	if total := allocated(); total-r.allocated >= restBytes {
		r.allocated = total
		r.freeing.Go(debug.FreeOSMemory)
	}
}

// allocated is how many bytes the program has ever allocated.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return s[0].Value.Uint64()
}
