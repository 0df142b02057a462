package nav

import (
	"bytes"
	"errors"
	"fmt"
)

// maxCells bounds a map: 2048 cells each way, 100 m by 100 m at 5 cm.
const maxCells = 2048 * 2048

// picture is a decoded PGM: grey values from 0 to maxGrey, the top row first.
type picture struct {
	cols, rows int
	maxGrey    int
	grey       []uint16
}

// errCutOff says that a picture ends before its last pixel.
var errCutOff = errors.New("it ends too early")

// decodePGM reads a portable grey map, binary (P5) or plain (P2), see
// https://netpbm.sourceforge.net/doc/pgm.html.
func decodePGM(data []byte) (*picture, error) {
	r := pgmReader{data: data}
	if !bytes.HasPrefix(data, []byte("P5")) && !bytes.HasPrefix(data, []byte("P2")) {
		return nil, fmt.Errorf("it begins with %.8q, want P5 or P2", data)
	}
	r.at = 2
	p, err := readHeader(&r)
	if err != nil {
		return nil, err
	}
	if data[1] == '2' {
		err = p.readPlain(&r)
	} else {
		err = p.readBinary(&r)
	}
	if err != nil {
		return nil, err
	}
	for i, v := range p.grey {
		if int(v) > p.maxGrey {
			return nil, fmt.Errorf("pixel %d of row %d is %d, want at most %d", i%p.cols+1, i/p.cols+1, v, p.maxGrey)
		}
	}
	return p, nil
}

func readHeader(r *pgmReader) (*picture, error) {
	p := &picture{cols: r.number("width"), rows: r.number("height"), maxGrey: r.number("greatest grey")}
	switch {
	case r.err != nil:
		return nil, r.err
	case p.cols == 0 || p.rows == 0 || p.cols > maxCells/p.rows:
		return nil, fmt.Errorf("it has %d by %d pixels, want 1 to %d in all", p.cols, p.rows, maxCells)
	case p.maxGrey == 0 || p.maxGrey > 65535:
		return nil, fmt.Errorf("its greatest grey is %d, want 1 to 65535", p.maxGrey)
	}
	return p, nil
}

// readBinary takes one or two bytes a pixel behind a single white space.
func (p *picture) readBinary(r *pgmReader) error {
	wide := 1
	if p.maxGrey > 255 {
		wide = 2
	}
	if r.at == len(r.data) || !isSpace(r.data[r.at]) {
		return errCutOff
	}
	pixels := r.data[r.at+1:]
	if want := p.cols * p.rows * wide; len(pixels) != want {
		return fmt.Errorf("it has %d bytes of pixels, want %d", len(pixels), want)
	}
	p.grey = make([]uint16, p.cols*p.rows)
	for i := range p.grey {
		if wide == 2 {
			p.grey[i] = uint16(pixels[2*i])<<8 | uint16(pixels[2*i+1])
		} else {
			p.grey[i] = uint16(pixels[i])
		}
	}
	return nil
}

// readPlain takes decimal numbers.
func (p *picture) readPlain(r *pgmReader) error {
	// A pixel takes two bytes at least: no memory for what cannot come.
	if p.cols*p.rows > (len(r.data)-r.at+1)/2 {
		return errCutOff
	}
	p.grey = make([]uint16, p.cols*p.rows)
	for i := range p.grey {
		v := r.number("pixel")
		if r.err != nil {
			return fmt.Errorf("pixel %d of row %d: %w", i%p.cols+1, i/p.cols+1, r.err)
		}
		p.grey[i] = uint16(min(v, 65535))
	}
	r.skip()
	if r.at != len(r.data) {
		return fmt.Errorf("it has %d bytes too many", len(r.data)-r.at)
	}
	return nil
}

// pgmReader reads numbers; after the first error it returns zeros.
type pgmReader struct {
	data []byte
	at   int
	err  error
}

// skip passes white space and comments.
func (r *pgmReader) skip() {
	for r.at < len(r.data) {
		switch b := r.data[r.at]; {
		case b == '#':
			for r.at < len(r.data) && r.data[r.at] != '\n' {
				r.at++
			}
		case isSpace(b):
			r.at++
		default:
			return
		}
	}
}

func (r *pgmReader) number(what string) int {
	if r.err != nil {
		return 0
	}
	r.skip()
	begun, v := r.at, 0
	for r.at < len(r.data) && r.data[r.at] >= '0' && r.data[r.at] <= '9' {
		v = v*10 + int(r.data[r.at]-'0')
		r.at++
		if v > maxCells {
			r.err = fmt.Errorf("the %s is above %d", what, maxCells)
			return 0
		}
	}
	switch {
	case r.at > begun:
		return v
	case r.at == len(r.data):
		r.err = errCutOff
	default:
		r.err = fmt.Errorf("the %s begins with %q, want a number", what, r.data[r.at])
	}
	return 0
}

func isSpace(b byte) bool { return b == ' ' || b >= '\t' && b <= '\r' }
