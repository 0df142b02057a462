package panel

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
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
	return fmt.Appendf(b, "$%s*%04X\r\n", body, checksum(body)), nil
}

var errBadLine = errors.New("not a line of the button box protocol")

// Decoder reads lines, skipping whatever is not one.
type Decoder struct {
	r   *bufio.Reader
	bad uint64
}

// NewDecoder returns a Decoder that reads from r.
func NewDecoder(r io.Reader) *Decoder {
	return &Decoder{r: bufio.NewReaderSize(r, 256)}
}

// Bad is how many lines or fragments were dropped so far.
func (d *Decoder) Bad() uint64 { return d.bad }

// Next returns the next good line. Its error is the reader's: bad bytes are
// counted and skipped.
func (d *Decoder) Next() (Line, error) {
	var buf [maxLine]byte
	line := buf[:0]
	for {
		c, err := d.r.ReadByte()
		if err != nil {
			return Line{}, fmt.Errorf("cannot read from the button box: %w", err)
		}
		switch {
		case c == '$':
			if len(line) > 0 {
				d.bad++
			}
			line = append(buf[:0], c)
		case len(line) == 0 && (c == '\r' || c == '\n'):
		case len(line) == maxLine:
			d.bad++
			line = buf[:0]
		case c != '\n':
			line = append(line, c)
		default:
			l, err := decode(line)
			if err == nil {
				return l, nil
			}
			d.bad++
			line = buf[:0]
		}
	}
}

// decode takes a line without its final LF.
func decode(line []byte) (Line, error) {
	line = bytes.TrimSuffix(line, []byte{'\r'})
	line, ok := bytes.CutPrefix(line, []byte{'$'})
	if !ok || len(line) < 5 || line[len(line)-5] != '*' {
		return Line{}, errBadLine
	}
	body, sum := line[:len(line)-5], line[len(line)-4:]
	if want := fmt.Appendf(nil, "%04X", checksum(body)); !bytes.Equal(sum, want) {
		return Line{}, errBadLine
	}
	return parse(body)
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
// that callers check once. One spelling per number keeps lines comparable.
func number(field []byte, lo, hi uint64, earlier error) (uint64, error) {
	if earlier != nil {
		return 0, earlier
	}
	v, err := strconv.ParseUint(string(field), 10, 64)
	if err != nil || v < lo || v > hi || (len(field) > 1 && field[0] == '0') {
		return 0, errBadLine
	}
	return v, nil
}

// checksum is CRC-16/CCITT-FALSE: its value for "123456789" is 0x29B1. It
// catches every burst of up to 16 wrong bits, which the one-byte exclusive or
// of NMEA 0183 does not.
func checksum(b []byte) uint16 {
	crc := uint16(0xFFFF)
	for _, c := range b {
		crc ^= uint16(c) << 8
		for range 8 {
			top := crc & 0x8000
			crc <<= 1
			if top != 0 {
				crc ^= 0x1021
			}
		}
	}
	return crc
}
