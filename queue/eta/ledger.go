package eta

import (
	"maps"
	"time"

	"tiepdan/queue"
)

// Promise is what was predicted for a ticket when it joined the line.
type Promise struct {
	Raw     Raw           `json:"raw"`
	At      time.Time     `json:"at"`
	High    time.Duration `json:"high"` // the end of the range that was told
	Overdue bool          `json:"overdue,omitempty"`
}

// Ledger keeps what was predicted until it is known what came of it, and what
// the queues' bands learn from that. It is a value, as a Line is.
type Ledger struct {
	Bands    Bands              `json:"bands,omitempty"`
	Promises map[string]Promise `json:"promises,omitempty"` // by the ticket's ID
}

// ofPlay is what the bands of a line that is played on aim at.
func ofPlay() aim { return aim{low: 0.1, high: 0.1, least: 0.12} }

// key names the line that a ticket stands in: who goes first waits otherwise.
func key(t *queue.Ticket) string {
	if t.Class == "" && t.Priority {
		return t.Service + " priority"
	}
	return t.Service + " " + t.Class
}

// Wait makes a prediction of a ticket honest.
func (l Ledger) Wait(t queue.Ticket, r Raw) queue.Wait {
	band := l.Bands.Of(key(&t))
	return band.Estimate(r).Wait()
}

// Promise notes what was predicted for a ticket that joins.
func (l Ledger) Promise(t queue.Ticket, r Raw, at time.Time) Ledger {
	l.Promises = maps.Clone(l.Promises)
	if l.Promises == nil {
		l.Promises = map[string]Promise{}
	}
	l.Promises[t.ID] = Promise{Raw: r, At: at, High: l.Wait(t, r).Max}
	return l
}

// Called learns what a ticket waited.
func (l Ledger) Called(t queue.Ticket) Ledger {
	p, ok := l.Promises[t.ID]
	if !ok {
		return l
	}
	l = l.Drop(t.ID)
	l.Bands = maps.Clone(l.Bands)
	if l.Bands == nil {
		l.Bands = Bands{}
	}
	l.Bands.learn(ofPlay(), key(&t), p.Raw, t.Waited().Minutes(), p.Overdue)
	return l
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

// Look notes which of the waiting tickets wait beyond their range by now.
func (l Ledger) Look(waiting []queue.Ticket, now time.Time) Ledger {
	changed := false
	for i := range waiting {
		t := &waiting[i]
		p, ok := l.Promises[t.ID]
		if !ok || p.Overdue || t.State != queue.Waiting || now.Sub(p.At) <= p.High {
			continue
		}
		if !changed {
			l.Promises, l.Bands, changed = maps.Clone(l.Promises), maps.Clone(l.Bands), true
			if l.Bands == nil {
				l.Bands = Bands{}
			}
		}
		p.Overdue = true
		l.Promises[t.ID] = p
		l.Bands.overdue(ofPlay(), key(t))
	}
	return l
}
