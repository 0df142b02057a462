package updates

import (
	"time"

	"tiepdan/report/schema"
)

// Known is what a robot says of itself.
type Known struct {
	Running string // version; "" while that is not known
	Answer  *schema.Updated
}

// Next gives the wishes that are to change now, changed: what robots have answered,
// who is told, who is told to stay, what is stopped. The wishes are those of the
// store, by round and place; now is in the ward's time. A round's first robot must
// have run its version for as long as proof: one may come up and still go back.
func Next(all []Wish, known func(schema.Topic) Known, proof time.Duration, now time.Time) []Wish {
	next := make([]Wish, len(all))
	for i, w := range all {
		next[i] = answered(w, known(w.To), now)
	}
	rounds := make(map[string]round)
	for _, w := range next {
		rounds[w.Round] = rounds[w.Round].with(w, now.Add(-proof))
	}
	var changed []Wish
	for i, w := range next {
		if w = rounds[w.Round].step(w, known(w.To), now); w != all[i] {
			changed = append(changed, w)
		}
	}
	return changed
}

// answered takes what a robot says to what it was told.
func answered(w Wish, k Known, now time.Time) Wish {
	a := k.Answer
	if a == nil || w.Rev == 0 || a.Rev != w.Rev || *a == w.Answer {
		return w
	}
	if a.Status != w.Answer.Status || a.Error != w.Answer.Error {
		w.Since = now
	}
	w.Answer = *a
	return w
}

// round is what of a round decides about its others.
type round struct {
	lead int    // place of the robot that goes first: of those that are still in it
	ran  bool   // it has run the version for a while
	bad  string // robot that came to a bad end, and to which
	any  bool
}

func (r round) with(w Wish, before time.Time) round {
	if w.State != Withdrawn && (!r.any || w.Place < r.lead) {
		r.any, r.lead = true, w.Place
		r.ran = w.Done() && !w.Since.After(before)
	}
	if w.Bad() && r.bad == "" {
		r.bad = w.To.Robot + " " + string(w.Answer.Status)
	}
	return r
}

// step decides about one wish.
func (r round) step(w Wish, k Known, now time.Time) Wish {
	if r.stops(w) {
		w.State, w.Because = Stopped, r.bad
	}
	may := w.Window.Open(now) && !now.Before(w.NotBefore)
	switch {
	case w.State == Given && may && r.turnOf(w):
		w.State = Told
	case !may && w.asked() && early(w.Answer) && k.canStay(w.Version):
		w.State = Given // in the next window again
	}
	return say(w, k, now)
}

// say tells a robot what was decided, if it is another thing than it was told.
func say(w Wish, k Known, now time.Time) Wish {
	if w.State == Told {
		if w.Said != w.Version || behind(w, k, now) {
			return tell(w, w.Version, k, now)
		}
		return w
	}
	if w.Rev > 0 && early(w.Answer) && k.canStay(w.Said) {
		return tell(w, k.Running, k, now)
	}
	return w
}

// stops says whether a wish is stopped for what became of another.
func (r round) stops(w Wish) bool {
	return r.bad != "" && w.Open() && (w.State == Given || early(w.Answer))
}

// turnOf says whether a robot need not wait for another one.
func (r round) turnOf(w Wish) bool { return !w.Staged || w.Place == r.lead || r.ran }

// canStay says whether a robot can be told to stay as it is, in place of a version.
func (k Known) canStay(version string) bool { return k.Running != "" && k.Running != version }

// behind says whether a robot knows a higher revision, of a ward whose store was lost
// or restored since.
func behind(w Wish, k Known, now time.Time) bool {
	a := k.Answer
	if a == nil || w.Rev == 0 {
		return false
	}
	minutes := now.Unix() / 60
	return a.Rev > w.Rev && a.Rev <= minutes+revAhead || a.Rev == w.Rev && a.Error == schema.UpdateOld && w.Rev < minutes
}

func tell(w Wish, version string, k Known, now time.Time) Wish {
	w.Rev, w.Said, w.ToldAt = nextRev(w, k, now), version, now
	w.Answer, w.Since = schema.Updated{}, time.Time{}
	return w
}

// revAhead is how far a robot's revision may be above the minutes since 1970, see
// command.Sender.
const revAhead = 1_000_000

// nextRev is above all revisions that the ward knows of. A robot that knows a higher
// one got it from a ward whose store was lost: then minutes are counted.
func nextRev(w Wish, k Known, now time.Time) int64 {
	minutes, rev := now.Unix()/60, w.Rev
	if a := k.Answer; a != nil && a.Rev <= minutes+revAhead {
		rev = max(rev, a.Rev)
	}
	rev++
	if a := k.Answer; a != nil && a.Error == schema.UpdateOld {
		rev = max(rev, minutes)
	}
	return rev
}
