package panel_test

import (
	"math/rand/v2"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"tiepdan/drivers/panel"
	"tiepdan/drivers/panel/paneltest"
)

// storm is a broken contact: it never rests while the time runs.
func (k keys) storm(button int, lasts time.Duration) {
	rng := rand.New(rand.NewPCG(1, uint64(button)))
	for end := time.Now().Add(lasts); time.Now().Before(end); {
		k[button-1].EdgesChan <- gpio.Level(rng.IntN(2) == 0)
		time.Sleep(time.Duration(1+rng.IntN(15)) * time.Millisecond)
	}
	k[button-1].EdgesChan <- gpio.High
}

// TestGPIOBounceStorm: a contact that never rests rates nothing, calls nobody, and
// counts as stuck until it rests.
func TestGPIOBounceStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		var help []panel.Press
		k := newKeys()
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: helper(&s, &help)}, func() {
			k.storm(2, 9*time.Second)
			time.Sleep(2 * time.Second)
			if got := s.stuckChanges(); len(got) > 0 {
				t.Errorf("after 9 s: got stuck %v, want no fault yet", got)
			}
			k.storm(2, 20*time.Second)
			time.Sleep(2 * time.Second)
			k.tap(1, 100*time.Millisecond)
			time.Sleep(time.Second)
			k.tap(2, 100*time.Millisecond)
			time.Sleep(time.Second)
		})
		if got := s.buttons(); !slices.Equal(got, []int{1, 2}) || len(help) > 0 {
			t.Errorf("presses: got %v and %d calls for help, want [1 2], which came after the storm", got, len(help))
		}
		if got := s.stuckChanges(); !slices.Equal(got, []int{2, -2}) {
			t.Errorf("stuck: got %v, want [2 -2]", got)
		}
	})
}

// TestGPIOTwoButtonsAtOnce: a hand that lies on two buttons presses both, once
// each; what to make of it is not the panel's to say.
func TestGPIOTwoButtonsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		k := newKeys()
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: s.handler()}, func() {
			done := make(chan struct{})
			for _, n := range []int{1, 4} {
				go func() { k.tap(n, 500*time.Millisecond); done <- struct{}{} }()
			}
			<-done
			<-done
			time.Sleep(time.Second)
		})
		got := s.buttons()
		slices.Sort(got)
		if !slices.Equal(got, []int{1, 4}) {
			t.Errorf("presses: got %v, want 1 and 4 once each", got)
		}
		if seqs := s.all(); len(seqs) == 2 && seqs[0].Seq == seqs[1].Seq {
			t.Errorf("both presses are number %d", seqs[0].Seq)
		}
	})
}

func TestBoxTwoButtonsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		h := &hub{t: t, box: paneltest.NewBox(0)}
		h.plug()
		run(t, panel.BoxOptions{Open: h.open, Handler: s.handler()}, func() {
			done := make(chan struct{})
			for _, n := range []int{2, 3} {
				go func() { press(t, h.box, n); done <- struct{}{} }()
			}
			<-done
			<-done
			h.unplug()
		})
		got := s.buttons()
		slices.Sort(got)
		if !slices.Equal(got, []int{2, 3}) {
			t.Errorf("presses: got %v, want 2 and 3 once each", got)
		}
	})
}

// TestBoxButtonHeldAtStart: a box that says from its first line on that a button is
// down has a stuck button and no rating.
func TestBoxButtonHeldAtStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		host, device := net.Pipe()
		opened := false
		open := func() (panel.Port, error) {
			if opened {
				return nil, errNoDevice
			}
			opened = true
			return host, nil
		}
		run(t, panel.BoxOptions{Open: open, Handler: s.handler()}, func() {
			for i := range 30 {
				held := uint8(1 << 2)
				if i > 20 {
					held = 0
				}
				text, err := panel.Line{Kind: panel.KindHeartbeat, Held: held}.AppendText(nil)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := device.Write(text); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Second)
			}
			_ = device.Close()
		})
		if got := s.stuckChanges(); !slices.Equal(got, []int{3, -3}) || len(s.buttons()) > 0 {
			t.Errorf("got stuck %v, presses %v, want [3 -3] and none", got, s.buttons())
		}
	})
}

// TestBoxUnpluggedWhilePressed: a press that was not stored goes with the box's
// power, and the time it was down is not the next one's.
func TestBoxUnpluggedWhilePressed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		h := &hub{t: t, box: paneltest.NewBox(0)}
		h.plug()
		run(t, panel.BoxOptions{Open: h.open, Handler: s.handler()}, func() {
			hold := func() {
				t.Helper()
				if err := h.box.Hold(t.Context(), 2); err != nil {
					t.Fatal(err)
				}
			}
			hold()
			time.Sleep(3 * time.Second)
			h.unplug()
			time.Sleep(time.Minute)
			h.plug() // and it is held down yet, or again
			time.Sleep(6 * time.Second)
			if got := s.stuckChanges(); len(got) > 0 {
				t.Errorf("6 s after it came back: got stuck %v, want no fault yet", got)
			}
			time.Sleep(8 * time.Second)
			h.unplug()
			time.Sleep(time.Minute)
			h.plug() // nobody whom the link's return was told knows of the button
			time.Sleep(20 * time.Second)
			if err := h.box.Release(2); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
			h.unplug()
		})
		if got := s.stuckChanges(); !slices.Equal(got, []int{2, 2, -2}) {
			t.Errorf("stuck: got %v, want it told again after the link came back [2 2 -2]", got)
		}
		if got := s.buttons(); !slices.Equal(got, []int{2}) {
			t.Errorf("presses: got %v, want the one that was stored [2]", got)
		}
	})
}
