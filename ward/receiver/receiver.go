package receiver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/line"
	"tiepdan/ward/live"
	"tiepdan/ward/motion"
	"tiepdan/ward/store"
)

// Store commits messages, see store.Store.
type Store interface {
	Commit(ctx context.Context, items []store.Item) ([]store.Receipt, error)
}

// Options configures a Receiver.
type Options struct {
	Broker string      // tcp://host:port or tls://host:port
	TLS    *tls.Config // for tls://
	Store  Store
	Now    *live.Now
	Lines  *line.Book
	Motion *motion.Book // may be nil
	Logger *slog.Logger
	Clock  func() time.Time // nil is time.Now
	// Recalled waits, on a connection, until the broker has at hand what it has kept;
	// nil for one that always has.
	Recalled func(ctx context.Context) error
}

// Receiver receives. Make it with New.
type Receiver struct{ options Options }

const (
	clientID    = "wardd" // names the session that the broker keeps
	connectWait = 5 * time.Second
	writeWait   = 5 * time.Second
	keepAlive   = 15 * time.Second
	pingWait    = 5 * time.Second
	closeMillis = 50
	firstPause  = 250 * time.Millisecond
	lastPause   = 10 * time.Second

	// A batch is full with that many messages, or that many bytes of them: sixteen
	// thousand events, whether they came alone or in bundles. A commit writes
	// each page of the indexes, and counts up each roll-up, once, whatever comes
	// into it: four times as many cost a third less each.
	batchSize  = 16_000
	batchBytes = 4 << 20
	batchWait  = 2 * time.Millisecond
	// batchPieces bounds what of a batch is committed together, counted in
	// messages and the events of bundles: whoever sends, no commit takes much
	// more than a quarter of a second.
	batchPieces = 16_384
	// waiting is more than brokers send without an acknowledgement, so that
	// the handler never blocks, which would stall pings.
	waiting = 4096
)

// New makes a Receiver.
func New(o Options) *Receiver {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Receiver{options: o}
}

