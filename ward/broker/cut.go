package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/ward/pki"
)

// cutWait bounds the connection that takes the place of another.
const cutWait = 10 * time.Second

// Cut ends the open connection of a robot at a broker outside, as wardd, by
// taking its client identifier: of two that have one, MQTT ends the older (3.1.4).
// That the robot does not come back is for the broker's files, which must have
// been loaded before. The session that the broker kept for it is dropped, too.
func Cut(ctx context.Context, brokers string, secure *tls.Config, robot pki.Identity) error {
	o := mqtt.NewClientOptions()
	for b := range strings.FieldsSeq(brokers) {
		o.AddBroker(b)
	}
	client := mqtt.NewClient(o.SetTLSConfig(secure).SetClientID(robot.ClientID()).SetProtocolVersion(4).SetCleanSession(true).
		SetAutoReconnect(false).SetConnectRetry(false).SetConnectTimeout(cutWait))
	token := client.Connect()
	wait := time.NewTimer(cutWait)
	defer wait.Stop()
	var err error
	select {
	case <-token.Done():
		err = token.Error()
	case <-wait.C:
		err = errors.New("the broker does not answer")
	case <-ctx.Done():
		err = ctx.Err()
	}
	const closeMillis = 50
	client.Disconnect(closeMillis)
	if err != nil {
		return fmt.Errorf("cannot cut %s: %w", robot, err)
	}
	return nil
}
