package jog

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"tiepdan/agent/control"
)

// Session is a robot that may be driven now.
type Session interface {
	// Drive says what is wanted now; it counts for a quarter of a second. An
	// error says that it is over.
	Drive(mps, rps float64) error
	Status() Status
	// End stops the robot, and gives it back.
	End()
}

// Why a robot cannot be driven now.
var (
	ErrServed = errors.New("somebody is served at the robot, or it is on its way: wait, or end that first")
	ErrBusy   = errors.New("somebody drives the robot already")
	ErrNoBase = errors.New("this robot has no motion base, or its configuration cannot be used")
)

// statusEvery is how often the terminal hears how it stands.
const statusEvery = 100 * time.Millisecond

// Handler answers on [Path] with sessions that begin gives.
func Handler(begin func(context.Context) (Session, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, err := begin(r.Context())
		if err != nil {
			control.Refuse(w, http.StatusConflict, err.Error())
			return
		}
		end := sync.OnceFunc(s.End)
		defer end()
		d, err := control.NewDuplex(w, r)
		if err != nil {
			control.Refuse(w, http.StatusInternalServerError, err.Error())
			return
		}
		serve(r.Context(), s, d, end)
	}
}

// serve passes words on until there are none any more, which ends the driving at
// once: who drove may be dead.
func serve(ctx context.Context, s Session, d *control.Duplex, end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var words sync.WaitGroup
	defer words.Wait()
	defer d.HangUp()
	defer cancel()
	words.Go(func() {
		defer cancel()
		defer end()
		for {
			var w Word
			if d.Next(&w) != nil || s.Drive(w.Mps, w.Rps) != nil {
				return
			}
		}
	})
	tick := time.NewTicker(statusEvery)
	defer tick.Stop()
	for {
		status := s.Status()
		if d.Send(status) != nil || status.Over != "" {
			return
		}
		select {
		case <-ctx.Done():
			if status := s.Status(); status.Over != "" {
				_ = d.Send(status)
			}
			return
		case <-tick.C:
		}
	}
}

// Wheel is the terminal's end.
type Wheel struct{ stream *control.Stream }

// Take asks a running kioskd for its robot.
func Take(ctx context.Context, c *control.Client) (*Wheel, error) {
	s, err := c.Open(ctx, Path)
	if err != nil {
		return nil, err
	}
	return &Wheel{s}, nil
}

// Say sends a word.
func (w *Wheel) Say(word Word) error { return w.stream.Send(word) }

// Status waits for the next line of kioskd.
func (w *Wheel) Status() (Status, error) {
	var s Status
	err := w.stream.Next(&s)
	return s, err
}

// Leave gives the robot back.
func (w *Wheel) Leave() error { return w.stream.Close() }
