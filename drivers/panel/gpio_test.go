package panel_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"tiepdan/drivers/panel"
)

// keys is four buttons on fake pins.
type keys [panel.Buttons]*gpiotest.Pin

func newKeys() keys {
	var k keys
	for i := range k {
		k[i] = &gpiotest.Pin{N: "KEY", Num: i, EdgesChan: make(chan gpio.Level, 256)}
	}
	return k
}

func (k keys) open() (pins [panel.Buttons]panel.Pin, lights [panel.Buttons]panel.Light, err error) {
	for i, p := range k {
		pins[i] = p
	}
	return pins, lights, nil
}

// move makes a contact bounce for 8 ms and rest at level.
func (k keys) move(button int, level gpio.Level) {
	for range 4 {
		k[button-1].EdgesChan <- level
		time.Sleep(time.Millisecond)
		k[button-1].EdgesChan <- !level
		time.Sleep(time.Millisecond)
	}
	k[button-1].EdgesChan <- level
}

func (k keys) tap(button int, held time.Duration) {
	k.move(button, gpio.Low)
	time.Sleep(held)
	k.move(button, gpio.High)
}

func runGPIO(t *testing.T, o panel.GPIOOptions, body func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- panel.NewGPIO(o).Run(ctx) }()
	synctest.Wait()
	body()
	cancel()
	stopped := time.Now()
	if err := <-done; err != nil {
		t.Errorf("Run: got %v, want nil when the context ends", err)
	}
	if d := time.Since(stopped); d > 300*time.Millisecond {
		t.Errorf("Run ended %v after its context, want within 300 ms", d)
	}
}

func TestGPIOCountsEachPressOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		k := newKeys()
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: s.handler()}, func() {
			for _, n := range []int{1, 2, 3, 4, 4} {
				before := time.Now()
				k.tap(n, 80*time.Millisecond)
				time.Sleep(time.Second)
				if at := s.all()[len(s.all())-1].At; at.Sub(before) > 10*time.Millisecond {
					t.Errorf("press of %d is dated %v after the finger, want its first edge", n, at.Sub(before))
				}
			}
		})
		if got := s.buttons(); !slices.Equal(got, []int{1, 2, 3, 4, 4}) {
			t.Errorf("presses: got %v, want [1 2 3 4 4]", got)
		}
		if got := s.linkChanges(); !slices.Equal(got, []bool{true, false}) {
			t.Errorf("link: got %v, want up, then down", got)
		}
		for i := 1; i < len(s.presses); i++ {
			if got, want := s.presses[i].Seq, s.presses[i-1].Seq+1; got != want && got != 1 {
				t.Errorf("press %d: got seq %d, want %d", i, got, want)
			}
		}
	})
}

func TestGPIOLockOutAndNoise(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		k := newKeys()
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: s.handler()}, func() {
			// A trembling finger: again within 300 ms, on the same button.
			k.tap(1, 40*time.Millisecond)
			time.Sleep(60 * time.Millisecond)
			k.tap(1, 40*time.Millisecond)
			time.Sleep(time.Second)
			// Another button at once is another opinion.
			k.tap(2, 40*time.Millisecond)
			time.Sleep(60 * time.Millisecond)
			k.tap(3, 40*time.Millisecond)
			time.Sleep(time.Second)
			// A spike shorter than the debounce time is no press.
			k[3].EdgesChan <- gpio.Low
			k[3].EdgesChan <- gpio.High
			time.Sleep(time.Second)
		})
		if got := s.buttons(); !slices.Equal(got, []int{1, 2, 3}) {
			t.Errorf("presses: got %v, want [1 2 3]", got)
		}
	})
}

