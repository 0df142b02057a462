package eta

import (
	"maps"
	"math"
	"time"

	"tiepdan/queue"
)

// Promise is what was predicted for a ticket when it joined the line.
type Promise struct {
	Raw     Raw           `json:"raw"` // of the line played on
	Tilt    tilt          `json:"tilt,omitzero"`
	Facts   Facts         `json:"facts,omitzero"`
	At      time.Time     `json:"at"`
	Low     time.Duration `json:"low,omitempty"` // the range that was told
	High    time.Duration `json:"high"`
	Reached bool          `json:"reached,omitempty"` // it waits longer than Low
	Overdue bool          `json:"overdue,omitempty"` // and than High
}

// Ledger keeps what was predicted until it is known what came of it, and what
// is learnt from that: the queues' bands at once, the blend every night. It is
// a value, as a Line is.
type Ledger struct {
	Bands    Bands              `json:"bands,omitempty"`
	Today    Band               `json:"today,omitzero"`     // moves all bands, by what came today
	Promises map[string]Promise `json:"promises,omitempty"` // by the ticket's ID
	Blend    Blend              `json:"blend,omitzero"`
	Spoken   []Spoken           `json:"spoken,omitempty"`  // calls of today
	Names    []string           `json:"names,omitempty"`   // of the lines in the rows
	Rows     Rows               `json:"rows_v1,omitempty"` // named by their layout
	Until    time.Time          `json:"until,omitzero"`    // the next night
}

// ofPlay is what the bands of a line that is played on aim at.
func ofPlay() aim { return aim{low: 0.1, high: 0.1, least: 0.03, inward: widest} }

// prompt is how many tickets may wait for their call before today's steps get
// smaller.
const prompt = 25.0

// todaysAim is what today's correction aims at. What a range was worth shows when
// its ticket is called: with many who wait, all told much the same, a
// correction that goes on as quickly runs far past the mark before it sees
// what it did.
func (l Ledger) todaysAim() aim {
	a := ofPlay()
	a.least *= min(1, prompt/float64(len(l.Promises)+1))
	return a
}

// key names the line that a ticket stands in: who goes first waits otherwise.
func key(t *queue.Ticket) string {
	if t.Class == "" && t.Priority {
		return t.Service + " priority"
	}
	return t.Service + " " + t.Class
}

// Wait makes a prediction of a ticket honest. What is said of one that waits
// stays as far from the line played on as when it joined.
func (l Ledger) Wait(t queue.Ticket, r Raw) queue.Wait {
	return l.tell(&t, r, l.Promises[t.ID].Tilt)
}

// WaitToJoin is Wait for a ticket that would join now.
func (l Ledger) WaitToJoin(t queue.Ticket, f Facts) queue.Wait {
	return l.tell(&t, f.raw(), l.Blend.tilt(&f))
}

func (l Ledger) tell(t *queue.Ticket, played Raw, by tilt) queue.Wait {
	r := by.of(played)
	band := l.Bands.Of(key(t))
	band.Low, band.High = band.Low+l.Today.Low, band.High+l.Today.High
	e := band.Estimate(r)
	if l.Blend.Longest > 0 { // beyond what anybody has waited lately, a range says nothing
		e.High = min(e.High, math.Expm1(max(clean(l.Blend.Longest+beyond), r.Point, played.High)))
	}
	return e.Wait()
}

// beyond is how much longer than the longest wait of the last days a range may
// end: half as long again, as a logarithm.
const beyond = 0.405

// Promise notes what was told to a ticket that joins.
func (l Ledger) Promise(t queue.Ticket, f Facts, told queue.Wait, at time.Time) Ledger {
	l.Promises = maps.Clone(l.Promises)
	if l.Promises == nil {
		l.Promises = map[string]Promise{}
	}
	l.Promises[t.ID] = Promise{Raw: f.raw(), Tilt: l.Blend.tilt(&f), Facts: f, At: at, Low: told.Min, High: told.Max}
	return l
}

// Called learns what a ticket waited.
func (l Ledger) Called(t queue.Ticket) Ledger {
	p, ok := l.Promises[t.ID]
	if !ok {
		return l
	}
	l = l.Drop(t.ID)
	waited := t.Waited()
	if !p.Reached {
		l.Today.low(l.todaysAim(), waited < p.Low)
	}
	if !p.Overdue {
		l.Today.high(l.todaysAim(), waited > p.High)
	}
	y := round(log1p(waited.Minutes()))
	l = l.spoke(Spoken{At: t.First, Door: t.Door, Key: key(&t), Waited: y})
	if p.Facts == (Facts{}) { // promised by an earlier version
		return l
	}
	return l.keep(key(&t), &p, y)
}

// Drop forgets a ticket that will not be called for what it was promised.
func (l Ledger) Drop(ticket string) Ledger {
	l.Promises = maps.Clone(l.Promises)
	delete(l.Promises, ticket)
	if len(l.Promises) == 0 {
		l.Promises = nil // as it comes back from a snapshot
	}
	return l
}

// Look notes what is known already of the waiting tickets: that they wait
// longer than the range's begin, or beyond its end.
func (l Ledger) Look(waiting []queue.Ticket, now time.Time) Ledger {
	changed := false
	for i := range waiting {
		t := &waiting[i]
		p, ok := l.Promises[t.ID]
		if !ok || p.Overdue || t.State != queue.Waiting {
			continue
		}
		waits := now.Sub(p.At)
		reached, overdue := waits > p.Low, waits > p.High
		if reached == p.Reached && !overdue {
			continue
		}
		if !changed {
			l.Promises, changed = maps.Clone(l.Promises), true
		}
		if reached && !p.Reached {
			l.Today.low(l.todaysAim(), false)
		}
		if overdue {
			l.Today.high(l.todaysAim(), true)
		}
		p.Reached, p.Overdue = reached || p.Reached, overdue
		l.Promises[t.ID] = p
	}
	return l
}
