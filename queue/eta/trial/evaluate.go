package trial

import (
	"errors"
	"fmt"
	"io"

	"tiepdan/queue/eta"
)

// Options say how to evaluate.
type Options struct {
	// Until is the first day that is tested; what is before it is learnt from.
	// Empty: the first 60 % of the days are learnt from.
	Until string
	Known Known
	Size  eta.Size
	// Frozen keeps the model as the days before the test made it. Otherwise it
	// is fitted again every night, as the robot does.
	Frozen bool
}

// ErrNoTest says that a file leaves nothing to learn from or to test.
var ErrNoTest = errors.New("nothing to evaluate")

const (
	// thin is how many tickets of a queue must have been called, on any day,
	// before anything is said of its next one.
	thin = 20
	// keptDays bounds the rows that are learnt from.
	keptDays = 40
)

// Evaluate plays a file through the estimator and the simple predictors. The
// file is opened once, or twice where the days must be counted first.
func Evaluate(open func() (io.ReadCloser, error), o Options) (Result, error) {
	if o.Until == "" {
		until, err := split(open)
		if err != nil {
			return Result{}, err
		}
		o.Until = until
	}
	e := evaluation{o: o, past: Past{}, sums: newSums()}
	if err := eachOf(open, e.day); err != nil {
		return Result{}, err
	}
	if e.facts.TestDays == 0 || e.sums.ours.n == 0 {
		return Result{}, fmt.Errorf("%w: no ticket from %s on was called the same day", ErrNoTest, o.Until)
	}
	r := e.sums.result()
	e.facts.Until, e.facts.MeanWait, e.facts.MeanWidth, e.facts.Above = o.Until, r.Facts.MeanWait, r.Facts.MeanWidth, r.Facts.Above
	r.Facts = e.facts
	return r, nil
}

func eachOf(open func() (io.ReadCloser, error), f func(string, []Row) error) error {
	in, err := open()
	if err != nil {
		return err
	}
	err = Days(in, f)
	return errors.Join(err, in.Close())
}

// split is the day on which the last 40 % of the days begin.
func split(open func() (io.ReadCloser, error)) (string, error) {
	var dates []string
	err := eachOf(open, func(date string, _ []Row) error {
		dates = append(dates, date)
		return nil
	})
	if err != nil {
		return "", err
	}
	if len(dates) < 2 {
		return "", fmt.Errorf("%w: %d days, two are the least", ErrNoTest, len(dates))
	}
	return dates[max(1, len(dates)*6/10)], nil
}

type evaluation struct {
	o     Options
	past  Past
	rows  [][]eta.Row // to learn from, day by day
	days  int
	model *eta.Model
	bands eta.Bands
	sums  sums
	facts Facts
}

// prediction is what was said of one ticket.
type prediction struct {
	came     float64
	raw      eta.Raw
	estimate eta.Estimate
	simple   []eta.Simple
	thin     bool
	overdue  bool
}

func (e *evaluation) day(date string, rows []Row) error {
	queues, dropped := Rebuild(rows)
	e.facts.Dropped += dropped
	e.facts.QueueDays += dropped + len(queues)
	test := date >= e.o.Until
	if test {
		if err := e.fit(); err != nil {
			return err
		}
		e.facts.TestDays++
	} else {
		e.facts.TrainDays++
	}
	waiting := make([]map[int]*prediction, len(queues))
	var learnt []eta.Row
	today := Day(queues, e.past, e.o.Known, func(g Given) {
		learnt = append(learnt, eta.Row{Queue: g.Queue.ID, Day: e.days, Vector: g.Vector, Waited: g.Ticket.Waited()})
		if !test {
			return
		}
		if waiting[g.Index] == nil {
			waiting[g.Index] = map[int]*prediction{}
		}
		e.overdue(g, waiting[g.Index])
		waiting[g.Index][g.Ticket.Number] = e.predict(g)
	}, func(queue int, t Ticket) {
		if p := waiting[queue][t.Number]; p != nil {
			delete(waiting[queue], t.Number)
			e.called(queues[queue].ID, p, t.Waited())
		}
	})
	e.past.Plus(today)
	e.days++
	// On the first day history was empty: what is learnt from it misleads.
	if e.days == 2 {
		e.rows = nil
	}
	e.rows = append(e.rows, learnt)
	if len(e.rows) > keptDays {
		e.rows = e.rows[1:]
	}
	return nil
}

// fit fits the model before a day begins.
func (e *evaluation) fit() error {
	if e.model != nil && e.o.Frozen {
		return nil
	}
	var rows []eta.Row
	for _, day := range e.rows {
		rows = append(rows, day...)
	}
	if e.model == nil {
		e.facts.TrainN = len(rows)
		m, err := eta.Fit(rows, e.o.Size)
		if err != nil {
			return fmt.Errorf("cannot learn from the days before %s: %w", e.o.Until, err)
		}
		e.model, e.bands = &m, m.Bands
		return nil
	}
	m, err := eta.Refit(rows, e.o.Size, e.bands)
	if err != nil {
		return err
	}
	e.model = &m
	return nil
}

// overdue tells the bands which of a queue's tickets wait beyond their range
// when another one comes.
func (e *evaluation) overdue(g Given, waiting map[int]*prediction) {
	for _, p := range waiting {
		if !p.overdue && g.Ticket.Came-p.came > p.estimate.High {
			p.overdue = true
			e.bands.Overdue(g.Queue.ID)
		}
	}
}

func (e *evaluation) predict(g Given) *prediction {
	raw := e.model.Predict(&g.Vector)
	band := e.bands.Of(g.Queue.ID)
	p := prediction{came: g.Ticket.Came, raw: raw, estimate: band.Estimate(raw), simple: g.Vector.Simple(), thin: g.Seen < thin}
	p.simple = append(p.simple, eta.Simple{Name: "log_linear", Minutes: e.model.Linear.Minutes(&g.Vector)})
	return &p
}

// called takes what came of a prediction.
func (e *evaluation) called(queue string, p *prediction, waited float64) {
	e.bands.Learn(queue, p.raw, waited, p.overdue)
	if p.thin {
		e.facts.Thin++
		return
	}
	e.sums.add(queue, p, waited)
}
