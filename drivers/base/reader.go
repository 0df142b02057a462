package base

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"sync/atomic"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

// ReadStats counts what a Reader met.
type ReadStats struct {
	// Frames were good and handed out.
	Frames uint64
	// SkippedBytes belonged to no good frame.
	SkippedBytes uint64
	// BadFrames looked like a frame and had a wrong checksum, an unknown
	// incompatibility flag or a payload that does not decode.
	BadFrames uint64
	// UnknownIDs looked like frames of messages outside the dialect. Their
	// checksum cannot be verified, so they are dropped.
	UnknownIDs uint64
	// Unsigned, Forged and Replayed frames were refused by a Reader with a
	// Signer: without a signature, with a wrong one, heard before or too old.
	Unsigned, Forged, Replayed uint64
	// KeyOffers are SETUP_SIGNING frames. A key is never taken over the link.
	KeyOffers uint64
}

// readCounts is ReadStats while it is counted. It may outlive a Reader.
type readCounts struct {
	frames, skipped, bad, unknown, unsigned, forged, replayed, keys atomic.Uint64
}

func (c *readCounts) stats() ReadStats {
	return ReadStats{
		Frames: c.frames.Load(), SkippedBytes: c.skipped.Load(), BadFrames: c.bad.Load(), UnknownIDs: c.unknown.Load(),
		Unsigned: c.unsigned.Load(), Forged: c.forged.Load(), Replayed: c.replayed.Load(), KeyOffers: c.keys.Load(),
	}
}

// Reader finds MAVLink 2 frames in a stream of bytes. Anything else in the
// stream is counted and skipped.
type Reader struct {
	in     *bufio.Reader
	codec  *Codec
	signer *Signer // nil takes frames as they are
	counts *readCounts
	heard  func(frame []byte) // nil, or told of every frame with a right checksum
}

// NewReader reads frames from r. Signatures are not verified.
func (c *Codec) NewReader(r io.Reader) *Reader { return c.NewSignedReader(r, nil) }

// NewSignedReader reads frames that a Signer with the same key signed, and
// refuses all others.
func (c *Codec) NewSignedReader(r io.Reader, s *Signer) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, 4*maxFrameLen), codec: c, signer: s, counts: &readCounts{}}
}

// Stats is safe to call while Read runs.
func (r *Reader) Stats() ReadStats { return r.counts.stats() }

// Read returns the next good frame. Errors are those of the underlying
// reader: a bad frame is not an error.
func (r *Reader) Read() (Frame, error) {
	for {
		if err := r.seekMagic(); err != nil {
			return Frame{}, err
		}
		head, err := r.in.Peek(headerLen)
		if err != nil {
			return Frame{}, r.cutOff(err)
		}
		total := headerLen + int(head[1]) + checksumLen
		signed := head[2]&flagSigned != 0
		if signed {
			total += signatureLen
		}
		raw, err := r.in.Peek(total)
		if err != nil {
			return Frame{}, r.cutOff(err)
		}
		f := Frame{Seq: raw[4], System: raw[5], Component: raw[6], Signed: signed}
		if f.Message = r.decode(raw); f.Message == nil {
			// Only the magic byte is given up: a length that noise made up
			// must not swallow the good frame behind it.
			r.discard(1)
			r.counts.skipped.Add(1)
			continue
		}
		good := r.admit(f, raw)
		r.discard(total)
		if good {
			r.counts.frames.Add(1)
			return f, nil
		}
	}
}

// admit decides whether a frame with a right checksum is handed out.
func (r *Reader) admit(f Frame, raw []byte) bool {
	if r.heard != nil {
		r.heard(raw)
	}
	if r.signer != nil {
		switch r.signer.verify(raw) {
		case frameGood:
		case frameUnsigned:
			r.counts.unsigned.Add(1)
			return false
		case frameForged:
			r.counts.forged.Add(1)
			return false
		case frameReplayed:
			r.counts.replayed.Add(1)
			return false
		}
	}
	if _, offers := f.Message.(*common.MessageSetupSigning); offers {
		r.counts.keys.Add(1)
		return false
	}
	return true
}

// seekMagic skips to the next byte that can begin a frame.
func (r *Reader) seekMagic() error {
	for {
		if _, err := r.in.Peek(1); err != nil {
			return err
		}
		have, err := r.in.Peek(r.in.Buffered())
		if err != nil {
			return err
		}
		at := bytes.IndexByte(have, magic)
		if at == 0 {
			return nil
		}
		if at < 0 {
			at = len(have)
		}
		r.discard(at)
		r.counts.skipped.Add(uint64(at))
	}
}

// cutOff counts the half frame left when the stream ends.
func (r *Reader) cutOff(err error) error {
	n := r.in.Buffered()
	if err == io.EOF && n > 0 { //nolint:errorlint // bufio returns the bare value
		err = io.ErrUnexpectedEOF
	}
	r.discard(n)
	r.counts.skipped.Add(uint64(n)) // a buffer's length
	return err
}

// discard drops bytes that Peek already returned, so it cannot fail.
func (r *Reader) discard(n int) { _, _ = r.in.Discard(n) }

// decode verifies and decodes one whole frame; nil means that it is bad.
func (r *Reader) decode(raw []byte) message.Message { //nolint:ireturn // the library's messages have no other type
	if raw[2]&^flagSigned != 0 {
		r.counts.bad.Add(1)
		return nil
	}
	id := uint32(raw[7]) | uint32(raw[8])<<8 | uint32(raw[9])<<16
	codec := r.codec.messages.GetMessage(id)
	if codec == nil {
		r.counts.unknown.Add(1)
		return nil
	}
	end := headerLen + int(raw[1])
	want := binary.LittleEndian.Uint16(raw[end:])
	if checksum(raw[1:end], codec.CRCExtra()) != want {
		r.counts.bad.Add(1)
		return nil
	}
	// A copy with no spare room: the codec appends the zeros that the sender
	// left out, and they must not land in what was read after this frame.
	payload := bytes.Clone(raw[headerLen:end])
	msg, err := codec.Read(&message.MessageRaw{ID: id, Payload: payload}, true)
	if err != nil {
		r.counts.bad.Add(1)
		return nil
	}
	return msg
}
