package panel

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"tiepdan/drivers/serialport/boxline"
)

// Kind is the kind of a Line, by its letter on the wire.
type Kind byte

// The lines of the protocol.
const (
	KindPress     Kind = 'P' // box to host
	KindLong      Kind = 'L' // box to host; since version 2
	KindHeartbeat Kind = 'H' // box to host
	KindAck       Kind = 'A' // host to box
)

// Line is one line of the button box protocol. Fields that a kind does not
// have are zero.
type Line struct {
	Kind   Kind
	Button int           // KindPress, KindLong: 1 to Buttons
	Seq    uint32        // KindPress, KindLong, KindAck: never 0
	Age    time.Duration // KindPress, KindLong: whole milliseconds, at most MaxAge
	Held   uint8         // KindHeartbeat: bit n-1 is button n
}

// MaxAge is how old a press may be on the wire: the box drops it after half
// of that.
const MaxAge = time.Minute

// maxLine is the longest line, CR and LF included: "$P 4 4294967295 60000*FFFF\r\n".
const maxLine = 28

// AppendText appends the line as it goes over the wire.
func (l Line) AppendText(b []byte) ([]byte, error) {
	var body []byte
	switch l.Kind {
	case KindPress, KindLong:
		body = fmt.Appendf(nil, "%c %d %d %d", l.Kind, l.Button, l.Seq, l.Age.Milliseconds())
	case KindHeartbeat:
		body = fmt.Appendf(nil, "H %d", l.Held)
	case KindAck:
		body = fmt.Appendf(nil, "A %d", l.Seq)
	}
	if back, err := parse(body); err != nil || back != l {
		return b, fmt.Errorf("cannot encode panel line %+v: %w", l, errBadLine)
	}
	return boxline.Append(b, body), nil
}

var errBadLine = errors.New("not a line of the button box protocol")

// Decoder reads lines, skipping whatever is not one.
type Decoder struct {
	r   *boxline.Reader
	bad uint64 // well framed, and yet no line of this protocol
}

// NewDecoder returns a Decoder that reads from r.
func NewDecoder(r io.Reader) *Decoder {
	return &Decoder{r: boxline.NewReader(r, maxLine)}
}

// Bad is how many lines or fragments were dropped so far.
func (d *Decoder) Bad() uint64 { return d.r.Bad() + d.bad }

// Next returns the next good line. Its error is the reader's: bad bytes are
// counted and skipped.
func (d *Decoder) Next() (Line, error) {
	for {
		body, err := d.r.Next()
		if err != nil {
			return Line{}, fmt.Errorf("cannot read from the button box: %w", err)
		}
		if l, err := parse(body); err == nil {
			return l, nil
		}
		d.bad++
	}
}

func parse(body []byte) (Line, error) {
	f := bytes.Split(body, []byte{' '})
	if len(f[0]) != 1 {
		return Line{}, errBadLine
	}
	l := Line{Kind: Kind(f[0][0])}
	var err error
	switch {
	case (l.Kind == KindPress || l.Kind == KindLong) && len(f) == 4:
		var n, seq, age uint64
		n, err = number(f[1], 1, Buttons, nil)
		seq, err = number(f[2], 1, 1<<32-1, err)
		age, err = number(f[3], 0, uint64(MaxAge.Milliseconds()), err)
		l.Button, l.Seq, l.Age = int(n), uint32(seq), time.Duration(age)*time.Millisecond
	case l.Kind == KindHeartbeat && len(f) == 2:
		var held uint64
		held, err = number(f[1], 0, 1<<Buttons-1, nil)
		l.Held = uint8(held)
	case l.Kind == KindAck && len(f) == 2:
		var seq uint64
		seq, err = number(f[1], 1, 1<<32-1, nil)
		l.Seq = uint32(seq)
	default:
		err = errBadLine
	}
	if err != nil {
		return Line{}, err
	}
	return l, nil
}

// number parses a decimal field; it passes on an earlier field's error, so
// that callers check once.
func number(field []byte, lo, hi uint64, earlier error) (uint64, error) {
	if earlier != nil {
		return 0, earlier
	}
	v, ok := boxline.Number(field, lo, hi)
	if !ok {
		return 0, errBadLine
	}
	return v, nil
}
