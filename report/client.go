package report

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"slices"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report/schema"
)

// Options says who reports to whom.
type Options struct {
	// Brokers are tried in turn: tcp:// or mqtt:// (port 1883 when none is
	// given), tls:// or mqtts:// (port 8883), with user and password if the
	// broker wants them.
	Brokers []string
	TLS     *tls.Config // for tls:// and mqtts://
	Commune string      // one topic level, see schema.CheckLevel
	Robot   string      // one topic level, unique in the commune
	Boot    string      // names this run of the program
	Info    Info
	Outbox  Outbox
	// Status gives the status now, see StatusOf. It must not block. nil sends none.
	Status func() schema.Status
	// Line gives the live tickets now, see LineOf. It must not block. nil sends none.
	Line func() schema.Line
	// Floor gives the plan of the floor, see FloorOf, and whether there is one.
	// It must not block. nil sends none.
	Floor func() (schema.Floor, bool)
	// OnLink is told when the way to the ward opens or closes, and why. It
	// must not block. May be nil.
	OnLink func(up bool, detail string)
	// Keys are those with which the ward signs commands and settings. Without
	// any the robot takes neither.
	Keys []ed25519.PublicKey
	// Obey commits what the ward asks for. A message that it returns an error
	// for has changed nothing. Needed with Keys.
	Obey func(context.Context, kiosk.Msg) error
	// Settings gives the core's answer to the ward's settings. May be nil.
	Settings func() kiosk.SettingsAnswer
	// Updates carries out what the ward wants of the software. nil refuses it.
	Updates Updates
	// OrderClock is the quality of the clock by which commands expire; nil is
	// what the kernel says.
	OrderClock func() schema.Clock
	// StatusEvery is the shortest time between two status messages; 0 means 5 s.
	StatusEvery time.Duration
	// LineEvery is the shortest time between two lines, but for a call, which
	// does not wait; 0 means 2 s.
	LineEvery time.Duration
	Logger    *slog.Logger // nil discards
}

// Updates is an updater. Its methods must not block.
type Updates interface {
	Want(u schema.Update)
	// Updated is how far the newest wish has come; false is without any.
	Updated() (schema.Updated, bool)
}

// Info is what the robot says of itself.
type Info struct {
	Model   string   // "" says "unknown"
	Version string   // of the program; "" says "unknown"
	Can     []string // capabilities
}

// Client reports to the ward. Make it with New.
type Client struct {
	options Options
	topic   schema.Topic
	nudge   chan struct{}
	up      bool // what OnLink was told last
	told    bool // OnLink was told anything
	// updateRev is the highest revision of an update that the ward has put.
	updateRev int64
}

const (
	defaultStatusEvery = 5 * time.Second
	defaultLineEvery   = 2 * time.Second
	// Pauses between connections: doubled from the first to the last, and
	// each cut by up to half at random, so that a ward's robots do not all
	// come back at the same moment.
	firstPause = 500 * time.Millisecond
	lastPause  = 30 * time.Second
)

// New checks the options.
func New(o Options) (*Client, error) {
	var errs []error
	for _, broker := range o.Brokers {
		if err := checkBroker(broker); err != nil {
			errs = append(errs, err)
		}
	}
	if len(o.Brokers) == 0 {
		errs = append(errs, errors.New("no broker"))
	}
	if o.Outbox == nil {
		errs = append(errs, errors.New("no outbox"))
	}
	for what, level := range map[string]string{"commune": o.Commune, "robot": o.Robot, "boot": o.Boot} {
		if err := schema.CheckLevel(level); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", what, err))
		}
	}
	if len(o.Keys) > 0 && o.Obey == nil {
		errs = append(errs, errors.New("keys of the ward without anybody who obeys"))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("cannot make reporting client: %w", err)
	}
	return &Client{
		options: o.withDefaults(),
		topic:   schema.Topic{Commune: o.Commune, Robot: o.Robot},
		nudge:   make(chan struct{}, 1),
	}, nil
}

