package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/drivers/base/floortest"
	"tiepdan/nav"
)

// floorTally collects what a day was like.
type floorTally struct {
	calls       []float64 // seconds until the robot stood at the door
	unanswered  int
	asked       int
	wellLed     int
	lostBy      map[string]int // why escorts ended early
	notBegun    map[string]int // why visitors who asked were never met
	docked      map[string]bool
	dockings    int
	dockFailed  int
	dockTries   int
	patrols     int
	stops       int
	askedWay    int
	staff       int
	staffWhy    []string
	relocalised int
	refused     []string
	failed      []string
	well        map[string]bool // missions that did what they were for
}

func newFloorTally() floorTally {
	return floorTally{docked: map[string]bool{}, lostBy: map[string]int{}, notBegun: map[string]int{}, well: map[string]bool{}}
}

// atDoorM is how near the robot must really be to have answered a call.
const atDoorM = 0.8

// phase counts what concerns the navigator's own missions as well.
func (t *floorTally) phase(_ *floorDay, u nav.Update) {
	if u.Phase == nav.PhaseServing {
		t.stops++
	}
	if u.Phase == nav.PhaseDocking {
		t.docked[u.Mission] = true
	}
	if !t.docked[u.Mission] {
		return
	}
	switch u.Phase {
	case nav.PhaseArrived:
		t.dockings++
	case nav.PhaseFailed:
		t.dockings++
		t.dockFailed++
	case nav.PhaseCancelled:
	default:
		return
	}
	delete(t.docked, u.Mission)
}

// done counts an errand that has ended, and keeps its story if it did not go
// well.
func (t *floorTally) done(d *floorDay, o *errand, u nav.Update) {
	t.count(d, o, u)
	slow := o.Kind == nav.KindGoto && d.now.Sub(o.at).Seconds() > callBarS
	alone := o.Kind == nav.KindLead && !t.well[o.ID]
	if slow || alone || u.Phase == nav.PhaseFailed {
		t.tell(o, u)
	}
}

func (t *floorTally) count(d *floorDay, o *errand, u nav.Update) {
	arrived := u.Phase == nav.PhaseArrived
	switch o.Kind {
	case nav.KindGoto:
		at := d.sim.Plan().Places[o.To]
		if !arrived || d.sim.Truth().Pose.Sub(at.Point).Len() > atDoorM {
			t.unanswered++
			return
		}
		t.well[o.ID] = true
		t.calls = append(t.calls, d.now.Sub(o.at).Seconds())
	case nav.KindLead:
		follows := d.sim.Crowd().Follows(o.person)
		t.escort(o, u, follows, d.sim.Crowd().Released(o.person))
	case nav.KindPatrol:
		if arrived {
			t.well[o.ID] = true
			t.patrols++
		}
	default:
	}
}

// tell keeps the story of an errand that did not go well.
func (t *floorTally) tell(o *errand, u nav.Update) {
	if o.Kind != nav.KindReturn {
		t.failed = append(t.failed, fmt.Sprintf("%s from %s to %s: %s %s", o.ID, o.at.Format(time.TimeOnly), o.To, strings.Join(o.story, ", "), u.Detail))
	}
}

// escort counts one that has ended. By the truth, follows: she has not walked
// away; there: she is where she wanted to.
func (t *floorTally) escort(o *errand, u nav.Update, follows, there bool) {
	why := string(u.Phase) + " " + string(u.Reason)
	switch arrived := u.Phase == nav.PhaseArrived; {
	case arrived && there:
		t.well[o.ID] = true
		t.wellLed++
		return
	case !o.led:
		if u.Phase == nav.PhaseCancelled {
			why = "gone before it began"
		}
		t.notBegun[why]++
		return
	case !follows:
		why = "she walked away"
	case arrived:
		why = "arrived alone"
	}
	t.lostBy[why]++
}

// floorResult is what a day was like, for --json.
type floorResult struct {
	Map    string  `json:"map"`
	Seed   uint64  `json:"seed"`
	Hours  float64 `json:"hours"`
	People int     `json:"people"`
	RoomM  float64 `json:"room_diagonal_m"`
	// Contacts and what else must not happen; by the truth.
	ByRobot    int     `json:"contacts_by_robot"`
	ByPeople   int     `json:"contacts_by_people"`
	Bumps      int     `json:"bumps"`
	KeepOut    int     `json:"keep_out_entries"`
	TooNear    int     `json:"too_near"`
	LeastM     float64 `json:"least_gap_moving_m"`
	TooFast    int     `json:"too_fast_in_zone"`
	HandMoved  int     `json:"moved_with_hand"`
	Calls      int     `json:"calls"`
	Unanswered int     `json:"calls_unanswered"`
	CallP50S   float64 `json:"call_p50_s"`
	CallP95S   float64 `json:"call_p95_s"`
	// CallsS are the seconds that each call took, sorted.
	CallsS []float64 `json:"calls_s"`
	Asked  int       `json:"escorts_asked"`
	// Begun counts escorts whose visitor was met, NotBegun the others by why.
	Begun      int            `json:"escorts_begun"`
	NotBegun   map[string]int `json:"escorts_not_begun,omitempty"`
	WellLed    int            `json:"escorts_completed"`
	EscortPart float64        `json:"escorts_part"`
	// NoRobot counts who wanted to be led and found no robot that was ready.
	NoRobot int `json:"escorts_found_no_robot"`

	LostBy      map[string]int `json:"escorts_lost_by,omitempty"`
	Dockings    int            `json:"dockings"`
	DockTries   int            `json:"dock_tries"`
	DockFailed  int            `json:"dock_failed"`
	DockPart    float64        `json:"dock_part"`
	BatteryDead bool           `json:"battery_dead"`
	Patrols     int            `json:"patrols"`
	Stops       int            `json:"tray_stops"`
	AskedWay    int            `json:"asked_for_way"`
	Staff       int            `json:"staff_wanted"`
	Relocalised int            `json:"relocalised"`
	DrivenM     float64        `json:"driven_m"`
	TimesReal   float64        `json:"times_real_time"`
}

