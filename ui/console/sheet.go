package console

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// sheetData is one dialog of the door's page. It is drawn when it is opened;
// what has changed since is refused by the core, with its reason.
type sheetData struct {
	Door    int
	Title   string
	Problem string
	Ticket  *sheetTicket
	Parts   []string // of a ticket's sheet
	Doors   []choice
	Groups  []choice // services
	Any     []choice // services, also those that only a chosen door takes
	Shut    []string // places that take nobody now, each with the reason
	Classes []choice
	Then    []planned
	Alone   int // who would have no door if this one closed
	Waits   int
	Desk    deskState
	Strays  []stray
	Books   []bookingData
	More    int // reservations that are not listed
	Query   string
	From    string // earliest and latest time of a form
	To      string
	Lost    []waiting
}

// sheetTicket is what an official may want to know of a ticket.
type sheetTicket struct {
	waiting
	Place place
	Door  int
	Doors string
}

// choice is one button or option; Key is its shortcut.
type choice struct {
	ID     string
	Door   int
	Name   string
	Key    string
	Chosen bool
}

// planned is one place in a visit's plan.
type planned struct {
	N       int
	Options []choice
}

// stray is a service whose people have no door.
type stray struct {
	ID, Name string
	N        int
}

// bookingData is one reservation.
type bookingData struct {
	ID, Service, At, State, Tone, Number string
	Code                                 int
	Class                                string
	Open                                 bool // nobody has used it
	Missed                               bool
}

// sheet serves the dialogs.
func (s *Server) sheet(w http.ResponseWriter, r *http.Request) {
	ss, ok := s.mayAct(w, r) // a page of another log-in must not get this door's dialogs
	if !ok {
		return
	}
	v := s.opts.Desk.View()
	now := s.opts.Now().In(zone(v.TimeZone))
	d := sheetData{Door: ss.Door}
	name := r.PathValue("name")
	switch name {
	case "ticket", "transfer", "plan", "class":
		d.ticket(v, now, r, name)
		name = "ticket"
	case "door":
		d.forDoor(v, now)
	case "strand":
		d.forStranded(v, now)
	case "bookings":
		d.bookings(v, now, strings.TrimSpace(r.URL.Query().Get("code")))
	case "today", "help":
		s.page(w, r, http.StatusOK, "sheet-"+name, s.desk(ss))
		return
	default:
		http.NotFound(w, r)
		return
	}
	s.page(w, r, http.StatusOK, "sheet-"+name, d)
}

// ticket fills in a ticket's sheet: of the one asked for, or of the one at the
// door.
func (d *sheetData) ticket(v kiosk.View, now time.Time, r *http.Request, part string) {
	q := r.URL.Query()
	id, no := q.Get("ticket"), strings.TrimSpace(q.Get("number"))
	if id == "" && no == "" {
		id = row(v, d.Door).Ticket
	}
	t, ok := find(v, id, no)
	switch {
	case !ok && no != "":
		d.Title, d.Problem = "Tìm số", "Không thấy số "+strings.ToUpper(no)+" trong hàng hôm nay."
		return
	case !ok:
		d.Title, d.Problem = "Phiếu", "Số này không còn trong hàng, hoặc cửa chưa gọi số nào."
		return
	}
	d.Title = t.Number
	d.Ticket = &sheetTicket{waiting: listerOf(v, now).row(t.WaitingRow), Place: t.place, Door: t.door, Doors: doorsText(t.Doors)}
	if !t.concerns(d.Door) {
		d.Problem = t.elsewhere()
		return
	}
	d.Parts = partsOf(t, part)
	d.destinations(v, t)
	d.classes(v, t.Class, t.Priority)
	d.plan(v, t)
}

// partsOf lists what can be done with a ticket where it is.
func partsOf(t found, part string) []string {
	if part != "ticket" {
		return []string{part}
	}
	switch t.place {
	case atDoor, stranded, waits, held:
		return []string{"transfer", "plan", "class"}
	case returnable:
		return []string{"class"}
	case unsure:
	}
	return []string{"plan", "class"}
}

