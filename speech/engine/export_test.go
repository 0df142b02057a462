package engine

// What the tests of the inside need.
var (
	Plain     = plain
	StreamWAV = streamWAV
	NewTrack  = newTrack
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