// result sums the day up.
func (d *floorDay) result(o floorOptions, took time.Duration) floorResult {
	j, t := d.sim.Judge(), &d.errands.tally
	calls := slices.Clone(t.calls)
	for range t.unanswered { // as late as can be
		calls = append(calls, o.hours*time.Hour.Seconds())
	}
	slices.Sort(calls)
	begun := t.asked
	for _, n := range t.notBegun {
		begun -= n
	}
	return floorResult{
		Map: o.plan, Seed: o.seed, Hours: o.hours, People: d.sim.Crowd().Came(), RoomM: rounded(d.roomM),
		ByRobot: j.ByRobot, ByPeople: j.ByPeople, Bumps: j.Bumps, KeepOut: j.KeepOutEntries,
		TooNear: j.TooNear, LeastM: rounded(j.LeastMovingM), TooFast: j.TooFast, HandMoved: d.errands.tray.wrong,
		Calls: len(calls), Unanswered: t.unanswered, CallP50S: floorQuantile(calls, 0.5), CallP95S: floorQuantile(calls, 0.95),
		CallsS: calls, Asked: t.asked, Begun: begun, NotBegun: t.notBegun,
		WellLed: t.wellLed, EscortPart: part(t.wellLed, begun), LostBy: t.lostBy, NoRobot: d.sim.Crowd().GaveUp(),
		Dockings: t.dockings, DockTries: t.dockTries, DockFailed: t.dockFailed, DockPart: part(t.dockings-t.dockFailed, t.dockings),
		BatteryDead: d.sim.Truth().BatteryDead, Patrols: t.patrols, Stops: t.stops,
		AskedWay: t.askedWay, Staff: t.staff, Relocalised: t.relocalised,
		DrivenM: math.Round(j.DrivenM), TimesReal: rounded(o.hours * float64(time.Hour) / float64(took)),
	}
}

// begunPart is of those who asked, how many the robot met.
func (r floorResult) begunPart() float64 { return part(r.Begun, r.Asked) }

func rounded(v float64) float64 {
	if math.IsInf(v, 0) {
		return -1 // never
	}
	return math.Round(v*1000) / 1000
}

// part of a whole; of nothing, all.
func part(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return rounded(float64(n) / float64(of))
}

// floorQuantile of sorted values, by the nearest rank.
func floorQuantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return rounded(sorted[min(len(sorted)-1, int(math.Ceil(q*float64(len(sorted))))-1)])
}

// table is the result for people, with the bars that it missed.
func (r floorResult) table() string {
	var b strings.Builder
	line := func(label, value string, ok bool) {
		missed := ""
		if !ok {
			missed = "  MISSED"
		}
		fmt.Fprintf(&b, "%-40s %s%s\n", label, value, missed)
	}
	fmt.Fprintf(&b, "%s, seed %d: %.4g h, %d people, driven %.0f m\n", r.Map, r.Seed, r.Hours, r.People, r.DrivenM)
	line("contacts caused by the robot", strconv.Itoa(r.ByRobot), r.ByRobot == 0)
	line("contacts caused by people", strconv.Itoa(r.ByPeople), true)
	line("contacts with walls and furniture", strconv.Itoa(r.Bumps), r.Bumps == 0)
	line("keep-out entries", strconv.Itoa(r.KeepOut), r.KeepOut == 0)
	line("least gap while moving towards somebody", fmt.Sprintf("%.2f m", r.LeastM), true)
	line(fmt.Sprintf("nearer than %.2f m by its own motion", floortest.LeastGapM), strconv.Itoa(r.TooNear), r.TooNear == 0)
	line("too fast in a zone", strconv.Itoa(r.TooFast), r.TooFast == 0)
	line("moved with a hand in the tray", strconv.Itoa(r.HandMoved), r.HandMoved == 0)
	line("calls answered", fmt.Sprintf("%d of %d, p50 %.1f s, p95 %.1f s", r.Calls-r.Unanswered, r.Calls, r.CallP50S, r.CallP95S), r.CallP95S <= callBarS)
	line("escorts completed", fmt.Sprintf("%d of %d (%.1f %%) %v", r.WellLed, r.Begun, 100*r.EscortPart, r.LostBy), r.EscortPart >= escortBar)
	line("escorts not begun", fmt.Sprintf("%d of %d who asked %v; %d found no robot to ask", r.Asked-r.Begun, r.Asked, r.NotBegun, r.NoRobot), r.begunPart() >= begunBar)
	line("docked within 3 tries", fmt.Sprintf("%.1f %% of %d, %d tries", 100*r.DockPart, r.Dockings, r.DockTries), r.DockPart >= dockBar)
	line("battery death", strconv.FormatBool(r.BatteryDead), !r.BatteryDead)
	line("patrols, stops with the tray", fmt.Sprintf("%d, %d", r.Patrols, r.Stops), true)
	line("asked for way, wanted staff, relocalised", fmt.Sprintf("%d, %d, %d", r.AskedWay, r.Staff, r.Relocalised), true)
	line("times real time", fmt.Sprintf("%.1f", r.TimesReal), r.TimesReal >= speedBar)
	return b.String()
}
