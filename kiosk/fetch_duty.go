package kiosk

import (
	"slices"
	"time"

	"tiepdan/queue"
)

// Official is one responsible person of the ward by her work, never by name.
type Official struct {
	ID         string
	Title      Text // her role in people's words, as inside a sentence
	Doors      []int
	Procedures []string   `json:",omitempty"` // codes that she is responsible for
	Groups     []string   `json:",omitempty"` // of the catalogue
	All        bool       `json:",omitempty"` // for whatever nobody else is
	Hours      queue.Week `json:",omitzero"`  // none are the Center's
	Deputy     string     `json:",omitempty"` // ID of who takes her calls
	NoAlert    bool       `json:",omitempty"` // leaders are not told of calls that she leaves
}

// Absent tells a visitor that nobody can be called about what she asked.
type Absent struct {
	Official string    `json:"official,omitempty"` // ID of who is responsible, "" for nobody
	Title    Text      `json:"title,omitzero"`     // of her, empty for nobody
	Opens    time.Time `json:"opens,omitzero"`     // when she is there again, zero when that is not known
	Raised   bool      `json:"raised,omitempty"`   // the ward's leaders are told
}

// Missed is an official about whose absence the ward's leaders were told.
type Missed struct {
	Official string    `json:"official"`
	At       time.Time `json:"at"`
}

// Words says so, and when to come back.
func (a Absent) Words(now time.Time, loc *time.Location) Text {
	t := Text{Vi: "Hiện chưa có cán bộ phụ trách việc này.", En: "Nobody who is in charge of this is here now."}
	if a.Title.Vi != "" {
		t.Vi = upper(a.Title.Vi) + " hiện không có ở đây."
		t.En = upper(a.Title.In(En)) + " is not here now."
	}
	if a.Raised {
		t.Vi += " Tôi đã báo lãnh đạo phường."
		t.En += " I have told the ward's leaders."
	}
	if !a.Opens.IsZero() {
		when := comeBack(a.Opens.In(loc), now.In(loc))
		t.Vi += " Mời quý khách quay lại " + when.Vi + "."
		t.En += " Please come back " + when.En + "."
	}
	return t
}

func (s Setup) official(id string) (Official, bool) {
	i := slices.IndexFunc(s.Officials, func(o Official) bool { return o.ID == id })
	if id == "" || i < 0 {
		return Official{}, false
	}
	return s.Officials[i], true
}

// tiers are the responsible officials for a procedure, those who are named for
// the very procedure first.
func (s Setup) tiers(code, group string) [][]Official {
	var named, grouped, rest []Official
	for _, o := range s.Officials {
		switch {
		case code != "" && slices.Contains(o.Procedures, code):
			named = append(named, o)
		case group != "" && slices.Contains(o.Groups, group):
			grouped = append(grouped, o)
		case o.All:
			rest = append(rest, o)
		}
	}
	return [][]Official{named, grouped, rest}
}

// duty says who is called about a procedure now: a responsible official, the
// deputy of one, or, where the directory has nobody for it, the doors of its
// service. Without anybody it says who is missed, and until when.
func (m Model) duty(code, group string) (Official, *Absent) {
	var missed *Absent
	for _, tier := range m.Setup.tiers(code, group) {
		for _, o := range tier {
			here, opens := m.onDuty(o)
			if here {
				return o, nil
			}
			missed = soonest(missed, o, opens)
		}
		for _, o := range tier {
			if d, ok := m.deputy(o, nil); ok {
				return d, nil
			}
		}
	}
	if missed != nil {
		return Official{}, missed
	}
	return m.counter(group)
}

// soonest keeps who is missed first, and the earliest return of anybody.
func soonest(a *Absent, o Official, opens time.Time) *Absent {
	if a == nil {
		return &Absent{Official: o.ID, Title: o.Title, Opens: opens}
	}
	if !opens.IsZero() && (a.Opens.IsZero() || opens.Before(a.Opens)) {
		return &Absent{Official: a.Official, Title: a.Title, Opens: opens}
	}
	return a
}

// counter is whoever sits at the doors of a service that takes the group; where
// no service does, at any door.
func (m Model) counter(group string) (Official, *Absent) {
	var o Official
	o.Hours = m.Setup.Rules.Hours
	for _, v := range m.Setup.Services {
		if group == "" || !slices.Contains(v.Groups, group) {
			continue
		}
		o.Doors, o.Hours = append(o.Doors, v.Doors...), m.Setup.week(v.ID)
	}
	slices.Sort(o.Doors)
	o.Doors = slices.Compact(o.Doors)
	if here, opens := m.onDuty(o); !here {
		return Official{}, &Absent{Opens: opens}
	}
	return o, nil
}

// deputy is the next of an official's deputies who is there and was not called
// yet.
func (m Model) deputy(o Official, tried []string) (Official, bool) {
	tried = append(slices.Clone(tried), o.ID)
	for {
		next, ok := m.Setup.official(o.Deputy)
		if !ok || slices.Contains(tried, next.ID) {
			return Official{}, false
		}
		if here, _ := m.onDuty(next); here {
			return next, true
		}
		tried, o = append(tried, next.ID), next
	}
}

// onDuty reports whether an official can be called now, or else when she is
// there again. Where the time is not known hours are not kept: the doors decide.
func (m Model) onDuty(o Official) (here bool, opens time.Time) {
	week := o.Hours
	if !week.Set() {
		week = m.Setup.Rules.Hours
	}
	if week.Set() && !unset(m.Line.Now) {
		at := week.At(m.Line.Now.In(m.Setup.location()), m.Setup.Rules.DaysOff...)
		if at.Phase != queue.PhaseOpen {
			return false, at.Opens.UTC()
		}
	}
	doors := o.Doors
	if len(doors) == 0 {
		for _, d := range m.Setup.Doors {
			doors = append(doors, d.Number)
		}
	}
	return slices.ContainsFunc(doors, m.attended), time.Time{}
}

// attended reports whether somebody may be at a door: a door at its pause is.
func (m Model) attended(door int) bool {
	_, ok := m.Setup.door(door)
	return ok && m.Line.Desk(door).State != queue.DoorClosed
}
