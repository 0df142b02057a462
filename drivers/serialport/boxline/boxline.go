// Package boxline frames the lines that small boxes with a microcontroller send
// over USB-serial: the button box and the tray.
//
// Lines are ASCII, framed as in NMEA 0183 but with a 16-bit check: '$', the
// body, '*', four upper-case hexadecimal digits of CRC-16/CCITT-FALSE
// (polynomial 0x1021, start 0xFFFF) over the body, CR LF. A receiver drops
// whatever does not check and starts afresh at the next '$', so noise costs at
// most the line it hit.
package boxline

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
)

// Append appends a body as it goes over the wire.
func Append(b, body []byte) []byte {
	return fmt.Appendf(b, "$%s*%04X\r\n", body, checksum(body))
}

// Reader finds lines in a stream of bytes, skipping whatever is not one.
type Reader struct {
	in   *bufio.Reader
	line []byte // as much as has come of one, up to its capacity
	bad  uint64
}

// NewReader returns a Reader for lines of at most so many bytes, CR and LF
// included.
func NewReader(r io.Reader, maxLine int) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, 256), line: make([]byte, 0, maxLine)}
}

// Bad is how many lines or fragments were dropped so far.
func (r *Reader) Bad() uint64 { return r.bad }

// Next returns the body of the next good line; it holds until the call after.
// Its error is the underlying reader's: bad bytes are counted and skipped.
func (r *Reader) Next() ([]byte, error) {
	r.line = r.line[:0]
	for {
		c, err := r.in.ReadByte()
		if err != nil {
			return nil, err
		}
		switch {
		case c == '$':
			if len(r.line) > 0 {
				r.bad++
			}
			r.line = append(r.line[:0], c)
		case len(r.line) == 0 && (c == '\r' || c == '\n'):
		case len(r.line) == cap(r.line):
			r.bad++
			r.line = r.line[:0]
		case c != '\n':
			r.line = append(r.line, c)
		default:
			if body, ok := unframe(r.line); ok {
				return body, nil
			}
			r.bad++
			r.line = r.line[:0]
		}
	}
}

// unframe takes a line without its final LF.
func unframe(line []byte) (body []byte, ok bool) {
	line = bytes.TrimSuffix(line, []byte{'\r'})
	line, ok = bytes.CutPrefix(line, []byte{'$'})
	if !ok || len(line) < 5 || line[len(line)-5] != '*' {
		return nil, false
	}
	body, sum := line[:len(line)-5], line[len(line)-4:]
	return body, bytes.Equal(sum, fmt.Appendf(nil, "%04X", checksum(body)))
}

// Number reads a decimal field. One spelling per number, without leading
// zeros, keeps lines comparable.
func Number(field []byte, lo, hi uint64) (v uint64, ok bool) {
	v, err := strconv.ParseUint(string(field), 10, 64)
	return v, err == nil && v >= lo && v <= hi && (len(field) == 1 || field[0] != '0')
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