// Run receives until ctx ends, and returns nil then. What goes wrong is
// logged, told to Now and tried again.
func (r *Receiver) Run(ctx context.Context) error {
	pause := firstPause
	for ctx.Err() == nil {
		began := time.Now()
		ended := r.connection(ctx)
		if ctx.Err() != nil {
			break
		}
		r.options.Logger.LogAttrs(ctx, slog.LevelWarn, "not receiving", slog.Any("error", ended))
		r.options.Now.Broker(ended.Error(), r.options.Clock())
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
func (r *Receiver) connection(ctx context.Context) error {
	over, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	queue := make(chan mqtt.Message, waiting)
	o := mqtt.NewClientOptions()
	for b := range strings.FieldsSeq(r.options.Broker) {
		o.AddBroker(b)
	}
	o.SetTLSConfig(r.options.TLS).
		SetClientID(clientID).
		SetProtocolVersion(4).
		SetCleanSession(false).
		SetAutoReconnect(false).
		SetConnectRetry(false).
		SetOrderMatters(true). // a robot's info comes before the events it explains
		SetAutoAckDisabled(true).
		SetConnectTimeout(connectWait).
		SetWriteTimeout(writeWait).
		SetKeepAlive(keepAlive).
		SetPingTimeout(pingWait).
		SetConnectionLostHandler(func(_ mqtt.Client, err error) { cancel(fmt.Errorf("connection lost: %w", err)) }).
		// One handler for all: the broker may send from the kept session
		// before it has the subscriptions.
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { r.take(over, m, queue) })
	client := mqtt.NewClient(o)
	connect := client.Connect()
	connect.Wait() // bounded by connectWait
	if err := connect.Error(); err != nil {
		return fmt.Errorf("cannot connect to broker: %w", err)
	}
	defer client.Disconnect(closeMillis)
	if r.options.Recalled != nil {
		if err := r.options.Recalled(over); err != nil { // what is new is worth more than what was kept
			r.options.Logger.LogAttrs(ctx, slog.LevelWarn, "what robots said before may be missing until they speak", slog.Any("error", err))
		}
	}
	if err := subscribe(client); err != nil {
		return err
	}
	r.options.Now.Broker("", r.options.Clock())
	r.options.Logger.LogAttrs(ctx, slog.LevelInfo, "receiving", slog.String("broker", r.options.Broker))
	return r.pass(over, client, queue)
}

// pass takes messages to the store. While one batch is committed the next is
// read.
func (r *Receiver) pass(ctx context.Context, client publisher, queue <-chan mqtt.Message) error {
	ctx, cancel := context.WithCancel(ctx)
	batches := make(chan batch)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.gatherAll(ctx, queue, batches)
	}()
	defer func() {
		cancel()
		<-ended
	}()
	receipts := newReceipts(client)
	defer receipts.stop()
	for {
		select {
		case b := <-batches:
			if err := r.store(ctx, receipts, b); err != nil {
				return err
			}
		case <-receipts.due.C:
			if err := receipts.flush(); err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func subscribe(client mqtt.Client) error {
	const denied = 0x80 // MQTT 3.1.1, 3.9.3
	token := client.SubscribeMultiple(schema.Filters(), nil)
	if !token.WaitTimeout(connectWait) {
		return errors.New("cannot subscribe: no answer")
	}
	if err := token.Error(); err != nil {
		return fmt.Errorf("cannot subscribe: %w", err)
	}
	if sub, ok := token.(*mqtt.SubscribeToken); ok {
		for filter, qos := range sub.Result() {
			if qos == denied {
				return fmt.Errorf("cannot subscribe to %s: the broker refuses", filter)
			}
		}
	}
	return nil
}

// take is the handler. What is last-value-wins goes past the queue.
func (r *Receiver) take(ctx context.Context, m mqtt.Message, queue chan<- mqtt.Message) {
	if r.latest(m) {
		m.Ack()
		return
	}
	select {
	case queue <- m:
	case <-ctx.Done():
	}
}

// latest takes a message of which only the last one counts.
func (r *Receiver) latest(m mqtt.Message) bool {
	topic, err := schema.ParseTopic(m.Topic())
	if err != nil {
		return false
	}
	switch topic.Channel {
	case schema.ChannelStatus:
		s, err := schema.Decode[schema.Status](m.Payload())
		if err != nil {
			return false
		}
		r.options.Now.Status(topic, s, r.options.Clock())
		if r.options.Motion != nil {
			r.options.Motion.Status(topic, s, r.options.Clock())
		}
	case schema.ChannelFloor:
		f, err := schema.Decode[schema.Floor](m.Payload())
		if err != nil {
			return false
		}
		if r.options.Motion != nil {
			r.options.Motion.Floor(topic, f, m.Payload(), r.options.Clock())
		}
	case schema.ChannelLine:
		l, err := schema.Decode[schema.Line](m.Payload())
		if err != nil {
			return false
		}
		r.options.Lines.Line(topic, l, r.options.Clock(), m.Retained())
	default:
		return false
	}
	return true
}

// store commits a batch, then acknowledges it, then sends receipts. While the
// store cannot be written it tries the same batch again; the broker and the
// robots hold what follows.
func (r *Receiver) store(ctx context.Context, receipts *receipts, b batch) error {
	news, err := r.commit(ctx, b.items)
	if err != nil {
		return err
	}
	for _, m := range b.messages {
		m.Ack()
	}
	if len(news) == 0 {
		return nil
	}
	r.options.Now.Stored()
	return receipts.give(news, b.asked)
}

func (r *Receiver) commit(ctx context.Context, items []store.Item) ([]store.Receipt, error) {
	if len(items) == 0 {
		return nil, nil
	}
	failed := false
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		receipts, err := r.options.Store.Commit(ctx, items)
		if err == nil {
			if failed {
				r.options.Now.Store("")
				r.options.Logger.LogAttrs(ctx, slog.LevelInfo, "store can be written again")
			}
			return receipts, nil
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		failed = true
		r.options.Now.Store(err.Error())
		r.options.Logger.LogAttrs(ctx, slog.LevelError, "store cannot be written", slog.Any("error", err))
		wait := time.NewTimer(pause)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return nil, context.Cause(ctx)
		}
	}
}
