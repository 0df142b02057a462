package base

import (
	"context"
	"fmt"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

const (
	versionWithin = 500 * time.Millisecond
	versionTries  = 3
)

// Version is what the base says that it is.
type Version struct {
	// Major, Minor and Patch are the firmware's.
	Major, Minor, Patch uint8
	Vendor, Product     uint16
	// ID tells one base from another of its kind; 0 is not known.
	ID uint64
	// Bytewise says how integers travel as parameters: as their bytes, and
	// not as a number.
	Bytewise bool
	// Files and Fences say that the base has files and takes keep-out areas.
	Files, Fences bool
}

// Version asks the base what it is.
func (l *Link) Version(ctx context.Context) (Version, error) {
	v, err := l.askVersion(ctx)
	if err != nil {
		return Version{}, fmt.Errorf("cannot ask what base it is: %w", err)
	}
	return v, nil
}

func (l *Link) askVersion(ctx context.Context) (Version, error) {
	end, err := l.version.begin(ctx)
	if err != nil {
		return Version{}, err
	}
	defer end()
	for range versionTries {
		err := l.command(ctx, common.MessageCommandLong{
			TargetSystem: baseSystem, TargetComponent: baseComponent,
			Command: common.MAV_CMD_REQUEST_MESSAGE, Param1: float32((&common.MessageAutopilotVersion{}).GetID()),
		}, ackWithin, ackTries)
		if err != nil {
			return Version{}, err
		}
		word, err := l.version.next(ctx, versionWithin)
		if err != nil {
			return Version{}, err
		}
		if m, ok := word.(*common.MessageAutopilotVersion); ok {
			return versionOf(m), nil
		}
	}
	return Version{}, ErrNoAck
}

func versionOf(m *common.MessageAutopilotVersion) Version {
	has := func(c common.MAV_PROTOCOL_CAPABILITY) bool { return m.Capabilities&c != 0 }
	return Version{
		Major: uint8(m.FlightSwVersion >> 24), Minor: uint8(m.FlightSwVersion >> 16), Patch: uint8(m.FlightSwVersion >> 8), // one byte each
		Vendor: m.VendorId, Product: m.ProductId, ID: m.Uid,
		Bytewise: has(common.MAV_PROTOCOL_CAPABILITY_PARAM_ENCODE_BYTEWISE),
		Files:    has(common.MAV_PROTOCOL_CAPABILITY_FTP),
		Fences:   has(common.MAV_PROTOCOL_CAPABILITY_MISSION_FENCE),
	}
}

// next waits for a word; nil when none comes in time.
func (b *inbox) next(ctx context.Context, within time.Duration) (message.Message, error) { //nolint:ireturn // the library's messages have no other type
	late := time.NewTimer(within)
	defer late.Stop()
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-late.C:
		return nil, nil
	case m := <-b.words:
		return m, nil
	}
}

// SetRate has the base send a message so often; every 0 is as it likes.
func (l *Link) SetRate(ctx context.Context, messageID uint32, every time.Duration) error {
	err := l.command(ctx, common.MessageCommandLong{
		TargetSystem: baseSystem, TargetComponent: baseComponent,
		Command: common.MAV_CMD_SET_MESSAGE_INTERVAL, Param1: float32(messageID), Param2: float32(every.Microseconds()),
	}, ackWithin, ackTries)
	if err != nil {
		return fmt.Errorf("cannot set how often message %d comes: %w", messageID, err)
	}
	return nil
}
