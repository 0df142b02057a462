package web

import (
	"context"

	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
)

// ownRatings gives the rows of a file of ratings for who is no leader: what the
// page of days shows her, and no more. A row has its day, or none where the day
// is hidden; the order tells nothing, and no moment, door or service is in it.
func (s *Server) ownRatings(ctx context.Context, w words, u office.User, p period, row func(...any) error) error {
	days, err := s.groups(ctx, p.filter(), store.ByDay, u)
	if err != nil {
		return err
	}
	hidden := total(days).Ticket
	hush(days)
	for _, g := range days {
		hidden = stats.Faces{
			VerySatisfied: hidden.VerySatisfied - g.Ticket.VerySatisfied, Satisfied: hidden.Satisfied - g.Ticket.Satisfied,
			Neutral: hidden.Neutral - g.Ticket.Neutral, Dissatisfied: hidden.Dissatisfied - g.Ticket.Dissatisfied,
		}
	}
	write := func(day any, source string, f stats.Faces) error {
		for _, face := range w.bar(f) {
			for range face.N {
				if err := row(day, nil, p.Commune, nil, w.source(source), face.Name, nil, nil, nil, nil, nil, nil, nil); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for _, g := range days {
		if err := write(g.Key.Day, "ticket", g.Ticket); err != nil {
			return err
		}
		if err := write(g.Key.Day, "panel", g.Panel); err != nil {
			return err
		}
	}
	if stats.Few(hidden.N()) {
		return nil // the whole is too small
	}
	return write(nil, "ticket", hidden)
}
