package report

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
)

const (
	connectWait = 5 * time.Second
	writeWait   = 5 * time.Second
	keepAlive   = 15 * time.Second
	pingWait    = 5 * time.Second
	// closeMillis is how long paho may finish what it does when a link is
	// closed. Nothing depends on it.
	closeMillis = 50
)

// link is one connection to a broker: one paho client, used once.
type link struct {
	client mqtt.Client
	epoch  string     // receipts of others say nothing to us
	lost   chan error // gets one error when the connection ends
	last   mqtt.Token // of the last publish, for flush
	ack    string     // topic of the receipts
	orders chan incoming

	mu      sync.Mutex
	receipt *schema.Receipt // the newest that was not taken
	news    chan struct{}   // receipt was set
}

// dial connects to the first broker that answers and subscribes to receipts.
func (c *Client) dial(ctx context.Context) (*link, error) {
	l := &link{epoch: c.options.Outbox.Epoch(), lost: make(chan error, 1), news: make(chan struct{}, 1), ack: c.topic.On(schema.ChannelAck).String(), orders: make(chan incoming, ordersWaiting)}
	will, err := schema.Encode(schema.State{V: schema.Version, State: schema.LinkLost, Boot: c.options.Boot})
	if err != nil {
		return nil, err
	}
	o := mqtt.NewClientOptions().
		SetClientID("kb-"+c.options.Commune+"-"+c.options.Robot).
		SetProtocolVersion(4). // 3.1.1, and no second try as 3.1
		SetCleanSession(true).
		SetAutoReconnect(false).
		SetConnectRetry(false).
		// Receipts must be taken in the order in which the ward gave them: the
		// last one counts, be it lower. The handler never blocks, so it cannot
		// stall pings.
		SetOrderMatters(true).
		SetConnectTimeout(connectWait).
		SetWriteTimeout(writeWait).
		SetKeepAlive(keepAlive).
		SetPingTimeout(pingWait).
		SetBinaryWill(c.topic.On(schema.ChannelState).String(), will, 1, true).
		SetDefaultPublishHandler(l.receive).
		SetConnectionLostHandler(func(_ mqtt.Client, err error) { l.lost <- err }).
		SetCustomOpenConnectionFn(func(u *url.URL, _ mqtt.ClientOptions) (net.Conn, error) {
			return open(ctx, u, c.options.TLS)
		})
	for _, broker := range c.options.Brokers {
		o.AddBroker(broker)
	}
	l.client = mqtt.NewClient(o)
	connect := l.client.Connect()
	connect.Wait() // bounded: dialling ends with ctx, the handshake by connectWait
	if err := connect.Error(); err != nil {
		return nil, fmt.Errorf("cannot connect to broker: %w", err)
	}
	if err := l.subscribe(l.ack); err != nil {
		l.close()
		return nil, err
	}
	c.listen(ctx, l)
	return l, nil
}

// listen asks for commands, where the ward's keys are known. A broker that does
// not let them through must not hold up the ratings.
func (c *Client) listen(ctx context.Context, l *link) {
	if len(c.options.Keys) == 0 {
		return
	}
	for _, filter := range c.topic.OrderFilters() {
		if err := l.subscribe(filter); err != nil {
			c.options.Logger.LogAttrs(ctx, slog.LevelError, "commands of the ward do not come", slog.Any("error", err))
		}
	}
}

func (l *link) subscribe(topic string) error {
	const denied = 0x80 // MQTT 3.1.1, 3.9.3
	token := l.client.Subscribe(topic, 1, nil)
	if !token.WaitTimeout(connectWait) {
		return fmt.Errorf("cannot subscribe to %s: no answer in %v", topic, connectWait)
	}
	if err := token.Error(); err != nil {
		return fmt.Errorf("cannot subscribe to %s: %w", topic, err)
	}
	if sub, ok := token.(*mqtt.SubscribeToken); ok && sub.Result()[topic] == denied {
		return fmt.Errorf("cannot subscribe to %s: the broker refuses", topic)
	}
	return nil
}

// receive keeps the newest receipt, and what the ward asks for. It never blocks:
// a command for which there is no room expires.
func (l *link) receive(_ mqtt.Client, m mqtt.Message) {
	if m.Topic() != l.ack {
		select {
		case l.orders <- incoming{topic: m.Topic(), data: m.Payload(), retained: m.Retained()}:
		default:
		}
		return
	}
	receipt, err := schema.Decode[schema.Receipt](m.Payload())
	if err != nil || receipt.Epoch != l.epoch {
		return // a receipt that cannot be read is a receipt that did not come
	}
	l.mu.Lock()
	l.receipt = &receipt
	l.mu.Unlock()
	select {
	case l.news <- struct{}{}:
	default:
	}
}

// takeReceipt gives the newest receipt once, nil when there is none.
func (l *link) takeReceipt() *schema.Receipt {
	l.mu.Lock()
	defer l.mu.Unlock()
	receipt := l.receipt
	l.receipt = nil
	return receipt
}

// publish hands a message to the connection. That it returns nil says nothing
// about where the message is.
func (l *link) publish(topic string, qos byte, retained bool, data []byte) error {
	token := l.client.Publish(topic, qos, retained, data)
	l.last = token
	select {
	case <-token.Done():
		if err := token.Error(); err != nil {
			return fmt.Errorf("cannot publish: %w", err)
		}
	default:
	}
	return nil
}

// flush waits until the broker has answered the last publish, or for most.
func (l *link) flush(most time.Duration) {
	if l.last != nil {
		l.last.WaitTimeout(most)
	}
}

func (l *link) close() { l.client.Disconnect(closeMillis) }

// broker is the address that the link leads to.
func (l *link) broker() string {
	reader := l.client.OptionsReader()
	if servers := reader.Servers(); len(servers) == 1 {
		return servers[0].Host
	}
	return "one of the brokers"
}

// open dials a broker. It gives up when ctx ends.
func open(ctx context.Context, u *url.URL, config *tls.Config) (net.Conn, error) {
	dialer := net.Dialer{Timeout: connectWait}
	switch u.Scheme {
	case "tls", "ssl", "mqtts":
		ctx, cancel := context.WithTimeout(ctx, connectWait)
		defer cancel()
		return (&tls.Dialer{NetDialer: &dialer, Config: config}).DialContext(ctx, "tcp", hostPort(u, "8883"))
	default:
		return dialer.DialContext(ctx, "tcp", hostPort(u, "1883"))
	}
}

func hostPort(u *url.URL, port string) string {
	if u.Port() != "" {
		port = u.Port()
	}
	return net.JoinHostPort(u.Hostname(), port)
}
