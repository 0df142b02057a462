package base

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"sync/atomic"

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
}

// Reader finds MAVLink 2 frames in a stream of bytes. Anything else in the
// stream is counted and skipped.
type Reader struct {
	in    *bufio.Reader
	codec *Codec

	frames, skipped, bad, unknown atomic.Uint64
}

// NewReader reads frames from r.
func (c *Codec) NewReader(r io.Reader) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, 4*maxFrameLen), codec: c}
}

// Stats is safe to call while Read runs.
func (r *Reader) Stats() ReadStats {
	return ReadStats{
		Frames:       r.frames.Load(),
		SkippedBytes: r.skipped.Load(),
		BadFrames:    r.bad.Load(),
		UnknownIDs:   r.unknown.Load(),
	}
}

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
			r.skipped.Add(1)
			continue
		}
		r.discard(total)
		r.frames.Add(1)
		return f, nil
	}
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
		r.skipped.Add(uint64(at))
	}
}

// cutOff counts the half frame left when the stream ends.
func (r *Reader) cutOff(err error) error {
	n := r.in.Buffered()
	if err == io.EOF && n > 0 { //nolint:errorlint // bufio returns the bare value
		err = io.ErrUnexpectedEOF
	}
	r.discard(n)
	r.skipped.Add(uint64(n)) // a buffer's length
	return err
}

// discard drops bytes that Peek already returned, so it cannot fail.
func (r *Reader) discard(n int) { _, _ = r.in.Discard(n) }

// decode verifies and decodes one whole frame; nil means that it is bad.
func (r *Reader) decode(raw []byte) message.Message { //nolint:ireturn // the library's messages have no other type
	if raw[2]&^flagSigned != 0 {
		r.bad.Add(1)
		return nil
	}
	id := uint32(raw[7]) | uint32(raw[8])<<8 | uint32(raw[9])<<16
	codec := r.codec.messages.GetMessage(id)
	if codec == nil {
		r.unknown.Add(1)
		return nil
	}
	end := headerLen + int(raw[1])
	want := binary.LittleEndian.Uint16(raw[end:])
	if checksum(raw[1:end], codec.CRCExtra()) != want {
		r.bad.Add(1)
		return nil
	}
	// A copy with no spare room: the codec appends the zeros that the sender
	// left out, and they must not land in what was read after this frame.
	payload := bytes.Clone(raw[headerLen:end])
	msg, err := codec.Read(&message.MessageRaw{ID: id, Payload: payload}, true)
	if err != nil {
		r.bad.Add(1)
		return nil
	}
	return msg
}
