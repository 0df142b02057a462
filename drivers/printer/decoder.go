package printer

import (
	"bufio"
	"bytes"
	"io"
)

// Kind tells the replies of a printer apart.
type Kind uint8

// All kinds of replies.
const (
	RealTime    Kind = iota + 1 // answer to DLE EOT
	Automatic                   // automatic status, GS a
	Block                       // 37 … 00, answer to GS ( H, and the like
	Transmitted                 // answer to GS r
	XOn                         // the printer takes data again
	XOff                        // the printer's buffer is nearly full
)

// Reply is one thing the printer said.
type Reply struct {
	Kind      Kind
	Byte      byte    // of RealTime and Transmitted
	Automatic [4]byte // of Automatic
	Head      byte    // of Block: HeadResponse, HeadInfoA or HeadInfoB
	Block     []byte  // of Block, without its head and 00
}

// How a block begins.
const (
	HeadResponse = 0x37 // answer to GS ( H
	HeadInfoA    = 0x3D // answer to GS I 33 and 96
	HeadInfoB    = 0x5F // answer to GS I 65 to 69, 112
)

const (
	blockMax = 96 // guide: at most 80 of information
	// responseLen is an answer to GS ( H with its head and without its end.
	responseLen = 6
	xOn         = 0x11
	xOff        = 0x13
)

// Decoder splits the printer's bytes into replies. Nothing but fixed bits tells
// them apart (guide, appendix "Transmission status identification"), and a real
// time reply may come between the bytes of an automatic status.
type Decoder struct {
	r       *bufio.Reader
	auto    []byte // automatic status so far
	block   []byte // block so far, with its head
	skipped int
}

// NewDecoder reads from r, the printer's side of the link.
func NewDecoder(r io.Reader) *Decoder {
	return &Decoder{r: bufio.NewReaderSize(r, 256)}
}

// Skipped counts bytes that belonged to no reply.
func (d *Decoder) Skipped() int { return d.skipped }

// Next returns the next reply. Bytes that make no sense are skipped and
// counted; the error is always the reader's.
func (d *Decoder) Next() (Reply, error) {
	for {
		b, err := d.r.ReadByte()
		if err != nil {
			return Reply{}, err
		}
		if r, ok := d.take(b); ok {
			return r, nil
		}
	}
}

func (d *Decoder) take(b byte) (Reply, bool) {
	switch {
	case b == xOn:
		return Reply{Kind: XOn}, true
	case b == xOff:
		return Reply{Kind: XOff}, true
	case len(d.block) > 0 && !d.interrupts(b):
		return d.takeBlock(b)
	case b&0x93 == 0x12: // 0xx1xx10
		return Reply{Kind: RealTime, Byte: b}, true
	case b&0x93 == 0x10: // 0xx1xx00
		d.dropStatus()
		d.auto = append(d.auto, b)
	case b == HeadResponse, b == HeadInfoA, b == HeadInfoB:
		d.dropStatus()
		d.block = append(d.block, b)
	case len(d.auto) > 0 && b&0x90 == 0: // 0xx0xxxx
		return d.takeAutomatic(b)
	case b&0xF0 == 0: // paper sensors; the high bits of GS r are fixed
		return Reply{Kind: Transmitted, Byte: b}, true
	default:
		d.dropStatus()
		d.skipped++
	}
	return Reply{}, false
}

// interrupts reports whether b is of a status that came between the bytes of an
// answer to GS ( H. Those are printable, so it cannot be one of them; the later
// bytes of an automatic status come behind its first without a gap.
func (d *Decoder) interrupts(b byte) bool {
	if !d.inResponse() {
		return false
	}
	if len(d.auto) > 0 && b&0x90 == 0 {
		return true
	}
	return (b < 0x20 || len(d.auto) > 0) && (b&0x93 == 0x12 || b&0x93 == 0x10)
}

// inResponse reports whether an answer to GS ( H has begun.
func (d *Decoder) inResponse() bool {
	return len(d.block) > 1 && d.block[0] == HeadResponse && d.block[1] == processReply
}

func (d *Decoder) takeAutomatic(b byte) (Reply, bool) {
	d.auto = append(d.auto, b)
	if len(d.auto) < 4 {
		return Reply{}, false
	}
	r := Reply{Kind: Automatic, Automatic: [4]byte(d.auto)}
	d.auto = d.auto[:0]
	return r, true
}

// takeBlock collects printable bytes up to NUL. Anything else means that the
// head was noise: the block is given up and the byte read anew.
func (d *Decoder) takeBlock(b byte) (Reply, bool) {
	d.dropStatus() // what seemed to interrupt it was noise
	switch {
	case b == 0 && len(d.block) > 1:
		r := Reply{Kind: Block, Head: d.block[0], Block: append([]byte(nil), d.block[1:]...)}
		d.block = d.block[:0]
		return r, true
	case b < 0x20 && b != 0x1F, b > 0x7E, len(d.block) > blockMax:
		d.dropBlock(len(d.block))
		return d.take(b)
	case d.inResponse() && len(d.block) == responseLen:
		// Its end was lost; another answer may have begun meanwhile.
		again := bytes.Index(d.block[1:], []byte{HeadResponse, processReply}) + 1
		if again == 0 {
			again = len(d.block)
		}
		d.dropBlock(again)
		return d.take(b)
	}
	d.block = append(d.block, b)
	return Reply{}, false
}

// dropStatus gives up an automatic status that was begun.
func (d *Decoder) dropStatus() {
	d.skipped += len(d.auto)
	d.auto = d.auto[:0]
}

// dropBlock gives up the first n bytes of a block.
func (d *Decoder) dropBlock(n int) {
	d.skipped += n
	d.block = append(d.block[:0], d.block[n:]...)
}
