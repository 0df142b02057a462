package base

import (
	"fmt"

	"github.com/bluenviron/gomavlib/v3/pkg/dialect"
	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
	"github.com/bluenviron/gomavlib/v3/pkg/x25"
)

// Layout of a MAVLink 2 frame, https://mavlink.io/en/guide/serialization.html#mavlink2_packet_format.
const (
	magic         = 0xFD
	headerLen     = 10
	checksumLen   = 2
	maxPayloadLen = 255
	maxFrameLen   = headerLen + maxPayloadLen + checksumLen + signatureLen

	// flagSigned is the only incompatibility flag defined. A frame with any
	// other must be dropped: its layout is not known.
	flagSigned = 0x01
)

// Frame is one message with the address of its sender.
type Frame struct {
	Seq       uint8
	System    uint8
	Component uint8
	// Signed says that the frame carried a signature. A Reader with a Signer
	// verified it, another one did not.
	Signed  bool
	Message message.Message
}

// Codec knows the messages of the common dialect. Preparing one costs
// milliseconds; it may be shared by any number of readers and writers.
type Codec struct{ messages *dialect.ReadWriter }

// NewCodec prepares the dialect.
func NewCodec() (*Codec, error) {
	rw := &dialect.ReadWriter{Dialect: common.Dialect}
	if err := rw.Initialize(); err != nil {
		return nil, fmt.Errorf("cannot prepare the MAVLink dialect: %w", err)
	}
	return &Codec{messages: rw}, nil
}

// checksum is the X.25 CRC over the frame after its magic byte, then over the
// message's CRC_EXTRA, which ties it to one definition of the message.
func checksum(afterMagic []byte, crcExtra byte) uint16 {
	sum := x25.New()
	sum.Write(afterMagic)
	sum.Write([]byte{crcExtra})
	return sum.Sum16()
}
