package eta

import "slices"

const (
	// recent is the window of the rates, short that of their change.
	recent = 45.0
	short  = 15.0
	// keptCalls is how many calls are remembered at least, however long ago.
	keptCalls = 8
	// prior weighs the historical pace against today's: as many calls.
	prior = 30.0
)

// Call is one ticket that was called.
type Call struct {
	At     float64 `json:"at"`
	Waited float64 `json:"waited"`
	Ahead  int     `json:"ahead"` // how many were before it when it came
}

// Waiter is one ticket that waits.
type Waiter struct {
	ID    string  `json:"id"`
	Came  float64 `json:"came"`
	Ahead int     `json:"ahead"`
	Pace  float64 `json:"pace"` // the pace that was expected when it came
}

// Watch follows one queue through one day. Times are minutes of that day.
type Watch struct {
	Open     int           `json:"open"`     // doors that serve it
	Quoted   float64       `json:"quoted"`   // another system's figure, 0 without one
	Waiters  []Waiter      `json:"waiters"`  // in the order they came
	Calls    []Call        `json:"calls"`    // the last ones
	Arrivals []float64     `json:"arrivals"` // of the last 45 minutes
	Issued   int           `json:"issued"`
	Departed int           `json:"departed"`
	First    float64       `json:"first"`  // when the first was called
	Busy     float64       `json:"busy"`   // minutes in which somebody waited
	Manned   float64       `json:"manned"` // the same, times the open doors
	ByHour   [hours]Sum    `json:"by_hour"`
	Quarters [quarters]int `json:"quarters"` // calls
	Bias     Drift         `json:"bias"`
	Since    float64       `json:"since"` // all before is added up
}

// Drift is how far waits are from what the historical pace says, as the
// difference of logarithms, the newest weighing most.
type Drift struct {
	Mean   float64 `json:"mean"`
	Weight float64 `json:"weight"`
}

// fade is what a call weighs against the one after it.
const fade = 0.9

func (d *Drift) add(x float64) {
	d.Weight = d.Weight*fade + 1
	d.Mean += (x - d.Mean) / d.Weight
}

// Come lets a ticket into the queue. Ahead is how many go before it, pace the
// minutes between two calls that history expects.
func (w *Watch) Come(id string, at float64, ahead int, pace float64) {
	w.pass(at)
	w.Waiters = append(w.Waiters, Waiter{ID: id, Came: at, Ahead: ahead, Pace: pace})
	w.Arrivals = append(w.Arrivals, at)
	w.Issued++
	w.forget(at)
}

// Called takes a ticket out of the queue; at is when it was called. It tells
// the ticket and whether it was there.
func (w *Watch) Called(id string, at float64) (Waiter, bool) {
	i := slices.IndexFunc(w.Waiters, func(t Waiter) bool { return t.ID == id })
	if i < 0 {
		return Waiter{}, false
	}
	t := w.Waiters[i]
	w.pass(at)
	w.Waiters = slices.Delete(slices.Clone(w.Waiters), i, i+1)
	w.Departed++
	if w.Departed == 1 {
		w.First = at
	}
	w.ByHour[hour(at)].N++
	w.Quarters[quarter(at)]++
	waited := max(0, at-t.Came)
	w.Calls = append(slices.Clip(w.Calls), Call{At: at, Waited: waited, Ahead: t.Ahead})
	w.Bias.add(log1p(waited) - log1p(float64(t.Ahead+1)*t.Pace))
	w.forget(at)
	return t, true
}

// Leave takes a ticket out that was not called.
func (w *Watch) Leave(id string, at float64) {
	w.pass(at)
	w.Waiters = slices.DeleteFunc(slices.Clone(w.Waiters), func(t Waiter) bool { return t.ID == id })
}

// pass adds the time until now up.
func (w *Watch) pass(now float64) {
	if by := now - w.Since; by > 0 && len(w.Waiters) > 0 {
		w.Busy += by
		w.Manned += by * float64(max(1, w.Open))
		w.ByHour[hour(now)].Total += by
	}
	w.Since = max(w.Since, now)
}

func (w *Watch) forget(now float64) {
	for len(w.Arrivals) > 0 && w.Arrivals[0] < now-recent {
		w.Arrivals = w.Arrivals[1:]
	}
	for len(w.Calls) > keptCalls && w.Calls[0].At < now-recent {
		w.Calls = w.Calls[1:]
	}
}

// within counts the calls of the last minutes.
func (w *Watch) within(now, window float64) int {
	n := 0
	for _, c := range w.Calls {
		if c.At >= now-window {
			n++
		}
	}
	return n
}

// came counts the tickets given in the last minutes.
func (w *Watch) came(now, window float64) int {
	n := 0
	for _, at := range w.Arrivals {
		if at >= now-window {
			n++
		}
	}
	return n
}

// pace is the shrunk time between two calls: today's, drawn to the historical
// pace as if that had been seen for 30 calls, and never further from it than
// by half or twice.
func (w *Watch) pace(now, historical float64) float64 {
	busy := w.Busy
	if len(w.Waiters) > 0 {
		busy += max(0, now-w.Since)
	}
	tau := (prior*historical + busy) / (prior + float64(w.Departed))
	return min(max(tau, historical/2), historical*2)
}

// oldest is the longest that somebody has waited by now.
func (w *Watch) oldest(now float64) float64 {
	age := 0.0
	for _, t := range w.Waiters {
		age = max(age, now-t.Came)
	}
	return age
}