func (o Options) withDefaults() Options {
	if o.StatusEvery <= 0 {
		o.StatusEvery = defaultStatusEvery
	}
	if o.LineEvery <= 0 {
		o.LineEvery = defaultLineEvery
	}
	if o.OnLink == nil {
		o.OnLink = func(bool, string) {}
	}
	if o.OrderClock == nil {
		o.OrderClock = Clock
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// StatusChanged asks for a new status and a new line to be sent as soon as the
// rates allow, and at once when somebody was called. The plan of the floor is
// looked at too.
// It never blocks and may be called from any goroutine.
func (c *Client) StatusChanged() {
	select {
	case c.nudge <- struct{}{}:
	default:
	}
}

// Run reports until ctx ends, and then says that the robot is off. It
// returns nil; whatever goes wrong on the way is logged, told to OnLink and
// tried again.
func (c *Client) Run(ctx context.Context) error {
	pause := firstPause
	for ctx.Err() == nil {
		answered, ended := c.connection(ctx)
		if ctx.Err() != nil {
			break
		}
		if answered {
			pause = firstPause
		}
		c.link(ctx, false, ended.Error())
		wait := time.NewTimer(pause/2 + rand.N(pause/2)) //nolint:gosec // jitter is no secret
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
		}
		pause = min(2*pause, lastPause)
	}
	return nil //nolint:nilerr // ended is not a failure of Run
}

// connection lasts as long as one connection to a broker. It says whether the
// ward answered on it.
func (c *Client) connection(ctx context.Context) (answered bool, err error) {
	l, err := c.dial(ctx)
	if err != nil {
		return false, err
	}
	defer l.close()
	s := &session{client: c, link: l, outbox: c.options.Outbox, patience: receiptWait}
	err = s.run(ctx)
	if ctx.Err() != nil {
		c.sayOff(l)
	}
	return s.answered, err
}

// sayOff tells the ward of a shutdown on purpose. The context has ended, so
// the wait has its own bound.
func (c *Client) sayOff(l *link) {
	const enough = 2 * time.Second
	if err := c.sayState(l, schema.LinkOff); err == nil {
		l.flush(enough)
	}
}

func (c *Client) sayState(l *link, state schema.Link) error {
	return sayRetained(l, c.topic.On(schema.ChannelState), schema.State{
		V: schema.Version, State: state, Boot: c.options.Boot,
	})
}

// sayInfo tells which outbox this is and where it begins. The ward answers
// with a receipt.
func (c *Client) sayInfo(l *link, first uint64) error {
	kinds := make([]string, 0, len(schema.Kinds()))
	for _, k := range schema.Kinds() {
		kinds = append(kinds, string(k))
	}
	return sayRetained(l, c.topic.On(schema.ChannelInfo), schema.Info{
		V:       schema.Version,
		Model:   orUnknown(c.options.Info.Model),
		Version: orUnknown(c.options.Info.Version),
		Can:     append([]string{}, c.options.Info.Can...),
		Schemas: kinds,
		Epoch:   c.options.Outbox.Epoch(),
		First:   first,
	})
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

func sayRetained[M schema.State | schema.Info | schema.Reported | schema.Updated](l *link, topic schema.Topic, m M) error {
	data, err := schema.Encode(m)
	if err != nil {
		return err
	}
	return l.publish(topic.String(), 1, true, data)
}

// link tells of the way to the ward, once for each change.
func (c *Client) link(ctx context.Context, up bool, detail string) {
	if c.told && c.up == up {
		c.options.Logger.LogAttrs(ctx, slog.LevelDebug, "way to the ward unchanged",
			slog.Bool("up", up), slog.String("detail", detail))
		return
	}
	c.told, c.up = true, up
	c.options.Logger.LogAttrs(ctx, slog.LevelInfo, "way to the ward changed",
		slog.Bool("up", up), slog.String("detail", detail))
	c.options.OnLink(up, detail)
}

// checkBroker says whether the address of a broker is one.
func checkBroker(broker string) error {
	u, err := url.Parse(broker)
	if err != nil {
		return errors.New("a broker is not a URL") // the text may hold a password
	}
	known := slices.Contains([]string{"tcp", "mqtt", "tls", "ssl", "mqtts"}, u.Scheme)
	if !known || u.Hostname() == "" {
		return fmt.Errorf("broker %s: want tcp://host:port or tls://host:port", u.Redacted())
	}
	return nil
}
