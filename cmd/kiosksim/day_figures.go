package main

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/queue"
	"tiepdan/queue/eta"
)

// told is what a visitor was told when she joined the line.
type told struct {
	wait  queue.Wait
	at    time.Time
	facts eta.Facts
}

// tallies collects what one day was like.
type tallies struct {
	tickets, unknown, closed, missed, moved, turned int
	told                                            map[string]told
	waits                                           map[string][]float64 // minutes, by class
	abs, inside, above, near, n, width, widest      float64
	baselines                                       []baseline
	overtaken                                       map[string]int
	breaches                                        int // calls of a later one of the same class and service
}

func newFigures() *tallies {
	return &tallies{told: map[string]told{}, waits: map[string][]float64{}, overtaken: map[string]int{}}
}

func (f *tallies) joined(t queue.Ticket, w queue.Wait, known eta.Facts) {
	f.tickets++
	if !w.Known {
		f.unknown++
	}
	f.told[t.ID] = told{w, t.Joined, known}
}

// called counts a call; before is the line that it was chosen from.
func (f *tallies) called(t queue.Ticket, before queue.Line) {
	f.overtakes(t, before)
	was, ok := f.told[t.ID]
	if !ok || t.Origin != "" {
		return
	}
	delete(f.told, t.ID)
	waited := t.First.Sub(was.at)
	f.waits[t.Class] = append(f.waits[t.Class], waited.Minutes())
	if was.wait.Known {
		f.judge(was.wait, waited)
		f.compare(&was.facts, waited)
	}
}

// overtakes counts who came earlier and still waits for the same service.
func (f *tallies) overtakes(t queue.Ticket, before queue.Line) {
	for _, o := range before.Live {
		if o.State != queue.Waiting || o.ID == t.ID || !o.Joined.Before(t.Joined) || o.Service != t.Service {
			continue
		}
		f.overtaken[o.ID]++
		if o.Class == t.Class && o.Origin == "" && t.Origin == "" {
			f.breaches++
		}
	}
}

// judge holds an estimate against what came.
func (f *tallies) judge(w queue.Wait, waited time.Duration) {
	f.n++
	f.width += (w.Max - w.Min).Minutes()
	f.widest = max(f.widest, (w.Max - w.Min).Minutes())
	by := math.Abs((waited - w.Mid).Minutes())
	f.abs += by
	if by <= 10 {
		f.near++
	}
	switch {
	case waited > w.Max:
		f.above++
	case waited >= w.Min:
		f.inside++
	}
}

// baseline is how far a simpler predictor was from what came, in the same day.
type baseline struct {
	Name string   `json:"name"`
	MAE  measured `json:"mae_min"`
}

func (f *tallies) compare(known *eta.Facts, waited time.Duration) {
	all := known.Simple()
	if f.baselines == nil {
		f.baselines = make([]baseline, len(all))
	}
	for i, s := range all {
		f.baselines[i].Name = s.Name
		f.baselines[i].MAE += measured(math.Abs(waited.Minutes() - s.Minutes))
	}
}

// classWaits are the waits of one class, in minutes.
type classWaits struct {
	Class  string  `json:"class"`
	N      int     `json:"n"`
	Mean   float64 `json:"mean_min"`
	Median float64 `json:"median_min"`
	P90    float64 `json:"p90_min"`
	Most   float64 `json:"max_min"`
}

// dayResult is what a day was like.
type dayResult struct {
	Visitors int          `json:"visitors"`
	Doors    int          `json:"doors"`
	Seed     uint64       `json:"seed"`
	Policy   string       `json:"policy"`
	History  int          `json:"history_days"`
	Tickets  int          `json:"tickets"`
	Turned   int          `json:"turned_away"` // no number was given: out of hours, or the screen was never free
	Closed   int          `json:"closed"`
	NoShows  int          `json:"no_shows"`
	Moved    int          `json:"transfers"`
	Left     int          `json:"still_waiting"`
	Waits    []classWaits `json:"waits"`
	Estimate struct {
		N        int      `json:"n"`
		Unknown  int      `json:"unknown"` // tickets of which nothing was said
		MAE      measured `json:"mae_min"`
		Within   measured `json:"within10"`
		Coverage measured `json:"coverage"`
		Above    measured `json:"above"`
		Width    measured `json:"width_min"`
		Widest   measured `json:"widest_min"`
		// Combined says that the learned combination was in use, by what it
		// did on a day that it was not fitted to.
		Combined  bool       `json:"combined"`
		Held      eta.Held   `json:"held"`
		Baselines []baseline `json:"baselines,omitempty"`
	} `json:"estimate"`
	Utilisation float64 `json:"utilisation"`
	Overtaken   float64 `json:"overtaken_mean"` // by how many a ticket was overtaken, in its service
	Most        int     `json:"overtaken_max"`
	Breaches    int     `json:"order_breaches"` // within a class and service: must be 0
	Messages    int     `json:"messages"`
}

