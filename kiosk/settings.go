package kiosk

import (
	"fmt"
	"slices"
	"time"

	"tiepdan/queue"
)

// SettingsAnswer is what the robot says to the ward's settings, in the words of
// the contract.
type SettingsAnswer struct {
	Rev   int64  `json:"rev"`
	State string `json:"state"`           // applied, rejected
	Error string `json:"error,omitempty"` // of rejected
	Field string `json:"field,omitempty"` // that Error is about
}

// Wanted are the ward's settings over those of the unit's file.
type Wanted struct {
	Rev    int64          `json:"rev"` // of what is applied; 0 is nothing
	Parts  SettingsParts  `json:"parts"`
	Own    SettingsParts  `json:"own"` // what the file says of the same
	Answer SettingsAnswer `json:"answer"`
}

func (s *step) wardSettings(msg WardSettings) {
	w := Wanted{Own: s.Setup.own()}
	if s.Wanted != nil {
		w = *s.Wanted
	}
	w.Answer = SettingsAnswer{Rev: msg.Rev, State: "applied"}
	refuse := func(why, field string) {
		w.Answer.State, w.Answer.Error, w.Answer.Field = "rejected", why, field
		s.Wanted = &w
	}
	switch {
	case msg.Rev <= 0:
		return
	case msg.Rev < w.Rev:
		refuse("old-revision", "rev")
		return
	case msg.Rev == w.Rev: // told again with each connection
		s.Wanted = &w
		return
	case msg.TimeZone != "" && msg.TimeZone != s.Setup.TimeZone:
		refuse("needs-restart", "time_zone")
		return
	case msg.DayReset != "" && msg.DayReset != clockTime(s.Setup.DayReset):
		refuse("needs-restart", "day_reset")
		return
	}
	if field := msg.Parts.bad(); field != "" {
		refuse("bad-value", field)
		return
	}
	for _, d := range msg.Parts.Doors {
		if s.knownDoor(d.Door) != nil {
			refuse("unknown-door", "doors")
			return
		}
	}
	w.Rev, w.Parts = msg.Rev, msg.Parts
	s.Wanted = &w
	s.Setup = w.Parts.over(w.Own.over(s.Setup))
}

// rewant lays the ward's settings over the setup of a new run.
func (s *step) rewant() {
	if s.Wanted == nil {
		return
	}
	w := *s.Wanted
	w.Own = s.Setup.own()
	s.Wanted = &w
	s.Setup = w.Parts.over(s.Setup)
}

func clockTime(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d/time.Hour), int(d%time.Hour/time.Minute))
}

// own is what a setup says of all parts.
func (s Setup) own() SettingsParts {
	p := SettingsParts{
		Texts: true, Announcements: s.Announcements, Instructions: s.Instructions,
		Opening: true, Hours: s.Rules.Hours, DaysOff: s.Rules.DaysOff,
	}
	for _, d := range s.Doors {
		p.Doors = append(p.Doors, Naming{Door: d.Number, Name: d.Name})
	}
	return p
}

// over lays what is asked for over a setup.
func (p SettingsParts) over(s Setup) Setup {
	if p.Texts {
		s.Announcements, s.Instructions = p.Announcements, p.Instructions
	}
	if p.Opening {
		s.Rules.Hours, s.Rules.DaysOff = p.Hours, p.DaysOff
	}
	s.Doors = slices.Clone(s.Doors)
	for i, d := range s.Doors {
		if j := slices.IndexFunc(p.Doors, func(n Naming) bool { return n.Door == d.Number }); j >= 0 {
			s.Doors[i].Name = p.Doors[j].Name
		}
	}
	return s
}

// bad names the part that cannot be taken, "" for none.
func (p SettingsParts) bad() string {
	if len(p.Announcements)+len(p.Instructions) > bulletinMost {
		return "announcements"
	}
	for _, t := range slices.Concat(p.Announcements, p.Instructions) {
		if t.Vi == "" || len([]rune(t.Vi)) > bulletinLetters || len([]rune(t.En)) > bulletinLetters {
			return "announcements"
		}
	}
	if slices.ContainsFunc(p.Hours[:], badDay) {
		return "hours"
	}
	if slices.ContainsFunc(p.Doors, func(d Naming) bool { return d.Name.Vi == "" }) {
		return "doors"
	}
	return ""
}

// badDay reports whether the parts of a day are not in order.
func badDay(day []queue.Span) bool {
	var last time.Duration
	for _, span := range day {
		if span.From < last || span.To <= span.From || span.To > 24*time.Hour {
			return true
		}
		last = span.To
	}
	return false
}
