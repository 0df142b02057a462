package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
)

const (
	clientID    = "wardd-commands"
	connectWait = 5 * time.Second
	writeWait   = 5 * time.Second
	keepAlive   = 15 * time.Second
	pingWait    = 5 * time.Second
	closeMillis = 50
	firstPause  = 250 * time.Millisecond
	lastPause   = 10 * time.Second
)

// Run keeps the way to the robots open until ctx ends, and returns nil then.
func (s *Sender) Run(ctx context.Context) error {
	pause := firstPause
	for ctx.Err() == nil {
		began := time.Now()
		ended := s.connection(ctx)
		if ctx.Err() != nil {
			break
		}
		s.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot send commands", slog.Any("error", ended))
		if time.Since(began) > lastPause {
			pause = firstPause
		}
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
		SetCleanSession(true). // results that came meanwhile are in the store
		SetAutoReconnect(false).
		SetConnectRetry(false).
		SetOrderMatters(true).
		SetConnectTimeout(connectWait).
		SetWriteTimeout(writeWait).
		SetKeepAlive(keepAlive).
		SetPingTimeout(pingWait).
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { s.take(m.Topic(), m.Payload()) }).
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
	s.use(link{client})
	defer s.use(nil)
	select {
	case err := <-lost:
		return fmt.Errorf("connection lost: %w", err)
	case <-ctx.Done():
		return nil
	}
}

func (s *Sender) use(p publisher) {
	s.mu.Lock()
	s.link = p
	s.mu.Unlock()
}

// take reads what a robot says. What cannot be read is the receiver's to keep.
func (s *Sender) take(on string, data []byte) {
	topic, err := schema.ParseTopic(on)
	if err != nil {
		return
	}
	if command, isResult := topic.Channel.Result(); isResult {
		e, err := schema.DecodeEvent(schema.KindResult, data)
		if r, ok := e.Body.(schema.Result); err == nil && ok && r.Command == command {
			s.result(topic, r)
		}
		return
	}
	if topic.Channel == schema.ChannelReported {
		if r, err := schema.Decode[schema.Reported](data); err == nil {
			s.report(topic, r)
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