func (f *tallies) result(p *play) dayResult {
	r := dayResult{
		Visitors: p.o.visitors, Doors: p.o.doors, Seed: p.o.seed, Policy: p.o.policy, History: p.o.history, Tickets: f.tickets, Turned: f.turned,
		Closed: f.closed, NoShows: f.missed, Moved: f.moved, Breaches: f.breaches, Messages: p.steps,
	}
	for _, t := range p.m.Line.Live {
		if t.State == queue.Waiting {
			r.Left++
		}
	}
	for _, class := range []string{"", "elderly", "disabled"} {
		if w := f.waits[class]; len(w) > 0 {
			r.Waits = append(r.Waits, waitsOf(class, w))
		}
	}
	e := &r.Estimate
	e.N, e.Unknown = int(f.n), f.unknown
	each := func(sum float64) measured { return measured(sum / f.n) } // of no ticket: not a number
	e.MAE, e.Within, e.Coverage, e.Above, e.Width = each(f.abs), each(f.near), each(f.inside), each(f.above), each(f.width)
	e.Widest = measured(f.widest)
	if f.n == 0 {
		e.Widest = measured(math.NaN())
	}
	e.Combined, e.Held = p.m.Waits.Blend.Used(), p.m.Waits.Blend.Held
	for _, b := range f.baselines {
		e.Baselines = append(e.Baselines, baseline{b.Name, b.MAE / measured(f.n)})
	}
	worked := 0.0
	for _, d := range p.desks {
		worked += d.worked.Hours()
	}
	r.Utilisation = worked / (float64(p.o.doors) * (closes - lunchTo + lunchFrom - opens - breakFor).Hours())
	for _, n := range f.overtaken {
		r.Overtaken += float64(n)
		r.Most = max(r.Most, n)
	}
	r.Overtaken /= float64(max(1, f.tickets))
	return r
}

func waitsOf(class string, w []float64) classWaits {
	slices.Sort(w)
	at := func(q float64) float64 { return w[min(len(w)-1, int(q*float64(len(w))))] }
	sum := 0.0
	for _, x := range w {
		sum += x
	}
	if class == "" {
		class = "ordinary"
	}
	return classWaits{Class: class, N: len(w), Mean: sum / float64(len(w)), Median: at(0.5), P90: at(0.9), Most: w[len(w)-1]}
}

// measured is a number that was measured, or NaN: null in JSON, a dash for people.
type measured float64

// MarshalJSON is null for what nothing measured.
func (f measured) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(f)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(f))
}

func (f measured) String() string {
	if math.IsNaN(float64(f)) {
		return "–"
	}
	return strconv.FormatFloat(float64(f), 'f', 1, 64)
}

func (r dayResult) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d visitors, %d doors, policy %s, seed %d, after %d other days: %d tickets, %d turned away, %d messages\n",
		r.Visitors, r.Doors, r.Policy, r.Seed, r.History, r.Tickets, r.Turned, r.Messages)
	fmt.Fprintf(&b, "closed %d, no-shows %d, transfers %d, still waiting %d\n\n", r.Closed, r.NoShows, r.Moved, r.Left)
	fmt.Fprintf(&b, "%-12s %5s %8s %8s %8s %8s\n", "waits, min", "n", "mean", "median", "P90", "most")
	for _, w := range r.Waits {
		fmt.Fprintf(&b, "%-12s %5d %8.1f %8.1f %8.1f %8.1f\n", w.Class, w.N, w.Mean, w.Median, w.P90, w.Most)
	}
	e := r.Estimate
	fmt.Fprintf(&b, "\nestimate: %d told, %d not enough data; MAE %s min, within 10 min %s %%, P10–P90 holds %s %% (%s %% above), width %s min, %s at most\n",
		e.N, e.Unknown, e.MAE, 100*e.Within, 100*e.Coverage, 100*e.Above, e.Width, e.Widest)
	use := "the line played on alone"
	if e.Combined {
		use = "the learned combination"
	}
	fmt.Fprintf(&b, "in use: %s", use)
	if e.Held.N > 0 {
		fmt.Fprintf(&b, "; the night before, on days it was not fitted to, it was off by %.2f min and the line played on by %.2f min (%d tickets)", e.Held.Blend(), e.Held.Play(), e.Held.N)
	}
	b.WriteString("\nMAE today:")
	for _, l := range append([]baseline{{"shown", e.MAE}}, e.Baselines...) {
		fmt.Fprintf(&b, " %s %s", l.Name, l.MAE)
	}
	fmt.Fprintf(&b, " min\ndoors busy %.0f %% of their hours\n", 100*r.Utilisation)
	fmt.Fprintf(&b, "overtaken in its service: %.2f times a ticket, %d at most; within its class: %d\n", r.Overtaken, r.Most, r.Breaches)
	return b.String()
}
