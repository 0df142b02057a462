package nav_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/nav"
)

// TestNoFrameWhereNothingMayMove plays random events on a navigator, a link and
// an emulated base, and reads every frame: once it is known that nothing may
// move, none asks the base to, and the hold is there.
func TestNoFrameWhereNothingMayMove(t *testing.T) {
	t.Parallel()
	frames, holds := 0, 0
	for seed := range uint64(6) {
		w := playOnWire(t, seed, wireTrouble{})
		for _, wrong := range w.oracle.complaints() {
			t.Errorf("seed %d: %s", seed, wrong)
		}
		frames += w.oracle.frames
		holds += w.oracle.holds
	}
	t.Logf("%d frames asked to move, %d to hold", frames, holds)
	if frames < 500 || holds < 300 {
		t.Error("too few to prove anything")
	}
}

// TestWireChaosNoticesWhatIsMissing: without one of the navigator's rules the
// same play goes wrong on the wire. Those not named are guarded there a second
// time.
func TestWireChaosNoticesWhatIsMissing(t *testing.T) {
	t.Parallel()
	sick := func(w *wirePlay) { w.base.SetSick(common.MAV_SYS_STATUS_SENSOR_LASER_POSITION) }
	tests := []struct {
		rules []nav.Rule
		often func(w *wirePlay) // what the rules are for
	}{
		{[]nav.Rule{nav.RuleResume}, func(w *wirePlay) { w.base.PressEStop(); w.base.ReleaseEStop() }},
		{[]nav.Rule{nav.RuleFault}, sick},
		{[]nav.Rule{nav.RuleLocalised, nav.RuleSigma}, func(w *wirePlay) { w.base.SetLocalised(false) }},
		{[]nav.Rule{nav.RuleKeepOut}, func(w *wirePlay) {
			w.base.DropMissionRequests(20)
			w.base.SetMute(true)
			time.Sleep(time.Second)
			w.base.SetMute(false)
		}},
		{[]nav.Rule{nav.RuleBumper}, func(w *wirePlay) { w.base.SetBumpers(4) }},
		{[]nav.Rule{nav.RuleHand}, func(w *wirePlay) { w.tray.hand(true) }},
		{[]nav.Rule{nav.RuleSettle}, sick},
		{[]nav.Rule{nav.RuleStaffHold}, (*wirePlay).hold},
	}
	for _, tt := range tests {
		t.Run(string(tt.rules[0]), func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(24) {
				if w := playOnWire(t, seed, wireTrouble{without: tt.rules, often: tt.often}); len(w.oracle.complaints()) > 0 {
					t.Logf("seed %d: %s", seed, w.oracle.complaints()[0])
					return
				}
			}
			t.Errorf("without %s nothing goes wrong on the wire", tt.rules)
		})
	}
}

// TestTheLinkGuardsByItself: a navigator that is told that all is well gets no
// goal through an e-stop or a lost link.
func TestTheLinkGuardsByItself(t *testing.T) {
	t.Parallel()
	frames := 0
	for seed := range uint64(4) {
		w := playOnWire(t, seed, wireTrouble{blind: true})
		for _, wrong := range w.oracle.complaints() {
			t.Errorf("seed %d: %s", seed, wrong)
		}
		frames += w.oracle.frames
	}
	if frames < 100 {
		t.Errorf("%d frames asked to move, too few to prove anything", frames)
	}
}

// wireTrouble is what is wrong with the agent of a play.
type wireTrouble struct {
	without []nav.Rule
	often   func(w *wirePlay)
	blind   bool // the navigator believes that all is well
}

// unaware tells the navigator that all is well.
type unaware struct{ wired }

// State hides what stands against motion.
func (u unaware) State() nav.BaseState {
	s := u.wired.State()
	s.Link, s.HeardAt, s.EStop, s.EStops, s.Faults, s.Bumpers = true, time.Time{}, false, 0, nil, 0
	s.Localised, s.PoseAt, s.PoseSigmaM = true, time.Time{}, 0
	return s
}

// wirePlay is the whole motion side in made-up time.
type wirePlay struct {
	*nav.Navigator
	r      *rand.Rand
	base   *basetest.Base
	tray   plate
	oracle *oracle
	ctx    context.Context //nolint:containedctx // the play's life
	tasks  sync.WaitGroup
	ids    int
	baud   float64

	rules []nav.Rule // that do not hold
	blind bool
	die   func() // ends the program at once, with nothing more on the wire

	mu  sync.Mutex
	cut bool
	end net.Conn
}

