package console

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// deskData is what one door's page shows.
type deskData struct {
	Unit, Ward string
	Door       Door
	Token      string
	Clock      string
	Known      bool // the core knows the door
	Number     string
	Seen       string // ticket at the door
	Service    string
	Priority   bool
	Serving    servingData
	Can        string // actions that make sense now, for the buttons
	Desk       deskState
	Undo       undoData
	Waiting    []waiting
	Unsure     []waiting
	Held       []waiting
	Missed     []waiting // may come back
	Stranded   []waiting
	Wait       []serviceWait // for one who takes a ticket now
	Others     []other
	Today      todayData
	Due        int // reservations of today that are not here yet
	Robot      robotData
	Rounds     []string // with the tray; not live
	Notices    []notice
	Help       *helpData
	Texts      []textData
	Alarms     []textData // those of Texts that take the whole screen
	Draft      draft      // of the next announcement; not live
}

// deskState is how the door stands, in words.
type deskState struct {
	Text  string
	Tone  string // "ok", "warn" or "stop"
	Calls bool   // it may call people
}

// undoData is the door's last act while it may be undone.
type undoData struct {
	What string
	Left int64 // ms
}

// serviceWait is how long one waits for one of the door's services, or why
// there are no tickets for it.
type serviceWait struct{ Service, Range, Shut string }

type other struct {
	Door   int
	Name   string
	Number string
	Waits  int
	State  string // "" for an open door
}

// desk draws one door's page from the View. Times are of the ward's zone.
func (s *Server) desk(ss session) deskData {
	v := s.opts.Desk.View()
	now := s.opts.Now().In(zone(v.TimeZone))
	r := row(v, ss.Door)
	list := listerOf(v, now)
	door, _ := s.door(ss.Door) // a session of a door that is gone was refused before
	d := deskData{
		Unit: v.Unit, Ward: v.Ward.Vi, Door: door, Token: s.sessions.token(ss), Clock: now.Format("15:04"),
		Known: r.Door == ss.Door, Number: r.Number, Seen: r.Ticket, Service: r.Service.Vi, Priority: r.Priority,
		Desk: standing(r.Desk, now), Undo: undo(r.Desk.Undo, now),
		Waiting: list.rows(callable(r.Queue, v.Line.Stranded)), Unsure: list.rows(r.Unsure),
		Held: list.rows(mine(v.Line.Held, held, ss.Door)), Missed: list.rows(mine(v.Line.Returnable, returnable, ss.Door)),
		Stranded: list.rows(v.Line.Stranded), Wait: serviceWaits(v, ss.Door, now),
		Others: others(v, ss.Door, now), Today: today(v, ss.Door), Due: dueToday(v, now),
		Robot: robotOf(v), Notices: notices(v),
	}
	if r.Number != "" {
		d.Serving = serving(r, now)
	}
	d.Help, d.Draft = s.help(v, ss.Door, now.Location()), newDraft()
	d.Texts, d.Alarms = texts(v.Bulletins, now)
	d.Rounds = v.Chores.Rounds
	d.Can = strings.Join(append(can(r, v), "announce", "withdraw", "answer", "helped", "later", "redirect"), " ")
	return d
}

// servingData is the ticket at the door.
type servingData struct {
	Class string
	Then  []string // services that follow
	Why   string   // it was called
	Calls string
	Since string
}

func serving(r kiosk.DoorRow, now time.Time) servingData {
	return servingData{
		Since: r.Since.In(now.Location()).Format("15:04") + " · " + minutes(now.Sub(r.Since)),
		Calls: fmt.Sprintf("Đã gọi %d lần", max(1, r.Calls)), Class: r.Facts.ClassName.Vi,
		Then: names(r.Facts.PlanNames), Why: why(r.Facts, now.Location()),
	}
}

func names(texts []kiosk.Text) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = t.Vi
	}
	return out
}

// mine keeps the tickets that a door may act on.
func mine(rows []kiosk.WaitingRow, p place, door int) []kiosk.WaitingRow {
	return slices.DeleteFunc(slices.Clone(rows), func(w kiosk.WaitingRow) bool {
		return !found{w, p, 0}.concerns(door)
	})
}

// callable leaves out those who are listed as stranded.
func callable(rows, stranded []kiosk.WaitingRow) []kiosk.WaitingRow {
	return slices.DeleteFunc(slices.Clone(rows), func(w kiosk.WaitingRow) bool {
		return slices.ContainsFunc(stranded, func(o kiosk.WaitingRow) bool { return o.Ticket == w.Ticket })
	})
}

func others(v kiosk.View, door int, now time.Time) []other {
	var out []other
	for _, r := range v.Board {
		if r.Door == door {
			continue
		}
		o := other{Door: r.Door, Name: r.Name.Vi, Number: r.Number, Waits: len(r.Queue)}
		if st := standing(r.Desk, now); st.Tone != "ok" {
			o.State = st.Text
		}
		out = append(out, o)
	}
	return out
}

