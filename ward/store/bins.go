package store

import "time"

// Times are counted in bins that are exact for the limits that a ward sets
// itself: every half minute up to 10 minutes, every minute up to an hour, every
// 5 minutes up to 4 hours, every hour up to a day, and one for all above. A bin
// holds its upper end, so "within 15 minutes" takes 15:00.
type span struct{ step, upto int } // seconds

func spans() []span { return []span{{30, 600}, {60, 3600}, {300, 4 * 3600}, {3600, 24 * 3600}} }

// binOf is the bin of a time in seconds.
func binOf(s int) int {
	bin, from := 0, 0
	for _, p := range spans() {
		if s <= p.upto {
			return bin + max(0, (s-from-1)/p.step)
		}
		bin += (p.upto - from) / p.step
		from = p.upto
	}
	return bin
}

// binEnds is what a bin holds: above from, up to and with to. The last one has
// no end, to is 0 then.
func binEnds(bin int) (from, to time.Duration) {
	low := 0
	for _, p := range spans() {
		if n := (p.upto - low) / p.step; bin >= n {
			bin, low = bin-n, p.upto
			continue
		}
		low += bin * p.step
		return time.Duration(low) * time.Second, time.Duration(low+p.step) * time.Second
	}
	return time.Duration(low) * time.Second, 0
}

// waitEnds are the ends in seconds of the bins of waits that ratings are laid
// beside; the last bin has none.
func waitEnds() []int { return []int{300, 600, 900, 1200, 1800, 2700, 3600, 5400} }

func waitBinOf(s int) int {
	ends := waitEnds()
	for bin, end := range ends {
		if s <= end {
			return bin
		}
	}
	return len(ends)
}
