package ui_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// journeyFor is how long one journey lasts, in the time that its robot sees.
const journeyFor = time.Hour

// listened counts, among the screens, the steps of those who use the voice guide.
const listened kiosk.Screen = "by voice"

// TestJourneys lets visitors without aim work the screen of a real core for an
// hour at a time, while printers fail, doors call, robots drive and alarms
// come and go. See journey for what must hold all the while.
func TestJourneys(t *testing.T) {
	t.Parallel()
	seen := struct {
		sync.Mutex
		screens   map[kiosk.Screen]int
		tickets   int
		checkedIn int
	}{screens: map[kiosk.Screen]int{}}
	t.Cleanup(func() { // when all have ended
		t.Logf("%d tickets, %d of them by a reservation's code; steps on each screen: %v", seen.tickets, seen.checkedIn, seen.screens)
		if t.Failed() {
			return
		}
		for _, s := range append(allScreens(), listened) {
			if seen.screens[s] == 0 {
				t.Errorf("no journey came to %q, want every screen met", s)
			}
		}
		if seen.checkedIn == 0 {
			t.Error("no journey got a ticket by a reservation's code, want some")
		}
		if seen.tickets < 20 {
			t.Errorf("got %d tickets of all journeys, want at least 20", seen.tickets)
		}
	})
	for seed := range uint64(8) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			j := newJourney(t, rand.New(rand.NewPCG(seed, 4)))
			for j.at.Sub(uitest.Noon()) < journeyFor {
				j.step()
			}
			j.everybodyLeaves()
			seen.Lock()
			defer seen.Unlock()
			for s, n := range j.screens {
				seen.screens[s] += n
			}
			seen.tickets += j.tickets
			seen.checkedIn += j.checkedIn
		})
	}
}

// FuzzTouches takes bytes for what fingers and devices do.
func FuzzTouches(f *testing.F) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 5))
		b := make([]byte, 60)
		for i := range b {
			b[i] = byte(r.UintN(256))
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c := &bytesChance{left: b[:min(len(b), 160)]} // longer ones take the fuzzer too long to make shorter
		j := newJourney(t, c)
		for len(c.left) > 0 && j.at.Sub(uitest.Noon()) < journeyFor {
			j.step()
		}
		j.everybodyLeaves()
	})
}

// chance decides what happens next.
type chance interface{ IntN(n int) int }

// bytesChance reads it from a fuzzer's bytes.
type bytesChance struct{ left []byte }

func (c *bytesChance) IntN(n int) int {
	v := 0
	for size := n; len(c.left) > 0 && size > 0; size >>= 8 {
		v, c.left = v<<8|int(c.left[0]), c.left[1:]
	}
	return v % n
}

// step is one thing that a person or a device does.
func (j *journey) step() {
	j.screens[j.view.Screen]++
	if j.u.Guided() {
		j.screens[listened]++
	}
	switch n := j.IntN(100); {
	case n < 58:
		j.after(time.Duration(300+j.IntN(5000)) * time.Millisecond)
		if j.view.Screen == kiosk.ScreenCheckIn && !j.u.Guided() && !j.padIsOpen() && j.IntN(4) == 0 {
			j.typeCode()
		}
		j.tap(j.someControl())
	case n < 64:
		j.after(time.Duration(j.IntN(3000)) * time.Millisecond)
		j.tap(j.somewhere())
	case n < 69: // a finger that trembles
		j.after(time.Second)
		at := j.someControl()
		j.tap(at)
		j.after(time.Duration(20+j.IntN(1500)) * time.Millisecond)
		j.tap(at)
	case n < 73:
		j.drag()
	case n < 78:
		j.rest()
	case n < 81:
		j.after(time.Duration(10+j.IntN(200)) * time.Second)
	case n < 84:
		j.panelKey()
	default:
		j.after(time.Duration(j.IntN(2000)) * time.Millisecond)
		j.deliver(j.world())
	}
	if j.steps++; j.steps%8 == 0 {
		j.aFewTapsLeadHome()
		j.thingsComeToRest()
	}
}

// tap presses and lifts, and checks that the touched control did something.
func (j *journey) tap(p point) {
	hit, ok := j.scene.At(p.Point)
	ripe := ok && j.at.Sub(j.changed) >= 400*time.Millisecond && !hit.Secret()
	before, drawn := j.layoutAt(j.at), j.at
	model, said := j.model(), j.said
	j.posted, j.effects = nil, 0
	j.touch(ui.Press, p)
	j.touch(ui.Move, p)
	j.tapped, j.choosing = hit, j.view.Looks.Guided
	j.at = j.at.Add(time.Duration(30+j.IntN(60)) * time.Millisecond)
	j.touch(ui.Release, p)
	j.tapped, j.choosing = ui.Control{}, false
	if !ripe {
		return
	}
	after := j.layoutAt(drawn)
	defer j.look()
	if len(after.Damage(before)) > 0 || j.said > said || j.effects > 0 {
		return
	}
	if why := j.refusal(j.asked(hit)); why == "" && j.model() == model {
		j.t.Fatalf("%s: %q on %s (%#v) did nothing and says not why", j, hit.Label, j.view.Screen, j.asked(hit))
	}
}

