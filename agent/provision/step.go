package provision

import (
	"errors"
	"time"
)

// Step is one step and how it ended.
type Step struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Next   string `json:"next,omitempty"` // what to do, if it failed
}

// Result is what was done.
type Result struct {
	OK    bool      `json:"ok"`
	Unit  string    `json:"unit"`
	Until time.Time `json:"until,omitzero"` // end of the certificate
	Steps []Step    `json:"steps"`
}

// ErrFailed means that a step failed; the result says which.
var ErrFailed = errors.New("a step failed")

// advised is an error with what to do.
type advised struct {
	error

	next string
}

func (a advised) Unwrap() error { return a.error }

func advise(err error, next string) error {
	if err == nil {
		return nil
	}
	return advised{err, next}
}

// step runs a step and notes how it ended.
func (o Options) step(r *Result, name string, run func() (detail string, err error)) error {
	detail, err := run()
	s := Step{Name: name, OK: err == nil, Detail: detail}
	if err != nil {
		s.Detail = err.Error()
		if a, ok := errors.AsType[advised](err); ok {
			s.Next = a.next
		}
	}
	r.Steps = append(r.Steps, s)
	if o.Tell != nil {
		o.Tell(s)
	}
	return err
}
