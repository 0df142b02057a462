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

	"tiepdan/ward/pki"
)

// Options configures a Broker.
type Options struct {
	Listen string // address:port; port 0 takes any
	Dir    string // where JetStream keeps its files
	// Certificates is the folder of the authority (package pki). Without it
	// there is neither encryption nor log-in, and only this machine's own
	// addresses are listened on.
	Certificates string
	Logger       *slog.Logger
}

// Broker is a running broker.
type Broker struct {
	server *server.Server
	gate   *gate // nil without certificates
	url    string
	fatal  chan error
}

const (
	startWait  = 30 * time.Second // JetStream may have to recover its files
	maxPending = 1024             // unacknowledged messages for each subscriber
	ackWait    = 5 * time.Second
	maxPayload = 128 << 10 // bytes; above what the contract allows
	handshakeS = 10        // seconds; the usual 2 are short over a bad line
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
	host, port, err := place(o)
	if err != nil {
		return nil, err
	}
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
		// Not SyncAlways: a sync for each message makes this broker thirty times
		// slower, and what a power cut takes here the robots send again.
		MQTT: server.MQTTOpts{Host: host, Port: port, MaxAckPending: maxPending, AckWait: ackWait},
	}
	b := &Broker{fatal: make(chan error, 1)}
	if o.Certificates != "" {
		if err := b.guard(config, o); err != nil {
			return nil, err
		}
	}
	if b.server, err = server.NewServer(config); err != nil {
		return nil, err
	}
	if b.gate != nil {
		b.gate.server = b.server
	}
	b.server.SetLoggerV2(&logger{to: o.Logger, fatal: b.fatal}, false, false, false)
	b.server.Start()
	if err := b.ready(); err != nil {
		b.Stop()
		return nil, err
	}
	b.url = b.address(host, config.MQTT.Port)
	return b, nil
}

// place is where to listen; without certificates only where nobody else is.
func place(o Options) (host string, port int, err error) {
	host, service, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return "", 0, err
	}
	number, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return "", 0, err
	}
	if host == "" {
		host = "0.0.0.0"
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return "", 0, err
	}
	if o.Certificates == "" && !address.IsLoopback() {
		return "", 0, errors.New("not a loopback address, and no certificates")
	}
	return host, int(number), nil
}

// guard asks everybody for a certificate.
func (b *Broker) guard(config *server.Options, o Options) error {
	secure, err := pki.ServerTLS(o.Certificates)
	if err != nil {
		return err
	}
	list, err := pki.NewGate(o.Certificates)
	if err != nil {
		return err
	}
	b.gate = &gate{list: list, logger: o.Logger, in: make(map[string]guest)}
	config.MQTT.TLSConfig, config.MQTT.TLSTimeout, config.MQTT.AuthTimeout = secure, handshakeS, handshakeS
	config.CustomClientAuthentication = b.gate
	return nil
}

// address is where this machine reaches what listens on a host.
func (b *Broker) address(host string, port int) string {
	if a, err := netip.ParseAddr(host); err == nil && a.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme := "tcp"
	if b.gate != nil {
		scheme = "tls"
	}
	return scheme + "://" + net.JoinHostPort(host, strconv.Itoa(port))
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

// Run watches over the broker until ctx ends, and returns nil then. The error
// is why the broker cannot go on.
func (b *Broker) Run(ctx context.Context) error {
	if b.gate != nil {
		watching, cancel := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			b.gate.watch(watching)
		}()
		defer func() {
			cancel()
			<-ended
		}()
	}
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case err := <-b.fatal:
			return fmt.Errorf("the broker cannot go on: %w", err)
		case <-tick.C:
			// After a failed write JetStream turns itself off, and stays so.
			if !b.server.JetStreamEnabled() {
				return errors.New("the broker cannot go on: it cannot write to its disk")
			}
		case <-ctx.Done():
			return nil
		}
	}
}

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
