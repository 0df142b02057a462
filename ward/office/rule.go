package office

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tiepdan/ward/stats"
)

// Rule says when low ratings of one place raise an alert: LeastBad
// dissatisfied ratings within Window, or a share of at least SharePct among at
// least LeastN ratings.
type Rule struct {
	WindowMin int `json:"window_min"`
	LeastBad  int `json:"least_bad"` // 0 for never
	SharePct  int `json:"share_pct"` // 0 for never
	LeastN    int `json:"least_n"`
	DueMin    int `json:"due_min"` // from the alert to its deadline

	CallDueMin int `json:"call_due_min"` // the same of a call that nobody answered
}

// FirstRule is the rule until the ward sets its own.
func FirstRule() Rule {
	return Rule{WindowMin: 120, LeastBad: 3, SharePct: 30, LeastN: 10, DueMin: 240, CallDueMin: 30}
}

// Check says what is wrong with a rule.
func (r Rule) Check() error {
	for _, x := range []struct {
		what           string
		n, least, most int
	}{
		{"window", r.WindowMin, 5, 24 * 60},
		{"number", r.LeastBad, 0, 1000},
		{"share", r.SharePct, 0, 100},
		{"ratings", r.LeastN, 1, 1000},
		{"deadline", r.DueMin, 5, 30 * 24 * 60},
		{"deadline of a call", r.CallDueMin, 5, 30 * 24 * 60},
	} {
		if x.n < x.least || x.n > x.most {
			return fmt.Errorf("the rule's %s is %d, want %d to %d", x.what, x.n, x.least, x.most)
		}
	}
	return nil
}

// Press is one rating as a rule looks at it.
type Press struct {
	At      time.Time
	Commune string
	Door    int    // 0 for the panel
	Robot   string // of the panel
	Face    string
}

func (p Press) scope() string {
	if p.Door > 0 {
		return p.Commune + "/door:" + strconv.Itoa(p.Door)
	}
	return p.Commune + "/panel:" + p.Robot
}

// Finding is a place whose ratings are low.
type Finding struct {
	Scope   string // names the place, see Alert
	Commune string
	Door    int // 0 for the panel
	Robot   string
	Bad     int // dissatisfied
	N       int // ratings in the window
	From    time.Time
}

// Find gives the places whose ratings until now are low. Ratings of a place
// before its moment in since, which is when its last alert was closed, do not
// count again.
func (r Rule) Find(w *Window, since map[string]time.Time, now time.Time) []Finding {
	places := make(map[string]*Finding)
	from := now.Add(-time.Duration(r.WindowMin) * time.Minute)
	for key, t := range w.seconds {
		if t.first.Before(from) || t.first.After(now.Add(time.Minute)) || !t.last.After(since[key.scope]) {
			continue
		}
		f := places[key.scope]
		if f == nil {
			f = &Finding{Scope: key.scope, Commune: t.commune, Door: t.door, Robot: t.robot, From: t.first}
			places[key.scope] = f
		}
		f.N, f.Bad = f.N+t.n, f.Bad+t.bad
		if t.first.Before(f.From) {
			f.From = t.first
		}
	}
	var all []Finding
	for _, f := range places {
		if r.low(f.Bad, f.N) {
			all = append(all, *f)
		}
	}
	slices.SortFunc(all, func(a, b Finding) int { return cmp.Compare(a.Scope, b.Scope) })
	return all
}

func (r Rule) low(bad, n int) bool {
	many := r.LeastBad > 0 && bad >= r.LeastBad
	share := r.SharePct > 0 && n >= r.LeastN && bad > 0 && 100*bad >= r.SharePct*n
	return many || share
}

// Share is the share of dissatisfied ratings of a finding.
func (f Finding) Share() stats.Share { return stats.ShareOf(f.Bad, f.N) }
