package report

import (
	"golang.org/x/sys/unix"

	"tiepdan/report/schema"
)

// Clock says whether the kernel holds the system clock for synchronised now,
// as adjtimex(2) tells it (STA_UNSYNC).
func Clock() schema.Clock {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	if err != nil || state == unix.TIME_ERROR || t.Status&unix.STA_UNSYNC != 0 {
		return schema.ClockUnset
	}
	return schema.ClockNTP
}
