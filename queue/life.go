package queue

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Close ends the service of a door's ticket and returns the ticket as it
// ended. If the visit has another service, the ticket goes on to it with its
// number and its place. What ended counts once it is settled.
func (l Line) Close(door int, at time.Time) (Line, Ticket, error) {
	t, ok := l.At(door)
	if !ok {
		return l, Ticket{}, fmt.Errorf("cannot close a visit at door %d: %w", door, ErrNoCurrent)
	}
	ended := t
	ended.State, ended.Ended = Closed, at
	if next, rest := l.follows(t.Plan); next != "" {
		t = t.again(at, OriginNext)
		t.Done = append(slices.Clip(t.Done), t.Service)
		t.Service, t.Plan, t.To = next, rest, 0
		t.WaitedYet, t.ServedYet = 0, 0
		t.Due = time.Time{} // the appointment was for the first service
		return l.with(t), ended, nil
	}
	return l.with(ended), ended, nil
}

// follows is the next service of a plan that the ward still has.
func (l Line) follows(plan []string) (next string, rest []string) {
	for i, id := range plan {
		if _, ok := l.service(id); ok {
			return id, slices.Clone(plan[i+1:])
		}
	}
	return "", nil
}

// Miss ends the visit of a called ticket whose holder did not come.
func (l Line) Miss(door int, at time.Time) (Line, Ticket, error) {
	t, ok := l.At(door)
	if !ok {
		return l, Ticket{}, fmt.Errorf("cannot mark a no-show at door %d: %w", door, ErrNoCurrent)
	}
	t.State, t.Ended = NoShow, at
	return l.with(t), t, nil
}

// Settle makes an end final: it is counted, a service time becomes a sample,
// and a ticket whose visit is over leaves the line.
func (l Line) Settle(ended Ticket) Line {
	if ended.State == Closed && ended.Served() < odd {
		kept := append(slices.Clone(l.Samples[ended.Service]), ended.Served())
		samples := make(map[string][]time.Duration, len(l.Samples)+1)
		maps.Copy(samples, l.Samples)
		samples[ended.Service] = kept[max(0, len(kept)-keptSamples):]
		l.Samples = samples
	}
	l = l.count(ended)
	if t, ok := l.Find(ended.ID); ok && (t.State == Closed || t.State == NoShow || t.State == Left) {
		l = l.without(ended.ID)
	}
	return l
}

// Lapsed lists the missed tickets whose time to come back has passed.
func (l Line) Lapsed(at time.Time) []Ticket {
	var out []Ticket
	for _, t := range l.Live {
		if t.State == NoShow && !at.Before(l.Returnable(t)) {
			out = append(out, t)
		}
	}
	return out
}

// Returnable is until when a missed ticket may come back.
func (l Line) Returnable(t Ticket) time.Time { return t.Ended.Add(l.Policy.ReturnWithin) }

// Hold sets a door's ticket aside and gives the door free.
func (l Line) Hold(door int, at time.Time) (Line, Ticket, error) {
	t, ok := l.At(door)
	if !ok {
		return l, Ticket{}, fmt.Errorf("cannot hold a ticket at door %d: %w", door, ErrNoCurrent)
	}
	t = t.again(at, OriginHeld)
	t.State = Held
	return l.with(t), t, nil
}

// Resume lets a held ticket wait again at its place.
func (l Line) Resume(id string, at time.Time) (Line, Ticket, error) {
	t, err := l.in(id, Held)
	if err != nil {
		return l, t, fmt.Errorf("cannot let %q go on: %w", id, err)
	}
	t = t.again(at, OriginHeld)
	return l.with(t), t, nil
}

// Pick calls a held or missed ticket to a door, before all who wait.
func (l Line) Pick(door int, id string, at time.Time) (Line, Ticket, error) {
	t, err := l.in(id, Held, NoShow)
	if err == nil && t.State == NoShow && !at.Before(l.Returnable(t)) {
		err = ErrTooLate
	}
	if err == nil {
		err = l.free(door)
	}
	if err != nil {
		return l, t, fmt.Errorf("cannot call %q: %w", id, err)
	}
	l.Now = at
	o := OriginHeld
	if t.State == NoShow {
		t.WaitedYet, o = t.Waited(), OriginReturned
	}
	return l.call(t.again(at, o), door, Why{Reason: ReasonPicked, Class: t.Class}, at)
}

// Return lets a missed ticket wait again, behind the next few of its class
// that wait for the same doors.
func (l Line) Return(id string, at time.Time) (Line, Ticket, error) {
	t, err := l.in(id, NoShow)
	if err == nil && !at.Before(l.Returnable(t)) {
		err = ErrTooLate
	}
	if err != nil {
		return l, t, fmt.Errorf("cannot take %q back: %w", id, err)
	}
	t.WaitedYet = t.Waited()
	t.Rank = l.behind(t)
	t = t.again(at, OriginReturned)
	l.LastRank = max(l.LastRank, t.Rank.Sub)
	return l.with(t), t, nil
}

