package printertest

import (
	"bytes"
	"fmt"
)

type op uint8

const (
	opNone      op = iota
	opInit         // ESC @
	opAutomatic    // GS a, n
	opRow          // one row of GS v 0, data
	opFeedDots     // ESC J, n motion units
	opFeedLines    // ESC d and LF, n lines
	opCut          // GS V, n dots fed before
	opProcessID    // GS ( H, data
	opTransmit     // GS r, n
	opName         // GS I, n
	opText         // a letter, data
	opScale        // GS !, n
	opStyle        // what changes how letters look
	opStatus       // DLE EOT, n: real time
	opRequest      // DLE ENQ, n: real time
	opBad          // not understood
)

// item is one thing to do. size is what it takes of the receive buffer.
type item struct {
	op   op
	n    int
	data []byte
	size int
}

// command is a known one: how it begins, how long it is in all given what came
// so far, and what it means once whole.
type command struct {
	head   string
	length func(b []byte) int
	parse  func(b []byte) item
}

func fixed(n int) func([]byte) int { return func([]byte) int { return n } }

func number(o op) func([]byte) item {
	return func(b []byte) item { return item{op: o, n: int(b[2])} }
}

func limited(o op, allowed string) func([]byte) item {
	return func(b []byte) item {
		if bytes.IndexByte([]byte(allowed), b[2]) < 0 {
			return bad("parameter %d of % x is out of range", b[2], b[:2])
		}
		return item{op: o, n: int(b[2])}
	}
}

func bad(format string, args ...any) item {
	return item{op: opBad, data: fmt.Appendf(nil, format, args...)}
}

func commands() []command {
	return []command{
		{"\x00", fixed(1), func([]byte) item { return item{} }},
		{"\x0A", fixed(1), func([]byte) item { return item{op: opFeedLines, n: 1} }},
		{"\x1B\x40", fixed(2), func([]byte) item { return item{op: opInit} }},
		{"\x1B\x4A", fixed(3), number(opFeedDots)},
		{"\x1B\x64", fixed(3), number(opFeedLines)},
		{"\x1D\x61", fixed(3), number(opAutomatic)},
		{"\x1D\x72", fixed(3), limited(opTransmit, "\x01\x02\x31\x32")},
		{"\x1D\x56", cutLength, parseCut},
		{"\x1D\x28\x48", blockLength, parseProcessID},
		{"\x1D\x76\x30", fixed(8), nil}, // rows follow; see lexer.raster
		{"\x10\x04", fixed(3), limited(opStatus, "\x01\x02\x03\x04")},
		{"\x10\x05", fixed(3), limited(opRequest, "\x01\x02")},
		{"\x1D\x49", fixed(3), limited(opName, "\x41\x42\x43\x44\x45")},
	}
}

// letters are the commands of a printer that is sent text. What they change is
// not drawn, but for the height.
func letters() []command {
	out := []command{
		{"\x1D\x21", fixed(3), number(opScale)},
		{"\x1C\x28\x41", blockLength, func([]byte) item { return item{op: opStyle} }},
	}
	for head, n := range map[string]int{
		"\x1B\x32": 2, "\x1C\x2E": 2,
		"\x1B\x06": 3, // StarPRNT's greeting, which hosts try too
		"\x1B\x4D": 3, "\x1B\x20": 3, "\x1B\x7B": 3, "\x1B\x2D": 3, "\x1C\x2D": 3, "\x1B\x45": 3, "\x1D\x42": 3, "\x1B\x61": 3, "\x1C\x43": 3, "\x1B\x74": 3,
		"\x1C\x53": 4, "\x1D\x4C": 4, "\x1D\x57": 4, "\x1B\x24": 4, "\x1B\x5C": 4,
	} {
		out = append(out, command{head, fixed(n), func([]byte) item { return item{op: opStyle} }})
	}
	for b := 0x20; b <= 0xFF; b++ {
		out = append(out, command{string([]byte{byte(b)}), fixed(1), func(b []byte) item { return item{op: opText, data: bytes.Clone(b)} }})
	}
	return out
}

