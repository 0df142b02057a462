package base

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

// Addresses on the wire. The agent is an onboard computer of the base's own
// MAVLink system, as https://mavlink.io/en/messages/common.html#MAV_COMPONENT has it.
const (
	baseSystem     = 1
	baseComponent  = 1   // MAV_COMP_ID_AUTOPILOT1
	agentComponent = 191 // MAV_COMP_ID_ONBOARD_COMPUTER
)

const (
	// DefaultBaud carries 376 ODOMETRY frames a second; 115200 carries 47.
	DefaultBaud = 921600
	// heartbeatEvery and lostAfter: 10 Hz both ways. Stalls of 176 ms were
	// measured on a busy machine, so lostAfter must not be lower.
	heartbeatEvery = 100 * time.Millisecond
	lostAfter      = 300 * time.Millisecond
	// reopenEvery bounds how long a base that was plugged in again waits.
	reopenEvery = 20 * time.Millisecond
	// stampEvery is much less than the reserve that the file of stamps has.
	stampEvery = time.Minute
)

// ErrLinkLost says that the base does not answer.
var ErrLinkLost = errors.New("no link to the base")

// Options configures a Link.
type Options struct {
	// Path is the serial device.
	Path string
	// Baud is the line rate in bits per second; 0 means DefaultBaud.
	Baud int
	// Setpoints sends goals as ArduPilot takes them, see the package comment.
	// They carry no heading, and arrival is judged here.
	Setpoints bool
	// Key signs every frame and refuses the base's frames without its
	// signature; nil leaves the line unsigned.
	Key *Key
	// LinkID is this line's number in signatures. Two agents with one key
	// must differ in it.
	LinkID uint8
	// StampFile remembers the time of the last signature over restarts; ""
	// trusts the clock.
	StampFile string
	// Tee is a loopback address and port to which every frame of both
	// directions is copied by UDP, for tools that only listen; "" copies
	// nothing.
	Tee string
	// Open replaces the serial device at Path when it is not nil.
	Open   func() (io.ReadWriteCloser, error)
	Logger *slog.Logger
}

// Link is the agent's end of the line to the base. Run keeps it; the other
// methods may be called at any time from any goroutine.
type Link struct {
	open    func() (io.ReadWriteCloser, error)
	logger  *slog.Logger
	codec   *Codec
	tracker *tracker
	signer  *Signer // nil without a key
	stamps  stampFile
	tee     *tee       // nil without
	counts  readCounts // of all openings of the port
	line    line
	acks    acks
	files   *files
	fence   inbox
	params  inbox
	version inbox
	clock   clock
	// setpoints sends goals as SET_POSITION_TARGET_LOCAL_NED.
	setpoints bool

	mu   sync.Mutex
	conn *conn // nil while the port is closed

	motion motion
}