// behind is the place after the next few of a ticket's class at its doors, and
// never one before its own.
func (l Line) behind(t Ticket) Rank {
	mine, lane := l.doorsOf(&t), l.Policy.Lane(&t)
	var ranks []Rank
	for i := range l.Live {
		o := &l.Live[i]
		if o.State == Waiting && l.Policy.Lane(o) == lane &&
			slices.ContainsFunc(l.doorsOf(o), func(d int) bool { return slices.Contains(mine, d) }) {
			ranks = append(ranks, o.Rank)
		}
	}
	slices.SortFunc(ranks, Rank.compare)
	n := min(l.Policy.ReturnBehind, len(ranks))
	if n == 0 || ranks[n-1].compare(t.Rank) < 0 {
		return t.Rank
	}
	return Rank{At: ranks[n-1].At, Sub: l.LastRank + 1}
}

// Transfer sends a ticket that is at a door, waits or is held to another
// service, to one door, or both; it keeps its place.
func (l Line) Transfer(id string, door int, service string, at time.Time) (Line, Ticket, error) {
	t, err := l.in(id, Called, Waiting, Held)
	if err == nil {
		err = l.reaches(t, door, service)
	}
	if err != nil {
		return l, t, fmt.Errorf("cannot transfer %q: %w", id, err)
	}
	if t.State != Called && t.From == 0 && len(l.doorsOf(&t)) == 1 {
		t.From = l.doorsOf(&t)[0] // where it waited until now
	}
	was := t
	t = t.again(at, OriginMoved)
	t.To = door
	if service != "" && service != t.Service {
		t.Service, t.ServedYet = service, 0
	}
	if !l.staffed(l.doorsOf(&t)) { // nobody would call it there
		return l, was, fmt.Errorf("cannot transfer %q: %w", id, ErrDoorNotOpen)
	}
	return l.with(t), t, nil
}

// reaches reports why a ticket cannot be sent to a door or a service.
func (l Line) reaches(t Ticket, door int, service string) error {
	if _, ok := l.service(service); !ok && service != "" {
		return ErrUnknownService
	}
	if door != 0 && !l.hasDoor(door) {
		return ErrUnknownDoor
	}
	same := service == "" || service == t.Service
	if same && (door == 0 || t.State == Called && door == t.Door || t.State != Called && door == t.To) {
		return ErrSamePlace
	}
	return nil
}

// Schedule says which services follow in a ticket's visit.
func (l Line) Schedule(id string, services []string) (Line, Ticket, error) {
	t, err := l.in(id, Reserved, Waiting, Called, Held)
	if err == nil {
		err = l.knowsAll(services)
	}
	if err == nil && len(services) > maxPlan {
		err = ErrTooMany
	}
	if err != nil {
		return l, t, fmt.Errorf("cannot plan the visit of %q: %w", id, err)
	}
	t.Plan = slices.Clone(services)
	return l.with(t), t, nil
}

// maxPlan is how many services can follow in one visit.
const maxPlan = 5

// Reclass gives a ticket another class; its place of joining stays.
func (l Line) Reclass(id, class string) (Line, Ticket, error) {
	t, err := l.in(id, Reserved, Waiting, Called, Held, NoShow)
	if err == nil && !l.Policy.Knows(class) {
		err = ErrUnknownClass
	}
	if err != nil {
		return l, t, fmt.Errorf("cannot give %q the class %q: %w", id, class, err)
	}
	t.Class, t.Priority = class, class != ""
	return l.with(t), t, nil
}

// Leave takes out a ticket whose holder went before the end.
func (l Line) Leave(id string, at time.Time) (Line, Ticket, error) {
	t, err := l.in(id, Reserved, Waiting, Held)
	if err != nil {
		return l, t, fmt.Errorf("cannot cancel %q: %w", id, err)
	}
	t.State, t.Ended = Left, at
	return l.count(t).without(id), t, nil
}

// in finds a ticket in one of several states.
func (l Line) in(id string, states ...State) (Ticket, error) {
	t, ok := l.Find(id)
	if !ok {
		return t, ErrUnknownTicket
	}
	if !slices.Contains(states, t.State) {
		return t, ErrWrongState
	}
	return t, nil
}

// Restore undoes a step: a ticket is again as it was before. It is refused when
// the ticket is not as the step left it, or its door has another one.
func (l Line) Restore(before, after Ticket) (Line, error) {
	t, ok := l.Find(after.ID)
	if !ok || !t.same(after) {
		return l, fmt.Errorf("cannot undo %s: %w", before.Number, ErrWrongState)
	}
	if o, busy := l.At(before.Door); before.State == Called && busy && o.ID != before.ID {
		return l, fmt.Errorf("cannot undo %s, %s is there: %w", before.Number, o.Number, ErrDoorBusy)
	}
	return l.with(before), nil
}

// same reports whether two records of a ticket are of the same step.
func (t Ticket) same(o Ticket) bool {
	return t.ID == o.ID && t.State == o.State && t.Service == o.Service && t.Class == o.Class && t.Door == o.Door &&
		t.To == o.To && t.Calls == o.Calls && t.Rank == o.Rank && t.Entered.Equal(o.Entered) && t.Ended.Equal(o.Ended) && slices.Equal(t.Plan, o.Plan)
}