func playOnWire(t *testing.T, seed uint64, trouble wireTrouble) *wirePlay {
	t.Helper()
	w := &wirePlay{r: rand.New(rand.NewPCG(seed, 11)), baud: base.DefaultBaud}
	if seed%2 == 1 {
		w.baud = 57600 // a goal takes 9 ms
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		w.ctx = ctx
		w.begin(t, trouble)
		defer func() {
			if n := len(w.base.Rejected()); n > 0 {
				t.Errorf("seed %d: the base met what it does not know: %v", seed, w.base.Rejected())
			}
		}()
		time.Sleep(3 * time.Second)
		for n := 0; n < 120 && len(w.oracle.complaints()) == 0; n++ {
			w.event()
			w.pass()
			if trouble.often != nil && w.r.IntN(4) == 0 {
				trouble.often(w)
				w.pass()
			}
		}
		cancel()
		w.tasks.Wait()
	})
	return w
}

// begin wires everything up.
func (w *wirePlay) begin(t *testing.T, trouble wireTrouble) {
	t.Helper()
	door := basetest.ServicePoint().Places["door-3"]
	var err error
	if w.base, err = basetest.New(basetest.Options{Start: &door, Seed: 3}); err != nil {
		t.Fatalf("basetest.New: %v", err)
	}
	codec, err := base.NewCodec()
	if err != nil {
		t.Fatalf("NewCodec: %v", err)
	}
	w.tray.changed = make(chan struct{})
	w.tray.hand(false)
	w.oracle = &oracle{codec: codec, tray: &w.tray, blind: trouble.blind, since: map[string]time.Time{}, rests: map[string]time.Time{}}
	w.rules, w.blind = trouble.without, trouble.blind
	w.tasks.Go(func() { _ = w.base.Run(w.ctx) })
	w.program()
	w.tasks.Go(w.watch)
}

// program starts link and navigator.
func (w *wirePlay) program() {
	ctx, end := context.WithCancel(w.ctx)
	var dead atomic.Bool
	w.die = func() { dead.Store(true); w.unplug(); end() }
	link, err := base.New(base.Options{Open: func() (io.ReadWriteCloser, error) { return w.open(&dead) }})
	if err != nil {
		panic(err)
	}
	var b nav.Base = wired{link}
	if w.blind {
		b = unaware{wired{link}}
	}
	n, err := nav.New(nav.Options{Base: b, Site: wireSite(), Tray: &w.tray})
	if err != nil {
		panic(err)
	}
	for _, rule := range w.rules {
		n.Without(rule)
	}
	w.oracle.begin(link)
	w.Navigator = n
	w.tasks.Go(func() { _ = link.Run(ctx) })
	w.tasks.Go(func() { _ = n.Run(ctx) })
}

// restart kills the program, and starts it anew before the base notices, or
// after: it stands until something is wanted.
func (w *wirePlay) restart() {
	w.die()
	time.Sleep(time.Duration(20+w.r.IntN(600)) * time.Millisecond)
	asked := w.oracle.asked()
	w.program()
	w.replug()
	time.Sleep(1700 * time.Millisecond) // it brakes from 0.8 m/s
	// An empty battery is something to drive for.
	if _, mps := w.base.Truth(); mps > 0.05 && w.oracle.asked() == asked {
		w.oracle.change(func() { w.oracle.complain(time.Now(), "%.2f m/s after a restart, and nobody asked for it", mps) })
	}
}

var errCut = errors.New("no such device")

// open is the agent's serial port.
func (w *wirePlay) open(dead *atomic.Bool) (io.ReadWriteCloser, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut || dead.Load() {
		return nil, errCut
	}
	ours, theirs := net.Pipe()
	w.end = ours
	w.tasks.Go(func() { _ = w.base.Serve(w.ctx, theirs) })
	w.oracle.change(func() { w.oracle.open, w.oracle.fresh = true, true })
	return &tapped{Conn: ours, oracle: w.oracle, baud: w.baud, dead: dead}, nil
}

func (w *wirePlay) unplug() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut || w.end == nil {
		return
	}
	w.cut = true
	_ = w.end.Close() // the agent's reads fail
	w.oracle.change(func() { w.oracle.open = false })
}

func (w *wirePlay) replug() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = false
}

// watch lets the oracle know what the navigator can know, when it can.
func (w *wirePlay) watch() {
	for {
		link, tray := w.oracle.changed(), w.tray.Changed()
		w.oracle.look()
		select {
		case <-link:
		case <-tray:
		case <-time.After(20 * time.Millisecond):
		case <-w.ctx.Done():
			return
		}
	}
}

