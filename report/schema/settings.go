package schema

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Settings are what the ward wants of a unit's configuration, retained on
// cfg/desired. A part that is null stays as the unit's own file has it. They
// do not expire: the revision says which are the newest, and an older one is
// refused. They are signed as commands are.
type Settings struct {
	Rev           int64           `json:"rev"`           // 1, 2, …
	Announcements *[]StandingText `json:"announcements"` // in place of all those of the file
	Hours         *Hours          `json:"hours"`         // of the Center
	Doors         *[]DoorName     `json:"doors"`         // names of doors that the unit has
	DayReset      *string         `json:"day_reset"`     // 15:04; no robot takes it without a restart, see Reported
	TimeZone      *string         `json:"time_zone"`     // IANA name; as DayReset
}

// StandingText is one text of the home screen.
type StandingText struct {
	Kind string `json:"kind"` // announcement; instruction, under a heading of its own
	Text Label  `json:"text"`
}

// Hours are when the Center is open. Without any part of any day it always is.
type Hours struct {
	Mon     []Span   `json:"mon,omitempty"` // parts of the day, in order
	Tue     []Span   `json:"tue,omitempty"`
	Wed     []Span   `json:"wed,omitempty"`
	Thu     []Span   `json:"thu,omitempty"`
	Fri     []Span   `json:"fri,omitempty"`
	Sat     []Span   `json:"sat,omitempty"`
	Sun     []Span   `json:"sun,omitempty"`
	DaysOff []string `json:"days_off,omitempty"` // 2006-01-02
}

// Week are the parts of the days, Monday first.
func (h Hours) Week() [7][]Span {
	return [7][]Span{h.Mon, h.Tue, h.Wed, h.Thu, h.Fri, h.Sat, h.Sun}
}

// Span is a part of a day.
type Span struct {
	From int `json:"from_min"` // minutes after midnight
	To   int `json:"to_min"`
}

// DoorName is what a door is called.
type DoorName struct {
	Door int   `json:"door"`
	Name Label `json:"name"`
}

// SettingsState is what became of settings.
type SettingsState string

// The states of settings.
const (
	SettingsApplied  SettingsState = "applied"
	SettingsRejected SettingsState = "rejected" // all of them; see Error
)

// SettingsError is why settings were rejected.
type SettingsError string

// The reasons.
const (
	SettingsOld     SettingsError = "old-revision"  // not above the one that is applied
	SettingsRestart SettingsError = "needs-restart" // Field takes effect with a new file and a restart only
	SettingsUnknown SettingsError = "unknown-door"
	SettingsBad     SettingsError = "bad-value"
)

// Reported is what a robot says to the settings before it, retained on
// cfg/reported.
type Reported struct {
	V     int           `json:"v"`
	Rev   int64         `json:"rev"` // of the settings that this answers
	State SettingsState `json:"state"`
	Error SettingsError `json:"error,omitempty"` // of rejected
	Field string        `json:"field,omitempty"` // of Settings, that Error is about
}

func (r Reported) check(p *problems) {
	p.version(r.V)
	between(p, "rev", r.Rev, 0, maxSeq)
	oneOf(p, "state", r.State, SettingsApplied, SettingsRejected)
	p.optional("field", r.Field, MaxText)
	if r.State == SettingsRejected {
		oneOf(p, "error", r.Error, SettingsOld, SettingsRestart, SettingsUnknown, SettingsBad)
	} else if r.Error != "" {
		p.add("error is %.40q, want it with rejected only", r.Error)
	}
}

// MaxStanding bounds the texts of Settings.
const MaxStanding = 20

const dayMinutes = 24 * 60

func (s Settings) check(p *problems) {
	between(p, "rev", s.Rev, 1, maxSeq)
	if s.Announcements != nil {
		between(p, "number of announcements", len(*s.Announcements), 0, MaxStanding)
		for _, a := range *s.Announcements {
			oneOf(p, "announcements.kind", a.Kind, "announcement", "instruction")
			p.letters("announcements.text.vi", a.Text.Vi)
			p.letters("announcements.text.en", a.Text.En)
		}
	}
	if s.Hours != nil {
		s.Hours.check(p)
	}
	if s.Doors != nil {
		p.rows("doors", len(*s.Doors))
		for _, d := range *s.Doors {
			between(p, "doors.door", d.Door, 1, maxDoor)
			p.label("doors.name", d.Name)
		}
	}
	for field, value := range map[string]*string{"day_reset": s.DayReset, "time_zone": s.TimeZone} {
		if value != nil {
			p.text(field, *value)
		}
	}
}

func (h Hours) check(p *problems) {
	const mostParts, mostDays = 6, 400
	for _, day := range h.Week() {
		between(p, "parts of a day", len(day), 0, mostParts)
		last := 0
		for _, span := range day {
			between(p, "hours.from_min", span.From, last, dayMinutes-1)
			between(p, "hours.to_min", span.To, span.From+1, dayMinutes)
			last = span.To
		}
	}
	between(p, "number of days_off", len(h.DaysOff), 0, mostDays)
	for _, day := range h.DaysOff {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			p.add("hours.days_off has %.40q, want a date as 2026-01-31", day)
		}
	}
}

// SignSettings gives the retained message for the robot's topic cfg/desired.
func SignSettings(key ed25519.PrivateKey, robot Topic, s Settings) (Topic, []byte, error) {
	topic := robot.On(ChannelDesired)
	if a := s.Announcements; a != nil && *a == nil {
		s.Announcements = &[]StandingText{} // none, which null would not say
	}
	if d := s.Doors; d != nil && *d == nil {
		s.Doors = &[]DoorName{}
	}
	var p problems
	s.check(&p)
	part, err := json.Marshal(s)
	if err = errors.Join(p.err(), err); err != nil {
		return Topic{}, nil, fmt.Errorf("cannot sign settings: %w", err)
	}
	data, err := seal(key, topic, part)
	if err != nil {
		return Topic{}, nil, fmt.Errorf("cannot sign settings: %w", err)
	}
	return topic, data, nil
}

// OpenSettings reads settings that came on a topic, when one of the keys has
// signed them. The error is ErrForged when none has.
func OpenSettings(keys []ed25519.PublicKey, topic Topic, data []byte) (Settings, error) {
	var s Settings
	part, err := unseal(keys, topic, data)
	if err == nil {
		err = decode(part, &s)
	}
	if err == nil {
		var p problems
		s.check(&p)
		err = p.err()
	}
	if err != nil {
		return Settings{}, fmt.Errorf("cannot open settings on %s: %w", topic.Channel, err)
	}
	return s, nil
}
