package doctor

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// Event is what happens during an examination: one of the two.
type Event struct {
	Ask    *Text   `json:"ask,omitempty"`    // what the person at the robot is to do now
	Result *Result `json:"result,omitempty"` // what was found
}

// Options say whose examination it is.
type Options struct {
	Unit    string
	Version string
	Clock   string // its quality, "ntp" or "unset"
	Now     func() time.Time
	Tell    func(Event) // nil tells nobody; called from several goroutines, one at a time
}

// Examine runs checks, beside one another where they need different devices,
// and returns what they found. A check that overruns its limit is reported and
// left behind: what hangs in the kernel cannot be ended.
func Examine(ctx context.Context, checks []Check, o Options) Report {
	var mu sync.Mutex
	r := Report{Unit: o.Unit, Version: o.Version, Clock: o.Clock, At: o.Now()}
	tell := func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		if e.Result != nil {
			r.Results = append(r.Results, *e.Result)
		}
		if o.Tell != nil {
			o.Tell(e)
		}
	}
	var all sync.WaitGroup
	for _, queue := range queues(checks) {
		all.Go(func() {
			for _, c := range queue {
				for _, found := range c.run(ctx, func(t Text) { tell(Event{Ask: &t}) }) {
					tell(Event{Result: &found})
				}
			}
		})
	}
	all.Wait()
	slices.SortStableFunc(r.Results, func(a, b Result) int { return cmp.Compare(a.Part.rank(), b.Part.rank()) })
	r.TookS = o.Now().Sub(r.At).Seconds()
	r.settle()
	return r
}

// queues parts checks so that those of one device stay in one.
func queues(checks []Check) [][]Check {
	var out [][]Check
	at := map[string]int{}
	for _, c := range checks {
		i, known := at[c.Device]
		if !known || c.Device == "" {
			i = len(out)
			out = append(out, nil)
			at[c.Device] = i
		}
		out[i] = append(out[i], c)
	}
	return out
}

func (c Check) run(ctx context.Context, ask Ask) []Result {
	limit := cmp.Or(c.Limit, usualLimit)
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := time.Now()
	answer := make(chan []Result, 1)
	go func() { answer <- c.Run(within, ask) }()
	late := time.NewTimer(limit + lateBy)
	defer late.Stop()
	var found []Result
	select {
	case found = <-answer:
	case <-late.C:
		found = []Result{trouble(string(c.Part)+".slow", limit)}
	}
	took := time.Since(began).Round(time.Millisecond).Seconds()
	for i := range found {
		found[i].TookS = took
	}
	return found
}

// lateBy is how long a check may take to notice that its time is over.
const lateBy = time.Second
