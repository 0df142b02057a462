package line

import (
	"context"
	"time"

	"tiepdan/report/schema"
)

// Kind is what can be said of a ticket.
type Kind int

// The kinds of answer.
const (
	Unknown Kind = iota // no ticket has this token
	Live                // its robot speaks of it
	Over                // its visit is over, see Outcome
	Expired             // it is another day's
	Unheard             // its robot has not spoken of it since the ward's start
)

// Answer is what is known of a ticket.
type Answer struct {
	Kind    Kind
	Number  string            // "" for Unknown
	Outcome Outcome           // Over
	Ticket  schema.LineTicket // Live
	Service schema.Label      // Live; empty when it is not known
	Doors   map[int]schema.Label
	AsOf    time.Time // Live: when its robot said so; zero when that is not known
	Old     bool      // Live: the robot should have spoken since
	More    bool      // Unheard: the robot's line is too long for one message
}

// oldAfter is how long a robot that is well is silent at most, three times:
// it repeats its line twice a minute.
const oldAfter = 90 * time.Second

// Look tells what is known of a ticket. Its work does not depend on how much
// of a token is right: the token was hashed, and the hash is looked up.
func (b *Book) Look(ctx context.Context, key Key, now time.Time) (Answer, error) {
	if a, lives := b.Live(key, now); lives {
		return a, nil
	}
	b.mu.Lock()
	t, found := b.pending[key]
	b.mu.Unlock()
	if !found {
		var err error
		if t, found, err = b.store.Ticket(ctx, key); err != nil {
			return Answer{}, err
		}
	}
	a := Answer{Number: t.Number, Outcome: Outcome(t.Outcome)}
	switch {
	case !found:
		return Answer{}, nil
	case !now.Before(t.Ends):
		a.Kind = Expired
	case a.Outcome != "":
		a.Kind = Over
	default:
		b.mu.Lock()
		defer b.mu.Unlock()
		a.Kind, a.Outcome = Unheard, ""
		if r := b.robots[schema.Topic{Commune: t.Commune, Robot: t.Robot}]; r != nil && r.heard {
			if a.More = r.more; !r.more {
				a.Kind, a.Outcome = Over, Gone
			}
		}
	}
	return a, nil
}

// Live answers for a ticket that its robot speaks of.
func (b *Book) Live(key Key, now time.Time) (Answer, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	owner, lives := b.owners[key]
	if !lives {
		return Answer{}, false
	}
	r := b.robots[owner]
	row := r.tickets[key]
	if !now.Before(r.ends) {
		return Answer{Kind: Expired, Number: row.Number}, true
	}
	return Answer{
		Kind: Live, Number: row.Number, Ticket: row, Service: r.labels.services[row.Service], Doors: r.labels.doors,
		AsOf: r.asOf, Old: r.away || now.Sub(r.asOf) > oldAfter,
	}, true
}
