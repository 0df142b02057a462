package broker

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"github.com/nats-io/nats-server/v2/server"
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
	if err := os.MkdirAll(config.StoreDir, 0o700); err != nil {
		return nil, err
	}
	b := newBroker(to, config.StoreDir, 0)
	if err := b.guard(filepath.Dir(file)); err != nil {
		return nil, err
	}
	b.config = func() (*server.Options, error) {
		config, err := server.ProcessConfigFile(file)
		if err != nil {
			return nil, err
		}
		config.CustomClientAuthentication = b.gate
		config.NoSigs = true
		config.JetStreamMaxStore = maxStore // the streams have their limits
		config.JetStreamLimits.DefaultMaxConsumers = -1
		return config, nil
	}
	if err := free(ctx, net.JoinHostPort(config.MQTT.Host, strconv.Itoa(config.MQTT.Port))); err != nil {
		return nil, err
	}
	if _, err := b.begin(); err != nil {
		return nil, err
	}
	b.url = b.address(config.MQTT.Host, config.MQTT.Port)
	return b, nil
}
