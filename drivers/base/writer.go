package base

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

// Writer puts messages on the wire as MAVLink 2 frames, one Write of
// the underlying writer each. It may be used from several goroutines.
type Writer struct {
	codec             *Codec
	system, component uint8
	signer            *Signer            // nil signs nothing
	sent              func(frame []byte) // nil, or told of every frame written

	mu  sync.Mutex
	out io.Writer
	seq uint8
}

// NewWriter writes unsigned frames to w as the given MAVLink system and
// component.
func (c *Codec) NewWriter(w io.Writer, system, component uint8) *Writer {
	return c.NewSignedWriter(w, system, component, nil)
}

// NewSignedWriter signs what it writes.
func (c *Codec) NewSignedWriter(w io.Writer, system, component uint8, s *Signer) *Writer {
	return &Writer{codec: c, system: system, component: component, signer: s, out: w}
}

// Write sends one message. Only messages of the common dialect are known.
func (w *Writer) Write(msg message.Message) error {
	id := msg.GetID()
	codec := w.codec.messages.GetMessage(id)
	if codec == nil {
		return fmt.Errorf("cannot write message %d: not in the dialect", id)
	}
	payload := codec.Write(msg, true).Payload

	w.mu.Lock()
	defer w.mu.Unlock()
	var flags byte
	if w.signer != nil {
		flags = flagSigned
	}
	buf := make([]byte, 0, maxFrameLen)
	buf = append(buf, magic, byte(len(payload)), flags, 0, w.seq, w.system, w.component, // at most 255
		byte(id), byte(id>>8), byte(id>>16)) // the three bytes of an id
	buf = append(buf, payload...)
	buf = binary.LittleEndian.AppendUint16(buf, checksum(buf[1:], codec.CRCExtra()))
	if w.signer != nil {
		buf = w.signer.sign(buf)
	}
	w.seq++
	if w.sent != nil {
		w.sent(buf)
	}
	if _, err := w.out.Write(buf); err != nil {
		return fmt.Errorf("cannot write message %d: %w", id, err)
	}
	return nil
}