// pass lets time go on; often by what the base's own clock counts in, so that
// things happen in one moment.
func (w *wirePlay) pass() {
	d := time.Duration(w.r.IntN(2500)) * time.Millisecond
	if w.r.IntN(2) == 0 {
		d = time.Duration(1+w.r.IntN(100)) * 25 * time.Millisecond
	}
	if w.r.IntN(4) == 0 {
		d = time.Duration(w.r.IntN(20_000)) * time.Microsecond
	}
	time.Sleep(d)
}

// event does one thing. Most of the time all is well, or the robot would not
// get anywhere.
func (w *wirePlay) event() {
	switch n := w.r.IntN(100); {
	case n < 25:
		w.spoil()
	case n < 28 && w.oracle.blind:
		w.byHand()
	case n < 31:
		w.restart()
	case n < 36:
		w.people()
	case n < 60:
		w.mend()
	default:
		w.mission()
	}
}

func (w *wirePlay) spoil() {
	b := w.base
	events := []func(){
		b.PressEStop,
		func() { b.PressEStop(); b.ReleaseEStop() },
		b.ReleaseEStop,
		func() { b.SetFault("hot") },
		func() { b.SetSick(common.MAV_SYS_STATUS_SENSOR_LASER_POSITION) },
		func() { b.SetLocalised(false) },
		func() { b.SetLocalised(false) },
		func() { b.SetBumpers(1) },
		func() { b.Jump(2, 0) },
		func() { b.SetMute(true) },
		w.unplug,
		func() { w.unplug(); w.replug() },
		func() { b.SetBlocked(true) },
		func() { b.SetContacts(false) },
		func() { b.SetBattery(float64(w.r.IntN(100))) },
		func() { b.DropMissionRequests(3) },
		b.Garbage,
	}
	events[w.r.IntN(len(events))]()
}

func (w *wirePlay) people() {
	events := []func(){
		func() { w.tray.hand(true) },
		func() { w.tray.hand(true) },
		func() { w.tray.hand(false) },
		w.hold,
		w.release,
		w.resume,
		func() { _ = w.Cancel(w.anyID()) },
		func() { _ = w.Proceed(w.anyID()) },
	}
	events[w.r.IntN(len(events))]()
}

// byHand drives the base past the navigator for a while.
func (w *wirePlay) byHand() {
	ctx, cancel := context.WithTimeout(w.ctx, time.Duration(w.r.IntN(3000))*time.Millisecond)
	twists := make(chan base.Twist)
	link := w.oracle.link
	w.tasks.Go(func() { _ = link.Drive(ctx, twists) }) // however that ends
	w.tasks.Go(func() {
		defer cancel()
		for {
			select {
			case twists <- base.Twist{Rps: 0.1}:
				time.Sleep(20 * time.Millisecond)
			case <-ctx.Done():
				return
			}
		}
	})
}

func (w *wirePlay) hold() {
	w.Hold()
	w.oracle.change(func() { w.oracle.held = true })
}

func (w *wirePlay) release() {
	w.oracle.change(func() { w.oracle.held = false })
	w.Release()
}

func (w *wirePlay) resume() {
	w.oracle.look()
	if w.Resume() == nil {
		w.oracle.change(func() { w.oracle.stopped = false })
	}
}

func (w *wirePlay) anyID() string { return fmt.Sprint("m", w.r.IntN(w.ids+1)) }

// mend makes everything well, and lets the robot drive a bit.
func (w *wirePlay) mend() {
	b := w.base
	b.ReleaseEStop()
	b.SetFault("")
	b.SetSick(0)
	b.SetLocalised(true)
	b.SetBumpers(0)
	b.SetMute(false)
	b.SetBlocked(false)
	b.SetContacts(true)
	w.replug()
	w.tray.hand(false)
	w.release()
	time.Sleep(1500 * time.Millisecond)
	w.resume()
	time.Sleep(3500 * time.Millisecond)
}

func (w *wirePlay) mission() {
	names := []string{"welcome", "waiting", "door-1", "door-2", "door-3", "door-6"}
	name := func() string { return names[w.r.IntN(len(names))] }
	kinds := []nav.Kind{nav.KindGoto, nav.KindLead, nav.KindWelcome, nav.KindPatrol, nav.KindDock, nav.KindReturn}
	w.ids++
	m := nav.Mission{ID: fmt.Sprint("m", w.ids), Kind: kinds[w.r.IntN(len(kinds))], To: name()}
	switch m.Kind {
	case nav.KindLead:
		m.From, m.WaitFor = name(), time.Duration(w.r.IntN(8))*time.Second
	case nav.KindPatrol:
		m.Stops, m.To = []nav.Stop{{Place: name()}, {Place: name(), Serve: 20 * time.Second}}, ""
	case nav.KindDock:
		m.To = ""
	default:
	}
	_ = w.Start(m) // one too many is refused
}
