package vehicletest

import (
	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base/basetest"
)

// Base is what tests do with either end: a Vehicle or a basetest.Base.
type Base interface {
	basetest.Server
	PressEStop()
	ReleaseEStop()
	SetBumpers(pressed uint8)
	SetLocalised(good bool)
	Jump(xM, yM float64)
	SetBattery(pct float64)
	SetBlocked(blocked bool)
	SetContacts(good bool)
	SetFault(text string)
	SetSick(parts common.MAV_SYS_STATUS_SENSOR)
	SetMute(mute bool)
	SetFile(path string, content []byte)
	LeaveFileOpen()
	Garbage()
	Truth() (at basetest.Pose, speedMps float64)
	Moves() int
	Rejected() []string
}
