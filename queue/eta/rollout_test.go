package eta_test

import (
	"math"
	"strconv"
	"testing"
	"time"

	"tiepdan/queue"
	"tiepdan/queue/eta"
)

var morning = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// line has n waiting for "cert" at two doors and one for "civil" at the second
// of them. All visits measured took ten minutes.
func line(t *testing.T, n int, p queue.Policy) queue.Line {
	t.Helper()
	l := queue.NewLine([]queue.Service{{ID: "cert", Prefix: "A", Doors: []int{1, 2}}, {ID: "civil", Prefix: "B", Doors: []int{2}}}, p).Tick(morning)
	for range 8 {
		l.Samples["cert"] = append(l.Samples["cert"], 10*time.Minute)
	}
	for i := range n {
		l = join(t, l, strconv.Itoa(i), "cert", false)
	}
	return join(t, l, "x", "civil", false)
}

func join(t *testing.T, l queue.Line, id, service string, priority bool) queue.Line {
	t.Helper()
	l, _, err := l.Issue(queue.Ticket{ID: id, Service: service, Priority: priority}, morning)
	if err != nil {
		t.Fatal(err)
	}
	l, _, err = l.Join(id, morning)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func minutes(r eta.Raw) float64 { return math.Expm1(r.Point) }

func TestOutlook(t *testing.T) {
	t.Parallel()
	strict := queue.Policy{Strict: true, MinSamples: 5}
	paused := func(l queue.Line) queue.Line {
		l, err := l.SetDoor(2, queue.DoorPaused, morning.Add(time.Hour), morning)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	lunch := []eta.Break{{From: morning.Add(15 * time.Minute), To: morning.Add(time.Hour)}}
	for _, tc := range []struct {
		name   string
		line   queue.Line
		breaks []eta.Break
		want   float64 // minutes that the fifth of "cert" waits
	}{
		{"two doors", line(t, 5, strict), nil, 20},
		{"a door pauses", paused(line(t, 5, strict)), nil, 40},
		{"lunch comes between", line(t, 5, strict), lunch, 60},
		{"somebody goes first", join(t, join(t, line(t, 5, strict), "p", "cert", true), "q", "cert", true), nil, 30},
	} {
		o := eta.Play(tc.line, morning, tc.breaks, nil)
		ticket, _ := tc.line.Find("4")
		r, ok := o.Of(ticket)
		if !ok || math.Abs(minutes(r)-tc.want) > 1e-9 {
			t.Errorf("%s: %.2f min, %v, want %.2f", tc.name, minutes(r), ok, tc.want)
		}
	}
}

func TestGhostStandsBehindOrBefore(t *testing.T) {
	t.Parallel()
	l := line(t, 6, queue.Policy{Strict: true, MinSamples: 5})
	o := eta.Play(l, morning, nil, nil)
	for _, tc := range []struct {
		name   string
		ticket queue.Ticket
		want   float64
	}{
		{"behind all", queue.Ticket{Service: "cert"}, 30},
		{"before all", queue.Ticket{Service: "cert", Priority: true}, 0},
	} {
		r, ok := o.Ghost(tc.ticket)
		if !ok || math.Abs(minutes(r)-tc.want) > 1e-9 {
			t.Errorf("%s: %.2f min, %v, want %.2f", tc.name, minutes(r), ok, tc.want)
		}
	}
	if _, ok := o.Ghost(queue.Ticket{Service: "civil"}); ok {
		t.Error("a service that was never measured: got an estimate, want none")
	}
}

func TestNothingToTell(t *testing.T) {
	t.Parallel()
	few := line(t, 2, queue.Policy{MinSamples: 50})
	closed := line(t, 2, queue.Policy{MinSamples: 5})
	for _, d := range []int{1, 2} {
		closed, _ = closed.SetDoor(d, queue.DoorClosed, time.Time{}, morning)
	}
	for name, l := range map[string]queue.Line{"few were measured": few, "all doors are closed": closed} {
		o := eta.Play(l, morning, nil, nil)
		ticket, _ := l.Find("1")
		if _, ok := o.Of(ticket); ok {
			t.Errorf("%s: a waiting ticket got an estimate, want none", name)
		}
		if _, ok := o.Ghost(queue.Ticket{Service: "cert"}); ok {
			t.Errorf("%s: a new ticket got an estimate, want none", name)
		}
	}
}

func TestLedger(t *testing.T) {
	t.Parallel()
	raw := eta.Raw{Low: math.Log1p(5), Point: math.Log1p(10), High: math.Log1p(20)}
	ticket := queue.Ticket{ID: "a", Service: "cert", State: queue.Waiting, Joined: morning}
	var empty eta.Ledger
	promised := empty.Promise(ticket, known(raw), empty.Wait(ticket, raw), morning)
	if w := promised.Wait(ticket, raw); w.Min != 5*time.Minute || w.Mid != 10*time.Minute || w.Max != 20*time.Minute {
		t.Errorf("before anything was learnt: %+v, want 5, 10 and 20 minutes", w)
	}
	late := promised.Look([]queue.Ticket{ticket}, morning.Add(25*time.Minute))
	if w := late.Wait(ticket, raw); w.Max <= 20*time.Minute {
		t.Errorf("with a ticket overdue: at most %v, want more than 20m", w.Max)
	}
	if again := late.Look([]queue.Ticket{ticket}, morning.Add(30*time.Minute)); again.Wait(ticket, raw) != late.Wait(ticket, raw) {
		t.Error("a ticket counted as overdue twice")
	}
	ticket.State, ticket.First = queue.Called, morning.Add(2*time.Minute)
	after := promised.Called(ticket)
	if w := after.Wait(ticket, raw); w.Min >= 5*time.Minute {
		t.Errorf("after a call sooner than the range: at least %v, want less than 5m", w.Min)
	}
	if len(after.Promises) != 0 || len(promised.Promises) != 1 || len(empty.Promises) != 0 {
		t.Error("a ledger was changed in place, or a kept promise stays")
	}
}

// TestManyWhoWaitMoveRangesLess: where many were told the same and are not
// called yet, one that waits too long moves today's ranges less.
func TestManyWhoWaitMoveRangesLess(t *testing.T) {
	t.Parallel()
	raw := eta.Raw{Low: math.Log1p(5), Point: math.Log1p(10), High: math.Log1p(20)}
	after := func(open int) time.Duration {
		l := eta.Ledger{Today: eta.Band{N: 1000}}
		for i := range open {
			ticket := queue.Ticket{ID: strconv.Itoa(i), Service: "cert", State: queue.Waiting, Joined: morning}
			l = l.Promise(ticket, known(raw), l.Wait(ticket, raw), morning)
		}
		late := queue.Ticket{ID: "0", Service: "cert", State: queue.Waiting, Joined: morning}
		return l.Look([]queue.Ticket{late}, morning.Add(30*time.Minute)).Wait(queue.Ticket{Service: "cert"}, raw).Max - 20*time.Minute
	}
	few, some, many := after(1), after(20), after(200)
	if few < 30*time.Second || some != few || many*5 > few || many <= 0 {
		t.Errorf("ranges end %v later with one who waits, %v with 20, %v with 200; want the same with 20 and far less with 200", few, some, many)
	}
}

// known is what is known of a ticket when nothing but the line is.
func known(r eta.Raw) eta.Facts { return eta.Facts{r.Low, r.Point, r.High} }

// BenchmarkOutlook plays on with 60 who wait and eight in an hour who are yet to
// come and go first, and asks for a new ticket. The bar is 1 ms.
func BenchmarkOutlook(b *testing.B) {
	l := queue.NewLine([]queue.Service{{ID: "cert", Prefix: "A", Doors: []int{1, 2, 3}}, {ID: "civil", Prefix: "B", Doors: []int{3, 4}}}, queue.Policy{Share: 2, MinSamples: 5}).Tick(morning)
	for i := range 100 {
		l.Samples["cert"] = append(l.Samples["cert"], time.Duration(i)*10*time.Second)
		l.Samples["civil"] = append(l.Samples["civil"], time.Duration(i)*8*time.Second)
	}
	for i := range 60 {
		id := strconv.Itoa(i)
		l, _, _ = l.Issue(queue.Ticket{ID: id, Service: []string{"cert", "civil"}[i%2], Priority: i%5 == 0}, morning)
		l, _, _ = l.Join(id, morning)
	}
	coming := make([]float64, 48)
	for i := range coming {
		coming[i] = 2
	}
	crowd := eta.Crowd{"cert priority": coming, "civil priority": coming}
	for b.Loop() {
		if _, ok := eta.Play(l, morning, nil, crowd).Ghost(queue.Ticket{Service: "cert"}); !ok {
			b.Fatal("no estimate")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ms/ticket")
}

// TestRangeEnds: a range ends somewhat after the longest wait of the last days,
// unless the line itself says more.
func TestRangeEnds(t *testing.T) {
	t.Parallel()
	l := eta.Ledger{Blend: eta.Blend{Longest: math.Log1p(60)}, Today: eta.Band{High: 5}}
	for _, tc := range []struct{ high, least, most float64 }{{40, 85, 95}, {200, 195, 205}} {
		w := l.WaitToJoin(queue.Ticket{Service: "cert"}, known(eta.Raw{Low: math.Log1p(5), Point: math.Log1p(20), High: math.Log1p(tc.high)}))
		if m := w.Max.Minutes(); m < tc.least || m > tc.most {
			t.Errorf("the line played on says up to %v min: told %.0f, want %v to %v", tc.high, m, tc.least, tc.most)
		}
	}
}
