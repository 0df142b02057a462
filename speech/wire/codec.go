package wire

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// LineError is one line that could not be understood. The link still works.
type LineError struct {
	Err error
}

func (e *LineError) Error() string { return fmt.Sprintf("cannot read the voice line: %v", e.Err) }

// Unwrap returns the cause.
func (e *LineError) Unwrap() error { return e.Err }

// errLong is the cause of a LineError for a line over MaxLine.
var errLong = fmt.Errorf("it is longer than %d bytes", MaxLine)

// Message is what travels: a Request or an Event.
type Message interface{ Request | Event }

// Encoder writes messages, one line and one Write each. It may be shared by
// goroutines.
type Encoder[M Message] struct {
	mu sync.Mutex
	w  io.Writer
}

// NewEncoder returns an Encoder on w.
func NewEncoder[M Message](w io.Writer) *Encoder[M] { return &Encoder[M]{w: w} }

// Encode stamps the version on m and writes it.
func (e *Encoder[M]) Encode(m M) error {
	switch v := any(&m).(type) {
	case *Request:
		v.V = Version
	case *Event:
		v.V = Version
	}
	line, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("cannot encode a voice message: %w", err)
	}
	if len(line)+1 > MaxLine {
		return fmt.Errorf("cannot encode a voice message: %w", errLong)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, err := e.w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("cannot send a voice message: %w", err)
	}
	return nil
}

// Decoder reads messages.
type Decoder[M Message] struct {
	r *bufio.Reader
}

// NewDecoder returns a Decoder on r.
func NewDecoder[M Message](r io.Reader) *Decoder[M] {
	return &Decoder[M]{r: bufio.NewReaderSize(r, MaxLine)}
}

// Decode returns the next message. A *LineError means that one line was
// refused and the next call goes on after it; any other error, io.EOF among
// them, is the end of the link.
func (d *Decoder[M]) Decode() (M, error) {
	var m M
	line, err := d.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = d.r.ReadSlice('\n')
		}
		if err != nil {
			return m, endOf(err)
		}
		return m, &LineError{errLong}
	}
	if err != nil {
		// A line without its end was cut off with its writer: not a message.
		return m, endOf(err)
	}
	if err := json.Unmarshal(line, &m); err != nil {
		var zero M
		return zero, &LineError{err}
	}
	if v := version(m); v != Version {
		return m, &LineError{fmt.Errorf("protocol version %d, want %d", v, Version)}
	}
	return m, nil
}

func version[M Message](m M) int {
	switch v := any(m).(type) {
	case Request:
		return v.V
	case Event:
		return v.V
	}
	return 0
}

func endOf(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("cannot read the voice link: %w", err)
}
