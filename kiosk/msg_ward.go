package kiosk

import "tiepdan/queue"

// Order begins each command of the ward. The ward's signature was checked
// before, for this robot and this kind of command. Times are Unix milliseconds
// by the ward's clock.
type Order struct {
	Command string // its name, drawn by the ward
	Issued  int64
	Expires int64
	Clock   string // ClockSet when this robot's clock could be trusted as it came
}

// ClockSet is the quality of a clock that can be trusted.
const ClockSet = "ntp"

// From the ward. Each is carried out at most once, within its time, and is
// answered by OrderAnswered; one that was seen before changes nothing.
type (
	// WardAnnounce shows a text, until Ends or until it is withdrawn when that is
	// 0. Priority is "high" for one before all others and "emergency" for one
	// that takes the screen.
	WardAnnounce struct {
		Order    Order
		ID       string
		Text     Text
		Priority string
		Ends     int64 // Unix milliseconds
	}
	// WardWithdraw takes such a text back.
	WardWithdraw struct {
		Order Order
		ID    string
	}
	// WardGoto sends the robot to a place, when it may go at all. With a Kind it
	// goes on a "round", which Place names, to "welcome", or to "dock".
	WardGoto struct {
		Order Order
		Place string
		Kind  string
	}
	// WardReport asks for the status. That it was asked for is all that the core
	// has to do with it.
	WardReport struct{ Order Order }
	// WardReply says which door comes to the visitor who called for help then.
	WardReply struct {
		Order  Order
		Called int64 // Unix milliseconds of HelpCalled
		Door   int
	}
	// WardSettings are what the ward wants of the configuration. They have no
	// expiry; only a higher revision takes the place of an earlier one.
	WardSettings struct {
		Rev      int64
		Parts    SettingsParts
		DayReset string // 15:04; "" asks for nothing
		TimeZone string // "" asks for nothing
	}
)

// SettingsParts are what can change without a restart. A part that is not
// asked for stays as the unit's own file has it.
type SettingsParts struct {
	Texts         bool       `json:"texts,omitempty"` // Announcements and Instructions are asked for
	Announcements []Text     `json:"announcements,omitempty"`
	Instructions  []Text     `json:"instructions,omitempty"`
	Opening       bool       `json:"opening,omitempty"` // Hours and DaysOff are asked for
	Hours         queue.Week `json:"hours,omitzero"`
	DaysOff       []string   `json:"days_off,omitempty"`
	Doors         []Naming   `json:"doors,omitempty"`
}

// Naming is what a door is called.
type Naming struct {
	Door int  `json:"door"`
	Name Text `json:"name"`
}

func (WardAnnounce) msg() {}
func (WardWithdraw) msg() {}
func (WardGoto) msg()     {}
func (WardReport) msg()   {}
func (WardReply) msg()    {}
func (WardSettings) msg() {}
