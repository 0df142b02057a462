package eta

import (
	"time"

	"tiepdan/queue"
)

// Break is a time in which no door calls anybody, as lunch.
type Break struct{ From, To time.Time }

// Clear takes the ends of a range out of the breaks, inwards: nobody is called
// in them, so that the range holds as often and is shorter. The day's end is no
// such time: whoever has a number by then is still called.
func (o *Outlook) Clear(w queue.Wait) queue.Wait {
	if !w.Known {
		return w
	}
	for _, b := range o.breaks {
		from, to := b.From.Sub(o.at), b.To.Sub(o.at)
		in := func(d time.Duration) bool { return d > from && d < to }
		if in(w.Min) && in(w.Max) {
			w.Min, w.Max = to, to+w.Max-w.Min
		}
		if in(w.Min) {
			w.Min = to
		}
		if in(w.Max) {
			w.Max = max(from, w.Min)
		}
		if in(w.Mid) {
			w.Mid = to
		}
		w.Mid = min(max(w.Mid, w.Min), w.Max)
	}
	return w
}
