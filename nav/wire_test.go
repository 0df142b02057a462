package nav_test

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/drivers/base/vehicletest"
	"tiepdan/nav"
)

// wired makes the link to the base a nav.Base, as kioskd does.
type wired struct{ *base.Link }

func (w wired) Goto(ctx context.Context, to nav.Pose, maxSpeedMps float64) error {
	return w.Link.Goto(ctx, base.Pose(to), maxSpeedMps)
}

func (w wired) Drive(ctx context.Context, twists <-chan nav.Twist) error {
	ctx, cancel := context.WithCancel(ctx)
	onward := make(chan base.Twist)
	var relay sync.WaitGroup
	relay.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case t := <-twists:
				select {
				case <-ctx.Done():
				case onward <- base.Twist(t):
				}
			}
		}
	})
	err := w.Link.Drive(ctx, onward)
	cancel()
	relay.Wait()
	return err
}

func (w wired) Relocalise(ctx context.Context, near nav.Pose, sigmaM float64) error {
	return w.Link.Relocalise(ctx, base.Pose(near), sigmaM)
}

func (w wired) Upload(ctx context.Context, keepout []nav.Polygon) error {
	var areas []base.Polygon
	for _, k := range keepout {
		var area base.Polygon
		for _, p := range k {
			area = append(area, base.Point(p))
		}
		areas = append(areas, area)
	}
	return w.Link.Upload(ctx, areas)
}

func (w wired) State() nav.BaseState {
	s := w.Link.State()
	return nav.BaseState{
		Link: s.Link, HeardAt: s.HeardAt, Starting: s.Starting, EStop: s.EStop, EStops: s.EStops,
		Mode: s.Mode, Ordered: s.Mode == base.ModeGuided || s.Mode == base.ModeDock, Localised: s.Localised,
		Pose: nav.Pose(s.Pose), PoseAt: s.PoseAt, PoseSigmaM: s.PoseSigmaM, SpeedMps: s.SpeedMps, Resets: s.Resets,
		SectorsM: s.SectorsM, SectorsAt: s.SectorsAt, Bumpers: s.Bumpers, Docked: s.Docked,
		BatteryPct: s.BatteryPct, Charging: s.Charging, Faults: s.Faults,
	}
}

// wireEnd is what stands at the other end of the wire.
type wireEnd struct {
	name    string
	vehicle bool // nobody here wrote it
	key     *base.Key
}

func wireEnds() []wireEnd {
	return []wireEnd{{"emulator", false, nil}, {"vehicle", true, nil}, {"vehicle, signed", true, &base.Key{4, 31: 2}}}
}

// faster is how much faster the ends drive than the clock runs.
const faster = 4

// room is the whole motion side, on a pseudo-terminal and in real time.
type room struct {
	*nav.Navigator
	t    *testing.T
	base vehicletest.Base
	tty  *basetest.TTY
	tray plate
	ctx  context.Context //nolint:containedctx // the room's life is one test

	mu      sync.Mutex
	updates []nav.Update
	says    []nav.SayCode
	health  nav.Health
}

// plate is a tray that a test reaches into.
type plate struct {
	mu      sync.Mutex
	state   nav.TrayState
	changed chan struct{}
}

