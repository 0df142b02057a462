package nav_test

import (
	"bytes"
	"fmt"
	"math"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
	"tiepdan/nav"
)

// holdWithin is how soon after the moment that something forbids motion the
// hold must be on the wire.
const holdWithin = 100 * time.Millisecond

// lookEvery is how often the navigator looks when nothing changes.
const lookEvery = 100 * time.Millisecond

// oracle reads every frame on the line and knows what link and tray tell, at
// the same moment as the navigator. What must not be is written down here by
// the notes' words, and not by the machine's code.
type oracle struct {
	codec *base.Codec
	link  *base.Link
	tray  *plate
	// blind leaves out what only the navigator can know.
	blind bool

	mu      sync.Mutex
	since   map[string]time.Time // what forbids motion, and since when that is known
	rests   map[string]time.Time // until when nothing may move after that
	stopped bool                 // an e-stop came, and nobody resumed
	presses uint64
	held    bool
	fenced  bool
	moving  bool      // the base has a goal
	due     time.Time // when the hold must be there; zero: none is due
	open    bool      // the port
	fresh   bool      // and nothing was sent yet
	frames  int       // that asked to move
	holds   int
	wrong   []string
}

func (o *oracle) complain(now time.Time, format string, args ...any) {
	o.wrong = append(o.wrong, fmt.Sprintf("%v: ", now.Format("04:05.000"))+fmt.Sprintf(format, args...))
}

// bad is what forbids motion, and how long the robot rests afterwards.
func (o *oracle) bad(s base.State, t nav.TrayState) map[string]time.Duration {
	bad := map[string]time.Duration{}
	note := func(what string, is bool, rest time.Duration) {
		if is {
			bad[what] = rest
		}
	}
	note("e-stop", s.EStop, 0)
	note("link lost", !s.Link, 0)
	if o.blind {
		return bad
	}
	const settle = time.Second
	note("e-stop", s.EStop, settle)
	note("link lost", !s.Link, settle)
	note("nobody resumed", o.stopped, settle)
	note("fault", len(s.Faults) > 0, settle)
	note("position", !s.Localised || !(s.PoseSigmaM <= 0.3), settle)
	note("keep-out", !o.fenced, settle)
	note("bumper", s.Bumpers != 0, 3*time.Second)
	note("hand in the tray", t.Hand, 2*time.Second)
	note("staff holds", o.held && s.BatteryPct > 20, 0)
	return bad
}

// begin is that of another program, which knows nothing of the one before.
func (o *oracle) begin(link *base.Link) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.link, o.presses, o.stopped, o.held, o.fenced = link, 0, false, false, false
	o.since, o.rests = map[string]time.Time{}, map[string]time.Time{}
}

// asked counts the frames that asked to move.
func (o *oracle) asked() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.frames
}

// changed is the link's.
func (o *oracle) changed() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.link.Changed()
}

// look takes in what link and tray tell now.
func (o *oracle) look() {
	o.mu.Lock()
	defer o.mu.Unlock()
	now, s := time.Now(), o.link.State()
	o.stopped = o.stopped || s.EStops != o.presses
	o.presses = s.EStops
	o.fenced = o.fenced && s.Link
	bad := o.bad(s, o.tray.State())
	for what := range o.since {
		if _, is := bad[what]; !is {
			delete(o.since, what)
		}
	}
	for what, rest := range bad {
		if _, known := o.since[what]; !known {
			o.since[what] = now
		}
		o.rests[what] = now.Add(rest)
	}
	switch {
	case !o.moving || len(bad) == 0 || !o.open:
		o.due = time.Time{}
	case o.due.IsZero():
		o.due = now.Add(holdWithin)
	case now.After(o.due) && !o.blind:
		o.complain(now, "%v, and no hold for %v", o.since, holdWithin)
		o.due = now.Add(time.Hour)
	}
}

// sent takes a frame at the moment in which it goes onto the wire.
func (o *oracle) sent(frame []byte) {
	f, err := o.codec.NewReader(bytes.NewReader(frame)).Read()
	if err != nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if m, ok := f.Message.(*common.MessageCommandLong); o.fresh && !(ok && m.Command == common.MAV_CMD_DO_SET_MODE && m.Param2 == float32(base.ModeHold)) {
		o.complain(now, "a port's first frame is no hold: %+v", f.Message)
	}
	o.fresh = false
	switch m := f.Message.(type) {
	case *common.MessageCommandLong:
		switch {
		case m.Command == common.MAV_CMD_DO_SET_MODE && m.Param2 == float32(base.ModeHold):
			o.holds++
			o.moving = false
		case m.Command == common.MAV_CMD_DO_SET_MODE:
			o.moves(now, "mode", m.Param2)
		case m.Command == common.MAV_CMD_DO_CHANGE_SPEED && !(m.Param2 <= 0.8001):
			o.complain(now, "a speed of %v", m.Param2)
		}
	case *common.MessageCommandInt:
		if m.Command != base.CommandRelocalise {
			o.moves(now, "goal", m.Param2)
		}
	case *common.MessageSetPositionTargetLocalNed:
		if m.Vx != 0 || m.YawRate != 0 || m.TypeMask != base.MaskVelocity {
			o.moves(now, "velocity", m.Vx)
		}
	}
}

// moves judges a frame that asks to move. What became known in this very moment
// it may have crossed.
func (o *oracle) moves(now time.Time, what string, about float32) {
	o.frames++
	o.moving = true
	for why, since := range o.since {
		if since.Before(now) {
			o.complain(now, "a %s (%v) is sent, %v after %s", what, about, now.Sub(since), why)
		}
	}
	for why, until := range o.rests {
		// Between two looks of the navigator things may have become well.
		if _, is := o.since[why]; !is && until.Sub(now) > lookEvery {
			o.complain(now, "a %s (%v) is sent %v before the rest after %s is over", what, about, until.Sub(now), why)
		}
	}
}

// heard takes what came from the base: one frame as a rule.
func (o *oracle) heard(data []byte) {
	f, err := o.codec.NewReader(bytes.NewReader(data)).Read()
	if err != nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	switch m := f.Message.(type) {
	case *common.MessageCommandAck:
		goal := m.Command == common.MAV_CMD_WAYPOINT_USER_1 || m.Command == common.MAV_CMD_DO_SET_MODE && m.ResultParam2 == int32(base.ModeDock)
		if goal && m.Result != common.MAV_RESULT_IN_PROGRESS {
			o.moving = false
		}
	case *common.MessageMissionAck:
		o.fenced = o.fenced || m.Type == common.MAV_MISSION_ACCEPTED
	}
}

// change tells of something that people do.
func (o *oracle) change(do func()) {
	o.mu.Lock()
	do()
	o.mu.Unlock()
	o.look()
}

func (o *oracle) complaints() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.wrong)
}

// tapped is the agent's end of the line, as slow as a real one.
type tapped struct {
	net.Conn
	oracle *oracle
	baud   float64
	dead   *atomic.Bool // the program
}

// Write takes as long as the bytes do: ten bits each.
func (c *tapped) Write(frame []byte) (int, error) {
	if c.dead.Load() {
		return 0, errCut
	}
	c.oracle.sent(frame)
	time.Sleep(time.Duration(math.Round(float64(len(frame)) * 10 / c.baud * 1e9)))
	return c.Conn.Write(frame)
}

// Read shows what comes.
func (c *tapped) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.oracle.heard(b[:n])
	return n, err
}
