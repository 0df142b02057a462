package console

import (
	"fmt"
	"slices"
	"strings"

	"tiepdan/kiosk"
)

// place is where a ticket stands, as the console's lists show it.
type place string

const (
	atDoor     place = "door"
	waits      place = "waiting"
	unsure     place = "unsure"
	held       place = "held"
	returnable place = "returnable"
	stranded   place = "stranded"
)

// found is a ticket in the view.
type found struct {
	kiosk.WaitingRow
	place place
	door  int // that serves it
}

// find looks a ticket up by its ID, or by its number.
func find(v kiosk.View, id, number string) (found, bool) {
	is := func(w kiosk.WaitingRow) bool {
		return id != "" && w.Ticket == id || id == "" && number != "" && strings.EqualFold(w.Number, number)
	}
	for _, r := range v.Board {
		if w := ofDoor(r); r.Ticket != "" && is(w) {
			return found{w, atDoor, r.Door}, true
		}
	}
	lists := []struct {
		place place
		rows  []kiosk.WaitingRow
	}{{stranded, v.Line.Stranded}, {held, v.Line.Held}, {returnable, v.Line.Returnable}}
	for _, r := range v.Board {
		lists = append(lists, struct {
			place place
			rows  []kiosk.WaitingRow
		}{waits, r.Queue}, struct {
			place place
			rows  []kiosk.WaitingRow
		}{unsure, r.Unsure})
	}
	for _, l := range lists {
		if i := slices.IndexFunc(l.rows, is); i >= 0 {
			return found{l.rows[i], l.place, 0}, true
		}
	}
	return found{}, false
}

// ofDoor is the ticket that a door serves, as a row.
func ofDoor(r kiosk.DoorRow) kiosk.WaitingRow {
	return kiosk.WaitingRow{
		Ticket: r.Ticket, Number: r.Number, Service: r.Service, Priority: r.Priority, Since: r.Since, TicketFacts: r.Facts,
	}
}

// concerns reports whether a door's officials may act on a ticket: it is at
// their door, may be called there, was held there, or no door will call it.
func (f found) concerns(door int) bool {
	if f.place == atDoor {
		return f.door == door
	}
	return f.place == stranded || f.From == door || len(f.Doors) == 0 || slices.Contains(f.Doors, door)
}

// elsewhere says whose ticket it is.
func (f found) elsewhere() string {
	if f.place == atDoor {
		return fmt.Sprintf("%s đang ở cửa %d. Chỉ cửa %d thao tác được với số này.", f.Number, f.door, f.door)
	}
	return fmt.Sprintf("%s chờ %s. Mời cửa đó thao tác, hoặc nhờ chuyển đến cửa của bạn.", f.Number, doorsText(f.Doors))
}

// doorsText names doors in a sentence.
func doorsText(doors []int) string {
	names := make([]string, len(doors))
	for i, d := range doors {
		names[i] = itoa(d)
	}
	return "cửa " + strings.Join(names, ", ")
}

func row(v kiosk.View, door int) kiosk.DoorRow {
	i := slices.IndexFunc(v.Board, func(r kiosk.DoorRow) bool { return r.Door == door })
	if i < 0 {
		return kiosk.DoorRow{}
	}
	return v.Board[i]
}

// serviceName is a service's name for officials.
func serviceName(v kiosk.View, id string) string {
	for _, s := range v.Services {
		if s.ID == id {
			return s.Name.Vi
		}
	}
	return id
}