// asked is what a tap on a control has asked for; nil for what is the screen's
// own business. The zones of the voice guide ask for what is chosen.
func (j *journey) asked(c ui.Control) kiosk.Msg {
	for _, m := range j.posted {
		if c.Msg == nil && m != kiosk.Msg(kiosk.Touched{}) {
			return m
		}
	}
	return c.Msg
}

// refusal is why a control may do nothing, as the screen or common sense says;
// "" for no reason.
func (j *journey) refusal(msg kiosk.Msg) string {
	switch msg := msg.(type) {
	case kiosk.ServicePicked:
		if j.at.Sub(j.issued) < 2*time.Second {
			return "one finger that trembles"
		}
	case kiosk.CheckInAsked:
		if j.at.Sub(j.issued) < 2*time.Second || j.at.Sub(j.tried) < 2*time.Second {
			return "one finger that trembles"
		}
	case kiosk.TestAsked:
		if t := j.view.Technician; t != nil && t.Tests[msg.Part].State == kiosk.TestRuns {
			return "the test runs, as the page says"
		}
	case kiosk.LooksPicked:
		if msg.Looks == j.view.Looks {
			return "it is switched on, as the button shows"
		}
	case nil:
		s := j.view.Screen
		if s == kiosk.ScreenSearch || s == kiosk.ScreenGuide || s == kiosk.ScreenTechnician || s == kiosk.ScreenCheckIn || j.padIsOpen() {
			return "nothing to erase, no letter before the space, a tab that is open, a field that was felt"
		}
	}
	return ""
}

// drag slides a finger off a control: nothing may come of it but a sign of life.
func (j *journey) drag() {
	j.after(time.Second)
	from, to := j.someControl(), j.somewhere()
	a, okA := j.scene.At(from.Point)
	b, okB := j.scene.At(to.Point)
	j.touch(ui.Press, from)
	j.posted = nil
	j.touch(ui.Move, to)
	same := okA && okB && a.Bounds == b.Bounds
	if same { // it never left
		j.tapped, j.choosing = a, j.view.Looks.Guided
	}
	if j.IntN(3) == 0 {
		j.touch(ui.Cancel, to)
	} else {
		j.touch(ui.Release, to)
	}
	j.tapped, j.choosing = ui.Control{}, false
	if same {
		return
	}
	for _, m := range j.posted {
		if m != kiosk.Msg(kiosk.Touched{}) {
			j.t.Fatalf("%s: sliding from %q to %q asked for %#v", j, a.Label, b.Label, m)
		}
	}
}

// rest holds a finger down, most often where that means something.
func (j *journey) rest() {
	p := j.someControl()
	if i := slices.IndexFunc(j.scene.Controls(), ui.Control.Secret); i >= 0 && j.IntN(2) == 0 {
		p = pointIn(j, j.scene.Controls()[i].Bounds)
	}
	j.after(time.Second)
	j.touch(ui.Press, p)
	for end := j.at.Add(time.Duration(1+j.IntN(60)) * time.Second); j.at.Before(end); {
		j.after(time.Duration(500+j.IntN(3000)) * time.Millisecond)
		if wake := j.u.Wake(); !wake.IsZero() && !j.at.Before(wake) && j.u.Tick(j.at) {
			j.drain()
		}
	}
	j.tapped, _ = j.scene.At(p.Point) // of a slow tap
	j.choosing = j.view.Looks.Guided
	j.touch(ui.Release, p)
	j.tapped, j.choosing = ui.Control{}, false
	if j.u.Down() || j.u.Stuck(j.at.Add(time.Hour)) {
		j.t.Fatalf("%s: a finger that was lifted is still down", j)
	}
	if j.padIsOpen() && j.IntN(3) > 0 {
		j.typePIN()
	}
}

// typePIN types what may or may not be the PIN.
func (j *journey) typePIN() {
	for _, label := range []string{"1", "2", "Xong|Enter"} {
		if c, ok := j.labelled(label); ok {
			j.after(time.Second)
			j.tap(pointIn(j, c.Bounds))
		}
	}
}

// typeCode types the code of the first reservation, or of none.
func (j *journey) typeCode() {
	code := "481523"
	if b := j.m.Line.Bookings; len(b) > 0 && j.IntN(4) > 0 {
		code = strconv.Itoa(b[0].Code)
	}
	labels := append(slices.Repeat([]string{"Xóa|Delete"}, 6), strings.Split(code, "")...)
	for _, label := range append(labels, "Lấy số|Get my number") {
		c, ok := j.labelled(label)
		if !ok || j.view.Screen != kiosk.ScreenCheckIn || !j.view.LeaveAt.IsZero() {
			return
		}
		j.after(time.Second)
		j.tap(pointIn(j, c.Bounds))
	}
}

// panelKey presses a button of the panel: it works the voice guide or rates.
func (j *journey) panelKey() {
	j.after(time.Duration(100+j.IntN(3000)) * time.Millisecond)
	n := j.IntN(4)
	if !j.u.Guided() {
		j.panel++
		j.deliver(kiosk.PanelPressed{Button: n + 1, Device: "box", Seq: j.panel})
		return
	}
	j.choosing = true
	j.u.Key(ui.GuideKey(n))
	j.drain()
	j.choosing = false
}
