package speech

import (
	"slices"
	"sync"
	"time"

	"tiepdan/speech/wire"
)

// job is one sentence from Say to its answer.
type job struct {
	left   <-chan struct{} // closed when the caller gave up
	req    wire.Request
	urgent bool
	asked  time.Time
	done   chan error // of length 1, so that answering never blocks
}

// queue holds the sentences that wait, urgent ones first.
type queue struct {
	wake chan struct{} // of length 1: something was pushed

	mu      sync.Mutex
	waiting []*job
	limit   int
	closed  bool
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
	if len(q.waiting) >= q.limit {
		return ErrQueueFull
	}
	at := len(q.waiting)
	if j.urgent {
		at = slices.IndexFunc(q.waiting, func(w *job) bool { return !w.urgent })
		if at < 0 {
			at = len(q.waiting)
		}
	}
	q.waiting = slices.Insert(q.waiting, at, j)
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return nil
}

// pop returns the next sentence that is still wanted, nil when there is none.
func (q *queue) pop() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) > 0 {
		j := q.waiting[0]
		q.waiting = slices.Delete(q.waiting, 0, 1)
		select {
		case <-j.left:
		default:
			return j
		}
	}
	return nil
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
