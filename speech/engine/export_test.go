package engine

import (
	"io"
	"time"
)

// What the tests of the inside need.
var (
	Plain    = plain
	NewTrack = newTrack
)

// StreamWAV has a bound that no test reaches.
func StreamWAV(r io.Reader, emit func([]int16) error) error { return streamWAV(r, maxSpeech, emit) }

// Deck plays tracks on a fake motor.
type Deck = deck

// Bed is music on its way to a deck.
type Bed = bed

// NewDeck returns a deck on m, whose thread calls Data.
func NewDeck(m motor) *Deck { return &deck{motor: m} }

// Data is the deck's own method.
func (d *Deck) Data(out []byte) { d.data(out, nil, 0) }

// Halt is what a device calls that stopped by itself.
func (d *Deck) Halt() { d.stopped() }

// The buffer of the real device.
const (
	Period  = periodMillis * time.Millisecond
	Periods = periods
)

// Track is the sound between the filler and the device's thread.
type Track = track

// Add, End, Cut and Take are the track's own methods.
func (t *Track) Add(piece []int16) { t.add(piece) }
func (t *Track) End()              { t.end() }
func (t *Track) Cut()              { t.cut() }
func (t *Track) Take(out []byte)   { t.take(out) }
func (t *Track) Drained() bool     { return closed(t.drained) }
func (t *Track) Began() bool       { return closed(t.began) }

func closed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// Path of a sound kept on disk, for one voice.
func (s *Store) Path(lang, text string) string { return s.path(clipKey{"x", lang, text}) }

// Keep, Of and Touch are those of the store, for one voice.
func (s *Store) Keep(lang, text string, samples []int16) error {
	return s.keep(clipKey{"x", lang, text}, samples)
}
func (s *Store) Of(lang, text string) []int16 { return s.of(clipKey{"x", lang, text}) }
func (s *Store) Touch(lang, text string) bool { return s.touch(clipKey{"x", lang, text}) }

// Clips are the sounds kept.
type Clips struct{ c *clips }

// NewClips keeps so many bytes.
func NewClips(limit int) Clips { return Clips{newClips(limit)} }

// Keep and Of are those of the clips, for one voice.
func (c Clips) Keep(lang, text string, s []int16) { c.c.keep(clipKey{"x", lang, text}, s) }
func (c Clips) Of(lang, text string) bool         { return c.c.of(clipKey{"x", lang, text}) != nil }