// State is what is on it.
func (p *plate) State() nav.TrayState {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// Changed is closed at the next change.
func (p *plate) Changed() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

func (p *plate) set(s nav.TrayState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = s
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *plate) hand(in bool) { p.set(nav.TrayState{Present: true, Hand: in, Stock: 80}) }

// standIn starts what stands at the other end, until the test is over.
func (r *room) standIn(e wireEnd, start string) {
	r.t.Helper()
	if e.vehicle {
		v, err := vehicletest.New(vehicletest.Options{Peers: "../testpeers", Start: start, SpeedUp: faster, Key: e.key})
		if err != nil {
			r.t.Fatal(err)
		}
		r.t.Cleanup(func() {
			if err := v.Close(); err != nil {
				r.t.Error(err)
			}
		})
		r.base = v
		return
	}
	at := basetest.ServicePoint().Places[start]
	b, err := basetest.New(basetest.Options{Start: &at, SpeedUp: faster, Key: e.key})
	if err != nil {
		r.t.Fatalf("basetest.New: %v", err)
	}
	ctx, cancel := context.WithCancel(r.ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = b.Run(ctx)
	}()
	r.t.Cleanup(func() {
		cancel()
		<-done
	})
	r.base = b
}

// wireSite is the service point's, with a corner of the room where nothing is
// closed.
func wireSite() nav.Site {
	places := map[string]nav.Place{}
	for name, p := range basetest.ServicePoint().Places {
		places[name] = nav.Place{Pose: nav.Pose{XM: p.X, YM: p.Y, HeadingRad: p.Heading}}
	}
	return nav.Site{
		Places: places, Dock: "dock", Zones: []nav.Zone{{Name: "corner", Kind: nav.ZoneKeepOut, Area: square(18.5, 13.5, 0.8)}},
	}
}

func newRoom(t *testing.T, e wireEnd, start string) *room {
	t.Helper()
	r := &room{t: t, ctx: context.WithoutCancel(t.Context())} // the link outlives the test's body
	r.tray.changed = make(chan struct{})
	r.tray.hand(false)
	r.standIn(e, start)
	device := filepath.Join(t.TempDir(), "base")
	r.tty = basetest.NewTTY(r.base, device)
	if err := r.tty.Plug(r.ctx); err != nil {
		t.Fatalf("Plug: %v", err)
	}
	link, err := base.New(base.Options{Path: device, Key: e.key})
	if err != nil {
		t.Fatalf("base.New: %v", err)
	}
	r.Navigator, err = nav.New(nav.Options{
		Base: wired{link}, Site: wireSite(), Tray: &r.tray,
		Report: func(u nav.Update) {
			t.Logf("%+v", u)
			r.mu.Lock()
			defer r.mu.Unlock()
			r.updates = append(r.updates, u)
		},
		Say:    func(s nav.Say) { r.mu.Lock(); defer r.mu.Unlock(); r.says = append(r.says, s.Code) },
		Health: func(h nav.Health) { r.mu.Lock(); defer r.mu.Unlock(); r.health = h },
	})
	if err != nil {
		t.Fatalf("nav.New: %v", err)
	}
	ctx, cancel := context.WithCancel(r.ctx)
	stopLink, cancelLink := context.WithCancel(r.ctx)
	var navigating, tasks sync.WaitGroup
	tasks.Go(func() { _ = link.Run(stopLink) })
	navigating.Go(func() { _ = r.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		navigating.Wait() // holds the base over the link
		cancelLink()
		tasks.Wait()
		if err := r.tty.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return r
}

// phase waits until the last phase of the only mission is the wanted one.
func (r *room) phase(want nav.Phase) {
	r.t.Helper()
	r.phaseOf("", want)
}

// phaseOf is phase of one of several missions.
func (r *room) phaseOf(id string, want nav.Phase) {
	r.t.Helper()
	var last nav.Phase
	r.until(func() bool {
		for _, u := range slices.Backward(r.updates) {
			if id == "" || u.Mission == id {
				last = u.Phase
				break
			}
		}
		return last == want
	}, func() { r.t.Fatalf("got phase %s, want %s", last, want) })
}

// was waits until some update has a reason.
func (r *room) was(why nav.Reason) {
	r.t.Helper()
	r.until(func() bool { return slices.ContainsFunc(r.updates, func(u nav.Update) bool { return u.Reason == why }) },
		func() { r.t.Fatalf("never %s", why) })
}

func (r *room) state(want nav.State) {
	r.t.Helper()
	r.until(func() bool { return r.health.State == want }, func() {
		r.t.Fatalf("got %+v, want state %s", r.health, want)
	})
}

func (r *room) until(ok func() bool, fail func()) {
	r.t.Helper()
	for deadline := time.Now().Add(45 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		r.mu.Lock()
		done := ok()
		r.mu.Unlock()
		if done {
			return
		}
		if time.Now().After(deadline) {
			fail()
		}
	}
}

// still checks that the robot comes to a stop and stays there.
func (r *room) still() {
	r.t.Helper()
	r.until(func() bool { _, v := r.base.Truth(); return v == 0 }, func() { r.t.Fatal("the robot does not stop") })
	before, _ := r.base.Truth()
	time.Sleep(time.Second)
	if after, _ := r.base.Truth(); math.Hypot(after.X-before.X, after.Y-before.Y) > 1e-6 {
		r.t.Errorf("moved from %+v to %+v, want to stay", before, after)
	}
}

// begin starts a mission once the robot is ready for it.
func (r *room) begin(m nav.Mission) {
	r.t.Helper()
	if err := r.Start(m); err != nil {
		r.t.Fatalf("Start: %v", err)
	}
}

// drives waits until the robot really does.
func (r *room) drives() {
	r.t.Helper()
	r.until(func() bool { _, v := r.base.Truth(); return v > 0.2 }, func() { r.t.Fatal("the robot does not drive") })
}

// standsAt checks where the robot really is.
func (r *room) standsAt(place string) {
	r.t.Helper()
	at, _ := r.base.Truth()
	want := basetest.ServicePoint().Places[place]
	if d := math.Hypot(at.X-want.X, at.Y-want.Y); d > 0.25 {
		r.t.Errorf("got %+v, %.2f m from %s", at, d, place)
	}
}

// wireMission is a mission on every end.
type wireMission struct {
	name, start string
	run         func(r *room)
}

// TestMissionsOnTheWire carries the same missions out over our emulator and
// over a base that nobody here wrote, signed and unsigned.
func TestMissionsOnTheWire(t *testing.T) {
	t.Parallel()
	type one struct {
		end     wireEnd
		mission wireMission
	}
	// They mostly wait for a robot that drives: five at a time.
	todo := make(chan one)
	var runners sync.WaitGroup
	for range 5 {
		runners.Go(func() {
			for o := range todo {
				t.Run(o.mission.name+", "+o.end.name, func(t *testing.T) {
					r := newRoom(t, o.end, o.mission.start)
					r.until(func() bool { return r.health.State == nav.StateIdle || r.health.State == nav.StateCharging },
						func() { t.Fatalf("got %+v, want a robot that is ready", r.health) })
					o.mission.run(r)
					if x := r.base.Rejected(); len(x) > 0 {
						t.Errorf("the base met what it does not know: %v", x)
					}
					if b, ok := r.base.(*basetest.Base); ok && b.Bumps() > 0 {
						t.Errorf("touched something %d times", b.Bumps())
					}
				})
			}
		})
	}
	for _, m := range wireMissions() {
		for _, e := range wireEnds() {
			todo <- one{e, m}
		}
	}
	close(todo)
	runners.Wait()
}

func wireMissions() []wireMission {
	return []wireMission{
		{"a round with the tray", "door-1", roundOnTheWire},
		{"a visit", "welcome", visitOnTheWire},
		{"docking", "door-5", dockOnTheWire},
		{"an empty battery", "door-6", batteryOnTheWire},
	}
}

func visitOnTheWire(r *room) {
	r.begin(nav.Mission{ID: "v", Kind: nav.KindLead, From: "waiting", To: "door-3", WaitFor: time.Minute})
	r.phase(nav.PhaseDrivingToPerson)

	// Somebody presses the button on the way.
	r.drives()
	r.base.PressEStop()
	r.phase(nav.PhaseSuspended)
	r.state(nav.StateEStop)
	moves := r.base.Moves()
	r.base.ReleaseEStop()
	r.still()
	if after := r.base.Moves(); after != moves {
		r.t.Errorf("got %d motion frames after an e-stop that nobody ended", after-moves)
	}
	if err := r.Resume(); err != nil {
		r.t.Fatalf("Resume: %v", err)
	}
	r.phase(nav.PhaseWaitingPerson)

	// She comes, and the plug falls out on the way to the door.
	if err := r.Proceed("v"); err != nil {
		r.t.Fatalf("Proceed: %v", err)
	}
	r.phase(nav.PhaseLeading)
	r.drives()
	if err := r.tty.Unplug(); err != nil {
		r.t.Fatalf("Unplug: %v", err)
	}
	r.phase(nav.PhaseSuspended)
	r.state(nav.StateLinkLost)
	r.still()
	if err := r.tty.Plug(r.ctx); err != nil {
		r.t.Fatalf("Plug: %v", err)
	}
	r.phase(nav.PhaseArrived)
	r.standsAt("door-3")
}

// dockOnTheWire: the areas go over first, then it drives before the dock and
// the base does the rest, at the second try; a call has it undock again.
func dockOnTheWire(r *room) {
	r.base.SetContacts(false)
	r.begin(nav.Mission{ID: "d", Kind: nav.KindDock})
	r.was(nav.ReasonDockFailed)
	r.base.SetContacts(true)
	r.phase(nav.PhaseArrived)
	r.state(nav.StateCharging)
	r.begin(nav.Mission{ID: "c", Kind: nav.KindGoto, To: "door-6"})
	r.phase(nav.PhaseDriving)

	// A contact on the way: it stands for a while, and goes on.
	r.drives()
	r.base.SetBumpers(1)
	r.phase(nav.PhaseSuspended)
	r.base.SetBumpers(0)
	r.phase(nav.PhaseArrived)
	r.standsAt("door-6")
}

// roundOnTheWire: a hand in the tray stops the robot, and keeps it.
func roundOnTheWire(r *room) {
	hand := func() {
		moves := r.base.Moves()
		r.still()
		if after := r.base.Moves(); after != moves {
			r.t.Errorf("got %d motion frames with a hand in the tray", after-moves)
		}
	}
	r.begin(nav.Mission{ID: "p", Kind: nav.KindPatrol, Stops: []nav.Stop{{Place: "door-2", Serve: 20 * time.Second}}})
	r.drives()
	r.tray.hand(true)
	r.phase(nav.PhaseSuspended)
	hand()
	r.tray.hand(false)
	r.phase(nav.PhaseServing)
	r.tray.hand(true)
	hand()
	r.tray.hand(false)
	r.phase(nav.PhaseArrived)
	r.standsAt("door-2")
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, want := range []nav.SayCode{nav.SayPleaseTake, nav.SayThank} {
		if !slices.Contains(r.says, want) {
			r.t.Errorf("it did not say %s: %v", want, r.says)
		}
	}
}

// batteryOnTheWire: it goes to its charger by itself, and excuses a call for
// that; a position that is lost on the way is found again.
func batteryOnTheWire(r *room) {
	r.begin(nav.Mission{ID: "c", Kind: nav.KindGoto, To: "door-1"})
	r.drives()
	r.base.SetBattery(9)
	r.phaseOf("c", nav.PhaseSuspended)
	r.until(func() bool { return r.health.Kind == nav.KindCharge && r.health.State == nav.StateDriving }, func() { r.t.Fatalf("got %+v, want the way to the charger", r.health) })
	r.drives()
	r.base.SetLocalised(false)
	r.state(nav.StateLocalising)
	r.still()
	// After three seconds the base is asked to look for itself where it was.
	r.state(nav.StateCharging)
	if at, _ := r.base.Truth(); math.Hypot(at.X-19.3, at.Y-5) > 0.25 {
		r.t.Errorf("got %+v, want to stand at the charger", at)
	}
}
