package store

import (
	"context"

	"tiepdan/report/schema"
)

// details puts what is counted of events into the tables of their kinds.
func details(ctx context.Context, t tx, entries []entry) error {
	all := newDetailSheets()
	all.ratings.grow(len(entries))
	for _, e := range entries {
		all.add(e)
	}
	for _, s := range all.sheets() {
		if _, err := s.insert(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// detailSheets are the tables of the kinds that are counted.
type detailSheets struct{ ratings, visits, reasons, helps, helpRaises, helpEnds *sheet }

func newDetailSheets() detailSheets {
	n, day, service, door, face := column{"n", whole}, column{"day", text}, column{"service", text}, column{"door", whole}, column{"face", text}
	outcome, wait, serve := column{"outcome", text}, column{"wait_s", wholeNull}, column{"serve_s", wholeNull}
	return detailSheets{
		ratings: &sheet{table: "ratings", columns: []column{
			n, day, face, {"source", text}, service, door, {"lang", text}, wait, serve, {"burst", whole}, {"no_visit", whole},
		}},
		visits: &sheet{table: "visits", columns: []column{
			n, day, service, door, {"priority", whole}, outcome, wait, serve,
		}},
		reasons:    &sheet{table: "reasons", columns: []column{n, day, face, service, door, {"reason", text}}},
		helps:      &sheet{table: "helps", columns: []column{n, day}},
		helpRaises: &sheet{table: "help_raises", columns: []column{n, day, {"received_ms", whole}}},
		helpEnds:   &sheet{table: "help_ends", columns: []column{n, day, outcome, door, {"answer_s", wholeNull}, {"took_s", wholeNull}}},
	}
}

func (d detailSheets) sheets() []*sheet {
	return []*sheet{d.ratings, d.visits, d.reasons, d.helps, d.helpRaises, d.helpEnds}
}

func (d detailSheets) add(e entry) {
	switch body := e.body.(type) {
	case schema.Rating:
		d.ratings.add(e.n, e.day, body.Face, body.Source, body.Service, int64(body.Door), body.Lang,
			seconds(body.WaitS), seconds(body.ServeS), flag(body.Burst), flag(body.NoVisit))
	case schema.Visit:
		d.visits.add(e.n, e.day, body.Service, int64(body.Door), flag(body.Priority), body.Outcome,
			seconds(body.WaitS), seconds(body.ServeS))
	case schema.Reasons:
		for _, reason := range body.Reasons {
			d.reasons.add(e.n, e.day, body.Face, body.Service, int64(body.Door), reason)
		}
	case schema.Help:
		d.helps.add(e.n, e.day)
	case schema.HelpRaise:
		d.helpRaises.add(e.n, e.day, e.item.At.UnixMilli())
	case schema.HelpEnd:
		d.helpEnds.add(e.n, e.day, body.Outcome, int64(body.Door), seconds(body.AnswerS), seconds(body.TookS))
	}
}

// seconds is NULL for a time that is not known.
func seconds(s *int) any {
	if s == nil {
		return nil
	}
	return int64(*s)
}
