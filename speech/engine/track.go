package engine

import (
	"encoding/binary"
	"sync"
	"time"
)

// tailLength of silence after the last sample: stopping a device drops what
// is still in its buffer, and the last syllable with it.
const tailLength = 300 * time.Millisecond

// cutTail is the silence after a sentence that was broken off: what the device
// may hold, and a period more. It is short because another sentence waits.
const cutTail = (periods + 1) * periodMillis * time.Millisecond

// track is one sound between the goroutine that fills it and the device's
// thread that takes from it. It does no waiting, so the thread never stalls.
type track struct {
	mu      sync.Mutex
	samples []int16
	at      int
	ended   bool
	broken  bool // off: nothing more is added
	tail    int  // frames of silence still to play after the end
	took    int  // frames taken so far, silence included

	began   chan struct{} // closed when the first sample is taken
	drained chan struct{} // closed when the last one and the tail were
	halted  chan struct{} // closed when the device stopped by itself
	once    sync.Once
}

func newTrack() *track {
	return &track{
		tail:  frames(tailLength.Seconds()),
		began: make(chan struct{}), drained: make(chan struct{}), halted: make(chan struct{}),
	}
}

func (t *track) add(piece []int16) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.broken {
		t.samples = append(t.samples, piece...)
	}
}

func (t *track) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
}

// cut drops what has not been taken and what is still to come.
func (t *track) cut() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.samples, t.ended, t.broken = t.samples[:t.at], true, true
	t.tail = min(t.tail, frames(cutTail.Seconds()))
}

func (t *track) halt() { t.once.Do(func() { close(t.halted) }) }

func (t *track) taken() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.took
}

// take fills out, little-endian 16-bit mono, with samples and then silence.
func (t *track) take(out []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	want := len(out) / 2
	n := min(want, len(t.samples)-t.at)
	for i, s := range t.samples[t.at : t.at+n] {
		binary.LittleEndian.PutUint16(out[2*i:], uint16(s))
	}
	clear(out[2*n:])
	if n > 0 && t.at == 0 {
		close(t.began)
	}
	t.at += n
	t.took += want
	if t.ended && t.at == len(t.samples) && t.tail > 0 {
		if t.tail -= want - n; t.tail <= 0 {
			close(t.drained)
		}
	}
}