func cutLength(b []byte) int {
	if len(b) > 2 && (b[2] == 'A' || b[2] == 'B') {
		return 4
	}
	return 3
}

func parseCut(b []byte) item {
	switch b[2] {
	case 0, 1, '0', '1':
		return item{op: opCut}
	case 'A', 'B':
		return item{op: opCut, n: int(b[3])}
	}
	return bad("cut mode %d is not known", b[2])
}

func blockLength(b []byte) int {
	if len(b) < 5 {
		return 5
	}
	return 5 + int(b[3]) + int(b[4])<<8
}

func parseProcessID(b []byte) item {
	if len(b) != 11 || b[5] != 0x30 || b[6] != 0x30 {
		return bad("GS ( H with % x is not function 48", b[3:])
	}
	for _, d := range b[7:] {
		if d < 0x20 || d > 0x7E {
			return bad("process ID % x is out of range", b[7:])
		}
	}
	return item{op: opProcessID, data: bytes.Clone(b[7:])}
}

// lexer cuts the byte stream into items, one byte at a time.
type lexer struct {
	known []command
	cmd   []byte // begun command

	rows, rowBytes int    // of the picture under way
	scale          byte   // 0 single, 1 wide, 2 tall, 3 both
	row            []byte // begun row
	recent         [2]byte
}

func newLexer(text bool) *lexer {
	l := &lexer{known: commands()}
	if text {
		l.known = append(l.known, letters()...)
	}
	return l
}

// take reads one byte. Items come out when they are whole.
func (l *lexer) take(b byte) []item {
	if l.rows > 0 {
		return l.takeRow(b)
	}
	l.cmd = append(l.cmd, b)
	for _, c := range l.known {
		if !bytes.HasPrefix(l.cmd, []byte(c.head)) {
			if len(l.cmd) < len(c.head) && bytes.HasPrefix([]byte(c.head), l.cmd) {
				return nil
			}
			continue
		}
		if len(l.cmd) < c.length(l.cmd) {
			return nil
		}
		cmd := l.cmd
		l.cmd = nil
		if c.parse == nil {
			return l.raster(cmd)
		}
		it := c.parse(cmd)
		it.size = len(cmd)
		return []item{it}
	}
	it := bad("command % x is not known", l.cmd)
	l.cmd = nil
	return []item{it}
}

func (l *lexer) raster(b []byte) []item {
	l.rowBytes = int(b[4]) + int(b[5])<<8
	l.rows = int(b[6]) + int(b[7])<<8
	l.scale = b[3] & 3 // 48 to 51 mean the same
	l.row, l.recent = nil, [2]byte{}
	if b[3]&^0x30 > 3 || l.rowBytes == 0 || l.rows == 0 {
		l.rows = 0
		return []item{bad("raster head % x: want mode 0 to 3 and at least one dot", b)}
	}
	return nil
}

// takeRow is inside a picture. A printer obeys real-time commands even here, so
// a picture that contains one is a mistake of the sender.
func (l *lexer) takeRow(b byte) []item {
	var out []item
	if l.recent[0] == 0x10 && l.recent[1] == 0x04 && b >= 1 && b <= 4 {
		out = append(out, item{op: opStatus, n: int(b)})
	}
	if l.recent[1] == 0x10 && (b == 0x04 || b == 0x05 || b == 0x14) {
		out = append(out, bad("real-time sequence 10 %02x inside a picture", b))
	}
	l.recent = [2]byte{l.recent[1], b}
	l.row = append(l.row, b)
	if len(l.row) == l.rowBytes {
		row, size := l.row, len(l.row)
		if l.scale&1 != 0 {
			row = widened(row)
		}
		out = append(out, item{op: opRow, data: row, size: size})
		if l.scale&2 != 0 {
			out = append(out, item{op: opRow, data: row})
		}
		l.row = nil
		l.rows--
	}
	return out
}

// widened prints each dot twice.
func widened(row []byte) []byte {
	out := make([]byte, 2*len(row))
	for x := range 16 * len(row) {
		if row[x/16]&(0x80>>(x/2%8)) != 0 {
			out[x/8] |= 0x80 >> (x % 8)
		}
	}
	return out
}
