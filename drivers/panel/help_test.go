package panel_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"tiepdan/drivers/panel"
	"tiepdan/drivers/panel/paneltest"
)

// helper is a handler that keeps calls for help apart.
func helper(s *seen, help *[]panel.Press) panel.Handler {
	h := s.handler()
	h.OnHelp = func(p panel.Press) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		*help = append(*help, p)
		return nil
	}
	return h
}

func TestGPIOLongPressCallsForHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		var help []panel.Press
		k := newKeys()
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: helper(&s, &help)}, func() {
			k.tap(2, 200*time.Millisecond)
			time.Sleep(time.Second)
			began := time.Now()
			k.move(4, gpio.Low)
			time.Sleep(4 * time.Second)
			synctest.Wait()
			if len(help) != 1 || help[0].Button != 4 || !help[0].Long || help[0].At.Sub(began) > 10*time.Millisecond {
				t.Errorf("help after 4 s: got %+v, want one long press of 4 since the finger came", help)
			}
			k.move(4, gpio.High)
			time.Sleep(time.Second)
			k.tap(4, 2500*time.Millisecond) // slow, but no call
			time.Sleep(time.Second)
		})
		if got := s.buttons(); !slices.Equal(got, []int{2, 4}) {
			t.Errorf("presses: got %v, want [2 4]: a call for help is no rating", got)
		}
		if len(help) != 1 {
			t.Errorf("help: got %d calls, want 1", len(help))
		}
	})
}

// A button that is jammed calls once, is reported as stuck, and never rates.
func TestGPIOStuckButtonCallsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		var help []panel.Press
		k := newKeys()
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: helper(&s, &help)}, func() {
			k.move(1, gpio.Low)
			time.Sleep(time.Minute)
			k.move(1, gpio.High)
			time.Sleep(2 * time.Second)
		})
		if got := s.stuckChanges(); !slices.Equal(got, []int{1, -1}) || len(help) != 1 || len(s.buttons()) != 0 {
			t.Errorf("got stuck %v, %d calls, presses %v, want [1 -1], one call, no press", got, len(help), s.buttons())
		}
	})
}

func TestBoxLongPressCallsForHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		var help []panel.Press
		h := &hub{t: t, box: paneltest.NewBox(0)}
		h.plug()
		run(t, panel.BoxOptions{Open: h.open, Handler: helper(&s, &help)}, func() {
			press(t, h.box, 1)
			began := time.Now()
			if err := h.box.Hold(t.Context(), 3); err != nil {
				t.Errorf("Hold: %v", err)
			}
			if took := time.Since(began); took < panel.LongAfter || took > panel.LongAfter+time.Second {
				t.Errorf("acknowledged after %v, want 3 s", took)
			}
			if err := h.box.Release(3); err != nil {
				t.Error(err)
			}
			press(t, h.box, 3)
			h.unplug()
		})
		if got := s.buttons(); !slices.Equal(got, []int{1, 3}) || len(help) != 1 || help[0].Button != 3 {
			t.Errorf("got presses %v, help %+v, want [1 3] and one call by 3", got, help)
		}
	})
}

// lamp remembers when it was lit.
type lamp struct {
	mu     sync.Mutex
	lit    bool
	began  time.Time
	spans  []time.Duration
	broken bool
}

func (l *lamp) isLit() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lit
}

func (l *lamp) Out(level gpio.Level) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken {
		return errors.New("no power")
	}
	switch {
	case bool(level) && !l.lit:
		l.began = time.Now()
	case !bool(level) && l.lit:
		l.spans = append(l.spans, time.Since(l.began))
	}
	l.lit = bool(level)
	return nil
}

func TestGPIOLightsWhatIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		var help []panel.Press
		k := newKeys()
		lamps := [panel.Buttons]*lamp{{}, {}, {broken: true}, {}}
		var refuse atomic.Bool
		refuse.Store(true)
		handler := helper(&s, &help)
		store := handler.OnPress
		handler.OnPress = func(p panel.Press) error {
			if refuse.Load() {
				return errors.New("disk full")
			}
			return store(p)
		}
		open := func() ([panel.Buttons]panel.Pin, [panel.Buttons]panel.Light, error) {
			pins, lights, err := k.open()
			for i, l := range lamps {
				lights[i] = l
			}
			return pins, lights, err
		}
		runGPIO(t, panel.GPIOOptions{Open: open, Handler: handler}, func() {
			k.tap(2, 100*time.Millisecond)
			time.Sleep(time.Second)
			if lamps[1].isLit() {
				t.Error("light of a press that was not stored: got lit, want dark")
			}
			refuse.Store(false)
			time.Sleep(500 * time.Millisecond)
			if !lamps[1].isLit() || lamps[0].isLit() {
				t.Errorf("lights of a stored press of 2: got %v and %v, want it lit alone", lamps[1].isLit(), lamps[0].isLit())
			}
			time.Sleep(3 * time.Second)
			k.tap(3, 100*time.Millisecond) // its light is broken: it rates all the same
			time.Sleep(3 * time.Second)
			k.tap(1, 3500*time.Millisecond)
			if !lamps[0].isLit() || !lamps[1].isLit() || !lamps[3].isLit() {
				t.Error("lights after a call for help: want all lit")
			}
		})
		if got := s.buttons(); !slices.Equal(got, []int{2, 3}) || len(help) != 1 {
			t.Errorf("got presses %v, %d calls, want [2 3] and 1", got, len(help))
		}
		for i, l := range lamps {
			if l.isLit() {
				t.Errorf("light %d after the end: got lit, want dark", i+1)
			}
		}
		if len(lamps[1].spans) == 0 || lamps[1].spans[0] != 1500*time.Millisecond {
			t.Errorf("light 2 was lit for %v, want 1.5 s first", lamps[1].spans)
		}
	})
}
