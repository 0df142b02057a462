package base

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

// Writer puts messages on the wire as unsigned MAVLink 2 frames, one Write of
// the underlying writer each. It may be used from several goroutines.
type Writer struct {
	codec             *Codec
	system, component uint8

	mu  sync.Mutex
	out io.Writer
	seq uint8
}

// NewWriter writes to w as the given MAVLink system and component.
func (c *Codec) NewWriter(w io.Writer, system, component uint8) *Writer {
	return &Writer{codec: c, system: system, component: component, out: w}
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
	buf := make([]byte, 0, maxFrameLen)
	buf = append(buf, magic, byte(len(payload)), 0, 0, w.seq, w.system, w.component, // at most 255
		byte(id), byte(id>>8), byte(id>>16)) // the three bytes of an id
	buf = append(buf, payload...)
	buf = binary.LittleEndian.AppendUint16(buf, checksum(buf[1:], codec.CRCExtra()))
	w.seq++
	if _, err := w.out.Write(buf); err != nil {
		return fmt.Errorf("cannot write message %d: %w", id, err)
	}
	return nil
}
