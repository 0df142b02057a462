package broker

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"

	"github.com/nats-io/nats-server/v2/server"

	"tiepdan/ward/pki"
)

// StartNode starts a node of a cluster from the file that Cluster made, with
// the list of certificates beside it: a robot gets in under its own client
// identifier only, and is thrown out when a list without it is put there.
func StartNode(ctx context.Context, file string, logger *slog.Logger) (*Broker, error) {
	b, err := startNode(ctx, file, logger)
	if err != nil {
		return nil, fmt.Errorf("cannot start the broker of %s: %w", file, err)
	}
	return b, nil
}

func startNode(ctx context.Context, file string, to *slog.Logger) (*Broker, error) {
	config, err := server.ProcessConfigFile(file)
	if err != nil {
		return nil, err
	}
	list, err := pki.NewGate(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	b := &Broker{fatal: make(chan error, 1), gate: &gate{list: list, logger: to, in: make(map[string]guest)}}
	config.CustomClientAuthentication = b.gate
	config.NoSigs = true
	if config.MQTT.Port > 0 {
		if err := free(ctx, net.JoinHostPort(config.MQTT.Host, strconv.Itoa(config.MQTT.Port))); err != nil {
			return nil, err
		}
	}
	if b.server, err = server.NewServer(config); err != nil {
		return nil, err
	}
	b.gate.server = b.server
	b.server.SetLoggerV2(&logger{to: to, fatal: b.fatal}, false, false, false)
	b.server.Start()
	if err := b.ready(); err != nil {
		b.Stop()
		return nil, err
	}
	b.url = b.address(config.MQTT.Host, config.MQTT.Port)
	return b, nil
}