// destinations lists where a ticket can be sent, with a digit each.
func (d *sheetData) destinations(v kiosk.View, t found) {
	n := 0
	key := func() string {
		n++
		if n > 9 {
			return ""
		}
		return itoa(n)
	}
	for _, r := range v.Board {
		switch {
		case r.Door == t.door:
		case r.Desk.State == queue.DoorClosed:
			d.Shut = append(d.Shut, fmt.Sprintf("cửa %d (đã đóng)", r.Door))
		case t.To != r.Door:
			d.Doors = append(d.Doors, choice{Door: r.Door, Name: doorLabel(r), Key: key()})
		}
	}
	for _, s := range v.Services {
		if s.ID == t.ServiceID {
			continue
		}
		d.Any = append(d.Any, choice{ID: s.ID, Name: s.Name.Vi})
		if !hasDoor(v, s, staffed) {
			d.Shut = append(d.Shut, fmt.Sprintf("dịch vụ %s (mọi cửa đã đóng)", s.Name.Vi))
			continue
		}
		d.Groups = append(d.Groups, choice{ID: s.ID, Name: serviceLabel(v, s), Key: key()})
	}
}

// doorLabel is the name of a door that may be chosen, and whether it pauses.
func doorLabel(r kiosk.DoorRow) string {
	if opened(r.Desk) {
		return r.Name.Vi
	}
	return strings.TrimSpace(r.Name.Vi + " (đang nghỉ)")
}

// serviceLabel is the name of a service that may be chosen, and whether all
// its doors pause.
func serviceLabel(v kiosk.View, s kiosk.ServiceRow) string {
	if hasDoor(v, s, opened) {
		return s.Name.Vi
	}
	return s.Name.Vi + " (đang nghỉ)"
}

// staffed reports whether a door is open, or only pauses.
func staffed(d kiosk.DoorDesk) bool { return d.State != queue.DoorClosed }

// hasDoor reports whether a service has a door that stands as asked.
func hasDoor(v kiosk.View, s kiosk.ServiceRow, as func(kiosk.DoorDesk) bool) bool {
	return slices.ContainsFunc(v.Board, func(r kiosk.DoorRow) bool { return slices.Contains(s.Doors, r.Door) && as(r.Desk) })
}

func (d *sheetData) classes(v kiosk.View, class string, priority bool) {
	d.Classes = []choice{{Name: "Thường", Key: "0", Chosen: class == "" && !priority}}
	for i, c := range v.Line.Classes {
		k := ""
		if i < 9 {
			k = itoa(i + 1)
		}
		d.Classes = append(d.Classes, choice{ID: c.ID, Name: c.Name.Vi, Key: k, Chosen: c.ID == class})
	}
	if len(v.Line.Classes) == 0 {
		d.Classes = append(d.Classes, choice{ID: "priority", Name: "Ưu tiên", Key: "1", Chosen: priority})
	}
}

// plan offers places for the services that follow, one more than are planned.
func (d *sheetData) plan(v kiosk.View, t found) {
	for n := range min(5, max(2, len(t.Plan)+1)) {
		p := planned{N: n + 1}
		for _, s := range v.Services {
			p.Options = append(p.Options, choice{ID: s.ID, Name: s.Name.Vi, Chosen: n < len(t.Plan) && t.Plan[n] == s.ID})
		}
		d.Then = append(d.Then, p)
	}
}

func (d *sheetData) forDoor(v kiosk.View, now time.Time) {
	r := row(v, d.Door)
	d.Title = "Cửa " + itoa(d.Door)
	d.Desk, d.Waits = standing(r.Desk, now), len(r.Queue)
	for _, w := range r.Queue {
		if !slices.ContainsFunc(w.Doors, func(n int) bool { return n != d.Door && row(v, n).Desk.State != queue.DoorClosed }) {
			d.Alone++
		}
	}
}

func (d *sheetData) forStranded(v kiosk.View, now time.Time) {
	d.Title = "Không còn cửa gọi"
	d.Lost = listerOf(v, now).rows(v.Line.Stranded)
	for _, w := range v.Line.Stranded {
		i := slices.IndexFunc(d.Strays, func(s stray) bool { return s.ID == w.ServiceID })
		if i < 0 {
			i = len(d.Strays)
			d.Strays = append(d.Strays, stray{ID: w.ServiceID, Name: w.Service.Vi})
		}
		d.Strays[i].N++
	}
	for _, r := range v.Board {
		if r.Desk.State != queue.DoorClosed {
			d.Doors = append(d.Doors, choice{Door: r.Door, Name: doorLabel(r)})
		}
	}
	for _, s := range v.Services {
		if hasDoor(v, s, staffed) {
			d.Groups = append(d.Groups, choice{ID: s.ID, Name: serviceLabel(v, s)})
		}
	}
}
