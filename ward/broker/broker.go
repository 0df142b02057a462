package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// Options configures a Broker.
type Options struct {
	Listen string // loopback address:port; port 0 takes any
	Dir    string // where JetStream keeps its files
	Logger *slog.Logger
}

// Broker is a running broker.
type Broker struct {
	server *server.Server
	url    string
	fatal  chan error
}

const (
	startWait  = 30 * time.Second // JetStream may have to recover its files
	maxPending = 1024             // unacknowledged messages for each subscriber
	ackWait    = 5 * time.Second
	maxPayload = 128 << 10 // bytes; above what the contract allows
)

// Start starts a broker and returns when it accepts connections.
func Start(ctx context.Context, o Options) (*Broker, error) {
	b, err := start(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("cannot start the broker on %s: %w", o.Listen, err)
	}
	return b, nil
}

func start(ctx context.Context, o Options) (*Broker, error) {
	address, err := netip.ParseAddrPort(o.Listen)
	if err != nil {
		return nil, err
	}
	if !address.Addr().IsLoopback() {
		return nil, errors.New("not a loopback address")
	}
	port := int(address.Port())
	if port == 0 {
		port = server.RANDOM_PORT
	} else if err := free(ctx, o.Listen); err != nil {
		return nil, err
	}
	config := &server.Options{
		ServerName: "wardd",
		DontListen: true, // no NATS clients; MQTT has its own listener
		NoSigs:     true,
		MaxPayload: maxPayload,
		JetStream:  true,
		StoreDir:   o.Dir,
		SyncAlways: true,
		MQTT: server.MQTTOpts{
			Host: address.Addr().String(), Port: port, MaxAckPending: maxPending, AckWait: ackWait,
		},
	}
	s, err := server.NewServer(config)
	if err != nil {
		return nil, err
	}
	b := &Broker{server: s, fatal: make(chan error, 1)}
	s.SetLoggerV2(&logger{to: o.Logger, fatal: b.fatal}, false, false, false)
	s.Start()
	if err := b.ready(); err != nil {
		b.Stop()
		return nil, err
	}
	b.url = "tcp://" + net.JoinHostPort(address.Addr().String(), strconv.Itoa(config.MQTT.Port))
	return b, nil
}

// free gives a clear error when the port is in use; the server itself would
// only log it.
func free(ctx context.Context, listen string) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	return l.Close()
}

func (b *Broker) ready() error {
	const step = 50 * time.Millisecond
	for deadline := time.Now().Add(startWait); time.Now().Before(deadline); {
		select {
		case err := <-b.fatal:
			return err
		default:
		}
		if b.server.ReadyForConnections(step) {
			return nil
		}
	}
	return fmt.Errorf("not ready after %v", startWait)
}

// URL is where MQTT clients connect.
func (b *Broker) URL() string { return b.url }

// Failed gives an error when the broker cannot go on.
func (b *Broker) Failed() <-chan error { return b.fatal }

// Stop stops the broker and waits until it has.
func (b *Broker) Stop() {
	b.server.Shutdown()
	b.server.WaitForShutdown()
}

// logger brings the server's words into ours.
type logger struct {
	to    *slog.Logger
	fatal chan error
	once  sync.Once
}

func (l *logger) log(level slog.Level, format string, args []any) {
	l.to.LogAttrs(context.Background(), level, "broker says", slog.String("text", fmt.Sprintf(format, args...)))
}

func (l *logger) Noticef(format string, args ...any) { l.log(slog.LevelDebug, format, args) }
func (l *logger) Warnf(format string, args ...any)   { l.log(slog.LevelWarn, format, args) }
func (l *logger) Errorf(format string, args ...any)  { l.log(slog.LevelError, format, args) }
func (l *logger) Debugf(format string, args ...any)  { l.log(slog.LevelDebug, format, args) }
func (l *logger) Tracef(format string, args ...any)  { l.log(slog.LevelDebug, format, args) }
func (l *logger) Fatalf(format string, args ...any) {
	l.log(slog.LevelError, format, args)
	l.once.Do(func() { l.fatal <- fmt.Errorf(format, args...) }) // buffered: the server must not wait
}
