package panel_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/panel"
	"tiepdan/drivers/panel/paneltest"
)

// seen records what a handler was told.
type seen struct {
	mu      sync.Mutex
	presses []panel.Press
	links   []bool
	stuck   []int // button, or -button when it came up
}

func (s *seen) handler() panel.Handler {
	return panel.Handler{
		OnPress: func(p panel.Press) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.presses = append(s.presses, p)
			return nil
		},
		OnLink: func(up bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.links = append(s.links, up)
		},
		OnStuck: func(n int, stuck bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			if !stuck {
				n = -n
			}
			s.stuck = append(s.stuck, n)
		},
	}
}

func (s *seen) all() []panel.Press {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.presses)
}

func (s *seen) buttons() []int {
	var b []int
	for _, p := range s.all() {
		b = append(b, p.Button)
	}
	return b
}

func (s *seen) linkChanges() []bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.links)
}

func (s *seen) stuckChanges() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.stuck)
}

var errNoDevice = errors.New("no such device")

// hub is where a box is plugged into a driver, without a real port.
type hub struct {
	t    *testing.T
	box  *paneltest.Box
	wrap func(panel.Port) panel.Port

	mu     sync.Mutex
	host   panel.Port
	unplug func()
}

func (h *hub) plug() {
	host, device := net.Pipe()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.host = host
	unplug := h.box.Plug(device)
	h.unplug = func() { _ = unplug() }
}

func (h *hub) open() (panel.Port, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.host == nil {
		return nil, errNoDevice
	}
	p := h.host
	h.host = nil
	if h.wrap != nil {
		p = h.wrap(p)
	}
	return p, nil
}

// run drives a box until the test's body returns.
func run(t *testing.T, o panel.BoxOptions, body func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- panel.NewBox(o).Run(ctx) }()
	body()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: got %v, want nil when the context ends", err)
	}
}

func press(t *testing.T, b *paneltest.Box, buttons ...int) {
	t.Helper()
	for _, n := range buttons {
		if err := b.Press(t.Context(), n); err != nil {
			t.Errorf("Press(%d): got %v, want an acknowledgement", n, err)
		}
	}
}

func TestBoxCountsEachPressOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		h := &hub{t: t, box: paneltest.NewBox(0)}
		h.plug()
		want := []int{1, 2, 3, 4, 4, 4, 1}
		run(t, panel.BoxOptions{Open: h.open, Handler: s.handler()}, func() {
			before := time.Now()
			press(t, h.box, want...)
			for _, p := range s.all() {
				if d := p.At.Sub(before); d < -time.Millisecond || d > time.Second {
					t.Errorf("press %d is dated %v after the test began, want within a second", p.Seq, d)
				}
			}
			h.unplug()
		})
		if got := s.buttons(); !slices.Equal(got, want) {
			t.Errorf("presses: got %v, want %v", got, want)
		}
		if got := s.linkChanges(); !slices.Equal(got, []bool{true, false}) {
			t.Errorf("link: got %v, want up, then down", got)
		}
	})
}

// lossy drops, doubles and garbles what passes, in both directions.
type lossy struct {
	panel.Port
	mu  sync.Mutex
	rng *rand.Rand
}

func (l *lossy) spoil(p []byte) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch l.rng.IntN(12) {
	case 0:
		return nil
	case 1:
		return append(slices.Clone(p), p...)
	case 2:
		p = slices.Clone(p)
		p[l.rng.IntN(len(p))] ^= 1 << l.rng.IntN(8)
		return p
	case 3:
		return p[l.rng.IntN(len(p)):]
	}
	return p
}

func (l *lossy) Read(p []byte) (int, error) {
	buf := make([]byte, len(p)/2)
	for {
		n, err := l.Port.Read(buf)
		if err != nil {
			return 0, err
		}
		if n = copy(p, l.spoil(buf[:n])); n > 0 {
			return n, nil
		}
	}
}

func (l *lossy) Write(p []byte) (int, error) {
	if _, err := l.Port.Write(l.spoil(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

func TestBoxOnANoisyLine(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			var s seen
			h := &hub{t: t, box: paneltest.NewBox(0)}
			h.wrap = func(p panel.Port) panel.Port {
				return &lossy{Port: p, rng: rand.New(rand.NewPCG(seed, 1))}
			}
			h.plug()
			rng := rand.New(rand.NewPCG(seed, 2))
			var want []int
			run(t, panel.BoxOptions{Open: h.open, Handler: s.handler()}, func() {
				for range 100 {
					n := 1 + rng.IntN(panel.Buttons)
					want = append(want, n)
					press(t, h.box, n)
				}
				h.unplug()
			})
			if got := s.buttons(); !slices.Equal(got, want) {
				t.Errorf("seed %d: got %v, want %v", seed, got, want)
			}
			if st := h.box.Stats(); st.Sent <= st.Acked {
				t.Errorf("seed %d: %d lines for %d presses: the line lost nothing", seed, st.Sent, st.Acked)
			}
		})
	}
}

func TestBoxAcknowledgesOnlyWhatIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries []uint32
		h := &hub{t: t, box: paneltest.NewBox(41)}
		h.plug()
		handler := panel.Handler{OnPress: func(p panel.Press) error {
			tries = append(tries, p.Seq)
			if len(tries) < 3 {
				return errors.New("disk full")
			}
			return nil
		}}
		run(t, panel.BoxOptions{Open: h.open, Handler: handler}, func() {
			press(t, h.box, 2)
			h.unplug()
		})
		if want := []uint32{41, 41, 41}; !slices.Equal(tries, want) {
			t.Errorf("press offered as %v, want %v: twice refused, then taken", tries, want)
		}
		if st := h.box.Stats(); st.Acked != 1 || st.StrayAcks != 0 {
			t.Errorf("box: got %+v, want exactly one acknowledgement", st)
		}
	})
}

// A program killed after storing press 7 but before acknowledging it.
func TestBoxSkipsThePressStoredBeforeARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		h := &hub{t: t, box: paneltest.NewBox(7)}
		h.plug()
		run(t, panel.BoxOptions{Open: h.open, Last: 7, Handler: s.handler()}, func() {
			press(t, h.box, 1, 2)
			h.unplug()
		})
		if got := s.buttons(); !slices.Equal(got, []int{2}) {
			t.Errorf("presses: got %v, want only the new one [2]", got)
		}
	})
}

func TestBoxComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		h := &hub{t: t, box: paneltest.NewBox(0)}
		run(t, panel.BoxOptions{Open: h.open, Handler: s.handler()}, func() {
			time.Sleep(time.Minute) // missing at the start
			for n := 1; n <= 3; n++ {
				h.plug()
				time.Sleep(3 * time.Second) // the longest wait for a reopening
				press(t, h.box, n)
				h.unplug()
				time.Sleep(time.Minute)
				if err := h.box.Press(t.Context(), n); !errors.Is(err, paneltest.ErrUnplugged) {
					t.Errorf("Press while unplugged: got %v, want ErrUnplugged", err)
				}
			}
		})
		if got := s.buttons(); !slices.Equal(got, []int{1, 2, 3}) {
			t.Errorf("presses: got %v, want [1 2 3]", got)
		}
		if got, want := s.linkChanges(), []bool{false, true, false, true, false, true, false}; !slices.Equal(got, want) {
			t.Errorf("link: got %v, want %v", got, want)
		}
	})
}

// A device that opens but never speaks is not a panel.
func TestBoxReopensASilentDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		opened := 0
		open := func() (panel.Port, error) {
			opened++
			host, _ := net.Pipe()
			return host, nil
		}
		run(t, panel.BoxOptions{Open: open, Handler: s.handler()}, func() { time.Sleep(time.Minute) })
		if got := s.linkChanges(); !slices.Equal(got, []bool{false}) {
			t.Errorf("link: got %v, want never up", got)
		}
		// 3 s of silence and up to 3 s of waiting each time.
		if opened < 10 || opened > 20 {
			t.Errorf("opened %d times in a minute, want 10 to 20", opened)
		}
	})
}

func TestBoxGarbage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		h := &hub{t: t, box: paneltest.NewBox(0)}
		h.plug()
		run(t, panel.BoxOptions{Open: h.open, Handler: s.handler()}, func() {
			synctest.Wait()
			for range 50 {
				if err := h.box.Noise([]byte("\x00\xfe$P 4 $H $P 1 1 0*FFFF\r$A 9*0000\n\n$")); err != nil {
					t.Errorf("Noise: got %v", err)
				}
				press(t, h.box, 3)
			}
			h.unplug()
		})
		if got := s.buttons(); !slices.Equal(got, slices.Repeat([]int{3}, 50)) {
			t.Errorf("presses: got %v, want fifty times 3", got)
		}
	})
}

func TestBoxStuckButton(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s seen
		h := &hub{t: t, box: paneltest.NewBox(0)}
		h.plug()
		run(t, panel.BoxOptions{Open: h.open, Handler: s.handler()}, func() {
			if err := h.box.Hold(t.Context(), 2); err != nil {
				t.Fatal(err)
			}
			time.Sleep(6 * time.Second) // it took 3 s to count as held
			if got := s.stuckChanges(); len(got) > 0 {
				t.Errorf("after 9 s: got %v, want no fault yet", got)
			}
			time.Sleep(time.Minute)
			if err := h.box.Release(2); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
			h.unplug()
		})
		if got := s.stuckChanges(); !slices.Equal(got, []int{2, -2}) {
			t.Errorf("stuck: got %v, want reported once and cleared once [2 -2]", got)
		}
		if got := s.buttons(); !slices.Equal(got, []int{2}) {
			t.Errorf("presses: got %v, want [2]", got)
		}
	})
}

// A press nobody stored must not turn up when a host starts much later.
func TestBoxGivesUpOldPresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refuse := panel.Handler{OnPress: func(panel.Press) error { return errors.New("disk full") }}
		h := &hub{t: t, box: paneltest.NewBox(0)}
		h.plug()
		run(t, panel.BoxOptions{Open: h.open, Handler: refuse}, func() {
			if err := h.box.Press(t.Context(), 1); !errors.Is(err, paneltest.ErrGivenUp) {
				t.Errorf("Press: got %v, want ErrGivenUp", err)
			}
			h.unplug()
		})
	})
}
