package store

import (
	"context"

	"tiepdan/report/schema"
)

// detail puts what is counted of an event into the table of its kind.
func (b *batch) detail(ctx context.Context, n int64, day string, body schema.Body) error {
	var err error
	switch body := body.(type) {
	case schema.Rating:
		_, err = b.tx.ExecContext(ctx, `INSERT INTO ratings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			n, day, body.Face, body.Source, body.Service, body.Door, body.Lang, body.WaitS, body.ServeS, body.Burst, body.NoVisit)
	case schema.Visit:
		_, err = b.tx.ExecContext(ctx, `INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			n, day, body.Service, body.Door, body.Priority, body.Outcome, body.WaitS, body.ServeS)
	case schema.Reasons:
		for _, reason := range body.Reasons {
			if _, err = b.tx.ExecContext(ctx, `INSERT INTO reasons VALUES (?, ?, ?, ?, ?, ?)`,
				n, day, body.Face, body.Service, body.Door, reason); err != nil {
				return err
			}
		}
	case schema.Help:
		_, err = b.tx.ExecContext(ctx, `INSERT INTO helps VALUES (?, ?)`, n, day)
	case schema.HelpEnd:
		_, err = b.tx.ExecContext(ctx, `INSERT INTO help_ends VALUES (?, ?, ?, ?, ?, ?)`,
			n, day, body.Outcome, body.Door, body.AnswerS, body.TookS)
	}
	return err
}
