package panel_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"tiepdan/drivers/panel"
)

// A contact that breaks under a short press and never rests calls nobody: it is
// stuck in the end, and works again once it rests.
func TestGPIOChatterIsNoCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		var help []panel.Press
		k := newKeys()
		runGPIO(t, panel.GPIOOptions{Open: k.open, Handler: helper(&s, &help)}, func() {
			began := time.Now()
			k.move(1, gpio.Low)
			time.Sleep(100 * time.Millisecond)
			for time.Since(began) < 15*time.Second {
				k[0].EdgesChan <- gpio.High
				time.Sleep(5 * time.Millisecond)
				k[0].EdgesChan <- gpio.Low
				time.Sleep(5 * time.Millisecond)
			}
			k[0].EdgesChan <- gpio.High
			time.Sleep(2 * time.Second)
			if len(help)+len(s.buttons()) != 0 {
				t.Errorf("got %d calls and presses %v of a contact that chatters, want none", len(help), s.buttons())
			}
			k.tap(1, 200*time.Millisecond)
			time.Sleep(time.Second)
		})
		if got := s.stuckChanges(); !slices.Equal(got, []int{1, -1}) || !slices.Equal(s.buttons(), []int{1}) || len(help) != 0 {
			t.Errorf("got stuck %v, presses %v, %d calls, want [1 -1], [1], none", got, s.buttons(), len(help))
		}
	})
}
