package engine

import (
	"context"
	"encoding/binary"
	"math"
	"sync"
	"time"
)

// Music is an endless supply of sound to play under speech.
type Music interface {
	// Next returns the samples that come next, mono at Rate, as loud as speech.
	// It may take its time, for it is called ahead.
	Next() []int16
}

const (
	// Times to fade all the way, so that nobody is startled.
	fadeIn  = 1500 * time.Millisecond
	fadeOut = 400 * time.Millisecond
	// endFade only takes the click out of an end that has to be at once.
	endFade = 10 * time.Millisecond
	// ducked is how loud music is under speech: 12 dB less.
	ducked = 0.25
	// duckFor is how long it stays low after speech: the next sentence is
	// often near, and music that comes and goes annoys.
	duckFor = 800 * time.Millisecond
	// ahead is how many pieces of music are kept ready.
	ahead = 16
)

// bed is music on its way to the device's thread, and how loud it is there.
type bed struct {
	changed chan struct{} // of length 1: the deck has to begin or end
	begin   chan struct{} // closed when music is first wanted
	pieces  chan []int16
	factor  float64 // of the music to speech

	once   sync.Once
	mu     sync.Mutex
	volume float64 // as a factor; 0 plays nothing
	held   int     // requests being heard
	now    float64 // the volume, on its way to what is wanted
	env    float64 // 1 is all of it, ducked under speech, 0 nothing
	low    int     // frames to stay low
	piece  []int16
	still  int // frames of silence since the last sound
	took   int // frames taken so far
}

// newBed returns a bed that lies db below speech.
func newBed(db int) *bed {
	return &bed{changed: make(chan struct{}, 1), begin: make(chan struct{}), pieces: make(chan []int16, ahead), factor: math.Pow(10, -float64(db)/20)}
}

// feed keeps pieces ready until ctx ends, once music is wanted. While nobody
// takes any it waits.
func (b *bed) feed(ctx context.Context, m Music) {
	select {
	case <-ctx.Done():
		return
	case <-b.begin:
	}
	for {
		select {
		case <-ctx.Done():
			return
		case b.pieces <- m.Next():
		}
	}
}

// play sets the volume in percent; 0 ends the music at once.
func (b *bed) play(volume int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.volume = gain(volume); volume > 0 {
		b.once.Do(func() { close(b.begin) })
	}
	b.rouse()
}

// hold ends the music until release, and reports whether it was to be heard.
func (b *bed) hold() (heard bool, release func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held++
	b.rouse()
	return b.heard(), func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.held--
		b.rouse()
	}
}

// heard reports whether music is on its way to who listens; mu is held.
func (b *bed) heard() bool {
	return b.env > 0 || b.still < frames(cutTail.Seconds()) && b.took > 0
}

// audible reports whether music is to be heard, or will be at once.
func (b *bed) audible() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.wanted() || b.heard()
}

func (b *bed) rouse() {
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

// wanted reports whether there is something to play now; mu is held.
func (b *bed) wanted() bool { return b.volume > 0 && b.held == 0 }

// state reports whether the device must run for the music, its last silence
// included, and how much it has taken.
func (b *bed) state() (runs bool, took int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.wanted() || b.env > 0 || b.took > 0 && b.still < frames(cutTail.Seconds()), b.took
}

// reset begins anew: another device, or none.
func (b *bed) reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.env, b.still, b.took, b.low = 0, 0, 0, 0
}

// mix adds the music to out, little-endian 16-bit mono. It runs on the device's
// thread and waits for nothing.
func (b *bed) mix(out []byte, speaking bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if speaking {
		b.low = frames(duckFor.Seconds())
	}
	for i := 0; i+1 < len(out); i += 2 {
		k := b.step(speaking)
		b.took++
		if k == 0 {
			b.still++
			continue
		}
		b.still = 0
		v := float64(int16(binary.LittleEndian.Uint16(out[i:]))) + k*b.sample()
		binary.LittleEndian.PutUint16(out[i:], uint16(int16(math.Round(max(math.MinInt16, min(v, math.MaxInt16))))))
	}
}

// step moves the envelope on by one frame and returns the factor of the music.
func (b *bed) step(speaking bool) float64 {
	target, within := 1.0, fadeIn
	switch {
	case !b.wanted():
		target, within = 0, endFade
	case speaking || b.low > 0:
		target, within = ducked, fadeOut
	}
	if !speaking && b.low > 0 {
		b.low--
	}
	if target > b.env {
		within = fadeIn
	}
	b.env = toward(b.env, target, within)
	switch {
	case b.volume == 0: // the end is the envelope's
	case b.env == 0:
		b.now = b.volume
	default:
		b.now = toward(b.now, b.volume, fadeOut)
	}
	return b.env * b.now * b.factor
}

// toward moves v to target, by all the way from 0 to 1 in the time given.
func toward(v, target float64, within time.Duration) float64 {
	most := 1 / (within.Seconds() * Rate)
	return v + max(-most, min(target-v, most))
}

// sample is the next one; silence where none is ready.
func (b *bed) sample() float64 {
	if len(b.piece) == 0 {
		select {
		case b.piece = <-b.pieces:
		default:
		}
		if len(b.piece) == 0 {
			return 0
		}
	}
	v := b.piece[0]
	b.piece = b.piece[1:]
	return float64(v)
}
