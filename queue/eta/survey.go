package eta

// view is several queues seen at once.
type view struct {
	last, mean, age float64 // logarithms; NaN when not known
	oldest          float64
	waiting         float64
	ql              float64
}

// survey looks at queues that share doors: who is called from one of them is
// not called from another.
func survey(now float64, queues []*Watch) view {
	v := view{last: unknown(), mean: unknown(), age: unknown()}
	var waits, ages Sum
	calls, at := 0, 0.0
	for _, w := range queues {
		v.waiting += float64(len(w.Waiters))
		v.oldest = max(v.oldest, w.oldest(now))
		calls += w.within(now, recent)
		for _, t := range w.Waiters {
			ages.Add(now - t.Came)
		}
		for i := len(w.Calls) - 1; i >= 0 && w.Calls[i].At >= now-short; i-- {
			c := w.Calls[i]
			if c.At > at {
				at, v.last = c.At, log1p(c.Waited)
			}
			waits.Add(c.Waited)
		}
	}
	if waits.N > 0 {
		v.mean = log1p(waits.Mean(0, 0))
	}
	if ages.N > 0 {
		v.age = log1p(ages.Mean(0, 0))
	}
	v.ql = log1p((v.waiting + 1) * recent / max(1, float64(calls)))
	return v
}
