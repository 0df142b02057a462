package queue_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"tiepdan/queue"
)

// walk drives a line by random operations and keeps the books beside it.
type walk struct {
	t       *testing.T
	r       *rand.Rand
	l       queue.Line
	at      time.Time
	issued  int
	open    map[string]bool   // tickets whose visit is not over
	numbers map[string]string // of today, and whose they are
	served  map[string]int    // services that ended, by ticket
	planned map[string]int    // services that may end, by ticket
}

// policies of the walks.
func policies() []queue.Policy {
	classes := []queue.Class{{ID: "old"}, {ID: "ill", Weight: 2}, {ID: "merit", Weight: 1}}
	base := queue.Policy{RecallLimit: 2, ReturnWithin: 20 * time.Minute, ReturnBehind: 2, CheckInEarly: 10 * time.Minute, CheckInLate: 5 * time.Minute}
	out := []queue.Policy{}
	for _, change := range []func(*queue.Policy){
		func(p *queue.Policy) { p.Strict = true },
		func(p *queue.Policy) { p.Share = 3 },
		func(p *queue.Policy) { p.Strict, p.Classes = true, classes },
		func(p *queue.Policy) { p.Share, p.Classes = 2, classes },
		func(p *queue.Policy) { p.Strict, p.Classes, p.AgeAfter = true, classes, 15*time.Minute },
		func(p *queue.Policy) { p.Share, p.Classes, p.AgeAfter = 1, classes, 15*time.Minute },
	} {
		p := base
		change(&p)
		out = append(out, p)
	}
	return out
}

func services() []queue.Service {
	return []queue.Service{
		{ID: "cert", Prefix: "A", Doors: []int{1, 2}},
		{ID: "civil", Prefix: "B", Doors: []int{2, 3}},
		{ID: "land", Prefix: "C", Doors: []int{4}},
	}
}

// TestWalks checks what must hold whatever happens: no number twice a day,
// nobody lost, nobody served twice, nobody at two doors, the order rules, an
// operation leaves the line that it is called on alone, a refused one changes
// nothing, an undone one restores all, and a snapshot is the line.
func TestWalks(t *testing.T) {
	t.Parallel()
	for i, p := range policies() {
		for seed := range uint64(8) {
			t.Run(strconv.Itoa(i)+"/"+strconv.FormatUint(seed, 10), func(t *testing.T) {
				t.Parallel()
				w := &walk{
					t: t, r: rand.New(rand.NewPCG(seed, uint64(i))), l: queue.NewLine(services(), p).Configure(services(), p, 1, 2, 3, 4, 5), at: start,
					open: map[string]bool{}, numbers: map[string]string{}, served: map[string]int{}, planned: map[string]int{},
				}
				for range 300 {
					w.step()
				}
			})
		}
	}
}