// New prepares a Link. It opens nothing yet.
func New(o Options) (*Link, error) {
	codec, err := NewCodec()
	if err != nil {
		return nil, err
	}
	if o.Path == "" && o.Open == nil {
		return nil, errors.New("cannot prepare the link to the base: no serial device named")
	}
	if o.Baud == 0 {
		o.Baud = DefaultBaud
	}
	if o.Open == nil {
		o.Open = func() (io.ReadWriteCloser, error) { return openSerial(o.Path, o.Baud) }
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	l := &Link{
		open: o.Open, logger: o.Logger, codec: codec, tracker: newTracker(), files: newFiles(),
		fence: newInbox(), params: newInbox(), version: newInbox(), clock: clock{begun: time.Now()}, setpoints: o.Setpoints,
	}
	// A base remembers the number of its last goal longer than this program
	// runs: the same number again would be that goal.
	l.motion.goal = uint16(rand.Uint32()) //nolint:gosec // two bytes, and not a secret
	if o.Key != nil {
		l.signer = NewSigner(*o.Key, o.LinkID, nil)
		l.stamps = stampFile{path: o.StampFile, signer: l.signer}
		if err := l.stamps.open(); err != nil {
			return nil, err
		}
	}
	if o.Tee != "" {
		if l.tee, err = newTee(o.Tee); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Stats counts what came over the line since New.
func (l *Link) Stats() ReadStats { return l.counts.stats() }

// State returns what the base last said.
func (l *Link) State() State { return l.tracker.snapshot() }

// Changed returns a channel that is closed at the next change of State. Take
// it before State, and no change is missed.
func (l *Link) Changed() <-chan struct{} { return l.tracker.change() }

// Run opens the port, keeps it open across unplugging, and returns nil when
// ctx ends.
func (l *Link) Run(ctx context.Context) error {
	var watch sync.WaitGroup
	watch.Go(func() { l.watch(ctx) })
	watch.Go(func() { l.keepStamps(ctx) })
	watch.Go(func() { l.keepTime(ctx) })
	if l.tee != nil {
		watch.Go(func() {
			if err := l.tee.run(ctx); err != nil {
				l.logger.LogAttrs(ctx, slog.LevelWarn, "tools cannot listen", slog.String("error", err.Error()))
			}
		})
	}
	defer func() {
		watch.Wait()
		l.tracker.lose() // nobody listens any more
	}()

	said := ""
	for ctx.Err() == nil {
		port, err := l.open()
		if err == nil {
			said = ""
			l.line.opened()
			l.logger.LogAttrs(ctx, slog.LevelInfo, "base port open")
			err = l.serve(ctx, port)
		}
		if ctx.Err() != nil {
			break
		}
		if err != nil && err.Error() != said { // once, not twenty times a second
			said = err.Error()
			l.line.trouble(time.Now(), said)
			l.logger.LogAttrs(ctx, slog.LevelWarn, "base port not usable", slog.String("error", said))
		}
		pause(ctx, reopenEvery)
	}
	return nil
}

// serve runs one opening of the port until it fails or ctx ends.
func (l *Link) serve(ctx context.Context, port io.ReadWriteCloser) error {
	c := l.newConn(port)
	l.mu.Lock()
	l.conn = c
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.conn = nil
		l.mu.Unlock()
		// The next opening begins with a hold: what was under way ends here.
		if l.tracker.lose() && ctx.Err() == nil {
			l.noteLoss(ctx)
		}
	}()
	return c.run(ctx, l.receive)
}

// receive takes one frame off the wire.
func (l *Link) receive(f Frame) {
	if f.System != baseSystem || f.Component == agentComponent {
		return // not the base: a technician's tool, or our own echo
	}
	switch m := f.Message.(type) {
	case *common.MessageCommandAck:
		l.acks.deliver(m)
	case *common.MessageFileTransferProtocol:
		l.files.deliver(m)
	case *common.MessageMissionRequestInt, *common.MessageMissionRequest, *common.MessageMissionAck:
		l.fence.deliver(m)
	case *common.MessageParamValue:
		l.params.deliver(m)
	case *common.MessageAutopilotVersion:
		l.version.deliver(m)
	case *common.MessageTimesync:
		l.timesync(m)
	default:
		l.tracker.apply(f.Message, time.Now())
	}
}

// watch declares the link lost when the heartbeats stop.
func (l *Link) watch(ctx context.Context) {
	for {
		lost, next := l.tracker.expire(time.Now())
		if lost {
			l.noteLoss(ctx)
		}
		pause(ctx, next)
		if ctx.Err() != nil {
			return
		}
	}
}

// noteLoss tells that the base fell silent, or its port away.
func (l *Link) noteLoss(ctx context.Context) {
	l.clock.forget()
	l.line.lost()
	l.logger.LogAttrs(ctx, slog.LevelWarn, "base lost")
}

// keepStamps writes the file of stamps, which may take as long as a disk takes.
func (l *Link) keepStamps(ctx context.Context) {
	for ctx.Err() == nil {
		if err := l.stamps.keep(); err != nil {
			l.logger.LogAttrs(ctx, slog.LevelWarn, "signatures cannot be remembered", slog.String("error", err.Error()))
		}
		pause(ctx, stampEvery)
	}
}

// connection returns the open port, or nil.
func (l *Link) connection() *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conn
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
