package report

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/eclipse/paho.mqtt.golang/packets"

	"tiepdan/report/schema"
)

// Probe is a way to the ward that is tried.
type Probe struct {
	Brokers        []string
	TLS            *tls.Config
	Commune, Robot string
}

// Try connects as the robot does, and asks for what is meant for it: so the broker
// knows its certificate, and lets it read. It says nothing of the robot, and leaves
// no last will. A robot that is connected meanwhile is thrown off for a moment, and
// comes back by itself: two with one identifier are not let in.
func (p Probe) Try(ctx context.Context) error {
	topic := schema.Topic{Commune: p.Commune, Robot: p.Robot}
	o := mqtt.NewClientOptions().
		SetClientID("kb-" + p.Commune + "-" + p.Robot).
		SetProtocolVersion(4).
		SetCleanSession(true).
		SetAutoReconnect(false).
		SetConnectRetry(false).
		SetConnectTimeout(connectWait).
		SetWriteTimeout(writeWait).
		SetCustomOpenConnectionFn(func(u *url.URL, _ mqtt.ClientOptions) (net.Conn, error) { return open(ctx, u, p.TLS) })
	for _, broker := range p.Brokers {
		if err := checkBroker(broker); err != nil {
			return err
		}
		o.AddBroker(broker)
	}
	if len(p.Brokers) == 0 {
		return errors.New("no broker")
	}
	client := mqtt.NewClient(o)
	connect := client.Connect()
	connect.Wait() // bounded, as in dial
	if err := connect.Error(); refused(err) {
		return fmt.Errorf("the broker does not take this unit's certificate: %w", err)
	} else if err != nil {
		return fmt.Errorf("cannot connect to broker: %w", err)
	}
	l := &link{client: client}
	defer client.Disconnect(closeMillis)
	for _, filter := range append(topic.OrderFilters(), topic.On(schema.ChannelAck).String()) {
		if err := l.subscribe(filter); err != nil {
			return err
		}
	}
	return nil
}

// refused says whether a broker that was reached does not let the unit in: by its
// answer (MQTT 3.1.1, 3.2.2.3), or by an alert of TLS, which speaks first where the
// broker has the ward's list of revoked certificates.
func refused(err error) bool {
	op, remote := errors.AsType[*net.OpError](err)
	return remote && op.Op == "remote error" || errors.Is(err, packets.ErrorRefusedNotAuthorised) || errors.Is(err, packets.ErrorRefusedBadUsernameOrPassword) ||
		errors.Is(err, packets.ErrorRefusedIDRejected)
}
