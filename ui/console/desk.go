package console

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/kiosk"
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
	Calls      string
	Since      string
	Can        string // actions that make sense now, for the buttons
	Waiting    []waiting
	Unsure     []waiting
	Others     []other
	Robot      robotData
	Notices    []notice
	Help       *helpData
	Texts      []textData
	Alarms     []textData // those of Texts that take the whole screen
	Draft      draft      // of the next announcement; not live
}

type waiting struct {
	Ticket, Number, Service, Waited string
	Priority                        bool
}

type other struct {
	Door   int
	Name   string
	Number string
}

func row(v kiosk.View, door int) kiosk.DoorRow {
	i := slices.IndexFunc(v.Board, func(r kiosk.DoorRow) bool { return r.Door == door })
	if i < 0 {
		return kiosk.DoorRow{}
	}
	return v.Board[i]
}

// desk draws one door's page from the View. Times are of the ward's zone.
func (s *Server) desk(ss session) deskData {
	v := s.opts.Desk.View()
	now := s.opts.Now().In(zone(v.TimeZone))
	r := row(v, ss.Door)
	door, _ := s.door(ss.Door) // a session of a door that is gone was refused before
	d := deskData{
		Unit: v.Unit, Ward: v.Ward.Vi, Door: door, Token: s.sessions.token(ss), Clock: now.Format("15:04"),
		Known: r.Door == ss.Door, Number: r.Number, Seen: r.Ticket, Service: r.Service.Vi, Priority: r.Priority,
		Waiting: waits(r.Queue, now), Unsure: waits(r.Unsure, now),
		Robot: robot(v.Robot), Notices: notices(v),
	}
	if r.Number != "" {
		d.Since = r.Since.In(now.Location()).Format("15:04") + " · " + minutes(now.Sub(r.Since))
		d.Calls = "Đã gọi 1 lần"
		if r.Calls > 1 {
			d.Calls = fmt.Sprintf("Đã gọi %d lần", r.Calls)
		}
	}
	for _, o := range v.Board {
		if o.Door != ss.Door {
			d.Others = append(d.Others, other{Door: o.Door, Name: o.Name.Vi, Number: o.Number})
		}
	}
	d.Help, d.Draft = help(v.Help, ss.Door, now.Location()), newDraft()
	d.Texts, d.Alarms = texts(v.Bulletins, now)
	d.Can = strings.Join(append(can(r, v.Robot), "announce", "withdraw", "answer", "helped"), " ")
	return d
}

// can lists the actions that the core would not refuse as things stand.
func can(r kiosk.DoorRow, rv kiosk.RobotView) []string {
	var out []string
	switch {
	case r.Number != "":
		out = append(out, "recall", "close", "noshow")
	case len(r.Queue) > 0:
		out = append(out, "next")
	}
	out = append(out, "admit")
	if mayResume(rv) {
		out = append(out, "resume")
	}
	if maySummon(rv) {
		out = append(out, "summon", "tray")
	}
	if mayDismiss(rv, r.Door) {
		out = append(out, "dismiss")
	}
	return out
}

func waits(rows []kiosk.WaitingRow, now time.Time) []waiting {
	out := make([]waiting, 0, len(rows))
	for _, w := range rows {
		out = append(out, waiting{
			Ticket: w.Ticket, Number: w.Number, Service: w.Service.Vi,
			Priority: w.Priority, Waited: minutes(now.Sub(w.Since)),
		})
	}
	return out
}

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
