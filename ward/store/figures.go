package store

import (
	"context"
	"fmt"
	"time"
)

// Filter says what is counted. What is empty or 0 leaves nothing out.
type Filter struct {
	From, To       string // days, both counted, 2006-01-02
	Commune, Robot string
	Service        string
	Door           int
}

// By is what figures are laid out by; several can be joined with |.
type By uint

// The parts of By.
const (
	ByDay By = 1 << iota
	ByHour
	ByRobot
	ByService
	ByDoor
)

// Key is what a figure belongs to. Only what was asked for with By is set.
type Key struct {
	Day            string // 2006-01-02
	Hour           int    // of the ward's day, 0 to 23
	Commune, Robot string
	Service        string // "" for a press of the panel
	Door           int    // 0 for a press of the panel
}

// RatingCount is how often a face was pressed.
type RatingCount struct {
	Key

	Count
}

// VisitCount is how many visits ended so.
type VisitCount struct {
	Key

	Priority bool
	Outcome  string // closed, no-show
	N        int
	Wait     time.Duration // sum over the N, from joining the line to the call
	Serve    time.Duration // sum over the N, from the call to the end
}

// CountRatings counts the faces pressed, in the order of the keys.
func (s *Store) CountRatings(ctx context.Context, f Filter, by By) ([]RatingCount, error) {
	var all []RatingCount
	err := s.figures(ctx, f, by, ratingFacts, "source, face, burst, no_visit",
		func(key *Key, scan func(...any) error) error {
			var c RatingCount
			err := scan(&c.Source, &c.Face, &c.Burst, &c.NoVisit, &c.N)
			c.Key = *key
			all = append(all, c)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot count ratings: %w", err)
	}
	return all, nil
}

// CountVisits counts the visits that ended, in the order of the keys.
func (s *Store) CountVisits(ctx context.Context, f Filter, by By) ([]VisitCount, error) {
	var all []VisitCount
	err := s.figures(ctx, f, by, visitFacts, "priority, outcome",
		func(key *Key, scan func(...any) error) error {
			var c VisitCount
			var wait, serve int64
			err := scan(&c.Priority, &c.Outcome, &c.N, &wait, &serve)
			c.Key, c.Wait, c.Serve = *key, time.Duration(wait)*time.Second, time.Duration(serve)*time.Second
			all = append(all, c)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot count visits: %w", err)
	}
	return all, nil
}

// into gives the columns of what figures are laid out by, and where they go.
func (by By) into(k *Key) (columns []string, into []any) {
	for _, c := range []struct {
		by   By
		name string
		into any
	}{
		{ByDay, "day", &k.Day},
		{ByHour, "hour", &k.Hour},
		{ByRobot, "commune", &k.Commune},
		{ByRobot, "robot", &k.Robot},
		{ByService, "service", &k.Service},
		{ByDoor, "door", &k.Door},
	} {
		if by&c.by != 0 {
			columns, into = append(columns, c.name), append(into, c.into)
		}
	}
	return columns, into
}

// needs are the columns that figures are laid out or filtered by.
func (f Filter) needs(by By) []string {
	columns, _ := by.into(&Key{})
	for _, c := range f.places() {
		columns = append(columns, c.column)
	}
	return columns
}

// wanted is a column that must have a value.
type wanted struct {
	column string
	value  any
}

// places are the conditions of a filter but for the days.
func (f Filter) places() []wanted {
	var all []wanted
	if f.Commune != "" {
		all = append(all, wanted{"commune", f.Commune})
	}
	if f.Robot != "" {
		all = append(all, wanted{"robot", f.Robot})
	}
	if f.Service != "" {
		all = append(all, wanted{"service", f.Service})
	}
	if f.Door != 0 {
		all = append(all, wanted{"door", f.Door})
	}
	return all
}
