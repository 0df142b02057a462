package speech

import (
	"context"
	"slices"
	"sync"
	"time"

	"tiepdan/speech/wire"
)

// rank orders the sentences that wait; the lowest goes first.
type rank int

const (
	urgent rank = iota
	usual
	guide // at most one of them waits or is spoken
)

func rankOf(s Sentence) rank {
	switch {
	case s.Guide:
		return guide
	case s.Urgent, s.Alarm:
		return urgent
	}
	return usual
}

// job is one sentence from Say to its answer.
type job struct {
	left  <-chan struct{}         // closed when the caller gave up, or leave was called
	leave context.CancelCauseFunc // makes Say return, with this error
	req   wire.Request
	rank  rank
	asked time.Time
	done  chan error // of length 1, so that answering never blocks
}

// queue holds the sentences that wait, in the order of their ranks, and knows
// the one that is spoken.
type queue struct {
	wake chan struct{} // of length 1: something was pushed, or else changed

	mu       sync.Mutex
	waiting  []*job
	speaking *job
	limit    int
	closed   bool
}

func newQueue(limit int) *queue {
	return &queue{wake: make(chan struct{}, 1), limit: limit}
}

func (q *queue) push(j *job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return ErrDown
	}
	if j.rank == guide {
		q.replace()
	}
	if q.full() {
		return ErrQueueFull
	}
	if j.rank != guide {
		q.interrupt()
	}
	at := slices.IndexFunc(q.waiting, func(w *job) bool { return w.rank > j.rank })
	if at < 0 {
		at = len(q.waiting)
	}
	q.waiting = slices.Insert(q.waiting, at, j)
	q.rouse()
	return nil
}

// rouse lets Run look at once for what there is to do.
func (q *queue) rouse() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// full leaves the guide out: it must keep no call from being taken.
func (q *queue) full() bool {
	n := 0
	for _, w := range q.waiting {
		if w.rank != guide {
			n++
		}
	}
	return n >= q.limit
}

// interrupt breaks off a guide sentence that is being spoken.
func (q *queue) interrupt() {
	if q.speaking != nil && q.speaking.rank == guide {
		q.speaking.leave(ErrReplaced)
	}
}

// replace gives up the guide sentence that waits or is being spoken.
func (q *queue) replace() {
	q.interrupt()
	q.waiting = slices.DeleteFunc(q.waiting, func(w *job) bool {
		if w.rank == guide {
			w.leave(ErrReplaced)
		}
		return w.rank == guide
	})
}

func (q *queue) hush() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.replace()
}

// pop takes out the next sentence that is still wanted, which is spoken from
// now on; nil when there is none.
func (q *queue) pop() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) > 0 {
		j := q.waiting[0]
		q.waiting = slices.Delete(q.waiting, 0, 1)
		select {
		case <-j.left:
		default:
			q.speaking = j
			return j
		}
	}
	return nil
}

// over says that the sentence taken out last is spoken no more.
func (q *queue) over() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.speaking = nil
}

func (q *queue) remove(j *job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.waiting, j); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
}

// expire fails the sentences asked for before t: what is said too late
// misleads.
func (q *queue) expire(t time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = slices.DeleteFunc(q.waiting, func(j *job) bool {
		late := j.asked.Before(t)
		if late {
			j.done <- ErrDown
		}
		return late
	})
}

// close fails all that wait and all that comes.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, j := range q.waiting {
		j.done <- ErrDown
	}
	q.waiting = nil
}
