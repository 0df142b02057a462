package base

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"sync"
	"time"
)

// Layout of a signature, https://mavlink.io/en/guide/message_signing.html: the
// link's number, a time of 48 bits, and the first 48 bits of a SHA-256 over the
// key and everything before them.
const (
	signatureLen = 13
	stampAt      = 1
	digestAt     = 7
	digestLen    = signatureLen - digestAt

	// stampUnit is what signatures count, since stampEpoch.
	stampUnit = 10 * time.Microsecond
	stampMax  = 1<<48 - 1
	// newStreamBehind is how old the first frame of a stream may be.
	newStreamBehind = uint64(time.Minute / stampUnit)
	// maxStreams bounds the memory of streams. There is one on this line.
	maxStreams = 16
)

// stampOf is a time as signatures have it; times before 2015 are 0.
func stampOf(t time.Time) uint64 {
	since := t.Sub(time.Date(2015, time.January, 1, 0, 0, 0, 0, time.UTC))
	return uint64(max(since, 0) / stampUnit)
}

// verdict is what a Signer says about a frame.
type verdict int

const (
	frameGood verdict = iota
	frameUnsigned
	frameForged
	frameReplayed
)

// Signer signs one end's frames and verifies the other's. It outlives the
// openings of a port: what it forgets could be replayed.
type Signer struct {
	key    Key
	linkID uint8
	now    func() time.Time

	mu      sync.Mutex
	last    uint64 // of the frames signed
	known   uint64 // a time that has passed for certain, whatever the clock says
	streams map[streamID]stream
}

// streamID names the sender of a row of frames.
type streamID struct{ system, component, link uint8 }

// stream is the last frame of a row, and the first with the same stamp.
type stream struct {
	stamp      uint64
	first, seq uint8
}

// NewSigner prepares to sign as the link of that number. A nil now is the
// system's clock.
func NewSigner(key Key, linkID uint8, now func() time.Time) *Signer {
	if now == nil {
		now = time.Now
	}
	return &Signer{key: key, linkID: linkID, now: now, streams: map[streamID]stream{}}
}

// resume goes on after an earlier run that may have signed up to a stamp,
// which was not yet over at another.
func (s *Signer) resume(upTo, known uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.known = max(s.last, upTo), max(s.known, known)
}

// used is the last stamp that was given to a frame.
func (s *Signer) used() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.last, stampOf(s.now()))
}

// sign appends a signature to a frame whose header says that it has one. Its
// time is the clock's, but always later than the frame's before.
func (s *Signer) sign(frame []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = min(max(s.last+1, stampOf(s.now())), stampMax)
	var stamp [8]byte
	binary.LittleEndian.PutUint64(stamp[:], s.last)
	frame = append(frame, s.linkID)
	frame = append(frame, stamp[:digestAt-stampAt]...)
	digest := s.digest(frame)
	return append(frame, digest[:]...)
}

// digest is over the key and a frame up to its stamp.
func (s *Signer) digest(frame []byte) (d [digestLen]byte) {
	h := sha256.New()
	h.Write(s.key[:])
	h.Write(frame)
	copy(d[:], h.Sum(nil))
	return d
}

// verify judges a whole frame whose checksum is right.
func (s *Signer) verify(frame []byte) verdict {
	if frame[2]&flagSigned == 0 {
		return frameUnsigned
	}
	end := len(frame) - signatureLen
	signature := frame[end:]
	want := s.digest(frame[:end+digestAt])
	if subtle.ConstantTimeCompare(want[:], signature[digestAt:]) == 0 {
		return frameForged
	}
	var stamp [8]byte
	copy(stamp[:], signature[stampAt:digestAt])
	id := streamID{system: frame[5], component: frame[6], link: signature[0]}
	if !s.fresh(id, binary.LittleEndian.Uint64(stamp[:]), frame[4]) {
		return frameReplayed
	}
	return frameGood
}

// fresh reports whether a frame is later than all before it of its stream, and
// remembers it.
//
// The specification wants every stamp higher than the one before. There are
// senders that stamp with milliseconds, so that a burst shares one: an equal
// stamp is taken too, but only with a sequence number that this stamp has not
// had, counted from the first that came with it. A frame that was heard once is
// thus refused for ever; a burst has at most 256 frames.
func (s *Signer) fresh(id streamID, stamp uint64, seq uint8) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was, known := s.streams[id]
	switch {
	case !known && (len(s.streams) == maxStreams || stamp+newStreamBehind < max(s.known, stampOf(s.now()))):
		return false
	case known && stamp < was.stamp:
		return false
	case known && stamp == was.stamp:
		if seq-was.first <= was.seq-was.first {
			return false
		}
		s.streams[id] = stream{stamp: stamp, first: was.first, seq: seq}
	default:
		s.streams[id] = stream{stamp: stamp, first: seq, seq: seq}
	}
	// As the specification says: whoever's clock runs behind follows.
	s.known, s.last = max(s.known, stamp), max(s.last, stamp)
	return true
}
