package tray_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"tiepdan/drivers/tray"
)

// pin is a contact on a virtual computer.
type pin struct {
	mu    sync.Mutex
	level gpio.Level
	edge  gpio.Edge
	edges chan struct{}
	err   error
}

func newPin(level gpio.Level) *pin { return &pin{level: level, edges: make(chan struct{}, 16)} }

func (p *pin) In(pull gpio.Pull, edge gpio.Edge) error {
	if pull != gpio.PullUp {
		return errors.New("a cut cable would float")
	}
	p.edge = edge
	return p.err
}

func (p *pin) Read() gpio.Level {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.level
}

func (p *pin) WaitForEdge(timeout time.Duration) bool {
	if timeout <= 0 {
		panic("waits for ever")
	}
	select {
	case <-p.edges:
		return true
	case <-time.After(timeout):
		return false
	}
}

func (p *pin) set(level gpio.Level) {
	p.mu.Lock()
	changed := p.level != level
	p.level = level
	p.mu.Unlock()
	if changed && p.edge == gpio.BothEdges {
		p.edges <- struct{}{}
	}
}

// rig is a tray that lies there full, untouched.
type rig struct {
	present      *pin
	hands, stock []*pin
	mu           sync.Mutex
	links        []string
	tray         *tray.Tray
}

func newRig(rows int) *rig {
	r := &rig{present: newPin(gpio.Low), hands: []*pin{newPin(gpio.Low), newPin(gpio.Low)}}
	for range rows {
		r.stock = append(r.stock, newPin(gpio.Low))
	}
	return r
}

func (r *rig) pins() (tray.Pins, error) {
	p := tray.Pins{Present: r.present}
	for _, h := range r.hands {
		p.Hands = append(p.Hands, h)
	}
	for _, s := range r.stock {
		p.Stock = append(p.Stock, s)
	}
	return p, nil
}

func (r *rig) link(up bool, detail string) {
	word := "down"
	if up {
		word = "up"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.links = append(r.links, word+" "+detail)
}

// run reads the tray while do plays.
func (r *rig) run(t *testing.T, open func() (tray.Pins, error), do func()) {
	t.Helper()
	r.tray = tray.New(tray.Options{Open: open, OnLink: r.link})
	if s := r.tray.State(); !s.Hand {
		t.Errorf("before it is read: %+v, want a hand: nobody knows", s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.tray.Run(ctx) }()
	synctest.Wait()
	do()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
	if s := r.tray.State(); !s.Hand {
		t.Errorf("after it was read: %+v, want a hand: nobody knows", s)
	}
}

func (r *rig) want(t *testing.T, what string, want tray.State) {
	t.Helper()
	synctest.Wait()
	if got := r.tray.State(); got != want {
		t.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}

func TestHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(0)
		free := tray.State{Present: true, Stock: tray.Unknown}
		hand := tray.State{Present: true, Hand: true, Stock: tray.Unknown}
		r.run(t, r.pins, func() {
			r.want(t, "at first", free)
			changed := r.tray.Changed()
			r.hands[1].set(gpio.High)
			synctest.Wait() // no time has passed: the edge woke it
			r.want(t, "a hand", hand)
			select {
			case <-changed:
			default:
				t.Error("Changed: not closed by the hand")
			}
			for range 5 { // fingers flicker through the beam
				r.hands[1].set(gpio.Low)
				time.Sleep(200 * time.Millisecond)
				r.want(t, "between two fingers", hand)
				r.hands[1].set(gpio.High)
				time.Sleep(20 * time.Millisecond)
			}
			r.hands[0].set(gpio.High) // another hand
			r.hands[1].set(gpio.Low)
			time.Sleep(time.Second)
			r.want(t, "the other hand", hand)
			r.hands[0].set(gpio.Low)
			time.Sleep(250 * time.Millisecond)
			r.want(t, "just gone", hand)
			time.Sleep(150 * time.Millisecond)
			r.want(t, "gone", free)
		})
	})
}

func TestJammedBarrierIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(0)
		r.run(t, r.pins, func() {
			r.hands[0].set(gpio.High) // its cable is cut
			time.Sleep(2*time.Minute - time.Second)
			r.want(t, "not yet", tray.State{Present: true, Hand: true, Stock: tray.Unknown})
			time.Sleep(2 * time.Second)
			r.want(t, "jammed", tray.State{Present: true, Hand: true, Stock: tray.Unknown, Jammed: true})
			r.hands[0].set(gpio.Low)
			time.Sleep(time.Second)
			r.want(t, "mended", tray.State{Present: true, Stock: tray.Unknown})
		})
		if want := []string{"up ", "up something has been in the tray's light barrier for two minutes", "up "}; !slices.Equal(r.links, want) {
			t.Errorf("told %q, want %q", r.links, want)
		}
	})
}

func TestStockAndPresence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(4)
		r.run(t, r.pins, func() {
			r.want(t, "full", tray.State{Present: true, Stock: 100})
			r.stock[3].set(gpio.High)
			time.Sleep(100 * time.Millisecond)
			r.want(t, "a cup was lifted and put back", tray.State{Present: true, Stock: 100})
			r.stock[3].set(gpio.Low)
			time.Sleep(time.Second)
			r.want(t, "back", tray.State{Present: true, Stock: 100})
			for left := range slices.Backward(r.stock) { // 3, 2, 1, 0 rows
				r.stock[left].set(gpio.High)
				time.Sleep(time.Second)
				r.want(t, "rows left", tray.State{Present: true, Stock: 25 * left})
			}
			r.stock[2].set(gpio.Low) // with empty rows before it
			time.Sleep(time.Second)
			r.want(t, "a broken switch", tray.State{Present: true, Stock: tray.Unknown})
			r.present.set(gpio.High)
			time.Sleep(time.Second)
			r.want(t, "taken away to be filled", tray.State{Stock: tray.Unknown})
		})
	})
}

func TestPinsThatCannotBeOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(1)
		r.stock[0].err = errors.New("is in use")
		began := time.Now()
		open := func() (tray.Pins, error) {
			switch since := time.Since(began); {
			case since < 2*time.Second:
				return tray.Pins{}, errors.New("no such pin")
			case since < 5*time.Second:
				return tray.Pins{Present: r.present}, nil
			case since >= 8*time.Second:
				r.stock[0].err = nil
			}
			return r.pins()
		}
		r.run(t, open, func() {
			time.Sleep(7 * time.Second)
			if s := r.tray.State(); !s.Hand || s.Present {
				t.Errorf("without pins: %+v, want a hand and no tray", s)
			}
			time.Sleep(3 * time.Second)
			r.want(t, "in the end", tray.State{Present: true, Stock: 100})
		})
		want := []string{"down no such pin", "down cannot watch the tray: it needs a switch and a light barrier", "down cannot watch the tray: is in use", "up "}
		if !slices.Equal(r.links, want) {
			t.Errorf("told %q, want %q", r.links, want)
		}
	})
}

func TestOpenNamesEveryMissingPin(t *testing.T) {
	t.Parallel()
	_, err := tray.Open(tray.Names{Present: "NOPIN1", Hands: []string{"NOPIN2"}, Stock: []string{"NOPIN3"}})
	for _, name := range []string{"NOPIN1", "NOPIN2", "NOPIN3"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %s named", err, name)
		}
	}
}
