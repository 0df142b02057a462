package base

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
)

// FTPOp is an operation of the file transfer protocol,
// https://mavlink.io/en/services/ftp.html#opcodes.
type FTPOp uint8

// The operations that this package uses, and the two answers.
const (
	FTPTerminateSession FTPOp = 1
	FTPResetSessions    FTPOp = 2
	FTPOpenFileRO       FTPOp = 4
	FTPReadFile         FTPOp = 5
	FTPCalcFileCRC32    FTPOp = 14
	FTPBurstReadFile    FTPOp = 15
	FTPAck              FTPOp = 128
	FTPNak              FTPOp = 129
)

// FTPCode is why an operation was refused,
// https://mavlink.io/en/services/ftp.html#error_codes.
type FTPCode uint8

// The codes of a refusal.
const (
	FTPFail                FTPCode = 1
	FTPFailErrno           FTPCode = 2
	FTPInvalidDataSize     FTPCode = 3
	FTPInvalidSession      FTPCode = 4
	FTPNoSessionsAvailable FTPCode = 5
	FTPEndOfFile           FTPCode = 6
	FTPUnknownCommand      FTPCode = 7
	FTPFileExists          FTPCode = 8
	FTPFileProtected       FTPCode = 9
	FTPFileNotFound        FTPCode = 10
)

// String says what the code means.
func (c FTPCode) String() string {
	meanings := [...]string{
		FTPFail: "failed", FTPFailErrno: "failed with an error number", FTPInvalidDataSize: "wrong size",
		FTPInvalidSession: "session not open", FTPNoSessionsAvailable: "no session free", FTPEndOfFile: "end of file",
		FTPUnknownCommand: "unknown operation", FTPFileExists: "file exists", FTPFileProtected: "file is protected",
		FTPFileNotFound: "file not found",
	}
	if int(c) < len(meanings) && meanings[c] != "" {
		return meanings[c]
	}
	return fmt.Sprintf("code %d", uint8(c))
}

// FTPError is the base's refusal of a file operation.
type FTPError struct {
	Op   FTPOp
	Code FTPCode
	// Errno is the base's own error number with FTPFailErrno, else 0.
	Errno uint8
}

// Error names the code.
func (e *FTPError) Error() string {
	if e.Code == FTPFailErrno {
		return fmt.Sprintf("the base refuses file operation %d: error number %d", e.Op, e.Errno)
	}
	return fmt.Sprintf("the base refuses file operation %d: %v", e.Op, e.Code)
}

// Is makes a missing file fs.ErrNotExist. Servers from before code 10 say so
// with the number of ENOENT, which is 2 on every system they run on.
func (e *FTPError) Is(target error) bool {
	return target == fs.ErrNotExist &&
		(e.Code == FTPFileNotFound || e.Code == FTPFailErrno && e.Errno == 2)
}

// Layout of the payload, https://mavlink.io/en/services/ftp.html#payload.
const (
	ftpPayloadLen = 251
	ftpHeaderLen  = 12
	// FTPDataLen is the most data that one packet carries.
	FTPDataLen = ftpPayloadLen - ftpHeaderLen
)

// FTPPacket is the content of a FILE_TRANSFER_PROTOCOL message.
type FTPPacket struct {
	Seq     uint16
	Session uint8
	Op      FTPOp
	// Want is how many bytes a FTPReadFile or FTPBurstReadFile asks for. Other
	// packets carry Data instead.
	Want uint8
	// Request is the operation that an answer belongs to.
	Request       FTPOp
	BurstComplete bool
	Offset        uint32
	Data          []byte
}

var errFTPSize = errors.New("cannot read the file packet: its size is larger than a packet")

// asks reports whether the size field is a wish and not the length of data.
func (p FTPPacket) asks() bool { return p.Op == FTPReadFile || p.Op == FTPBurstReadFile }

// DecodeFTP reads the payload of a FILE_TRANSFER_PROTOCOL message.
func DecodeFTP(payload [ftpPayloadLen]byte) (FTPPacket, error) {
	p := FTPPacket{
		Seq:           binary.LittleEndian.Uint16(payload[0:]),
		Session:       payload[2],
		Op:            FTPOp(payload[3]),
		Request:       FTPOp(payload[5]),
		BurstComplete: payload[6] != 0,
		Offset:        binary.LittleEndian.Uint32(payload[8:]),
	}
	size := payload[4]
	if size > FTPDataLen {
		return FTPPacket{}, errFTPSize
	}
	if p.asks() {
		p.Want = size
	} else if size > 0 {
		p.Data = append([]byte(nil), payload[ftpHeaderLen:ftpHeaderLen+int(size)]...)
	}
	return p, nil
}

// Encode is the inverse of DecodeFTP. Data beyond what a packet carries, and
// what cannot go together with a wish for data, is left out.
func (p FTPPacket) Encode() (payload [ftpPayloadLen]byte) {
	binary.LittleEndian.PutUint16(payload[0:], p.Seq)
	payload[2], payload[3], payload[5] = p.Session, byte(p.Op), byte(p.Request)
	if p.BurstComplete {
		payload[6] = 1
	}
	binary.LittleEndian.PutUint32(payload[8:], p.Offset)
	if p.asks() {
		payload[4] = min(p.Want, FTPDataLen)
	} else {
		payload[4] = byte(copy(payload[ftpHeaderLen:], p.Data))
	}
	return payload
}

// answers tells the answer to a request from late, repeated and senseless
// ones.
func (p FTPPacket) answers(request FTPPacket) bool {
	return p.Seq == request.Seq+1 && p.Request == request.Op && (p.Op == FTPAck || p.Op == FTPNak)
}

// refusal is the error in a FTPNak.
func (p FTPPacket) refusal() error {
	e := &FTPError{Op: p.Request, Code: FTPFail}
	if len(p.Data) > 0 {
		e.Code = FTPCode(p.Data[0])
	}
	if e.Code == FTPFailErrno && len(p.Data) > 1 {
		e.Errno = p.Data[1]
	}
	return e
}

// FTPChecksum is the CRC-32 of https://mavlink.io/en/guide/crc.html: the usual
// polynomial, but begun at 0 and not inverted at the end.
func FTPChecksum(data []byte) uint32 {
	return ^crc32.Update(^uint32(0), crc32.IEEETable, data)
}
