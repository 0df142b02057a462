package command

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"tiepdan/report/schema"
)

// Options configures a Sender.
type Options struct {
	Broker string      // tcp://host:port or tls://host:port
	TLS    *tls.Config // for tls://
	Key    ed25519.PrivateKey
	Store  Store            // nil remembers nothing over a restart
	Logger *slog.Logger     // nil discards
	Now    func() time.Time // nil is the clock
}

// ErrAway says that the broker cannot be reached: nothing was sent.
var ErrAway = errors.New("no connection to the broker")

// valid is how long a command may take to reach its robot. It leaves room for
// clocks that differ below the most that the contract allows.
const valid = 30 * time.Second

// kept is how many commands are remembered.
const kept = 500

// Request is one order to one robot.
type Request struct {
	To    schema.Topic // the robot; the channel is not looked at
	Order schema.Order
	By    string // who asks, by the name she logs in with; "" for the program
}

// Announcement is one text for the screen of one robot.
type Announcement struct {
	To schema.Topic // the robot; the channel is not looked at
	schema.Announce
}

// Errand sends one robot to a place of its unit, as "door-3".
type Errand struct {
	To schema.Topic
	schema.Goto
}

// Answer tells the visitor who called a person to one robot who comes.
type Answer struct {
	To schema.Topic
	schema.Reply
}

// State is how far a command has come, as far as the ward knows.
type State string

// The states. Those of the contract come from the robot.
const (
	Sent       State = "sent" // given to the broker; the robot has not said anything
	Accepted         = State(schema.ResultAccepted)
	Running          = State(schema.ResultRunning)
	Done             = State(schema.ResultDone)
	Rejected         = State(schema.ResultRejected)
	Expired          = State(schema.ResultExpired)
	Unanswered State = "unanswered" // it has expired and the robot has not said anything yet
)

// Command is one command that was sent.
type Command struct {
	ID      string
	To      schema.Topic // without channel
	Order   schema.Order
	State   State
	Reason  schema.Reason // of Rejected
	Issued  time.Time
	Expires time.Time
	At      time.Time // when the ward learnt the state
	By      string    // who sent it
}

// Sender sends commands. Make it with New. Its methods may be called from any
// goroutine.
type Sender struct {
	options Options

	putting sync.Mutex // one message with settings at a time, the newest last

	mu          sync.Mutex
	link        publisher // nil while there is no connection
	connections int64     // that there were
	commands    []Command // oldest first
	reported    map[schema.Topic]schema.Reported
	desired     map[schema.Topic]Desired
	watchers    map[chan struct{}]bool
}

// publisher hands a message to the broker.
type publisher interface {
	publish(ctx context.Context, topic string, retained bool, data []byte) error
}

// New checks the options.
func New(o Options) (*Sender, error) {
	if len(o.Key) != ed25519.PrivateKeySize {
		return nil, errors.New("cannot send commands: no key")
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Sender{
		options: o, reported: make(map[schema.Topic]schema.Reported), desired: make(map[schema.Topic]Desired),
		watchers: make(map[chan struct{}]bool),
	}, nil
}

// Announce shows a text on a robot, and gives the name of the command.
func (s *Sender) Announce(ctx context.Context, a Announcement) (id string, err error) {
	return s.Send(ctx, Request{To: a.To, Order: a.Announce})
}

// Withdraw takes an announcement back.
func (s *Sender) Withdraw(ctx context.Context, to schema.Topic, announcement string) (id string, err error) {
	return s.Send(ctx, Request{To: to, Order: schema.Withdraw{Announcement: announcement}})
}

// Goto sends a robot to a place. It goes when its own rules allow it.
func (s *Sender) Goto(ctx context.Context, e Errand) (id string, err error) {
	return s.Send(ctx, Request{To: e.To, Order: e.Goto})
}

// Report asks a robot for its status now.
func (s *Sender) Report(ctx context.Context, to schema.Topic) (id string, err error) {
	return s.Send(ctx, Request{To: to, Order: schema.Report{}})
}

// Reply answers a visitor's call for a person.
func (s *Sender) Reply(ctx context.Context, a Answer) (id string, err error) {
	return s.Send(ctx, Request{To: a.To, Order: a.Reply})
}

// Send signs an order, remembers it and sends it, and gives the name of the
// command. What cannot be remembered is not sent.
func (s *Sender) Send(ctx context.Context, r Request) (id string, err error) {
	c, topic, data, err := s.sign(r)
	if err != nil {
		return "", err
	}
	link := s.connected()
	if link == nil {
		return "", fmt.Errorf("cannot send %s to %s: %w", r.Order.Verb(), c.To.Robot, ErrAway)
	}
	if err := s.remember(ctx, c); err != nil { // before it is sent: the answer may be quick
		return "", fmt.Errorf("cannot send %s to %s: %w", r.Order.Verb(), c.To.Robot, err)
	}
	s.changed()
	if err := link.publish(ctx, topic.String(), false, data); err != nil {
		// It may have come all the same: the command stays, and its result tells.
		return c.ID, fmt.Errorf("cannot send %s to %s: %w", r.Order.Verb(), c.To.Robot, err)
	}
	return c.ID, nil
}

func (s *Sender) sign(r Request) (c Command, topic schema.Topic, data []byte, err error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Command{}, schema.Topic{}, nil, fmt.Errorf("cannot send command: %w", err)
	}
	// Whole milliseconds: what the robot compares is what was written.
	now := s.options.Now().UTC().Truncate(time.Millisecond)
	c = Command{ID: id.String(), To: r.To.On(""), Order: r.Order, State: Sent, Issued: now, Expires: now.Add(valid), At: now, By: r.By}
	topic, data, err = schema.SignCommand(s.options.Key, c.To, schema.Command{ID: c.ID, Issued: c.Issued, Expires: c.Expires, Order: r.Order})
	return c, topic, data, err
}

// connected is the connection of now, nil for none.
func (s *Sender) connected() publisher { //nolint:ireturn // the tests' link, too
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.link
}

// States gives the commands that are remembered, newest first.
func (s *Sender) States() []Command {
	now := s.options.Now()
	s.mu.Lock()
	out := slices.Clone(s.commands)
	s.mu.Unlock()
	slices.Reverse(out)
	for i := range out {
		if c := &out[i]; c.State == Sent && now.After(c.Expires) {
			c.State, c.At = Unanswered, c.Expires
		}
	}
	return out
}

// Find gives one command.
func (s *Sender) Find(id string) (Command, bool) {
	all := s.States()
	if i := slices.IndexFunc(all, func(c Command) bool { return c.ID == id }); i >= 0 {
		return all[i], true
	}
	return Command{}, false
}

// Changed is signalled after a state changed, until stop is called.
func (s *Sender) Changed() (changed <-chan struct{}, stop func()) {
	ch := make(chan struct{}, 1)
	s.mu.Lock()
	s.watchers[ch] = true
	s.mu.Unlock()
	return ch, func() {
		s.mu.Lock()
		delete(s.watchers, ch)
		s.mu.Unlock()
	}
}

func (s *Sender) changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ch := range s.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}