// standing says how a door stands.
func standing(d kiosk.DoorDesk, now time.Time) deskState {
	clock := func(t time.Time) string { return t.In(now.Location()).Format("15:04") }
	switch {
	case d.State == queue.DoorPaused && !d.Back.IsZero():
		return deskState{"Tạm nghỉ, mở lại khoảng " + clock(d.Back), "warn", false}
	case d.State == queue.DoorPaused:
		return deskState{"Tạm nghỉ từ " + clock(d.Since), "warn", false}
	case d.State == queue.DoorClosed:
		return deskState{"Đã đóng từ " + clock(d.Since), "stop", false}
	case d.Lunch && !d.Back.IsZero():
		return deskState{"Giờ nghỉ trưa đến " + clock(d.Back), "warn", true}
	case d.Lunch:
		return deskState{"Giờ nghỉ trưa", "warn", true}
	}
	return deskState{"Cửa đang mở", "ok", true}
}

func undo(u kiosk.UndoView, now time.Time) undoData {
	left := u.Until.Sub(now).Milliseconds()
	if u.Act == "" || left <= 0 {
		return undoData{}
	}
	return undoData{What: undoes(u), Left: left}
}

// serviceWaits tells how long those wait who take a ticket now, for each of
// the door's services.
func serviceWaits(v kiosk.View, door int, now time.Time) []serviceWait {
	var out []serviceWait
	for _, s := range v.Services {
		if slices.Contains(s.Doors, door) {
			out = append(out, serviceWait{s.Name.Vi, estimate(s.Wait), noIntake(s.Intake, now)})
		}
	}
	return out
}

// noIntake says why no tickets are given, "" while they are.
func noIntake(i kiosk.IntakeView, now time.Time) string {
	text := map[kiosk.Intake]string{
		kiosk.IntakeEarly:  "chưa đến giờ cấp số",
		kiosk.IntakeLunch:  "nghỉ trưa, không cấp số",
		kiosk.IntakeEnded:  "đã hết giờ nhận hồ sơ, không cấp số mới",
		kiosk.IntakeDayOff: "hôm nay không làm việc, không cấp số",
		kiosk.IntakeNoDoor: "mọi cửa đã đóng, không cấp số",
	}[i.State]
	if at := i.Opens.In(now.Location()); text != "" && !i.Opens.IsZero() && sameDay(at, now) {
		text += "; làm việc từ " + at.Format("15:04")
	}
	return text
}

// estimate says a range of minutes, or that there is none.
func estimate(w queue.Wait) string {
	low, high := w.Minutes()
	switch {
	case !w.Known:
		return "chưa đủ dữ liệu"
	case high < 1:
		return "dưới 1 phút"
	case low == high:
		return fmt.Sprintf("khoảng %d phút", high)
	}
	return fmt.Sprintf("%d–%d phút", low, high)
}

// can lists the actions that the core would not refuse as things stand.
func can(r kiosk.DoorRow, v kiosk.View) []string {
	out := []string{"admit"}
	switch {
	case r.Number != "":
		out = append(out, "recall", "close", "noshow", "hold", "transfer", "plan", "class")
	case len(r.Queue) > 0 && opened(r.Desk):
		out = append(out, "next")
	}
	if r.Number == "" && opened(r.Desk) {
		out = append(out, "pick")
	}
	if r.Desk.Undo.Act != "" {
		out = append(out, "undo")
	}
	if len(v.Line.Stranded) > 0 {
		out = append(out, "strand")
	}
	return append(out, canRobot(v.Robot, v.Chores, r.Door)...)
}

// canRobot are the actions on the robot that make sense at a door now.
func canRobot(r kiosk.RobotView, chores kiosk.ChoresView, door int) []string {
	var out []string
	if mayResume(r) {
		out = append(out, "resume")
	}
	switch {
	case r.Held:
		out = append(out, "release")
	case r.Configured:
		out = append(out, "stay")
	}
	if maySummon(r) {
		out = append(out, "summon")
		if len(chores.Rounds) > 0 && !busy(r) {
			out = append(out, "tray")
		}
		if chores.Welcome && !busy(r) {
			out = append(out, "welcome")
		}
		if chores.Dock && r.Mission != string(kiosk.MissionDock) {
			out = append(out, "dock")
		}
	}
	if mayDismiss(r, door) {
		out = append(out, "dismiss")
	}
	return out
}

// opened reports whether a door may call.
func opened(d kiosk.DoorDesk) bool { return d.State == queue.DoorOpen || d.State == "" }

// minutes says a time that has passed. It is rounded down, so that the page
// changes once a minute.
func minutes(d time.Duration) string {
	m := int(max(0, d) / time.Minute)
	switch {
	case m < 1:
		return "vừa xong"
	case m < 60:
		return fmt.Sprintf("%d phút", m)
	}
	return fmt.Sprintf("%d giờ %02d phút", m/60, m%60)
}

func itoa(n int) string { return strconv.Itoa(n) }

// zone is the ward's time zone; a machine without zone data still shows the
// time of Vietnam, which has had no other since 1975.
func zone(name string) *time.Location {
	if name != "" {
		if loc, err := time.LoadLocation(name); err == nil {
			return loc
		}
	}
	return time.FixedZone("ICT", 7*60*60)
}
