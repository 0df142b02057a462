package ui_test

import (
	"encoding/json"
	"fmt"
	"image"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// journey is a real core behind a real screen, with fingers and devices that do
// what chance says. All the while: nothing panics; every text has room; a
// control does something or its refusal is to be seen; a ticket comes of a tap
// on a control that gives one, and no two within two seconds; no message has a
// text that was not the robot's own; a few taps lead home, and so does time.
type journey struct {
	chance
	t       *testing.T
	m       kiosk.Model
	setup   kiosk.Setup
	u       *ui.UI
	other   *ui.UI // for looking at copies of the model; made when needed
	size    image.Point
	at      time.Time
	view    kiosk.View
	scene   *ui.Scene
	changed time.Time // when the picture last changed

	tapped   ui.Control
	choosing bool // the voice guide is worked
	posted   []kiosk.Msg
	queue    []kiosk.Msg
	effects  int
	said     int
	pins     []string
	ids      map[string]bool // names that the core gave
	due      []later
	issued   time.Time
	tried    time.Time // a code, the last time
	tickets  int
	// checkedIn counts those that came of the code of a reservation.
	checkedIn int
	panel     uint32
	n, steps  int
	screens   map[kiosk.Screen]int
}

// later is an answer of a device that is under way.
type later struct {
	at  time.Time
	msg kiosk.Msg
}

type point struct{ image.Point }

func pointIn(c chance, r image.Rectangle) point {
	return point{r.Min.Add(image.Pt(c.IntN(max(1, r.Dx())), c.IntN(max(1, r.Dy()))))}
}

func (j *journey) String() string {
	return fmt.Sprintf("after %v and %d steps, %v", j.at.Sub(uitest.Noon()).Round(time.Second), j.steps, j.size)
}

func newJourney(t *testing.T, c chance) *journey {
	t.Helper()
	j := &journey{
		chance: c, t: t, m: kiosk.New(), at: uitest.Noon(), size: uitest.Landscape(), setup: journeySetup(),
		ids: map[string]bool{}, screens: map[kiosk.Screen]int{},
	}
	if c.IntN(2) == 0 {
		j.size = uitest.Portrait()
	}
	j.begin()
	return j
}

// begin starts the program, as systemd does after a fall.
func (j *journey) begin() {
	o := uitest.Options()
	o.Post = func(m kiosk.Msg) { j.queue = append(j.queue, m) }
	o.Say = func(_ kiosk.Lang, text string) {
		if j.said++; text == "" && j.u.Guided() { // else it falls silent
			j.t.Fatalf("%s: the voice guide says nothing on %s", j, j.view.Screen)
		}
	}
	o.Unlock = func(pin string) { j.pins = append(j.pins, pin) }
	u, err := ui.New(o)
	if err != nil {
		j.t.Fatal(err)
	}
	j.u, j.scene = u, nil
	j.deliver(kiosk.Started{Boot: "b" + strconv.Itoa(j.n), Setup: j.setup})
	j.deliver(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", Place: "welcome"}})
	j.deliver(kiosk.LinkChanged{Part: kiosk.PartEar, Up: true})
}

// look lays the screen out, as the window does after every change.
func (j *journey) look() {
	j.view = j.m.View()
	before := j.scene
	j.scene = j.layoutAt(j.at)
	if before == nil || len(j.scene.Damage(before)) > 0 {
		j.changed = j.at
	}
	if m := j.scene.Misfits(); len(m) > 0 {
		j.t.Fatalf("%s: on %s in %s with %+v: no room for %q", j, j.view.Screen, j.view.Lang, j.view.Looks, m)
	}
	if len(j.scene.Controls()) == 0 && j.view.Screen != kiosk.ScreenOut && j.view.Screen != kiosk.ScreenEmergency {
		j.t.Fatalf("%s: nothing to touch on %s", j, j.view.Screen)
	}
	j.u.Shown(j.at)
}

func (j *journey) layoutAt(now time.Time) *ui.Scene { return j.u.Scene(j.view, now, j.size) }

// after lets time pass: deadlines come, devices answer.
func (j *journey) after(d time.Duration) {
	end := j.at.Add(d)
	for n := 0; ; n++ {
		next, i := end, -1
		for k, l := range j.due {
			if l.at.Before(next) {
				next, i = l.at, k
			}
		}
		if t := j.m.Deadline(); !t.IsZero() && t.Before(next) {
			next, i = t, -2
		}
		if next.After(j.at) {
			j.at = next
		}
		if wake := j.u.Wake(); j.padIsOpen() && !wake.IsZero() && !j.at.Before(wake) && j.u.Tick(j.at) {
			j.look() // nobody wrote a PIN
		}
		switch {
		case i == -1:
			return
		case n > 10000:
			j.t.Fatalf("%s: deadlines do not move on", j)
		case i == -2:
			j.deliver(kiosk.Tick{})
		default:
			msg := j.due[i].msg
			j.due = append(j.due[:i], j.due[i+1:]...)
			j.deliver(msg)
		}
	}
}

// deliver gives a message to the core and shows what comes of it.
func (j *journey) deliver(msg kiosk.Msg) {
	j.n++
	switch p := msg.(type) {
	case kiosk.ServicePicked:
		p.ID, p.Token = "t"+strconv.Itoa(j.n), "k"
		j.ids[p.ID] = true
		msg = p
	case kiosk.CheckInAsked:
		p.ID, p.Token = "t"+strconv.Itoa(j.n), "k"
		j.ids[p.ID] = true
		msg = p
	}
	m, effects := j.m.Update(j.at, msg)
	j.m, j.tried = m, m.TriedAt
	if on, ok := msg.(kiosk.MaintenanceSet); ok && on.On { // and somebody ends it
		at := j.soon(30, 300, kiosk.TechnicianEntered{})
		j.due = append(j.due, later{at, kiosk.MaintenanceSet{}}, later{at, kiosk.TechnicianLeft{}})
	}
	for _, e := range effects {
		j.effects++
		j.answer(msg, e)
	}
	j.look()
}

// touch moves the finger and delivers what the screen asks for.
func (j *journey) touch(step ui.Touch, p point) {
	j.u.Touch(step, p.Point, j.at)
	j.look()
	j.drain()
}

// drain delivers what the screen has asked for.
func (j *journey) drain() {
	for len(j.queue) > 0 {
		msg := j.queue[0]
		j.queue = j.queue[1:]
		j.posted = append(j.posted, msg)
		j.owned(reflect.ValueOf(msg), msg)
		j.deliver(msg)
	}
	for _, pin := range j.pins {
		if pin == "" || strings.Trim(pin, "0123456789") != "" {
			j.t.Fatalf("%s: asked to check the PIN %q", j, pin)
		}
		if strings.HasPrefix(pin, "12") {
			j.deliver(kiosk.TechnicianEntered{})
		} else {
			j.u.Refuse()
		}
	}
	j.pins = nil
	j.look()
}

// model is the state without what only gives time.
func (j *journey) model() string {
	m := j.m
	m.IdleAt, m.RestAt, m.Warned, m.Resting = time.Time{}, time.Time{}, false, false
	if m.Session != nil {
		m.Session = &kiosk.Session{Ticket: m.Session.Ticket}
	}
	if m.Tech != nil {
		m.Tech = &kiosk.Tech{Tests: m.Tech.Tests, Presses: m.Tech.Presses}
	}
	b, err := json.Marshal(m)
	if err != nil {
		j.t.Fatal(err)
	}
	return string(b)
}

// someControl is a place on a control.
func (j *journey) someControl() point {
	all := j.scene.Controls()
	if len(all) == 0 {
		return j.somewhere()
	}
	c := all[j.IntN(len(all))]
	for range 3 { // people look for something
		if inviting(c) && (j.view.Screen != kiosk.ScreenCheckIn || c.Msg != nil) { // digits are many
			break
		}
		c = all[j.IntN(len(all))]
	}
	return pointIn(j, c.Bounds)
}

// inviting reports whether a control leads further, not back or to the bar.
func inviting(c ui.Control) bool {
	switch msg := c.Msg.(type) {
	case kiosk.Opened:
		s := msg.To.Screen
		return s != kiosk.ScreenHome && s != kiosk.ScreenLooks && s != kiosk.ScreenHelp
	case kiosk.LanguagePicked:
		return false
	default:
		return true
	}
}

func (j *journey) somewhere() point { return pointIn(j, image.Rectangle{Max: j.size}) }

// labelled finds a control by one of several labels.
func (j *journey) labelled(labels string) (ui.Control, bool) {
	for _, c := range j.scene.Controls() {
		for l := range strings.SplitSeq(labels, "|") {
			if c.Label == l {
				return c, true
			}
		}
	}
	return ui.Control{}, false
}

func (j *journey) padIsOpen() bool {
	_, one := j.labelled("1")
	_, cancel := j.labelled("Thôi|Cancel")
	return one && cancel
}
