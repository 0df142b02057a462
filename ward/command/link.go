package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/redial"
)

const (
	clientID    = "wardd-commands"
	connectWait = 5 * time.Second
	writeWait   = 5 * time.Second
	keepAlive   = 15 * time.Second
	pingWait    = 5 * time.Second
	closeMillis = 50
)

// Run keeps the way to the robots open until ctx ends, and returns nil then.
func (s *Sender) Run(ctx context.Context) error {
	new(redial.Pause).Run(ctx, s.connection, func(err error) {
		s.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot send commands", slog.Any("error", err))
	})
	return nil
}

// connection lasts as long as one connection to the broker.
func (s *Sender) connection(ctx context.Context) error {
	lost := make(chan error, 1)
	o := mqtt.NewClientOptions()
	for b := range strings.FieldsSeq(s.options.Broker) {
		o.AddBroker(b)
	}
	o.SetTLSConfig(s.options.TLS).
		SetClientID(clientID).
		SetProtocolVersion(4).
		SetCleanSession(true). // results that come meanwhile are in the store
		SetAutoReconnect(false).
		SetConnectRetry(false).
		SetOrderMatters(true).
		SetConnectTimeout(connectWait).
		SetWriteTimeout(writeWait).
		SetKeepAlive(keepAlive).
		SetPingTimeout(pingWait).
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { s.take(ctx, m.Topic(), m.Payload()) }).
		SetConnectionLostHandler(func(_ mqtt.Client, err error) { lost <- err })
	client := mqtt.NewClient(o)
	connect := client.Connect()
	connect.Wait() // bounded by connectWait
	if err := connect.Error(); err != nil {
		return fmt.Errorf("cannot connect to broker: %w", err)
	}
	defer client.Disconnect(closeMillis)
	token := client.SubscribeMultiple(schema.AnswerFilters(), nil)
	if !token.WaitTimeout(connectWait) {
		return errors.New("cannot subscribe: no answer")
	}
	if err := token.Error(); err != nil {
		return fmt.Errorf("cannot subscribe: %w", err)
	}
	if err := s.catchUp(ctx, Keep); err != nil {
		return err
	}
	// In use first: what is desired from here on is put before the robot by who
	// desires it, what was desired before is in the list.
	s.use(link{client})
	defer s.use(nil)
	if err := s.desireAgain(ctx, link{client}); err != nil {
		return err
	}
	return s.hold(ctx, lost)
}

// hold waits for the end of a connection.
func (s *Sender) hold(ctx context.Context, lost <-chan error) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case err := <-lost:
			return fmt.Errorf("connection lost: %w", err)
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := s.tidy(ctx); err != nil {
				s.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot look after commands", slog.Any("error", err))
			}
		}
	}
}

func (s *Sender) use(p publisher) {
	s.mu.Lock()
	if s.link = p; p != nil {
		s.connections++
	}
	s.mu.Unlock()
	s.changed()
}

// Connection counts the connections to the broker, this one too; it is 0 while
// there is none.
func (s *Sender) Connection() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link == nil {
		return 0
	}
	return s.connections
}

// PutUpdate puts the software that a robot shall have before it, where it stays for
// one that is away. What the robot says to it comes with what it says of itself.
func (s *Sender) PutUpdate(ctx context.Context, to schema.Topic, u schema.Update) error {
	link := s.connected()
	if link == nil {
		return fmt.Errorf("cannot put an update before %s: %w", to.Robot, ErrAway)
	}
	topic, data, err := schema.SignUpdate(s.options.Key, to.On(""), u)
	if err != nil {
		return err
	}
	if err := link.publish(ctx, topic.String(), true, data); err != nil {
		return fmt.Errorf("cannot put an update before %s: %w", to.Robot, err)
	}
	return nil
}

// take reads what a robot says. What cannot be read is the receiver's to keep.
func (s *Sender) take(ctx context.Context, on string, data []byte) {
	topic, err := schema.ParseTopic(on)
	if err != nil {
		return
	}
	if command, isResult := topic.Channel.Result(); isResult {
		e, err := schema.DecodeEvent(schema.KindResult, data)
		if r, ok := e.Body.(schema.Result); err == nil && ok && r.Command == command {
			s.result(ctx, topic, r, s.options.Now())
		}
		return
	}
	if topic.Channel == schema.ChannelReported {
		if r, err := schema.Decode[schema.Reported](data); err == nil {
			s.report(ctx, topic, r)
		}
	}
}

// link is a connection.
type link struct{ client mqtt.Client }

func (l link) publish(ctx context.Context, topic string, retained bool, data []byte) error {
	token := l.client.Publish(topic, 1, retained, data)
	wait := time.NewTimer(writeWait)
	defer wait.Stop()
	select {
	case <-token.Done():
		return token.Error()
	case <-wait.C:
		return errors.New("the broker does not answer")
	case <-ctx.Done():
		return ctx.Err()
	}
}
