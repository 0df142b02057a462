package nav

import (
	"math"
	"time"
)

// Site is what the robot knows of its floor beside the map: who maintains the
// ward's file writes it.
type Site struct {
	// Places are the poses that missions name.
	Places map[string]Place
	// Rounds are the ways of a patrol, by name.
	Rounds map[string][]Stop
	Zones  []Zone
	// Dock names the place where the robot stands while it charges, Entrance
	// the one where it welcomes; both may be empty.
	Dock, Entrance string
	Schedule       Schedule
}

// Place is a named pose that missions refer to.
type Place struct {
	Pose Pose
	// MaxSpeedMps caps the speed on the way there, in m/s; 0 means the usual
	// speed.
	MaxSpeedMps float64
	// Person is true where Pose is somebody's seat and the way she looks: the
	// robot stops in front of her, and never comes from behind.
	Person bool
	// Else names a place to go to when there is no way to this one, or is empty.
	Else string
}

// Stop is one offer of a round.
type Stop struct {
	Place string
	// Serve is how long the tray is offered; 0 means the usual time.
	Serve time.Duration
}

// ZoneKind is what a zone is for.
type ZoneKind string

// The kinds of zones.
const (
	// ZoneKeepOut is never entered.
	ZoneKeepOut ZoneKind = "keep-out"
	// ZoneSpeed is passed at most at its speed.
	ZoneSpeed ZoneKind = "speed"
	// ZoneWaiting is where people sit and stand: it is passed slowly.
	ZoneWaiting ZoneKind = "waiting"
)

// Zone is an area with a rule.
type Zone struct {
	Name string
	Kind ZoneKind
	Area Polygon
	// MaxSpeedMps is the speed of a ZoneSpeed.
	MaxSpeedMps float64
}

// speedMps is the highest speed within a zone.
func (z Zone) speedMps() float64 {
	switch z.Kind {
	case ZoneSpeed:
		return min(z.MaxSpeedMps, topMps)
	case ZoneWaiting:
		return slowMps
	case ZoneKeepOut:
	}
	return topMps
}

// KeepOut are the areas that are never entered.
func (s Site) KeepOut() []Polygon {
	var areas []Polygon
	for _, z := range s.Zones {
		if z.Kind == ZoneKeepOut {
			areas = append(areas, z.Area)
		}
	}
	return areas
}

// forbidden reports whether a point is in an area that is never entered.
func (s Site) forbidden(p Point) bool {
	for _, z := range s.Zones {
		if z.Kind == ZoneKeepOut && z.Area.Contains(p) {
			return true
		}
	}
	return false
}

// speedAt is the highest speed that the zones near a point allow; +Inf where
// there is none.
func (s Site) speedAt(p Point) float64 {
	speed := math.Inf(1)
	for _, z := range s.Zones {
		if v := z.speedMps(); v < speed && z.Area.DistanceM(p) <= zoneAheadM {
			speed = v
		}
	}
	return speed
}

// Standing is where the robot stands for a place: at its pose, or in front of
// the person and facing her.
func (p Place) Standing() Pose {
	if !p.Person {
		return p.Pose
	}
	return inFront(p.Pose, approachM, true)
}

// Schedule is when the robot keeps quiet. Times are of the clock that the
// steps are given.
type Schedule struct {
	// Quiet hours are without patrol and music, Lunch as well.
	Quiet, Lunch []Span
}

// Span is a part of every day, from 0:00 on; one that ends before it begins
// goes over midnight.
type Span struct{ From, To time.Duration }

// has reports whether a time of day is in the span.
func (s Span) has(now time.Time) bool {
	h, m, sec := now.Clock()
	at := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second
	if s.From <= s.To {
		return s.From <= at && at < s.To
	}
	return at >= s.From || at < s.To
}

// quiet is why there is neither patrol nor music now, or "".
func (s Schedule) quiet(now time.Time) Reason {
	for _, span := range s.Quiet {
		if span.has(now) {
			return ReasonQuiet
		}
	}
	for _, span := range s.Lunch {
		if span.has(now) {
			return ReasonLunch
		}
	}
	return ReasonNone
}