// Kernels drop edges when their queue is full; the level is still there.
func TestGPIOSeesAPressWithoutAnEdge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		k := newKeys()
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: s.handler()}, func() {
			if err := k[1].Out(gpio.Low); err != nil {
				t.Fatal(err)
			}
			time.Sleep(500 * time.Millisecond)
		})
		if got := s.buttons(); !slices.Equal(got, []int{2}) {
			t.Errorf("presses: got %v, want [2]", got)
		}
	})
}

func TestGPIOStuckButton(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		k := newKeys()
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: s.handler()}, func() {
			k.move(4, gpio.Low)
			time.Sleep(9 * time.Second)
			if got := s.stuckChanges(); len(got) > 0 {
				t.Errorf("after 9 s: got %v, want no fault yet", got)
			}
			time.Sleep(time.Minute)
			k.move(4, gpio.High)
			time.Sleep(2 * time.Second)
		})
		if got := s.stuckChanges(); !slices.Equal(got, []int{4, -4}) {
			t.Errorf("stuck: got %v, want reported once and cleared once [4 -4]", got)
		}
		if got := s.buttons(); !slices.Equal(got, []int{4}) {
			t.Errorf("presses: got %v, want [4]", got)
		}
	})
}

// heldPin is down from the start, whatever its pull.
type heldPin struct{ *gpiotest.Pin }

func (heldPin) In(gpio.Pull, gpio.Edge) error { return nil }

func TestGPIOButtonHeldAtStartIsNoPress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		k := newKeys()
		open := func() ([panel.Buttons]panel.Pin, [panel.Buttons]panel.Light, error) {
			pins, lights, err := k.open()
			pins[0] = heldPin{k[0]}
			return pins, lights, err
		}
		runGPIO(t, panel.GPIOOptions{Open: open, Handler: s.handler()}, func() { time.Sleep(12 * time.Second) })
		if got := s.buttons(); len(got) > 0 {
			t.Errorf("presses: got %v, want none", got)
		}
		if got := s.stuckChanges(); !slices.Equal(got, []int{1}) {
			t.Errorf("stuck: got %v, want [1]", got)
		}
	})
}

func TestGPIOOffersAPressUntilTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeys()
		var tries []panel.Press
		handler := panel.Handler{OnPress: func(p panel.Press) error {
			tries = append(tries, p)
			if len(tries) < 4 {
				return errors.New("disk full")
			}
			return nil
		}}
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: handler}, func() {
			k.tap(1, 50*time.Millisecond)
			k.tap(2, 50*time.Millisecond) // meanwhile
			time.Sleep(2 * time.Second)
		})
		var got []int
		for _, p := range tries {
			got = append(got, p.Button)
		}
		if want := []int{1, 1, 1, 1, 2}; !slices.Equal(got, want) {
			t.Errorf("offered: got %v, want %v", got, want)
		}
	})
}

func TestGPIOPinsMissingAtStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		k := newKeys()
		tries := 0
		open := func() ([panel.Buttons]panel.Pin, [panel.Buttons]panel.Light, error) {
			if tries++; tries < 3 {
				return [panel.Buttons]panel.Pin{}, [panel.Buttons]panel.Light{}, errNoDevice
			}
			return k.open()
		}
		runGPIO(t, panel.GPIOOptions{Open: open, Handler: s.handler()}, func() {
			time.Sleep(5 * time.Second)
			k.tap(1, 50*time.Millisecond)
			time.Sleep(time.Second)
		})
		if got := s.linkChanges(); !slices.Equal(got, []bool{false, true, false}) {
			t.Errorf("link: got %v, want down, up, down", got)
		}
		if got := s.buttons(); !slices.Equal(got, []int{1}) {
			t.Errorf("presses: got %v, want [1]", got)
		}
	})
}

func TestOpenPinsNamesTheMissingPin(t *testing.T) {
	_, _, err := panel.OpenPins([panel.Buttons]string{"NO-SUCH-PIN", "", "", ""})
	if err == nil {
		t.Fatal("OpenPins: got nil, want an error")
	}
	t.Logf("text of the error: %v", err)
}
