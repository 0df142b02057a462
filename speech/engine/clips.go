package engine

import (
	"container/list"
	"sync"
)

// clipBytes bounds the clips kept: twelve minutes of sound.
const clipBytes = 32 << 20

// clipKey is what was spoken once, so that it need not be made again.
type clipKey struct {
	voice, lang, text string
}

// clips keeps the sounds used last, in memory only.
type clips struct {
	mu    sync.Mutex
	limit int // bytes
	size  int
	order *list.List // of *kept, the one used last first
	byKey map[clipKey]*list.Element
}

type kept struct {
	key     clipKey
	samples []int16
}

func newClips(limit int) *clips {
	return &clips{limit: limit, order: list.New(), byKey: map[clipKey]*list.Element{}}
}

// of returns a sound, nil when it is not there. Nobody may change it.
func (c *clips) of(key clipKey) []int16 {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*kept).samples //nolint:forcetypeassert // nothing else is put there
}

// keep adds a sound, in place of those not used for longest.
func (c *clips) keep(key clipKey, samples []int16) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok || 2*len(samples) > c.limit/8 {
		return // there already, or too long to be said again
	}
	c.byKey[key] = c.order.PushFront(&kept{key, samples})
	c.size += 2 * len(samples)
	for c.size > c.limit {
		last := c.order.Back()
		old := last.Value.(*kept) //nolint:forcetypeassert // as above
		c.order.Remove(last)
		delete(c.byKey, old.key)
		c.size -= 2 * len(old.samples)
	}
}