func snapshot(t *testing.T, l queue.Line) string {
	t.Helper()
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (w *walk) step() {
	w.t.Helper()
	w.at = w.at.Add(time.Duration(w.r.IntN(90)-5) * time.Second) // the clock also goes back
	if w.r.IntN(150) == 0 {
		w.at = w.at.Add(time.Duration(w.r.IntN(5)-2) * time.Hour)
	}
	w.l = w.l.Tick(w.at)
	before, old := snapshot(w.t, w.l), w.l
	err := w.random()
	if got := snapshot(w.t, old); got != before {
		w.t.Fatalf("an operation changed the line it was called on:\n%s\n%s", before, got)
	}
	if err != nil && snapshot(w.t, w.l) != before {
		w.t.Fatalf("a refused operation changed the line: %v", err)
	}
	var back queue.Line
	after := snapshot(w.t, w.l)
	if err := json.Unmarshal([]byte(after), &back); err != nil || snapshot(w.t, back) != after {
		w.t.Fatalf("the line does not survive a snapshot: %v", err)
	}
	w.books()
	w.orders()
}

func (w *walk) ticket() string {
	if w.issued == 0 || w.r.IntN(15) == 0 {
		return "none"
	}
	if len(w.l.Live) > 0 && w.r.IntN(4) > 0 {
		return w.l.Live[w.r.IntN(len(w.l.Live))].ID
	}
	return strconv.Itoa(w.r.IntN(w.issued))
}

func (w *walk) service() string { return []string{"cert", "civil", "land", "gone"}[w.r.IntN(4)] }

func (w *walk) class() string { return []string{"", "", "old", "ill", "merit", "none"}[w.r.IntN(6)] }

func (w *walk) random() error {
	switch w.r.IntN(10) {
	case 0, 1, 2:
		return w.issue()
	case 3, 4:
		return w.call()
	case 5, 6:
		return w.endVisit()
	case 7:
		return w.move()
	case 8:
		return w.desks()
	}
	return w.rare()
}

func (w *walk) issue() error {
	if w.r.IntN(2) == 0 {
		return w.take(w.l.Join(w.ticket(), w.at))
	}
	id, plan := strconv.Itoa(w.issued), []string{"civil", "land", "gone"}[:max(0, w.r.IntN(6)-3)]
	l, tk, err := w.l.Issue(queue.Ticket{ID: id, Service: w.service(), Class: w.class(), Plan: plan}, w.at)
	return w.new(l, tk, err)
}

func (w *walk) new(l queue.Line, tk queue.Ticket, err error) error {
	if err != nil {
		return err
	}
	w.l = l
	w.issued++
	if whose, ok := w.numbers[tk.Number]; ok {
		w.t.Fatalf("number %s was given to %s and %s", tk.Number, whose, tk.ID)
	}
	w.numbers[tk.Number], w.open[tk.ID] = tk.ID, true
	w.planned[tk.ID] = 1 + len(tk.Plan)
	if w.r.IntN(3) > 0 {
		return w.take(w.l.Join(tk.ID, w.at))
	}
	return nil
}

// take keeps the line of a step that was done.
func (w *walk) take(l queue.Line, _ queue.Ticket, err error) error {
	if err == nil {
		w.l = l
	}
	return err
}

func (w *walk) call() error {
	door := w.r.IntN(7)
	switch w.r.IntN(6) {
	case 0:
		return w.take(w.l.Recall(door, w.at))
	case 1:
		return w.take(w.l.Pick(door, w.ticket(), w.at))
	}
	want := w.l.Order(door)
	l, tk, err := w.l.CallNext(door, w.at)
	if err == nil && (len(want) == 0 || want[0].ID != tk.ID) {
		w.t.Fatalf("door %d called %s, want the first of %v", door, tk.Number, want)
	}
	if err == nil && w.l.Desk(door).State != queue.DoorOpen {
		w.t.Fatalf("door %d called %s and is %s", door, tk.Number, w.l.Desk(door).State)
	}
	return w.undoable(tk.ID, l, tk, err)
}

// undoable now and then undoes a step and compares.
func (w *walk) undoable(id string, l queue.Line, tk queue.Ticket, err error) error {
	if err != nil {
		return err
	}
	if w.r.IntN(2) == 0 {
		before, _ := w.l.Find(id)
		after, _ := l.Find(id)
		undone, err := l.Restore(before, after)
		if err != nil {
			w.t.Fatalf("undo of %s: %v", tk.Number, err)
		}
		undone.Turns, undone.Favoured, undone.Now = w.l.Turns, w.l.Favoured, w.l.Now // the agent keeps them
		if got, want := snapshot(w.t, undone), snapshot(w.t, w.l); got != want {
			w.t.Fatalf("undone:\n%s, want\n%s", got, want)
		}
	}
	w.l = l
	return nil
}

func (w *walk) endVisit() error {
	door := w.r.IntN(6)
	at, _ := w.l.At(door)
	switch w.r.IntN(5) {
	case 0:
		l, tk, err := w.l.Hold(door, w.at)
		return w.undoable(at.ID, l, tk, err)
	case 1:
		l, tk, err := w.l.Miss(door, w.at)
		return w.undoable(at.ID, l, tk, err)
	}
	l, ended, err := w.l.Close(door, w.at)
	if err := w.undoable(at.ID, l, ended, err); err != nil {
		return err
	}
	w.l = w.l.Settle(ended)
	w.served[ended.ID]++
	if _, ok := w.l.Find(ended.ID); !ok {
		delete(w.open, ended.ID)
	}
	return nil
}

func (w *walk) move() error {
	id := w.ticket()
	rank := func(l queue.Line) queue.Rank { t, _ := l.Find(id); return t.Rank }
	before, joined := rank(w.l), len(w.l.Live)
	var err error
	switch w.r.IntN(5) {
	case 0:
		err = w.take(w.l.Resume(id, w.at))
	case 1, 2:
		var l queue.Line
		var tk queue.Ticket
		l, tk, err = w.l.Transfer(id, w.r.IntN(7), []string{"", w.service()}[w.r.IntN(2)], w.at)
		err = w.undoable(id, l, tk, err)
	case 3:
		err = w.take(w.l.Reclass(id, w.class()))
	case 4:
		if err = w.take(w.l.Return(id, w.at)); err == nil {
			if got := rank(w.l); got.At < before.At {
				w.t.Fatalf("%s came back at %v, before its old place %v", id, got, before)
			}
			return nil
		}
	}
	if got := rank(w.l); got != before || len(w.l.Live) != joined {
		w.t.Fatalf("%s lost its place: %v, want %v", id, got, before)
	}
	return err
}

func (w *walk) desks() error {
	door := w.r.IntN(7)
	switch w.r.IntN(4) {
	case 0:
		l, moved, err := w.l.MoveStranded([]string{"", "cert"}[w.r.IntN(2)], w.r.IntN(6), []string{"", w.service()}[w.r.IntN(2)], w.at)
		if err != nil {
			return err
		}
		w.l = l
		for _, tk := range moved {
			if now, _ := w.l.Find(tk.ID); now.State != queue.Waiting {
				w.t.Fatalf("%s was moved and is %s", tk.Number, now.State)
			}
		}
		return nil
	case 1:
		l, err := w.l.SetDoor(door, queue.DoorPaused, w.at.Add(time.Hour), w.at)
		return w.take(l, queue.Ticket{}, err)
	case 2:
		l, err := w.l.SetDoor(door, queue.DoorClosed, time.Time{}, w.at)
		return w.take(l, queue.Ticket{}, err)
	}
	l, err := w.l.SetDoor(door, queue.DoorOpen, time.Time{}, w.at)
	return w.take(l, queue.Ticket{}, err)
}

// rare things: a plan, a departure, a reservation, a lapse, other settings, a
// new day.
func (w *walk) rare() error {
	switch w.r.IntN(9) {
	case 0:
		id := w.ticket()
		plan := []string{w.service(), w.service()}[:w.r.IntN(3)]
		l, _, err := w.l.Schedule(id, plan)
		if err == nil {
			w.l, w.planned[id] = l, w.served[id]+1+len(plan)
		}
		return err
	case 1:
		l, tk, err := w.l.Leave(w.ticket(), w.at)
		if err == nil {
			w.l = l
			delete(w.open, tk.ID)
		}
		return err
	case 2, 3:
		l, _, err := w.l.Book(queue.Booking{
			ID: "b" + strconv.Itoa(w.r.IntN(1000)), Code: 100_000 + w.r.IntN(50), Service: w.service(), Class: w.class(),
			At: w.at.Add(time.Duration(w.r.IntN(40)-5) * time.Minute),
		}, w.at)
		return w.take(l, queue.Ticket{}, err)
	case 4, 5:
		l, tk, err := w.l.CheckIn("", 100_000+w.r.IntN(50), queue.Ticket{ID: strconv.Itoa(w.issued)}, w.r.IntN(2) == 0, w.at)
		return w.new(l, tk, err)
	case 6:
		w.l = w.l.Expire(w.at)
		for _, tk := range w.l.Lapsed(w.at) {
			w.l = w.l.Settle(tk)
			delete(w.open, tk.ID)
		}
	case 7:
		s, doors := services(), []int{1, 2, 3, 4, 5}
		w.l = w.l.Configure(s[:1+w.r.IntN(3)], policies()[w.r.IntN(len(policies()))], doors[:2+w.r.IntN(4)]...)
	case 8:
		if w.r.IntN(4) == 0 {
			w.newDay()
		}
	}
	return nil
}

func (w *walk) newDay() {
	w.l = w.l.Reset(w.at)
	clear(w.open)
	clear(w.numbers)
	for _, tk := range w.l.Live {
		if tk.State != queue.Called {
			w.t.Fatalf("%s is %s on the next day", tk.Number, tk.State)
		}
		w.open[tk.ID], w.numbers[tk.Number] = true, tk.ID
	}
}

// books checks that everybody is where the books say.
func (w *walk) books() {
	w.t.Helper()
	doors := map[int]string{}
	for _, tk := range w.l.Live {
		if !w.open[tk.ID] {
			w.t.Fatalf("%s is %s in the line, and its visit was over", tk.Number, tk.State)
		}
		if tk.State == queue.Called {
			if o := doors[tk.Door]; o != "" {
				w.t.Fatalf("door %d serves %s and %s", tk.Door, o, tk.Number)
			}
			doors[tk.Door] = tk.Number
		}
	}
	if len(w.open) != len(w.l.Live) {
		w.t.Fatalf("%d visits are open, %d tickets in the line: somebody is lost", len(w.open), len(w.l.Live))
	}
	for id, n := range w.served {
		if n > w.planned[id] {
			w.t.Fatalf("ticket %s was served %d times, planned %d", id, n, w.planned[id])
		}
	}
}

// orders checks the order of every door against the rule, told another way.
func (w *walk) orders() {
	w.t.Helper()
	if w.r.IntN(4) > 0 {
		return
	}
	pos := w.l.Positions()
	for _, tk := range w.l.Live {
		if tk.State == queue.Waiting && pos[tk.ID] != w.l.Ahead(tk) {
			w.t.Fatalf("%s has position %d and %d ahead", tk.Number, pos[tk.ID], w.l.Ahead(tk))
		}
	}
	p := w.l.Policy
	for door := range 6 {
		seq := w.l.Sequence(door)
		waiting := 0
		for _, tk := range w.l.Live {
			if tk.State == queue.Waiting && w.mayCall(door, tk) {
				waiting++
			}
		}
		if len(seq) != waiting {
			w.t.Fatalf("door %d: %d in the order, %d wait", door, len(seq), waiting)
		}
		want := slices.Clone(seq)
		if p.Strict {
			slices.SortStableFunc(want, func(a, b queue.Next) int {
				if d := w.lane(a.Ticket, true) - w.lane(b.Ticket, true); d != 0 {
					return d
				}
				return compareRank(a.Rank, b.Rank)
			})
			for i := range seq {
				if seq[i].ID != want[i].ID {
					w.t.Fatalf("door %d, strict: %s is number %d, want %s", door, seq[i].Number, i, want[i].Number)
				}
			}
			continue
		}
		last := map[int]queue.Rank{}
		for _, n := range seq {
			if w.lane(n.Ticket, false) != w.lane(n.Ticket, true) {
				continue // a guest of the first class
			}
			lane := w.lane(n.Ticket, false)
			if compareRank(n.Rank, last[lane]) < 0 {
				w.t.Fatalf("door %d: %s goes after one of its class that joined later", door, n.Number)
			}
			last[lane] = n.Rank
		}
	}
}

func compareRank(a, b queue.Rank) int {
	if a.At != b.At {
		return int(a.At - b.At)
	}
	return int(a.Sub - b.Sub)
}

func (w *walk) mayCall(door int, t queue.Ticket) bool {
	if t.To != 0 {
		return t.To == door
	}
	for _, s := range w.l.Services {
		if s.ID == t.Service {
			return slices.Contains(s.Doors, door)
		}
	}
	return false
}

// lane is the class that a ticket counts as, as the policy's text says.
func (w *walk) lane(t queue.Ticket, asGuest bool) int {
	p := w.l.Policy
	aged := p.AgeAfter > 0 && w.at.Sub(t.Joined) >= p.AgeAfter
	due := !t.Due.IsZero() && !w.at.Before(t.Due)
	if asGuest && (aged || due) {
		return 0
	}
	if len(p.Classes) == 0 {
		if t.Priority {
			return 0
		}
		return 1
	}
	if i := slices.IndexFunc(p.Classes, func(c queue.Class) bool { return c.ID == t.Class && t.Class != "" }); i >= 0 {
		return i
	}
	return len(p.Classes)
}
