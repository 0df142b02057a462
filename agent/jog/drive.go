package jog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// The speeds at a terminal, within those of package nav.
const (
	MaxMps   = 0.2
	MaxRps   = 0.4
	minMps   = 0.05
	stepMps  = 0.05
	sayEvery = 50 * time.Millisecond
	idleSay  = time.Second // a word that nothing is held, so that kioskd knows who waits
)

// Driver drives from keys.
type Driver struct {
	Keys  io.Reader // of a terminal in raw mode
	Wheel interface {
		Say(w Word) error
		Status() (Status, error)
		Leave() error
	}
	Show func(Status, float64) // with the speed that is set
	Mps  float64               // at first

	said  time.Time // the last word
	moved bool      // and it moved
}

// ErrEnded says that kioskd ended it; the status has the reason.
var ErrEnded = errors.New("kioskd ended it")

// Run drives until the end key, the end of the terminal or of ctx, which are
// nil, or until kioskd ends it. What waits for a key in the end waits on; the
// program is about to end.
func (d *Driver) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	keys := make(chan []Key)
	go d.read(ctx, keys)
	statuses, ended := make(chan Status), make(chan error, 1)
	go func() { ended <- d.listen(ctx, statuses) }()
	err := d.loop(ctx, keys, statuses, ended)
	return errors.Join(err, d.Wheel.Leave())
}

func (d *Driver) read(ctx context.Context, keys chan<- []Key) {
	defer close(keys)
	var decoder Decoder
	buf := make([]byte, 256)
	for {
		n, err := d.Keys.Read(buf)
		select {
		case <-ctx.Done():
			return
		case keys <- decoder.Decode(buf[:n]):
		}
		if err != nil {
			return
		}
	}
}

func (d *Driver) listen(ctx context.Context, out chan<- Status) error {
	for {
		s, err := d.Wheel.Status()
		if errors.Is(err, io.EOF) {
			return ErrEnded
		}
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case out <- s:
		}
		if s.Over != "" {
			_, en := Words(s.Over)
			return fmt.Errorf("%w: %s", ErrEnded, en)
		}
	}
}

func (d *Driver) loop(ctx context.Context, keys <-chan []Key, statuses <-chan Status, ended <-chan error) error {
	var man DeadMan
	tick := time.NewTicker(sayEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-ended:
			return err
		case s := <-statuses:
			d.Show(s, d.Mps)
		case now := <-tick.C:
			// Only a stop: a word that moves is sent by a key alone, or it would
			// count for longer than the key is held.
			if man.Held(now) != KeyStop {
				continue
			}
			if err := d.say(KeyStop, now); err != nil {
				return err
			}
		case pressed, open := <-keys:
			if !open {
				return nil // the terminal is gone
			}
			if end, err := d.pressed(&man, pressed, time.Now()); end || err != nil {
				return err
			}
		}
	}
}

// pressed takes keys; it reports whether the end key is among them.
func (d *Driver) pressed(man *DeadMan, keys []Key, now time.Time) (end bool, err error) {
	for _, k := range keys {
		if k == KeyEnd {
			return true, nil
		}
		d.adjust(k)
		man.Press(k, now)
	}
	return false, d.say(man.Held(now), now)
}

// say tells kioskd what is held. That nothing is, it hears once, and then now and
// again.
func (d *Driver) say(held Key, now time.Time) error {
	w := d.word(held)
	moves := w != Word{}
	if !moves && !d.moved && now.Sub(d.said) < idleSay {
		return nil
	}
	d.said, d.moved = now, moves
	if err := d.Wheel.Say(w); err != nil {
		return fmt.Errorf("%w: %w", ErrEnded, err)
	}
	return nil
}

// adjust sets the speed.
func (d *Driver) adjust(k Key) {
	switch k {
	case KeyFaster:
		d.Mps = min(d.Mps+stepMps, MaxMps)
	case KeySlower:
		d.Mps = max(d.Mps-stepMps, minMps)
	default:
	}
}

// word is what a key that is held wants.
func (d *Driver) word(k Key) Word {
	rps := d.Mps / MaxMps * MaxRps
	switch k {
	case KeyForward:
		return Word{Mps: d.Mps}
	case KeyBack:
		return Word{Mps: -d.Mps}
	case KeyLeft:
		return Word{Rps: rps}
	case KeyRight:
		return Word{Rps: -rps}
	default:
		return Word{}
	}
}
