package report

import (
	"cmp"
	"slices"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/report/schema"
)

// LineOf draws the ward's line from a view, for the pages of the tickets'
// holders. Numbers start again at dayReset, a time of day in zone. The client
// fills in version, time and boot when it sends.
func LineOf(v kiosk.View, zone *time.Location, dayReset time.Duration) schema.Line {
	l := schema.Line{
		Services: make([]schema.LineService, 0, len(v.Services)),
		Doors:    make([]schema.LineDoor, 0, len(v.Board)),
		Tickets:  make([]schema.LineTicket, 0, len(v.Line.Tickets)),
		Ends:     lineEnds(v.Line, zone, dayReset),
	}
	ids := make(map[kiosk.Text]string, len(v.Services))
	for _, s := range v.Services {
		l.Services = append(l.Services, schema.LineService{Service: s.ID, Label: label(s.Name)})
		ids[s.Name] = s.ID
	}
	board := make(map[int]kiosk.DoorRow, len(v.Board))
	for _, d := range v.Board {
		l.Doors = append(l.Doors, schema.LineDoor{Door: d.Door, Label: label(d.Name)})
		board[d.Door] = d
	}
	for _, row := range v.Line.Tickets {
		state, told := ticketState(row.State)
		if !told || row.Token == "" {
			continue
		}
		t := schema.LineTicket{
			Key: schema.TicketKey(row.Token), Number: row.Number, Service: ids[row.Service], State: state,
			Doors: append([]int{}, row.Doors...),
		}
		describe(&t, row, board[row.Door])
		l.Tickets = append(l.Tickets, t)
	}
	slices.SortStableFunc(l.Tickets, func(a, b schema.LineTicket) int {
		return cmp.Or(cmp.Compare(importance(a.State), importance(b.State)), cmp.Compare(a.Ahead, b.Ahead))
	})
	return l
}

// mostCalls is the most that the contract counts.
const mostCalls = 1000

// describe fills in what belongs to the state of a ticket.
func describe(t *schema.LineTicket, row kiosk.TicketRow, door kiosk.DoorRow) {
	switch t.State {
	case schema.TicketWaiting:
		if t.Stranded = row.Stranded; t.Stranded {
			break
		}
		t.Ahead = row.Ahead
		if row.Wait.Known {
			low, high := row.Wait.Minutes()
			t.Wait = &schema.Minutes{Low: low, High: high}
		}
	case schema.TicketCalled:
		t.Door = row.Door
		if door.Number == row.Number && !door.Since.IsZero() {
			t.Calls, t.Since = min(door.Calls, mostCalls), whole(door.Since)
		}
	case schema.TicketMissed:
		if !row.Until.IsZero() {
			t.Until = whole(row.Until)
		}
	case schema.TicketReserved, schema.TicketHeld, schema.TicketLeft:
	}
}

// whole cuts a time to its second, so that a line reads the same after a restart.
func whole(at time.Time) *time.Time {
	at = at.Truncate(time.Second)
	return &at
}

func ticketState(s queue.State) (schema.TicketState, bool) {
	switch s {
	case queue.Reserved:
		return schema.TicketReserved, true
	case queue.Waiting:
		return schema.TicketWaiting, true
	case queue.Called:
		return schema.TicketCalled, true
	case queue.Held:
		return schema.TicketHeld, true
	case queue.NoShow:
		return schema.TicketMissed, true
	case queue.Left:
		return schema.TicketLeft, true
	case queue.Closed:
	}
	return "", false
}

// importance orders the tickets: when there is no place for all, the last are
// left out.
func importance(s schema.TicketState) int {
	return slices.Index([]schema.TicketState{
		schema.TicketCalled, schema.TicketWaiting, schema.TicketMissed, schema.TicketHeld, schema.TicketReserved, schema.TicketLeft,
	}, s)
}

// lineEnds is the next daily reset, nil when the time is not known.
func lineEnds(q kiosk.QueueView, zone *time.Location, dayReset time.Duration) *time.Time {
	if q.ClockUnset || q.At.IsZero() {
		return nil
	}
	at := q.At.In(zone)
	hour, minute := int(dayReset/time.Hour), int(dayReset%time.Hour/time.Minute)
	ends := time.Date(at.Year(), at.Month(), at.Day(), hour, minute, 0, 0, zone)
	if !ends.After(at) {
		ends = time.Date(at.Year(), at.Month(), at.Day()+1, hour, minute, 0, 0, zone)
	}
	return &ends
}

// encodeLine leaves out the last tickets until the rest has place in one message.
func encodeLine(l schema.Line) ([]byte, error) {
	all := l.Tickets
	for keep := min(len(all), schema.MaxTickets); ; keep = keep * 7 / 8 {
		l.Tickets, l.More = all[:keep], len(all)-keep
		data, err := schema.Encode(l)
		if err != nil || len(data) <= schema.MaxBytes || keep == 0 {
			return data, err
		}
	}
}

// sameCalls reports whether two lines have the same people called.
func sameCalls(a, b schema.Line) bool { return slices.Equal(calls(a), calls(b)) }

type call struct {
	key         string
	door, calls int
}

func calls(l schema.Line) []call {
	var out []call
	for _, t := range l.Tickets {
		if t.State == schema.TicketCalled {
			out = append(out, call{t.Key, t.Door, t.Calls})
		}
	}
	slices.SortFunc(out, func(a, b call) int { return cmp.Compare(a.key, b.key) })
	return out
}
