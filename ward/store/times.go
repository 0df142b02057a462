package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Times is how long closed visits waited and took.
type Times struct {
	Key

	Wait, Serve Histogram
}

// Histogram counts times in bins.
type Histogram struct {
	bins map[int]int
	n    int
}

// Times gives the times of closed visits, in the order of the keys. They are
// not kept by hour and robot: the filter's Robot, and ByHour and ByRobot, are
// refused.
func (s *Store) Times(ctx context.Context, f Filter, by By) ([]Times, error) {
	if by&(ByHour|ByRobot) != 0 || f.Robot != "" {
		return nil, errors.New("cannot count times: they are kept by day, service and door only")
	}
	var all []Times
	histogram := func(key *Key, what string) *Histogram {
		if len(all) == 0 || all[len(all)-1].Key != *key {
			all = append(all, Times{Key: *key})
		}
		if t := &all[len(all)-1]; what != "wait" {
			return &t.Serve
		}
		return &all[len(all)-1].Wait
	}
	var err error
	if by&ByDay != 0 {
		err = s.timesByDay(ctx, f, by, histogram)
	} else {
		err = s.figures(ctx, f, by, timeFacts, "what, bin", func(key *Key, scan func(...any) error) error {
			var what string
			var bin, n int
			err := scan(&what, &bin, &n)
			h := histogram(key, what)
			*h = h.with(bin, n)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("cannot count times: %w", err)
	}
	return all, nil
}

// timesByDay takes one row for each histogram: a year has tens of thousands of
// bins, and fetching a row costs more than counting it.
func (s *Store) timesByDay(ctx context.Context, f Filter, by By, histogram func(key *Key, what string) *Histogram) error {
	const list = "string_agg(bin || ' ' || number, ' ')"
	return s.figuresAs(ctx, f, by, timeFacts, "what", list, func(key *Key, scan func(...any) error) error {
		var what, bins string
		if err := scan(&what, &bins); err != nil {
			return err
		}
		h := histogram(key, what)
		for bins != "" {
			var bin, n int
			bin, bins = number(bins)
			n, bins = number(bins)
			*h = h.with(bin, n)
		}
		return nil
	})
}

// number takes the number off that a list begins with.
func number(list string) (n int, rest string) {
	for i, c := range []byte(list) {
		if c == ' ' {
			return n, list[i+1:]
		}
		n = 10*n + int(c-'0')
	}
	return n, ""
}

// with has n more times in a bin. It changes h where that can hold them.
func (h Histogram) with(bin, n int) Histogram {
	if h.bins == nil {
		h.bins = make(map[int]int)
	}
	h.bins[bin] += n
	h.n += n
	return h
}

// Plus joins two histograms; neither is changed.
func (h Histogram) Plus(other Histogram) Histogram {
	var sum Histogram
	for _, part := range []Histogram{h, other} {
		for bin, n := range part.bins {
			sum = sum.with(bin, n)
		}
	}
	return sum
}

// N is how many times were counted.
func (h Histogram) N() int { return h.n }

// Quantile is the time that a share q of all did not exceed, 0.5 for the
// median, in between by proportion within its bin: at most 30 s off up to 10
// minutes, one minute up to 8 hours. ok is false when nothing was counted.
func (h Histogram) Quantile(q float64) (t time.Duration, ok bool) {
	if h.n == 0 {
		return 0, false
	}
	rank := q * float64(h.n)
	seen := 0.0
	for bin := 0; ; bin++ {
		n := float64(h.bins[bin])
		if seen+n < rank || n == 0 {
			if from, to := binEnds(bin); to == 0 {
				return from, true // all that is known of the last bin
			}
			seen += n
			continue
		}
		from, to := binEnds(bin)
		if to == 0 {
			return from, true
		}
		return from + time.Duration((rank-seen)/n*float64(to-from)), true
	}
}

// Within is how many did not exceed a limit. It is exact for the ends of bins:
// half minutes up to 10 minutes, minutes up to 8 hours, hours up to a day; for
// others it takes the bins that end before.
func (h Histogram) Within(limit time.Duration) int {
	sum := 0
	for bin, n := range h.bins {
		if _, to := binEnds(bin); to != 0 && to <= limit {
			sum += n
		}
	}
	return sum
}

// Bin is one bin of times.
type Bin struct {
	From, To time.Duration // above From, up to and with To; To is 0 for what has no end
	N        int
}

// Bins are the bins that hold anything, in order.
func (h Histogram) Bins() []Bin {
	var all []Bin
	for bin := 0; len(all) < len(h.bins); bin++ {
		n, held := h.bins[bin]
		if !held {
			continue
		}
		from, to := binEnds(bin)
		all = append(all, Bin{from, to, n})
	}
	return all
}

// WaitRating is how often visits that waited so long were rated so.
type WaitRating struct {
	Key

	From, To time.Duration // waited longer than From, up to To; To is 0 for what has no end
	Face     string
	N        int
}

// RatingsByWait lays the ratings of visits beside how long was waited. By hour
// and robot they are not kept, see Times.
func (s *Store) RatingsByWait(ctx context.Context, f Filter, by By) ([]WaitRating, error) {
	if by&(ByHour|ByRobot) != 0 || f.Robot != "" {
		return nil, errors.New("cannot count ratings by wait: they are kept by day, service and door only")
	}
	var all []WaitRating
	err := s.figures(ctx, f, by, waitFacts, "bin, face",
		func(key *Key, scan func(...any) error) error {
			var r WaitRating
			var bin int
			err := scan(&bin, &r.Face, &r.N)
			r.Key = *key
			r.From, r.To = waitEndsOf(bin)
			all = append(all, r)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot count ratings by wait: %w", err)
	}
	return all, nil
}

func waitEndsOf(bin int) (from, to time.Duration) {
	ends := waitEnds()
	if bin > 0 {
		from = time.Duration(ends[min(bin, len(ends))-1]) * time.Second
	}
	if bin < len(ends) {
		to = time.Duration(ends[bin]) * time.Second
	}
	return from, to
}
