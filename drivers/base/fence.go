package base

import (
	"context"
	"fmt"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

const (
	// itemWithin is how long the base may take to ask for the next item
	// before the last message goes out again, and itemTries how often it does.
	itemWithin = 500 * time.Millisecond
	itemTries  = 6
	// maxFenceItems bounds what is sent, as the base's memory will.
	maxFenceItems = 1000
)

// MissionError is the base's refusal of the keep-out areas.
type MissionError struct{ Result common.MAV_MISSION_RESULT }

// Error names the result as the MAVLink documentation does.
func (e *MissionError) Error() string { return "the base answers " + e.Result.String() }

// Upload replaces the areas that the base keeps out of, and returns nil once
// the base has all of them (https://mavlink.io/en/services/mission.html).
func (l *Link) Upload(ctx context.Context, keepout []Polygon) error {
	items, err := fenceItems(keepout)
	if err == nil {
		err = l.upload(ctx, items)
	}
	if err != nil {
		return fmt.Errorf("cannot give the base its keep-out areas: %w", err)
	}
	return nil
}

// fenceItems are the corners of exclusion polygons, one after the other.
func fenceItems(areas []Polygon) ([]*common.MessageMissionItemInt, error) {
	var items []*common.MessageMissionItemInt
	for i, area := range areas {
		if len(area) < 3 {
			return nil, fmt.Errorf("area %d has %d corners, want at least 3", i+1, len(area))
		}
		for _, p := range area {
			if !finite(p.XM) || !finite(p.YM) {
				return nil, fmt.Errorf("area %d: %w", i+1, errNoNumber)
			}
			items = append(items, &common.MessageMissionItemInt{
				TargetSystem: baseSystem, TargetComponent: baseComponent,
				Seq:          uint16(len(items)), // bounded below
				Frame:        common.MAV_FRAME_LOCAL_NED,
				Command:      common.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION,
				Autocontinue: 1, Param1: float32(len(area)),
				X: fixed(p.YM), Y: fixed(p.XM),
				MissionType: common.MAV_MISSION_TYPE_FENCE,
			})
			if len(items) > maxFenceItems {
				return nil, fmt.Errorf("more than %d corners", maxFenceItems)
			}
		}
	}
	return items, nil
}

func (l *Link) upload(ctx context.Context, items []*common.MessageMissionItemInt) error {
	end, err := l.fence.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	u := upload{items: items, last: opening(len(items))}
	again := time.NewTimer(0) // the first sending
	defer again.Stop()
	for sent := 0; ; {
		changed := l.Changed()
		if !l.State().Link {
			return ErrLinkLost
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed:
			continue
		case <-again.C:
			if sent == itemTries {
				return ErrNoAck
			}
			sent++
		case word := <-l.fence.words:
			answer, done, err := u.hear(word)
			if done || err != nil {
				return err
			}
			if answer == nil {
				continue
			}
			u.last, sent = answer, 0
		}
		// A send that fails counts as one lost on the wire. No message here is
		// changed any more, so it may be queued twice.
		_ = l.send(u.last)
		again.Reset(itemWithin)
	}
}

// opening begins an upload. Nothing to keep out of is a clearing: a count of
// zero means different things to different bases.
func opening(count int) message.Message { //nolint:ireturn // one of two messages
	if count == 0 {
		return &common.MessageMissionClearAll{
			TargetSystem: baseSystem, TargetComponent: baseComponent, MissionType: common.MAV_MISSION_TYPE_FENCE,
		}
	}
	return &common.MessageMissionCount{
		TargetSystem: baseSystem, TargetComponent: baseComponent,
		Count: uint16(count), MissionType: common.MAV_MISSION_TYPE_FENCE, // at most maxFenceItems
	}
}

// upload is one upload.
type upload struct {
	items []*common.MessageMissionItemInt
	given int             // items asked for so far, from the first
	last  message.Message // sent, and not yet answered
}

// hear takes what the base says and returns the answer to it, if it wants one.
func (u *upload) hear(word message.Message) (answer message.Message, done bool, err error) { //nolint:ireturn // as above
	switch m := word.(type) {
	case *common.MessageMissionRequestInt:
		return u.item(m.Seq, m.MissionType), false, nil
	case *common.MessageMissionRequest: // the older question; the answer is the same
		return u.item(m.Seq, m.MissionType), false, nil
	case *common.MessageMissionAck:
		switch {
		case m.MissionType != common.MAV_MISSION_TYPE_FENCE:
			return nil, false, nil
		case m.Type != common.MAV_MISSION_ACCEPTED:
			return nil, true, &MissionError{Result: m.Type}
		case u.given < len(u.items): // a late one to the upload before
			return nil, false, nil
		}
		return nil, true, nil
	}
	return nil, false, nil
}

func (u *upload) item(seq uint16, kind common.MAV_MISSION_TYPE) message.Message { //nolint:ireturn // nil is an answer
	if kind != common.MAV_MISSION_TYPE_FENCE || int(seq) >= len(u.items) || int(seq) > u.given {
		return nil
	}
	u.given = max(u.given, int(seq)+1)
	return u.items[seq]
}
